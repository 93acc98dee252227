"""What leaves for Excel from the list of applications: exactly the rows that its address asks for."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination.exchange import filtered
from kernel.accounts.models import User
from kernel.common.masking import mask_phone
from kernel.exchange.declaration import Exchange, Outgoing
from kernel.exchange.workbooks import Column, Kind

from ..filters.checks import CheckFilter, asked_of_checks, wanted_of_checks
from ..models import Application, Contact, Enterprise
from ..workflow import ApplicationStatus


def _rows(user: User, query: QueryDict) -> QuerySet[Application]:
    main = Prefetch("enterprise__contacts", Contact.objects.filter(is_main=True), to_attr="main_contacts")
    rows = wanted_of_checks(user, query).select_related(
        "enterprise__division", "enterprise__industry", "call__scheme__department"
    )
    asking: Any = SimpleNamespace(user=user)  # all that the filters want of a request
    return filtered(CheckFilter(asked_of_checks(query), queryset=rows.prefetch_related(main), request=asking))


def _line(row: Application) -> Sequence[Any]:
    firm = row.enterprise
    contact = next(iter(getattr(firm, "main_contacts", [])), None)
    sent = timezone.localtime(row.submitted_at).replace(tzinfo=None) if row.submitted_at else None
    return [
        row.number or "", firm.name, firm.uscc, str(firm.division), str(firm.industry or ""), firm.size,
        row.call.title, str(row.call.scheme.department), row.status, row.due_on, row.returns,
        sent.date() if sent else None, row.decided_on, row.decision_note, contact.name if contact else "",
        mask_phone(contact.phone) if contact else "",
    ]  # fmt: skip


APPLICATIONS = Exchange(
    code="applications",
    title=gettext_lazy("Applications"),
    page="enterprises:check-list",
    columns=(
        Column("number", gettext_lazy("receipt number"), Kind.CODE, 16),
        Column("enterprise", gettext_lazy("enterprise"), width=28),
        Column("uscc", gettext_lazy("unified social credit code"), Kind.CODE, 22),
        Column("division", gettext_lazy("division"), width=10),
        Column("industry", gettext_lazy("industry"), width=20),
        Column(
            "size", gettext_lazy("size of the enterprise"), Kind.CHOICE, 10, choices=lambda: Enterprise.Size.choices
        ),
        Column("call", gettext_lazy("call"), width=32),
        Column("department", gettext_lazy("run by"), width=14),
        Column("status", gettext_lazy("status"), Kind.CHOICE, 10, choices=lambda: ApplicationStatus.choices),
        Column("due_on", pgettext_lazy("application", "due"), Kind.DATE, 12),
        Column("returns", gettext_lazy("times returned"), Kind.NUMBER, 10),
        Column("sent", pgettext_lazy("application", "sent"), Kind.DATE, 12),
        Column("decided_on", gettext_lazy("decided on"), Kind.DATE, 12),
        Column("decision_note", gettext_lazy("reason of the decision"), width=32),
        Column("contact", gettext_lazy("contact"), width=10),
        Column("phone", gettext_lazy("telephone"), width=14),
    ),
    out=Outgoing("enterprises.view_application", _rows, _line),
)
