"""Documents of the cabinet by REST: filed with a page, replaced, removed; more pages are attachments."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.activity.api import WritableViewSet, step
from kernel.activity.services import require
from kernel.common.api import RowField, StrictSerializer
from kernel.common.parsers import FormParser, JSONParser

from ..filters.cabinet import DocumentFilter
from ..models import CabinetDocument, DocumentKind, Enterprise
from ..services import cabinet as services
from ..workflow import ACT
from .cabinet_rows import DocumentRow

FORM = "multipart/form-data"


class ReplaceBody(StrictSerializer):
    file = serializers.FileField(allow_empty_file=True, help_text="Its first page; add more as attachments")
    title = serializers.CharField(max_length=120, required=False, allow_blank=True)
    number = serializers.CharField(max_length=80, required=False, allow_blank=True)
    issued_by = serializers.CharField(max_length=80, required=False, allow_blank=True)
    issued_on = serializers.DateField(required=False, allow_null=True)
    expires_on = serializers.DateField(required=False, allow_null=True)


class FileBody(ReplaceBody):
    enterprise = RowField(queryset=Enterprise.objects.all())
    kind = serializers.SlugRelatedField(slug_field="code", queryset=DocumentKind.objects.all())


class CabinetDocumentViewSet(WritableViewSet):
    """What the caller's firms have filed, or the firms of the caller's district."""

    queryset = CabinetDocument.objects.all()
    serializer_class = DocumentRow
    filterset_class = DocumentFilter
    parser_classes = [FormParser, JSONParser]
    ordering = ("-filed_at", "-id")
    versioned = True

    @extend_schema(request={FORM: FileBody}, responses={201: DocumentRow})
    def create(self, request: Request) -> Response:
        """File a document with its first page; everything that is wrong is listed at once."""
        require(self.actor, ACT)
        return self.answer(services.file_document(actor=self.actor, now=timezone.now(), **self._words(FileBody)), 201)

    @extend_schema(request={FORM: ReplaceBody}, responses={201: DocumentRow})
    @action(detail=True, methods=["post"])
    def replace(self, request: Request, pk: str) -> Response:
        """File a newer one in its place: the answer is the new document."""
        row = self.get_fresh_object()
        require(self.actor, ACT)
        new = services.replace_document(row, actor=self.actor, now=timezone.now(), **self._words(ReplaceBody))
        return self.answer(new, 201)

    @step()
    def remove(self, request: Request, pk: str) -> Response:
        """Take it out of the cabinet; refused while something unfinished rests on it."""
        return self.answer(services.remove_document(self.get_fresh_object(), actor=self.actor))

    def _words(self, body: type[StrictSerializer]) -> dict[str, Any]:
        words = self.body(body)
        return {"files": [words.pop("file")], **words}
