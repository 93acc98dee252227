"""The demo's firms: the registry of six districts, their people, registrations in every state, and a few duplicates."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont
from stdnum.cn import uscc

from enterprises.models import (
    Breach,
    Contact,
    Division,
    Enterprise,
    FormerName,
    Membership,
    Registration,
)
from enterprises.services import approvals, merges, registration
from enterprises.services.classification import link_divisions
from enterprises.services.members import ask_to_join
from enterprises.workflow import EnterpriseStatus, MembershipStatus
from kernel.accounts.models import GroupScope, User
from kernel.accounts.services import initials_of, register_person
from kernel.activity import clock
from kernel.calendars.queries import WorkingCalendar
from kernel.files.services import attach

from .firm_names import Named, firm_names, person_name
from .people import DEMO_PASSWORD, ROLES
from .stage import SEED, ZONE

REGISTERED = 130
ONE = timedelta(days=1)
BREACHES = [
    ("quality", "serious", "市市场监管局", "抽检发现阀体壁厚不符合国家标准，责令停售并处罚款"),
    ("safety", "ordinary", "区应急管理局", "作业现场未按规定配备防护用品，责令限期整改"),
    ("environment", "ordinary", "市生态环境局", "废水排放口在线监测数据缺失，处以罚款"),
    ("tax", "ordinary", "区税务局", "逾期申报增值税，加收滞纳金"),
    ("integrity", "serious", "市发展改革委", "申报补助资金时提供虚假用工材料，追回资金"),
    ("ip", "ordinary", "市市场监管局", "销售侵犯他人注册商标专用权的商品"),
]
# How many days ago it was sent in, what became of it, and what the office said.
SENT_IN = [
    (0, "", "990104", "石湖望江阀门有限公司", ""),
    (7, "", "990104", "石湖铜陵泵业有限公司", ""),
    (1, "", "990122", "", ""),  # a firm that the city knows already, with another address
    (4, "return", "990102", "云东织梦服饰有限公司", "营业执照照片模糊，无法核对住所；请重新拍摄，四角完整。"),
    (12, "approve", "990181", "白鹭老坛酱业有限公司", ""),
    (10, "refuse", "990121", "松岭远窑陶瓷有限公司", "该企业登记机关不在本市，请向所在地主管部门申请。"),
    (9, "withdraw", "990103", "云西锂源电池有限公司", ""),
]


def make_firms(today: date) -> None:
    """Everything of the registry as it stands at the end of the day."""
    link_divisions()
    rng = Random(SEED)  # noqa: S311  the same city each time, no secret
    password = make_password(DEMO_PASSWORD)
    firms = _entries(rng, today)
    _people(firms[:REGISTERED], rng, password, today)
    _past(firms, rng, today)
    _colleagues(firms[0], password, today)
    _registrations(firms, password, today)
    _duplicates(firms, today)


def _entries(rng: Random, today: date) -> list[Enterprise]:
    """The registered ones first; 石湖恒达阀门 is the first of all."""
    rows = [_entry(n, named, rng) for n, named in enumerate(firm_names(rng), start=1)]
    first, rest = rows[0], rows[1:]
    rng.shuffle(rest)
    rows = [first, *rest]
    for number, row in enumerate(rows[:REGISTERED]):
        row.registered_on = max(date(today.year, 1, 5), today - timedelta(days=200)) + timedelta(days=number % 90)
    registered = [
        Enterprise(**{**_columns(row), "status": EnterpriseStatus.ACTIVE}) if row.registered_on else row for row in rows
    ]
    Enterprise.objects.bulk_create(registered)
    return registered


def _columns(row: Enterprise) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}


def _entry(number: int, firm: Named, rng: Random) -> Enterprise:
    sizes = rng.choices(Enterprise.Size.values, weights=(1, 5, 12, 8))
    capital = {"large": 12000, "medium": 3600, "small": 800, "micro": 60}[sizes[0]]
    return Enterprise(
        uscc=code_of(number, firm.division), name=firm.name, initials=initials_of(firm.name), division_id=firm.division,
        industry_id=firm.industry, size=sizes[0], founded_on=date(rng.randint(1996, 2023), rng.randint(1, 12), 8),
        legal_representative=person_name(rng), registered_capital=Decimal(capital + rng.randint(0, 40) * 5),
        address=f"云江市{firm.street}{rng.randint(1, 188)}号",
        introduction=f"{firm.name}位于云江市，主要从事{firm.trade}的研发、生产和销售，产品服务全市重点产业链。",
    )  # fmt: skip


def code_of(number: int, division: str) -> str:
    """A fictional credit code: division prefix 99 and the right check character (GB 32100)."""
    head = f"91{division}MA{number:07d}"
    return head + str(uscc.calc_check_digit(head))


def _people(firms: list[Enterprise], rng: Random, password: str, today: date) -> None:
    """An owner for each registered firm; 陈可可 is that of the first."""
    owners = [
        User(
            username=f"firm{n:03d}", full_name=(name := person_name(rng)), initials=initials_of(name),
            phone=f"1990000{5000 + n:04d}", email=f"firm{n:03d}@example.com", password=password,
        )
        for n in range(1, len(firms))
    ]  # fmt: skip
    User.objects.bulk_create(owners)
    group = GroupScope.objects.get(code="enterprise").group_id
    User.groups.through.objects.bulk_create(User.groups.through(user_id=user.pk, group_id=group) for user in owners)
    chenkeke = User.objects.get(username="chenkeke")
    seats = list(zip(firms, [chenkeke, *owners], strict=True))
    Membership.objects.bulk_create(
        Membership(
            enterprise=firm, user=user, role=Membership.Role.OWNER, status=MembershipStatus.ACTIVE,
            requested_at=_instant(firm.registered_on or today), decided_at=_instant(firm.registered_on or today),
        )
        for firm, user in seats
    )  # fmt: skip
    Contact.objects.bulk_create(
        Contact(
            enterprise=firm, name=user.full_name, post="品牌负责人", phone=user.phone,
            email=f"brand{firm.pk}@example.com", is_main=True,
        )
        for firm, user in seats
    )  # fmt: skip


def _past(firms: list[Enterprise], rng: Random, today: date) -> None:
    """Breaches and former names."""
    Breach.objects.bulk_create(
        Breach(
            enterprise=firms[7 + 9 * n], kind=kind, severity=severity, decided_by=by, text=text,
            happened_on=today - timedelta(days=60 + 110 * n),
            document_number=f"云罚〔{today.year - n // 3}〕{11 + n}号",
            lifted_on=today - timedelta(days=20) if n % 4 == 3 else None,
        )
        for n, (kind, severity, by, text) in enumerate(BREACHES * 2)
    )  # fmt: skip
    FormerName.objects.bulk_create(
        FormerName(enterprise=firm, name=firm.name.replace("有限公司", "厂"), until=date(rng.randint(2008, 2018), 6, 1))
        for firm in firms[:60:6]
    )


def _colleagues(firm: Enterprise, password: str, today: date) -> None:
    """石湖恒达阀门: a filler, a reader, and somebody who asks to join."""
    since = _instant(today - timedelta(days=40))
    people = [("fangmuqing", "方慕青", "filler"), ("wenruchu", "温如初", "reader")]
    for number, (username, full_name, role) in enumerate(people):
        user = _somebody(username, full_name, 9100 + number, password)
        Membership.objects.create(
            enterprise=firm, user=user, role=role, status=MembershipStatus.ACTIVE, requested_at=since, decided_at=since
        )
    asking = _somebody("luxingye", "陆星野", 9110, password)
    with clock.at(_instant(today - ONE)):
        ask_to_join(
            firm.uscc, message="我是质量部陆星野，负责省级奖项申报。", actor=asking, now=_instant(today - ONE),
            today=today - ONE,
        )  # fmt: skip


def _registrations(firms: list[Enterprise], password: str, today: date) -> None:
    days = WorkingCalendar.load(today - timedelta(days=60), today)
    office = User.objects.get(username=ROLES[0].username)
    known = next(firm for firm in firms[REGISTERED:] if firm.division_id == "990122")
    for number, (ago, step, division, name, note) in enumerate(SENT_IN):
        sent = days.add(today, -ago) if ago else today
        full_name = person_name(Random(number))  # noqa: S311  the same city each time, no secret
        applicant = _somebody(f"applicant{number + 1}", full_name, 9200 + number, password)
        claim = _claim(number, division, name, full_name) if name else _claim_of(known)
        with clock.at(_instant(sent)):
            row = _register(claim, applicant, sent)
        decided = days.add(sent, 2)
        with clock.at(_instant(decided)):
            _decide(row, step, note, office, decided)


def _claim(number: int, division: str, name: str, representative: str) -> registration.Claim:
    """A firm that is new to the city."""
    row = Division.objects.get(pk=division)
    return registration.Claim(
        uscc=code_of(900 + number, division), name=name, division=row, size="small", founded_on=date(2019, 3, 8),
        legal_representative=representative, address=f"云江市{row.name}新港路{18 + number}号",
    )  # fmt: skip


def _claim_of(firm: Enterprise) -> registration.Claim:
    """One that the city knows, but at another address."""
    return registration.Claim(
        uscc=firm.uscc, name=firm.name, division=firm.division, industry=firm.industry, size=firm.size,
        founded_on=firm.founded_on, legal_representative=firm.legal_representative,
        address=f"云江市{firm.division.name}新港路66号",
    )  # fmt: skip


def _register(claim: registration.Claim, applicant: User, sent: date) -> Registration:
    row = registration.register(claim, actor=applicant, now=_instant(sent), today=sent)
    attach(row, _licence(claim.uscc), purpose="licence", actor=applicant, now=_instant(sent))
    return row


def _decide(row: Registration, step: str, note: str, office: User, on: date) -> None:
    if step == "approve":
        approvals.approve_registration(row, actor=office, now=_instant(on), today=on)
    elif step == "return":
        approvals.return_registration(row, actor=office, note=note, today=on)
    elif step == "refuse":
        approvals.refuse_registration(row, actor=office, note=note, today=on)
    elif step == "withdraw":
        registration.withdraw(row, actor=row.applicant, today=on)


def _duplicates(firms: list[Enterprise], today: date) -> None:
    """Three firms that stand in the registry twice: one merged, one planned, one for somebody to find."""
    office = User.objects.get(username="linweiyang")
    for number, firm in enumerate(firms[30:33]):
        fields = _columns(firm) | {
            "uscc": code_of(950 + number, firm.division_id), "name": firm.name.replace("有限公司", "有限责任公司"),
            "status": EnterpriseStatus.UNCLAIMED, "registered_on": None, "version": 1,
        }  # fmt: skip
        twin = Enterprise.objects.create(**fields)
        Contact.objects.create(
            enterprise=twin, name=f"{firm.legal_representative}（旧）", phone=f"1990000{9300 + number}", is_main=True
        )
        FormerName.objects.create(enterprise=twin, name=f"{firm.name[:4]}工贸行", until=date(2012, 5, 1))
        if number == 2:
            continue
        on = today - timedelta(days=20 - 10 * number)
        with clock.at(_instant(on)):
            merge = merges.plan_merge(firm, twin, actor=office, now=_instant(on))
            if number == 0:
                merges.carry_out(merge, note="同一企业换照前后两次建档", actor=office, now=_instant(on), today=on)


def _somebody(username: str, full_name: str, number: int, password: str) -> User:
    return register_person(
        username=username, full_name=full_name, phone=f"1990000{number:04d}", password_hash=password
    )  # fmt: skip


def _licence(code: str) -> SimpleUploadedFile:
    """A picture in the manner of a licence, with the code on it."""
    picture = Image.new("RGB", (900, 620), (252, 248, 236))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((24, 24, 876, 596), outline=(176, 42, 38), width=8)
    pen.rectangle((40, 40, 860, 580), outline=(200, 160, 80), width=3)
    large, small = ImageFont.load_default(48), ImageFont.load_default(28)
    pen.text((450, 110), "BUSINESS LICENCE", font=large, fill=(120, 28, 24), anchor="mm")
    pen.text((450, 170), "SPECIMEN", font=small, fill=(150, 120, 60), anchor="mm")
    pen.text((90, 240), f"USCC  {code}", font=small, fill=(30, 30, 30))
    for line in range(5):
        pen.line((90, 320 + 44 * line, 560, 320 + 44 * line), fill=(180, 170, 150), width=3)
    pen.ellipse((640, 380, 800, 540), outline=(196, 30, 30), width=7)
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=80)
    return SimpleUploadedFile(f"营业执照{code[-6:]}.jpg", kept.getvalue())


def _instant(day: date) -> datetime:
    return datetime.combine(day, time(10, 20), ZONE)
