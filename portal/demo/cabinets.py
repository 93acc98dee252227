"""What the demo's firms have filed: documents with their last days, yearly figures, brands, self-assessments."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from enterprises.models import CabinetDocument, DocumentKind, Enterprise, Figure, FigureItem, Membership
from enterprises.queries.cabinet import PURPOSE
from enterprises.workflow import DocumentStatus, EnterpriseStatus
from kernel.accounts.models import User
from kernel.files.models import Attachment

from .brands import make_brands
from .evidence import one_page
from .self_assessments import make_assessments

SEED = 990104
WITH_CABINET = 120
OWN_STORY = "石湖恒达阀门"  # whose cabinet shows every light
ZONE = ZoneInfo(settings.TIME_ZONE)
# kind, title, issued by, the share of firms that have it, years it is valid (0: no last day)
USUAL = [
    ("licence", "营业执照（副本）", "云江市市场监督管理局", 1.0, 0),
    ("iso9001", "质量管理体系认证证书", "云江示例认证有限公司", 0.8, 3),
    ("trademark", "商标注册证", "国家知识产权局", 0.7, 10),
    ("test-report", "产品检验报告", "云江市产品质量检验中心", 0.6, 1),
    ("financial-statements", "上年度审计报告", "云江示例会计师事务所", 0.6, 0),
    ("product-certificate", "产品认证证书", "云江示例认证有限公司", 0.35, 5),
    ("honour", "诚信经营示范单位", "云江市企业联合会", 0.25, 0),
]
PINNED = [  # kind, title, number, days from issue, days to its last day
    ("licence", "营业执照（副本）", "", 3100, None),
    ("iso9001", "质量管理体系认证证书", "示例Q-2023-0417", 1050, 41),
    ("product-certificate", "特种阀门产品认证证书", "示例CP-2021-118", 1813, 12),
    ("test-report", "闸阀型式试验报告", "示例检2025-0932", 374, -9),
    ("trademark", "“恒达”商标注册证（第7类）", "示例第99000417号", 2900, 750),
    ("patent", "一种双密封闸阀（发明专利）", "示例ZL2021990417", 1500, 5800),
    ("financial-statements", "上年度审计报告", "", 200, None),
    ("honour", "云江市质量标杆企业", "", 420, None),
]


def make_cabinets(today: date) -> None:
    """Everything the firms that are there have filed; the same day gives the same cabinets."""
    rng = Random(SEED)  # noqa: S311  the same city each time, no secret
    live = Enterprise.objects.filter(status=EnterpriseStatus.ACTIVE).select_related("industry", "division")
    firms = list(live.order_by("pk"))
    if not firms:
        return
    first = sorted(firms, key=lambda firm: OWN_STORY not in firm.name)[:WITH_CABINET]
    _documents(first, rng, today)
    _figures(first, rng, today)
    make_brands(sorted(firms, key=lambda firm: OWN_STORY not in firm.name), rng, today)
    make_assessments(first, rng, today, _filers(first))


def _documents(firms: Sequence[Enterprise], rng: Random, today: date) -> None:
    kinds, filers = {kind.code: kind for kind in DocumentKind.objects.all()}, _filers(firms)
    rows = [row for firm in firms for row in _filed(firm, kinds, filers[firm.pk], rng, today)]
    documents = CabinetDocument.objects.bulk_create(rows)
    _pages(documents)


def _filed(
    firm: Enterprise, kinds: dict[str, DocumentKind], by: User, rng: Random, today: date
) -> Iterator[CabinetDocument]:
    if OWN_STORY in firm.name:
        for code, title, number, since, left in PINNED:
            expires = None if left is None else today + timedelta(days=left)
            yield _document(
                firm, kinds[code], title, by=by, issued=today - timedelta(days=since), expires=expires, number=number
            )
        return
    for code, title, issuer, share, years in USUAL:
        if rng.random() >= share:
            continue
        left = rng.choices([rng.randint(61, 330 * years or 61), rng.randint(0, 60), -rng.randint(1, 80)], [84, 11, 5])[
            0
        ]
        expires = today + timedelta(days=left) if years else None
        issued = today - timedelta(days=max(365 * years - left, 90) if years else rng.randint(90, 2500))
        number = f"示例{code[:2].upper()}-{issued.year}-{rng.randint(100, 999)}" if years else ""
        yield _document(
            firm, kinds[code], title, by=by, issued=issued, expires=expires, number=number, issued_by=issuer
        )


def _document(
    firm: Enterprise, kind: DocumentKind, title: str, *, by: User, issued: date, expires: date | None, **words: str
) -> CabinetDocument:
    filed = datetime.combine(min(issued + timedelta(days=20), date.max), time(9, 40), ZONE)
    return CabinetDocument(
        enterprise=firm, kind=kind, title=title, filed_by=by, filed_at=filed, issued_on=issued, expires_on=expires,
        status=DocumentStatus.CURRENT, **words,
    )  # fmt: skip


def _pages(documents: Sequence[CabinetDocument]) -> None:
    """A page for each document; those of one kind show the same picture, kept once."""
    kind = ContentType.objects.get_for_model(CabinetDocument)
    kept: dict[int, tuple[str, str, int]] = {}
    for document in documents:
        if document.kind_id not in kept:
            data = one_page(f"Specimen of the demo: {document.kind.code}")
            digest = hashlib.sha256(data).hexdigest()
            path = f"attachments/{digest[:2]}/{digest}"
            if not default_storage.exists(path):
                default_storage.save(path, ContentFile(data))
            kept[document.kind_id] = (path, digest, len(data))
    Attachment.objects.bulk_create(
        Attachment(
            content_type=kind, object_id=document.pk, purpose=PURPOSE, file=kept[document.kind_id][0],
            name=f"{document.title}.pdf", media_type="application/pdf", size=kept[document.kind_id][2],
            sha256=kept[document.kind_id][1], uploaded_by=document.filed_by, uploaded_at=document.filed_at,
        )
        for document in documents
    )  # fmt: skip


def _figures(firms: Sequence[Enterprise], rng: Random, today: date) -> None:
    """Three complete years; most grow, some do not, and not every firm has told everything."""
    items = {item.code: item for item in FigureItem.objects.all()}
    rows = []
    for firm in firms:
        revenue, growth = Decimal(rng.randint(800, 90_000)), Decimal(rng.randint(-8, 22)) / 100
        for year in range(today.year - 3, today.year):
            for code, value in _year(revenue, rng).items():
                if rng.random() < 0.93 or OWN_STORY in firm.name:
                    rows.append(Figure(enterprise=firm, item=items[code], year=year, value=value))
            revenue = (revenue * (1 + growth)).quantize(Decimal("0.01"))
    Figure.objects.bulk_create(rows, batch_size=1000)


def _year(revenue: Decimal, rng: Random) -> dict[str, Decimal]:
    shares = {
        "profit": (-2, 14), "taxes": (2, 8), "rd-spending": (1, 7), "brand-spending": (0, 3), "exports": (0, 40),
        "brand-sales": (40, 98), "assets": (60, 180),
    }  # fmt: skip
    figures = {
        code: (revenue * rng.randint(least * 10, most * 10) / 1000).quantize(Decimal("0.01"))
        for code, (least, most) in shares.items()
    }
    staff = max(int(revenue / rng.randint(55, 130)), 6)
    people = {"staff": staff, "rd-staff": staff * rng.randint(3, 18) // 100, "complaints": rng.randint(0, 9)}
    return {"revenue": revenue, **figures, **{code: Decimal(number) for code, number in people.items()}}


def _filers(firms: Sequence[Enterprise]) -> dict[int, User]:
    """Who has filed for each firm: its owner, or the office, which brought the paper files over."""
    office = User.objects.get(username="linweiyang")
    seats = Membership.objects.active().filter(enterprise__in=firms, role=Membership.Role.OWNER)
    owners = {seat.enterprise_id: seat.user for seat in seats.select_related("user")}
    return {firm.pk: owners.get(firm.pk, office) for firm in firms}
