"""Registers out of several workbooks and csv files: cell by cell, what differs from the export is somebody's entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from auditbook.engagement.copies import Copy, Key, Line, told
from auditbook.engagement.layout import FIRST, Field, Form
from auditbook.finding import Problem, Source
from auditbook.sheets import Row


@dataclass(frozen=True)
class _Said:
    """What one copy says of one cell: the value now, and the text that the export had there."""

    value: Any
    text: str
    base: str
    source: Source


def register(form: Form, copies: Sequence[Copy], rows: Sequence[Row], problems: list[Problem]) -> list[Row]:
    """``rows`` (of the csv files) with what the copies change and add; what contradicts itself is told, not taken."""
    merged = _by_key(form, rows)
    for copy in copies:
        for key, kept in _by_key(form, copy.kept.get(form.table.name, ())).items():
            merged.setdefault(key, kept)
    said: dict[tuple[Key, int], dict[str, list[_Said]]] = {}
    added: list[Row] = []
    for copy in copies:
        for line, row, place in _entered(form, copy, problems):
            if line.base is None and not form.single:
                added.append(row)
                continue
            cells = said.setdefault((line.key, place), {})
            for one in line.changed([*form.keys, *form.filled]):
                name = one.column.name if one.column else ""
                text, base = line.now.get(one.title, ""), (line.base or {}).get(one.title, "")
                cells.setdefault(name, []).append(_Said(row[name], text, base, row.source))
                if base and not text:
                    told_ = f"“{one.title}”被清空（原为“{base[:60]}”），按清空处理"
                    problems.append(Problem(row.at(one.title), told_, "误删的请重新填写"))
            values = {name: row[name] for name in form.key}
            merged.setdefault((line.key, place), Row(values, row.source))
    found = {at: _changed(form, row, said.get(at, {}), problems) for at, row in merged.items()}
    own = {id(row) for row in rows}
    listed = [row for row in found.values() if id(row) in own or _says(form, row)]
    return listed + _new(form, added, listed)


def adjustments(form: Form, copies: Sequence[Copy], rows: Sequence[Row], problems: list[Problem]) -> list[Row]:
    """``rows`` with the adjustments of the copies; the lines of one number are one entry."""
    own = _whole(form, rows)
    found: dict[str, list[list[Row]]] = {number: [lines] for number, lines in own.items()}
    passed: dict[str, list[list[tuple]]] = {}
    weak: dict[str, list[Row]] = {}
    for copy in copies:
        kept = _whole(form, copy.kept.get(form.table.name, ()))
        for number, lines in _whole(form, _lines(form, copy, problems)).items():
            before = [_content(form, row) for row in kept.get(number, [])]
            if [_content(form, row) for row in lines] != before:
                found.setdefault(number, []).append(lines)
                passed.setdefault(number, []).append(before)
        for number, lines in kept.items():
            weak.setdefault(number, lines)
    listed = [row for number in {**found, **weak}
              for row in _one(form, number, found.get(number, []), passed.get(number, []), weak, problems)]  # fmt: skip
    return listed


def _one(
    form: Form, number: str, versions: list[list[Row]], passed: list[list[tuple]], weak: Mapping[str, list[Row]],
    problems: list[Problem],
) -> list[Row]:  # fmt: skip
    different = {tuple(_content(form, row) for row in lines): lines for lines in versions}
    current = [lines for content, lines in different.items() if list(content) not in passed]
    if not current:
        return weak.get(number, versions[0] if versions else [])
    if len(current) > 1:
        places = "、".join(str(lines[0].source) for lines in current)
        problems.append(Problem(current[-1][0].source, f"调整编号 {number} 有不同的分录（{places}），均未采用",
                                "请只保留正确的一笔，另一笔改用别的编号"))  # fmt: skip
        return []
    return current[0]


def _entered(form: Form, copy: Copy, problems: list[Problem]) -> Iterator[tuple[Line, Row, int]]:
    """The lines where something differs from the export, as typed rows, with their place among those of their key."""
    for page in copy.of(form.table.name):
        fields = [one for one in [*form.keys, *form.filled] if one in page.heading.values()]
        changed = {line.source.row or 0: line for line in page.lines if _is_entry(form, line, fields)}
        rows = page.rows(changed.values(), FIRST, problems)
        for number, row in rows.items():
            yield changed[number], row, changed[number].place


def _is_entry(form: Form, line: Line, fields: list[Field]) -> bool:
    if line.base is None:
        return any(line.now.get(one.title) for one in form.filled)
    return bool(line.changed(fields))


def _changed(form: Form, row: Row, said: Mapping[str, list[_Said]], problems: list[Problem]) -> Row:
    """A row with what people changed in it: a value that another copy started from is out of date."""
    if not said:
        return row
    values, source = dict(row.values), row.source
    titles = {one.column.name: one for one in form.kept if one.column}
    for name, statements in said.items():
        passed = {one.base for one in statements if one.base != one.text}
        there = told(str(row[name])) if row[name] is not None else ""
        listed = {one.text: one for one in statements if one.text not in passed} or {
            one.text: one for one in statements
        }
        own = there and there not in passed and not any(_same(there, one) for one in listed.values())
        if len(listed) > 1 or (own and row.source != statements[0].source):
            places = "；".join(f"{one.text or '空白'}（{one.source}）" for one in listed.values())
            whole = f"{there}（{row.source}）；{places}" if own else places
            last = statements[-1]
            told_ = f"“{titles[name].title}”有不同的填法：{whole}，均未采用"
            problems.append(Problem(replace(last.source, column=titles[name].title), told_, "请改成一致后重新运行"))
            values.pop(name, None)
            continue
        one = next(iter(listed.values()))
        values[name], source = one.value, one.source
    return Row({name: value for name, value in values.items() if value is not None}, source, row.qualifiers, row.extra)


def _same(there: str, one: _Said) -> bool:
    return there == one.text or told(str(one.value)) == there


def _new(form: Form, added: Iterable[Row], known: Iterable[Row]) -> list[Row]:
    """Rows that people added, each once, whoever has it as well."""
    there = {_content(form, row) for row in known}
    return [row for content, row in {_content(form, row): row for row in added}.items() if content not in there]


def _by_key(form: Form, rows: Iterable[Row]) -> dict[tuple[Key, int], Row]:
    """The rows by key, and their number among those of the same key."""
    found: dict[tuple[Key, int], Row] = {}
    for row in rows:
        key = tuple(told(str(row[name])) if row[name] is not None else "" for name in _key_names(form))
        place = next(number for number in range(len(found) + 1) if (key, number) not in found)
        found[key, place] = row
    return found


def _key_names(form: Form) -> list[str]:
    return [one.column.name for one in form.keys if one.column]


def _says(form: Form, row: Row) -> bool:
    """Something stands in it besides its key: a line of a list that nobody filled in is none."""
    return any(row[one.column.name] is not None for one in form.filled if one.column)


def _lines(form: Form, copy: Copy, problems: list[Problem]) -> Iterator[Row]:
    for page in copy.of(form.table.name):
        yield from page.rows(page.lines, FIRST, problems).values()


def _whole(form: Form, rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(told(str(row[form.key[0]] or "")), []).append(row)
    return found


def _content(form: Form, row: Row) -> tuple:
    return tuple(told(str(row[name])) if row[name] is not None else "" for name in form.table.columns)
