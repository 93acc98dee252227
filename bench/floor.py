"""What the database takes for itself: the page's rows as its own JSON, written by hand in its own words."""

from typing import Any

from django.db import connection

COLUMNS = [
    "id", "plan_id", "measure_id", "action_id", "number", "title", "content", "standard", "lead_id", "lead_duty",
    "responsible_id", "profile", "year", "start_on", "due_on", "progress", "status", "sign_due_on", "signed_on",
    "completed_on", "suspended_on", "owed_from", "light", "light_rule", "light_params", "light_changes_on", "version",
]  # fmt: skip
POSTGRESQL = """
SELECT json_agg(row_to_json(page)) FROM (
  SELECT {columns}, m.title AS measure_title, b.short_name AS lead_name, (
    SELECT json_agg(json_build_object('department', d.department_id, 'name', p.short_name, 'duty', d.duty)
                    ORDER BY p.protocol_order, d.id)
    FROM coordination_duty d JOIN accounts_department p ON p.id = d.department_id WHERE d.task_id = t.id
  ) AS partners
  FROM coordination_task t
  JOIN coordination_measure m ON m.id = t.measure_id JOIN accounts_department b ON b.id = t.lead_id
  WHERE {where} ORDER BY t.number, t.id LIMIT 100
) page"""
SQLITE = """
SELECT json_group_array(json_object({pairs}, 'measure_title', measure_title, 'lead_name', lead_name, 'partners', (
    SELECT json_group_array(json_object('department', department_id, 'name', short_name, 'duty', duty)) FROM (
      SELECT d.department_id, p.short_name, d.duty
      FROM coordination_duty d JOIN accounts_department p ON p.id = d.department_id
      WHERE d.task_id = page.id ORDER BY p.protocol_order, d.id)
))) FROM (
  SELECT {columns}, m.title AS measure_title, b.short_name AS lead_name
  FROM coordination_task t
  JOIN coordination_measure m ON m.id = t.measure_id JOIN accounts_department b ON b.id = t.lead_id
  WHERE {where} ORDER BY t.number, t.id LIMIT 100
) page"""


def page_as_json(where: str, params: list[Any], *, after: tuple[Any, ...] | None = None) -> Any:
    """A hundred tasks in the order of their numbers, as the database writes them; one value comes back."""
    if after is not None:
        where, params = f"(t.number, t.id) > (%s, %s) AND {where}", [*after, *params]
    template = POSTGRESQL if connection.vendor == "postgresql" else SQLITE
    sql = template.format(
        columns=", ".join(f"t.{name}" for name in COLUMNS),
        pairs=", ".join(f"'{name}', {name}" for name in COLUMNS),
        where=where,
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0]
