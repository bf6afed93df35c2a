"""The matters of the report that was issued: what is recommended, by when, and the form for the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from auditbook.engagement.issues import Issue
from auditbook.engagement.released import FINAL, Released, last, released
from auditbook.report.books.cells import NOTHING, amount
from auditbook.report.citations import Citations, Markdown, markdown
from auditbook.report.engagement.issues import statement, tell
from auditbook.report.engagement.shell import until
from auditbook.report.findings.tables import brief
from auditbook.report.grids import grid

if TYPE_CHECKING:
    from auditbook.case import Case

BLANK = Markdown("&nbsp;")
LINES = Markdown("[]{.line}[]{.line}")  # room to write in


def matters(case: Case, citations: Citations) -> Markdown:
    """The matters of the issued report, with what is recommended and by when; for the 整改通知."""
    listed = issued(case)
    if not listed:
        return markdown("没有已发布定稿的问题，没有整改事项。")
    rows = []
    for number, issue in enumerate(listed, 1):
        one = tell(case, issue)
        worded = Markdown(f"{markdown(brief(issue.title))}（{markdown(brief(issue.number))}）")
        advice = f"建议{'；'.join(one.advice)}" if one.advice else NOTHING
        rows.append((number, worded, statement(case, one), amount(issue.amount), advice, until(case)))
    headings = ["序号", "问题", "事实", "金额（元）", "审计建议", "整改期限"]
    return grid(headings, rows, [6, 18, 32, 12, 20, 12], "cllrll")


def receipt(case: Case, citations: Citations) -> Markdown:
    """The form in which the unit answers: measure, day and proof of each matter."""
    rows: list[tuple[object, ...]] = [
        (
            number,
            Markdown(f"{markdown(brief(issue.title))}（{markdown(brief(issue.number))}）"),
            until(case),
            LINES,
            BLANK,
            BLANK,
        )
        for number, issue in enumerate(issued(case), 1)
    ]
    if not rows:
        return markdown("没有已发布定稿的问题，不需要回执。")
    headings = ["序号", "问题", "整改期限", "整改措施和结果", "完成日期", "佐证材料（名称、页数）"]
    return grid(headings, rows, [6, 24, 13, 27, 12, 18], "clllll")


def release_of(case: Case) -> Released | None:
    """The last 定稿 of the case; None where there is none."""
    return last(released(case.place.outputs / str(case.year) / case.unit), FINAL)


def issued(case: Case) -> list[Issue]:
    """The issues that the last 定稿 named and that still stand as they did."""
    record = release_of(case)
    named = record.body["issues"] if record else {}
    return [issue for issue in case.engagement.reported if issue.number in named]


TABLES: dict[str, Callable[[Case, Citations], Markdown]] = {"整改事项": matters, "整改回执": receipt}
