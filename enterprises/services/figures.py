"""A firm's yearly figures written: asked for once, used in every application."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.services import record, require
from kernel.common.errors import Invalid

from ..models import Enterprise, Figure, FigureItem
from ..workflow import ACT
from .seats import WRITERS, require_seat

FIRST_YEAR = 1990
Values = Mapping[tuple[int, int], Decimal | None]


@transaction.atomic
def set_figures(enterprise: Enterprise, *, actor: User, values: Values, today: date) -> int:
    """Keep the figures given by (item, year), None takes one back; returns how many changed.

    Money is in 10,000 CNY. Invalid (400) names each wrong one as `item_year`; then none is kept.
    """
    require(actor, ACT)
    require_seat(enterprise, actor, *WRITERS)
    Enterprise.objects.select_for_update().filter(pk=enterprise.pk).first()
    items = {item.pk: item for item in FigureItem.objects.all()}
    wrong = {f"{item}_{year}": said for (item, year), value in values.items()
             if (said := _wrong(items.get(item), year, value, today))}  # fmt: skip
    if wrong:
        raise Invalid(fields=wrong)
    known = {(row.item_id, row.year): row.value for row in Figure.objects.filter(enterprise=enterprise)}
    moved = {key: value for key, value in values.items() if known.get(key) != value}
    _write(enterprise, moved)
    if moved:
        record(
            enterprise, "edit", actor=actor, before=_told(items, {key: known.get(key) for key in moved}),
            after=_told(items, moved),
        )  # fmt: skip
    return len(moved)


def _wrong(item: FigureItem | None, year: int, value: Decimal | None, today: date) -> list[str]:
    if item is None:
        return [_("There is no such figure.")]
    if not FIRST_YEAR <= year <= today.year:
        return [_("There are no figures of %(year)d.") % {"year": year}]
    if value is None:
        return []
    if value < 0 and not item.may_be_negative:
        return [_("This cannot be below zero.")]
    if not item.is_money and value != int(value):
        return [_("Give a whole number.")]
    return []


def _write(enterprise: Enterprise, moved: Values) -> None:
    for item, year in [key for key, value in moved.items() if value is None]:
        Figure.objects.filter(enterprise=enterprise, item=item, year=year).delete()
    Figure.objects.bulk_create(
        [
            Figure(enterprise=enterprise, item_id=item, year=year, value=value)
            for (item, year), value in moved.items()
            if value is not None
        ],
        update_conflicts=True,
        unique_fields=["enterprise", "item", "year"],
        update_fields=["value"],
    )


def _told(items: Mapping[int, FigureItem], values: Values) -> dict[str, str]:
    """The figures as a history names them."""
    return {
        f"{items[item].name_zh} {year}": "" if value is None else f"{value.normalize():f}"
        for (item, year), value in values.items()
    }
