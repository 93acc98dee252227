"""The roof of the portal: settings, urls, celery."""

from .celery import app as celery_app

__all__ = ["celery_app"]
