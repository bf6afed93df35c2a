"""Which rows of a sheet are not data: totals, footers, blanks, remarks, repeated headings, another table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditbook.cells import clean, fold
from auditbook.ledger.heading import Heading
from auditbook.ledger.labels import MAYBE, STATING, footing, kind_of
from auditbook.ledger.raw import raw
from auditbook.sheets import STATED_UNIT
from auditbook.tables import tables

Columns = dict[str, pa.Array]
Cells = list[pa.Array]

# what every row of data has, and a total or a footer has not
KEYS = {"journal": ("date", "account", "voucher", "number"), "balances": ("account",), "bank": ("date",)}
_LABELLED = ("text", "code", "date", "choice", "period")


@dataclass(frozen=True)
class Sorted:
    """Which rows are data, and what the others are: kind and, where there is one, label, by position."""

    data: np.ndarray
    others: dict[int, tuple[str, str]]

    def kind(self, row: int) -> str:
        """What a row is that is no data; empty for data."""
        return self.others.get(row, ("", ""))[0]


def sort(heading: Heading, columns: Columns, cells: Cells) -> Sorted:
    """Parts the rows of a block; ``columns`` are the known ones by name, ``cells`` all of them, trimmed."""
    count = len(cells[0]) if cells else 0
    data = np.ones(count, dtype=bool)
    doubtful = _doubtful(heading, columns, count)
    if not len(doubtful):
        return Sorted(data, {})
    rows = pa.array(doubtful)
    some = {name: column.take(rows) for name, column in columns.items()}
    found = _others(heading, some, [column.take(rows) for column in cells], len(doubtful))
    others = {int(doubtful[row]): told for row, told in found.items()}
    data[list(others)] = False
    return Sorted(data, others)


def line(cells: Cells, row: int) -> str:
    """A row as one line of text, for the list of what was skipped."""
    return " | ".join(clean(text) for column in cells if (text := column[row].as_py()))[:300]


def _doubtful(heading: Heading, columns: Columns, count: int) -> np.ndarray:
    """The rows that may not be data: an amount is missing, or a cell that every row of data has."""
    # an opening line of a statement has a date and a balance, but no payment
    doubt = _money(heading, {name: column for name, column in columns.items() if name != "balance"}, count) == 0
    if heading.table.name == "bank" and "summary" in columns:
        doubt |= pc.match_substring_regex(columns["summary"], MAYBE).to_numpy(zero_copy_only=False)
    keys = [name for name in KEYS.get(heading.table.name, ()) if name in columns]
    for name in keys:
        if heading.table.columns[name].kind in ("date", "code"):
            doubt |= ~raw(columns[name]).begins_with_digit()
        else:
            doubt |= ~raw(columns[name]).filled
    return np.flatnonzero(doubt) if keys else np.arange(count)


def _others(heading: Heading, columns: Columns, cells: Cells, count: int) -> dict[int, tuple[str, str]]:
    """What is no data among ``count`` doubtful rows: kind and label by position. The first that holds is taken."""
    filled = _filled(cells, count)
    amounts = _money(heading, columns, count)
    money = amounts > 0
    told = [
        *_all("blank", np.flatnonzero(filled == 0)),
        *_all("another", _foreign(heading, cells, money)),
        *_labelled(heading, columns, cells),
        *_all("footer", _footers(cells, money)),
        *_all("heading", _titles(heading, cells, count)),
        *_all("heading", _headings(heading, cells)),
        *_remarks(cells, (filled == 1) & ~money),
        *_all("unlabelled", np.flatnonzero(money & (filled == amounts))),
    ]
    others: dict[int, tuple[str, str]] = {}
    for row, kind, label in told:
        others.setdefault(row, (kind, label))
    return others


def _all(kind: str, rows: Iterable[int]) -> Iterator[tuple[int, str, str]]:
    return ((int(row), kind, "") for row in rows)


def _filled(cells: Cells, count: int) -> np.ndarray:
    """How many cells of each row have any text."""
    found = np.zeros(count, dtype=np.int16)
    for column in cells:
        found += raw(column).filled
    return found


def _money(heading: Heading, columns: Columns, count: int) -> np.ndarray:
    """How many amounts each row has."""
    return _filled([column for name, column in columns.items() if heading.table.columns[name].kind == "money"], count)


def _foreign(heading: Heading, cells: Cells, money: np.ndarray) -> Iterator[int]:
    """Rows that are the headings of another table, or of this one in another order."""
    start = heading.span.start or 0
    for row in map(int, np.flatnonzero(~money)):
        texts = [(index, text) for index, column in enumerate(cells, start) if (text := column[row].as_py())]
        same = sum(text in heading.words.get(index, ()) for index, text in texts)
        if len(texts) < 3 or same > len(texts) // 2:
            continue
        known = max(sum(bool(table.candidates(text)) for _, text in texts) for table in tables().values())
        if known >= 3 and known > len(texts) // 2:
            yield row


def _labelled(heading: Heading, columns: Columns, cells: Cells) -> Iterator[tuple[int, str, str]]:
    """Rows in which a text is a label of totals: the row, the kind of total and the label."""
    looked = [column for name, column in columns.items() if heading.table.columns[name].kind in _LABELLED]
    if heading.table.name != "balances" and heading.span == slice(None):
        # in a balance table 小计 of the departments is the account's own row
        looked += [cells[index] for index in heading.extra if index < len(cells)]
    for column in looked:
        maybe = pc.match_substring_regex(column, MAYBE).to_numpy(zero_copy_only=False)
        for row in map(int, np.flatnonzero(maybe)):
            label = column[row].as_py()
            kind = kind_of(label)
            if kind and not (kind in ("opening", "closing") and _in_voucher(heading, columns, row)):
                yield row, kind, label


def _in_voucher(heading: Heading, columns: Columns, row: int) -> bool:
    """A line of a voucher, which may well say 结转下年 or 上年结转 in its summary."""
    account, number = columns.get("account"), columns.get("number", columns.get("voucher"))
    if heading.table.name != "journal" or account is None or number is None:
        return False
    return bool(account[row].as_py() and number[row].as_py())


def _footers(cells: Cells, money: np.ndarray) -> list[int]:
    """Rows without an amount that begin like a footer or a page's title, and lines of labels and figures."""
    firsts = [_first(cells, row) for row in range(len(money))]
    return [row for row, first in enumerate(firsts) if STATING.match(first) or (not money[row] and footing(first))]


