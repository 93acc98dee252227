"""The WSGI entry point: `brandcity.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from kernel.common.uploads import whole_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brandcity.settings")
application = whole_bodies(get_wsgi_application())
# Every page is loaded before the port opens, so that no reader's first request waits for it.
get_resolver().url_patterns  # noqa: B018
