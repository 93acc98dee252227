"""A year is announced by file or by lines, and looked at as twelve months."""

from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from kernel.calendars.models import CalendarDay, CalendarYear

from .factories import address, signed_in, staff

pytestmark = pytest.mark.django_db
LINES = "date,worked,name\n2027-02-06,0,春节\n2027-02-13,1,春节调休\n"


@pytest.fixture
def client():
    return signed_in(staff("office"))


def announce(client, **fields):
    url = reverse("admin:calendars_calendaryear_announce")
    return client.post(url, {"year": "2027", "basis": "国办发明电〔2026〕1号", **fields})


def test_pasted_lines_announce_a_year(client):
    assert announce(client, lines=LINES).status_code == 302
    assert CalendarYear.objects.get(year=2027).state == "announced"
    assert not CalendarDay.objects.get(date="2027-02-06").is_working
    assert CalendarDay.objects.get(date="2027-02-13").is_working


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_announces_a_year_in_either_encoding(client, encoding):
    announce(client, file=SimpleUploadedFile("2027.csv", LINES.encode(encoding)))
    assert CalendarDay.objects.get(date="2027-02-06").name == "春节"


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"lines": "2027-02-06,2,春节"},
        {"lines": "2026-02-06,0,春节"},
        {"lines": "2027-02-30,0,春节"},
        {"lines": LINES, "file": SimpleUploadedFile("a.csv", b"2027-02-06,0,x")},
        {"file": SimpleUploadedFile("a.csv", b"\x00\xff\xfe\x81")},
        {"file": SimpleUploadedFile("a.csv", b"2027-02-06,0,x\n" * 10_000)},
        {"lines": LINES, "basis": ""},
        {"lines": LINES, "year": "many"},
    ],
)
def test_a_wrong_arrangement_is_refused_with_a_sentence_and_writes_nothing(client, fields):
    before = CalendarDay.objects.count()
    answer = announce(client, **fields)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert CalendarDay.objects.count() == before
    assert CalendarYear.objects.get(year=2027).state == "provisional"


def test_every_wrong_line_is_named_at_once(client):
    errors = announce(client, lines="2027-02-06,9,a\n2027-02-07,0,b\nnonsense").context["form"].errors["lines"]
    assert len(errors) == 2


def test_a_year_is_shown_as_twelve_months_with_its_closed_days(client):
    page = client.get(address(CalendarYear, "change", 2026)).content.decode()
    assert page.count("admin-month") == 12
    assert "day-closed" in page
    assert "国庆节" in page


def test_a_provisional_year_carries_a_visible_warning(client):
    assert "errornote" in client.get(address(CalendarYear, "change", 2027)).content.decode()
    assert "errornote" not in client.get(address(CalendarYear, "change", 2026)).content.decode()
    assert "⚠" in client.get(address(CalendarYear)).content.decode()


def test_whoever_keeps_no_calendar_cannot_announce():
    assert announce(signed_in(staff("auditor")), lines=LINES).status_code == 403


def test_the_command_takes_a_file_and_names_what_is_wrong(tmp_path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(LINES, "utf-8")
    bad.write_text("2027-02-06,9,a\nx", "utf-8")
    call_command("import_calendar", "2027", str(good), stdout=StringIO())
    assert CalendarYear.objects.get(year=2027).state == "announced"
    for file in (bad, tmp_path / "missing.csv"):
        with pytest.raises(CommandError):
            call_command("import_calendar", "2027", str(file))
