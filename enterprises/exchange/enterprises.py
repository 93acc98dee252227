"""Firms to Excel and back: the list as it is filtered, and entries that the office adds or completes by their codes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.exchange import filtered
from kernel.accounts.models import User
from kernel.common.errors import Invalid
from kernel.exchange.declaration import Exchange, Incoming, Outgoing, Written
from kernel.exchange.workbooks import Column, Kind

from ..codes import clean_code, wrong_with
from ..filters.enterprises import EnterpriseFilter, asked_of
from ..models import Division, Enterprise, Industry
from ..services import enterprises as services
from ..workflow import EnterpriseStatus
from ..workflow.registry import MANAGE

LIVE = (EnterpriseStatus.UNCLAIMED, EnterpriseStatus.ACTIVE)


@dataclass(frozen=True, slots=True)
class Known:
    """What the rows of a file are held against: branches, divisions, and the state of each code that is there."""

    industries: frozenset[str]
    divisions: frozenset[str]
    states: dict[str, str]


def _rows(user: User, query: QueryDict) -> QuerySet[Enterprise]:
    data = asked_of(query)
    rows = Enterprise.objects.visible_to(user).select_related("division", "industry").as_listed(data)
    asking: Any = SimpleNamespace(user=user)  # all that the filters want of a request
    return filtered(EnterpriseFilter(data, queryset=rows, request=asking))


def _line(firm: Enterprise) -> Sequence[Any]:
    return [
        firm.uscc, firm.name, firm.division_id, str(firm.industry or ""), firm.size, firm.founded_on,
        firm.legal_representative, firm.registered_capital, firm.address, firm.introduction, firm.status,
    ]  # fmt: skip


def _known(actor: User) -> Known:
    return Known(
        frozenset(Industry.objects.values_list("pk", flat=True)),
        frozenset(Division.objects.values_list("pk", flat=True)),
        dict(Enterprise.objects.values_list("uscc", "status")),
    )


def _check(values: dict[str, Any], known: Known) -> dict[str, Any]:
    """All that is wrong with the row at once."""
    wrong, code = dict[str, list[str]](), clean_code(values["uscc"])
    if said := wrong_with(code):
        wrong["uscc"] = [said]
    elif known.states.get(code, LIVE[0]) not in LIVE:
        wrong["uscc"] = [_("This entry was merged or closed down; it is not changed by an import.")]
    branch = str(values["industry"] or "").split(" ")[0].upper()
    if branch and branch not in known.industries:
        wrong["industry"] = [_("There is no branch “%(code)s” in GB/T 4754.") % {"code": branch}]
    if wrong:
        raise Invalid(fields=wrong)
    fields = {name: value for name, value in values.items() if name not in ("status", "industry", "division")}
    return {**fields, "uscc": code, "division_id": values["division"], "industry_id": branch or None}


def _write(cleaned: dict[str, Any], *, actor: User) -> Written:
    there = Enterprise.objects.filter(uscc=cleaned["uscc"]).first()
    before = services.as_it_stands(there) if there else {}
    rows = {
        "division": Division.objects.filter(pk=cleaned["division_id"]).first(),
        "industry": Industry.objects.filter(pk=cleaned["industry_id"]).first() if cleaned["industry_id"] else None,
    }
    fields = {name: value for name, value in cleaned.items() if name not in ("division_id", "industry_id")} | rows
    return Written(services.import_enterprise(fields, actor=actor, today=timezone.localdate()), before)


def _undo(written: Iterable[Written], *, actor: User) -> None:
    today = timezone.localdate()
    for one in written:
        if isinstance(one.record, Enterprise):
            services.take_back_import(one.record, one.before, actor=actor, today=today)


def _divisions() -> list[tuple[str, str]]:
    return list(Division.objects.values_list("pk", "name"))


def _sizes() -> list[tuple[str, Any]]:
    return list(Enterprise.Size.choices)


def _branches() -> list[tuple[str, str]]:
    return [(str(row), str(row)) for row in Industry.objects.exclude(parent=None)]


ENTERPRISES = Exchange(
    code="enterprises",
    title=gettext_lazy("Enterprises"),
    page="enterprises:enterprise-list",
    columns=(
        Column(
            "uscc", gettext_lazy("unified social credit code"), Kind.CODE, 24, required=True, longest=40,
            help=gettext_lazy("18 characters; an entry with this code is changed, else a new one is made."),
        ),
        Column("name", gettext_lazy("name"), width=36, required=True, longest=120),
        Column("division", gettext_lazy("division"), Kind.CHOICE, 12, choices=_divisions, required=True),
        Column(
            "industry", gettext_lazy("industry"), width=30, choices=_branches, longest=90,
            help=gettext_lazy("The code of GB/T 4754 is enough: C3443."),
        ),
        Column("size", gettext_lazy("size of the enterprise"), Kind.CHOICE, 10, choices=_sizes),
        Column("founded_on", gettext_lazy("founded on"), Kind.DATE, 12),
        Column("legal_representative", gettext_lazy("legal representative"), width=14, longest=60),
        Column("registered_capital", gettext_lazy("registered capital, 10,000 CNY"), Kind.MONEY, 16),
        Column("address", gettext_lazy("registered address"), width=36),
        Column("introduction", gettext_lazy("introduction"), width=48, longest=2000),
        Column(
            "status", gettext_lazy("status"), Kind.CHOICE, 12, choices=lambda: EnterpriseStatus.choices,
            help=gettext_lazy("Only to read: an import does not change it."),
        ),
    ),
    out=Outgoing("enterprises.view_enterprise", _rows, _line),
    into=Incoming(
        MANAGE, _check, _write, _undo, known=_known, unique=("uscc",),
        examples=[
            (
                "91990104MA0000001A", "石湖恒达阀门有限公司", "石湖区", "C3443", "", "2011-10-08", "金雨桐", 965,
                "云江市石湖区湖滨工业园77号", "", "",
            ),
        ],
    ),
)  # fmt: skip
