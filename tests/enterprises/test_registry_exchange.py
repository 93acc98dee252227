"""Firms by Excel: checked whole, new ones added and known ones changed by their codes, taken back as one act."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from enterprises.exchange import ENTERPRISES
from enterprises.models import Contact, Enterprise
from kernel.accounts.models import User
from kernel.exchange.models import Intake
from kernel.exchange.queries import intake_of
from kernel.exchange.services import begin_intake, confirm_intake, recall_intake, run_job
from tests.exchange.factories import finished, upload, values, workbook
from tests.pages.factories import on_the_day, signed_in

from .factories import credit_code, district, known_enterprise, member, registered_enterprise
from .factories_registry import liaison_of, office

pytestmark = pytest.mark.django_db
HEAD = [column.name for column in ENTERPRISES.columns]


@pytest.fixture(autouse=True)
def ground(settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    with on_the_day():
        yield


def row(code: str, name: str = "云江导入阀门有限公司", **fields: Any) -> list[Any]:
    given = {"uscc": code, "name": name, "division": "石湖区", **fields}
    return [given.get(column.key, "") for column in ENTERPRISES.columns]


def checked(rows: list[list[Any]], actor: User) -> Intake:
    job = begin_intake(ENTERPRISES, upload(workbook(rows, head=HEAD)), actor=actor, now=timezone.now())
    run_job(job.pk, now=timezone.now())
    return intake_of(job)


def test_every_fault_of_a_row_is_said_and_nothing_is_written() -> None:
    actor, gone, code = office(), known_enterprise(status="closed"), credit_code(9001)
    wrong = row("91990104MA0000001B", industry="C9999", division="火星区", founded_on="不知道")
    intake = checked([row(code), wrong, row(gone.uscc), row(code)], actor)
    assert (intake.good, intake.bad_rows) == (1, [3, 4, 5])
    assert Enterprise.objects.count() == 1


def test_good_rows_add_and_change_and_the_whole_import_is_taken_back() -> None:
    actor, known = office(), known_enterprise(name="云江老名阀门厂", founded_on=date(2001, 2, 3), address="老街1号")
    code = credit_code(9002).lower()
    rows = [row(code, industry="C3443 阀门和旋塞制造", size="小型"), row(known.uscc, "云江新名阀门有限公司")]
    intake = checked(rows, actor)
    finished(confirm_intake(intake, actor=actor, now=timezone.now()))
    new = Enterprise.objects.get(uscc=code.upper())
    known.refresh_from_db()
    assert (new.size, new.industry_id, new.status) == ("small", "C3443", "unclaimed")
    assert (known.name, known.address) == ("云江新名阀门有限公司", "老街1号"), "a blank cell changes nothing"
    job = finished(recall_intake(Intake.objects.get(pk=intake.pk), actor=actor, now=timezone.now()))
    assert job.status == "done", job.message
    known.refresh_from_db()
    assert (known.name, known.founded_on, known.former_names.count()) == ("云江老名阀门厂", date(2001, 2, 3), 0)
    assert not Enterprise.objects.filter(pk=new.pk).exists()


def test_what_others_filed_under_a_new_entry_is_not_thrown_away_with_it() -> None:
    actor = office()
    intake = checked([row(credit_code(9003))], actor)
    finished(confirm_intake(intake, actor=actor, now=timezone.now()))
    Contact.objects.create(enterprise=Enterprise.objects.get(), name="石开元", phone="19900001234")
    job = finished(recall_intake(Intake.objects.get(pk=intake.pk), actor=actor, now=timezone.now()))
    assert job.status == "failed"
    assert Enterprise.objects.exists()


def test_the_export_holds_what_the_list_shows_of_what_the_person_sees() -> None:
    own = registered_enterprise(name="云江甲阀门")
    registered_enterprise(name="云江乙茶业", division=district("990122", "青溪县", "qx"))
    known_enterprise(name="云江丙旧厂", status="closed")
    address = reverse("exchange:export", args=["enterprises"])

    def names(user: User, query: str = "") -> list[str]:
        answer = signed_in(user).get(f"{address}{query}")
        return [line[1] for line in values(b"".join(answer))[1:] if line[1] and line[0] != "合计"]

    assert names(office()) == ["云江乙茶业", "云江甲阀门"]
    assert names(office(), "?division=990122") == ["云江乙茶业"]
    assert names(liaison_of(own.division)) == ["云江甲阀门"]
    assert names(member(own)) == ["云江甲阀门"]


def test_only_the_office_imports() -> None:
    page = reverse("exchange:import", args=["enterprises"])
    firm = registered_enterprise()
    assert signed_in(office()).get(page).status_code == 200
    for user in (member(firm), liaison_of(firm.division)):
        assert signed_in(user).get(page).status_code == 403
        assert page not in signed_in(user).get(reverse("enterprises:enterprise-list")).content.decode()
