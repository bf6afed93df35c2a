"""What is odd about a heading and told: amounts in 万元, a column twice, columns that the table does not know."""

from __future__ import annotations

import difflib
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
    if sheet.hidden:
        problems.append(Problem(source, "隐藏的工作表也已读取", "不需要的请删除", note=True))
    for title in heading.twice.values():
        twice = f"列“{title}”出现了两次，只用了第一列"
        problems.append(Problem(replace(source, column=title), twice, "请删去或改名其中一列"))
    _tell_unknown(heading, source, problems)
    return replace(heading, factors=factors)


def _tell_unknown(heading: Heading, source: Source, problems: list[Problem]) -> None:
    words = [word for column in heading.table.columns.values() for word in (column.title, *column.also)]
    missing = {c.title for c in heading.table.columns.values() if c.name not in heading.names}
    unknown = [title for index, title in heading.extra.items() if index not in heading.second]
    for title in unknown:
        near = difflib.get_close_matches(title, words, n=1, cutoff=0.75)
        if near and near[0] in missing:
            told = f"不认识的列“{title}”，没有读取，是否为“{near[0]}”"
            problems.append(Problem(replace(source, column=title), told, "如果是，请改列名"))
    if unknown:
        told = f"不认识的列：{'、'.join(unknown)}；内容保留，不参与计算"
        problems.append(Problem(source, told, "可对照模板改列名", note=True))
