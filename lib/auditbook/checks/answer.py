"""One check run over the views of one unit-year: what it answers, and never an exception."""

from __future__ import annotations

import re
import weakref
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from auditbook.checks.header import UNITS, Check, Row
from auditbook.checks.sandbox import SECONDS, kept, records, stream
from auditbook.checks.steps import period, prepare, steps
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
_NEEDED = {"group_key", "origin", "amount", "reason"}
# what a statement may leave to the journal
_PLACE = ("voucher", "line", "date", "account")
_SUM = pa.decimal128(38, 2)
_FILLED: weakref.WeakKeyDictionary[duckdb.DuckDBPyConnection, dict[str, bool]] = weakref.WeakKeyDictionary()
_MARK = re.compile(r"\{(\w+)\}")


@dataclass
class _Rows:
    """The rows of evidence: the first ones kept, all of them counted and added up."""

    most: int = LISTED
    listed: list[Row] = field(default_factory=list)
    found: int = 0
    amount: Decimal | None = None

    def add(self, batch: pa.RecordBatch) -> None:
        if missing := _NEEDED - set(batch.schema.names):
            raise SetupError(f"语句的结果缺少列 {'、'.join(sorted(missing))}。")
        self.listed += batch.slice(0, self.most - len(self.listed)).to_pylist()
        self.found += batch.num_rows
        amount = pc.sum(batch["amount"].cast(_SUM)).as_py()
        if amount is not None:
            self.amount = (self.amount or Decimal(0)) + amount


def run(
    check: Check,
    con: duckdb.DuckDBPyConnection,
    year: int,
    present: set[str],
    settings: Mapping[str, Any] | None = None,
    seconds: float = SECONDS,
) -> Outcome:
    """The outcome of a check; ``present`` names the tables that the unit delivered.

    ``settings`` (purchase_limit …) take the place of the parameters of the same name. A check that is written wrong,
    or that does not end, answers ``failed`` with the reason; the others go on.
    """
    blank = Outcome(
        check.id, check.title, "not_enough_data", "", severity=check.severity, basis=check.basis, advice=check.advice
    )
    if check.wrong:
        return replace(blank, status="failed", message=f"{check.file} 的写法有误，未能运行：{check.wrong}")
    known = {name: value for name, value in (settings or {}).items() if name in check.params}
    parameters = {**check.params, **known, **period(year)}
    try:
        return _answered(check, blank, con, present, parameters, seconds)
    except (SetupError, duckdb.Error, pa.ArrowException) as problem:
        return replace(blank, status="failed", message=f"{check.file} 未能运行：{problem}")
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as problem:
        told = f"{type(problem).__name__}: {problem}"
        return replace(blank, status="failed", message=f"{check.file} 的写法有误，未能运行：{told}")


def _answered(
    check: Check,
    blank: Outcome,
    con: duckdb.DuckDBPyConnection,
    present: set[str],
    parameters: dict[str, Any],
    seconds: float,
) -> Outcome:
    if lacking := _lacking(check, con, present):
        return replace(blank, message=f"{lacking}，未能核对")
    if taken := sorted(set(check.first) & set(steps())):
        raise SetupError(f"first 的名称 {'、'.join(taken)} 已有含义。请换一个名称。")
    prepare(con, check.statements, period(parameters["year"]), seconds)
    with kept(con, check.first, parameters, seconds):
        return _compared(check, blank, con, parameters, seconds)


def _compared(
    check: Check, blank: Outcome, con: duckdb.DuckDBPyConnection, parameters: dict[str, Any], seconds: float
) -> Outcome:
    for statement, status, says in (
        (check.applies, "not_applicable", check.otherwise),
        (check.enough, "not_enough_data", check.lacking),
    ):
        if statement:
            row = _one_row(con, statement, parameters, seconds)
            if next(iter(row.values())) is not True:
                return replace(blank, status=status, message=_sentence(says, row))
    rows = _rows(check, con, parameters, seconds)
    says, lines, money = _tested(check, con, parameters, seconds)
    blank = replace(blank, lines=lines, money=money)
    if rows.found == 0:
        nothing = "未发现不符" if check.id.startswith("C") else "未发现疑点"
        return replace(blank, status="clean", message=f"{says}；{nothing}" if says else nothing)
    evidence = _evidence(con, rows.listed)
    capped = f"，此处列出前{rows.most:,}行" if rows.found > rows.most else ""
    return replace(
        blank, status="findings", message=f"{f'{says}；' if says else ''}疑点{rows.found:,}行{capped}",
        amount=rows.amount, evidence=evidence, found=rows.found,
    )  # fmt: skip


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


