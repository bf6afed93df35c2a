"""Merged cells among those that people fill in: only the first of them holds what they wrote."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from auditbook.engagement.copies import Copy, Page
from auditbook.finding import Problem, Source
from auditbook.workbooks.package import Package, sheet_parts

_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^<>]*ref\s*=\s*["']([A-Z]+)(\d+):([A-Z]+)(\d+)["']""")


def merged_cells(path: Path, copy: Copy) -> Iterator[Problem]:
    """A problem for every merged range that covers several rows to be filled in, of an .xlsx or .xlsm."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        parts = {name: part for part, name in sheet_parts(archive, Package("xlsx")).items()}
        members = {member.filename.lower(): member for member in archive.infolist()}
        for page in copy.pages:
            member = members.get(parts.get(page.sheet.name, ""))
            if member is not None:
                yield from _of(archive.read(member), page, copy)


def _of(part: bytes, page: Page, copy: Copy) -> Iterator[Problem]:
    rows = {line.source.row for line in page.lines}
    for left, top, right, bottom in _MERGED.findall(part):
        first, last = int(top), int(bottom)
        columns = range(_index(left), _index(right) + 1)
        titles = [one.title for index, one in page.heading.items() if index in columns and one.fill]
        if titles and last > first and any(first <= row <= last for row in rows if row):
            told = (
                f"第{first}行到第{last}行的“{'、'.join(titles)}”是合并单元格，只有第{first}行有内容，其余各行没有采用"
            )
            yield Problem(Source(copy.name, page.sheet.name, first), told, "请取消合并，逐行填写")


def _index(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
