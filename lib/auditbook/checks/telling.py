"""What a check found, put into words: the same whether one unit was asked (``answer``) or several (``together``)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from auditbook.checks.header import UNITS, Check, Row
from auditbook.errors import SetupError
from auditbook.figures import NO_DATA, plain, yuan
from auditbook.finding import Evidence, Outcome, Source
from auditbook.tables import tables

LISTED = 2_000
ACROSS = 200_000  # rows listed of a check over all units, whose matters are then told unit by unit
SENTENCES = 24
VIEWS = {
    "last_balances": "上年科目余额表", "last_journal": "上年序时账", "last_decisions": "上年疑点决定",
    "controls": "文件自列的合计", "units": "单位名录", "outcomes": "其他检查的结果",
}  # fmt: skip
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
_SUM = pa.decimal128(38, 2)
_MARK = re.compile(r"\{(\w+)\}")


@dataclass
class Rows:
    """The rows of evidence: the first ones kept, all of them counted and added up."""

    most: int = LISTED
    listed: list[Row] = field(default_factory=list)
    found: int = 0
    amount: Decimal | None = None

    @classmethod
    def of(cls, check: Check) -> Rows:
        """None yet."""
        return cls(ACROSS if check.scope == UNITS else LISTED)

    def add(self, batch: pa.RecordBatch) -> None:
        """Errors: SetupError for rows without the columns that every check gives."""
        if missing := NEEDED - set(batch.schema.names):
            raise SetupError(f"语句的结果缺少列 {'、'.join(sorted(missing))}。")
        self.listed += batch.slice(0, self.most - len(self.listed)).to_pylist()
        self.found += batch.num_rows
        amount = pc.sum(batch["amount"].cast(_SUM)).as_py()
        if amount is not None:
            self.amount = (self.amount or Decimal(0)) + amount

    @property
    def unplaced(self) -> list[str]:
        """The origins of those rows that leave their place to the journal."""
        return list(dict.fromkeys(row["origin"] for row in self.listed if "voucher" not in row and row["origin"]))


class Condition(NamedTuple):
    """A statement of one row that begins with a boolean; what the outcome is, and says, where it is not true."""

    sql: str
    status: str
    says: str


def blank(check: Check) -> Outcome:
    """The outcome of a check of which nothing is known yet."""
    return Outcome(
        check.id, check.title, "not_enough_data", "", severity=check.severity, basis=check.basis, advice=check.advice
    )


def lacking(check: Check, present: set[str], filled: Callable[[str], bool]) -> Outcome | None:
    """The outcome where the check lacks tables; ``filled`` tells whether a view has a row. None if it has all."""
    told = []
    for need in check.needs:
        names = need.split("|")
        there = [name for name in names if name in present or name not in tables()]
        if any(filled(name) for name in there):
            continue
        titles = "或".join(_title(name) for name in names)
        delivered = any(name in present for name in names)
        told.append(f"{titles}没有数据行" if delivered else f"未提供{titles}")
    return replace(blank(check), message=f"{'，'.join(told)}，未能核对") if told else None


def conditions(check: Check) -> Iterator[Condition]:
    """What has to hold before a check can be asked, in this order."""
    if check.applies:
        yield Condition(check.applies, "not_applicable", check.otherwise)
    if check.enough:
        yield Condition(check.enough, "not_enough_data", check.lacking)


def refused(check: Check, condition: Condition, rows: Sequence[Row]) -> Outcome | None:
    """The outcome where a condition does not hold, by the rows that it gave; None if it does."""
    if len(rows) != 1:
        raise SetupError("applies、enough 的语句应恰好给出一行。")
    if next(iter(rows[0].values())) is True:
        return None
    return replace(blank(check), status=condition.status, message=_sentence(condition.says, rows[0]))


def told(check: Check, rows: Rows, tested: Sequence[Row], places: Mapping[str, Row]) -> Outcome:
    """The outcome of a check that was asked: its ``rows``, what it ``tested``, and the journal's lines by origin."""
    says, lines, money = _tested(check, tested)
    outcome = replace(blank(check), lines=lines, money=money)
    if rows.found == 0:
        nothing = "未发现不符" if check.id.startswith("C") else "未发现疑点"
        return replace(outcome, status="clean", message=f"{says}；{nothing}" if says else nothing)
    evidence = tuple(_piece({**places.get(row["origin"], {}), **row}) for row in rows.listed)
    capped = f"，此处列出前{rows.most:,}行" if rows.found > rows.most else ""
    return replace(
        outcome, status="findings", message=f"{f'{says}；' if says else ''}疑点{rows.found:,}行{capped}",
        amount=rows.amount, evidence=evidence, found=rows.found,
    )  # fmt: skip


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


def worded(text: str, row: Row) -> str:
    """``text`` with its ``{names}`` replaced by the figures of ``row``; what the figures say is not looked at again."""
    return _MARK.sub(lambda mark: _shown(row[mark[1]]) if mark[1] in row else mark[0], text)


def _sentence(text: str, row: Row) -> str:
    """``text`` with the figures of ``row``, which may bring a sentence of its own in a column ``says``."""
    return worded(str(row.get("says") or text), row)


def _shown(value: object) -> str:
    """Amounts (two places) as yuan, counts with separators, days as 2021-03-05, words as they are."""
    if value is None:
        return NO_DATA
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return yuan(Fraction(value)) if value.as_tuple().exponent == -2 else plain(Fraction(value))
    return f"{value:,}" if isinstance(value, int) else str(value)


def _title(name: str) -> str:
    return tables()[name].title if name in tables() else VIEWS.get(name, name)


def _tested(check: Check, found: Sequence[Row]) -> tuple[str, int | None, Decimal | None]:
    """What was compared, one sentence a row of ``tested``; how many lines and how much money, where it says so."""
    told = [_sentence(check.says, row) for row in found[:SENTENCES]]
    more = f"等{len(found)}项" if len(found) > SENTENCES else ""
    lines = [row["lines"] for row in found if row.get("lines") is not None]
    money = [row["amount"] for row in found if "lines" in row and row.get("amount") is not None]
    return "；".join(told) + more, int(sum(lines)) if lines else None, sum(money) if money else None


def _piece(row: Row) -> Evidence:
    day, line = row.get("date"), row.get("line")
    return Evidence(
        source_of(row["origin"]), worded(str(row["reason"]), row), row["amount"], account=row.get("account") or "",
        group=str(row["group_key"]), voucher=row.get("voucher") or "", line=None if line is None else int(line),
        date=day if isinstance(day, date) else None, severity=row.get("severity") or "", unit=row.get("unit") or "",
    )  # fmt: skip


def source_of(origin: str | None) -> Source:
    """The place that an ``origin`` (file|sheet|row) names; a sheet may have the sign in its name, a file has not."""
    if not origin:
        return Source("")
    file, _, place = origin.partition("|")
    sheet, _, row = place.rpartition("|")
    return Source(file, sheet, int(row))
