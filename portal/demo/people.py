"""The demo's people: one to sign in as for each role, and a liaison and a leader for every department."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from kernel.accounts.models import Department, GroupScope, Membership, Post, User
from kernel.accounts.services import initials_of
from kernel.activity.models import Channel

DEMO_PASSWORD = "Yunjiang-2026"  # noqa: S105  printed at the demo's start; its people exist in no other database


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody to sign in as."""

    username: str
    full_name: str
    label: str
    group: str
    department: str = ""
    post: str = ""
    is_staff: bool = False


ROLES = [
    Role("linweiyang", "林未央", "品牌办主任（办公室）", "office", "ppb", "主任", is_staff=True),
    Role("zhouyiming", "周一鸣", "市商务局联络员", "bureau_liaison", "swj", "联络员"),
    Role("heshenzhi", "何慎之", "市市场监管局分管领导", "bureau_leader", "scj", "分管领导"),
    Role("shenxiaoman", "沈小满", "石湖区联络员", "district_liaison", "sh", "联络员"),
    Role("guzhixing", "顾知行", "评审专家", "expert"),
    Role("chenkeke", "陈可可", "企业经办人（石湖恒达阀门）", "enterprise"),
    Role("fangshouzheng", "方守正", "系统管理员", "system_admin", is_staff=True),
    Role("qinzhizhi", "秦知止", "安全管理员", "security_admin", is_staff=True),
    Role("yankejian", "严可鉴", "审计员", "auditor", is_staff=True),
]
SIGN_IN = [(role.username, role.full_name, role.label) for role in ROLES]
LIAISONS = [
    "江有声",
    "陆听涛",
    "苏念之",
    "程思渺",
    "白知秋",
    "许从容",
    "叶有数",
    "柳知书",
    "石砚青",
    "田丰年",
    "周亦鸣",
    "闻雨眠",
    "钟守一",
    "何明镜",
    "海云帆",
    "易通达",
    "云织锦",
    "闻电光",
    "沈大满",
    "陶知微",
    "夏蟹香",
    "白酱缘",
]
LEADERS = [
    "宋文澜",
    "林立本",
    "孟希贤",
    "葛求真",
    "鲁大成",
    "严守正",
    "金有余",
    "人和畅",
    "方广厦",
    "禾登场",
    "商行远",
    "文成章",
    "国安澜",
    "何思慎",
    "关山越",
    "易先行",
    "云想裳",
    "段不息",
    "石定之",
    "土生辉",
    "茶山青",
    "白露晞",
]
LEADER = "分管领导"
POSTS = {"主任": 10, LEADER: 20, "联络员": 30, "工作人员": 40}
OFFICE_STAFF = [("luoshiji", "罗实际"), ("jinandu", "金安度")]


def make_people(since: date) -> None:
    """Everybody, seated in their departments from `since`; all share one password hash, made once."""
    password = make_password(DEMO_PASSWORD)
    posts = {name: Post.objects.get_or_create(name=name, defaults={"order": n})[0] for name, n in POSTS.items()}
    roles = _everybody()
    User.objects.bulk_create(_user(role, number, password) for number, role in enumerate(roles, start=1))
    users = {user.username: user for user in User.objects.filter(username__in=[role.username for role in roles])}
    groups = {row.code: row.group_id for row in GroupScope.objects.all()}
    departments = {row.code: row for row in Department.objects.all()}
    User.groups.through.objects.bulk_create(
        User.groups.through(user_id=users[role.username].pk, group_id=groups[role.group]) for role in roles
    )
    Membership.objects.bulk_create(
        Membership(
            user=users[role.username], department=departments[role.department], post=posts[role.post], since=since
        )
        for role in roles
        if role.department
    )


def give_channels() -> None:
    """Some are told by mail as well; given last, so that old messages are not sent again."""
    told = User.objects.filter(username__in=["linweiyang", "zhouyiming", "shenxiaoman"]).order_by("pk")
    Channel.objects.bulk_create(Channel(user=user, kind=Channel.Kind.EMAIL, address=user.email) for user in told)


def _everybody() -> list[Role]:
    """The roles first; then for each bureau and district the liaison and leader that the roles do not name."""
    seats = {(role.department, role.post) for role in ROLES}
    others = [Role(name, full, "", "office", "ppb", "工作人员", is_staff=True) for name, full in OFFICE_STAFF]
    for row, liaison, leader in zip(_seats(), LIAISONS, LEADERS, strict=False):
        group = "district_liaison" if row.kind == Department.Kind.DISTRICT else "bureau_liaison"
        if (row.code, "联络员") not in seats:
            others.append(Role(f"{row.code}.liaison", liaison, "", group, row.code, "联络员"))
        if (row.code, LEADER) not in seats:
            others.append(Role(f"{row.code}.leader", leader, "", "bureau_leader", row.code, LEADER))
    return [*ROLES, *others]


def _seats() -> list[Department]:
    kinds = (Department.Kind.BUREAU, Department.Kind.DISTRICT)
    return list(Department.objects.filter(kind__in=kinds).order_by("protocol_order"))


def _user(role: Role, number: int, password: str) -> User:
    return User(
        username=role.username,
        full_name=role.full_name,
        initials=initials_of(role.full_name),
        email=f"{role.username}@example.com",
        phone=f"1990000{number:04d}",
        is_staff=role.is_staff,
        password=password,
    )