def _lacking(check: Check, con: duckdb.DuckDBPyConnection, present: set[str]) -> str:
    """Which table the check lacks, in words; empty if it has all."""
    told = []
    for need in check.needs:
        names = need.split("|")
        there = [name for name in names if name in present or name not in tables()]
        if any(_filled(con, name) for name in there):
            continue
        titles = "或".join(_title(name) for name in names)
        delivered = any(name in present for name in names)
        told.append(f"{titles}没有数据行" if delivered else f"未提供{titles}")
    return "，".join(told)


def _filled(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether a view has a row, asked once: nothing changes it, and most checks ask for the same two."""
    known = _FILLED.setdefault(con, {})
    if name not in known:
        known[name] = bool(records(con, f'SELECT 1 FROM "{name}" LIMIT 1'))
    return known[name]


def _title(name: str) -> str:
    return tables()[name].title if name in tables() else VIEWS.get(name, name)


def _tested(
    check: Check, con: duckdb.DuckDBPyConnection, parameters: dict[str, Any], seconds: float
) -> tuple[str, int | None, Decimal | None]:
    """What was compared, one sentence a row of ``tested``; how many lines and how much money, where it says so."""
    if not check.tested:
        return "", None, None
    found = records(con, check.tested, parameters, seconds)
    told = [_sentence(check.says, row) for row in found[:SENTENCES]]
    more = f"等{len(found)}项" if len(found) > SENTENCES else ""
    lines = [row["lines"] for row in found if row.get("lines") is not None]
    money = [row["amount"] for row in found if "lines" in row and row.get("amount") is not None]
    return "；".join(told) + more, int(sum(lines)) if lines else None, sum(money) if money else None


def _one_row(con: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, Any], seconds: float) -> Row:
    found = records(con, sql, parameters, seconds)
    if len(found) != 1:
        raise SetupError("applies、enough 的语句应恰好给出一行。")
    return found[0]


def _rows(check: Check, con: duckdb.DuckDBPyConnection, parameters: dict[str, Any], seconds: float) -> _Rows:
    rows = _Rows(ACROSS if check.scope == UNITS else LISTED)
    if check.answer is not None:
        rows.add(_batch(check.answer(con, parameters)))
        return rows
    with stream(con, check.sql, parameters, seconds) as batches:
        for batch in batches:
            rows.add(batch)
    return rows


def _batch(rows: Iterable[Row]) -> pa.RecordBatch:
    """The rows of a Python check; of none, an empty batch with the columns that every check has."""
    found = [dict(row) for row in rows]
    return pa.RecordBatch.from_pylist(found) if found else pa.RecordBatch.from_pydict({name: [] for name in _NEEDED})


def _evidence(con: duckdb.DuckDBPyConnection, rows: list[Row]) -> tuple[Evidence, ...]:
    places = _places(con, [row for row in rows if "voucher" not in row])
    return tuple(_piece({**places.get(row["origin"], {}), **row}) for row in rows)


def _piece(row: Row) -> Evidence:
    day, line = row.get("date"), row.get("line")
    return Evidence(
        source_of(row["origin"]), worded(str(row["reason"]), row), row["amount"], account=row.get("account") or "",
        group=str(row["group_key"]), voucher=row.get("voucher") or "", line=None if line is None else int(line),
        date=day if isinstance(day, date) else None, severity=row.get("severity") or "", unit=row.get("unit") or "",
    )  # fmt: skip


def source_of(origin: str | None) -> Source:
    """The place that an ``origin`` (file|sheet|row) names."""
    if not origin:
        return Source("")
    file, sheet, row = origin.rsplit("|", 2)
    return Source(file, sheet, int(row))


def _places(con: duckdb.DuckDBPyConnection, rows: list[Row]) -> dict[str, Row]:
    """Voucher, line, date and account of the journal's lines that stand at the origins of ``rows``."""
    sources = {row["origin"]: source_of(row["origin"]) for row in rows if row["origin"]}
    if not sources:
        return {}
    found = records(
        con,
        f"""
        SELECT j.file || '|' || j.sheet || '|' || j."row" AS origin, {", ".join(f"j.{name}" for name in _PLACE)}
        FROM journal j JOIN (
            SELECT unnest($files::VARCHAR[]) AS file, unnest($sheets::VARCHAR[]) AS sheet,
                   unnest($rows::BIGINT[]) AS "row"
        ) o ON j."row" = o."row" AND j.file = o.file AND j.sheet = o.sheet
        """,
        {
            "files": [source.file for source in sources.values()],
            "sheets": [source.sheet for source in sources.values()],
            "rows": [source.row for source in sources.values()],
        },
    )
    return {row["origin"]: {name: row[name] for name in _PLACE} for row in found}
