"""The shape of what is told of a brand, of a claim to a rung, and of the decision on it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.forms.days import DayField
from coordination.forms.tasks import HalfWidthInteger, NoteForm, OptionalNoteForm

from ..models import Brand, CabinetDocument, Industry, Rung, RungCriterion

STORY = 1000


class BrandForm(forms.ModelForm):
    since_year = HalfWidthInteger(
        label=_("In use since"), required=False, help_text=_("The year in which it was first used."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4}),
    )  # fmt: skip

    class Meta:
        model = Brand
        fields = ["name", "industry", "since_year", "story"]
        widgets = {"story": forms.Textarea(attrs={"rows": 5, "maxlength": STORY})}

    def __init__(self, *args: Any, firm_industry: Industry | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        near = Industry.objects.all()
        if firm_industry is not None:
            # The firm's own section: a list of hundreds helps nobody.
            near = near.filter(code__startswith=firm_industry.section)
        self.fields["industry"].queryset = near  # type: ignore[attr-defined]
        self.fields["story"].help_text = _("Shown to everybody on the brand's public page.")

    def words(self) -> dict[str, Any]:
        """The fields as the services take them."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def validate_unique(self) -> None:
        """The service says which name is taken, in words."""


class CriterionChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        need = "" if obj.required else str(_(" (not required)"))
        return f"{obj.text}{need}"


class EvidenceChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.kind.name} · {obj.title}" if obj.kind.name != obj.title else str(obj.title)


class ClaimForm(forms.Form):
    """The claim to one rung; only what the rung asks for and what the cabinet holds can be chosen."""

    criteria = CriterionChoice(
        label=_("Which of these are met?"), queryset=RungCriterion.objects.none(),
        widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Tick what is met.")},
    )  # fmt: skip
    evidence = EvidenceChoice(
        label=_("Which documents show it?"), queryset=CabinetDocument.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one document of the cabinet.")},
    )  # fmt: skip
    reached_on = DayField(label=_("Reached on"))
    until = DayField(label=_("Valid until"), required=False, help_text=_("If the title has a last day."))
    remark = forms.CharField(
        label=_("Remark"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, rung: Rung, brand: Brand, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        documents = CabinetDocument.objects.filter(enterprise=brand.enterprise_id).valid(today).select_related("kind")
        self.fields["criteria"].queryset = rung.criteria.all()  # type: ignore[attr-defined]
        self.fields["evidence"].queryset = documents  # type: ignore[attr-defined]
        self.has_documents = documents.exists()


class ConfirmForm(OptionalNoteForm):
    pass


class RefuseForm(NoteForm):
    pass


def form_of_step(step: str) -> type[forms.Form]:
    """The form of a step that staff take with a claim."""
    return ConfirmForm if step == "confirm" else RefuseForm


def words_of_claim(form: ClaimForm) -> dict[str, Any]:
    """The claim as the service takes it."""
    return {name: form.cleaned_data[name] for name in ("criteria", "evidence", "reached_on", "until", "remark")}
