"""The examples in a check's head: small ledgers as text that a bookkeeper can read, made into the views of the books.

A table is a block of lines; cells are parted by ``|``, the first line are the headings. Besides the table's own
headings there are 单位, 文件, 工作表 and 行 (else unit u, one file a table, rows from 2). A journal's line without date
and voucher belongs to the voucher above it. ``profile`` is a mapping of keys to values, ``units`` and ``outcomes`` are
tables too; ``limits`` are those of ``province`` (湖南) and of the profile's own_limits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from auditbook.accounts import chart, tree
from auditbook.cells import convert
from auditbook.checks.answer import run
from auditbook.checks.header import Check
from auditbook.checks.sandbox import connect, lock
from auditbook.errors import SetupError
from auditbook.finding import Outcome, Source
from auditbook.forms import Entry
from auditbook.ledger.books import YearBooks
from auditbook.ledger.views import LAST, profile_table
from auditbook.limits import limits_table
from auditbook.tables import Column, Table, tables

YEAR = 2021
_TYPES = {
    "money": pa.decimal128(18, 2), "number": pa.decimal128(18, 4), "count": pa.int64(), "period": pa.int64(),
    "date": pa.date32(), "yesno": pa.bool_(), "flag": pa.bool_(),
}  # fmt: skip
_AS = {"period": "count", "flag": "yesno", "code": "text", "choice": "text"}
_PLACE = {"单位": "unit", "文件": "file", "工作表": "sheet", "行": "row"}
_PLACE_KIND = {"unit": "text", "file": "text", "sheet": "text", "row": "count"}
_ORIGIN = {
    "unit": pa.string(), "year": pa.int32(), "file": pa.string(), "sheet": pa.string(), "row": pa.int64(),
    "origin": pa.string(),
}  # fmt: skip
_CONTROLS = {
    "表": ("table_name", "text"), "种类": ("kind", "text"), "标题": ("label", "text"), "栏": ("item", "text"),
    "所列": ("stated", "money"),
}  # fmt: skip
_SKIPPED = {"表": ("table_name", "text"), "原因": ("reason", "text"), "内容": ("text", "text")}
_UNITS = {
    "单位": ("unit", "text"), "名称": ("name", "text"), "类型": ("kind", "text"), "上级": ("parent", "text"),
}  # fmt: skip
_OUTCOMES = {
    "检查": ("check_id", "text"), "标题": ("title", "text"), "结果": ("status", "text"),
    "行数": ("findings", "count"), "金额": ("amount", "money"),
}  # fmt: skip
_BESIDE = {"controls": _CONTROLS, "skipped": _SKIPPED, "units": _UNITS, "outcomes": _OUTCOMES}
_VOUCHER = re.compile(r"(\D*)(\d+)\D*")
# what an example says besides its tables
SAYS = {"says", "status", "groups", "vouchers", "message", "year", "params", "province"}


def answered(check: Check, example: Mapping[str, Any]) -> Outcome:
    """What ``check`` answers about the tables of ``example``."""
    year = example.get("year", YEAR)
    blocks = {name: text for name, text in example.items() if name not in SAYS}
    with views(blocks, year, example.get("province", "湖南")) as con:
        return run(check, con, year, set(blocks), example.get("params"), seconds=30)


def views(blocks: Mapping[str, Any], year: int = YEAR, province: str = "湖南") -> duckdb.DuckDBPyConnection:
    """A locked connection with every view of the books; those that ``blocks`` do not give are empty."""
    con = connect(memory="1GB")
    for name, rows in given(blocks, year, province).items():
        con.register(name, rows)
    lock(con)
    return con


def given(blocks: Mapping[str, Any], year: int = YEAR, province: str = "湖南") -> dict[str, pa.Table]:
    """What the views hold, by name."""
    profile: Mapping[str, Any] = blocks.get("profile", {})
    stated = {name: _table(name, text, year) for name, text in blocks.items() if name != "profile"}
    empty = {table.name: _empty(table) for table in tables().values() if table.shape == "table"}
    empty |= {f"last_{name}": _empty(tables()[name]) for name in LAST}
    empty |= {name: _rows([], dict(headings.values())) for name, headings in _BESIDE.items()}
    found = {name: stated.get(name, rows) for name, rows in empty.items()}
    return found | {
        "profile": _profile(profile), "limits": limits_table(province, year, profile.get("own_limits", {})),
        "accounts": _accounts([found["balances"], found["journal"]], year),
    }  # fmt: skip


def _table(name: str, text: str, year: int) -> pa.Table:
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    if name in _BESIDE:
        headings = {**{heading: (column, _PLACE_KIND[column]) for heading, column in _PLACE.items()}, **_BESIDE[name]}
        found = [_read(name, lines[0], cells, headings) for cells in lines[1:]]
        return _rows(found, dict(headings.values()))
    known = name.removeprefix("last_")
    if known not in tables():
        raise SetupError(f"示例里没有名为“{name}”的表。")
    table = tables()[known]
    headings = {heading: _column(table, heading) for heading in lines[0]}
    rows = [_read(name, lines[0], cells, headings) for cells in lines[1:]]
    for number, row in enumerate(rows):
        place = {"file": row.get("file") or f"{table.title}.csv", "sheet": row.get("sheet") or "",
                 "row": row.get("row") or number + 2}  # fmt: skip
        row.update({"year": row.get("year") or year - name.startswith("last_"), **place})
        if known == "journal":
            _fill(row, rows[number - 1] if number else {})
    return _rows(rows, _kinds(table))


def _column(table: Table, heading: str) -> tuple[str, str]:
    if heading in _PLACE:
        return _PLACE[heading], _PLACE_KIND[_PLACE[heading]]
    found: tuple[Column, str] | None = table.heading(heading)
    if found is None:
        raise SetupError(f"示例的表“{table.title}”没有名为“{heading}”的列。")
    return found[0].name, found[0].kind


def _read(name: str, headings: list[str], cells: list[str], known: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    if len(cells) != len(headings):
        raise SetupError(f"示例的表“{name}”有一行是 {len(cells)} 格，表头是 {len(headings)} 格：{' | '.join(cells)}")
    return {known[heading][0]: _value(text, known[heading][1]) for heading, text in zip(headings, cells, strict=True)}


def _value(text: str, kind: str) -> Any:
    if kind == "count" and re.fullmatch(r"-?\d+", text):
        return int(text)
    cell = convert(text, _AS.get(kind, kind if kind in _TYPES else "text"))
    if cell is None:
        return None
    return int(cell.value) if _TYPES.get(kind) == pa.int64() and isinstance(cell.value, Decimal) else cell.value


def _fill(row: dict[str, Any], above: Mapping[str, Any]) -> None:
    """What the ledger's reader adds: the voucher of the lines below its first, month, word and number."""
    if row.get("voucher") is None and row.get("date") is None and row.get("number") is None:
        row.update({name: above.get(name) for name in ("voucher", "date", "period", "word", "number", "maker")})
    if row.get("period") is None and isinstance(row.get("date"), date):
        row["period"] = row["date"].month
    if row.get("number") is None and (found := _VOUCHER.fullmatch(row.get("voucher") or "")):
        row["number"] = int(found[2])
        row["word"] = row.get("word") or re.sub(r"[-_\s字第号]", "", found[1])
    row["word"] = row.get("word") or ""
    row["void"] = bool(row.get("void"))


