"""The files of a unit-year as they were read: table, format, encoding, rows taken and rows skipped, by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from auditbook.errors import InputError
from auditbook.ledger.store import Part
from auditbook.readers import is_table, read_sheets
from auditbook.tables import tables
from auditbook.yamlfile import read_yaml

if TYPE_CHECKING:
    from auditbook.case import Case

# columns that most units do not need: their absence limits nothing
OPTIONAL = {"book", "currency", "neutral", "period", "line", "cumulative_debit", "cumulative_credit"}
UNSORTED = "标题、表头、空行、合计等"
FORM, ATTACHED, UNREAD, AGAIN = "表单", "附件，不读取", "不能读取", "没有再次读取"


@dataclass(frozen=True)
class Received:
    """One table in one file; ``rows`` None where a file has no rows (a form, an attachment).

    ``skipped`` counts the rows that are no data by reason; of a small form's file the reasons are not told apart.
    """

    file: str
    table: str
    sheet: str = ""
    format: str = ""
    encoding: str = ""
    rows: int | None = None
    skipped: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int | None:
        """The rows of the file, or of the sheet."""
        return None if self.rows is None else self.rows + sum(self.skipped.values())


def received(case: Case) -> list[Received]:
    """Every file of the unit's folder, by name."""
    large = [_large(name, part) for name, part in parts(case)]
    named = {found.file for found in large}
    small = [found for name in case.loaded.files if name not in named for found in _small(case, name)]
    beside = [found for name in named for found in _beside(case, name)]
    known = {*named, *case.loaded.files}
    unread = {told.partition("：")[0]: UNREAD for told in case.loaded.unread}
    # a file that only a problem speaks of: the same content once more, a link that leads nowhere
    told_of = {p.source.file: AGAIN for p in case.loaded.problems if p.source.file not in known and not p.note}
    lost = [Received(name, word, format=_ending(name)) for name, word in {**told_of, **unread}.items()]
    return sorted([*large, *small, *beside, *lost], key=lambda found: (found.file, found.sheet, found.table))


def parts(case: Case) -> Iterator[tuple[str, Part]]:
    """The large tables with the names of their files."""
    return ((kept.name, part) for kept in case.loaded.kept for part in kept.parts)


def without_data(part: Part) -> list[str]:
    """The titles of the columns of a large table that have no value in any row."""
    about = pq.read_metadata(part.data)
    if not part.rows:
        return []
    filled: set[str] = set()
    for group in range(about.num_row_groups):
        for index in range(about.num_columns):
            column = about.row_group(group).column(index)
            if not column.is_stats_set or column.statistics.null_count < column.num_values:
                filled.add(column.path_in_schema)
    return [column.title for column in tables()[part.table].kept if column.name not in filled | OPTIONAL]


@cache
def expected(kind: str) -> tuple[str, ...]:
    """The tables that a unit of ``kind`` should deliver."""
    known = read_yaml(Path(__file__).parent / "expected.yaml")
    return tuple(known.get(kind, known["grassroots"]))


def _large(name: str, part: Part) -> Received:
    return Received(
        name, tables()[part.table].title, part.sheet, _format(part.format, name), part.encoding, part.rows, part.skipped
    )


def _small(case: Case, name: str) -> Iterator[Received]:
    path = case.place.root / name
    word = case.loaded.files[name]
    if word == "附件" or not is_table(path):
        yield Received(name, ATTACHED if word == "附件" else word, format=_ending(name), encoding="")
        return
    counts = _counts(case, name)
    try:
        sheets = read_sheets(path)
    except (InputError, OSError):
        sheets = []
    about = sheets[0].about if sheets else {}
    whole = {sheet.name: len(sheet.rows) for sheet in sheets}
    for (table, sheet), rows in counts.items():
        # several tables below one another share their sheet: only the first one counts the rest of it
        others = sum(n for (_, other), n in counts.items() if other == sheet)
        rest = whole.pop(sheet, None)
        skipped = {} if rest is None or rest <= others else {UNSORTED: rest - others}
        yield Received(
            name, tables()[table].title, sheet, _format(about.get("format", ""), name), about.get("encoding", ""), rows,
            skipped,
        )  # fmt: skip


def _beside(case: Case, name: str) -> Iterator[Received]:
    """Small tables in further sheets of a file with large ones."""
    for (table, sheet), rows in _counts(case, name).items():
        yield Received(name, tables()[table].title, sheet, _format("", name), "", rows)


def _counts(case: Case, name: str) -> Counter[tuple[str, str]]:
    return Counter(
        (table, row.source.sheet)
        for table, rows in case.loaded.tables.items()
        for row in rows
        if row.source.file == name
    )


def _format(known: str, name: str) -> str:
    return (known or _ending(name)).upper()


def _ending(name: str) -> str:
    return Path(name).suffix.removeprefix(".").upper()
