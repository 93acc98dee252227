"""The roof as an app: it composes the others."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps

# Loaded here, so that every process with Django publishes by our Celery application, and one without stays light.
from .celery import app as celery_app

__all__ = ["BrandcityConfig", "PortalAdminConfig", "celery_app"]


class BrandcityConfig(AppConfig):
    """The roof: holds no models, only what composes the apps: the demo, the site of the admin."""

    name = "brandcity"
    default = True


class PortalAdminConfig(admin_apps.AdminConfig):
    default_site = "brandcity.admin.PortalAdminSite"
    default = False
