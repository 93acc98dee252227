"""The shape that forms of pages and admin share."""

from typing import Any, ClassVar

from django import forms

from .errors import DomainError


class PortalForm(forms.ModelForm):
    """A form that shows what a service refused, each sentence at its field."""

    refusal: ClassVar[DomainError | None] = None

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        if self.refusal is not None:
            self.show(self.refusal)
        return data

    def show(self, refusal: DomainError) -> None:
        """Put each sentence at its field; what belongs to none stands above the form."""
        for name, sentences in refusal.fields.items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, sentence)
        if not refusal.fields:
            self.add_error(None, str(refusal))
