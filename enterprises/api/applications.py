"""Applications by REST: the same services as the pages, so that one sent here and there is one application."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.activity.api import step
from kernel.activity.queries import history_for
from kernel.activity.resources import EventSerializer, event_row
from kernel.common.api import NoteSerializer, RowField, StrictSerializer
from kernel.common.errors import Invalid

from ..filters.applications import ApplicationFilter
from ..models import Application, Brand, CabinetDocument, Call, Enterprise, Material, SupportLetter
from ..queries.sheets import materials_of
from ..services import answers, applications, letters, materials
from .application_rows import ApplicationDetailRow, ApplicationRow
from .checks import ChecksMixin

MOST_ANSWERS = 500


class NewApplicationBody(StrictSerializer):
    call = RowField(queryset=Call.objects.all())
    enterprise = RowField(queryset=Enterprise.objects.all())
    brand = RowField(queryset=Brand.objects.all(), required=False, allow_null=True, default=None)
    late_code = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")


class ApplicationBody(StrictSerializer):
    """Answers by path (`section.key`); `versions` are those that were read, 0 for a field without an answer."""

    answers = serializers.DictField(child=serializers.JSONField(allow_null=True), required=False, default=dict)
    versions = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=2**31 - 1), required=False, default=dict
    )
    brand = RowField(queryset=Brand.objects.all(), required=False, allow_null=True)

    def validate_answers(self, given: dict[str, Any]) -> dict[str, Any]:
        if len(given) > MOST_ANSWERS:
            raise serializers.ValidationError(_("At most %(n)d answers at once.") % {"n": MOST_ANSWERS})
        return given


class ConflictRow(serializers.Serializer):
    value = serializers.JSONField(allow_null=True, help_text="What somebody else has saved")
    by = serializers.CharField()
    at = serializers.DateTimeField()
    version = serializers.IntegerField()


class SavedAnswer(serializers.Serializer):
    """Fields with a conflict were not written: look at the other's value and send again with its version."""

    versions = serializers.DictField(child=serializers.IntegerField())
    conflicts = serializers.DictField(child=ConflictRow())


class PickBody(StrictSerializer):
    material = serializers.CharField(max_length=40)
    document = RowField(queryset=CabinetDocument.objects.all())


class LetterBody(StrictSerializer):
    material = serializers.CharField(max_length=40)
    writer = serializers.CharField(max_length=60)
    organisation = serializers.CharField(max_length=120)
    email = serializers.EmailField(required=False, allow_blank=True, default="")


class CallOffBody(StrictSerializer):
    letter = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class AskedLetter(serializers.Serializer):
    id = serializers.IntegerField()
    link = serializers.CharField(help_text="Told this once; it works once")
    expires_at = serializers.DateTimeField()


class ApplicationViewSet(ChecksMixin):
    """The applications of the caller's firms; for staff those sent in their district or to their department."""

    queryset = Application.objects.select_related("call__scheme", "enterprise", "brand")
    serializer_class = ApplicationRow
    detail_class = ApplicationDetailRow
    filterset_class = ApplicationFilter
    ordering = ("-begun_at", "-id")
    versioned = True

    @extend_schema(request=NewApplicationBody, responses={201: ApplicationDetailRow})
    def create(self, request: Request) -> Response:
        """Begin an application with what the portal knows filled in; one that is begun already is gone on with."""
        words = self.body(NewApplicationBody)
        call, firm = words.pop("call"), words.pop("enterprise")
        row = applications.start_application(call, firm, actor=self.actor, now=timezone.now(), **words)
        return self.answer(row, status=201)

    @extend_schema(request=ApplicationBody, responses=SavedAnswer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Keep answers, right or wrong, each with the version that was read; what is wrong stands in `problems`."""
        row, body = self.get_fresh_object(), self.body(ApplicationBody)
        if "brand" in body:
            applications.choose_brand(row, body["brand"], actor=self.actor, now=timezone.now())
        saved = answers.save_answers(
            row, body["answers"], versions=body["versions"], actor=self.actor, now=timezone.now()
        )
        conflicts = {
            path: {"value": one.theirs, "by": one.by, "at": one.at, "version": one.version}
            for path, one in saved.conflicts.items()
        }
        return Response({"versions": saved.versions, "conflicts": conflicts})

    @step(PickBody)
    def pick(self, request: Request, pk: str) -> Response:
        """Put a document of the cabinet to a material."""
        row, body = self.get_fresh_object(), self.body(PickBody)
        materials.pick_document(row, _material(row, body["material"]), body["document"], actor=self.actor)
        return self.answer(row)

    @step(PickBody)
    def drop(self, request: Request, pk: str) -> Response:
        """Take a document back from a material; the cabinet keeps it."""
        row, body = self.get_fresh_object(), self.body(PickBody)
        materials.drop_document(row, _material(row, body["material"]), body["document"], actor=self.actor)
        return self.answer(row)

    @step()
    def submit(self, request: Request, pk: str) -> Response:
        """Send it, or its supplement: it gets its receipt number once, and a PDF; all that is missing comes at once."""
        return self.answer(
            applications.submit_application(self.get_fresh_object(), actor=self.actor, now=timezone.now())
        )

    @step(NoteSerializer)
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take it back, at any time before the decision."""
        row, note = self.get_fresh_object(), self.body(NoteSerializer)["note"]
        return self.answer(
            applications.withdraw_application(row, actor=self.actor, note=note, today=timezone.localdate())
        )

    @extend_schema(request=LetterBody, responses={201: AskedLetter})
    @action(detail=True, methods=["post"], url_path="ask-letter")
    def ask_letter(self, request: Request, pk: str) -> Response:
        """Ask for a letter of support; the link is told this once."""
        row, words = self.get_fresh_object(), self.body(LetterBody)
        material = _material(row, words.pop("material"))
        letter, token = letters.ask_letter(row, material, actor=self.actor, now=timezone.now(), **words)
        link = request.build_absolute_uri(f"/letters/{token}/")
        return Response({"id": letter.pk, "link": link, "expires_at": letter.expires_at}, status=201)

    @extend_schema(request=CallOffBody, responses=ApplicationDetailRow)
    @action(detail=True, methods=["post"], url_path="call-off-letter")
    def call_off_letter(self, request: Request, pk: str) -> Response:
        """Make the link of a letter useless before it was used."""
        row, named = self.get_fresh_object(), self.body(CallOffBody)["letter"]
        letter = SupportLetter.objects.filter(application=row, pk=named).first()
        if letter is None:
            raise Invalid(fields={"letter": [_("This application has no such letter.")]})
        letters.call_off_letter(letter, actor=self.actor)
        return self.answer(row)

    @extend_schema(responses=EventSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def history(self, request: Request, pk: str) -> Response:
        """Who did what to it, when, and why; the latest first."""
        return Response([event_row(event) for event in history_for(self.actor, self.get_object())])


def _material(row: Application, key: str) -> Material:
    material = materials_of(row.call).get(key)
    if material is None:
        raise Invalid(fields={"material": [_("This call asks for no such document.")]})
    return material