def typed(table: Table, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows of texts as the columns of a view of ``table``; what is not a text already stays as it is."""
    kinds = _kinds(table)
    made = [
        {name: _value(cell, kinds.get(name, "text")) if isinstance(cell, str) and name in kinds else cell
         for name, cell in row.items()} for row in rows
    ]  # fmt: skip
    return _rows(made, kinds)


def _empty(table: Table) -> pa.Table:
    return _rows([], _kinds(table))


def _kinds(table: Table) -> dict[str, str]:
    return {column.name: column.kind for column in table.kept}


def _rows(rows: list[dict[str, Any]], kinds: Mapping[str, str]) -> pa.Table:
    types = {**{name: _TYPES.get(kind, pa.string()) for name, kind in kinds.items()}, **_ORIGIN}
    for row in rows:
        row["unit"] = row.get("unit") or "u"
        row["sheet"] = row.get("sheet") or ""
        row["origin"] = f"{row.get('file') or ''}|{row['sheet']}|{row.get('row')}"
    columns = {name: [_plain(row.get(name), kind) for row in rows] for name, kind in types.items()}
    return pa.table({name: pa.array(columns[name], kind) for name, kind in types.items()})


def _profile(profile: Mapping[str, Any]) -> pa.Table:
    entries = {key: Entry(value, Source("profile.yaml")) for key, value in profile.items()}
    return profile_table([("u", YearBooks(YEAR, profile=entries), "")])


def _plain(value: Any, kind: pa.DataType) -> Any:
    return str(value) if value is not None and kind == pa.string() else value


def _accounts(books: list[pa.Table], year: int) -> pa.Table:
    named: dict[str, str | None] = {}
    for account, name in (pair for rows in books for pair in _named(rows)):
        known = named.get(account)
        named[account] = name if known is None or (name is not None and name < known) else known
    return tree(dict(sorted(named.items())), chart(year))


def _named(rows: pa.Table) -> list[tuple[str, str | None]]:
    """The codes of a table with the titles that stand beside them."""
    pairs = zip(rows["account"].to_pylist(), rows["account_name"].to_pylist(), strict=True)
    return [pair for pair in pairs if pair[0] is not None]
