"""Calls in preparation: one that lacks everything, and one that could be published."""

from decimal import Decimal
from typing import Any

from enterprises.models import Application, AwardTier, Call, Enterprise, Rubric, Scheme, Stage
from enterprises.services import calls
from tests.enterprises.factories import CLOSES, NOW, OPENS, form_version, registered_enterprise, scheme
from tests.factories import department, person


def runner(of: Scheme) -> Any:
    """A liaison of the department that runs the scheme."""
    return person("bureau_liaison", of.department)


def bare_call(of: Scheme | None = None, **fields: Any) -> Call:
    """A call just created: no form, no lengths, no rubric, no tier, no words."""
    given: dict[str, Any] = {
        "year": 2026,
        "title": "2026年市长质量奖申报",
        "opens_at": OPENS,
        "closes_at": CLOSES,
        **fields,
    }
    return calls.create_call(of or scheme(), actor=None, **given)


def ready_call(of: Scheme | None = None, **fields: Any) -> Call:
    """A call in preparation that lacks nothing; its form is a draft, its rubric GB/T 19580."""
    of = of or scheme()
    form = form_version(of)
    words = {"introduction": "面向2026年在云江连续经营五年以上的企业。", "contact": "质量科 19900002001"}
    more: dict[str, Any] = {**words, **fields}
    call = bare_call(of, rubric=Rubric.objects.get(code="gbt-19580"), **more)
    assert call.form == form
    for kind, days in ((Stage.Kind.FORMAL_CHECK, 5), (Stage.Kind.SUPPLEMENT, 10)):
        call.stages.filter(kind=kind).update(working_days=days)
    AwardTier.objects.create(call=call, name="市长质量奖", quota=5, pass_line=Decimal(650), money=Decimal(100))
    return call


def begin_and_end(year: int) -> dict[str, Any]:
    """The spring of that year, which has not come yet."""
    return {"opens_at": OPENS.replace(year=year), "closes_at": CLOSES.replace(year=year)}


def other_bureau() -> Any:
    """A liaison of a bureau that runs no scheme."""
    return person("bureau_liaison", department("swj", "市商务局"))


def begun_application(call: Call, enterprise: Enterprise | None = None) -> Application:
    """A firm has begun to fill in."""
    enterprise = enterprise or registered_enterprise()
    return Application.objects.create(call=call, enterprise=enterprise, begun_by=person("enterprise"), begun_at=NOW)
