"""The words that point at bureaus are kept by the office."""

from collections.abc import Iterable

from kernel.accounts.models import Department, User
from kernel.activity.services import require

from ..models import DutyKeyword


def add_keyword(department: Department, word: str, *, actor: User) -> DutyKeyword:
    """A new word for the department; NotPermitted (403)."""
    require(actor, "coordination.add_dutykeyword")
    return DutyKeyword.objects.create(department=department, word=word)


def remove_keywords(keywords: Iterable[DutyKeyword], *, actor: User) -> None:
    """Take these words away; NotPermitted (403)."""
    require(actor, "coordination.delete_dutykeyword")
    DutyKeyword.objects.filter(pk__in=[keyword.pk for keyword in keywords]).delete()
