"""Delimited text: comma, tab, semicolon or pipe; UTF-8 with or without BOM, UTF-16, GB18030, CP1252.

A file of any size is read in bounded memory: the headings are looked for in its beginning, the rest comes by columns
(``Sheet.stream``). Row numbers are those of the records, as a spreadsheet shows them.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, overload

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from auditbook.encoding import encoding_of, wrongly_encoded
from auditbook.errors import InputError
from auditbook.readers import HEAD_ROWS, Block, Sheet

ENDINGS = (".csv", ".txt", ".tsv")
MAX_ROW_BY_ROW = 200_000_000
BLOCK_BYTES = 2 << 20
MOST_CELLS = 16_384
MOST_SIGNS = 10_000_000
csv.field_size_limit(MOST_SIGNS)  # a summary of 100 kB is long, not broken
_NOTHING: list[str] = []  # the cells of an empty line, of which a file may have millions
_BINARY = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc",
)


def accepts(path: Path, head: bytes) -> bool:
    """Text that a spreadsheet would open: by its name, or by having no binary signature."""
    if head.startswith(_BINARY) or _opening(head) == "<":
        return False
    # programs export tab-separated text under the name of a workbook
    return path.suffix.lower() in (*ENDINGS, ".xls")


def _opening(head: bytes) -> str:
    """The first sign behind the mark of the encoding and blanks."""
    encoding = "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
    if encoding == "utf-8" and head[:4].count(0) == 2:
        encoding = "utf-16-le" if head[1] == 0 else "utf-16-be"
    return head.decode(encoding, "ignore").lstrip("\ufeff \t\r\n\v\f")[:1]


def read(path: Path) -> list[Sheet]:
    """One sheet without a name. Errors: InputError for an encoding or a quoting that cannot be read."""
    encoding = encoding_of(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        sample = list(itertools.islice(file, 200))
    text = Text(path, encoding, _delimiter("".join(sample)))
    about = {"format": "文本" if text.delimiter == "\t" else "CSV", "encoding": encoding, "delimiter": text.delimiter}
    return [Sheet("", Records(text), stream=text.blocks, about=about)]


@dataclass(frozen=True)
class Text:
    """A delimited file: how it is written, and its records by columns."""

    path: Path
    encoding: str
    delimiter: str

    def records(self) -> Iterator[list[str]]:
        """All records, one after the other. Errors: InputError, with the row."""
        with self.path.open(encoding=self.encoding, newline="") as file:
            number = before = 0
            try:
                reader = csv.reader(file, delimiter=self.delimiter)
                for record in reader:
                    number += 1
                    if len(record) > MOST_CELLS:
                        told = f"第 {number} 行有 {len(record)} 格，超过 {MOST_CELLS} 列，Excel 也放不下"
                        raise InputError(f"{told}。请核对分隔符后重新导出，或另存为 xlsx。")
                    if any("\0" in cell for cell in record):
                        raise InputError(f"第 {number} 行有空字符（NUL），文件可能已损坏。请重新导出。")
                    lines, before = reader.line_num - before, reader.line_num
                    if lines > 1 and self._quotes_odd:
                        raise InputError(f"第 {number} 行的引号没有成对。请用 Excel 打开核对引号后另存为 CSV。")
                    yield record
            except csv.Error as problem:
                long = "field limit" in str(problem)
                why = f"有一格超过 {MOST_SIGNS // 10_000} 万字，可能是引号没有成对" if long else "不是规整的 CSV"
                raise InputError(f"第 {number + 1} 行{why}。请用 Excel 打开核对引号后另存为 CSV。") from None
            except UnicodeError:
                raise wrongly_encoded(self.path, self.encoding) from None

    @cached_property
    def _quotes_odd(self) -> bool:
        """Some quote is never closed: what stands behind it would be swallowed."""
        with self.path.open("rb") as file:
            return sum(part.count(b'"') for part in iter(lambda: file.read(1 << 20), b"")) % 2 == 1

    def blocks(self, start: int) -> Iterator[Block]:
        """The records from index ``start`` on, by columns; errors as in ``records``."""
        lines, width = self._begin(start)
        if self._quotes_odd:
            # only a quote that opens a cell can swallow lines; the reading row by row knows where
            for _ in self.records():
                pass
        odd: list[tuple[int, list[str]]] = []

        def set_aside(row: arrow_csv.InvalidRow) -> str:
            # ``number`` counts from the first line of the file
            odd.append((row.number - lines + start, self._cells(row.text) if row.text else _NOTHING))
            return "skip"

        position = start + 1
        taken = 0
        try:
            for batch in self._batches(lines, width, set_aside):
                between = odd[taken:]
                numbers = _numbers(position, batch.num_rows, {number for number, _ in between})
                position = int(numbers[-1]) + 1 if len(numbers) else position
                mine = [row for row in between if row[0] < position]
                taken += len(mine)
                yield Block(numbers, batch.columns, mine)
        except (pa.ArrowInvalid, UnicodeError) as problem:
            if "straddling" in str(problem):
                # a row longer than a block: the reading row by row knows which
                for _ in self.records():
                    pass
            raise self._unreadable(problem) from None
        if odd[taken:]:
            yield Block(np.array([], dtype=np.int64), [pa.array([], pa.string())] * width, odd[taken:])

    def _begin(self, start: int) -> tuple[int, int]:
        """How many lines the first ``start`` records take, and how many cells most of the next ones have."""
        with self.path.open(encoding=self.encoding, newline="", errors="replace") as file:
            reader = csv.reader(file, delimiter=self.delimiter)
            above = 0
            for record in itertools.islice(reader, start):
                above = len(record)
            lines = reader.line_num
            widths = Counter(len(record) for record in itertools.islice(reader, 1000) if len(record) > 1)
        most = max(widths.values(), default=0)
        likely = [width for width, count in widths.items() if count == most]
        # where two widths are as frequent, that of the headings decides
        return lines, above if above in likely else max(likely, default=max(above, 1))

    def _batches(self, lines: int, width: int, set_aside: Any) -> Iterator[pa.RecordBatch]:
        names = [str(index) for index in range(width)]
        with arrow_csv.open_csv(
            self.path,
            arrow_csv.ReadOptions(
                # numbers of odd rows are only known to a single thread
                use_threads=False, block_size=BLOCK_BYTES, skip_rows=lines, column_names=names,
                encoding="utf-8" if self.encoding == "utf-8-sig" else self.encoding,
            ),
            arrow_csv.ParseOptions(
                delimiter=self.delimiter, newlines_in_values=True, ignore_empty_lines=False,
                invalid_row_handler=set_aside,
            ),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=True,
            ),
        ) as reader:  # fmt: skip
            yield from reader

    def _cells(self, line: str) -> list[str]:
        return next(csv.reader(io.StringIO(line), delimiter=self.delimiter), [])

    def _unreadable(self, problem: Exception) -> InputError:
        said = str(problem)
        if isinstance(problem, UnicodeError) or "UTF8" in said or "UTF-8" in said:
            return wrongly_encoded(self.path, self.encoding)
        if "Empty CSV file" in said:
            return InputError("表头下面没有数据。请重新导出，或删除此文件。")
        where = re.search(r"[Rr]ow #?(\d+)", said)
        row = f"第 {where[1]} 行附近" if where else "有一行"
        return InputError(f"{row}不是规整的 CSV（引号没有成对，或一格过长）。请用 Excel 打开核对后另存为 CSV。")


@dataclass(frozen=True)
class Records(Sequence[tuple[int, list[str]]]):
    """The records of a text with their numbers; the first ones come without reading the rest."""

    text: Text
    _first: list[tuple[int, list[str]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        first = list(enumerate(itertools.islice(self.text.records(), HEAD_ROWS), 1))
        object.__setattr__(self, "_first", first)

    @cached_property
    def _all(self) -> list[tuple[int, list[str]]]:
        if self.text.path.stat().st_size > MAX_ROW_BY_ROW:
            raise InputError("文件超过 200 MB。请拆分后再放入。")
        return list(enumerate(self.text.records(), 1))

    def __len__(self) -> int:
        return len(self._all)

    @overload
    def __getitem__(self, index: int) -> tuple[int, list[str]]: ...
    @overload
    def __getitem__(self, index: slice) -> list[tuple[int, list[str]]]: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice) and not index.start and index.stop is not None and 0 <= index.stop <= HEAD_ROWS:
            return self._first[index]
        return self._all[index]


def _numbers(first: int, count: int, without: set[int]) -> np.ndarray:
    """``count`` row numbers from ``first`` on, leaving out those of the rows that were set aside."""
    numbers = np.arange(first, first + count + len(without), dtype=np.int64)
    if without:
        numbers = numbers[~np.isin(numbers, list(without))]
    return numbers[:count]


def _delimiter(text: str) -> str:
    lines = [line for line in text.splitlines()[:60] if line.strip()]
    # a comma between digits is a thousands separator as often as not
    plain = [re.sub(r"(?<=\d),(?=\d{3})", "", line) for line in lines]
    return max(",\t;|", key=lambda mark: sum(line.count(mark) for line in plain))
