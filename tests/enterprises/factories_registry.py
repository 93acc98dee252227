"""Rows of the registry in named states: a registration handed in, returned; a person who asks to join; two entries."""

from datetime import date
from io import BytesIO
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from enterprises.models import Division, Enterprise, Membership, Merge, Registration
from enterprises.services import approvals, members, merges, registration
from kernel.accounts.models import User
from kernel.files.services import attach
from tests.factories import bureaus, person

from .factories import NOW, TODAY, credit_code, district, registered_enterprise

_numbers = count(5000)


def picture(colour: tuple[int, int, int] = (250, 240, 220)) -> bytes:
    """A small JPEG, as a phone would send it."""
    kept = BytesIO()
    Image.new("RGB", (60, 40), colour).save(kept, "JPEG")
    return kept.getvalue()


def licence(name: str = "licence.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(), content_type="image/jpeg")


def claim(**fields: Any) -> registration.Claim:
    """What a person says of a firm that the city does not know."""
    defaults: dict[str, Any] = {
        "uscc": credit_code(next(_numbers)), "name": "云江新港阀门有限公司", "division": district(), "size": "small",
        "founded_on": date(2015, 5, 1), "legal_representative": "石开元", "address": "云江市石湖区新港路1号",
    }  # fmt: skip
    return registration.Claim(**{**defaults, **fields})


def handed_in(applicant: User | None = None, today: date = TODAY, **fields: Any) -> Registration:
    """A registration with its licence that waits for the district."""
    actor = applicant or person("enterprise")
    row = registration.register(claim(**fields), actor=actor, now=NOW, today=today)
    attach(row, licence(), purpose="licence", actor=actor, now=NOW)
    return row


def returned(applicant: User | None = None, **fields: Any) -> Registration:
    row = handed_in(applicant, **fields)
    return approvals.return_registration(row, actor=liaison_of(row.division), note="照片不清楚", today=TODAY)


def liaison_of(division: Division) -> User:
    """Somebody who looks after the division's firms."""
    return person("district_liaison", division.department)


def office() -> User:
    return person("office", bureaus()["fgw"])


def asks_to_join(firm: Enterprise) -> Membership:
    """A person whom an owner has yet to admit."""
    seat = members.ask_to_join(firm.uscc, message="我是质量部的", actor=person("enterprise"), now=NOW, today=TODAY)
    assert seat is not None
    return seat


def planned_merge(**fields: Any) -> Merge:
    """Two registered entries, of which the second is to go."""
    kept, dropped = registered_enterprise(**fields), registered_enterprise(**fields)
    return merges.plan_merge(kept, dropped, actor=office(), now=NOW)
