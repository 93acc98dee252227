"""Lists of words that staff keep: each entry has a colour, an order and perhaps a last day."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Dictionary(models.Model):
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        ordering = ["code"]
        verbose_name, verbose_name_plural = _("dictionary"), _("dictionaries")

    def __str__(self) -> str:
        return self.name


class EntryQuerySet(models.QuerySet["Entry"]):
    def of(self, dictionary: str, on: date) -> "EntryQuerySet":
        """The entries of a dictionary that may still be chosen on that day."""
        return self.filter(dictionary__code=dictionary).filter(Q(disabled_on=None) | Q(disabled_on__gt=on))


class Entry(models.Model):
    class Tone(models.TextChoices):
        GREY = "grey", _("grey")
        BLUE = "blue", _("blue")
        GREEN = "green", _("green")
        YELLOW = "yellow", _("yellow")
        RED = "red", _("red")

    dictionary = models.ForeignKey(Dictionary, models.CASCADE, related_name="entries", verbose_name=_("dictionary"))
    code = models.SlugField(_("code"), max_length=40)
    label_zh = models.CharField(_("Chinese label"), max_length=60)
    label_en = models.CharField(_("English label"), max_length=60)
    colour = models.CharField(_("colour"), max_length=8, choices=Tone, default=Tone.GREY)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    disabled_on = models.DateField(_("disabled on"), null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["dictionary", "order", "pk"]
        verbose_name, verbose_name_plural = _("entry"), _("entries")
        constraints = [models.UniqueConstraint(fields=["dictionary", "code"], name="entry_code_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The label in the reader's language."""
        return self.label_en if (get_language() or "").startswith("en") else self.label_zh
