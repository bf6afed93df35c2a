"""From a unit's folder to typed tables: every row with its origin, everything wrong collected at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from auditbook.errors import InputError
from auditbook.finding import Problem, Source, as_problem
from auditbook.forms import Answer, Entry, read_answers, read_form
from auditbook.readers import is_table, read_sheets
from auditbook.sheets import HEADING_WITHIN, Row, tables_in
from auditbook.tables import Table, tables

# written by people for the workbook itself, read elsewhere
WRITTEN_BACK = {
    "decisions.csv",
    "reviews.csv",
    "adjustments.csv",
    "feedback.csv",
    "findings.xlsx",
    "sample_results.xlsx",
}
NOTES_SHEET = "填写说明"


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
        name = _name(path, root)
        try:
            _load_file(path, name, loaded)
        except InputError as problem:
            loaded.problems.append(as_problem(Source(name), problem))
            loaded.unread.append(f"{name}：{problem}")
        except OSError as problem:
            told = f"打不开（{problem.strerror or type(problem).__name__}）"
            loaded.problems.append(Problem(Source(name), told, "请关闭正在使用它的程序，检查权限后重新运行"))
            loaded.unread.append(f"{name}：{told}")
    for table_name, rows in loaded.tables.items():
        loaded.tables[table_name] = _unique(tables()[table_name], rows, loaded.problems)
    return loaded


def read_tables(path: Path, name: str, problems: list[Problem]) -> Iterator[tuple[Table, list[Row]]]:
    """The tables in one file, sheet by sheet. Adds to ``problems``; errors: InputError for the file as a whole."""
    sheets = [sheet for sheet in read_sheets(path) if sheet.name != NOTES_SHEET]
    filled = [sheet for sheet in sheets if any(cell.strip() for _, cells in sheet.rows for cell in cells)]
    if not filled:
        raise InputError("文件里没有内容。请补充数据或删除此文件。")
    found = False
    unknown = []
    for sheet in filled:
        before = len(problems)
        some = list(tables_in(sheet, name, path.stem, problems))
        yield from some
        found = found or bool(some) or len(problems) > before
        if not some and len(problems) == before:
            unknown.append(sheet.name)
    told = f"前 {HEADING_WITHIN} 行内没有找到认识的表头"
    if not found:
        raise InputError(f"{told}。请对照模板（auditbook new）核对列名。")
    for sheet_name in unknown:
        problems.append(Problem(Source(name, sheet_name), f"{told}，这张工作表没有读取", "不需要的工作表请删除"))


def _load_file(path: Path, name: str, loaded: Loaded) -> None:
    kind = path.name.lower()
    if kind in ("profile.yaml", "profile.yml"):
        loaded.profile = read_form(path, "profile", name, loaded.problems)
        loaded.files[name] = tables()["profile"].title
    elif kind in ("answers.yaml", "answers.yml"):
        loaded.answers = read_answers(path, name, loaded.problems)
        loaded.files[name] = "自评要点"
    elif is_table(path):
        for table, rows in read_tables(path, name, loaded.problems):
            loaded.tables.setdefault(table.name, []).extend(rows)
            loaded.files[name] = "、".join(filter(None, [loaded.files.get(name), table.title]))
    else:
        loaded.files[name] = "附件"


def _files(folder: Path, root: Path, loaded: Loaded) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~$")) or path.name in WRITTEN_BACK or path.is_dir():
            continue
        source = Source(_name(path, root))
        try:
            inside = path.resolve(strict=True).is_relative_to(root.resolve())
            regular = path.is_file()
        except (OSError, RuntimeError):
            loaded.problems.append(Problem(source, "是失效的链接，没有读取", "请把文件本身放进来"))
            continue
        if not inside:
            loaded.problems.append(Problem(source, "是指向文件夹之外的链接，没有读取", "请把文件本身放进来"))
        elif not regular:
            loaded.problems.append(Problem(source, "不是普通文件，没有读取", "请删除它"))
        else:
            yield path


def _name(path: Path, root: Path) -> str:
    """The file's name as text, also where an archive left it in another encoding."""
    return path.relative_to(root).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")


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
        if first is row:
            continue
        same = first.values == row.values
        told = f"“{key}”与{first.source}重复，{'只计一次' if same else '两处不同，均未采用'}"
        problems.append(Problem(row.source, told, "请只保留正确的一行"))
        if not same:
            kept[key] = replace(first, values={table.key: key})
    return list(kept.values())
