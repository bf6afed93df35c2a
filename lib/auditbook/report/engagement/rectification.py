"""整改: the ledger of what was promised and what came back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from auditbook.engagement.rectification import CLOSED, OVERDUE, Followed, rectification
from auditbook.report.books.cells import NOTHING, day
from auditbook.report.citations import Citations, Markdown, markdown
from auditbook.report.findings.tables import brief
from auditbook.report.grids import grid

if TYPE_CHECKING:
    from datetime import date

    from auditbook.case import Case


def ledger_table(case: Case, citations: Citations) -> Markdown:
    """整改台账: every matter with measure, deadline, what came back, where it stands, and whether it is there again."""
    found = rectification(case)
    rows = [
        (one.year or NOTHING, _matter(one), brief(one.measure) or NOTHING, _day(one.due), _day(one.done),
         brief(one.proof) or NOTHING, _standing(one, found.on), _again(one))
        for one in found.followed
    ]  # fmt: skip
    if not rows:
        return Markdown("")
    headings = ["年度", "问题", "整改措施", "期限", "完成日期", "佐证", "状态", "本年情况"]
    return grid(headings, rows, [7, 22, 15, 11, 11, 11, 11, 12])


def told(case: Case, citations: Citations) -> Markdown:
    """What was promised, what came back, what is overdue, what happens again; nothing is judged without a ledger."""
    found = rectification(case)
    if not found.followed:
        return markdown("没有取得整改台账，以前年度问题的整改情况不作评价。")
    parts = []
    own = [one for one in found.followed if one.year is not None and one.year >= case.year]
    for title, mine in (("以前年度", found.earlier(case.year)), ("本年度", own)):
        if mine:
            parts.append(f"整改台账列{title}问题{len(mine)}项：{_counts(mine, found.on)}。")
    again = [one for one in found.followed if one.again]
    if again:
        repeated = sum(one.repeated for one in again)
        known = (
            f"其中{repeated}项的同类问题本年已经确认，属屡审屡犯"
            if repeated
            else "本年的疑点须由人核实，尚未确认为同一问题"
        )
        parts.append(f"{len(again)}项的同类检查本年又有疑点，{known}。")
    if found.problems:
        parts.append(f"另有{len(found.problems)}处销号登记不能采用，见资料读取的问题清单。")
    return markdown("".join(parts))


def _counts(mine: list[Followed], on: date) -> str:
    states = Counter(one.state(on) for one in mine)
    done = [one for one in mine if one.done is not None]
    late = sum(one.late for one in done)
    unproved = sum(not one.proof for one in done)
    extra = "、".join(filter(None, [f"逾期完成{late}项" if late else "", f"缺佐证{unproved}项" if unproved else ""]))
    received = sum(one.receipt is not None for one in mine)
    inner = f"（其中{extra}）" if extra else ""
    return (
        f"已登记完成{len(done)}项{inner}，收到回执{received}项，已销号{states[CLOSED]}项；"
        f"截至{day(on, 0)}，超过期限没有完成的{states[OVERDUE]}项"
    )


def _matter(one: Followed) -> Markdown:
    number = f"（{one.number or one.check}）" if one.number or one.check else ""
    return markdown(f"{brief(one.matter)}{brief(number)}")


def _standing(one: Followed, on: date) -> str:
    state = f"{one.state(on)}{'（逾期完成）' if one.late else ''}"
    by = f"，{brief(one.closed_by)}" if one.closed is not None else ""
    return f"{state}{by}"


def _again(one: Followed) -> str:
    if not one.again:
        return NOTHING
    return f"{'屡审屡犯' if one.repeated else '又有疑点，须核实'}（{'、'.join(one.again)}）"


def _day(value: date | None) -> str:
    return NOTHING if value is None else value.isoformat()


TABLES: dict[str, Callable[[Case, Citations], Markdown]] = {"整改台账": ledger_table}
SENTENCES: dict[str, Callable[[Case, Citations], Markdown]] = {"整改情况": told}
