"""Input tables as data: one YAML file is one table, its columns, their headings, types and meaning.

A table whose file lies here is known everywhere: to the loader, to the templates of ``auditbook new``, to the
facts. ``shape: mapping`` describes a YAML form (profile, year) key by key instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from auditbook.cells import fold
from auditbook.errors import SetupError
from auditbook.yamlfile import read_yaml

KINDS = {
    "text",
    "money",
    "number",
    "count",
    "date",
    "yesno",
    "choice",
    "stated",
    "quantity",
    "list",
    "mapping",
    "code",
    "period",
    "flag",
}


# yuan in one of the units that a heading or a line above it may state
UNITS = {"元": 1, "千元": 1_000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}
LONGEST = 200  # letters of a heading; more is no heading
_UNIT = re.compile(r"\((?:单位:?)?(?:人民币)?(元|千元|万元|百万元|亿元)\)$")
_MEASURE = re.compile(r"\((?:单位:?)?(?:人民币)?(?:元|千元|万元|百万元|亿元|人|%)\)$")


@dataclass(frozen=True)
class Column:
    """One column (or one key of a form).

    ``fact`` is the measure of the facts that its cells make (None: makes none), unless the column ``measure`` of
    the row names another; ``stated`` marks figures that somebody claims and nobody has counted;
    ``entries`` is the kind of the values of a mapping; ``part`` marks what is read only to make other columns
    (a direction beside one amount).
    """

    name: str
    title: str
    kind: str
    also: tuple[str, ...] = ()
    about: str = ""
    required: bool = False
    min: int | None = None
    values: dict[str, dict] = field(default_factory=dict)
    open: bool = False
    fact: str | None = None
    measure: str | None = None
    stated: bool = False
    entries: str = "count"
    default: Any = None
    part: bool = False


@dataclass(frozen=True)
class Table:
    """One input table. ``key`` names its rows, ``book`` is the book of its money unless a column says otherwise.

    A ``large`` table is read by columns and kept as Parquet (``ledger``); the others are read row by row. Of each
    group in ``essential`` one column must be there, else a sheet is not this table; of ``pairs`` both or none, else
    it cannot be used (amounts on one side alone would be half the truth). What is ``exported`` by programs
    nobody types, so it has no template, and an empty one is a mistake. What is ``written`` by people about the
    workbook's own results (decisions, sign-offs) changes no result of a check.
    """

    name: str
    title: str
    about: str
    columns: dict[str, Column]
    key: str | None = None
    book: str | None = None
    unique: bool = False
    words: tuple[str, ...] = ()
    shape: str = "table"
    large: bool = False
    exported: bool = False
    essential: tuple[tuple[str, ...], ...] = ()
    pairs: tuple[tuple[str, ...], ...] = ()
    groups: dict[str, str] = field(default_factory=dict)
    written: bool = False

    def heading(self, text: str) -> tuple[Column, str] | None:
        """The column that a heading names, and the unit that it states (万元, 元 … or empty); None if unknown."""
        named = self.named(fold_heading(text))
        return None if named is None else (named, _measured(text))

    def named(self, folded: str) -> Column | None:
        """The column that a folded heading names; None if unknown."""
        found = self.words_of_columns.get(without_measure(folded))
        return found[0] if found else None

    def headings(self, text: str) -> tuple[list[Column], str]:
        """See ``candidates``, and the unit that the heading states."""
        return self.candidates(text), _measured(text)

    def candidates(self, text: str) -> list[Column]:
        """All columns that a heading may name (方向 stands twice in a balance table)."""
        return self._bare_words.get(_bare(text), [])

    def rank(self, column: Column, text: str) -> int:
        """How well a heading names a column: 0 its title, then the other words in their order."""
        return [_bare(word) for word in (column.title, *column.also, column.name)].index(_bare(text))

    @property
    def kept(self) -> list[Column]:
        """The columns of the view: without those that are only parts of others."""
        return [column for column in self.columns.values() if not column.part]

    @cached_property
    def _bare_words(self) -> dict[str, list[Column]]:
        found: dict[str, list[Column]] = {}
        for column in self.columns.values():
            for word in dict.fromkeys(_bare(w) for w in (column.name, column.title, *column.also)):
                found.setdefault(word, []).append(column)
        return found

    @cached_property
    def words_of_columns(self) -> dict[str, list[Column]]:
        """The columns by what names them, folded."""
        found: dict[str, list[Column]] = {}
        for column in self.columns.values():
            for word in dict.fromkeys(fold_heading(w) for w in (column.name, column.title, *column.also)):
                found.setdefault(word, []).append(column)
        return found


@cache
def tables() -> dict[str, Table]:
    """All tables of the package by name, forms included."""
    return {path.stem: _table(path) for path in sorted(Path(__file__).parent.glob("*.yaml"))}


@cache
def written() -> frozenset[str]:
    """The tables that people write about the findings of a year, which change none of them."""
    return frozenset(name for name, table in tables().items() if table.written)


@cache
def small_headings() -> dict[str, list[tuple[str, str]]]:
    """Every heading of the small tables, folded: the tables that have it, each with the column that it names there."""
    found: dict[str, list[tuple[str, str]]] = {}
    for table in tables().values():
        if table.shape == "table" and not table.large:
            for word, columns in table.words_of_columns.items():
                found.setdefault(word, []).append((table.name, columns[0].name))
    return found


def fold_heading(text: str) -> str:
    """A heading for comparing: no white space anywhere, half-width, lower case."""
    return _folded(text) if len(text) <= LONGEST else _folded.__wrapped__(text)


# every cell of the first rows of every file is compared with every table, and most say the same few words
@lru_cache(maxsize=8192)
def _folded(text: str) -> str:
    return re.sub(r"\s", "", fold(text)).lower()


def without_measure(folded: str) -> str:
    """A folded heading without the measure at its end: 金额(元) is 金额."""
    return _MEASURE.sub("", folded)


def _bare(text: str) -> str:
    """A folded heading without its measure and without signs: 期初余额(借方) and 期初余额-借方 are one."""
    return _without_signs(text) if len(text) <= LONGEST else ""


@lru_cache(maxsize=8192)
def _without_signs(text: str) -> str:
    return re.sub(r"[()/\\\-_—·:|<>\[\]【】、]", "", without_measure(fold_heading(text)))


def _measured(text: str) -> str:
    """The unit that a heading states: 万元, 元 … or empty."""
    unit = _UNIT.search(fold_heading(text))
    return unit[1] if unit else ""


def _table(path: Path) -> Table:
    spec = read_yaml(path)
    if spec.get("table") != path.stem:
        raise SetupError(f"tables/{path.name}：“table”应为 {path.stem}，与文件名一致。")
    columns = {name: _column(path, name, body) for name, body in spec["columns"].items()}
    known = {
        "table",
        "title",
        "about",
        "columns",
        "key",
        "unique",
        "book",
        "words",
        "shape",
        "large",
        "essential",
        "exported",
        "pairs",
        "written",
    }
    if unknown := set(spec) - known:
        raise SetupError(f"tables/{path.name}：不认识的键 {'、'.join(sorted(unknown))}。")
    key = spec.get("key")
    groups = {value: body.get("group", "") for value, body in columns[key].values.items()} if key else {}
    words = tuple(spec.get("words", ()))
    return Table(
        path.stem, spec["title"], spec.get("about", ""), columns, key, spec.get("book"),
        spec.get("unique", False), (path.stem, *words), spec.get("shape", "table"), spec.get("large", False),
        spec.get("exported", False),
        tuple(map(tuple, spec.get("essential", ()))), tuple(map(tuple, spec.get("pairs", ()))), groups,
        spec.get("written", False),
    )  # fmt: skip


def _column(path: Path, name: str, body: dict) -> Column:
    try:
        values = {str(value): (spec or {}) for value, spec in body.get("values", {}).items()}
        also = tuple(str(word) for word in body.get("also", ()))
        column = Column(name, **{**body, "also": also, "values": values})
    except TypeError as problem:
        raise SetupError(f"tables/{path.name}：列 {name} 有不认识的键（{problem}）。") from None
    if column.kind not in KINDS:
        raise SetupError(f"tables/{path.name}：列 {name} 的类型 {column.kind} 不存在。")
    return column
