from django.apps import AppConfig


class BrandcityConfig(AppConfig):
    """The roof: holds no models, only the commands that compose the apps (the demo)."""

    name = "brandcity"
