"""One bare row of each kind that has a life cycle, at its beginning."""

from datetime import date

from enterprises.models import (
    Brand,
    BrandStanding,
    Grant,
    Material,
    Membership,
    Merge,
    Policy,
    Questionnaire,
    Registration,
    Rung,
    SelfAssessment,
    SupportLetter,
)
from enterprises.services.letters import ask_letter
from tests.enterprises.factories import (
    NOW,
    TODAY,
    credit_code,
    district,
    known_enterprise,
    member,
    registered_enterprise,
)
from tests.enterprises.factories_applications import draft_application
from tests.factories import department, person


def sent_registration() -> Registration:
    return Registration.objects.create(
        applicant=person("enterprise"), uscc=credit_code(900_001), name="云江新设泵业有限公司", division=district(),
        submitted_at=NOW, due_on=date(2026, 5, 15),
    )  # fmt: skip


def requested_membership() -> Membership:
    """Somebody who asks to join a firm that has an owner."""
    firm = registered_enterprise()
    member(firm)
    return Membership.objects.create(enterprise=firm, user=person("enterprise"), requested_at=NOW)


def planned_merge() -> Merge:
    return Merge.objects.create(kept=registered_enterprise(), dropped=known_enterprise(), planned_at=NOW)


def claimed_standing() -> BrandStanding:
    brand = Brand.objects.create(enterprise=registered_enterprise(), name="恒达")
    return BrandStanding.objects.create(
        brand=brand, rung=Rung.objects.earliest("order"), reached_on=TODAY, claimed_at=NOW
    )


def asked_letter() -> SupportLetter:
    """A letter that an association was asked for, for a draft."""
    application, filler = draft_application()
    form = application.call.form
    assert form is not None
    material = Material.objects.create(
        form=form, key="letter", title="推荐信", source=Material.Source.LETTER, required=False
    )
    letter, _token = ask_letter(
        application, material, actor=filler, writer="王会长", organisation="云江阀门协会", now=NOW
    )  # fmt: skip
    return letter


def drafted_policy() -> Policy:
    return Policy.objects.create(
        title="首次获奖企业奖励", department=department("scj", "市市场监管局"), summary="首次获奖的企业可获奖励。",
        benefit="一次性奖励", starts_on=TODAY,
    )  # fmt: skip


def agreed_grant() -> Grant:
    return Grant.objects.create(
        policy=drafted_policy(), enterprise=registered_enterprise(), purpose="品牌培育", amount=20, agreed_on=TODAY
    )


def begun_assessment() -> SelfAssessment:
    firm = registered_enterprise()
    return SelfAssessment.objects.create(
        enterprise=firm, questionnaire=Questionnaire.objects.latest("pk"), begun_at=NOW, filled_by=member(firm)
    )
