"""The cabinet: filed once, valid to its last day, replaced, removed, told of before it runs out."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coordination.services.reminders import send_reminders
from enterprises.models import CabinetDocument, Figure, FigureItem, Material, Membership
from enterprises.queries import cabinet as queries
from enterprises.queries import expiry
from enterprises.services import materials
from enterprises.services.cabinet import file_document, remove_document, replace_document
from enterprises.services.figures import set_figures
from kernel.activity.models import Notification
from kernel.activity.queries import history_of
from kernel.activity.todo import how_many, todos
from kernel.common.errors import DomainError, Invalid, NotPermitted, StepRefused
from kernel.files.models import Attachment
from kernel.files.services import attach
from tests.enterprises.factories import NOW, TODAY, member, registered_enterprise
from tests.enterprises.factories_applications import draft_application, submitted_application
from tests.enterprises.factories_cabinet import claimed_standing, expiring_document, filed_document, kind, pdf
from tests.factories import office_person

pytestmark = pytest.mark.django_db
READER = Membership.Role.READER


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def refused(act: Any, **fields: Any) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as refusal:
        act(**fields)
    return refusal.value.fields


def test_a_document_is_filed_with_its_pages_and_leaves_a_trace() -> None:
    document = filed_document()
    assert document.title == "质量管理体系认证证书", "without a title it is called by its kind"
    assert Attachment.objects.of(document).count() == 1
    assert {event.step for event in history_of(document)} == {"file", "attach"}


def test_everything_that_is_wrong_with_a_document_is_told_at_once_and_nothing_is_kept() -> None:
    firm = registered_enterprise()
    owner = member(firm)
    wrong = refused(
        lambda **words: file_document(firm, actor=owner, kind=kind(), files=[], now=NOW, **words),
        issued_on=TODAY + timedelta(days=1),
    )
    assert set(wrong) == {"file", "issued_on", "expires_on"}
    over = refused(
        lambda **words: file_document(firm, actor=owner, kind=kind(), files=[pdf("证书.png")], now=NOW, **words),
        expires_on=TODAY - timedelta(days=1),
    )
    assert set(over) == {"file", "expires_on"}, "a wrong file beside a wrong day"
    assert not CabinetDocument.objects.exists()


def test_a_licence_needs_no_last_day_and_the_same_page_is_not_filed_twice() -> None:
    firm = registered_enterprise()
    owner = member(firm)
    page = pdf()
    file_document(firm, actor=owner, kind=kind("licence"), files=[page], now=NOW)
    page.seek(0)
    assert set(refused(lambda: file_document(firm, actor=owner, kind=kind("licence"), files=[page], now=NOW))) == {
        "file"
    }


@pytest.mark.parametrize("act", ["file", "replace", "remove", "figures"])
def test_readers_strangers_and_staff_read_and_write_nothing(act: Any) -> None:
    document = filed_document()
    firm = document.enterprise
    acts = {
        "file": lambda who: file_document(firm, actor=who, kind=kind("licence"), files=[pdf()], now=NOW),
        "replace": lambda who: replace_document(document, actor=who, files=[pdf()], now=NOW),
        "remove": lambda who: remove_document(document, actor=who),
        "figures": lambda who: set_figures(firm, actor=who, values={}, today=TODAY),
    }
    for who in (member(firm, READER), member(registered_enterprise()), office_person()):
        with pytest.raises(NotPermitted):
            acts[act](who)


def test_what_replaces_a_document_leaves_the_old_one_in_its_history_and_with_what_was_sent() -> None:
    application, filler = submitted_application()
    old = application.documents.get().document
    new = replace_document(old, actor=filler, files=[pdf()], now=NOW, number="新")
    old.refresh_from_db()
    assert (old.status, new.replaces, application.documents.get().document) == ("superseded", old, old)
    assert queries.earlier_versions(new) == [old]
    assert queries.choices_for(new.enterprise, new.kind, TODAY) == [new]
    with pytest.raises(DomainError):
        replace_document(old, actor=filler, files=[pdf()], now=NOW)


def test_what_an_unsent_application_or_an_open_claim_rests_on_is_not_taken_out() -> None:
    application, filler = draft_application()
    document = filed_document(application.enterprise, filler, "licence")
    material = Material.objects.get(form=application.call.form_id, key="licence")
    materials.pick_document(application, material, document, actor=filler)
    with pytest.raises(DomainError, match=application.call.title):
        remove_document(document, actor=filler)
    materials.drop_document(application, material, document, actor=filler)
    removed = remove_document(document, actor=filler)
    assert removed.status == "removed"
    with pytest.raises(StepRefused):
        remove_document(removed, actor=filler)
    standing, by = claimed_standing()
    with pytest.raises(DomainError, match=standing.brand.name):
        remove_document(standing.evidence.get(), actor=by)


def test_pages_stay_as_they_are_once_an_application_was_sent_with_them() -> None:
    application, filler = submitted_application()
    document = application.documents.get().document
    with pytest.raises(NotPermitted):
        attach(document, pdf(), purpose="cabinet", actor=filler, now=NOW)
    fresh = filed_document(application.enterprise, filler)
    assert attach(fresh, pdf(), purpose="cabinet", actor=filler, now=NOW)


@pytest.mark.parametrize(
    ("day", "light", "usable"),
    [
        (date(2027, 12, 30), "green", True),
        (date(2027, 12, 31), "yellow", True),
        (date(2028, 2, 29), "yellow", True),
        (date(2028, 3, 1), "red", False),
    ],
)
def test_a_certificate_that_ends_on_a_leap_day_is_valid_through_it(day: Any, light: Any, usable: Any) -> None:
    document = filed_document()
    assert queries.validity_of(document, day).light == light
    assert (document in queries.choices_for(document.enterprise, document.kind, day)) is usable


def test_owner_and_filler_are_told_60_and_15_days_ahead_and_on_the_day_each_time_once() -> None:
    firm = registered_enterprise()
    told = [member(firm), member(firm, Membership.Role.FILLER)]
    reader = member(firm, READER)
    last = TODAY + timedelta(days=100)
    expiring_document(firm, told[0], last)
    seen = []
    for left in (61, 60, 59, 16, 15, 14, 1, 0, -1, -2):
        for _again in range(2):
            send_reminders(today=last - timedelta(days=left))
        seen.append(Notification.objects.filter(recipient=told[1]).count())
    assert seen == [0, 1, 1, 1, 2, 2, 2, 3, 4, 4]
    assert Notification.objects.filter(recipient=told[0]).count() == 4
    assert not Notification.objects.filter(recipient=reader).exists()


def test_what_runs_out_waits_in_the_to_do_of_the_writers_by_as_many_queries_for_many_as_for_one() -> None:
    firm = registered_enterprise()
    owner = member(firm)
    expiring_document(firm, owner, TODAY + timedelta(days=60))
    expiring_document(firm, owner, TODAY + timedelta(days=61))
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert [row.days is not None for row in todos(expiry.waits(owner, TODAY), TODAY)] == [True]
    for n in range(5):
        expiring_document(firm, owner, TODAY - timedelta(days=n))
    with CaptureQueriesContext(connection) as many:
        assert len(todos(expiry.waits(owner, TODAY), TODAY)) == how_many(expiry.waits(owner, TODAY)) == 6
    assert len(many) <= len(one) + 3
    assert not todos(expiry.waits(member(firm, READER), TODAY), TODAY)


def test_figures_are_kept_cell_by_cell_and_a_wrong_one_keeps_them_all_back() -> None:
    firm = registered_enterprise()
    owner = member(firm)
    revenue, staff = (FigureItem.objects.get(code=code).pk for code in ("revenue", "staff"))
    assert set_figures(firm, actor=owner, values={(revenue, 2025): Decimal("12.5")}, today=TODAY) == 1
    wrong = refused(
        lambda: set_figures(
            firm, actor=owner, today=TODAY,
            values={(revenue, 2024): Decimal(-1), (staff, 2025): Decimal("1.5"), (staff, 2027): Decimal(3)},
        )
    )  # fmt: skip
    assert set(wrong) == {f"{revenue}_2024", f"{staff}_2025", f"{staff}_2027"}
    assert list(Figure.objects.values_list("value", flat=True)) == [Decimal("12.5")]
    assert set_figures(firm, actor=owner, values={(revenue, 2025): None}, today=TODAY) == 1
    assert not Figure.objects.exists()
    assert history_of(firm)[0].changes[0][0] == "营业收入 2025"
