"""The annexes of an evaluation: 佐证材料, questionnaires, reasons for deviations, the finance bureau's returns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from auditbook.facts.measure import row_keys
from auditbook.proofs import Deviation, deviations, proofs, unnamed
from auditbook.report.books.cells import NOTHING, count, rate, strong
from auditbook.report.citations import Citations, Markdown, markdown, place
from auditbook.report.grids import grid
from auditbook.report.privacy import masked
from auditbook.sheets import Row
from auditbook.tables import tables

if TYPE_CHECKING:
    from auditbook.case import Case

UNSEEN, UNEXPLAINED, UNANSWERED = "未见文件", "未说明偏差原因", "尚未答复"
SENT = ("sent", "returned", "valid", "satisfied")


def listed(case: Case, citations: Citations) -> Markdown:
    """佐证材料清单: number, indicator, paper, file. What is not in the folder may be filed as paper."""
    rows = []
    for proof in proofs(case):
        files = Markdown("；".join(map(_file, proof.files))) if proof.files else markdown(UNSEEN)
        rows.append((proof.number, masked(proof.indicator), masked(proof.named), files))
    return grid(["编号", "指标", "佐证材料", "文件"], rows, [12, 28, 30, 30]) if rows else Markdown("")


def surveyed(case: Case, citations: Citations) -> Markdown:
    """The questionnaires: numbers by kind of persons, rates worked out of them, way and period."""
    found = _surveys(case)
    rows: list[tuple[object, ...]] = []
    for key, row in found:
        figures = [citations.cite(case.fact(f"survey.{key}.{column}"), _shown(row, column)) for column in SENT]
        rows.append((masked(str(row["object"])), *figures, *_rates([row]), masked(row["way"] or NOTHING),
                     masked(row["period"] or NOTHING)))  # fmt: skip
    if len(rows) > 1:
        sums = [_sum([row for _, row in found], column) for column in SENT]
        cells = [NOTHING if number is None else count(int(number)) for number in sums]
        rows.append(tuple(strong(["合计", *cells, *_rates([row for _, row in found]), "", ""])))
    if not rows:
        return Markdown("")
    headings = ["对象", "发放", "回收", "有效", "满意", "回收率", "有效率", "满意率", "方式", "期间"]
    return grid(headings, rows, [14, 8, 8, 8, 8, 10, 10, 10, 11, 13], "lrrrrrrrll")


def doubtful(case: Case, citations: Citations) -> Markdown:
    """Questionnaires of which more came back than were sent, or more are valid or satisfied than came back."""
    titles = {column: tables()["survey"].columns[column].title for column in SENT}
    told = [
        f"“{masked(str(row['object']))}”{titles[part]}{row[part]}份，多于{titles[whole]}{row[whole]}份"
        for _, row in _surveys(case)
        for whole, part in pairwise(SENT)
        if row[whole] is not None and row[part] is not None and row[part] > row[whole]
    ]
    return markdown(f"问卷份数需要核对：{'；'.join(told)}。") if told else Markdown("")


def explained(case: Case, citations: Citations) -> Markdown:
    """The targets that were missed, or that want an explanation, with the unit's reasons."""
    rows = []
    for one in deviations(case):
        # what the rules want explained is told with the score
        if one.unexplained and not one.attention:
            _gap(citations, f"“{masked(one.row['level3'] or one.key)}”{UNEXPLAINED}")
        reason = masked(one.row["reason"]) if one.row["reason"] else UNEXPLAINED if one.unexplained else NOTHING
        rows.append((masked(one.row["level3"] or one.key), _value(case, citations, one, "target"),
                     _value(case, citations, one, "actual"), _case(one), reason))  # fmt: skip
    headings = ["三级指标", "年度指标值", "实际完成值", "情况", "偏差原因及改进措施"]
    return grid(headings, rows, [22, 14, 14, 18, 32]) if rows else Markdown("")


def returned(case: Case, citations: Citations) -> Markdown:
    """The log of the finance bureau's returns, by date; those that nobody has answered say so."""
    entries = sorted(case.loaded.tables.get("returns", []), key=lambda row: (str(row["date"]), row.source.row or 0))
    rows = [
        (number, str(row["date"] or NOTHING), masked(row["body"] or NOTHING), masked(row["comment"] or NOTHING),
         masked(row["answer"]) if row["answer"] else UNANSWERED, str(row["answered"] or NOTHING))
        for number, row in enumerate(entries, 1)
    ]  # fmt: skip
    headings = ["次", "退回日期", "退回部门", "退回意见", "修改情况", "再次报送"]
    return grid(headings, rows, [5, 15, 14, 26, 25, 15], "rlllll") if rows else Markdown("")


