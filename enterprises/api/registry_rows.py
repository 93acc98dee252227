"""The rows of firms, their contacts, people and registrations, declared once."""

from typing import Any

from rest_framework import serializers

from kernel.common.masking import mask_email, mask_phone
from kernel.common.rows import RowSerializer, SteppedRow, ValuesField

from ..models import Contact, Enterprise, FormerName, Membership, Registration


class EnterpriseRow(RowSerializer):
    division_name = serializers.CharField(source="division.name")
    industry_name = serializers.CharField(source="industry.name", allow_null=True)
    former_names = ValuesField(
        FormerName.objects.order_by("-until", "pk"), parent="enterprise", value="name", child=serializers.CharField()
    )
    registered_capital = serializers.FloatField(allow_null=True, help_text="10,000 CNY")

    class Meta:
        model = Enterprise
        fields = [
            "id", "uscc", "name", "former_names", "division", "division_name", "industry", "industry_name", "size",
            "founded_on", "legal_representative", "registered_capital", "address", "introduction", "status",
            "merged_into", "registered_on", "version",
        ]  # fmt: skip


class ContactRow(RowSerializer):
    """Somebody to reach, with just enough of telephone and mail to recognise them by."""

    phone = serializers.CharField(help_text="Masked; `unmask` shows it in full")
    email = serializers.CharField(help_text="Masked")

    class Meta:
        model = Contact
        fields = ["id", "enterprise", "name", "post", "is_main", "phone", "email"]
        computed = computed_from = ("phone", "email")

    @classmethod
    def computed(cls, phone: str, email: str) -> dict[str, Any]:
        return {"phone": mask_phone(phone), "email": mask_email(email) if email else ""}


class MembershipRow(SteppedRow):
    enterprise_name = serializers.CharField(source="enterprise.name")
    user_name = serializers.CharField(source="user.full_name")

    class Meta(SteppedRow.Meta):
        model = Membership
        fields = [
            "id", "enterprise", "enterprise_name", "user", "user_name", "role", "status", "steps", "message",
            "requested_at", "decided_at", "version",
        ]  # fmt: skip


class RegistrationRow(SteppedRow):
    applicant_name = serializers.CharField(source="applicant.full_name")
    division_name = serializers.CharField(source="division.name")

    class Meta(SteppedRow.Meta):
        model = Registration
        fields = [
            "id", "applicant", "applicant_name", "uscc", "name", "division", "division_name", "industry", "size",
            "founded_on", "legal_representative", "address", "status", "steps", "submitted_at", "due_on", "decided_on",
            "decision_note", "enterprise", "version",
        ]  # fmt: skip
