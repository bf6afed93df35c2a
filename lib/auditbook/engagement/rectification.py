"""整改: what was promised about earlier matters, what came back, what is overdue, and what happens again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from auditbook.cells import fold
from auditbook.finding import Problem, Source

if TYPE_CHECKING:
    from auditbook.case import Case
    from auditbook.sheets import Row

CLOSED, DONE, UNPROVED, OVERDUE, OPEN, UNDATED = (
    "已销号", "已完成，待确认销号", "已完成，缺佐证", "超过期限", "整改中", "未定期限",
)  # fmt: skip
AGAIN = ("A29", "Y03")  # the checks that look whether a matter of earlier years is there again
_TEXTS = ("finding", "check", "matter", "measure", "proof", "closed_by")
_SHOWN = 40


@dataclass(frozen=True)
class Followed:
    """One line of the ledger of rectification.

    ``closed`` is the day on which somebody of the auditors confirmed it, None where that does not count. ``again`` are
    the checks that list a matter of the same kind this year; ``repeated``: such a matter stands in this year's report.
    """

    year: int | None
    number: str
    check: str
    matter: str
    measure: str
    due: date | None
    done: date | None
    proof: str
    receipt: date | None
    closed: date | None
    closed_by: str
    source: Source
    again: tuple[str, ...] = ()
    repeated: bool = False

    def state(self, on: date) -> str:
        """Where it stands on a day."""
        if self.closed is not None:
            return CLOSED
        if self.done is not None:
            return DONE if self.proof else UNPROVED
        if self.due is None:
            return UNDATED
        return OVERDUE if self.due < on else OPEN

    @property
    def late(self) -> bool:
        """It was done, after its day."""
        return self.done is not None and self.due is not None and self.due < self.done


@dataclass(frozen=True)
class Rectification:
    """The ledger as it stands ``on`` a day, matter by matter; ``problems`` is what could not be taken."""

    on: date
    followed: tuple[Followed, ...]
    problems: tuple[Problem, ...]

    def earlier(self, year: int) -> list[Followed]:
        """The matters of the years before ``year``, those without a year among them."""
        return [one for one in self.followed if one.year is None or one.year < year]


def rectification(case: Case) -> Rectification:
    """What the ledger of a case says on the day of its report (else its cut-off, else the end of its year)."""
    on = case.settings["report_date"] or case.settings["cut_off"] or case.period_end
    rows = [row for row in case.loaded.tables.get("followup", []) if _text(row, "matter")]
    problems: list[Problem] = []
    again = _again(case) if rows else {}
    reported = (
        {found.outcome.check for issue in case.engagement.reported for found in issue.findings} if rows else set()
    )
    followed = tuple(_followed(case, row, again.get(_place(row.source), ()), reported, problems) for row in rows)
    return Rectification(on, followed, tuple(problems))


def rectification_problems(case: Case) -> list[Problem]:
    """What was written about closing and does not count, without looking at this year's matters."""
    rows = [row for row in case.loaded.tables.get("followup", []) if _text(row, "matter")]
    return [problem for row in rows for problem in _against_closing(case, row)]


def _followed(
    case: Case, row: Row, again: tuple[str, ...], reported: set[str], problems: list[Problem]
) -> Followed:  # fmt: skip
    against = list(_against_closing(case, row))
    problems += against
    number, check, matter, measure, proof, by = (_text(row, name) for name in _TEXTS)
    return Followed(
        row["year"], number, check, matter, measure, row["due"], row["done"], proof, row["receipt"],
        None if against else row["closed"], by, row.source, again, bool(reported & set(again)),
    )  # fmt: skip


def _against_closing(case: Case, row: Row) -> Iterator[Problem]:
    """Closing takes a day, the work done, its proof, and somebody who is not the audited unit."""
    matter = _text(row, "matter")[:_SHOWN]
    closed, by = row["closed"], _text(row, "closed_by")
    if closed is None and not by:
        return
    wanted = {"确认销号日期": closed, "完成日期": row["done"], "佐证": _text(row, "proof"), "销号确认人": by}
    if lacking := [title for title, value in wanted.items() if not value]:
        told = f"问题“{matter}”登记了销号，但没有写{'、'.join(lacking)}，不能销号，仍按未销号处理"
        yield Problem(row.source, told, "请核实整改后补齐；还没有核实的，请清空确认销号日期和销号确认人")
        return
    if fold(by) in {fold(case.about.name), fold(case.about.short_name)}:
        told = f"问题“{matter}”的销号确认人是被审计单位自己，不能销号，仍按未销号处理"
        yield Problem(row.source, told, "销号由审计方核实后确认，请写核实人的姓名")
    elif closed < row["done"]:
        told = f"问题“{matter}”的确认销号日期 {closed} 早于完成日期 {row['done']}，不能销号，仍按未销号处理"
        yield Problem(row.source, told, "请核对两个日期")


def _again(case: Case) -> dict[tuple[str, str, int | None], tuple[str, ...]]:
    """The checks that found a matter of the same kind this year, by the place of the ledger's line."""
    found: dict[tuple[str, str, int | None], tuple[str, ...]] = {}
    for outcome in case.proved:
        for piece in outcome.evidence if outcome.check in AGAIN and outcome.status == "findings" else ():
            place = _place(piece.source)
            found[place] = _once([*found.get(place, ()), *piece.group.partition("|")[0].split(",")])
    return found


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, names)))


def _place(source: Source) -> tuple[str, str, int | None]:
    return source.file, source.sheet, source.row


def _text(row: Row, column: str) -> str:
    return str(row[column] or "").strip()