def counted(case: Case, citations: Citations) -> Markdown:
    """How many papers are named, and how many of them are there."""
    found = proofs(case)
    unseen = [proof.number for proof in found if not proof.files]
    told = f"自评列明佐证材料{len(found)}件，见到文件的{len(found) - len(unseen)}件"
    return markdown(f"{told}，{UNSEEN}的{len(unseen)}件（{'、'.join(unseen)}）。" if unseen else f"{told}。")


def loose(case: Case, citations: Citations) -> Markdown:
    """The attachments that no indicator names."""
    found = unnamed(case)
    if not found:
        return Markdown("")
    names = "；".join(map(_file, found))
    return Markdown(f"没有注明对应指标的附件{len(found)}个：{names}。需要作佐证的，请写进绩效目标表的“佐证材料”一栏。")


def unexplained(case: Case, citations: Citations) -> Markdown:
    """The targets that want a reason and have none."""
    names = [masked(one.row["level3"] or one.key) for one in deviations(case) if one.unexplained]
    quoted = "、".join(f"“{name}”" for name in names)
    return markdown(f"{quoted}{UNEXPLAINED}，请补写原因和改进措施。") if names else Markdown("")


def unanswered(case: Case, citations: Citations) -> Markdown:
    """How often the finance bureau returned the papers, and what has no answer yet."""
    entries = case.loaded.tables.get("returns", [])
    open_ones = sum(not row["answer"] for row in entries)
    told = f"，其中{open_ones}次{UNANSWERED}" if open_ones else "，都已答复"
    return markdown(f"财政部门退回{len(entries)}次{told}。") if entries else Markdown("")


def _gap(citations: Citations, told: str) -> None:
    """A gap of the filing edition in words; a name with a full stop in it would be taken for a fact's."""
    citations.lacking[told.replace(".", "．")] = None


def _surveys(case: Case) -> list[tuple[str, Row]]:
    rows = case.loaded.tables.get("survey", [])
    return list(zip(row_keys(tables()["survey"], rows), rows, strict=True))


def _shown(row: Row, column: str) -> str | None:
    """The number alone where it is exact: the heading says what it counts."""
    return count(int(row[column])) if row[column] is not None and column not in row.qualifiers else None


def _sum(rows: Iterable[Row], column: str) -> Decimal | None:
    """The sum, exact; None where a number is lacking or only about right."""
    values = [None if column in row.qualifiers or row[column] is None else Decimal(row[column]) for row in rows]
    return None if None in values else sum((value for value in values if value is not None), Decimal(0))


def _rates(rows: list[Row]) -> tuple[str, str, str]:
    """回收率, 有效率, 满意率: returned of sent, valid of returned, satisfied of valid."""
    sent, back, valid, satisfied = (_sum(rows, column) for column in SENT)
    return rate(back, sent), rate(valid, back), rate(satisfied, valid)


def _value(case: Case, citations: Citations, one: Deviation, column: str) -> Markdown:
    name = f"targets.{one.key}.{column}"
    sign = one.row["operator"] if column == "target" and one.row["operator"] in ("≥", "≤", "=") else ""
    if name in case.known:
        return Markdown(f"{markdown(sign)}{citations.cite(case.fact(name))}")
    value = one.row[column]
    return citations.lack(name) if value is None else markdown(masked(str(value)))


def _case(one: Deviation) -> str:
    if one.missed:
        return "未达到年度指标值"
    return one.attention or ("已说明" if one.missed is None else "达到年度指标值")


def _file(within: str) -> Markdown:
    return place(within, within) if "/" not in within else markdown(masked(within))


TABLES: dict[str, Callable[[Case, Citations], Markdown]] = {
    "佐证材料": listed,
    "问卷情况": surveyed,
    "偏差原因": explained,
    "财政退回记录": returned,
}
SENTENCES: dict[str, Callable[[Case, Citations], Markdown]] = {
    "佐证材料": counted,
    "未注明的附件": loose,
    "问卷疑问": doubtful,
    "未说明的偏差": unexplained,
    "财政退回记录": unanswered,
}
