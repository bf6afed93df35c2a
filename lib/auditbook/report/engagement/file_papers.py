"""The working papers round a report: 汇总底稿, 底稿目录, 复核状态, 以前年度整改, 反馈意见表, 意见采纳说明."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from auditbook.engagement.paper_index import signed
from auditbook.report.books.cells import NOTHING, amount, count
from auditbook.report.citations import Citations, Markdown, markdown
from auditbook.report.document import escape
from auditbook.report.engagement.issues import statement, tell
from auditbook.report.findings.tables import brief
from auditbook.report.grids import grid
from auditbook.report.privacy import masked

if TYPE_CHECKING:
    from auditbook.case import Case
    from auditbook.sheets import Row

BLANKS = 2  # empty lines of a form to be filled in by hand
LINE = "[]{.line}"  # goes on in a new line of the same cell: room to write
EARLIER = ("A29", "Y03", "Y04")


def collected(case: Case, citations: Citations) -> Markdown:
    """汇总底稿: number, class, what it is, index, where in the report it stands, recommendation."""
    file = case.engagement
    places = _places(case)
    rows = []
    for number, issue in enumerate(file.issues, 1):
        told = tell(case, issue)
        lacking = file.lacking(issue)
        place = places.get(issue.number) or f"未列入：{'；'.join(lacking)}"
        money = f"涉及金额{amount(issue.amount)}元。" if issue.amount is not None else ""
        advice = f"建议{'；'.join(told.advice)}" if told.advice else NOTHING
        rows.append((number, file.plan.title(issue.code), f"{brief(issue.title)}。{statement(case, told, 1)}{money}",
                     issue.number, place, advice))  # fmt: skip
    if not rows:
        return markdown("还没有已确认的事项。")
    headings = ["序号", "问题类别", "主要内容", "索引号", "与报告对应关系", "建议"]
    return grid(headings, rows, [6, 13, 34, 14, 14, 19], "clllll")


def _places(case: Case) -> dict[str, str]:
    """Where in 主要问题 an issue stands: its class and its number within."""
    found: dict[str, str] = {}
    seen: dict[str, int] = {}
    for issue in case.engagement.reported:
        seen[issue.code] = seen.get(issue.code, 0) + 1
        found[issue.number] = f"主要问题“{case.engagement.plan.title(issue.code)}”第{seen[issue.code]}项"
    return found


def index(case: Case, citations: Citations) -> Markdown:
    """底稿目录: index number, title, and who signed when, level by level, with whether it stands."""
    file = case.engagement
    rows = [(paper.index, brief(paper.title), *map(str, signed(file, paper))) for paper in file.papers]
    levels = file.plan.levels
    return grid(["索引号", "题名", *levels], rows, [16, 24, *[60 // len(levels)] * len(levels)])


def lapsed(case: Case, citations: Citations) -> Markdown:
    """The signatures that no longer stand, and what changed since they were given."""
    rows = [
        (paper.index, brief(paper.title), review.level, review.by, review.on.isoformat() if review.on else NOTHING,
         "、".join(parts))
        for paper, review, parts in case.engagement.lapsed
    ]  # fmt: skip
    if not rows:
        return markdown("没有失效的签署。")
    return grid(["索引号", "题名", "级次", "签署人", "签署日期", "签署后有变化的"], rows, [16, 28, 12, 12, 14, 18])


def troubles(case: Case, citations: Citations) -> Markdown:
    """What people wrote about the findings and could not be taken."""
    lines = [f"- {escape(masked(brief(str(problem))))}" for problem in case.engagement.problems]
    return Markdown("下列填写没有采用，改正后重新运行：\n\n" + "\n".join(lines)) if lines else Markdown("")


def followed(case: Case, citations: Citations) -> Markdown:
    """以前年度问题整改: what was found then, what was done, and whether it is closed."""
    rows = []
    for row in case.loaded.tables.get("followup", []):
        if row["year"] is None or row["year"] < case.year:
            rows.append((row["year"] or NOTHING, brief(row["matter"]), brief(row["measure"]) or NOTHING,
                         _day(row, "due"), _day(row, "done"), brief(row["proof"]) or NOTHING,
                         _closing(row)))  # fmt: skip
    if not rows:
        return markdown("没有取得以前年度问题的整改台账，整改情况不作评价。")
    headings = ["年度", "问题", "整改措施", "期限", "完成日期", "佐证", "状态"]
    return grid(headings, rows, [7, 26, 20, 12, 12, 13, 10])


def _closing(row: Row) -> str:
    if row["closed"] is not None:
        return "已销号"
    return "已完成，待确认" if row["done"] is not None else "未完成"


def earlier_checks(case: Case, citations: Citations) -> Markdown:
    """How the checks on earlier matters answered; whether a matter that they list is one, people decide."""
    found = [outcome for outcome in case.proved if outcome.check in EARLIER]
    told = {"clean": "未发现疑点", "findings": "有疑点，须核实", "not_enough_data": "资料不足，未执行",
            "not_applicable": "不适用", "failed": "未能运行"}  # fmt: skip
    rows = [(f"{o.check} {o.title}", told[o.status], brief(o.message)) for o in found]
    return grid(["检查", "结果", "说明"], rows, [34, 16, 50]) if rows else Markdown("")


def comment_form(case: Case, citations: Citations) -> Markdown:
    """反馈意见表: one line an issue, and lines for whatever else the unit wants to say; it is filled in by hand."""
    rows: list[tuple[object, ...]] = [
        (number, Markdown(f"{escape(brief(issue.title))}（{escape(issue.number)}）"), Markdown(LINE), "", "")
        for number, issue in enumerate(case.engagement.reported, 1)
    ]
    rows += [(len(rows) + more, "", Markdown(LINE), "", "") for more in range(1, BLANKS + 1)]
    return grid(["序号", "问题", "单位意见", "盖章", "日期"], rows, [7, 33, 36, 12, 12], "cllll")


def answers(case: Case, citations: Citations) -> Markdown:
    """意见采纳说明: every comment of the unit, whether it was followed, and why or why not."""
    rows = [
        (number, masked(row["finding"]) or "整个报告", brief(row["comment"]), _day(row, "on"),
         row["accepted"] or "未答复", brief(row["explanation"]) or NOTHING)
        for number, row in enumerate(case.loaded.tables.get("feedback", []), 1)
    ]  # fmt: skip
    if not rows:
        return markdown("没有登记被审计单位的反馈意见。")
    headings = ["序号", "问题编号", "单位意见", "日期", "是否采纳", "采纳说明"]
    return grid(headings, rows, [7, 17, 30, 12, 10, 24], "clllll")


def _day(row: Row, column: str) -> str:
    return row[column].isoformat() if row[column] is not None else NOTHING


def reviewed(case: Case, citations: Citations) -> Markdown:
    """How many papers there are, and how many of their signatures stand or lapsed."""
    file = case.engagement
    standing = sum(len(paper.signed.standing) for paper in file.papers)
    return markdown(
        f"底稿{count(len(file.papers))}份，其中事项底稿{count(len(file.issues))}份；有效签署{count(standing)}个，"
        f"已失效{count(len(file.lapsed))}个。签署针对底稿当时的数据、决定、检查、文本、参数和程序，其中任何一项变化后即失效，须重新复核。"
    )


TABLES: dict[str, Callable[[Case, Citations], Markdown]] = {
    "汇总底稿": collected,
    "底稿目录": index,
    "失效签署": lapsed,
    "以前年度整改": followed,
    "以前年度检查": earlier_checks,
    "反馈意见表": comment_form,
    "意见采纳说明": answers,
}
SENTENCES: dict[str, Callable[[Case, Citations], Markdown]] = {"复核状态": reviewed, "未采用的填写": troubles}
