"""The words of the demo's applications."""

NOTES = (
    "请对照下列内容一次性补齐，逾期视为放弃申报。",
    "材料总体完整，下列内容请补充修改后再次提交。",
)
REASONS = ("wrong", "内容过于笼统，请补充可核实的数据和做法")
RETURNED: dict[str, tuple[str, str]] = {
    "material.report": ("wrong", "检验检测报告不在有效期内，请更换一年内出具的报告"),
    "material.statements": ("missing", ""),
    "material.licence": ("wrong", "副本扫描件不清晰，请重新上传"),
    "leadership.strategy": ("wrong", "请补充战略目标的分解和完成情况"),
    "management.strategy": ("wrong", "请补充品牌定位的依据和目标市场数据"),
}
REJECTED = (
    "补充核实后不符合申报条件，不予受理。",
    "申报产品与所附检验检测报告不一致，不予受理。",
    "主要经营指标与审计报告不符，不予受理。",
)
WITHDRAWN = ("主要指标统计口径有误，核实后再申报。", "企业股权变更，暂缓申报。")
PARAGRAPHS = (
    "{firm}立足{division}，坚持“做一件精一件”的质量方针。董事长每月主持质量例会，年度质量目标分解到车间和班组，"
    "完成情况与绩效挂钩，近三年一次交验合格率稳定在 98.6% 以上。",
    "公司建立从市场调研、设计开发到售后服务的全过程管理，设立品牌管理部，制定三年品牌规划，"
    "每季度开展顾客满意度调查，投诉 24 小时内响应、7 日内办结。",
    "围绕关键工序开展质量改进，三年累计完成改进课题 46 项，节约成本约 380 万元；"
    "与云江职业技术学院共建实训基地，培养首席技师 6 名。",
    "坚持绿色生产，单位产品能耗较上年下降 4.2%，参与社区助学和产业帮扶，公开发布社会责任报告。",
)
SHORT: dict[str, str] = {
    "product": "高压密封闸阀", "standard": "T/YJPP 012-2025", "title": "自主品牌提升与市场拓展项目", "name": "示例产品",
    "item": "密封性能", "limit": "无可见渗漏", "value": "无渗漏", "what": "装配线在线检测改造",
    "event": "入选云江市质量标杆",
    "goal": "自主品牌销售收入", "now": "3200 万元", "target": "4200 万元", "source": "企业自筹",
    "number": "T/YJPP 008-2024",
}  # fmt: skip
NUMBERS: dict[str, str] = {
    "year": "2025", "since": "1998", "share": "6.5", "pass_rate": "99.2", "pass": "98.9", "staff": "268", "asked": "45",
    "generation": "4", "years": "21", "rank": "3", "patents": "12", "shops": "8", "warranty": "24", "complaints": "2",
}  # fmt: skip
LETTER = "与该企业合作多年，产品质量稳定，交付及时，售后响应快，在行业内口碑良好，特此推荐。"
