"""The roof of the portal: settings, urls, celery, the demo."""
