"""The rows of forms and rubrics by themselves, as they are laid down anew."""

from rest_framework import serializers

from kernel.common.rows import RowSerializer

from ..models import Criterion, FormVersion, Rubric
from .call_rows import FieldRow, MaterialRow, SectionRow


class FormVersionRow(RowSerializer):
    scheme_name = serializers.CharField(source="scheme.name")

    class Meta:
        model = FormVersion
        fields = ["id", "scheme", "scheme_name", "number", "remark", "status", "version"]


class FormFieldRow(FieldRow):
    # As it is written: known by its key alone.
    class Meta(FieldRow.Meta):
        fields = [name for name in FieldRow.Meta.fields if name != "id"]


class FormSectionRow(SectionRow):
    fields = FormFieldRow(many=True)

    class Meta(SectionRow.Meta):
        parent = "form"


class FormMaterialRow(MaterialRow):
    class Meta(MaterialRow.Meta):
        parent = "form"
        fields = [name for name in MaterialRow.Meta.fields if name != "id"]


class FormVersionDetailRow(FormVersionRow):
    sections = FormSectionRow(many=True)
    materials = FormMaterialRow(many=True)

    class Meta(FormVersionRow.Meta):
        fields = [*FormVersionRow.Meta.fields, "sections", "materials"]


class RubricRow(RowSerializer):
    class Meta:
        model = Rubric
        fields = ["id", "code", "number", "name", "basis", "status", "version"]


class RubricItemRow(RowSerializer):
    # As it is written: known by its number alone.
    parent = serializers.CharField(source="parent.number", allow_null=True)  # type: ignore[assignment]

    class Meta:
        model = Criterion
        parent = "rubric"
        order = ("order", "pk")
        fields = ["number", "parent", "title", "hint", "most"]


class RubricDetailRow(RubricRow):
    criteria = RubricItemRow(many=True)

    class Meta(RubricRow.Meta):
        fields = [*RubricRow.Meta.fields, "criteria"]
