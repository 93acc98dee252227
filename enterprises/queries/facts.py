"""What rules may ask of a firm: each fact is an expression of the database, for one firm and for all alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date
from typing import Any

from django.conf import settings
from django.db.models import (
    BooleanField,
    Case,
    Count,
    DecimalField,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from ..models import (
    Brand,
    Breach,
    CabinetDocument,
    Division,
    DocumentKind,
    Enterprise,
    Figure,
    FigureItem,
    Industry,
    Recognition,
    Scheme,
)
from ..rules import Kind, Operator
from ..workflow import DocumentStatus

USUAL_YEARS = 3  # where a row written before its years were asked for names none
Params = Mapping[str, Any]
Words = str | Promise
Choices = Callable[[], list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: how it is called and counted, which details it takes, and its expression over `Enterprise` rows.

    An expression that yields NULL says that the portal does not know. `choices` lists the codes a rule may want,
    `params` the details it needs with the codes each may take (None: a number of years), `optional` those of them that
    may be left out. `whole` numbers have no fractions; a `tree` has branches whose codes begin with the branch's.
    `kept_in` is where a firm files what is not known: its entry, its figures, its cabinet, its brands.
    `bounded` says “at least” and “at most” of all firms by a comparison of columns, where reckoning every row is dear.
    """

    code: str
    label: Words
    kind: Kind
    expression: Callable[[date, Params], Any]
    unit: Words = ""
    choices: Choices | None = None
    params: Mapping[str, Choices | None] = field(default_factory=dict)
    optional: frozenset[str] = frozenset()
    whole: bool = True
    tree: bool = False
    kept_in: str = ""
    bounded: Callable[[date, str, int], Q] | None = None


def _years_since_founding(today: date, _params: Params) -> Any:
    """Completed years; somebody born on a leap day is a year older on the first of March."""
    not_yet = Q(founded_on__month__gt=today.month) | Q(founded_on__month=today.month, founded_on__day__gt=today.day)
    return (
        Value(today.year) - ExtractYear("founded_on")
        - Case(When(not_yet, then=Value(1)), default=Value(0), output_field=IntegerField())
    )  # fmt: skip


def _years_ago(today: date, years: int) -> date:
    """The same day that many years earlier; the last of February for a leap day."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)


def _founded(today: date, operator: str, years: int) -> Q:
    """At least, or at most, so many years since founding, said of the day itself."""
    if operator == Operator.AT_LEAST:
        return Q(founded_on__lte=_years_ago(today, _countable(today, years)))
    return Q(founded_on__gt=_years_ago(today, _countable(today, years + 1)))


def _countable(today: date, years: int) -> int:
    """As many of these years as the calendar has, either way."""
    return min(max(years, today.year - MAXYEAR), today.year - MINYEAR)


def _within(params: Params) -> int:
    """How many years back a rule looks."""
    return int(params.get("years") or USUAL_YEARS)


def _serious_breaches(today: date, params: Params) -> Any:
    since = _years_ago(today, _within(params))
    rows = Breach.objects.standing(today).filter(
        enterprise=OuterRef("pk"), severity=Breach.Severity.SERIOUS, happened_on__gt=since, happened_on__lte=today
    )
    counted = rows.order_by().values("enterprise").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def _holder(today: date, params: Params) -> Any:
    since = _years_ago(today, _within(params))
    rows = Recognition.objects.filter(enterprise=OuterRef("pk"), awarded_on__gt=since, awarded_on__lte=today)
    return Exists(rows.filter(scheme__code=params["scheme"]) if params.get("scheme") else rows)


def _figure(_today: date, params: Params) -> Any:
    """The latest year's figure that the firm has filed."""
    rows = Figure.objects.filter(enterprise=OuterRef("pk"), item__code=params.get("item", ""))
    return Subquery(rows.order_by("-year").values("value")[:1], output_field=DecimalField())


def _brand_rung(_today: date, _params: Params) -> Any:
    rows = Brand.objects.filter(enterprise=OuterRef("pk"), rung__isnull=False).order_by()
    highest = rows.values("enterprise").annotate(n=Max("rung__order")).values("n")
    return Coalesce(Subquery(highest), 0, output_field=IntegerField())


def _document(today: date, params: Params) -> Any:
    """Whether one is valid; not known where the firm never filed one of this kind: it may still hold it."""
    filed = CabinetDocument.objects.filter(enterprise=OuterRef("pk"), kind__code=params.get("kind", ""))
    valid = filed.filter(Q(expires_on=None) | Q(expires_on__gte=today), status=DocumentStatus.CURRENT)
    return Case(
        When(Exists(valid), then=Value(True)),
        When(Exists(filed), then=Value(False)),
        default=Value(None),
        output_field=BooleanField(null=True),
    )


def _from_above(code: str) -> Callable[[date, Params], Any]:
    """What only an upper app knows: the expression that settings name, or “not known” where they name none."""

    def expression(today: date, params: Params) -> Any:
        path = settings.ENTERPRISE_FACTS.get(code)
        return import_string(path)(today, params) if path else Value(None, output_field=IntegerField(null=True))

    return expression


def _codes(model: Any, value: str, label: str) -> Choices:
    return lambda: [(str(code), str(name)) for code, name in model.objects.values_list(value, label)]


_OWN = [
    Fact("years_since_founding", _("years since founding"), Kind.NUMBER, _years_since_founding, _("years"),
         kept_in="entry", bounded=_founded),
    Fact("division", _("division"), Kind.CODE, lambda *_: F("division_id"), choices=_codes(Division, "code", "name"),
         tree=True, kept_in="entry"),
    Fact("industry", _("industry"), Kind.CODE, lambda *_: F("industry_id"), choices=_codes(Industry, "code", "name"),
         tree=True, kept_in="entry"),
    Fact("size", _("size of the enterprise"), Kind.CODE, lambda *_: F("size"), kept_in="entry",
         choices=lambda: [(str(code), str(name)) for code, name in Enterprise.Size.choices]),
    Fact("serious_breaches", _("serious breaches on record"), Kind.NUMBER, _serious_breaches, params={"years": None}),
    Fact("holder", _("holder of the title"), Kind.FLAG, _holder, optional=frozenset({"scheme"}),
         params={"years": None, "scheme": _codes(Scheme, "code", "name")}),
    Fact("figure", _("yearly figure"), Kind.NUMBER, _figure, params={"item": _codes(FigureItem, "code", "name_zh")},
         whole=False, kept_in="figures"),
    Fact("brand_rung", _("highest rung of a brand"), Kind.NUMBER, _brand_rung, kept_in="brands"),
    Fact("document", _("valid document"), Kind.FLAG, _document, params={"kind": _codes(DocumentKind, "code", "name")},
         kept_in="cabinet"),
    Fact("registered_trademarks", _("registered trademarks"), Kind.NUMBER, _from_above("registered_trademarks")),
]  # fmt: skip
FACTS: dict[str, Fact] = {fact.code: fact for fact in _OWN}


def column(code: str, today: date, params: Params) -> Any:
    """The fact's expression; an empty code of a firm counts as not known."""
    expression = FACTS[code].expression(today, params)
    if code == "size":
        return Case(When(size="", then=Value(None)), default=expression)
    if isinstance(expression, Exists):
        return Case(When(expression, then=Value(True)), default=Value(False), output_field=BooleanField())
    return expression
