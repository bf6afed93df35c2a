"""Rows of a balance table that are not accounts: items of an account, other months. An account stands once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import pyarrow as pa

_MONEY = ("opening_debit", "opening_credit", "debit", "credit", "closing_debit", "closing_credit")


@dataclass
class Details:
    """Rows to leave out, by reason; rows to tell of, by message."""

    skipped: dict[str, np.ndarray] = field(default_factory=dict)
    told: dict[str, np.ndarray] = field(default_factory=dict)


def details(columns: dict[str, pa.Array]) -> Details:
    """What stands below the accounts: rows of one code of which one is the sum of the others, and other periods."""
    count = len(columns["account"])
    found = Details()
    kept = np.ones(count, dtype=bool)
    periods = columns["period"].to_pylist() if "period" in columns else [None] * count
    if len(known := {period for period in periods if period is not None}) > 1:
        other = np.array([period is not None and period != max(known) for period in periods])
        found.skipped["其他期间的余额行"] = other
        found.told[f"一张表里有{len(known)}个期间的余额，只读取了最后一期"] = _first(other)
        kept &= ~other
    rows: dict[tuple[object, ...], list[int]] = defaultdict(list)
    books = columns["book"].to_pylist() if "book" in columns else [None] * count
    for row, account in enumerate(columns["account"].to_pylist()):
        if kept[row] and account is not None:
            rows[account, books[row]].append(row)
    amounts = [[value or Decimal(0) for value in columns[name].to_pylist()] for name in _MONEY if name in columns]
    items, twice = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    for same in (places for places in rows.values() if len(places) > 1):
        whole = _whole(same, amounts)
        for row in same:
            items[row] = whole is not None and row != whole
            twice[row] = whole is None
    if items.any():
        found.skipped["辅助核算明细行"] = items
    if twice.any():
        found.told["同一科目编码出现多次，分不清哪一行是科目的余额"] = twice
    return found


def _whole(same: list[int], amounts: list[list[Decimal]]) -> int | None:
    """The one row of which all others are the parts."""
    found = [row for row in same if all(2 * column[row] == sum(column[other] for other in same) for column in amounts)]
    return found[0] if len(found) == 1 else None


def _first(mask: np.ndarray) -> np.ndarray:
    only = np.zeros(len(mask), dtype=bool)
    only[int(np.flatnonzero(mask)[0])] = True
    return only
