"""findings.xlsx, filled in and put back: decisions, sign-offs, adjustments and feedback, merged with the csv files.

Every copy is compared with what its hidden sheet says was exported: only what differs is an entry of that copy. What
people wrote up to the export stays in the hidden sheet, so that a new workbook can take the place of the old one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from auditbook.engagement.copies import Copy, Page, read_copy
from auditbook.engagement.entries import decisions, reviews
from auditbook.engagement.layout import layout
from auditbook.engagement.merged import merged_cells
from auditbook.engagement.registers import adjustments, register
from auditbook.errors import InputError
from auditbook.finding import Problem, Source, as_problem, unopened
from auditbook.sheets import Row

if TYPE_CHECKING:
    from auditbook.load import Loaded

NAME = "findings.xlsx"
TITLE = "疑点工作簿"
NAMED = 3  # rows that are gone and named
_NAME = re.compile(r"findings.*\.(xls[xmb]?|et|ett|ods|csv)", re.IGNORECASE)


def is_putback(path: Path) -> bool:
    """A workbook of findings that somebody filled in: findings.xlsx, or one copy a person (findings-李.xlsx).

    Also one that was saved as xls or ods, or its first sheet as csv.
    """
    return _NAME.fullmatch(path.name) is not None and path.name.isprintable()


def merge(folder: Path, root: Path, loaded: Loaded) -> None:
    """Adds what was filled in in the workbooks of ``folder`` to the tables of ``loaded``; conflicts are told."""
    copies = list(_copies(folder, root, loaded))
    if not copies:
        return
    loaded.copies += copies
    read = {mark for copy in copies for mark in copy.seen}
    # what an export has taken into account stands in it: the older copy has nothing to add
    live = [copy for copy in copies if copy.mark not in read]
    for copy in live:
        loaded.problems += _told(copy)
    live.sort(key=lambda copy: (-len(copy.seen), copy.name))
    for form in layout().forms:
        rows = loaded.tables.get(form.table.name, [])
        found: list[Row]
        if form.table.name == "decisions":
            found = decisions(live, rows, loaded.problems)
        elif form.table.name == "reviews":
            found = reviews(live, rows, loaded.problems)
        elif form.whole:
            found = adjustments(form, live, rows, loaded.problems)
        else:
            found = register(form, live, rows, loaded.problems)
        if found or rows:
            loaded.tables[form.table.name] = found


def new_since(copies: Iterable[Copy], findings: Iterable[str]) -> Iterator[Problem]:
    """Findings that no workbook that was put back lists yet, told once."""
    listed = [copy for copy in copies if copy.whole]
    new = set(findings) - {key for copy in listed for key in copy.findings}
    if listed and new:
        told = f"是以前导出的，其后新增疑点{len(new)}项（如 {min(new)}）不在其中"
        yield Problem(Source(listed[-1].name), told, "请用结果文件夹里最新的 findings.xlsx 继续填写，原有内容已在其中")


def _copies(folder: Path, root: Path, loaded: Loaded) -> Iterator[Copy]:
    unit = f"{folder.parent.name}-{folder.name}"
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not is_putback(path) or path.is_dir():
            continue
        name = path.relative_to(root).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        try:
            if not path.resolve(strict=True).is_relative_to(root.resolve()):
                raise InputError("是指向文件夹之外的链接，没有读取。请把文件本身放进来。")
            copy = read_copy(path, name)
            if copy.unit and copy.unit != unit:
                raise InputError(f"是 {copy.unit} 的疑点工作簿，放错了文件夹，没有读取。请移到它自己的单位和年度。")
            if not copy.pages:
                raise InputError("没有找到疑点清单（须有疑点编号、证据指纹、决定、决定人各列），没有读取。"
                                 "程序输出的 findings.csv 不是填写用的，请填写 findings.xlsx 后放回。")  # fmt: skip
            loaded.problems += merged_cells(path, copy)
        except InputError as problem:
            loaded.problems.append(as_problem(Source(name), problem))
            loaded.unread.append(f"{name}：{problem}")
        except OSError as problem:
            closed = unopened(Source(name), problem)
            loaded.problems.append(closed)
            loaded.unread.append(f"{name}：{closed.message}")
        else:
            loaded.files[name] = TITLE
            yield copy


def _told(copy: Copy) -> Iterator[Problem]:
    """What about a copy as a whole is not as it was exported."""
    if not copy.whole:
        told = "没有隐藏的原表（可能是另存为 CSV 或删去了工作表），不能与导出时对比，填写的内容全部按新填读取"
        yield Problem(Source(copy.name), told, "无需处理；最好用结果文件夹里的 findings.xlsx 填写", note=True)
        return
    for form in layout().forms:
        pages = copy.of(form.table.name)
        if not pages and (form.table.name == "decisions" or copy.kept.get(form.table.name)):
            told = f"没有工作表“{form.name}”或它的列名，没有读取；导出时已有的内容仍然保留"
            yield Problem(Source(copy.name), told, "误删的请从结果文件夹里的 findings.xlsx 重新填写")
        for page in pages:
            yield from _gone(page, copy)


def _gone(page: Page, copy: Copy) -> Iterator[Problem]:
    """Rows that somebody deleted although people had entered something in them."""
    said = [
        line for line in page.gone if any(line.get(one.title) for one in page.form.filled if one.title != "取证单号")
    ]
    if said:
        named = "、".join(
            " ".join(filter(None, (line.get(one.title, "") for one in page.form.keys))) for line in said[:NAMED]
        )
        told = f"删去了{len(said)}行已有内容的（{named}{'等' if len(said) > NAMED else ''}），导出时的内容仍然保留"
        remedy = "要撤回的，请保留这些行并清空“决定”或签署人；整笔撤销调整的，请把金额改填 0"
        yield Problem(Source(copy.name, page.sheet.name), told, remedy)
