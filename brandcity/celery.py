"""The Celery application; its schedules are rows of django-celery-beat."""

import os

from celery import Celery
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brandcity.settings")
app = Celery("brandcity")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# The worker's half of the request ids in logs; the publishing half is on by DJANGO_STRUCTLOG_CELERY_ENABLED.
app.steps["worker"].add(DjangoStructLogInitStep)
