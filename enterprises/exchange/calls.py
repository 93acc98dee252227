"""What leaves for Excel from the desk of calls: those of the departments that the person acts for."""

from collections.abc import Sequence
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination.exchange import filtered
from kernel.accounts.models import User
from kernel.exchange.declaration import Exchange, Outgoing
from kernel.exchange.workbooks import Column, Kind

from ..filters.calls import CallFilter
from ..filters.enterprises import asked_of
from ..models import Call, Stage
from ..queries.readiness import LOOKED_AT, missing_parts
from ..workflow import CallStatus
from ..workflow.calls import MANAGE


def _rows(user: User, query: QueryDict) -> QuerySet[Call]:
    sent = Q(applications__submitted_at__isnull=False)
    rows = Call.objects.run_by(user).select_related("scheme__department", "form", "rubric")
    rows = rows.prefetch_related(*LOOKED_AT).order_by("-year", "closes_at", "pk")
    asking: Any = SimpleNamespace(user=user)  # all that the filters want of a request
    found: QuerySet[Call] = filtered(CallFilter(asked_of(query), queryset=rows, request=asking))
    return found.annotate(begun=Count("applications", distinct=True), sent=Count("applications", sent, distinct=True))


def _line(call: Any) -> Sequence[Any]:
    days = {stage.kind: stage.working_days for stage in call.stages.all()}
    tiers = list(call.tiers.all())
    lacking = missing_parts(call, timezone.now()) if call.status == CallStatus.DRAFT else {}
    return [
        call.year, call.title, call.scheme.name, str(call.scheme.department), call.status, _day(call.opens_at),
        _day(call.closes_at), days.get(Stage.Kind.FORMAL_CHECK), days.get(Stage.Kind.SUPPLEMENT),
        _(", ").join(tier.name for tier in tiers), sum(tier.quota for tier in tiers), call.begun, call.sent,
        "\n".join(sentence for sentences in lacking.values() for sentence in sentences), call.contact,
    ]  # fmt: skip


def _day(instant: datetime) -> date:
    return timezone.localtime(instant).date()


CALLS = Exchange(
    code="calls",
    title=gettext_lazy("Calls"),
    page="enterprises:call-manage",
    columns=(
        Column("year", gettext_lazy("year"), Kind.NUMBER, 8, total=""),
        Column("title", gettext_lazy("call"), width=36),
        Column("scheme", gettext_lazy("scheme"), width=24),
        Column("department", gettext_lazy("run by"), width=16),
        Column("status", gettext_lazy("status"), Kind.CHOICE, 10, choices=lambda: CallStatus.choices),
        Column("opens_on", gettext_lazy("opens on"), Kind.DATE, 12),
        Column("closes_on", gettext_lazy("closes on"), Kind.DATE, 12),
        Column("check_days", gettext_lazy("formal check, working days"), Kind.NUMBER, 12, total=""),
        Column("supplement_days", gettext_lazy("supplement, working days"), Kind.NUMBER, 12, total=""),
        Column("tiers", gettext_lazy("tiers of the award"), width=24),
        Column("quota", gettext_lazy("quota"), Kind.NUMBER, 8),
        Column("begun", pgettext_lazy("applications", "begun"), Kind.NUMBER, 8),
        Column("sent", pgettext_lazy("applications", "sent"), Kind.NUMBER, 8),
        Column("missing", gettext_lazy("what is missing"), width=40),
        Column("contact", gettext_lazy("whom to ask"), width=24),
    ),
    out=Outgoing(MANAGE, _rows, _line),
)
