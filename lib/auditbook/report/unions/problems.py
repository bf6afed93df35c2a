"""What was confirmed, evidenced and reviewed in the unions, class by class; what is not decided is only counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from auditbook.engagement.issues import Issue
from auditbook.finding import SEVERITIES
from auditbook.matters import matters
from auditbook.report.unions.unions import Union, audited, unions

if TYPE_CHECKING:
    from auditbook.case import Case

AGAIN = ("Y03", "A29")  # the checks that tell whether a matter of an earlier year came back
_LOOKED = ("clean", "findings")


@dataclass(frozen=True)
class Row:
    """The reported issues of one class in one union. ``amount``: yuan, None where no issue has one.

    ``again``: how many concern a check whose matters of earlier years came back; None where nobody could compare.
    """

    code: str
    title: str
    union: Union
    issues: tuple[Issue, ...]
    again: int | None

    @property
    def amount(self) -> Decimal | None:
        """The amounts of the issues added up, a voucher that two of them share once."""
        joined = matters(found for issue in self.issues for found in issue.findings)
        known = [matter.amount for matter in joined if matter.amount is not None]
        return sum(known, Decimal(0)) if known else None


@dataclass(frozen=True)
class Open:
    """What is not reported yet in a union: findings that nobody decided, by severity and by class of the matter;
    issues that lack their evidence sheet or review."""

    union: Union
    by_severity: dict[str, int]
    by_class: dict[str, int]
    lacking: int


def rows(case: Case) -> list[Row]:
    """问题汇总 class by class, within a class in the order of the unions."""
    found = [row for union, own in audited(case) for row in _rows(union, own)]
    order = {union.unit.id: number for number, union in enumerate(unions(case))}
    return sorted(found, key=lambda row: (row.code, order[row.union.unit.id]))


def came_back(case: Case) -> set[str] | None:
    """The checks whose matters of earlier years show again this year, by Y03 and A29; None where neither could look.

    A29 names the checks of a matter before its words: ``A21,A23|其他应收款长期挂账``.
    """
    mine = [outcome for outcome in case.proved if outcome.check in AGAIN and outcome.status in _LOOKED]
    if not mine:
        return None
    groups = (piece.group for outcome in mine for piece in outcome.evidence)
    return {check for group in groups for check in group.partition("|")[0].split(",")}


def repeated(case: Case, issue: Issue) -> bool | None:
    """Whether the issue's checks had a matter in an earlier year; None where nobody could compare."""
    checks = came_back(case)
    return None if checks is None else any(found.outcome.check in checks for found in issue.findings)


def deadline(case: Case) -> date | None:
    """The day by which rectification is proposed: the report's date and the year's ``rectify_days``; None without."""
    day, days = case.settings["report_date"], case.settings["rectify_days"]
    return None if day is None or days is None else day + timedelta(days=int(days))


def open_ones(case: Case) -> list[Open]:
    """What is not reported yet, union by union."""
    return [_open(union, own) for union, own in audited(case)]


def by_severity(found: Iterable[str]) -> dict[str, int]:
    """How many of each severity, the gravest first; all three are there."""
    counts = Counter(found)
    return {severity: counts[severity] for severity in SEVERITIES}


def _rows(union: Union, case: Case) -> list[Row]:
    plan = case.engagement.plan
    classes: dict[str, list[Issue]] = {}
    for issue in case.engagement.reported:
        classes.setdefault(issue.code, []).append(issue)
    return [Row(code, plan.title(code), union, tuple(found), _again(case, found)) for code, found in classes.items()]


def _again(case: Case, found: list[Issue]) -> int | None:
    told = [repeated(case, issue) for issue in found]
    return None if None in told else sum(map(bool, told))


def _open(union: Union, case: Case) -> Open:
    file = case.engagement
    undecided = file.undecided
    classes = Counter(file.plan.class_of(one.outcome.check) for one in undecided)
    lacking = len(file.issues) - len(file.reported)
    by_class = {code: classes[code] for code in file.plan.classes}
    return Open(union, by_severity(one.severity for one in undecided), by_class, lacking)
