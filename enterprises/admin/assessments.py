"""The questionnaire as staff keep it: a version, its dimensions, their questions."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from kernel.common.admin import PortalInline

from ..models import Dimension, Question, Questionnaire, SelfAssessment
from .cabinet import Undeletable


class UntilAnswered(PortalInline):
    """Written until a firm has answered: what a result was counted from stays as it was asked."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not _answered(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _answered(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not _answered(obj)


class DimensionInline(UntilAnswered):
    model = Dimension
    show_change_link = True


class QuestionInline(UntilAnswered):
    model = Question
    fields = ("text", "options", "advice", "order")


@admin.register(Questionnaire)
class QuestionnaireAdmin(Undeletable):
    """Answers refer to questions: what firms have answered is not edited, a new version is begun instead."""

    list_display = ("name", "in_force_from", "fewest_firms", "basis")
    search_fields = ("name", "basis")
    inlines = (DimensionInline,)


@admin.register(Dimension)
class DimensionAdmin(Undeletable):
    list_display = ("name", "questionnaire", "order")
    list_select_related = ("questionnaire",)
    list_filter = ("questionnaire",)
    search_fields = ("name",)
    inlines = (QuestionInline,)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Reached through its questionnaire."""
        return False


def _answered(parent: Any) -> bool:
    questionnaire = getattr(parent, "questionnaire_id", None) or getattr(parent, "pk", None)
    return questionnaire is not None and SelfAssessment.objects.filter(questionnaire=questionnaire).exists()
