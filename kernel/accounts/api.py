"""Departments, people, one's own tokens and who one is."""

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.common.api import NoteSerializer, ScopedViewSet, StrictSerializer
from kernel.common.masking import mask_email, mask_phone
from kernel.common.rows import RowSerializer, ValuesField

from .filters import DepartmentFilter, PersonFilter
from .models import ApiToken, Department, DepartmentAlias, Membership, User
from .services import issue_token, revoke_token, unmask_person


class DepartmentRow(RowSerializer):
    aliases = ValuesField(
        DepartmentAlias.objects.order_by("name"), parent="department", value="name", child=serializers.CharField()
    )

    class Meta:
        model = Department
        fields = [
            "id", "code", "name", "short_name", "kind", "parent", "district_code", "protocol_order", "disabled_on",
            "aliases",
        ]  # fmt: skip


class SeatRow(RowSerializer):
    post = serializers.CharField(source="post.name", allow_null=True)

    class Meta:
        model = Membership
        parent, only = "user", Q(until=None)
        fields = ["department", "post"]


class PersonRow(RowSerializer):
    """A person, with just enough of telephone and mail to recognise them by."""

    seats = SeatRow(many=True)
    phone = serializers.CharField(help_text="Masked; `unmask` shows it in full")
    email = serializers.CharField(help_text="Masked")

    class Meta:
        model = User
        fields = ["id", "full_name", "is_active", "seats", "phone", "email"]
        computed = computed_from = ("phone", "email")

    @classmethod
    def computed(cls, phone: str, email: str) -> dict[str, Any]:
        return {"phone": mask_phone(phone), "email": mask_email(email)}


class ReachSerializer(serializers.Serializer):
    phone = serializers.CharField()
    email = serializers.CharField()


class DepartmentViewSet(ScopedViewSet):
    queryset = Department.objects.all()
    serializer_class = DepartmentRow
    filterset_class = DepartmentFilter


class PersonViewSet(ScopedViewSet):
    """The people of the departments that the caller sees."""

    queryset = User.objects.all()
    serializer_class = PersonRow
    filterset_class = PersonFilter

    @extend_schema(request=NoteSerializer, responses=ReachSerializer)
    @action(detail=True, methods=["post"])
    def unmask(self, request: Request, pk: str) -> Response:
        """Telephone and mail in full, for a reason that stays in the audit beside your name."""
        person, reason = self.get_object(), self.body(NoteSerializer)["note"]
        return Response(unmask_person(person, actor=request.user, reason=reason))  # type: ignore[arg-type]


class MeSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    username = serializers.CharField()
    full_name = serializers.CharField()
    departments = serializers.ListField(child=serializers.IntegerField())
    permissions = serializers.ListField(child=serializers.CharField())
    scopes = serializers.ListField(child=serializers.CharField(), help_text="Of the token; empty for a session")


class MeView(APIView):
    """Who this call is made as."""

    @extend_schema(responses=MeSerializer)
    def get(self, request: Request) -> Response:
        user = request.user
        seats = Membership.objects.filter(user=user, until=None).values_list("department", flat=True)  # type: ignore[misc]
        scopes = request.auth.scopes if isinstance(request.auth, ApiToken) else []
        return Response(
            {
                "id": user.pk,
                "username": user.get_username(),
                "full_name": str(user),
                "departments": list(seats),
                "permissions": sorted(user.get_all_permissions()),
                "scopes": scopes,
            }
        )


class TokenRow(RowSerializer):
    scopes = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = ApiToken
        fields = ["id", "name", "prefix", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at"]


class IssuedTokenSerializer(TokenRow):
    secret = serializers.CharField(help_text="Shown this once")

    class Meta(TokenRow.Meta):
        fields = [*TokenRow.Meta.fields, "secret"]


class TokenBody(StrictSerializer):
    name = serializers.CharField(max_length=60)
    scopes = serializers.ListField(child=serializers.CharField(max_length=60), allow_empty=False, max_length=20)
    expires_at = serializers.DateTimeField()


class TokenViewSet(ScopedViewSet):
    """One's own tokens. A token makes and ends no tokens: that takes a person who is signed in."""

    queryset = ApiToken.objects.all()
    serializer_class = TokenRow
    read_permission = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if isinstance(request.auth, ApiToken):
            raise PermissionDenied(_("Sign in to work with tokens."))

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(user=self.request.user.pk)

    @extend_schema(request=TokenBody, responses={201: IssuedTokenSerializer})
    def create(self, request: Request) -> Response:
        token, secret = issue_token(request.user, now=timezone.now(), **self.body(TokenBody))  # type: ignore[arg-type]
        return Response({**self.serialize(token), "secret": secret}, status=201)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        revoke_token(self.get_object().pk, actor=request.user, now=timezone.now())  # type: ignore[arg-type]
        return Response(status=204)
