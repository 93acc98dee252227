"""The WSGI entry point: `brandcity.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brandcity.settings")
application = get_wsgi_application()
