"""Whether a department helps with a task, as a condition that costs nothing to compose."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import BooleanField, Func


class Helped(Func):
    """Whether one of these departments co-operates in the task with this key.

    Written out: composing the same as a queryset cost a liaison's page of tasks more than the database takes for it.
    """

    output_field = BooleanField()
    conditional = True
    template = (
        "EXISTS (SELECT 1 FROM coordination_duty help_ "
        "WHERE help_.task_id = %(expressions)s AND help_.department_id IN (%(departments)s))"
    )

    def __init__(self, task: Any, departments: Collection[int]) -> None:
        super().__init__(task)
        self._departments = sorted(departments)

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:  # type: ignore[override]
        holes = ", ".join(["%s"] * len(self._departments))
        sql, params = super().as_sql(compiler, connection, departments=holes, **context)
        return sql, [*params, *self._departments]
