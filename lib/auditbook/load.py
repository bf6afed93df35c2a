"""From a unit's folder to typed tables: every row with its origin, everything wrong collected at once."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from auditbook.engagement import putback
from auditbook.engagement.copies import Copy
from auditbook.engagement.putback import is_putback
from auditbook.errors import InputError
from auditbook.files import state
from auditbook.finding import Problem, Source, as_problem, unopened
from auditbook.forms import Answer, Entry, read_answers, read_form
from auditbook.ledger import heading as headings
from auditbook.ledger.store import Kept, Store, passing
from auditbook.readers import HEAD, Sheet, is_table, read_sheets
from auditbook.readers.markup import NoTableError
from auditbook.readers.markup import accepts as is_web_page
from auditbook.readers.spreadsheetml import accepts as is_spreadsheet
from auditbook.sheets import HEADING_WITHIN, Row, best_start, tables_in
from auditbook.tables import Table, tables, written

# the drawn sample is read where it is evaluated
_ELSEWHERE = {"sample_results.xlsx"}
NOTES_SHEET = "填写说明"
FLOWS_SHEET = "现金流量"  # what 金蝶 EAS exports beside a journal
# control and format signs, line and paragraph separators: they command a terminal or turn the order of the text
_UNSEEN = {"Cc", "Cf", "Zl", "Zp"}


@dataclass
class Loaded:
    """What a folder gave: rows by table, files with large tables (``kept``), forms, the files that were read, all
    problems, the files that could not be read at all (``unread``, with the reason), and the workbooks of findings
    that were put back (``copies``)."""

    tables: dict[str, list[Row]] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    profile: dict[str, Entry] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)


def load_unit(folder: Path, root: Path, store: Store | None = None, year: int | None = None) -> Loaded:
    """Everything in a unit's ``folder``; sources name files relative to ``root`` (the inputs folder's parent).

    Large tables are kept in ``store`` (without one, as long as the program runs); ``year`` completes dates without
    a year. A file that cannot be read is one problem; the others go on.
    """
    loaded = Loaded()
    store = store or passing()
    for path in _files(folder, root, loaded):
        name = source_name(path, root)
        try:
            load_file(path, name, loaded, store, year)
        except InputError as problem:
            loaded.problems.append(as_problem(Source(name), problem))
            loaded.unread.append(f"{name}：{problem}")
        except OSError as problem:
            closed = unopened(Source(name), problem)
            loaded.problems.append(closed)
            loaded.unread.append(f"{name}：{closed.message}")
    putback.merge(folder, root, loaded)
    for table_name, rows in loaded.tables.items():
        loaded.tables[table_name] = _unique(tables()[table_name], rows, loaded.problems)
    return loaded


def written_back(path: Path) -> bool:
    """A file of a unit's folder in which people wrote about the workbook's own results (decisions, sign-offs …)."""
    return path.stem in written() or is_putback(path)


def source_name(path: Path, root: Path) -> str:
    """The file's name as text, also where an archive left it in another encoding; what nobody sees as ``\\u202e``, and
    the sign that parts file, sheet and row in an origin as ``\\u007c``."""
    text = path.relative_to(root).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if text.isprintable() and "|" not in text:
        return text
    hidden = (sign == "|" or unicodedata.category(sign) in _UNSEEN for sign in text)
    return "".join(f"\\u{ord(sign):04x}" if hides else sign for sign, hides in zip(text, hidden, strict=True))


def read_tables(path: Path, name: str, problems: list[Problem]) -> Iterator[tuple[Table, list[Row]]]:
    """The small tables in one file. Adds to ``problems``; errors: InputError for the file as a whole."""
    yield from _small(_filled(path), path, name, problems)


def sheets_of(path: Path) -> tuple[list[tuple[Sheet, headings.Heading]], list[Sheet]]:
    """The sheets of a file that hold a large table, with its headings, and the other sheets that hold anything.

    Errors: InputError for the file as a whole.
    """
    large: list[tuple[Sheet, headings.Heading]] = []
    others: list[Sheet] = []
    for sheet in _filled(path):
        found = headings.find(sheet, path.stem)
        small = best_start(sheet, path.stem)
        if found is not None and (small is None or _likelier(found[0], small[0])):
            halves = [found[1], *([found[1].beside] if found[1].beside else [])]
            large += [(sheet, half) for half in halves]
        else:
            others.append(sheet)
    return large, others


def _likelier(large: tuple[int, bool, int], small: tuple[int, bool, int]) -> bool:
    """The file's name decides where it names one of the two; else the number of columns."""
    return large[1] if large[1] != small[1] else large[0] > small[0]


def _filled(path: Path) -> list[Sheet]:
    sheets = [sheet for sheet in read_sheets(path) if sheet.name != NOTES_SHEET]
    filled = [sheet for sheet in sheets if _has_text(sheet.head) or _has_text(sheet.rows)]
    if not filled:
        raise InputError("文件里没有内容。请补充数据或删除此文件。")
    return filled


def _has_text(rows: Sequence[tuple[int, list[str]]]) -> bool:
    return any(cell.strip() for _, cells in rows for cell in cells)


