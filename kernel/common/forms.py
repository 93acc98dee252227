"""The shape that forms of pages and admin share."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext_lazy

from .errors import DomainError


def show_refusal(form: forms.BaseForm, refusal: DomainError) -> None:
    """Put each sentence at its field; what belongs to none stands above the form."""
    for name, sentences in refusal.fields.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)
    if not refusal.fields:
        form.add_error(None, str(refusal))


class PortalForm(forms.ModelForm):
    """A form that shows what a service refused, each sentence at its field."""

    refusal: ClassVar[DomainError | None] = None

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        if self.refusal is not None:
            self.show(self.refusal)
        return data

    def show(self, refusal: DomainError) -> None:
        show_refusal(self, refusal)


class MaskedForm(PortalForm):
    """Fields that stand there masked; sent back as they stand they stay what they are."""

    masks: ClassVar[Mapping[str, Callable[[str], str]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, mask in self._masked():
            self.initial[name] = mask(getattr(self.instance, name))
            self.fields[name].help_text = _("Masked; type the whole of it to change it.")

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        for name, _mask in self._masked():
            if self.cleaned_data.get(name) == self.initial[name]:
                self.cleaned_data[name] = getattr(self.instance, name)
        return self.cleaned_data

    def _masked(self) -> list[tuple[str, Callable[[str], str]]]:
        """Of a row that is there, the masked fields of this form."""
        return [(name, mask) for name, mask in self.masks.items() if name in self.fields and self.instance.pk]


# Django's own sentences, named here so that the catalogue puts them into the words that people use.
WORDS_OF_DJANGO = (
    gettext_noop("This field is required."),
    gettext_noop("Enter a number."),
    gettext_noop("Enter a whole number."),
    gettext_noop("Enter a valid date."),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
    gettext_noop("Ensure this value is greater than or equal to %(limit_value)s."),
    gettext_noop("Ensure this value is less than or equal to %(limit_value)s."),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
)
