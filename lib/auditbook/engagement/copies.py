"""One findings.xlsx that came back: what people see in it now, and what its hidden sheet says was exported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from auditbook.cells import CellError, clean, convert
from auditbook.engagement.layout import MARK, Field, Form, layout
from auditbook.files import digest
from auditbook.finding import Problem, Source
from auditbook.readers import Sheet, read_sheets
from auditbook.sheets import HEADING_WITHIN, Row, rows_of

Key = tuple[str, ...]
Texts = Mapping[str, str]  # by heading
MOST = 32_000  # what a cell keeps of a text; the rest is cut at the export


@dataclass(frozen=True)
class Line:
    """One row as it stands now (``cells`` as written, ``now`` for comparing), and as it was exported: None if added.

    ``place`` counts the exported rows of the same key.
    """

    source: Source
    key: Key
    cells: Texts
    now: Texts
    base: Texts | None
    place: int = 0

    def changed(self, fields: Iterable[Field]) -> list[Field]:
        """The columns that differ from the export."""
        base = self.base or {}
        return [one for one in fields if self.now.get(one.title, "") != base.get(one.title, "")]


@dataclass(frozen=True)
class Page:
    """The sheet of a form: its lines, the exported ones that are gone, and where cells show an error."""

    form: Form
    sheet: Sheet
    name: str
    heading: Mapping[int, Field]
    lines: list[Line]
    gone: list[Texts]

    def rows(self, lines: Iterable[Line], person: int, problems: list[Problem]) -> dict[int, Row]:
        """``lines`` as rows of the form's table by their number, as far as they are ``person``'s entry."""
        fields = [one for one in self.form.of(person) if one in self.heading.values()]
        places = {one.title: index for index, one in self.heading.items()}
        wanted = [(line.source.row or 0, [line.cells.get(one.title, "") for one in fields]) for line in lines]
        if not wanted:
            return {}
        heads = [one.column.title if one.column else one.title for one in fields]
        moved = {places[one.title]: index for index, one in enumerate(fields)}
        errors = tuple((row, moved[index], text) for row, index, text in self.sheet.errors if index in moved)
        numbers = {number for number, _ in wanted}
        there = tuple(error for error in errors if error[0] in numbers)
        projected = Sheet(self.sheet.name, [(0, heads), *wanted], self.sheet.binary, errors=there)
        told: list[Problem] = []
        found = rows_of(self.form.table, projected, self.name, told)
        # a comment that begins like the foot of a table is skipped, but must not go unsaid
        other = "请换个写法，如在前面加上“意见：”"
        problems += [Problem(one.source, one.message, other) if one.note else one for one in told]
        return {row.source.row or 0: row for row in found}


@dataclass(frozen=True)
class Copy:
    """A workbook that came back. ``seen`` are the copies that its export had read; ``findings`` those that it lists.

    ``kept`` are people's entries up to the export, as rows of their tables; ``whole``: it has its hidden sheet.
    """

    name: str
    mark: str
    unit: str
    seen: frozenset[str]
    findings: frozenset[str]
    pages: list[Page] = field(repr=False)
    kept: Mapping[str, list[Row]] = field(repr=False)
    whole: bool = True

    def of(self, table: str) -> list[Page]:
        """The sheets of a table."""
        return [page for page in self.pages if page.form.table.name == table]


def read_copy(path: Path, name: str) -> Copy:
    """The workbook (or the sheet 疑点清单 as csv) at ``path``. Errors: InputError for a file that cannot be read."""
    sheets = read_sheets(path)
    hidden = next((sheet for sheet in sheets if _is_original(sheet)), None)
    original = _Original(hidden, name)
    pages = [page for sheet in sheets if sheet is not hidden if (page := _page(sheet, name, original)) is not None]
    findings = frozenset(key[0] for key in original.base.get("decisions", {}))
    kept = {table: list(_placed(rows, [page for page in pages if page.form.table.name == table]))
            for table, rows in original.kept.items()}  # fmt: skip
    return Copy(name, digest(path), original.unit, frozenset(original.seen), findings, pages, kept,
                hidden is not None)  # fmt: skip


def _placed(rows: list[Row], pages: list[Page]) -> Iterator[Row]:
    """``rows`` of the hidden sheet with the place where people see them, as far as they see them."""
    places = {line.key: line.source for page in pages for line in reversed(page.lines)}
    for row in rows:
        names = [one.column.name for page in pages[:1] for one in page.form.keys if one.column]
        key = tuple(told(str(row[name])) if row[name] is not None else "" for name in names)
        yield replace(row, source=places.get(key, row.source))


def told(text: str) -> str:
    """A text for comparing: what a cell keeps of it, white space as one blank."""
    return re.sub(r"\s+", " ", clean(text)[:MOST]).strip()


def _is_original(sheet: Sheet) -> bool:
    return len(sheet.rows) > 0 and sheet.rows[0][1][:1] == [MARK]


class _Original:
    """What the hidden sheet says; empty where there is none."""

    def __init__(self, sheet: Sheet | None, name: str) -> None:
        self.unit = ""
        self.seen: set[str] = set()
        self.base: dict[str, dict[Key, list[Texts]]] = {}
        self.kept: dict[str, list[Row]] = {}
        heads: dict[str, list[str]] = {}
        written: dict[str, list[tuple[int, list[str]]]] = {}
        for number, (kind, table, *cells) in self._rows(sheet):
            if kind == "单位":
                self.unit = table
            elif kind == "已读":
                self.seen.add(table)
            elif kind == "列":
                heads[table] = cells
            elif kind == "记列" or (kind == "记" and table in written):
                written.setdefault(table, []).append((number, cells))
            elif kind == "格" and table in heads:
                self._keep(table, dict(zip(heads[table], cells, strict=False)))
        for table, rows in written.items():
            form = _form(table)
            if form is not None and sheet is not None:
                self.kept[table] = rows_of(form.table, Sheet(sheet.name, rows), name, [])

    @staticmethod
    def _rows(sheet: Sheet | None) -> Iterator[tuple[int, list[str]]]:
        for number, cells in sheet.rows if sheet is not None else ():
            if len(cells) > 1:
                yield number, cells

    def _keep(self, table: str, texts: dict[str, str]) -> None:
        form = _form(table)
        if form is not None:
            line = {one.title: _plain(one, texts.get(one.title, "")) for one in form.kept}
            self.base.setdefault(table, {}).setdefault(_key(form, line), []).append(line)


def _form(table: str) -> Form | None:
    return next((form for form in layout().forms if form.table.name == table), None)


def _page(sheet: Sheet, name: str, original: _Original) -> Page | None:
    """The sheet as that of the form whose headings it has, wherever they stand and whatever it is called."""
    best: tuple[int, int, Form, dict[int, Field]] | None = None
    for index, (_, cells) in enumerate(sheet.rows[:HEADING_WITHIN]):
        for form in layout().forms:
            found = form.find(cells)
            if _enough(form, found) and (best is None or len(found) > best[0]):
                best = len(found), index, form, found
    if best is None:
        return None
    _, index, form, heading = best
    return _matched(sheet, name, index, form, heading, original.base.get(form.table.name, {}))


def _enough(form: Form, found: Mapping[int, Field]) -> bool:
    names = {one.column.name for one in found.values() if one.column}
    wanted = {*form.key} | ({"by"} if "by" in form.table.columns else set())
    return wanted <= names and len(names) >= 3


def _matched(
    sheet: Sheet, name: str, index: int, form: Form, heading: dict[int, Field], exported: Mapping[Key, list[Texts]]
) -> Page:  # fmt: skip
    """Every line beside what was exported for its key: an equal one first, else the next one."""
    left = {key: list(lines) for key, lines in exported.items()}
    listed: list[tuple[Source, Key, Texts, Texts]] = []
    broken = {row for row, _, _ in sheet.errors}
    for number, cells in sheet.rows[index + 1 :]:
        written = {one.title: cells[i] if i < len(cells) else "" for i, one in heading.items()}
        now = {one.title: _plain(one, written[one.title]) for one in heading.values()}
        if any(now.values()) or number in broken:
            listed.append((Source(name, sheet.name, number), _key(form, now), written, now))
    same: dict[int, Texts] = {}
    for number, (_, key, _, current) in enumerate(listed):
        equal = next((line for line in left.get(key, ()) if _equal(line, current)), None)
        if equal is not None:
            left[key].remove(equal)
            same[number] = equal
    lines = []
    for number, (source, key, as_written, current) in enumerate(listed):
        base = same.get(number)
        if base is None and left.get(key):
            base = left[key].pop(0)
        elif base is None and key in exported and form.table.name in ("decisions", "reviews"):
            base = exported[key][0]  # a row that somebody copied
        place = next((n for n, line in enumerate(exported.get(key, ())) if line is base), 0)
        lines.append(Line(source, key, as_written, current, base, place))
    return Page(form, sheet, name, heading, lines, [line for rest in left.values() for line in rest])


def _equal(line: Texts, now: Texts) -> bool:
    return all(line.get(title, "") == text for title, text in now.items())


def _key(form: Form, line: Texts) -> Key:
    return tuple(line.get(one.title, "") for one in form.keys)


def _plain(one: Field, text: str) -> str:
    """The text of a cell for comparing: 2022/3/1 and 2022-03-01 are one day, 12.5 and 12.50 one amount."""
    plain = told(text)
    if not plain or one.column is None or one.kind in ("text", "code"):
        return plain
    try:
        cell = convert(plain, one.kind, values=one.column.values, binary=True)
    except CellError:
        return plain
    if cell is None:
        return ""
    return format(cell.value.normalize(), "f") if isinstance(cell.value, Decimal) else str(cell.value)
