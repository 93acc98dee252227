"""The city's brands: who owns them, since when, and how far each has climbed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings

from enterprises.models import Brand, BrandStanding, CabinetDocument, Enterprise, Industry, Rung
from enterprises.workflow import DocumentStatus, StandingStatus
from kernel.accounts.services import initials_of

NAMES = Path(__file__).with_name("brand_names.txt")
ZONE = ZoneInfo(settings.TIME_ZONE)
VALID_YEARS = 3
STORIES = {
    "C34": "从一间翻砂作坊起步，{name}坚持每一台阀泵出厂前满负荷试压两小时，用三十年把“滴水不漏”做成了招牌。",
    "C38": "{name}把实验室搬到产线旁边，每一批电芯都留样三年，为新能源车和储能电站提供可追溯的动力。",
    "C30": "松岭的高岭土、松柴的窑火和老师傅的手，是{name}从不更换的三样东西。每一只碗底都有窑工的编号。",
    "C18": "{name}从江边码头的裁缝铺走来，把三代人的版型做成数据库，让合身的衣服漂洋过海。",
    "A04": "青溪水清，九月开捕。{name}每一只蟹都有塘口编号和检测记录，从下塘到餐桌全程可查。",
    "C15": "云雾里的富硒茶园，清明前七天采摘。{name}由茶农合作社统一管护，一芽一叶，当日炒制。",
    "C14": "一口老缸、三伏晒制、九蒸九酿。{name}的方子传了几代人，如今用现代检测守住老味道。",
    "F5": "{name}连接云江产地与海外买家，一件代发、七天到港，帮中小企业把自己的牌子卖出去。",
    "": "{name}扎根云江，用稳定的质量和实在的服务赢得老顾客，也愿意把经验分享给同行。",
}
REFUSED = "标准参与证明未附文本，市场占有率证明出具单位不明，请补充后重新申报"
LAPSED = "认定到期未通过复核"


@dataclass(frozen=True, slots=True)
class Named:
    """A line of the list of names."""

    industry: str
    division: str
    name: str
    since: int
    rung: str


def make_brands(firms: Sequence[Enterprise], rng: Random, today: date) -> list[Brand]:
    """Every brand of the list whose trade has a firm, each on its rung."""
    rungs = {rung.code: rung for rung in Rung.objects.all()}
    known = set(Industry.objects.values_list("pk", flat=True))
    rows = []
    for named, firm in _owned(firms):
        code = firm.industry_id or (named.industry if named.industry in known else None)
        story = next(text for prefix, text in STORIES.items() if named.industry.startswith(prefix))
        rows.append(
            Brand(
                enterprise=firm, name=named.name, initials=initials_of(named.name), industry_id=code,
                since_year=named.since, story=story.format(name=named.name), rung=rungs[named.rung],
            )
        )  # fmt: skip
    brands = Brand.objects.bulk_create(rows)
    make_standings(brands, list(rungs.values()), rng, today)
    return brands


def make_standings(brands: Sequence[Brand], rungs: list[Rung], rng: Random, today: date) -> None:
    """The way of each brand up to its rung; some claim the next, were refused it, or lost a higher one."""
    rows = [row for n, brand in enumerate(brands) for row in _way(brand, n, rungs, rng, today)]
    standings = BrandStanding.objects.bulk_create(rows)
    documents: dict[int, list[int]] = {}
    for firm, pk in CabinetDocument.objects.filter(status=DocumentStatus.CURRENT).values_list("enterprise", "pk"):
        documents.setdefault(firm, []).append(pk)
    criteria = {rung.pk: [row.pk for row in rung.criteria.all() if row.required] for rung in rungs}
    BrandStanding.criteria.through.objects.bulk_create(
        BrandStanding.criteria.through(brandstanding_id=row.pk, rungcriterion_id=pk)
        for row in standings
        for pk in criteria[row.rung_id]
    )
    BrandStanding.evidence.through.objects.bulk_create(
        BrandStanding.evidence.through(brandstanding_id=row.pk, cabinetdocument_id=pk)
        for row in standings
        for pk in documents.get(row.brand.enterprise_id, [])[:3]
    )


def _way(brand: Brand, number: int, rungs: list[Rung], rng: Random, today: date) -> Iterator[BrandStanding]:
    at = next(n for n, rung in enumerate(rungs) if rung.pk == brand.rung_id)
    reached = today - timedelta(days=rng.randint(40, 700))
    for n in range(at, max(at - 2, -1), -1):
        until = reached.replace(year=reached.year + VALID_YEARS, day=min(reached.day, 28)) if n == at > 0 else None
        yield _standing(brand, rungs[n], reached, StandingStatus.CONFIRMED, until=until)
        reached -= timedelta(days=rng.randint(500, 1100))
    if at + 1 < len(rungs):
        yield from _beyond(brand, number, rungs[at + 1], today)


def _beyond(brand: Brand, number: int, rung: Rung, today: date) -> Iterator[BrandStanding]:
    """The next rung: the first brand claims it, and every seventh; some were refused it, some lost it."""
    recent = today - timedelta(days=3 + number % 17)
    if number % 7 == 0:
        yield _standing(brand, rung, recent, StandingStatus.CLAIMED)
    elif number % 13 == 5:
        yield _standing(brand, rung, recent - timedelta(days=60), StandingStatus.REFUSED, note=REFUSED)
    elif number % 17 == 8:
        long_ago = today - timedelta(days=3 * 365 + number)
        until = today - timedelta(days=number)
        yield _standing(brand, rung, long_ago, StandingStatus.LAPSED, until=until, note=LAPSED)


def _standing(
    brand: Brand, rung: Rung, reached: date, status: str, *, until: date | None = None, note: str = ""
) -> BrandStanding:
    claimed = datetime.combine(reached + timedelta(days=2), time(10, 30), ZONE)
    decided = None if status == StandingStatus.CLAIMED else reached + timedelta(days=9)
    return BrandStanding(
        brand=brand, rung=rung, reached_on=reached, until=until, status=status, claimed_at=claimed, decided_on=decided,
        decision_note=note,
    )  # fmt: skip


def _owned(firms: Sequence[Enterprise]) -> Iterator[tuple[Named, Enterprise]]:
    """Each name with a firm of its trade and district, the firms of a trade taking turns."""
    turns: dict[tuple[str, str], int] = {}
    for named in _names():
        key = (named.industry, named.division)
        owners = [
            firm for firm in firms
            if (firm.industry_id or "").startswith(named.industry) and named.division in ("-", firm.division_id)
        ]  # fmt: skip
        if owners:
            turn = turns[key] = turns.get(key, -1) + 1
            yield named, owners[turn % len(owners)]


def _names() -> Iterator[Named]:
    for line in NAMES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            industry, division, name, since, rung = line.split()
            yield Named(industry, division, name, int(since), rung)