def _small(
    filled: list[Sheet], path: Path, name: str, problems: list[Problem], beside: bool = False
) -> Iterator[tuple[Table, list[Row]]]:  # fmt: skip
    """The small tables of ``filled``; ``beside`` says that the file holds a large one as well."""
    found = beside
    unknown = []
    for sheet in filled:
        if beside and sheet.name.strip() == FLOWS_SHEET:
            told = "现金流量的分配不参与计算，这张工作表没有读取"
            problems.append(Problem(Source(name, sheet.name), told, "无需处理", note=True))
            continue
        before = len(problems)
        some = list(tables_in(sheet, name, path.stem, problems))
        yield from some
        found = found or bool(some) or len(problems) > before
        if not some and len(problems) == before:
            unknown.append(sheet.name)
    told = f"前 {HEADING_WITHIN} 行内没有找到认识的表头"
    if not found:
        raise InputError(_not_supported(filled, path) or f"{told}。请对照模板（auditbook new）核对列名。")
    for sheet_name in unknown:
        problems.append(Problem(Source(name, sheet_name), f"{told}，这张工作表没有读取", "不需要的工作表请删除"))


def _not_supported(sheets: list[Sheet], path: Path) -> str:
    """What to export instead, where the file calls itself a table that the workbook does not read; else empty."""
    named = " ".join([path.stem, *(cell for sheet in sheets for _, cells in sheet.head[:5] for cell in cells)])
    for word in ("多栏账", "多栏式明细账", "明细账", "凭证汇总表", "日记账", "总账"):
        if word in named:
            return f"“{word}”不能代替序时账，没有读取。请从会计软件导出序时账（凭证列表）和科目余额表。"
    return ""


def load_file(path: Path, name: str, loaded: Loaded, store: Store, year: int | None) -> None:
    """One file into ``loaded``. Errors: InputError, OSError for a file that cannot be read at all."""
    kind = path.name.lower()
    if kind in ("profile.yaml", "profile.yml"):
        loaded.profile = read_form(path, "profile", name, loaded.problems)
        loaded.files[name] = tables()["profile"].title
    elif kind in ("answers.yaml", "answers.yml"):
        loaded.answers = read_answers(path, name, loaded.problems)
        loaded.files[name] = "自评要点"
    elif is_table(path):
        _load_tables(path, name, loaded, store, year)
    else:
        loaded.files[name] = "附件"


def _load_tables(path: Path, name: str, loaded: Loaded, store: Store, year: int | None) -> None:
    seen = state(path)
    kept = store.get(path, name, year)
    if kept is None or kept.others:
        large, others = _sheets_or_none(path)
        if _is_page(path) and not large and not any(best_start(sheet, path.stem) for sheet in others):
            _attach(loaded, name, others)
            return
        if large and kept is None:
            kept = store.put(path, name, year, large, bool(others), seen)
        for table, rows in _small(others, path, name, loaded.problems, beside=bool(large)):
            loaded.tables.setdefault(table.name, []).extend(rows)
            _named(loaded, name, table)
    if kept is None:
        return
    twin = next((other for other in loaded.kept if other.digest == kept.digest), None)
    if twin is not None:
        told = f"与 {twin.name} 内容完全相同，没有再次读取"
        loaded.problems.append(Problem(Source(name), told, "请删除其中一个；本应不同的请重新导出"))
        return
    loaded.kept.append(kept)
    loaded.problems += kept.problems
    if not kept.parts and kept.problems and not kept.others:
        loaded.unread.append(f"{name}：{kept.problems[0].message}")
    for part in kept.parts:
        _named(loaded, name, tables()[part.table])
        if not part.rows and tables()[part.table].exported:
            loaded.problems.append(Problem(Source(name, part.sheet), "表头下面没有数据", "请重新导出，或删除这张空表"))


def _sheets_or_none(path: Path) -> tuple[list[tuple[Sheet, headings.Heading]], list[Sheet]]:
    """The sheets of a file; none for a page or an XML file that is no table at all."""
    if _is_page(path) and not _is_markup_table(path):
        return [], []
    try:
        return sheets_of(path)
    except NoTableError:
        if _is_page(path):
            return [], []
        raise


def _is_page(path: Path) -> bool:
    # saved web pages, electronic invoices: by their names they need not be tables
    return path.suffix.lower() in (".html", ".htm", ".xml")


def _is_markup_table(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(HEAD)
    return not head or is_web_page(path, head) or is_spreadsheet(path, head)


def _attach(loaded: Loaded, name: str, sheets: list[Sheet]) -> None:
    loaded.files[name] = "附件"
    if sheets:
        told = f"有表格，但前 {HEADING_WITHIN} 行内没有找到认识的表头，作为附件，没有读取"
        loaded.problems.append(Problem(Source(name), told, "是账表的请对照模板（auditbook new）核对列名", note=True))


def _named(loaded: Loaded, name: str, table: Table) -> None:
    read = [word for word in loaded.files.get(name, "").split("、") if word]
    loaded.files[name] = "、".join(dict.fromkeys([*read, table.title]))


def _files(folder: Path, root: Path, loaded: Loaded) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~$")) or path.name in _ELSEWHERE or is_putback(path):
            continue
        source = Source(source_name(path, root))
        if path.is_dir():
            if is_table(path):
                told = "是文件夹，不是文件，里面的内容没有读取"
                loaded.problems.append(Problem(source, told, "请把里面的文件移到单位文件夹下", note=True))
            continue
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
