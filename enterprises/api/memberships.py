"""The people of firms: they ask to join, owners decide."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.activity.api import WritableViewSet, step
from kernel.common.api import NoteSerializer, OptionalNoteSerializer, StrictSerializer

from ..codes import clean_code
from ..filters.enterprises import MembershipFilter
from ..models import Membership
from ..services import members as services
from .registry_rows import MembershipRow


class JoinBody(StrictSerializer):
    uscc = serializers.CharField(max_length=40, help_text="The firm's unified social credit code")
    message = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class AskedSerializer(serializers.Serializer):
    """The same answer whether or not there is such a firm."""

    asked = serializers.BooleanField()


class RoleBody(StrictSerializer):
    role = serializers.ChoiceField(choices=Membership.Role.choices)


class MembershipViewSet(WritableViewSet):
    """The members of the firms that the caller sees, and the caller's own requests."""

    queryset = Membership.objects.select_related("enterprise", "user")
    serializer_class = MembershipRow
    filterset_class = MembershipFilter
    ordering = ("-id",)
    versioned = True

    def take(self, service: Any, body: type[StrictSerializer], **words: Any) -> Response:
        """Call one service on the row that the client has read."""
        row = self.get_fresh_object()
        return self.answer(service(row, actor=self.actor, **words, **self.body(body)))

    @extend_schema(request=JoinBody, responses={202: AskedSerializer})
    def create(self, request: Request) -> Response:
        """Ask the owners of a firm to be admitted; answered alike whether or not it is registered."""
        body, now = self.body(JoinBody), timezone.now()
        services.ask_to_join(
            clean_code(body["uscc"]), message=body["message"], actor=self.actor, now=now, today=timezone.localdate()
        )
        return Response({"asked": True}, status=202)

    @extend_schema(request=RoleBody)
    def partial_update(self, request: Request, pk: str) -> Response:
        """An owner gives a member another role; the last owner stays one."""
        return self.take(services.change_role, RoleBody)

    @step(RoleBody)
    def admit(self, request: Request, pk: str) -> Response:
        """An owner takes the person in with a role."""
        return self.take(services.admit, RoleBody, now=timezone.now())

    @step(NoteSerializer)
    def refuse(self, request: Request, pk: str) -> Response:
        """An owner says no, and why."""
        return self.take(services.refuse_request, NoteSerializer, now=timezone.now())

    @step(OptionalNoteSerializer)
    def end(self, request: Request, pk: str) -> Response:
        """An owner ends a membership, or a person leaves; the last owner cannot."""
        return self.take(services.end_membership, OptionalNoteSerializer, now=timezone.now())
