"""The WSGI entry point: `brandcity.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brandcity.settings")
application = get_wsgi_application()
# Every page is loaded before the port opens, so that no reader's first request waits for it.
get_resolver().url_patterns  # noqa: B018
