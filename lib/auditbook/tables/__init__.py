"""Input tables as data: one YAML file is one table, its columns, their headings, types and meaning.

A table whose file lies here is known everywhere: to the loader, to the templates of ``auditbook new``, to the
facts. ``shape: mapping`` describes a YAML form (profile, year) key by key instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property
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
}


# yuan in one of the units that a heading or a line above it may state
UNITS = {"元": 1, "千元": 1_000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}
_UNIT = re.compile(r"\((?:单位:?)?(?:人民币)?(元|千元|万元|百万元|亿元)\)$")
_MEASURE = re.compile(r"\((?:单位:?)?(?:人民币)?(?:元|千元|万元|百万元|亿元|人|%)\)$")


@dataclass(frozen=True)
class Column:
    """One column (or one key of a form).

    ``fact`` is the measure of the facts that its cells make (None: makes none), unless the column ``measure`` of
    the row names another; ``stated`` marks figures that somebody claims and nobody has counted;
    ``entries`` is the kind of the values of a mapping.
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


@dataclass(frozen=True)
class Table:
    """One input table. ``key`` names its rows, ``book`` is the book of its money unless a column says otherwise."""

    name: str
    title: str
    about: str
    columns: dict[str, Column]
    key: str | None = None
    book: str | None = None
    unique: bool = False
    words: tuple[str, ...] = ()
    shape: str = "table"
    groups: dict[str, str] = field(default_factory=dict)

    def heading(self, text: str) -> tuple[Column, str] | None:
        """The column that a heading names, and the unit that it states (万元, 元 … or empty); None if unknown."""
        bare = fold_heading(text)
        unit = _UNIT.search(bare)
        column = self._words.get(_MEASURE.sub("", bare))
        return None if column is None else (column, unit[1] if unit else "")

    @cached_property
    def _words(self) -> dict[str, Column]:
        found: dict[str, Column] = {}
        for column in self.columns.values():
            for word in (column.name, column.title, *column.also):
                found.setdefault(fold_heading(word), column)
        return found


@cache
def tables() -> dict[str, Table]:
    """All tables of the package by name, forms included."""
    return {path.stem: _table(path) for path in sorted(Path(__file__).parent.glob("*.yaml"))}


def fold_heading(text: str) -> str:
    """A heading for comparing: no white space anywhere, half-width, lower case."""
    return re.sub(r"\s", "", fold(text)).lower()


def _table(path: Path) -> Table:
    spec = read_yaml(path)
    if spec.get("table") != path.stem:
        raise SetupError(f"tables/{path.name}：“table”应为 {path.stem}，与文件名一致。")
    columns = {name: _column(path, name, body) for name, body in spec["columns"].items()}
    known = {"table", "title", "about", "columns", "key", "unique", "book", "words", "shape"}
    if unknown := set(spec) - known:
        raise SetupError(f"tables/{path.name}：不认识的键 {'、'.join(sorted(unknown))}。")
    key = spec.get("key")
    groups = {value: body.get("group", "") for value, body in columns[key].values.items()} if key else {}
    words = tuple(spec.get("words", ()))
    return Table(
        path.stem, spec["title"], spec.get("about", ""), columns, key, spec.get("book"),
        spec.get("unique", False),        (path.stem, *words), spec.get("shape", "table"), groups,
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
