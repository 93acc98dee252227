"""The pages of a firm's application: asked first, kept as typed, looked through, sent once, told what comes next."""

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from enterprises.models import Application, CabinetDocument, EligibilityRule, Material, Membership
from enterprises.services.letters import ask_letter
from enterprises.workflow import ApplicationStatus
from kernel.accounts.models import User
from tests.enterprises.factories import CLOSES, NOW, member, open_call, registered_enterprise
from tests.enterprises.factories_applications import (
    COMPLETE,
    complete_application,
    draft_application,
    licence_of,
    returned_application,
    sheet_of,
    submitted_application,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_may() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, name: str, *args: Any, **data: Any) -> str:
    answer = client.get(reverse(f"enterprises:{name}", args=args), data)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}"\s+value="([^"]*)"', html)
    assert found, name
    return found.group(1)


def typed(html: str, **answers: str) -> dict[str, str]:
    """The section's form as a browser sends it: every field, with what stands hidden beside it."""
    fields = dict(re.findall(r'name="(seen-\w+)"\s+value="([^"]*)"', html))
    name = re.search(r'name="name"[^>]*value="([^"]*)"', html)
    shown = {"name": name.group(1)} if name else {}
    return {**shown, **fields, **answers}


def test_the_question_comes_first_and_says_by_how_much() -> None:
    call, firm = open_call(), registered_enterprise(founded_on=date(2025, 1, 1))
    EligibilityRule.objects.create(call=call, fact="years_since_founding", operator="gte", wanted=3)
    client = browser_of(member(firm))
    html = page(client, "application-start", call.pk)
    assert "verdict-fail" in html
    assert "2" in re.sub(r"<[^>]+>", " ", html[html.index("verdict-fail") :])[:400]
    assert "<form" not in html[html.index("verdict-fail") : html.index("</main>")]
    firm.founded_on = date(2010, 1, 1)
    firm.save()
    assert "verdict-pass" in page(client, "application-start", call.pk)
    begun = client.post(reverse("enterprises:application-start", args=[call.pk]), {"enterprise": firm.pk})
    assert begun.headers["Location"] == reverse("enterprises:application", args=[Application.objects.get().pk])


def test_after_the_closing_only_a_code_begins() -> None:
    call, firm = open_call(), registered_enterprise()
    filler = member(firm)
    with time_machine.travel(CLOSES, tick=False):
        client = browser_of(filler)
        assert "late_code" in page(client, "application-start", call.pk)
        refused = client.post(reverse("enterprises:application-start", args=[call.pk]), {"late_code": "WRONGCODE"})
    assert refused.status_code == 400
    assert not Application.objects.exists()


def test_a_firm_sees_its_own_applications_and_no_other() -> None:
    application, filler = draft_application()
    stranger = browser_of(member(registered_enterprise()))
    for name, args in (
        ("application", []), ("application-section", ["basics"]), ("application-summary", []),
        ("application-materials", []), ("application-withdraw", []),
    ):  # fmt: skip
        url = reverse(f"enterprises:{name}", args=[application.pk, *args])
        assert stranger.get(url).status_code == 404, url
        assert browser_of(filler).get(url).status_code == 200, url
    assert application.call.title in page(browser_of(filler), "application-list")
    assert application.call.title not in stranger.get(reverse("enterprises:application-list")).content.decode()


def test_what_is_typed_is_kept_right_or_wrong_and_said() -> None:
    application, filler = draft_application()
    client = browser_of(filler)
    html = page(client, "application-section", application.pk, "results")
    url = reverse("enterprises:application-autosave", args=[application.pk, "results"])
    answer = client.post(url, typed(html, revenue="很多", staff="12")).json()
    assert list(answer["errors"]) == ["revenue"]
    kept = {row.field.key: row.value for row in application.answers.select_related("field")}
    assert (kept["revenue"], kept["staff"]) == ("很多", "12")
    assert "很多" in page(client, "application-section", application.pk, "results"), "what is no number yet opens too"
    again = client.post(url, {**typed(html, revenue="12500.5", staff="12"), **answer["hidden"]}).json()
    assert (again["errors"], again["conflicts"]) == ({}, {})
    assert "12500.5" in page(client, "application-section", application.pk, "results")


def test_a_field_nobody_touched_overwrites_nobody() -> None:
    application, filler = draft_application()
    first, second = browser_of(filler), browser_of(member(application.enterprise, Membership.Role.FILLER))
    shown = page(first, "application-section", application.pk, "basics")
    url = reverse("enterprises:application-autosave", args=[application.pk, "basics"])
    assert second.post(url, typed(shown, story="乙写的", market="国外")).json()["conflicts"] == {}
    answer = first.post(url, typed(shown, story="", market="国内")).json()
    assert list(answer["conflicts"]) == ["market"]
    stories = application.answers.filter(field__key="story").values_list("value", flat=True)
    assert list(stories) == ["乙写的"]


@pytest.mark.parametrize(("pick", "kept"), [("mine", "甲写的"), ("theirs", "乙写的")])
def test_both_versions_stand_beside_the_field_until_one_is_chosen(pick: str, kept: str) -> None:
    application, filler = draft_application()
    first, second = browser_of(filler), browser_of(member(application.enterprise, Membership.Role.FILLER))
    shown = page(first, "application-section", application.pk, "basics")
    url = reverse("enterprises:application-section", args=[application.pk, "basics"])
    second.post(url, typed(shown, story="乙写的"))
    met = first.post(url, typed(shown, story="甲写的", market="国内"))
    html = met.content.decode()
    assert met.status_code == 412
    assert "甲写的" in html
    assert "乙写的" in html
    assert first.post(url, typed(html, story="甲写的", market="国内")).status_code == 412, "not without choosing"
    chosen = {**typed(html, story="甲写的", market="国内"), "theirs-story": hidden(html, "theirs-story")}
    assert first.post(url, {**chosen, "pick-story": pick}).status_code == 302
    answers = dict(application.answers.values_list("field__key", "value"))
    assert (answers["story"], answers["market"]) == (kept, "国内")


def test_all_that_is_missing_is_listed_with_links_to_the_very_field() -> None:
    application, filler = draft_application()
    client = browser_of(filler)
    html = page(client, "application-summary", application.pk)
    links = re.findall(r'<a href="([^"]*#[^"]+)">', html[html.index("data-summary") :])
    assert len(set(links)) >= 4
    section = next(link for link in links if link.endswith("#id_basics_story"))
    there = client.get(section.split("#")[0]).content.decode()
    assert 'id="id_basics_story"' in there
    assert 'class="wrong"' in there
    assert (
        client.post(
            reverse("enterprises:application-summary", args=[application.pk]), {"seen": hidden_seen(html)}
        ).status_code
        == 302
    )
    application.refresh_from_db()
    assert application.status == ApplicationStatus.DRAFT


def hidden_seen(html: str) -> str:
    return hidden(html, "seen")


def test_two_clicks_on_send_are_one_application_with_a_receipt() -> None:
    application, filler = complete_application()
    client, url = browser_of(filler), reverse("enterprises:application-summary", args=[application.pk])
    seen = hidden_seen(client.get(url).content.decode())
    answers = [client.post(url, {"seen": seen}) for _n in range(2)]
    done = reverse("enterprises:application-done", args=[application.pk])
    assert [answer.headers["Location"] for answer in answers] == [done, done]
    application.refresh_from_db()
    html = client.get(done).content.decode()
    assert application.submissions.count() == 1
    assert str(application.number) in html
    pdf = application.submissions.get().pdf
    assert pdf is not None
    assert pdf.sha256 in html
    assert reverse("files:download", args=[pdf.pk]) in html


def test_what_is_sent_is_what_was_read() -> None:
    application, filler = complete_application()
    client, url = browser_of(filler), reverse("enterprises:application-summary", args=[application.pk])
    seen = hidden_seen(client.get(url).content.decode())
    application.answers.filter(field__key="market").update(value="国外")
    assert client.post(url, {"seen": seen}).headers["Location"] == url
    application.refresh_from_db()
    assert application.status == ApplicationStatus.DRAFT


def test_a_return_names_all_of_it_and_opens_only_that() -> None:
    application, filler = returned_application()
    client = browser_of(filler)
    home = page(client, "application", application.pk)
    assert home.count("#id_basics_story") + home.count("#material-licence") >= 2
    assert "与品牌无关" in home
    basics = page(client, "application-section", application.pk, "basics")
    assert 'name="seen-story"' in basics
    assert 'name="seen-market"' not in basics
    url = reverse("enterprises:application-section", args=[application.pk, "basics"])
    client.post(url, {**typed(basics, story="新写的", market="国外"), "seen-market": "1:x", "act": "save"})
    answers = dict(application.answers.values_list("field__key", "value"))
    assert (answers["story"], answers["market"]) == ("新写的", COMPLETE["basics.market"])


def test_a_document_is_filed_and_picked_in_one_go_and_taken_out_again() -> None:
    application, filler = draft_application()
    client = browser_of(filler)
    url = reverse("enterprises:application-file", args=[application.pk, "licence"])
    file = SimpleUploadedFile("licence.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    filed = client.post(url, {"file": file, "title": "营业执照副本", "expires_on": "2030-01-01"})
    assert filed.status_code == 302, re.findall(r'class="[^"]*wrong[^"]*".{0,200}', filed.content.decode(), re.S)
    document = CabinetDocument.objects.get(enterprise=application.enterprise)
    assert application.documents.get().document == document
    page(client, "application-materials", application.pk)
    pick = reverse("enterprises:application-pick", args=[application.pk, "licence"])
    client.post(pick, {"document": document.pk, "act": "drop"})
    assert not application.documents.exists()
    theirs = licence_of(registered_enterprise(), filler)
    assert client.post(pick, {"document": theirs.pk}).status_code == 404


def test_a_reader_reads_and_is_offered_no_way_to_write() -> None:
    application, _filler = draft_application()
    client = browser_of(member(application.enterprise, Membership.Role.READER))
    html = page(client, "application-section", application.pk, "basics")
    assert "data-autosave" not in html
    url = reverse("enterprises:application-autosave", args=[application.pk, "basics"])
    answer = client.post(url, {"story": "x", "seen-story": "0:x"})
    assert not application.answers.filter(field__key="story").exists()
    assert answer.json()["hidden"] == {}


def test_who_is_signed_out_in_mid_form_comes_back_to_the_same_section() -> None:
    """F22: the autosave is refused, not redirected into nothing; the page leads to sign-in and back."""
    application, filler = draft_application()
    client = browser_of(filler)
    html = page(client, "application-section", application.pk, "basics")
    path = reverse("enterprises:application-section", args=[application.pk, "basics"])
    assert f"?next={path}" in html
    client.logout()
    answer = client.post(
        reverse("enterprises:application-autosave", args=[application.pk, "basics"]), typed(html, story="x")
    )
    assert answer.status_code == 302
    client.force_login(filler)
    assert client.get(path).status_code == 200


def test_withdrawn_with_a_reason_from_what_was_read() -> None:
    application, filler = submitted_application()
    client, url = browser_of(filler), reverse("enterprises:application-withdraw", args=[application.pk])
    assert client.post(url, {"version": application.version, "note": ""}).status_code == 400
    assert client.post(url, {"version": application.version - 1, "note": "材料有误"}).status_code == 412
    assert client.post(url, {"version": application.version, "note": "材料有误"}).status_code == 302
    application.refresh_from_db()
    assert application.status == ApplicationStatus.WITHDRAWN


def letter_material(application: Application) -> Material:
    return Material.objects.create(
        form=sheet_of(application), key="support", title="推荐信", source=Material.Source.LETTER, order=3
    )


def test_a_letter_is_written_once_by_its_link_and_the_link_leaks_nowhere() -> None:
    application, filler = draft_application()
    letter_material(application)
    asked = browser_of(filler).post(
        reverse("enterprises:application-letter", args=[application.pk, "support"]),
        {"writer": "方知夏", "organisation": "云江市阀门行业协会", "email": ""},
    )
    link = re.findall(r"http://testserver(/letters/[\w-]+/)", asked.content.decode())[0]
    assert "no-store" in asked.headers["Cache-Control"]
    outside = Client()
    first = outside.get(link)
    assert application.enterprise.name in first.content.decode()
    assert first.headers["Referrer-Policy"] == "strict-origin"
    words = {"text": "合作十年，质量可靠。", "signed_as": "方知夏 秘书长"}
    assert "合作十年" in outside.post(link, {**words, "act": "check"}).content.decode()
    assert application.letters.get().status == "asked"
    assert outside.post(link, {**words, "act": "send"}).headers["Location"] == reverse("enterprises:letter-thanks")
    for again in (outside.get(link), outside.post(link, {**words, "act": "send"})):
        assert again.status_code == 404
    assert application.letters.get().text == words["text"]
    assert "合作十年" not in page(browser_of(filler), "application-materials", application.pk)


def test_a_letter_called_off_opens_nothing() -> None:
    application, filler = draft_application()
    letter, token = ask_letter(
        application, letter_material(application), actor=filler, writer="方知夏", organisation="协会", now=NOW
    )
    client = browser_of(filler)
    assert client.post(reverse("enterprises:letter-call-off", args=[letter.pk])).status_code == 302
    assert Client().get(reverse("enterprises:letter", args=[token])).status_code == 404
