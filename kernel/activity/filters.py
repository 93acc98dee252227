"""Filters of the inbox."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from .models import Notification


class NotificationFilter(filters.FilterSet):
    unread = filters.BooleanFilter(field_name="read_at", lookup_expr="isnull", label=_("unread"))

    ordering = filters.OrderingFilter(fields=["created_at", "id"])

    class Meta:
        model = Notification
        fields = ["verb"]
