"""Only rows that the person may see among the filters at a list's side."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.admin import RelatedFieldListFilter
from django.contrib.admin.utils import get_fields_from_path
from django.db.models import Field, Model, Q
from django.http import HttpRequest

from .scope import scoped


class SeenRowsFilter(RelatedFieldListFilter):
    """A filter by a related row; a name that the person may not read elsewhere is not told here either."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        seen = scoped(field.remote_field.model._default_manager.order_by(), request).values("pk")
        ordering = self.field_admin_ordering(field, request, model_admin)
        return list(field.get_choices(include_blank=False, ordering=ordering, limit_choices_to=Q(pk__in=seen)))


def seen_only(model: type[Model], filters: Iterable[Any]) -> Sequence[Any]:
    """The filters of a list, each plain name of a relation as a filter by rows seen."""
    return [(name, SeenRowsFilter) if _names_a_relation(model, name) else name for name in filters]


def _names_a_relation(model: type[Model], name: Any) -> bool:
    if not isinstance(name, str):
        return False
    last: Field[Any, Any] = get_fields_from_path(model, name)[-1]
    return bool(last.is_relation)
