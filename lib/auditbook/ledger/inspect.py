"""``auditbook inspect``: what one file is, before it is put anywhere."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from auditbook.errors import InputError
from auditbook.finding import Problem, as_problem
from auditbook.finding import Source as Place
from auditbook.ledger.store import Part, passing
from auditbook.load import Loaded, load_file
from auditbook.readers import Sheet, is_table, read_sheets
from auditbook.sheets import Row
from auditbook.tables import tables

# a statement's 借方 is what was paid, its 贷方 what was received
SIDES = {"journal": ("debit", "credit"), "balances": ("debit", "credit"), "bank": ("paid", "received")}
_KEYS = ("format", "encoding", "table", "rows", "skipped", "vouchers", "debit", "credit", "accounts",
         "first_date", "last_date", "problems")  # fmt: skip


def inspect(path: Path) -> dict[str, Any]:
    """What ``path`` is: keys as DESIGN's contract names them, and ``skips`` (reason: rows), ``repairs``, ``styles``.

    Of several tables each stands in ``tables``, and the top level speaks of the journal. ``table`` is None for a file
    that was not recognised.
    """
    if not path.is_file():
        raise InputError(f"没有找到文件 {path.name}。请核对路径。")
    loaded = Loaded()
    sheets: list[Sheet] = []
    try:
        load_file(path, path.name, loaded, passing(), _year(path))
    except InputError as problem:
        loaded.problems.append(as_problem(Place(path.name), problem))
    except OSError as problem:
        raise InputError(f"打不开 {path.name}（{problem.strerror}）。请关闭正在使用它的程序后重试。") from None
    if is_table(path) and not any(kept.parts for kept in loaded.kept):
        with suppress(InputError, OSError):
            sheets = read_sheets(path)
    about = sheets[0].about if sheets else {}
    loaded.problems += [problem for kept in loaded.kept for part in kept.parts for problem in _stated(part, path.name)]
    found = [_large(part, loaded.problems, about) for kept in loaded.kept for part in kept.parts]
    counts = {sheet.name: len(sheet.rows) for sheet in sheets}
    found += [_small(name, rows, loaded.problems, about, counts) for name, rows in loaded.tables.items()]
    if not found:
        return {**_blank(loaded.problems, about), "table": None}
    first = next((table for table in found if table["table"] == "journal"), found[0])
    top = {**first, "problems": [_told(problem) for problem in loaded.problems if not problem.note],
           "notes": [_told(problem) for problem in loaded.problems if problem.note]}  # fmt: skip
    return {**top, "tables": found} if len(found) > 1 else top


def _blank(problems: list[Problem], about: dict[str, str]) -> dict[str, Any]:
    empty = dict.fromkeys(_KEYS)
    return {**empty, "format": about.get("format"), "encoding": about.get("encoding"), "skips": {}, "repairs": [],
            "styles": [], "problems": [_told(problem) for problem in problems if not problem.note],
            "notes": [_told(problem) for problem in problems if problem.note]}  # fmt: skip


def _large(part: Part, problems: list[Problem], about: dict[str, str]) -> dict[str, Any]:
    rows = pq.ParquetFile(part.data)
    names = [*SIDES.get(part.table, ()), "date", "account", "period", "word", "number", "void", "currency"]
    data = pq.read_table(part.data, columns=[name for name in names if name in rows.schema_arrow.names])
    mine = [problem for problem in problems if problem.source.sheet == part.sheet]
    table = {
        **_blank(mine, about),
        "format": part.format,
        "encoding": part.encoding or None,
        "table": part.table,
        "title": tables()[part.table].title,
        "sheet": part.sheet,
        "rows": part.rows,
        "skipped": sum(part.skipped.values()),
        "skips": part.skipped,
        "repairs": [{**repair, "title": _title(part.table, repair["column"])} for repair in part.repairs],
        "styles": part.styles,
        **_figures(part.table, data),
    }
    if part.table == "journal":
        table["vouchers"] = _vouchers(data)
    return table


def _stated(part: Part, name: str) -> list[Problem]:
    """What the file states about itself as a whole and what was read, where they differ: one total a column."""
    if part.table not in ("journal", "bank"):
        return []
    stated = [row for row in pq.read_table(part.controls).to_pylist()
              if row["kind"] in ("total", "count") and row["stated"] is not None]  # fmt: skip
    items = Counter(row["item"] for row in stated)
    known = pq.ParquetFile(part.data).schema_arrow.names
    found = []
    for row in stated:
        item = row["item"]
        if items[item] > 1 or (item != "rows" and item not in known):
            continue
        read = part.rows if item == "rows" else pc.sum(pq.read_table(part.data, columns=[item])[item]).as_py() or 0
        if read != row["stated"]:
            title = "笔数" if item == "rows" else tables()[part.table].columns[item].title
            own, difference = row["stated"], row["stated"] - read
            if item == "rows":
                own, difference = int(own), int(difference)
            told = f"文件自列的{title}为{own}，读到的为{read}，相差{difference}"
            found.append(Problem(Place(name, part.sheet, row["row"], title), told, "请核对文件是否完整，或重新导出"))
    return found


def _figures(name: str, data: pa.Table) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    if "account" in data.column_names:
        figures["accounts"] = pc.count_distinct(data["account"]).as_py()
    if name == "balances":
        data = _top(data)
    elif "void" in data.column_names:
        data = data.filter(pc.invert(pc.fill_null(data["void"], False)))
    if "currency" in data.column_names:
        figures["currencies"] = _by_currency(data, SIDES[name])
        main = Counter(value for value in data["currency"].to_pylist() if value).most_common(1)
        if main:
            data = data.filter(pc.or_kleene(pc.equal(data["currency"], main[0][0]), pc.is_null(data["currency"])))
    for side, column in zip(("debit", "credit"), SIDES.get(name, ()), strict=False):
        if column in data.column_names:
            total = pc.sum(data[column]).as_py()
            figures[side] = None if total is None else f"{total:.2f}"
    if "date" in data.column_names:
        span = pc.min_max(data["date"]).as_py()
        figures |= {"first_date": _iso(span["min"]), "last_date": _iso(span["max"])}
    return figures


def _title(table: str, column: str) -> str:
    known = tables()[table].columns
    return known[column].title if column in known else column


def _by_currency(data: pa.Table, sides: tuple[str, str]) -> dict[str, dict[str, str | None]]:
    names = sorted({value for value in data["currency"].to_pylist() if value})
    found = {}
    for name in names if len(names) > 1 else ():
        mine = data.filter(pc.equal(data["currency"], name))
        sums = {column: pc.sum(mine[column]).as_py() for column in sides if column in mine.column_names}
        found[name] = {column: None if total is None else f"{total:.2f}" for column, total in sums.items()}
    return found


def _top(data: pa.Table) -> pa.Table:
    """The balance table's accounts of the first level: parents and leaves are both listed."""
    codes = [code for code in data["account"].to_pylist() if code]
    shortest = min(map(len, codes), default=0)
    return data.filter(pc.fill_null(pc.equal(pc.utf8_length(data["account"]), shortest), False))


