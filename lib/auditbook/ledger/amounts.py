"""Questions to a column of amounts. NULL is no amount, so it is neither above nor below zero, and not nonzero."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from auditbook.ledger.kinds import MONEY

ZERO = pa.scalar(Decimal("0.00"), MONEY)


def nonzero(amounts: pa.Array) -> pa.Array:
    """The rows that have an amount other than 0."""
    return pc.fill_null(pc.not_equal(amounts, ZERO), False)


def above(amounts: pa.Array) -> pa.Array:
    """The rows whose amount is above 0."""
    return pc.fill_null(pc.greater(amounts, ZERO), False)


def below(amounts: pa.Array) -> pa.Array:
    """The rows whose amount is below 0."""
    return pc.fill_null(pc.less(amounts, ZERO), False)


def no_rows(count: int) -> pa.Array:
    """None of ``count`` rows."""
    return pa.array([False] * count)


def how_many(rows: pa.Array) -> int:
    """In how many rows a mask is true."""
    return pc.sum(rows).as_py() or 0
