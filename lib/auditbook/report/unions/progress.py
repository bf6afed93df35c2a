"""Where the audit of each union stands (资料, 复核, 回函), and what has changed since last year."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from auditbook.decisions import CONFIRMED
from auditbook.engagement.material import STATES, listed
from auditbook.engagement.rectification import rectification
from auditbook.finding import Outcome
from auditbook.sheets import Row

if TYPE_CHECKING:
    from auditbook.case import Case

_LOOKED = ("clean", "findings")
COMPARISONS = ("Y03", "A29", "Y04", "Y02")


@dataclass(frozen=True)
class Progress:
    """Counts of one union: material by state; papers of matters reviewed of all; how many levels a report
    has and which of them it lacks; signatures that lapsed; replies and how many of them are answered."""

    material: dict[str, int]
    complete: bool
    papers: int
    reviewed: int
    levels: int
    unsigned: tuple[str, ...]
    lapsed: int
    replies: int
    answered: int


@dataclass(frozen=True)
class Changes:
    """What stood at the end of last year and what became of it.

    ``confirmed``: findings confirmed then, None where no decisions of that year are there. ``promised``: matters of
    earlier years in the ledger of rectification by where they stand, None without a ledger. ``found``: how many matters
    Y03 (again), A29 (the like), Y04 (overdue) and Y02 (jumps) found; the reason where one could not look.
    """

    last_year: bool
    confirmed: int | None
    promised: dict[str, int] | None
    found: dict[str, int | str]


def progress(case: Case) -> Progress:
    """How far the engagement of a union has come."""
    file = case.engagement
    states = Counter(item.state for item in listed(case))
    reviewed = sum(not paper.signed.lacking(file.plan.matter) for paper in file.papers if paper.issue)
    replies = case.loaded.tables.get("feedback", [])
    levels = file.plan.final
    unsigned = tuple(level for level in levels if level not in file.report_paper.signed.standing)
    return Progress(
        {state: states[state] for state in STATES}, bool(case.complete), len(file.issues), reviewed, len(levels),
        unsigned, len(file.lapsed), len(replies), sum(bool(row["accepted"]) for row in replies),
    )  # fmt: skip


def changes(case: Case) -> Changes:
    """What was there last year, and what the checks over the years say of it."""
    (member,) = case.books.members
    before = member.before.small.get("decisions")
    given = {outcome.check: outcome for outcome in case.proved}
    return Changes(
        bool(member.before.present),
        None if before is None else len(_confirmed(before)),
        _promised(case) if "followup" in case.loaded.tables else None,
        {check: _found(given.get(check)) for check in COMPARISONS},
    )


def _promised(case: Case) -> dict[str, int]:
    """The matters of earlier years by where they stand on the day of the report."""
    ledger = rectification(case)
    return dict(Counter(one.state(ledger.on) for one in ledger.earlier(case.year)))


def _confirmed(rows: list[Row]) -> set[str]:
    """The findings whose last decision confirms them."""
    last: dict[str, Any] = {}
    for row in rows:
        if row["finding"] and row["decision"]:
            last[row["finding"]] = row["decision"]
    return {finding for finding, decision in last.items() if decision == CONFIRMED}


def _found(outcome: Outcome | None) -> int | str:
    if outcome is None:
        return "未执行"
    if outcome.status not in _LOOKED:
        return {"not_applicable": "不适用", "failed": "未能运行"}.get(outcome.status, "未能核对")
    return len({piece.group for piece in outcome.evidence})
