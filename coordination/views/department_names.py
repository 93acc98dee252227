"""What a department picker offers: the names with what they are searched by, those named last first."""

from kernel.accounts.models import User

from ..forms.departments import Directory, initials_of_department
from ..queries.recent import recent_departments


def department_names(user: User, directory: Directory | None = None) -> list[tuple[str, str]]:
    """(name, its code and pinyin initials): the recent ones first, the rest in protocol order."""
    rows = (directory or Directory.load()).rows
    recent = recent_departments(user)
    ranks = {pk: rank for rank, pk in enumerate(recent)}
    ordered = sorted(rows, key=lambda row: ranks.get(row.pk, len(recent)))
    return [(row.short_name, " ".join(sorted({row.code, *initials_of_department(row)}))) for row in ordered]
