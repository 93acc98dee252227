"""States of a plan that its pages show: signed-in people, a long draft, a plan whose lights differ."""

from datetime import date
from typing import Any

from django.test import Client

from coordination.lights import Colour
from coordination.models import Action, LightChange, Plan, Task
from coordination.services import plans
from kernel.accounts.models import User
from tests.factories import NOW, bureaus, liaison, office_person, person, plan_in_force


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def in_office() -> Client:
    """A browser of the campaign office."""
    return signed_in(office_person())


def in_bureau(code: str = "swj") -> Client:
    """A browser of a bureau's liaison."""
    return signed_in(liaison(code))


def outside() -> Client:
    """A browser of somebody who has nothing to do with plans."""
    return signed_in(person("enterprise"))


def action_at(plan: Plan, number: int) -> Any:
    """The n-th sentence of the plan's text, counted from one."""
    return Action.objects.filter(measure__pillar__plan=plan).order_by("start", "pk")[number - 1]


def long_draft(sentences: int) -> Plan:
    """A draft with that many sentences in one measure, with leads, partners and targets."""
    bureaus()
    lines = "".join(
        f"开展第{n}批品牌培育，每年不少于{n}场。（市商务局牵头，市委宣传部配合）" for n in range(1, sentences + 1)
    )
    text = f"云江市品牌创建长方案\n一、扩大品牌影响力\n（一）鼓励品牌消费。{lines}\n"
    return plans.draft_plan(text, name="", years=(2026, 2028), actor=None, now=NOW)


def mixed_plan(today: date) -> Plan:
    """The plan of POLICY in force, its four tasks red, yellow, green and grey, in the order of the text."""
    plan = plan_in_force(today)
    for task, light in zip(plan.tasks.order_by("number"), ("red", "yellow", "green", "grey"), strict=True):
        Task.objects.filter(pk=task.pk).update(light=light)
    return plan


def turned_light(task: Task, before: str, after: str, on: date) -> None:
    """The task's light turned on that day and has stood so since."""
    LightChange.objects.create(task=task, on=on, before=before, after=after, rule="behind", params={})
    Task.objects.filter(pk=task.pk).update(light=Colour(after))
