"""What a call asks and how it is scored: versions of forms and rubrics, read whole, laid down anew while drafts."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.activity.api import WritableViewSet
from kernel.common.api import StrictSerializer
from kernel.files.kinds import KINDS

from ..filters.calls import FormVersionFilter, RubricFilter
from ..models import DocumentKind, FormField, FormVersion, Material, Rubric
from ..services import rubrics, sheets
from .sheet_rows import FormVersionDetailRow, FormVersionRow, RubricDetailRow, RubricRow

KEY = r"^[-a-zA-Z0-9_]+$"


class ColumnBody(StrictSerializer):
    key = serializers.RegexField(sheets.COLUMN_KEY, max_length=40)
    label = serializers.CharField(max_length=60)  # type: ignore[assignment]
    kind = serializers.ChoiceField(choices=["text", "number"], required=False, default="text")
    unit = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")


class PartBody(StrictSerializer):
    """`key` is what answers are kept under; a part without one gets one, a key that is not named again goes."""

    key = serializers.RegexField(KEY, max_length=40, required=False, allow_blank=True)
    hint = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class FieldBody(PartBody):
    label = serializers.CharField(max_length=120)  # type: ignore[assignment]
    kind = serializers.ChoiceField(choices=FormField.Kind.choices)
    required = serializers.BooleanField(required=False, default=True)  # type: ignore[assignment]
    unit = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")
    most_characters = serializers.IntegerField(
        min_value=1, max_value=20000, required=False, allow_null=True, default=None
    )
    least = serializers.DecimalField(
        max_digits=18, decimal_places=4, required=False, allow_null=True, default=None, help_text="For numbers"
    )
    most = serializers.DecimalField(max_digits=18, decimal_places=4, required=False, allow_null=True, default=None)
    options = serializers.ListField(
        child=serializers.CharField(max_length=60), max_length=40, required=False, default=list
    )
    columns = ColumnBody(many=True, max_length=8, required=False, default=list)  # type: ignore[call-arg]
    most_rows = serializers.IntegerField(min_value=1, max_value=100, required=False, default=20)
    prefill = serializers.RegexField(
        sheets.PREFILL, max_length=60, required=False, allow_blank=True, default="",
        help_text="What the portal knows: enterprise.name, figure.revenue.-1 (last year), brand.name",
    )  # fmt: skip
    document_kind = serializers.SlugRelatedField(
        slug_field="code", queryset=DocumentKind.objects.all(), required=False, allow_null=True, default=None
    )


class SectionBody(PartBody):
    title = serializers.CharField(max_length=80)
    fields = FieldBody(many=True, max_length=60, allow_empty=True)  # type: ignore[assignment,call-arg]


class MaterialBody(PartBody):
    title = serializers.CharField(max_length=120)
    source = serializers.ChoiceField(choices=Material.Source.choices)  # type: ignore[assignment]
    kind = serializers.SlugRelatedField(
        slug_field="code", queryset=DocumentKind.objects.all(), required=False, allow_null=True, default=None
    )
    required = serializers.BooleanField(required=False, default=True)  # type: ignore[assignment]
    least = serializers.IntegerField(min_value=1, max_value=50, required=False, default=1)
    most = serializers.IntegerField(min_value=1, max_value=50, required=False, default=5)
    link_days = serializers.IntegerField(
        min_value=1, max_value=sheets.MOST_LINK_DAYS, required=False, default=30,
        help_text="How long the one-time link of a letter of support is valid",
    )  # fmt: skip
    valid_on_closing = serializers.BooleanField(required=False, default=True)
    media_types = serializers.ListField(
        child=serializers.ChoiceField(choices=list(KINDS)), max_length=len(KINDS), required=False, default=list,
        help_text="Empty: all that the cabinet takes",
    )  # fmt: skip
    most_bytes = serializers.IntegerField(
        min_value=1, max_value=30 * 1024 * 1024, required=False, allow_null=True, default=None
    )


class FormBody(StrictSerializer):
    """The whole form, as it is read."""

    sections = SectionBody(many=True, max_length=30, allow_empty=True)  # type: ignore[call-arg]
    materials = MaterialBody(many=True, max_length=40, allow_empty=True)  # type: ignore[call-arg]


class CriterionBody(StrictSerializer):
    number = serializers.CharField(max_length=12, help_text="By which an item is known within its rubric")
    parent = serializers.CharField(  # type: ignore[assignment]
        max_length=12, required=False, allow_null=True, default=None, help_text="The number of the branch it belongs to"
    )
    title = serializers.CharField(max_length=120)
    hint = serializers.CharField(max_length=400, required=False, allow_blank=True, default="")
    most = serializers.IntegerField(min_value=1, max_value=2000, help_text="A branch is the sum of its items")


class CriteriaBody(StrictSerializer):
    """The whole tree, as it is read: each branch before its items."""

    criteria = CriterionBody(many=True, max_length=200, allow_empty=True)  # type: ignore[call-arg]


class FormVersionViewSet(WritableViewSet):
    """The forms of schemes, version by version; those that a published call asks by are frozen and seen by all."""

    queryset = FormVersion.objects.select_related("scheme")
    serializer_class = FormVersionRow
    detail_class = FormVersionDetailRow
    filterset_class = FormVersionFilter
    ordering = ("scheme", "-number")
    versioned = True

    @extend_schema(request=FormBody)
    def update(self, request: Request, pk: str) -> Response:
        """Lay a draft down anew: parts are known by their keys, what is not given goes, the order is as given."""
        form, body = self.get_fresh_object(), self.body(FormBody)
        return self.answer(sheets.set_form(form, actor=self.actor, **body))


class RubricViewSet(WritableViewSet):
    """The rubrics by which experts score, version by version; what a published call is scored by is frozen."""

    queryset = Rubric.objects.all()
    serializer_class = RubricRow
    detail_class = RubricDetailRow
    filterset_class = RubricFilter
    ordering = ("code", "-number")
    versioned = True

    @extend_schema(request=CriteriaBody)
    def update(self, request: Request, pk: str) -> Response:
        """Lay the items of a draft down anew, known by their numbers; branches sum up by themselves."""
        rubric, body = self.get_fresh_object(), self.body(CriteriaBody)
        return self.answer(rubrics.set_criteria(rubric, body["criteria"], actor=self.actor))
