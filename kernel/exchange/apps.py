from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "kernel.exchange"
    verbose_name = _("Imports, exports and long work")
