"""Applications in named states."""

from datetime import date, datetime
from typing import Any

from enterprises.models import Application, CabinetDocument, Call, DocumentKind, Enterprise, FormVersion, Material
from enterprises.services import answers, applications, checks, materials
from kernel.accounts.models import User
from tests.enterprises.factories import NOW, TODAY, member, open_call, registered_enterprise
from tests.factories import office_person

COMPLETE: dict[str, Any] = {
    "basics.name": "云江试验阀门有限公司", "basics.story": "一阀一生，滴水不漏。", "basics.market": "国内",
    "results.revenue": "12,500.5", "results.staff": "３２０",
}  # fmt: skip


def licence_of(enterprise: Enterprise, by: User, **fields: Any) -> CabinetDocument:
    """The firm's licence in its cabinet."""
    kind = DocumentKind.objects.get_or_create(code="licence", defaults={"name": "营业执照"})[0]
    defaults: dict[str, Any] = {"kind": kind, "title": "营业执照（副本）", "filed_by": by, "filed_at": NOW}
    return CabinetDocument.objects.create(enterprise=enterprise, **{**defaults, **fields})


def draft_application(call: Call | None = None, filler: User | None = None) -> tuple[Application, User]:
    """An application just begun, and who began it."""
    call = call or open_call()
    firm = registered_enterprise()
    filler = filler or member(firm)
    return applications.start_application(call, firm, actor=filler, now=NOW), filler


def complete_application(call: Call | None = None) -> tuple[Application, User]:
    """A draft with everything in it."""
    application, filler = draft_application(call)
    read = dict.fromkeys(COMPLETE, 0) | {"basics.name": 1}
    saved = answers.save_answers(application, COMPLETE, versions=read, actor=filler, now=NOW)
    assert not saved.conflicts
    material = Material.objects.get(form=application.call.form_id, key="licence")
    materials.pick_document(application, material, licence_of(application.enterprise, filler), actor=filler)
    return application, filler


def submitted_application(call: Call | None = None, now: datetime = NOW) -> tuple[Application, User]:
    application, filler = complete_application(call)
    return applications.submit_application(application, actor=filler, now=now), filler


def returned_application(today: date = TODAY) -> tuple[Application, User]:
    """One sent back for its story and its licence."""
    application, filler = submitted_application()
    office = office_person()
    found = {"basics.story": ("wrong", "与品牌无关"), "material.licence": ("missing", "")}
    checks.record_findings(application, found, actor=office, now=NOW)
    return checks.return_application(application, actor=office, note="请一次补齐", today=today), filler


def sheet_of(application: Application) -> FormVersion:
    """The form of the application's call."""
    form = application.call.form
    assert form is not None
    return form
