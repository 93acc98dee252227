"""The ladder of the city's brands, for everybody."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from ..filters.ladder import LadderFilter
from ..models import Brand, Division, Industry
from ..queries.ladder import Level, levels, public_standings, with_rung_date

CARDS_A_PAGE = 24
NARROWING = ("q", "division", "industry")


@require_GET
def ladder(request: HttpRequest) -> HttpResponse:
    """The stairs with the number of brands on each rung, and the brands; each number opens its brands."""
    everything = Brand.objects.on_ladder()
    asked = _asked(request)
    found = LadderFilter(asked, queryset=everything, request=request)
    narrowed = LadderFilter(_without(asked, "rung"), queryset=everything, request=request)
    cards = with_rung_date(found.qs).select_related("rung", "enterprise__division", "industry")
    page = Paginator(cards.order_by("-rung__order", "name", "pk"), CARDS_A_PAGE).get_page(request.GET.get("page"))
    steps = levels(narrowed.qs)
    context = {
        "page": page, "stairs": [_stair(asked, level) for level in reversed(steps)], "asked": asked,
        "total": _total(page.paginator.count), "divisions": Division.objects.all(), "sections": _sections(),
        "chosen": next((level.rung for level in steps if level.rung.code == asked.get("rung")), None),
        "filtered": any(asked.get(name) for name in (*NARROWING, "rung")), "errors": found.errors,
    }  # fmt: skip
    return render(request, "enterprises/ladder/ladder.html", context)


@require_GET
def brand_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A brand as everybody may know it: its story, its firm, its way up the ladder, what it was recognised for."""
    brands = with_rung_date(Brand.objects.on_ladder()).select_related("rung", "enterprise__division", "industry")
    brand = get_object_or_404(brands, pk=pk)
    context = {
        "brand": brand, "standings": public_standings(brand),
        "recognitions": brand.recognitions.select_related("scheme"),
        "stairs": [_stair(QueryDict(), level) for level in reversed(levels(Brand.objects.on_ladder()))],
    }  # fmt: skip
    return render(request, "enterprises/ladder/brand_page.html", context)


def _asked(request: HttpRequest) -> QueryDict:
    """The filters of the address; empty boxes ask nothing."""
    asked = QueryDict(mutable=True)
    for name in (*NARROWING, "rung"):
        value = request.GET.get(name, "").strip()
        if value:
            asked[name] = value
    return asked


def _without(asked: QueryDict, name: str) -> QueryDict:
    left = asked.copy()
    left.pop(name, None)
    return left


def _stair(asked: QueryDict, level: Level) -> dict[str, Any]:
    """A step of the stairs; its link asks for its brands, or for all once more where they are shown."""
    link, current = _without(asked, "rung"), asked.get("rung") == level.rung.code
    if not current:
        link["rung"] = level.rung.code
    return {
        "rung": level.rung, "count": level.count, "step": level.step, "current": current,
        "query": f"?{link.urlencode()}#brands",
    }  # fmt: skip


def _sections() -> Any:
    """The sections of industries that brands of the ladder belong to."""
    codes = Brand.objects.on_ladder().filter(industry__isnull=False).order_by().values_list("industry", flat=True)
    return Industry.objects.filter(code__in={code[0] for code in codes.distinct()})


def _total(count: int) -> str:
    return ngettext("%(n)d brand", "%(n)d brands", count) % {"n": count}
