"""The plan of the demo: its text imported, the draft worked over by the office, and put in force."""

from datetime import date, datetime, time, timedelta

from coordination.models import Action, Plan
from coordination.services import drafts, plans
from kernel.accounts.models import Department, User
from kernel.activity import clock

from . import story
from .stage import ZONE

YEARS = 3
FIRST = 2026
CONFIRMED = (1, 12)
DRAFTED_BEFORE = timedelta(days=6)
SOURCE = "云江市品牌创建三年攻坚行动方案.docx"


def first_year(today: date) -> int:
    """The campaign is that of 2026 to 2028; told at another time, it begins in the year of the telling."""
    return FIRST if FIRST <= today.year < FIRST + YEARS else today.year


def of_these_years(text: str, year: int) -> str:
    """The policy's text with its years moved, last one first, when the campaign begins in another year."""
    moved = range(FIRST + YEARS - 1, FIRST - 1, -1) if year > FIRST else range(FIRST, FIRST + YEARS)
    for old in moved:
        text = text.replace(str(old), str(old + year - FIRST))
    return text


def make_plan(text: str, office: User, today: date) -> Plan:
    """Import, edit and confirm; the plan is in force from 12 January, or from today if that is earlier."""
    year = first_year(today)
    confirmed_on = min(date(year, *CONFIRMED), today)
    drafted_at = datetime.combine(confirmed_on - DRAFTED_BEFORE, time(10, 20), ZONE)
    with clock.at(drafted_at):
        plan = plans.draft_plan(
            of_these_years(text, year), name="", years=(year, year + YEARS - 1), source_name=SOURCE, actor=office,
            now=drafted_at,
        )  # fmt: skip
    Plan.objects.filter(pk=plan.pk).update(created_at=drafted_at)
    with clock.at(drafted_at + timedelta(hours=5)):
        _edit(plan, office)
    with clock.at(datetime.combine(confirmed_on, time(8, 50), ZONE)):
        return plans.confirm_plan(plan, actor=office, today=confirmed_on)


def _edit(plan: Plan, office: User) -> None:
    departments = {row.code: row for row in Department.objects.all()}
    for words, code in story.LEADS.items():
        for action in _with(plan, words):
            drafts.change_action(action, actor=office, lead=departments[code])
    for words in story.DROPPED:
        for action in _with(plan, words):
            drafts.drop_action(action, actor=office)
    together = [action for words in story.MERGED for action in _with(plan, words)]
    if len(together) > 1:
        drafts.merge_actions(together, actor=office)
    words, cut = story.SPLIT
    for action in _with(plan, words):
        drafts.split_action(action, at=action.text.index(cut), actor=office)
    for action in plans.drafted_actions(plan).filter(lead=None):
        drafts.change_action(action, actor=office, lead=departments["fgw"])


def _with(plan: Plan, words: str) -> list[Action]:
    return list(plans.drafted_actions(plan).filter(text__contains=words))
