"""Filters of the people to reach."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from kernel.common.filters import Search, TrueFalse, visible

from ..models import Contact, Enterprise


class ContactFilter(filters.FilterSet):
    """Not by telephone or mail: what is masked is not found by trying either."""

    q = Search("name", "post")
    enterprise = filters.ModelChoiceFilter(queryset=visible(Enterprise), label=_("enterprise"))
    is_main = TrueFalse(label=_("main contact"))
    ordering = filters.OrderingFilter(fields=["name", "id"])

    class Meta:
        model = Contact
        fields: list[str] = []
