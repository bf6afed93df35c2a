"""Gaps that the file itself fills: voucher and date from a voucher's first line, a date from the other date.

Heads are filled down within a voucher, never across a gap.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditbook.ledger.amounts import how_many
from auditbook.ledger.context import Columns, Context, Repair
from auditbook.ledger.raw import raw

HEADS = ("date", "voucher", "word", "number", "period", "month", "day", "year", "maker", "checker", "poster", "book")
NUMBERS = ("voucher", "number")


@dataclass
class FillDown:
    """Fills block after block; ``filled`` counts the cells by column, ``first`` are examples (row, before, after)."""

    filled: dict[str, int] = field(default_factory=dict)
    first: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict)
    _above: dict[str, str] = field(default_factory=dict)

    def __call__(self, columns: Columns, others: np.ndarray, numbers: np.ndarray) -> Columns:
        """``columns`` with the heads of continued lines; ``others`` are the rows that are not data."""
        heads = [name for name in HEADS if name in columns]
        key = next((name for name in NUMBERS if name in columns), None)
        if key is None or not len(numbers):
            return columns
        if "month" not in columns and self._whole(columns, key, others):
            self._remember(columns, heads, others)
            return columns
        # the last line of the block before stands in as row 0
        with_above = {name: _prepend(self._above.get(name, ""), columns[name]) for name in heads}
        barrier = np.concatenate([[False], others])
        filled = dict(columns)
        has = {name: raw(column).filled for name, column in with_above.items()}
        source = _last(has[key], barrier)
        continued = ~has[key] & ~barrier & (source >= 0) & self._same_head(with_above, has, source)
        blank_date = "date" in has and bool((~has["date"] & has[key] & ~barrier).any())
        if continued.any() or blank_date or "month" in has:
            filled |= self._fill(with_above, has, key, barrier, continued, numbers)
        self._remember(filled, heads, others)
        return filled

    def repairs(self) -> list[Repair]:
        """What was filled, by column."""
        return [
            Repair(name, "凭证首行之外的空格按首行补齐", count, tuple(self.first[name]))
            for name, count in self.filled.items()
            if count
        ]

    @staticmethod
    def _whole(columns: Columns, key: str, others: np.ndarray) -> bool:
        """Every line has its number and its date."""
        return all(bool((raw(columns[name]).filled | others).all()) for name in (key, "date") if name in columns)

    def _same_head(
        self, columns: Columns, has: dict[str, np.ndarray], source: np.ndarray
    ) -> np.ndarray:  # fmt: skip
        """Rows that have no date or 字 of their own that differs from the voucher's above: those begin another one."""
        same = np.ones(len(source), dtype=bool)
        for name in ("date", "word", "period", "day"):
            if name in columns:
                codes = columns[name].dictionary_encode().indices.to_numpy(zero_copy_only=False)
                same &= ~has[name] | (codes == codes[np.maximum(source, 0)])
        return same

    def _fill(
        self, columns: Columns, has: dict[str, np.ndarray], key: str, barrier: np.ndarray,
        continued: np.ndarray, numbers: np.ndarray,
    ) -> Columns:  # fmt: skip
        own = pc.fill_null(columns[key].take(pa.array(np.maximum(_last(has[key], barrier), 0))), "")
        voucher = own.dictionary_encode().indices.to_numpy(zero_copy_only=False)
        result = {}
        for name, column in columns.items():
            source = _last(has[name], np.zeros_like(barrier) if name in ("month", "year") else barrier)
            wanted = ~has[name] & ~barrier & (source >= 0)
            if name not in ("month", "year"):
                # only from the same voucher
                wanted &= voucher[np.maximum(source, 0)] == voucher
                if name not in ("date", "day", "period"):
                    wanted &= continued
            take = np.where(wanted, source, np.arange(len(source)))
            result[name] = column.take(pa.array(take))[1:]
            if name == key:
                self._count(np.flatnonzero(wanted[1:]), "凭证字号", result[name], numbers)
            elif name in ("date", "month", "day"):
                self._count(np.flatnonzero((wanted & ~continued)[1:]), name, result[name], numbers)
        return result

    def _count(self, rows: np.ndarray, name: str, column: pa.Array, numbers: np.ndarray) -> None:
        self.filled[name] = self.filled.get(name, 0) + len(rows)
        known = self.first.setdefault(name, [])
        known += [(int(numbers[row]), "", column[int(row)].as_py()) for row in rows[: max(0, 20 - len(known))]]

    def _remember(self, columns: Columns, heads: list[str], others: np.ndarray) -> None:
        for name in heads:
            if name in ("month", "year"):
                rows = np.flatnonzero(raw(columns[name]).filled)
                self._above[name] = columns[name][int(rows[-1])].as_py() if len(rows) else self._above.get(name, "")
            else:
                self._above[name] = "" if others[-1] else columns[name][len(others) - 1].as_py()


def from_second(columns: Columns, cells: list[pa.Array], context: Context) -> Columns:
    """What its column lacks, from another of the row: a date (记账日 beside 交易日), a payee (客户 beside 供应商)."""
    heading = context.heading
    for index, column in heading.second.items():
        if (column.kind != "date" and column.name != "payee") or index >= len(cells) or column.name not in columns:
            continue
        own = columns[column.name]
        # the time beside a date is no date
        there = r"^[0-9]{8}|[-./年月]" if column.kind == "date" else r"\S"
        gaps = pc.and_(pc.equal(own, ""), pc.match_substring_regex(cells[index], there))
        if pc.any(gaps).as_py():
            context.count(column.name, f"空白处取自“{heading.extra[index]}”列", how_many(gaps))
            columns = {**columns, column.name: pc.if_else(gaps, cells[index], own)}
    return columns


def _prepend(value: str, column: pa.Array) -> pa.Array:
    return pa.concat_arrays([pa.array([value], column.type), column])


def _last(has: np.ndarray, barrier: np.ndarray) -> np.ndarray:
    """For each row the nearest row above (or itself) that has a value and no barrier between; -1 if none."""
    index = np.arange(len(has))
    found = np.maximum.accumulate(np.where(has, index, -1))
    wall = np.maximum.accumulate(np.where(barrier, index, -1))
    return np.where(found > wall, found, -1)
