"""The tables of the reports: official forms (自评表, 基础数据表) and the workbook's own (核对, 依据, 来源)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from auditbook.facts import Fact, as_decimal
from auditbook.figures import wan
from auditbook.finding import Outcome
from auditbook.report.books.tables import TABLES as OF_BOOKS
from auditbook.report.citations import Citations, Markdown, markdown
from auditbook.report.document import escape
from auditbook.report.engagement.rectification import TABLES as OF_RECTIFICATION
from auditbook.report.engagement.words import TABLES as OF_AUDIT
from auditbook.report.findings.power import TABLES as OF_POWER
from auditbook.report.findings.tables import TABLES as OF_FINDINGS
from auditbook.report.grids import grid
from auditbook.report.papers import TABLES as OF_PAPERS
from auditbook.report.received.tables import TABLES as OF_INPUTS
from auditbook.report.standing import ANSWERS, losses, score_line
from auditbook.report.unions.words import TABLES as OF_UNIONS
from auditbook.rules import System
from auditbook.scores import COUNTED, Score, Total
from auditbook.tables import tables

if TYPE_CHECKING:
    from auditbook.case import Case

STATES = {
    "scored": "已评分",
    "judged": "已评判",
    "not_scored": "列示不评分",
    "no_data": "数据缺失",
    "not_in_force": "不在适用期",
    "not_applicable": "不适用",
}


def conclusion(case: Case, citations: Citations) -> Markdown:
    """What was evaluated, the score and what it rests on, what limits it."""
    system = case.systems[case.settings.system]
    total = case.totals.get(system.id)
    lost = "；".join(f"{s.levels[2]}（失{s.lost}分）" for s in losses(case)[:3])
    unscored = [s for s in case.scored[system.id] if s.status not in COUNTED]
    nothing = "已评分的指标没有失分" if total and total.evaluated else "没有可评分的指标"
    grade = total.grade if total and total.grade else "不评定（可评分值未达到满分）"
    words = "、".join(dict.fromkeys(outcome.word for outcome in case.contradictions)) or "无"
    rows = [
        ("评价期间", f"{case.year}年1月1日至{case.year}年12月31日"),
        ("评价对象", f"{case.about.name}部门整体支出"),
        ("依据资料", f"{len(case.loaded.files)}个文件，读入问题{len(case.problems)}处"),
        ("指标体系", f"{system.title}；{_verified(system)}" if citations.links else system.title),
        ("预算执行", _carried_out(case, citations)),
        ("得分", Markdown(f"**{escape(score_line(case))}**")),
        ("等次", grade),
        ("失分最多的指标", lost or nothing),
        ("范围受限", _limits(len(unscored), total)),
        ("数字核对", f"{len(case.contradictions)}处需说明：{words}"),
    ]
    inner = ("依据资料", "范围受限", "数字核对")
    return grid(["项目", "内容"], [row for row in rows if citations.links or row[0] not in inner], [22, 78])


def _carried_out(case: Case, citations: Citations) -> Markdown:
    facts = [case.fact(name) for name in ("base.全年预算数", "fiscal.支出总额.actual", "rate.预算执行率")]
    budget, actual, rate = (citations.cite(fact) for fact in facts)
    return Markdown(f"全年预算数{budget}，决算数{actual}，执行率{rate}")


def _limits(unscored: int, total: Total | None) -> str:
    if total is None:
        return "不计分"
    return f"{unscored}项指标数据缺失或未具备评分条件，涉及{total.missing}分" if unscored else "无"


def contradictions(case: Case, citations: Citations) -> Markdown:
    """What does not add up, in neutral words, both figures shown."""
    rows = [
        (number, o.word, _told(o, citations), markdown(f"{o.advice}。"))
        for number, o in enumerate(case.contradictions, 1)
    ]
    return grid(["序号", "性质", "事实", "建议"], rows, [8, 16, 48, 28], "clll")


def checked(case: Case, citations: Citations) -> Markdown:
    """Every relation with its answer: what ties is stated as well as what does not, and what could not be looked at."""
    rows = [(o.check, o.title, ANSWERS[o.status], _told(o, citations)) for o in case.answered]
    return grid(["编号", "核对内容", "结果", "说明"], rows, [12, 30, 14, 44])


def self_funds(case: Case, citations: Citations) -> Markdown:
    """自评表, upper part: the year's funds (万元) and the points for carrying out the budget."""
    scores = [s for s in case.scored[case.settings.system] if "rate.预算执行率" in s.facts]
    first = scores[0] if scores else None

    def row(title: str, item: str, points: object = "", rate: object = "", score: object = "") -> tuple:
        facts = [case.fact(f"fiscal.{item}.{column}") for column in ("budget", "final", "actual")]
        if item == "支出总额":
            facts[1] = case.fact("base.全年预算数")
        return (title, *(_wan(fact, citations) for fact in facts), points, rate, score)

    rate = citations.cite(case.fact("rate.预算执行率"))
    rows = [
        row("年度资金总额", "支出总额", _text(first and first.points), rate, _points(first) if first else "—"),
        row("按收入性质：一般公共预算", "一般公共预算资金"),
        row("政府性基金", "政府性基金预算资金"),
        row("专户管理的非税收入", "专户管理的非税收入资金"),
        row("其他资金", "其他资金"),
        row("按支出性质：基本支出", "基本支出"),
        row("项目支出", "项目支出"),
    ]
    headings = ["年度资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
    return grid(headings, rows, [22, 15, 15, 15, 8, 12, 13], "lrrrrrr")


def self_targets(case: Case, citations: Citations) -> Markdown:
    """自评表, lower part: targets with what was reached."""
    system = case.systems[case.settings.system]
    targets = [s for s in case.scored[system.id] if s.indicator not in system.indicators]
    rows = [_target(score, case, citations) for score in targets]
    total = case.totals.get(system.id)
    if total is not None:
        reached = f"{total.score}（可评{total.evaluated}分）" if total.missing else str(total.score)
        reached = reached if total.evaluated else "未评分"
        rows.append(("合计", "", "", "", "", str(total.possible), reached, ""))
    headings = [
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因分析及改进措施",
    ]
    return grid(headings, rows, [11, 11, 15, 11, 11, 7, 11, 23], "lllllrrl")


def staff(case: Case, citations: Citations) -> Markdown:
    """基础数据表, block 1: persons paid by the treasury."""
    facts = [case.fact(f) for f in ("base.编制数", "base.在职人员数", "rate.在职人员控制率")]
    approval = case.fact("profile.posts_approval")
    citations.cite(approval)  # a gap of the form where it is missing
    basis = escape(approval.text) if approval.known else "编制数未见编办批复，按单位填报数列示"
    row = [*(citations.cite(fact) for fact in facts), Markdown(basis)]
    return grid(["编制数", f"{case.year}年实际在职人数", "控制率", "编制依据"], [row], [20, 25, 20, 35], "rrrl")


def funds(case: Case, citations: Citations) -> Markdown:
    """基础数据表, block 2: expenditure (万元) of last year, this year's budget and final account."""
    lines = {
        "支出总额": "支出总额",
        "基本支出": "1、基本支出",
        "人员经费": "其中：人员经费",
        "公用经费": "其中：公用经费",
        "项目支出": "2、项目支出",
        "运行维护经费": "其中：运行维护经费",
        "专项资金": "其中：专项资金",
        **{item: f"　　　{item}" for item in projects(case)},
        "三公经费": "三公经费",
        "公务用车购置费": "其中：公务用车购置费",
        "公务用车运行维护费": "其中：公务用车运行维护费",
        "因公出国（境）费": "其中：因公出国（境）费",
        "公务接待费": "其中：公务接待费",
        "政府采购": "政府采购金额",
    }
    # the form prints ―― for last year's procurement
    rows = [
        (title, *("——" if (item, c) == ("政府采购", "prior") else _wan(case.fact(f"fiscal.{item}.{c}"), citations)
                  for c in ("prior", "budget", "actual")))
        for item, title in lines.items()
    ]  # fmt: skip
    return grid(["经费控制情况（万元）", "上年决算数", "本年预算数", "本年决算数"], rows, [40, 20, 20, 20], "lrrr")


def buildings(case: Case, citations: Citations) -> Markdown:
    """基础数据表, block 3: buildings finished in the year; a line where the unit says that there are none."""
    answer = case.loaded.answers.get("R05") or case.loaded.answers.get("R06")
    names = ("批复规模", "实际规模", "预算投资", "实际投资")
    facts = [case.fact(f"fiscal.楼堂馆所{name}.actual") for name in names]
    if (answer is not None and answer.answer == "无此类项目") or all(fact.value == 0 for fact in facts):
        return Markdown("本年没有完工的楼堂馆所项目。")
    facts.insert(2, case.fact("rate.楼堂馆所规模控制率"))
    facts.append(case.fact("rate.楼堂馆所投资控制率"))
    headings = ["批复规模", "实际规模", "规模控制率", "预算投资", "实际投资", "投资概算控制率"]
    return grid(headings, [[citations.cite(fact) for fact in facts]], [16, 16, 16, 16, 16, 20], "rrrrrr")


def systems(case: Case, citations: Citations) -> Markdown:
    """The indicator systems: document, whether verified, score."""
    rows = []
    for system in case.systems.values():
        total = case.totals.get(system.id)
        score = f"{total.score} / {total.evaluated}（满分{total.possible}）" if total else "不计总分"
        rows.append((system.title, system.document, f"{_verified(system)}。{system.note}", score))
    return grid(["指标体系", "依据", "核验情况", "得分 / 可评分值"], rows, [24, 28, 30, 18])


def scores_of(system: str) -> Callable[[Case, Citations], Markdown]:
    """The table of all indicators of ``system``."""

    def table(case: Case, citations: Citations) -> Markdown:
        rows = [
            (
                s.indicator,
                s.levels[2],
                _value(s, case, citations),
                _text(s.points),
                _points(s),
                STATES[s.status],
                s.basis,
            )
            for s in case.scored.get(system, [])
        ]
        headings = ["编号", "指标", "数值", "分值", "得分", "状态", "依据或所缺"]
        return grid(headings, rows, [8, 22, 12, 7, 8, 13, 30], "lllrrll")

    return table


def basis(case: Case, citations: Citations) -> Markdown:
    """The clauses of the heading system and whether each was verified."""
    system = case.systems[case.settings.system]
    rows = [
        (i.id, i.levels[2], i.clause, _day(i.verified)) for i in system.indicators.values()
    ]  # fmt: skip
    if system.targets:
        ids = "、".join(rule["id"] for rule in system.targets["levels"].values())
        rows.append((ids, "绩效目标各指标", system.targets["clause"], _day(system.targets["verified"] or None)))
    return grid(["编号", "指标", "评分标准", "核验"], rows, [10, 22, 50, 18])


def sources(case: Case, citations: Citations) -> Markdown:
    """Where each figure of this document comes from; made last."""
    headings = ["序号", "数字", "数值", "性质", "账套", "来源（文件、行、列）或计算方法"]
    return grid(headings, citations.rows(), [7, 30, 16, 9, 11, 37], "clrccl")


def files(case: Case, citations: Citations) -> Markdown:
    """The files that were read, and as what."""
    read = sorted(case.loaded.files.items())
    rows = [(Markdown(f"[{escape(name.rpartition('/')[2])}]{{.file}}"), table) for name, table in read]
    return grid(["文件", "读作"], rows, [70, 30])


def projects(case: Case) -> list[str]:
    """The project lines of 部门预决算: those that its vocabulary does not name."""
    known = tables()["fiscal"].columns["item"].values
    return [row["item"] for row in case.loaded.tables.get("fiscal", []) if row["item"] and row["item"] not in known]


TABLES: dict[str, Callable[[Case, Citations], Markdown]] = {
    "结论": conclusion,
    "矛盾": contradictions,
    "核对": checked,
    "年度资金": self_funds,
    "绩效指标": self_targets,
    "人员": staff,
    "经费": funds,
    "楼堂馆所": buildings,
    "体系": systems,
    "主用体系": lambda case, citations: scores_of(case.settings.system)(case, citations),
    "依据": basis,
    "来源": sources,
    "文件": files,
    **OF_PAPERS,
    **OF_INPUTS,
    **OF_BOOKS,
    **OF_AUDIT,
    **OF_FINDINGS,
    **OF_RECTIFICATION,
    **OF_UNIONS,
    **OF_POWER,
}


def _told(outcome: Outcome, citations: Citations) -> Markdown:
    if not outcome.parts:
        return markdown(outcome.message)
    return Markdown("".join(citations.cite(p) if isinstance(p, Fact) else markdown(p) for p in outcome.parts))


def _wan(fact: Fact, citations: Citations) -> Markdown:
    return citations.cite(fact, None if fact.value is None else wan(fact.value))


def _value(score: Score, case: Case, citations: Citations) -> Markdown:
    if score.facts and score.value is not None and score.facts[-1] in case.known:
        return citations.cite(case.fact(score.facts[-1]))
    if score.value is not None:
        return markdown(f"{as_decimal(score.value)}{score.measure}")
    return markdown(score.text or "—")


def _target(score: Score, case: Case, citations: Citations) -> tuple:
    row = score.row
    if row is None:
        return (score.levels[0], "—", "—", "—", "—", _text(score.points), "—", score.basis)
    key = score.facts[0].split(".", 1)[1].rpartition(".")[0] if score.facts else ""
    shown = [citations.cite(case.fact(f"targets.{key}.{c}")) if f"targets.{key}.{c}" in case.known else "数据缺失"
             for c in ("target", "actual")]  # fmt: skip
    sign = row["operator"] if row["operator"] in ("≥", "≤", "=") else ""
    target = Markdown(f"{escape(sign or '')}{markdown(shown[0])}")
    told = "；".join(filter(None, [score.basis if score.score is None else "", row["reason"] or score.attention]))
    return (*score.levels, target, shown[1], _text(score.points), _points(score), told)


def _points(score: Score) -> str:
    return "—" if score.score is None else str(score.score)


def _text(value: object) -> str:
    return "—" if value is None else str(value)


def _verified(system: System) -> str:
    return f"依据已于{system.verified}核验" if system.verified else "依据未经核验"


def _day(day: object) -> str:
    return f"{day}核验" if day else "未核验"
