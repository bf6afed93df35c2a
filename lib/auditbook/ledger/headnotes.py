"""What is odd about a heading and told: amounts in 万元, a column twice, columns that the table does not know."""

from __future__ import annotations

import difflib
import re
from dataclasses import replace

from auditbook.finding import Problem, Source
from auditbook.ledger.heading import Heading
from auditbook.readers import Sheet
from auditbook.sheets import stated_unit
from auditbook.tables import UNITS


def told(heading: Heading, sheet: Sheet, name: str, problems: list[Problem]) -> Heading:
    """The heading with the units of its amounts; adds what is odd about it to ``problems``."""
    head = sheet.head
    source = Source(name, sheet.name, head[heading.last][0])
    unit = stated_unit(head[: heading.first], head[heading.last + 1 : heading.last + 2], source, problems)
    factors = {}
    for index, column in heading.columns.items():
        word = heading.units.get(index) or unit
        if column.kind == "money" and word and UNITS[word] != 1:
            factors[column.name] = UNITS[word]
    if factors:
        titles = "、".join(heading.title(column) for column in factors)
        problems.append(Problem(source, f"“{titles}”以{unit or '万元等'}填列，已换算为元", "无需处理", note=True))
    if note := sheet.about.get("note"):
        problems.append(Problem(source, note, "请核对日期", note=True))
    if sheet.hidden:
        problems.append(Problem(source, "隐藏的工作表也已读取", "不需要的请删除", note=True))
    for title in heading.twice.values():
        twice = f"列“{title}”出现了两次，只用了第一列"
        problems.append(Problem(replace(source, column=title), twice, "请删去或改名其中一列"))
    _tell_unknown(heading, source, problems)
    return replace(heading, factors=factors)


def unusable(heading: Heading, sheet: Sheet, name: str, year: int | None) -> Problem | None:
    """Why the table below cannot be read at all: one side of its amounts is missing, or it is another year's."""
    source = Source(name, sheet.name, sheet.head[heading.last][0])
    for pair in heading.table.pairs:
        there = [column for column in pair if column in heading.names]
        if len(there) == 1:
            lost = next(column for column in pair if column not in there)
            wanted = heading.table.columns[lost].title
            near = [f"“{title}”" for title in _unknown(heading) if _near(title, heading) == wanted]
            if not near:
                continue
            told = f"有“{heading.title(there[0])}”列，没有“{wanted}”列，{'、'.join(near)}可能就是它，整张表没有读取"
            return Problem(source, told, f"请核对表头，把列名改成“{heading.title(lost)}”后重新运行")
    if heading.table.name == "balances" and heading.year and year and heading.year != year:
        told = f"这是{heading.year}年度的科目余额表，资料属于{year}年度，没有读取"
        return Problem(source, told, f"请移到{heading.year}年度的资料里，并放入{year}年度的余额表")
    return None


def _tell_unknown(heading: Heading, source: Source, problems: list[Problem]) -> None:
    unknown = _unknown(heading)
    for title in unknown:
        if near := _near(title, heading):
            told = f"不认识的列“{title}”，没有读取，是否为“{near}”"
            problems.append(Problem(replace(source, column=title), told, "如果是，请改列名"))
    if heading.table.name == "journal" and not {"voucher", "number"} & heading.names:
        problems.append(Problem(source, "没有凭证号列，凭证无法逐张区分", "请在导出时带上凭证字号"))
    if unknown:
        told = f"不认识的列：{'、'.join(unknown)}；内容保留，不参与计算"
        problems.append(Problem(source, told, "可对照模板改列名", note=True))


def _unknown(heading: Heading) -> list[str]:
    return [title for index, title in heading.extra.items() if index not in heading.second]


def _near(title: str, heading: Heading) -> str:
    """The title of a column that is missing and that ``title`` may be a slip of; empty if none.

    One wrong character is enough where the column is one that a table cannot do without.
    """
    missing = [column for column in heading.table.columns.values() if column.name not in heading.names]
    words = {word: column.title for column in missing for word in (column.title, *column.also)}
    near = difflib.get_close_matches(title, words, n=1, cutoff=0.75)
    if near and near[0] in {column.title for column in missing}:
        return near[0]
    needed = {name for group in (*heading.table.pairs, *heading.table.essential) for name in group}
    if heading.table.name == "journal" and {"voucher", "number"} & heading.names:
        needed -= {"voucher", "number", "word"}
    bare = re.sub(r"\W", "", title)
    for column in missing:
        for word in (column.title, *column.also) if column.name in needed and not column.part else ():
            other = re.sub(r"\W", "", word)
            if len(bare) == len(other) >= 3 and sum(a != b for a, b in zip(bare, other, strict=True)) == 1:
                return column.title
    return ""
