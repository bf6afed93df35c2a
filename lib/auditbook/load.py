"""From a unit's folder to typed tables: every row with its origin, everything wrong collected at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from auditbook.cells import CellError, clean, convert, fold
from auditbook.errors import InputError
from auditbook.finding import Problem, Source
from auditbook.forms import Answer, Entry, read_answers, read_form
from auditbook.readers import Sheet, read_sheets
from auditbook.tables import Column, Table, tables

TABLE_ENDINGS = {".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods"}
# written by people for the workbook itself, read elsewhere
WRITTEN_BACK = {
    "decisions.csv",
    "reviews.csv",
    "adjustments.csv",
    "feedback.csv",
    "findings.xlsx",
    "sample_results.xlsx",
}
HEADING_WITHIN = 30
NOTES_SHEET = "填写说明"
_TOTALS = {"合计", "小计", "总计", "本页合计"}
_FOOTERS = ("制表", "打印", "填表", "审核人", "复核", "单位负责人", "注:", "注：")


@dataclass(frozen=True)
class Row:
    """One row of a table: typed values by column, what qualifies them (余, 近, 约), and where it stands."""

    values: dict[str, Any]
    source: Source
    qualifiers: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> Any:
        return self.values.get(column)

    def at(self, title: str) -> Source:
        """The source of the cell under the heading ``title``."""
        return replace(self.source, column=title)


@dataclass
class Loaded:
    """What a folder gave: rows by table, forms, the files that were read, all problems, and the files
    that could not be read at all (``unread``, with the reason)."""

    tables: dict[str, list[Row]] = field(default_factory=dict)
    profile: dict[str, Entry] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def load_unit(folder: Path, root: Path) -> Loaded:
    """Everything in a unit's ``folder``; sources name files relative to ``root`` (the inputs folder's parent).

    A file that cannot be read is one problem; the others go on.
    """
    loaded = Loaded()
    for path in _files(folder, root, loaded):
        name = path.relative_to(root).as_posix()
        try:
            if path.name == "profile.yaml":
                loaded.profile = read_form(path, "profile", name, loaded.problems)
                loaded.files[name] = tables()["profile"].title
            elif path.name == "answers.yaml":
                loaded.answers = read_answers(path, name, loaded.problems)
                loaded.files[name] = "自评要点"
            elif path.suffix.lower() in TABLE_ENDINGS:
                for table, rows in read_tables(path, name, loaded.problems):
                    loaded.tables.setdefault(table.name, []).extend(rows)
                    loaded.files[name] = "、".join(filter(None, [loaded.files.get(name), table.title]))
            else:
                loaded.files[name] = "附件"
        except InputError as problem:
            loaded.problems.append(Problem(Source(name), str(problem).rstrip("。"), "改好后重新运行"))
            loaded.unread.append(f"{name}：{problem}")
    for name, rows in loaded.tables.items():
        loaded.tables[name] = _unique(tables()[name], rows, loaded.problems)
    return loaded


def read_tables(path: Path, name: str, problems: list[Problem]) -> Iterator[tuple[Table, list[Row]]]:
    """The tables in one file, sheet by sheet. Adds to ``problems``; errors: InputError for the file as a whole."""
    found = False
    sheets = [sheet for sheet in read_sheets(path) if sheet.name != NOTES_SHEET and any(_text(sheet))]
    if not sheets:
        raise InputError("文件里没有内容。请补充数据或删除此文件。")
    for sheet in sheets:
        heading = _heading(sheet, path.stem)
        if heading is None:
            continue
        found = True
        table, at = heading
        yield table, list(_rows(table, sheet, at, name, problems))
    if not found:
        raise InputError(f"前 {HEADING_WITHIN} 行内没有找到认识的表头。请对照模板（auditbook new）核对列名。")


def _files(folder: Path, root: Path, loaded: Loaded) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~$")) or path.name in WRITTEN_BACK or path.is_dir():
            continue
        if not path.resolve().is_relative_to(root.resolve()):
            source = Source(path.relative_to(root).as_posix())
            loaded.problems.append(Problem(source, "是指向文件夹之外的链接，没有读取", "请把文件本身放进来"))
            continue
        yield path


def _text(sheet: Sheet) -> Iterator[str]:
    return (cell for _, cells in sheet.rows for cell in cells if cell.strip())


def _heading(sheet: Sheet, stem: str) -> tuple[Table, int] | None:
    """The table and the index of the row whose cells are its headings; the file's name breaks ties."""
    best: tuple[tuple[int, bool, int], Table, int] | None = None
    for index, (_, cells) in enumerate(sheet.rows[:HEADING_WITHIN]):
        for table in tables().values():
            if table.shape != "table":
                continue
            matched = {found[0].name for cell in cells if cell.strip() and (found := table.heading(cell))}
            if len(matched) < 2:
                continue
            named = any(word in stem for word in table.words)
            score = (len(matched), named, -index)
            if best is None or score > best[0]:
                best = (score, table, index)
    return None if best is None else (best[1], best[2])