def _vouchers(data: pa.Table) -> int | None:
    """How many vouchers: by 字, period and number; None where no line has a number."""
    names = [name for name in ("period", "word", "number") if name in data.column_names]
    if "number" not in names:
        return None
    keys = data.select(names).filter(pc.is_valid(data["number"]))
    return keys.group_by(names).aggregate([]).num_rows or None


def _small(
    name: str, rows: list[Row], problems: list[Problem], about: dict[str, str], counts: dict[str, int]
) -> dict[str, Any]:  # fmt: skip
    """A small table; ``counts`` are the rows of the sheets, where they were counted."""
    sheet = rows[0].source.sheet if rows else ""
    mine = [problem for problem in problems if problem.source.sheet == sheet]
    skips = Counter(p.message.split("，")[0] for p in mine if p.message.endswith("未计入数据"))
    rest = counts.get(sheet, len(rows)) - len(rows) - sum(skips.values())
    if rest > 0:
        skips["标题、表头和空行"] = rest
    days = [value for row in rows for value in row.values.values() if hasattr(value, "isoformat")]
    return {
        **_blank(mine, about),
        "encoding": about.get("encoding") or None,
        "table": name,
        "title": tables()[name].title,
        "sheet": sheet,
        "rows": len(rows),
        "skipped": sum(skips.values()),
        "skips": dict(skips),
        "first_date": _iso(min(days, default=None)),
        "last_date": _iso(max(days, default=None)),
    }


def _told(problem: Problem) -> dict[str, Any]:
    place = problem.source
    return {"row": place.row, "column": place.column or None, "message": problem.message, "remedy": problem.remedy,
            "sheet": place.sheet}  # fmt: skip


def _year(path: Path) -> int | None:
    """The year of the file's name, else of the folder in which units lie."""
    # inputs/<year>/<unit>/file
    for name in (path.stem, path.resolve().parent.parent.name):
        found = re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", name)
        if len(set(found)) == 1:
            return int(found[0])
    return None


def _iso(day: Any) -> str | None:
    return None if day is None else day.isoformat()[:10]
