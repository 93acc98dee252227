"""The questionnaire as staff keep it: a version, its dimensions, their questions; and how firms came out."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kernel.common.admin import PortalInline, ReadOnlyAdmin, row_link

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


@admin.register(SelfAssessment)
class SelfAssessmentAdmin(ReadOnlyAdmin):
    """To look up how firms see themselves; the answers themselves are read on the firm's own page."""

    list_display = ("of_enterprise", "shown_score", "status", "completed_on", "questionnaire")
    list_display_links = ("shown_score",)
    list_filter = ("status", "questionnaire", "enterprise__division")
    search_fields = ("enterprise__name", "enterprise__initials", "enterprise__uscc")
    list_select_related = ("enterprise", "questionnaire")
    date_hierarchy = "completed_on"
    ordering = ("-completed_on", "-pk")
    fields = readonly_fields = ("of_enterprise", "questionnaire", "shown_score", "status", "begun_at", "completed_on")

    @admin.display(description=_("enterprise"), ordering="enterprise__name")
    def of_enterprise(self, assessment: SelfAssessment) -> str:
        return row_link(assessment.enterprise)

    @admin.display(description=_("score, %"), ordering="score")
    def shown_score(self, assessment: SelfAssessment) -> str:
        return "–" if assessment.score is None else str(assessment.score)
