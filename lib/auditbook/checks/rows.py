"""The rows that a check answers: counted, added up exactly, and put where the journal's lines stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from auditbook.checks.header import Row
from auditbook.errors import SetupError
from auditbook.finding import Source

NEEDED = frozenset({"group_key", "origin", "amount", "reason"})
# what a statement may leave to the journal
PLACE = ("voucher", "line", "date", "account")
# the journal's lines at the origins that ``places_asked`` gives
PLACES = f"""
    SELECT j.file || '|' || j.sheet || '|' || j."row" AS origin, {", ".join(f"j.{name}" for name in PLACE)}
    FROM journal j JOIN (
        SELECT unnest($files::VARCHAR[]) AS file, unnest($sheets::VARCHAR[]) AS sheet, unnest($rows::BIGINT[]) AS "row"
    ) o ON j."row" = o."row" AND j.file = o.file AND j.sheet = o.sheet
"""
EXACT = "amount 应是至多两位小数的定点数。请写成 CAST(… AS DECIMAL(18, 2))。"
_YUAN = pa.decimal128(38, 2)


@dataclass
class Rows:
    """The rows of evidence: the first ``most`` kept, all of them counted and added up (yuan)."""

    most: int
    listed: list[Row] = field(default_factory=list)
    found: int = 0
    amount: Decimal | None = None

    def add(self, batch: pa.RecordBatch) -> None:
        """Errors: SetupError for rows without the columns that every check gives, or whose amounts are not exact."""
        if missing := NEEDED - set(batch.schema.names):
            raise SetupError(f"语句的结果缺少列 {'、'.join(sorted(missing))}。")
        amounts = _exact(batch["amount"])
        batch = batch.set_column(batch.schema.get_field_index("amount"), "amount", amounts)
        self.listed += batch.slice(0, self.most - len(self.listed)).to_pylist()
        self.found += batch.num_rows
        amount = pc.sum(amounts).as_py()
        if amount is not None:
            self.amount = (self.amount or Decimal(0)) + amount

    @property
    def unplaced(self) -> list[str]:
        """The origins of those rows that leave their place to the journal."""
        return list(dict.fromkeys(row["origin"] for row in self.listed if "voucher" not in row and row["origin"]))


def places_asked(origins: Iterable[str]) -> dict[str, list[Any]]:
    """The parameters of ``PLACES``."""
    sources = [source_of(origin) for origin in origins]
    return {
        "files": [source.file for source in sources],
        "sheets": [source.sheet for source in sources],
        "rows": [source.row for source in sources],
    }


def places(rows: Iterable[Row]) -> dict[str, Row]:
    """The rows of ``PLACES`` by origin."""
    return {row["origin"]: {name: row[name] for name in PLACE} for row in rows}


def source_of(origin: str | None) -> Source:
    """The place that an ``origin`` (file|sheet|row) names; a sheet may have the sign in its name, a file has not."""
    if not origin:
        return Source("")
    file, _, place = origin.partition("|")
    sheet, _, row = place.rpartition("|")
    return Source(file, sheet, int(row))


def _exact(amounts: pa.Array) -> pa.Array:
    if pa.types.is_floating(amounts.type):
        raise SetupError(EXACT)
    try:
        return amounts.cast(_YUAN)
    except pa.ArrowInvalid:
        raise SetupError(EXACT) from None
