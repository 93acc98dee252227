"""Lists of words that staff keep."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from kernel.common.admin import PortalAdmin, PortalInline

from .models import Dictionary, Entry


def swatch(colour: str, word: str) -> str:
    """The colour as a class, with its word beside it."""
    return format_html('<span class="swatch swatch-{}" aria-hidden="true"></span> {}', colour, word)


class EntryInline(PortalInline):
    model = Entry
    fields = ("code", "label_zh", "label_en", "colour", "swatch", "order", "disabled_on")
    readonly_fields = ("swatch",)

    @admin.display(description="")
    def swatch(self, entry: Entry) -> str:
        return swatch(entry.colour, "") if entry.pk else ""


@admin.register(Dictionary)
class DictionaryAdmin(PortalAdmin):
    list_display = ("name", "code")
    search_fields = ("name", "code")
    inlines = (EntryInline,)


@admin.register(Entry)
class EntryAdmin(PortalAdmin):
    list_display = ("label_zh", "label_en", "dictionary", "code", "tone", "order", "disabled_on")
    list_filter = ("dictionary",)
    search_fields = ("label_zh", "label_en", "code")
    list_select_related = ("dictionary",)
    autocomplete_fields = ("dictionary",)

    @admin.display(description=_("colour"), ordering="colour")
    def tone(self, entry: Entry) -> str:
        return swatch(entry.colour, entry.get_colour_display())
