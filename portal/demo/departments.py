"""The demo's departments in protocol order, with the names and the words texts know them by."""

import json
from pathlib import Path

from django.conf import settings

from coordination.models import DutyKeyword
from kernel.accounts.models import Department, DepartmentAlias
from kernel.accounts.services import initials_of

BUREAUS = Path(settings.BASE_DIR) / "coordination" / "policytext" / "demo_bureaus.json"
DISTRICTS = {"yd": "990102", "yx": "990103", "sh": "990104", "sl": "990121", "qx": "990122", "bl": "990181"}
OFFICE = ("ppb", "市品牌创建工作办公室", "品牌办")
OFFICE_ABOVE = "fgw"


def make_departments() -> None:
    """Bureaus, districts and the campaign's office below 市发展改革委."""
    entries = json.loads(BUREAUS.read_text(encoding="utf-8"))
    for order, entry in enumerate(entries, start=1):
        row = _department(entry["code"], entry["name"], entry["short_name"], order * 10)
        if entry["code"] == OFFICE_ABOVE:
            _department(*OFFICE, order * 10 + 1, parent=row)
        aliases = dict.fromkeys(entry["aliases"])
        DepartmentAlias.objects.bulk_create(DepartmentAlias(department=row, name=name) for name in aliases)
        words = dict.fromkeys(entry["keywords"])
        DutyKeyword.objects.bulk_create(DutyKeyword(department=row, word=word) for word in words)


def _department(code: str, name: str, short_name: str, order: int, parent: Department | None = None) -> Department:
    kinds, district = Department.Kind, DISTRICTS.get(code)
    row: Department = Department.objects.create(
        code=code,
        name=name,
        short_name=short_name,
        initials=initials_of(short_name),
        kind=kinds.OFFICE if parent else kinds.DISTRICT if district else kinds.BUREAU,
        district_code=district or "990100",
        protocol_order=order,
        parent=parent,
    )
    return row
