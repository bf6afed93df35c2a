"""The sheets of findings.xlsx as data (``workbook.yaml``): which columns people see and which they fill in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from auditbook.tables import Column, Table, fold_heading, tables
from auditbook.yamlfile import read_yaml

ORIGINAL = "_原表"  # the hidden sheet: what was exported
MARK = "auditbook 疑点工作簿原表"
FIRST, SECOND = 1, 2


@dataclass(frozen=True)
class Field:
    """One column of a sheet: of a table (``column``), for the first or the second ``person``, or only shown."""

    title: str
    width: float
    kind: str = "text"
    column: Column | None = None
    person: int = FIRST
    fill: bool = False
    small: bool = False


@dataclass(frozen=True)
class Form:
    """One sheet: the rows of ``table``, told apart by ``key``; ``free`` empty rows stand below.

    ``single`` says that a key stands once; ``whole`` that the rows of a key are one entry (an adjustment of several
    lines) and are compared as such.
    """

    name: str
    table: Table
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    free: int = 0
    frozen: int = 0
    single: bool = False
    whole: bool = False
    paper: str = "A4"

    @cached_property
    def kept(self) -> list[Field]:
        """The columns that the hidden sheet remembers and the reader looks for."""
        return [field for field in self.fields if field.column is not None]

    @cached_property
    def keys(self) -> list[Field]:
        """The columns that tell the rows apart."""
        return [field for field in self.kept if field.column and field.column.name in self.key]

    @cached_property
    def filled(self) -> list[Field]:
        """The columns that people fill in, but for the key's."""
        return [field for field in self.kept if field.fill and field not in self.keys]

    def of(self, person: int) -> list[Field]:
        """The columns of a person's entry; the second's has the key and the fingerprint of the first's."""
        shared = [field for field in self.kept if field.person == person or not field.fill]
        return [field for field in shared if field.person == person or field.person == FIRST]

    def find(self, cells: list[str]) -> dict[int, Field]:
        """The columns that a row of headings names, by their place: headings as written, else other words for them."""
        titles = {fold_heading(field.title): field for field in self.fields}
        found: dict[int, Field] = {}
        for index, cell in enumerate(cells):
            named = titles.get(fold_heading(cell))
            if named is not None and named not in found.values():
                found[index] = named
        firsts = {field.column.name: field for field in self.kept if field.person == FIRST and field.column}
        for index, cell in enumerate(cells):
            known = self.table.heading(cell) if cell.strip() and index not in found else None
            named = firsts.get(known[0].name) if known else None
            if named is not None and named not in found.values():
                found[index] = named
        return {index: field for index, field in found.items() if field.column is not None}


@dataclass(frozen=True)
class Layout:
    """All sheets that people fill in, and the sheet of notes before them."""

    notes: str
    lines: list[tuple[str, str]]
    forms: tuple[Form, ...] = field(default=())

    def form(self, table: str) -> Form:
        """The sheet of a table."""
        return next(form for form in self.forms if form.table.name == table)


@cache
def layout() -> Layout:
    """The layout of the package."""
    body: Any = read_yaml(Path(__file__).parent / "workbook.yaml")
    notes = body["notes"]
    lines = [(str(head), str(text)) for head, text in notes["lines"]]
    return Layout(notes["name"], lines, tuple(map(_form, body["sheets"])))


def _form(body: Mapping[str, Any]) -> Form:
    table = tables()[body["table"]]
    fields = tuple(_fields(body["columns"], table))
    options = {name: body[name] for name in ("free", "frozen", "single", "whole", "paper") if name in body}
    return Form(body["name"], table, tuple(body["key"]), fields, **options)


def _fields(listed: list[Mapping[str, Any]], table: Table) -> Iterator[Field]:
    for one in listed:
        column = table.columns.get(one.get("column") or one.get("second") or "")
        title = str(one.get("title") or (column.title if column else ""))
        kind = column.kind if column else str(one.get("kind", "text"))
        person = SECOND if "second" in one else FIRST
        yield Field(title, float(one["width"]), kind, column, person, one.get("fill", False), one.get("small", False))
