"""The unions of a federation: one case each, opened once. One that cannot be opened is a line, not an exception."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import duckdb

from auditbook.errors import AuditbookError
from auditbook.report.books.ledger import Ledger, ledger
from auditbook.workspace import Unit

if TYPE_CHECKING:
    from auditbook.case import Case

NOT_RECEIVED = "未收到资料"


@dataclass(frozen=True)
class Union:
    """A union and its case; without one, ``reason`` says why: 未收到资料, or why it could not be opened."""

    unit: Unit
    case: Case | None
    reason: str = ""

    @property
    def name(self) -> str:
        """Its short name in units.csv, else its name."""
        return self.unit.short_name or self.unit.name

    @property
    def booked(self) -> Ledger | None:
        """What its books show; None without a case."""
        return None if self.case is None else ledger(self.case)


def unions(case: Case) -> list[Union]:
    """The unions below the unit of ``case`` in the order of units.csv, kept with the case."""
    if "_unions" not in case.__dict__:
        here = set(case.place.folders(case.year))
        below = [unit for unit in case.place.units().values() if unit.parent == case.unit and unit.id != case.unit]
        case.__dict__["_unions"] = [_opened(case, unit, unit.id in here) for unit in below]
    found: list[Union] = case.__dict__["_unions"]
    return found


def audited(case: Case) -> list[tuple[Union, Case]]:
    """The unions that have a case, with it."""
    return [(union, union.case) for union in unions(case) if union.case is not None]


def _opened(case: Case, unit: Unit, received: bool) -> Union:
    if not received:
        return Union(unit, None, NOT_RECEIVED)
    own = replace(case, unit=unit.id, again=False)
    try:
        # all that can fail for reasons of its own: reading its files, and asking the checks
        _ = own.answered, own.engagement.reported, ledger(own).moves
    except AuditbookError as problem:
        return Union(unit, None, f"未能打开：{problem}")
    except (OSError, duckdb.Error) as problem:
        # no words of theirs: they name folders of this machine
        return Union(unit, None, f"未能打开（{type(problem).__name__}），见其运行结果")
    return Union(unit, own)
