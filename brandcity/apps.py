from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class BrandcityConfig(AppConfig):
    """The roof: holds no models, only what composes the apps: the demo, the site of the admin."""

    name = "brandcity"
    default = True


class PortalAdminConfig(admin_apps.AdminConfig):
    default_site = "brandcity.admin.PortalAdminSite"
    default = False
