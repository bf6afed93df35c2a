"""Two tables of the same name, a given file and what was computed anew: what differs, value by value, in words.

The file may come from anybody: whatever is in it is compared and shown as text.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from auditbook.files import shown

BOM = b"\xef\xbb\xbf"
# what a row of a table is known by, and how it is named
KEYS = {
    "facts": ("fact",),
    "scores": ("system", "indicator"),
    "outcomes": ("check",),
    "findings": ("finding", "file", "sheet", "row", "line"),
    "coverage": ("check",),
    "material": ("no",),
    "papers": ("paper", "level"),
}
_MAIN = {"facts": "value"}
_AROUND, _LONG = 20, 80

Row = dict[str, str]


def differences(table: str, found: bytes, made: bytes) -> Iterator[str]:
    """What of ``found`` is not as it was ``made`` (bytes of csv files); nothing where they are equal."""
    if found == made:
        return
    told = False
    for line in _differences(table, found, made):
        told = True
        yield f"{table}.csv：{line}"
    if not told:
        yield f"{table}.csv：各项内容与重新计算的相同，但不是同样的文件（列或行的次序、引号、换行不同），可能被另存过"


def size(made: bytes) -> tuple[int, int]:
    """Rows and values of a table."""
    heading, *rows = csv.reader(io.StringIO(made.decode("utf-8-sig"), newline=""))
    return len(rows), len(rows) * len(heading)


def _differences(table: str, found: bytes, made: bytes) -> Iterator[str]:
    problems: list[str] = []
    given = _parsed(_text(found, problems), problems)
    wanted = _parsed(made.decode("utf-8-sig"), problems)
    yield from problems
    heading, ours = given[0][1] if given else [], wanted[0][1]
    yield from (f"缺少“{name}”列" for name in ours if name not in heading)
    yield from (f"多出“{shown(name)}”列" for name in heading if name not in ours)
    if len(set(heading)) != len(heading) or not set(KEYS[table]) <= set(heading):
        yield "列名不全或重复，没有逐行比较"
        return
    for line, cells in given[1:]:
        if len(cells) != len(heading):
            yield f"第{line}行有{len(cells)}格，应有{len(heading)}格"
    theirs, mine = _keyed(table, heading, given[1:]), _keyed(table, ours, wanted[1:])
    common = [name for name in ours if name in heading]
    for key, row in mine.items():
        if key not in theirs:
            yield f"缺少 {_named(table, row)} 这一行，按资料重新计算有这一行{_value(table, row)}"
            continue
        for column in common:
            if theirs[key].get(column, "") != row[column]:
                what = "" if column == _MAIN.get(table) else f"的 {column} "
                old, new = _side_by_side(theirs[key].get(column, ""), row[column])
                yield f"{_named(table, row)} {what}文件里是{old}，按资料重新计算是{new}"
    for key, row in theirs.items():
        if key not in mine:
            yield f"多出 {_named(table, row)} 这一行{_value(table, row)}，按资料重新计算没有这一行"


def _text(raw: bytes, problems: list[str]) -> str:
    """What a file says, whatever has happened to its encoding."""
    if b"\0" in raw:
        problems.append("含有空字符（NUL），文件已损坏或被改动")
    body = raw.removeprefix(BOM)
    try:
        text = body.decode()
        if len(body) == len(raw):
            problems.append("缺少 UTF-8 的开头标记（BOM），可能被另存过")
        return text
    except UnicodeDecodeError as problem:
        bad = problem.start
    try:
        if len(body) == len(raw):
            text = raw.decode("gb18030")
            problems.append("编码不是 UTF-8，可能被另存为 GBK")
            return text
    except UnicodeDecodeError:
        pass
    problems.append(f"第{bad + len(raw) - len(body) + 1}个字节起不是 UTF-8 文字，文件已损坏或被截断")
    return body.decode(errors="replace")


def _parsed(text: str, problems: list[str]) -> list[tuple[int, list[str]]]:
    """The rows with the numbers of their last lines, as far as the file is a csv."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows = []
    try:
        for cells in reader:
            rows.append((reader.line_num, cells))
    except csv.Error as problem:
        problems.append(f"第{reader.line_num}行起不是完整的 CSV（{problem}），文件已损坏或被截断")
    return rows or [(1, [])]


def _keyed(table: str, heading: list[str], rows: Iterable[tuple[int, list[str]]]) -> dict[tuple[str, ...], Row]:
    """The rows by what they are known by; one that occurs again is known by its number as well."""
    found: dict[tuple[str, ...], Row] = {}
    times = Counter[tuple[str, ...]]()
    for _, cells in rows:
        row = dict(zip(heading, cells, strict=False))
        key = tuple(row.get(name, "") for name in KEYS[table])
        times[key] += 1
        found[*key, str(times[key])] = row
    return found


def _named(table: str, row: Row) -> str:
    first, *others = (row.get(name, "") for name in KEYS[table])
    if table != "findings":
        return " ".join(shown(text) for text in (first, *others) if text)
    file, sheet, number, line = others
    told = PurePosixPath(file).name + (f"[{sheet}]" if sheet else "") + (f" 第{number}行" if number else "")
    return shown(first) + (f"（{shown(told)}{f' 分录{shown(line)}' if line else ''}）" if told else "")


def _value(table: str, row: Row) -> str:
    column = _MAIN.get(table)
    return f"（{_side_by_side(row.get(column, ''), '')[0].strip()}）" if column else ""


def _side_by_side(old: str, new: str) -> tuple[str, str]:
    """Two values as a sentence shows them: of long ones what lies around their first difference."""
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = max(0, same - _AROUND) if max(len(old), len(new)) > _LONG else 0
    return _cut(old, start), _cut(new, start)


def _cut(text: str, start: int) -> str:
    if not text:
        return "空白"
    part = f"{'……' if start else ''}{shown(text[start : start + _LONG])}{'……' if len(text) > start + _LONG else ''}"
    return f" {part}" if text == text.strip() and len(text) <= _LONG else f"“{part}”"
