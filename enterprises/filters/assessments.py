"""Filters of self-assessments."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from kernel.common.filters import ManyChoices, visible

from ..models import Enterprise, SelfAssessment
from ..workflow import AssessmentStatus


class AssessmentFilter(filters.FilterSet):
    enterprise = filters.ModelChoiceFilter(queryset=visible(Enterprise), label=_("enterprise"))
    status = ManyChoices(choices=AssessmentStatus.choices, label=_("status"))
    completed_on__gte = filters.DateFilter(field_name="completed_on", lookup_expr="gte", label=_("completed from"))
    completed_on__lte = filters.DateFilter(field_name="completed_on", lookup_expr="lte", label=_("completed until"))
    ordering = filters.OrderingFilter(fields=["completed_on", "begun_at", "id"])

    class Meta:
        model = SelfAssessment
        fields: list[str] = []
