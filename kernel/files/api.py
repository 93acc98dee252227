"""Attachments by REST: fetched and added by whoever sees the row they belong to."""

from typing import Any

import django_filters as filters
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.activity.api import WritableViewSet
from kernel.common.api import StrictSerializer
from kernel.common.downloads import as_download
from kernel.common.filters import Search, WholeNumber
from kernel.common.rows import RowSerializer

from .models import Attachment
from .services import attach, remove

OWNERS = [label.lower() for label in settings.ATTACHMENT_OWNERS]


class AttachmentRow(RowSerializer):
    owner_type = serializers.CharField(source="content_type.model")
    owner_id = serializers.IntegerField(source="object_id")

    class Meta:
        model = Attachment
        fields = [
            "id", "owner_type", "owner_id", "purpose", "name", "media_type", "size", "sha256", "uploaded_by",
            "uploaded_at",
        ]  # fmt: skip


class AttachmentBody(StrictSerializer):
    owner_type = serializers.ChoiceField(choices=[(label, label) for label in OWNERS])
    owner_id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    purpose = serializers.SlugField(default="evidence")
    file = serializers.FileField(allow_empty_file=True)


class AttachmentFilter(filters.FilterSet):
    owner_type = filters.CharFilter(field_name="content_type__model", label=gettext_lazy("kind of record"))
    owner_id = WholeNumber(field_name="object_id", label=gettext_lazy("record"))

    q = Search("name")
    ordering = filters.OrderingFilter(fields=["uploaded_at", "name", "size", "id"])

    class Meta:
        model = Attachment
        fields = ["purpose"]


class AttachmentViewSet(WritableViewSet):
    queryset = Attachment.objects.all()
    serializer_class = AttachmentRow
    filterset_class = AttachmentFilter
    parser_classes = [MultiPartParser]

    @extend_schema(request=AttachmentBody, responses={201: AttachmentRow})
    def create(self, request: Request) -> Response:
        body = self.body(AttachmentBody)
        upload: UploadedFile = body["file"]
        owner = self._owner(body["owner_type"], body["owner_id"])
        row = attach(owner, upload, purpose=body["purpose"], actor=self.actor, now=timezone.now())
        return self.answer(row, status=201)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        remove(self.get_object(), actor=self.actor, now=timezone.now())
        return Response(status=204)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY}, filters=False)
    @action(detail=True)
    def download(self, request: Request, pk: str) -> FileResponse:
        row = self.get_object()
        return as_download(row.file, name=row.name, media_type=row.media_type)

    def _owner(self, label: str, pk: int) -> Any:
        rows: Any = apps.get_model(label)._default_manager
        owner = rows.visible_to(self.request.user).filter(pk=pk).first()
        if owner is None:
            raise serializers.ValidationError({"owner_id": [_("There is no such record.")]})
        return owner
