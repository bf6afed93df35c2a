"""The vouchers behind findings, quoted line by line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from auditbook.checks import sandbox
from auditbook.checks.steps import period, prepare
from auditbook.matters import Matter

if TYPE_CHECKING:
    from auditbook.case import Case

VOUCHERS = 3  # quoted of one matter
LINES = 8  # quoted of one voucher
_TRAITS = {"round_amount": "整额", "vague_summary": "摘要含糊", "rare_maker": "少见的制单人"}
# a list names a voucher by its text alone: then the month must be the same
_IDS = """
    SELECT DISTINCT matter, id FROM (
        SELECT w.matter, e.id FROM entries e JOIN (
            SELECT unnest($matters::INTEGER[]) AS matter, unnest($files::VARCHAR[]) AS file,
                   unnest($sheets::VARCHAR[]) AS sheet, unnest($rows::INTEGER[]) AS "row"
        ) w ON w."row" = e."row" AND w.file = e.file AND w.sheet = e.sheet
        UNION ALL
        SELECT w.matter, e.id FROM entries e JOIN (
            SELECT unnest($named::INTEGER[]) AS matter, unnest($vouchers::VARCHAR[]) AS voucher,
                   unnest($months::INTEGER[]) AS month
        ) w ON w.voucher = e.voucher AND w.month = month(e.date))"""
_LINES = f"""
    SELECT i.matter, e.id, e.voucher, e.date, e.summary, e.account, e.account_title, e.dr, e.cr, e.payee,
           e.attachments, e.file, e.sheet, e."row", t.round_amount, t.vague_summary,
           t.rare_maker
    FROM entries e JOIN ({_IDS}) i ON i.id = e.id LEFT JOIN traits t ON t.id = e.id
    ORDER BY i.matter, e.date, e.file, e.sheet, e."row" """


@dataclass(frozen=True)
class Quote:
    """One voucher: its lines as they stand in the journal, and what a reader may want to know of it."""

    voucher: str
    lines: tuple[dict[str, Any], ...]

    @property
    def amount(self) -> Decimal:
        """What it moves."""
        return sum((line["dr"] for line in self.lines), Decimal(0))

    @property
    def traits(self) -> list[str]:
        """整额, 摘要含糊, 少见的制单人: no findings, but a reason to look earlier."""
        return [title for name, title in _TRAITS.items() if self.lines[0][name]]


def quotes(case: Case, listed: Iterable[Matter]) -> list[list[Quote]]:
    """The vouchers of every matter, as far as they are this unit's own, in the order of ``listed``."""
    known = list(listed)
    found: list[list[Quote]] = [[] for _ in known]
    if "journal" not in case.books.present:
        return found
    prepare(case.books.connection, [_LINES], period(case.year))
    rows = sandbox.select(case.books.connection, _LINES, _wanted(case, known)).to_pylist()
    by_voucher: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for row in rows:
        by_voucher.setdefault((row["matter"], row["id"]), []).append(row)
    for (matter, _), lines in by_voucher.items():
        found[matter].append(Quote(lines[0]["voucher"] or "", tuple(lines)))
    return found


def _wanted(case: Case, listed: list[Matter]) -> dict[str, list[Any]]:
    wanted: dict[str, list[Any]] = {
        name: [] for name in ("matters", "files", "sheets", "rows", "named", "vouchers", "months")
    }
    for number, matter in enumerate(listed):
        for piece in matter.pieces:
            if piece.unit and piece.unit != case.unit:
                continue
            if piece.source.row is not None:
                for name, value in zip(
                    ("matters", "files", "sheets", "rows"),
                    (number, piece.source.file, piece.source.sheet, piece.source.row), strict=True,
                ):  # fmt: skip
                    wanted[name].append(value)
            if piece.voucher and piece.date:
                for name, value in zip(
                    ("named", "vouchers", "months"), (number, piece.voucher, piece.date.month), strict=True
                ):
                    wanted[name].append(value)
    return wanted
