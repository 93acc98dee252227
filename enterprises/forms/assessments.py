"""The shape of one page of the questionnaire: a dimension's questions, each with its answers to choose from."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Question


class DimensionForm(forms.Form):
    """Every question may be left for later; what is chosen is kept."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, questions: list[Question], answers: Mapping[str, int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.questions = questions
        for question in questions:
            choices = [(str(place), option["text"]) for place, option in enumerate(question.options)]
            self.fields[f"question_{question.pk}"] = forms.ChoiceField(
                label=question.text, choices=choices, required=False, initial=answers.get(str(question.pk)),
                widget=forms.RadioSelect, error_messages={"invalid_choice": _("There is no such answer.")},
            )  # fmt: skip

    def boxes(self) -> list[forms.BoundField]:
        return [self[f"question_{question.pk}"] for question in self.questions]

    def choices(self) -> dict[int, int | None]:
        """What was chosen on this page, by question; a question left open is not touched."""
        names = {question.pk: self.cleaned_data.get(f"question_{question.pk}") for question in self.questions}
        return {pk: int(place) for pk, place in names.items() if place}
