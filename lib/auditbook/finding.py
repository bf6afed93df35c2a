"""What is wrong, and what a check answers: values, never exceptions."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date

ROW = r"第 ?\d+ ?行"
SEVERITIES = ("高", "中", "低")


@dataclass(frozen=True)
class Source:
    """Where a figure stands: a file of the unit, its sheet, row and column as a person counts them (from 1)."""

    file: str
    sheet: str = ""
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        place = f"{self.file}[{self.sheet}]" if self.sheet else self.file
        row = "" if self.row is None else f" 第{self.row}行"
        return f"{place}{row}{f'“{self.column}”' if self.column else ''}"


@dataclass(frozen=True)
class Problem:
    """Something in a unit's file that could not be taken as it stands, and what to do about it.

    ``note`` marks what was read after all (an amount converted from 万元): told, but nothing to mend.
    """

    source: Source
    message: str
    remedy: str
    note: bool = False

    def __str__(self) -> str:
        return f"{self.source}：{self.message}。{self.remedy}"


def as_problem(source: Source, error: Exception) -> Problem:
    """An error of a file as a problem: its first sentence is the message, the rest is the remedy."""
    message, _, remedy = str(error).partition("。")
    return Problem(source, message, remedy or "改好后重新运行")


def unopened(source: Source, error: OSError) -> Problem:
    """A file that the system does not open."""
    told = f"打不开（{error.strerror or type(error).__name__}）"
    return Problem(source, told, "请关闭正在使用它的程序，检查权限后重新运行")


@dataclass(frozen=True)
class Evidence:
    """One row of a finding: the place, the amount there (yuan, or None) and what it shows.

    ``group`` is the matter within its check that the row belongs to; ``voucher`` the file's own text, for a gap the
    missing number in the file's manner. ``severity`` is empty unless the row weighs less than its check; ``unit`` is
    empty unless the matter lies across units.
    """

    source: Source
    reason: str
    amount: object | None = None
    account: str = ""
    group: str = ""
    voucher: str = ""
    line: int | None = None
    date: date | None = None
    severity: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Outcome:
    """What one check answered about one unit-year, with its evidence.

    ``status`` is one of clean, findings, not_enough_data, not_applicable, failed. ``message`` is Chinese and says
    what was compared also when nothing was found, or what was lacking; ``parts`` is the same message with the facts
    themselves in place of their figures. ``found`` counts all rows of evidence, also those that are too many to be
    listed; ``amount`` is their total. ``lines`` and ``money`` (yuan) are what was looked at, None where nobody said;
    ``looked`` are the units that had something to compare, where a check over all units says so.
    """

    check: str
    title: str
    status: str
    message: str
    severity: str = ""
    word: str = ""
    basis: str = ""
    advice: str = ""
    amount: object | None = None
    evidence: tuple[Evidence, ...] = ()
    parts: tuple[object, ...] = field(default=(), repr=False)
    found: int = 0
    lines: int | None = None
    money: object | None = None
    looked: tuple[str, ...] = ()


def finding_key(check: str, unit: str, year: int, group: str) -> str:
    """A key that survives re-runs and rows that have nothing to do with the matter."""
    return f"{check}-{_digest(unit, str(year), group)[:10]}"


def evidence_hash(evidence: tuple[Evidence, ...]) -> str:
    """Changes as soon as a row of the evidence does; the rows' order and numbering do not matter."""
    return _digest(*sorted(_row(piece) for piece in evidence))[:16]


def _row(piece: Evidence) -> str:
    source = piece.source
    row = f"{source.file}|{source.sheet}|{source.column}|{piece.amount}|{re.sub(ROW, '', piece.reason)}"
    return f"{row}|{piece.voucher}|{piece.date}" if piece.voucher else row


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode(errors="surrogateescape")).hexdigest()
