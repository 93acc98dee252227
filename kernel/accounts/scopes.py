"""What a person may see, as one small value. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class Scope:
    """The union of a person's groups: everything, or the rows of some departments, and always their own."""

    everything: bool = False
    departments: frozenset[int] = field(default_factory=frozenset)
    user_id: int | None = None

    def rows(self, *, departments: Iterable[str] = (), owners: Iterable[str] = ()) -> Q:
        """A condition on rows that name departments or owners by these lookups; the empty scope matches nothing."""
        if self.everything:
            return Q()
        condition = Q(pk__in=[])
        for lookup in departments:
            condition |= Q(**{f"{lookup}__in": self.departments})
        for lookup in owners:
            condition |= Q(**{lookup: self.user_id})
        return condition
