"""The Celery application; its schedules are rows of django-celery-beat."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brandcity.settings")
app = Celery("brandcity")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
