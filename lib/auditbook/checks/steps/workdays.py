"""The days on which vouchers are dated: whether people worked, and the festival that gave them the day off.

``workdays(day, workday, holiday)``. A Saturday that was made a working day is one. A year whose arrangement the
package ``chinesecalendar`` does not know yet (it is announced in the autumn before) has no rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import chinese_calendar
import duckdb
import pyarrow as pa

from auditbook.checks.sandbox import select

USES = ("vouchers",)
SCHEMA = pa.schema([("day", pa.date32()), ("workday", pa.bool_()), ("holiday", pa.string())])
_NAMES = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}


def answer(con: duckdb.DuckDBPyConnection, parameters: Mapping[str, Any]) -> pa.Table:
    """One row a day that a voucher is dated on."""
    days = select(con, "SELECT DISTINCT date AS day FROM vouchers WHERE date IS NOT NULL ORDER BY day")
    return pa.Table.from_pylist(list(_known(days["day"].to_pylist())), schema=SCHEMA)


def _known(days: list[date]) -> Iterator[dict[str, Any]]:
    for day in days:
        try:
            rest, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:
            continue
        yield {"day": day, "workday": not rest, "holiday": _NAMES.get(name) if rest else None}
