from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

from .fonts import font_is_there


class DocumentsConfig(AppConfig):
    name = "kernel.documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        checks.register(font_is_there)
