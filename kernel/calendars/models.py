"""Which days are worked: a table, because the State Council says so once a year."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarYear(models.Model):
    """A year whose arrangement is known, or provisional until it is announced."""

    class State(models.TextChoices):
        ANNOUNCED = "announced", _("announced")
        PROVISIONAL = "provisional", _("provisional")

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PROVISIONAL)
    basis = models.CharField(_("basis"), max_length=200, blank=True)

    class Meta:
        ordering = ["-year"]
        verbose_name, verbose_name_plural = _("calendar year"), _("calendar years")

    def __str__(self) -> str:
        return f"{self.year} · {self.get_state_display()}"


class CalendarDay(models.Model):
    """A day that is not what its weekday says: a holiday, or a weekend that is worked."""

    date = models.DateField(_("date"), primary_key=True)
    is_working = models.BooleanField(_("worked"))
    name = models.CharField(_("name"), max_length=40, blank=True)

    class Meta:
        ordering = ["-date"]
        verbose_name, verbose_name_plural = _("special day"), _("special days")

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}"
