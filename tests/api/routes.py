"""Every route of the URL conf, with the door it belongs to and the kind of row that each of its parameters names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

from coordination.models import Action, Plan, ProgressReport, Task
from coordination.views.review_acts import ACTS
from enterprises.models import (
    Brand,
    BrandStanding,
    CabinetDocument,
    Call,
    Contact,
    Criterion,
    EligibilityRule,
    Enterprise,
    FormField,
    Membership,
    Merge,
    Registration,
    SelfAssessment,
)
from enterprises.views.register_draft import STEPS
from kernel.accounts.models import ApiToken
from kernel.activity.models import Channel, Notification
from kernel.exchange.models import Intake, Job
from kernel.files.models import Attachment

API, ADMIN, PAGE = "/api/v1/", "/admin/", "/"
# What `pk` means right behind this beginning of a page's address. REST and admin say it themselves.
PAGES = {
    "/plan/evidence/": Attachment,
    "/plan/evidence/reports/": ProgressReport,
    "/plan/evidence/tasks/": Task,
    "/exchange/": Intake,
    "/files/": Attachment,
    "/inbox/": Notification,
    "/inbox/channels/": Channel,
    "/jobs/": Job,
    "/plan/": Plan,
    "/plan/reports/": ProgressReport,
    "/plan/tasks/": Task,
    "/tokens/": ApiToken,
    "/enterprise/": Enterprise,
    "/enterprise/registrations/": Registration,
    "/enterprise/members/": Membership,
    "/enterprise/contacts/": Contact,
    "/enterprises/": Enterprise,
    "/registrations/": Registration,
    "/registrations/pictures/": Attachment,
    "/merges/": Merge,
    "/calls/": Call,
    "/calls/manage/": Call,
    "/enterprise/cabinet/": CabinetDocument,
    "/enterprise/cabinet/files/": Attachment,
    "/enterprise/brands/": Brand,
    "/enterprise/assessments/": SelfAssessment,
    "/brands/": Brand,
    "/standings/": BrandStanding,
}
# Parameters of pages besides `pk`: a kind of row, or the words that may stand there.
OTHERS: dict[str, Any] = {
    "action": Action, "act": ["edit", *ACTS, "up", "remove"], "rule": EligibilityRule, "criterion": Criterion,
    "piece": ["section", "field", "material"], "row": FormField, "eyes": ["applicant", "expert"],
    "code": ["duty-keywords"], "part": STEPS, "number": ["1"],
}  # fmt: skip
# Parameters that name no row: keys in mails, and Django's own shortcuts.
NAMELESS = {"key", "uidb36", "app_label", "url", "content_type_id"}
_ADMIN = re.compile(r"/admin/(\w+)/(\w+)/")
_PART = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:\[[^\]]*\]|[^()])*\)")


@dataclass(frozen=True)
class Route:
    """An address with holes: `holes` maps each to the model or the words that fill it."""

    name: str
    address: str
    callback: Any
    holes: tuple[str, ...]

    @property
    def door(self) -> str:
        return next(door for door in (API, ADMIN, PAGE) if self.address.startswith(door))

    @property
    def view(self) -> Any:
        """The class of a REST view; None elsewhere."""
        return getattr(self.callback, "cls", None)

    @property
    def actions(self) -> dict[str, str]:
        """HTTP method -> name of the viewset's function."""
        actions = getattr(self.callback, "actions", None) or {}
        return {method: name for method, name in actions.items() if method != "head"}

    @property
    def model(self) -> Any:
        """The kind of row that the address is about; None for none."""
        if self.door == API:
            queryset = getattr(self.view, "queryset", None)
            return None if queryset is None else queryset.model
        if self.door == ADMIN:
            named = _ADMIN.match(self.address)
            return apps.all_models.get(named[1], {}).get(named[2]) if named else None
        return PAGES.get(self.address.partition("<")[0])

    def fills(self, hole: str) -> Any:
        """What may stand in a hole: a model, or a list of words; None when nobody has said."""
        if hole in ("pk", "object_id", "id"):
            return self.model
        if hole == "step" and self.model is not None:
            return [step.name for step in self.model.workflow]
        return OTHERS.get(hole)

    def at(self, **values: Any) -> str:
        """The address with its holes filled."""
        return _PART.sub(lambda hole: str(values[hole[1] or hole[2]]), self.address)


@cache
def routes() -> tuple[Route, ...]:
    """All of them, as the URL conf has them now."""
    return tuple(_walk(get_resolver(), "/", ""))


def unfilled() -> list[str]:
    """A sentence for each hole that nothing is known to fill."""
    return [
        f"{route.address}: nobody has said what <{hole}> names; add it to PAGES or OTHERS in tests/api/routes.py."
        for route in routes()
        for hole in route.holes
        if hole not in NAMELESS and route.fills(hole) is None and not route.address.startswith("/admin/r/")
    ]


def _walk(resolver: Any, before: str, namespace: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        address = before + str(pattern.pattern).removeprefix("^").removesuffix("$")
        if isinstance(pattern, URLResolver):
            spaces = [namespace, pattern.namespace or ""]
            yield from _walk(pattern, address, ":".join(filter(None, spaces)))
            continue
        holes = tuple(one or other for one, other in _PART.findall(address))
        if address not in (API, "/admin/(?P<url>.*)"):  # what answers every address that nothing else answers
            yield Route(f"{namespace}:{pattern.name}".lstrip(":"), address, pattern.callback, holes)