def _titles(heading: Heading, cells: Cells, count: int) -> list[int]:
    """Rows that repeat a line from above the headings, as at the top of every printed page."""
    return [row for row in range(count) if line(cells, row) in heading.titles] if heading.titles else []


def _headings(heading: Heading, cells: Cells) -> list[int]:
    """Rows that repeat the headings, as at the top of every printed page."""
    if not cells:
        return []
    found, other = np.zeros((2, len(cells[0])), dtype=np.int16)
    for index, column in enumerate(cells, heading.span.start or 0):
        words = [word for word in heading.words.get(index, ()) if word]
        same = pc.is_in(column, value_set=pa.array(words, pa.string())).to_numpy(zero_copy_only=False)
        found += same
        other += raw(column).filled & ~same
    return [int(row) for row in np.flatnonzero((found >= 2) & (other <= found // 4))]


def _remarks(cells: Cells, alone: np.ndarray) -> Iterator[tuple[int, str, str]]:
    """Rows of a single text: a remark, or 单位：万元."""
    for row in map(int, np.flatnonzero(alone)):
        unit = STATED_UNIT.fullmatch(fold(_first(cells, row)).replace(" ", ""))
        yield row, "unit" if unit else "remark", ""


def _first(cells: Cells, row: int) -> str:
    return next((text for column in cells if (text := column[row].as_py())), "")