def _rows(table: Table, sheet: Sheet, at: int, name: str, problems: list[Problem]) -> Iterator[Row]:
    number, cells = sheet.rows[at]
    columns = _columns(table, cells, Source(name, sheet.name, number), problems)
    stated_unit = next((unit for unit in map(_unit_above, sheet.rows[:at]) if unit), "")
    factors = {i: 10000 for i, (column, unit) in columns.items()
               if column.kind == "money" and (unit or stated_unit) == "万元"}  # fmt: skip
    if factors:
        titles = "、".join(columns[i][0].title for i in factors)
        problems.append(
            Problem(Source(name, sheet.name, number), f"“{titles}”以万元填列，已换算为元", "无需处理", note=True)
        )
    broken = {(row, column): shown for row, column, shown in sheet.errors}
    for number, cells in sheet.rows[at + 1 :]:
        source = Source(name, sheet.name, number)
        if not any(cell.strip() for cell in cells) and not any(row == number for row, _ in broken):
            continue
        if skipped := _skipped(table, columns, cells):
            problems.append(Problem(source, f"{skipped}，未计入数据", "无需处理", note=True))
            continue
        yield _row(columns, cells, factors, sheet.binary, source, broken, problems)


def _columns(table: Table, cells: list[str], source: Source, problems: list[Problem]) -> dict[int, tuple[Column, str]]:
    columns: dict[int, tuple[Column, str]] = {}
    for index, cell in enumerate(cells):
        found = table.heading(cell) if cell.strip() else None
        place = replace(source, column=clean(cell))
        if found is None:
            if cell.strip():
                problems.append(Problem(place, "不认识的列，内容保留但不参与计算", "可对照模板改列名", note=True))
        elif found[0].name in {column.name for column, _ in columns.values()}:
            problems.append(Problem(place, f"列“{found[0].title}”出现了两次，只用了第一列", "请删去或改名其中一列"))
        else:
            columns[index] = found
    present = {column.name for column, _ in columns.values()}
    for column in table.columns.values():
        if column.required and column.name not in present:
            problems.append(Problem(source, f"缺少必需的列“{column.title}”", f"请在表头加上“{column.title}”一列"))
    return columns


def _row(
    columns: dict[int, tuple[Column, str]], cells: list[str], factors: dict[int, int], binary: bool,
    source: Source, broken: dict[tuple[int, int], str], problems: list[Problem],
) -> Row:  # fmt: skip
    values: dict[str, Any] = {}
    qualifiers: dict[str, str] = {}
    for index, (column, _) in columns.items():
        place = replace(source, column=column.title)
        text = cells[index] if index < len(cells) else ""
        if (source.row, index) in broken:
            problems.append(Problem(place, "公式出错（如 #DIV/0!、#REF!），没有数值", "请在 Excel 中改正后保存"))
            continue
        try:
            cell = convert(
                text, column.kind, min=column.min, values=column.values, open=column.open,
                factor=factors.get(index, 1), binary=binary,
            )  # fmt: skip
        except CellError as problem:
            problems.append(Problem(place, problem.message, problem.remedy))
            continue
        if cell is None:
            if column.required:
                problems.append(Problem(place, "没有填写", f"请填写“{column.title}”"))
            continue
        values[column.name] = cell.value
        if cell.qualifier:
            qualifiers[column.name] = cell.qualifier
    extra = {str(i): text for i, text in enumerate(cells) if i not in columns and text.strip()}
    return Row(values, source, qualifiers, extra)


def _unit_above(row: tuple[int, list[str]]) -> str:
    text = fold("".join(row[1])).replace(" ", "")
    return "万元" if "单位:万元" in text or "(万元)" in text else ""


def _skipped(table: Table, columns: dict[int, tuple[Column, str]], cells: list[str]) -> str:
    first = next((fold(cell) for cell in cells if cell.strip()), "")
    if first.replace(" ", "") in _TOTALS:
        return "合计行"
    filled = sum(bool(cell.strip()) for cell in cells)
    return "表尾说明" if first.startswith(_FOOTERS) and filled <= 3 else ""


def _unique(table: Table, rows: list[Row], problems: list[Problem]) -> list[Row]:
    """Rows of a table whose key may stand once: of two that differ neither is taken, since nobody can know."""
    if not table.unique or table.key is None:
        return rows
    counts = Counter(row[table.key] for row in rows)
    kept: dict[Any, Row] = {}
    for row in rows:
        key = row[table.key]
        if key is None or counts[key] == 1:
            kept[key if key is not None else str(row.source)] = row
            continue
        first = kept.setdefault(key, row)
        if first is not row:
            same = first.values == row.values
            where = f"与{first.source}重复"
            problems.append(
                Problem(
                    row.source,
                    f"“{key}”{where}，{'只计一次' if same else '两处不同，均未采用'}",
                    "请只保留正确的一行",
                )
            )
            if not same:
                kept[key] = replace(first, values={table.key: key})
    return list(kept.values())
