"""What happens to which task: found by its words, so that a shorter text simply has fewer stories."""

from dataclasses import dataclass

# Edits of the draft before it is confirmed.
LEADS = {"国际品牌评价机构": "scj", "水电气网报装": "fgw", "品牌形象标识征集": "xcb"}
DROPPED = ["加强廉政风险防控", "严肃督办纪律"]
MERGED = ["成立由副市长任召集人", "要加强综合协调"]
SPLIT = ("优化社区生活网点", "布局品牌便利店")

# How a bureau keeps its dates: the share of its reports that are in on time.
USUALLY_ON_TIME = 0.95
ON_TIME = {"rsj": 0.35, "wlj": 0.8, "bl": 0.75, "gzw": 0.85}
SLOW = {"rsj": 0.82, "bl": 0.93}


@dataclass(frozen=True, slots=True)
class Pin:
    """A task's own story: its deadline in the first year, its pace (1 is on schedule), its time profile, its fate."""

    words: str
    due: tuple[int, int] | None = None
    pace: float | None = None
    profile: str = ""
    fate: str = ""


PINS = [
    Pin("中国品牌日云江主场", due=(5, 31), pace=1.2, fate="completed"),
    Pin("双品网购节云江专区", due=(6, 30), pace=1.15, fate="completed"),
    Pin("云江河蟹开捕周", due=(10, 31), pace=1.1, fate="completed"),
    Pin("品牌故事长廊", due=(8, 31), pace=0.88),
    Pin("质量月、知识产权宣传周", due=(9, 30), pace=1.12, fate="completed"),
    Pin("区域节庆", due=(10, 31), pace=1.08, fate="completed"),
    Pin("品牌经理研修班", due=(11, 30), pace=0.8),
    Pin("子女入学", due=(10, 31), pace=0.75),
    Pin("分别设立工作专班", due=(3, 31), pace=1.25, fate="completed"),
    Pin("成立由副市长任召集人", due=(3, 31), pace=1.3, fate="completed"),
    Pin("红黄绿灯督办", due=(4, 30), pace=1.2, fate="completed"),
    Pin("纳入部门年度目标绩效", due=(6, 30), pace=1.1, fate="completed"),
    Pin("商标异议、撤销、无效", due=(6, 30), pace=1.2, fate="reopened"),
    Pin("品牌专家库", due=(7, 31), pace=1.1, fate="completed"),
    Pin("海外云江商会负责人", due=(9, 30), pace=1.15, fate="completed"),
    Pin("共享海外仓", profile="back_loaded"),
    Pin("国家级质量标准实验室", profile="back_loaded"),
    Pin("改造滨江商圈", profile="back_loaded", pace=0.7),
    Pin("建设云江品牌馆", profile="back_loaded", pace=0.85),
    Pin("一带一路品牌走廊", profile="back_loaded"),
    Pin("至少建成1个一站式服务基地", profile="back_loaded"),
    Pin("公共空间改造", profile="back_loaded"),
    Pin("公共实训基地", profile="milestones"),
    Pin("服装跨境电商选品中心", profile="milestones"),
    Pin("云江品牌博览会", profile="milestones"),
    Pin("国际计量比对", profile="milestones"),
    Pin("一站式服务平台", profile="milestones"),
    Pin("品牌学微专业", profile="milestones", pace=0.85),
    Pin("绿色建材、智能厨卫", profile="milestones"),
    Pin("海外知识产权纠纷", profile="milestones"),
    Pin("驻地创作营", fate="suspended"),
    Pin("产业计量测试中心", fate="resumed"),
    Pin("品牌形象标识征集", fate="cancelled"),
    Pin("云江菜品牌门店", fate="disputed"),
    Pin("商标品牌管理专岗", fate="unsigned"),
    Pin("首席质量官任职培训", fate="reassigned:rsj"),
    Pin("智能水泵进入供水改造", fate="reassigned:zjj"),
    Pin("出口认证", fate="upheld"),
    Pin("评选质量奖", fate="upheld"),
    Pin("工匠评选", fate="copied", pace=0.9),
    Pin("境外展会15场", fate="returned", pace=0.9),
    Pin("世界级产业集群", fate="returned"),
]

OBJECTIONS = {  # fate: kind of objection, what the bureau says, what the office decides
    "disputed": (
        "not-our-duty", "餐饮行业与文旅融合工作主要职责在市文旅局，建议由市文旅局牵头，我局配合。",
        "经征求编制部门意见，餐饮业促进属商贸流通职责，仍由你局牵头，请予签收。",
    ),
    "unsigned": (
        "goal-not-attainable", "区内规上工业企业仅一半设有法务岗位，85%的覆盖率本年度难以达到。",
        "同意分年推进，本年度目标调整为60%，请抓紧签收。",
    ),
    "reassigned": (
        "lead-should-differ", "本项工作的政策工具和业务对象主要在其他部门，建议调整牵头单位。",
        "经联席会议办公室研究，同意调整牵头单位，原牵头单位改为配合。",
    ),
    "upheld": (
        "time-too-short", "年度内完成存在较大困难，申请顺延至下一年度上半年。",
        "本项为年度重点任务，时限不变，品牌办将协调人员和资金支持。",
    ),
}  # fmt: skip
AGAIN = "我局再次研究，仍认为应由市文旅局牵头，提请联席会议议定。"
SUSPENDED = "合作院校外籍人员来访手续暂未办妥，经市政府同意暂停，待具备条件后恢复。"
RESUMED = "设备采购争议已解决，恢复推进。"
CANCELLED = "与省级统一征集活动重复，经联席会议研究取消。"
REOPENED = "抽查发现会商记录不完整，未达到完成标准，退回继续推进。"
MILESTONES = [
    ("方案通过评审", 3, 20),
    ("主体工作完成过半", 6, 30),
    ("主要内容全部落地", 9, 30),
    ("通过验收并总结", 12, 20),
]


def pin_of(content: str) -> Pin:
    """The story of the task with these words, or one without anything special."""
    return next((pin for pin in PINS if pin.words in content), Pin(""))
