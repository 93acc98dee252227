"""A call's life: prepared, published whole with its form frozen, taken back, moved, cancelled, copied to next year."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from enterprises.models import Call, EligibilityRule, FormField, FormSection, FormVersion, Rubric, Scheme, Stage
from enterprises.queries.readiness import missing_parts
from enterprises.queries.rule_words import condition_of
from enterprises.services import calls, late_codes, rubrics, rules, sheets, stages
from enterprises.services.copying import copy_call
from enterprises.workflow import CALL, CallStatus, VersionStatus
from kernel.activity.models import AuditEntry, Notification
from kernel.common.errors import DomainError, Invalid, NoteMissing, NotPermitted, StaleVersion, StepRefused
from tests.enterprises.factories import CLOSES, NOW, member, open_call, registered_enterprise, scheme
from tests.enterprises.factories_calls import bare_call, begun_application, other_bureau, ready_call, runner
from tests.factories import department

pytestmark = pytest.mark.django_db


def test_a_call_that_lacks_things_is_told_all_of_them_at_once() -> None:
    call = bare_call()
    with pytest.raises(Invalid) as refusal:
        calls.publish_call(call, actor=runner(call.scheme), now=NOW)
    assert {part: len(sentences) for part, sentences in refusal.value.fields.items()} == {
        "basics": 2, "form": 1, "stages": 2, "rubric": 1, "awards": 1,
    }  # fmt: skip
    call.refresh_from_db()
    assert call.status == CallStatus.DRAFT


def test_a_published_call_freezes_its_form_and_keeps_it_when_the_scheme_goes_on() -> None:
    call = ready_call()
    actor = runner(call.scheme)
    call = calls.publish_call(call, actor=actor, now=NOW)
    form = call.form
    assert form is not None
    assert (call.status, form.status) == (CallStatus.PUBLISHED, VersionStatus.FROZEN)
    field = FormField.objects.filter(section__form=form)[0]
    with pytest.raises(sheets.FormFrozen):
        sheets.change_part(form, field, actor=actor, label="改了")
    later = sheets.new_form_version(form, actor=actor)
    copied = FormField.objects.filter(section__form=later)[0]
    sheets.change_part(later, copied, actor=actor, label="改了")
    sheets.remove_part(FormVersion.objects.get(pk=later.pk), later.sections.all()[1], actor=actor)
    call.refresh_from_db()
    assert call.form == form
    assert FormField.objects.filter(section__form=form).count() == 5
    assert not FormField.objects.filter(section__form=form, label="改了").exists()
    assert later.materials.count() == form.materials.count() == 2


def test_each_step_is_possible_only_where_the_life_cycle_has_it() -> None:
    acts: dict[str, Any] = {
        "publish": lambda call: calls.publish_call(call, actor=None, now=NOW),
        "unpublish": lambda call: calls.unpublish_call(call, actor=None, note="条款有误"),
        "cancel": lambda call: calls.cancel_call(call, actor=None, note="本年不评"),
    }
    for status in CallStatus.values:
        for name, act in acts.items():
            call = ready_call()
            Call.objects.filter(pk=call.pk).update(status=status)
            call.refresh_from_db()
            if name in CALL.names_from(status):
                assert act(call).status == CALL.target(name)
            else:
                with pytest.raises(StepRefused):
                    act(call)


def test_a_call_is_taken_back_only_while_no_firm_has_begun() -> None:
    call = open_call()
    begun_application(call)
    with pytest.raises(calls.FirmsHaveBegun):
        calls.unpublish_call(call, actor=None, note="条款有误")
    call.refresh_from_db()
    assert call.status == CallStatus.PUBLISHED
    with pytest.raises(NoteMissing):
        calls.cancel_call(call, actor=None, note=" ")


def test_the_closing_of_a_published_call_moves_only_later_with_a_reason_that_applicants_read() -> None:
    call, firm = open_call(), registered_enterprise()
    owner = member(firm)
    begun_application(call, firm)
    for changes, error in (
        ({"closes_at": CLOSES - timedelta(days=1), "note": "提前"}, Invalid),
        ({"closes_at": CLOSES + timedelta(days=7)}, NoteMissing),
        ({"opens_at": CLOSES - timedelta(days=9)}, calls.CallStands),
        ({"cool_down_years": 9}, calls.CallStands),
    ):
        with pytest.raises(error):
            calls.edit_call(call, actor=None, **changes)
    moved = calls.edit_call(call, actor=None, closes_at=CLOSES + timedelta(days=7), note="台风停工停业")
    assert moved.closes_at == CLOSES + timedelta(days=7)
    told = Notification.objects.get(recipient=owner)
    assert told.verb == "call_extended"
    assert told.params["note"] == "台风停工停业"


def test_only_the_bureau_that_runs_the_scheme_writes_its_calls() -> None:
    call, stranger = ready_call(), other_bureau()
    form = call.form
    assert form is not None
    acts: list[Any] = [
        lambda: calls.publish_call(call, actor=stranger, now=NOW),
        lambda: calls.edit_call(call, actor=stranger, title="改"),
        lambda: stages.set_tiers(call, [], actor=stranger),
        lambda: copy_call(call, year=2027, actor=stranger),
        lambda: sheets.add_part(form, FormSection(form=form, title="新"), actor=stranger),
        lambda: calls.create_call(
            call.scheme, year=2028, title="x", opens_at=NOW, closes_at=CLOSES, actor=member(registered_enterprise())
        ),
    ]
    for act in acts:
        with pytest.raises(NotPermitted):
            act()


def test_two_people_at_one_call_meet() -> None:
    call = ready_call()
    first, second = Call.objects.get(pk=call.pk), Call.objects.get(pk=call.pk)
    rules.set_rule(first, {"fact": "brand_rung", "operator": "gte", "wanted": 2}, actor=None)
    with pytest.raises(StaleVersion):
        calls.publish_call(second, actor=None, now=NOW)


def test_next_years_call_takes_all_along_and_its_dates_go_to_working_days() -> None:
    call = ready_call(opens_at=datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    rules.set_rule(call, {"fact": "years_since_founding", "operator": "gte", "wanted": 5}, actor=None)
    call.refresh_from_db()
    about = {"working_days": 5, "starts_on": date(2026, 10, 2), "ends_on": date(2026, 10, 9)}
    call = stages.set_stages(call, {"formal_check": {"working_days": 5}, "public_notice": about}, actor=None)
    copy, moves = copy_call(call, year=2027, actor=runner(call.scheme))
    assert (copy.title, copy.introduction) == ("2027年市长质量奖申报", "面向2027年在云江连续经营五年以上的企业。")
    assert (copy.form, copy.rubric, copy.copied_from, copy.status) == (call.form, call.rubric, call, CallStatus.DRAFT)
    assert [(tier.name, tier.quota) for tier in copy.tiers.all()] == [("市长质量奖", 5)]
    assert [rule.fact for rule in copy.rules.all()] == ["years_since_founding"]
    assert timezone.localtime(copy.opens_at).hour == 9
    notice = copy.stages.get(kind=Stage.Kind.PUBLIC_NOTICE)
    assert notice.starts_on is not None
    assert notice.starts_on > date(2027, 10, 2)
    assert any(move.shifted for move in moves)
    assert AuditEntry.objects.of(copy).get().after["copied_from"] == call.title
    with pytest.raises(calls.YearTaken):
        copy_call(call, year=2027, actor=None)


def test_spans_of_years_and_document_numbers_stay_when_a_text_moves_on() -> None:
    call = ready_call(introduction="按2026—2028年方案和云政发〔2026〕3号，以2025年数据申报2026年度奖项。")
    copy, _moves = copy_call(call, year=2027, actor=None)
    assert copy.introduction == "按2026—2028年方案和云政发〔2026〕3号，以2026年数据申报2027年度奖项。"


def test_a_copied_form_is_a_draft_that_may_be_changed() -> None:
    call = calls.publish_call(ready_call(), actor=None, now=NOW)
    copy, _moves = copy_call(call, year=2027, actor=None, new_form=True)
    assert copy.form is not None
    assert copy.form.status == VersionStatus.DRAFT
    assert copy.form.number == 2


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"fact": "height", "operator": "gte", "wanted": 1}, "fact"),
        ({"fact": "brand_rung", "operator": "in", "wanted": 1}, "operator"),
        ({"fact": "brand_rung", "operator": "gte", "wanted": "viel"}, "wanted"),
        ({"fact": "brand_rung", "operator": "gte", "wanted": True}, "wanted"),
        ({"fact": "division", "operator": "in", "wanted": []}, "wanted"),
        ({"fact": "size", "operator": "in", "wanted": ["giant"]}, "wanted"),
        ({"fact": "holder", "operator": "is", "wanted": 1, "params": {"years": 3}}, "wanted"),
        ({"fact": "serious_breaches", "operator": "lte", "wanted": 0, "params": {"years": "-1"}}, "years"),
        ({"fact": "figure", "operator": "gte", "wanted": 500}, "item"),
        ({"fact": "figure", "operator": "gte", "wanted": 500, "params": {"item": "happiness"}}, "item"),
    ],
)
def test_a_condition_that_cannot_hold_is_refused_at_its_field(about: dict[str, Any], field: str) -> None:
    call = bare_call()
    with pytest.raises(Invalid) as refusal:
        rules.set_rule(call, about, actor=None)
    assert set(refusal.value.fields) == {field}
    assert not EligibilityRule.objects.exists()


def test_a_condition_is_added_changed_moved_and_taken_away_with_its_words_in_the_history() -> None:
    call = bare_call()
    for wanted in (5, 9):
        about = {"fact": "years_since_founding", "operator": "gte", "wanted": wanted}
        call = rules.set_rule(call, about, actor=None)
    first, second = call.rules.all()
    call = rules.move_rule(call, second, up=True, actor=None)
    call = rules.set_rule(call, {**about, "words": "成立满九年"}, actor=None, rule=second)
    call = rules.remove_rule(call, first, actor=None)
    assert [condition_of(rule) for rule in call.rules.all()] == ["成立满九年"]
    last = AuditEntry.objects.of(call).first()
    assert last is not None
    assert "5" in last.before["rules"]


def test_a_late_code_is_told_once_and_kept_as_a_digest() -> None:
    call = open_call()
    actor = runner(call.scheme)
    row, code = late_codes.make_late_code(
        call, uses=1, expires_at=CLOSES + timedelta(days=9), reason="台风", actor=actor, now=NOW
    )
    assert late_codes.take_late_code(call, f" {code.lower()} ", now=NOW) == row
    assert code not in str(vars(row)) + str(AuditEntry.objects.of(call).get().after)
    with pytest.raises(Invalid) as refusal:
        late_codes.make_late_code(call, uses=0, expires_at=CLOSES, reason="", actor=actor, now=NOW)
    assert set(refusal.value.fields) == {"uses", "expires_at", "reason"}
    with pytest.raises(StepRefused):
        late_codes.make_late_code(
            bare_call(call.scheme, year=2027), uses=1, expires_at=CLOSES, reason="x", actor=actor, now=NOW
        )


def test_the_shipped_rubrics_sum_up_and_are_changed_only_in_a_new_version() -> None:
    for code, whole in (("gbt-19580", 1000), ("brand-elements", 100)):
        rubric = Rubric.objects.get(code=code)
        tops = rubric.criteria.filter(parent=None)
        assert sum(row.most for row in tops) == whole
        for branch in tops:
            assert branch.most == sum(item.most for item in branch.items.all())
    about = {"number": "1.1", "title": "装备", "hint": "", "most": 10}
    item = rubric.criteria.get(number="1.1")
    with pytest.raises(rubrics.RubricFrozen):
        rubrics.set_criterion(rubric, about, actor=None, criterion=item)
    draft = rubrics.copy_rubric(rubric, actor=None)
    rubrics.set_criterion(draft, about, actor=None, criterion=draft.criteria.get(number="1.1"))
    assert draft.criteria.get(number="1").most == 22
    assert rubric.criteria.get(number="1").most == 20


def test_the_shipped_schemes_are_founded_once_and_their_first_call_lacks_nothing() -> None:
    for name in ("市市场监管局", "市发展改革委", "市商务局", "市工业和信息化局"):
        department(name, name)
    call_command("load_schemes", "--year", "2027", verbosity=0)
    call_command("load_schemes", "--year", "2027", verbosity=0)
    assert Scheme.objects.count() == Call.objects.count() == 5
    for call in Call.objects.all():
        assert missing_parts(call, NOW) == {}
        assert call.form is not None
        assert 5 <= call.form.sections.count() <= 6
    kinds = set(FormField.objects.values_list("kind", flat=True))
    assert kinds == set(FormField.Kind.values)


def test_a_scheme_whose_department_is_not_there_is_refused_in_a_sentence() -> None:
    with pytest.raises(Exception, match="没有名为"):
        call_command("load_schemes", verbosity=0)
    assert not Scheme.objects.exists()


def test_the_parts_of_a_form_are_added_moved_copied_and_checked() -> None:
    of = scheme()
    form = sheets.first_form_version(of, actor=None)
    section = FormSection(form=form, title="概况")
    form = sheets.add_part(form, section, actor=None)
    for label in ("甲", "乙"):
        form = sheets.add_part(form, FormField(section=section, label=label), actor=None)
    first, second = section.fields.all()
    form = sheets.move_part(form, second, up=True, actor=None)
    form = sheets.duplicate_field(form, second, actor=None)
    assert [row.label for row in section.fields.all()] == ["乙", "乙（副本）", "甲"]
    assert len({row.key for row in section.fields.all()}) == 3
    for wrong in ({"kind": "choice", "options": []}, {"kind": "table", "columns": [{"key": "A B", "label": "x"}]}):
        with pytest.raises(Invalid):
            sheets.change_part(form, first, actor=None, **wrong)
    with pytest.raises(DomainError):
        sheets.change_part(FormVersion(pk=form.pk, scheme=of, version=0), first, actor=None, label="x")
