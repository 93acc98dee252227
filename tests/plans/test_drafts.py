"""What the services of the draft promise to two people who work on one sentence, and to one who changes their mind."""

from decimal import Decimal

import pytest

from coordination.models import Action
from coordination.services import drafts
from kernel.common.errors import Invalid, StaleVersion
from tests.factories import bureaus, draft_plan, office_person
from tests.plans.factories import action_at

pytestmark = pytest.mark.django_db


def test_a_merged_sentence_taken_out_again_takes_its_words_and_figures_with_it():
    plan, office = draft_plan(), office_person()
    first, second = action_at(plan, 1), action_at(plan, 2)
    drafts.set_target(second, actor=office, value=Decimal(5), unit="场", text="开展双品网购节", by=None)
    merged = drafts.merge_actions([first, Action.objects.get(pk=second.pk)], actor=office)
    assert second.text in merged.text
    drafts.restore_action(Action.objects.get(pk=second.pk), actor=office)
    merged.refresh_from_db()
    second.refresh_from_db()
    assert (merged.text, second.text, second.merged_into) == (first.text, "开展双品网购节。", None)
    assert [target.text for target in second.targets.all()] == ["开展双品网购节"]
    assert merged.targets.count() == 1


def test_a_sentence_that_has_absorbed_others_is_not_cut_before_they_are_taken_out():
    plan, office = draft_plan(), office_person()
    merged = drafts.merge_actions([action_at(plan, 1), action_at(plan, 2)], actor=office)
    with pytest.raises(Invalid) as refusal:
        drafts.split_action(merged, at=5, actor=office)
    assert "at" in refusal.value.fields


def test_a_target_set_on_a_stale_copy_is_refused_and_not_written():
    plan, office = draft_plan(), office_person()
    mine, theirs = action_at(plan, 1), action_at(plan, 1)
    drafts.change_action(theirs, actor=office, text="改过的内容")
    with pytest.raises(StaleVersion):
        drafts.set_target(mine, actor=office, value=Decimal(5), unit="场", text="五场", by=None)
    target = mine.targets.get()
    target.action = mine
    with pytest.raises(StaleVersion):
        drafts.remove_target(target, actor=office)
    assert mine.targets.count() == 1


def test_new_partners_alone_make_a_new_version():
    plan, office, departments = draft_plan(), office_person(), bureaus()
    mine, theirs = action_at(plan, 1), action_at(plan, 1)
    drafts.change_action(theirs, actor=office, partners=[departments["scj"]])
    with pytest.raises(StaleVersion):
        drafts.change_action(mine, actor=office, partners=[departments["fgw"]])
    assert [row.code for row in mine.partners.all()] == ["scj"]


def test_partners_left_as_they_are_write_nothing():
    plan, office, departments = draft_plan(), office_person(), bureaus()
    row = drafts.change_action(action_at(plan, 1), actor=office, partners=[departments["xcb"], departments["swj"]])
    assert row.version == 1
