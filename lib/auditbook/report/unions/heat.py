"""Checks × unions: what every check answered in every union, as signs that can be read without colours."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditbook.decisions import DISMISSED
from auditbook.finding import SEVERITIES, Outcome
from auditbook.report.findings.tables import FAMILIES, audits
from auditbook.report.unions.unions import Union, audited, unions

if TYPE_CHECKING:
    from auditbook.case import Case

OWN = "本单位自定的检查"
# what a cell says where nothing is open: the sign, and its meaning in the key
CLEAN, DONE, LACKING, NEEDLESS, FAILED, ABSENT = "○", "排", "缺", "免", "败", "无"
KEY = {
    CLEAN: "已执行，未列出疑点", DONE: "疑点都已排除", LACKING: "资料不足，未执行", NEEDLESS: "不适用",
    FAILED: "未能运行", ABSENT: "没有这个单位的资料",
}  # fmt: skip
_OF_STATUS = {"clean": CLEAN, "not_enough_data": LACKING, "not_applicable": NEEDLESS, "failed": FAILED}


@dataclass(frozen=True)
class Cell:
    """The answer of one check in one union: ``severity`` and ``count`` of what is not dismissed, else a ``sign``."""

    sign: str
    severity: str = ""
    count: int = 0

    def __str__(self) -> str:
        return f"{self.severity}{self.count}" if self.severity else self.sign


@dataclass(frozen=True)
class Line:
    """One check with its cells, in the order of the unions."""

    check: str
    title: str
    cells: tuple[Cell, ...]


def heat(case: Case) -> dict[str, list[Line]]:
    """The lines of all checks by family, kept with the case; a check that only some unions have is ABSENT elsewhere."""
    if "_heat" not in case.__dict__:
        case.__dict__["_heat"] = _heat(case)
    found: dict[str, list[Line]] = case.__dict__["_heat"]
    return found


def _heat(case: Case) -> dict[str, list[Line]]:
    columns = [_column(union) for union in unions(case)]
    titles = {o.check: o.title for _, own in audited(case) for o in audits(own)}
    families: dict[str, list[Line]] = {title: [] for title in [*FAMILIES.values(), OWN]}
    for check in sorted(titles):
        cells = tuple(column.get(check, Cell(ABSENT)) for column in columns)
        families[FAMILIES.get(check[0], OWN)].append(Line(check, titles[check], cells))
    return {family: lines for family, lines in families.items() if lines}


def _column(union: Union) -> dict[str, Cell]:
    if union.case is None:
        return {}
    open_ones: dict[str, Counter[str]] = {}
    for found in union.case.found:
        if found.standing.decision != DISMISSED:
            open_ones.setdefault(found.outcome.check, Counter())[found.severity] += 1
    return {outcome.check: _cell(outcome, open_ones.get(outcome.check, Counter())) for outcome in audits(union.case)}


def _cell(outcome: Outcome, counts: Counter[str]) -> Cell:
    if outcome.status != "findings":
        return Cell(_OF_STATUS[outcome.status])
    gravest = next((severity for severity in SEVERITIES if counts[severity]), "")
    return Cell("", gravest, counts.total()) if gravest else Cell(DONE)
