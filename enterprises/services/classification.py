"""Which department looks after which division."""

from kernel.accounts.models import Department

from ..models import Division


def link_divisions() -> int:
    """Give each division that has none the open district department of its code; returns how many were linked.

    Divisions come with the portal, departments are made by the city: run it when these are there.
    """
    seats = Department.objects.open().filter(kind=Department.Kind.DISTRICT, parent=None)
    by_code = {seat.district_code: seat for seat in seats}
    linked = [row for row in Division.objects.filter(department=None) if row.code in by_code]
    for row in linked:
        row.department = by_code[row.code]
    return Division.objects.bulk_update(linked, ["department"]) if linked else 0
