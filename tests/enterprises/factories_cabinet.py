"""Documents, brands and self-assessments in named states."""

from datetime import date, datetime
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from enterprises.models import (
    Brand,
    BrandStanding,
    CabinetDocument,
    DocumentKind,
    Enterprise,
    Question,
    Rung,
    SelfAssessment,
)
from enterprises.queries.assessments import questionnaire_on
from enterprises.services import assessments, ladder
from enterprises.services.cabinet import file_document
from kernel.accounts.models import User
from portal.demo.evidence import one_page
from tests.enterprises.factories import NOW, TODAY, member, registered_enterprise
from tests.factories import office_person

_numbers = count(1)


def pdf(name: str = "证书.pdf") -> SimpleUploadedFile:
    """A page that no other document has."""
    return SimpleUploadedFile(name, one_page(f"page {next(_numbers)}"), "application/pdf")


def kind(code: str = "iso9001") -> DocumentKind:
    return DocumentKind.objects.get(code=code)


def filed_document(
    enterprise: Enterprise | None = None, by: User | None = None, code: str = "iso9001", **words: Any
) -> CabinetDocument:
    """A certificate with a page, valid until a day that is far away."""
    enterprise = enterprise or registered_enterprise()
    last = {"expires_on": date(2028, 2, 29)} if code == "iso9001" else {}
    return file_document(
        enterprise, actor=by or member(enterprise), kind=kind(code), files=[pdf()], now=NOW, **{**last, **words}
    )


def expiring_document(enterprise: Enterprise, by: User, on: date) -> CabinetDocument:
    """One whose last day is `on`, also one that is over."""
    return CabinetDocument.objects.create(
        enterprise=enterprise, kind=kind(), title="质量管理体系认证证书", filed_by=by, filed_at=NOW, expires_on=on
    )


def brand(enterprise: Enterprise | None = None, **fields: Any) -> Brand:
    return Brand.objects.create(
        enterprise=enterprise or registered_enterprise(), name=f"恒达{next(_numbers)}", **fields
    )


def claimed_standing(
    of: Brand | None = None, code: str = "city", now: datetime = NOW, **days: Any
) -> tuple[BrandStanding, User]:
    """A claim with all that is required and one document, and who claimed it."""
    of = of or brand()
    by = member(of.enterprise)
    rung = Rung.objects.get(code=code)
    evidence = [filed_document(of.enterprise, by, number=str(next(_numbers)))]
    when = {"reached_on": TODAY, **days}
    standing = ladder.claim_rung(of, rung, actor=by, criteria=rung.criteria.all(), evidence=evidence, now=now, **when)
    return standing, by


def confirmed_standing(of: Brand | None = None, code: str = "city", **days: Any) -> BrandStanding:
    standing, _by = claimed_standing(of, code, **days)
    return ladder.confirm_standing(standing, actor=office_person(), today=TODAY)


def answered(assessment: SelfAssessment, by: User, place: int) -> SelfAssessment:
    """Every question answered with the option at this place."""
    questions = Question.objects.filter(dimension__questionnaire=assessment.questionnaire)
    return assessments.answer_questions(
        assessment, actor=by, choices={row.pk: min(place, len(row.options) - 1) for row in questions}
    )


def completed_assessment(enterprise: Enterprise | None = None, place: int = 2) -> SelfAssessment:
    """Finished today with the same answer everywhere."""
    enterprise = enterprise or registered_enterprise()
    by = member(enterprise)
    begun = answered(assessments.start_assessment(enterprise, actor=by, now=NOW), by, place)
    return assessments.complete_assessment(begun, actor=by, today=TODAY)


def scored_firm(score: float, **fields: Any) -> SelfAssessment:
    """A firm whose latest score is known, without answers: for medians alone."""
    enterprise, questionnaire = registered_enterprise(**fields), questionnaire_on(TODAY)
    assert questionnaire is not None
    return SelfAssessment.objects.create(
        enterprise=enterprise, questionnaire=questionnaire, score=score, status="completed",
        completed_on=TODAY, begun_at=NOW, filled_by=member(enterprise),
    )  # fmt: skip
