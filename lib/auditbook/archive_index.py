"""The index of a closed audit file (案卷目录): what lies in it, of which kind, and how long it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pandas as pd

from auditbook.frames import csv_bytes
from auditbook.load import written_back
from auditbook.notebooks import chosen
from auditbook.report.page.frame import frame
from auditbook.workspace import Workspace

if TYPE_CHECKING:
    from auditbook.case import Case

DAYS, YEARS = 60, 10
COLUMNS = ("序号", "类别", "单位", "名称", "文件", "字节", "SHA-256")
# the kind of a member by its place: the first that fits
KINDS = {
    r"outputs/\d+/[^/]+/released/.+": "报告",
    r"outputs/\d+/[^/]+/.*(evidence|取证)[^.]*(/.+|\.\w+)": "取证单",
    r"outputs/\d+/[^/]+/(papers\.csv|.+\.(html|ipynb|docx|pdf|xlsx))": "底稿",
    r"outputs/\d+/[^/]+/manifest\.json": "运行清单",
    r"outputs/\d+/[^/]+/.+": "数据表",
    r"inputs/[^/]+|inputs/\d+/year\.yaml": "名录和设置",
    r"inputs/(checks|rules|texts|limits|accounts)/.+": "自定的检查、规则和文本",
    r"inputs/.+": "被审计单位资料",
    r".+": "目录",
}
WRITTEN = "决定、取证、复核和反馈"
_PLACE = re.compile(r"(?:inputs|outputs)/\d+/([^/]+)/.+")


@dataclass(frozen=True)
class Catalogue:
    """The rows of the index; ``csv`` is the file."""

    rows: list[tuple[Any, ...]]

    @property
    def csv(self) -> bytes:
        """UTF-8 with BOM."""
        return csv_bytes(pd.DataFrame(self.rows, columns=list(COLUMNS)))


def catalogue(place: Workspace, members: Iterable[tuple[str, int, str]]) -> Catalogue:
    """The index of ``members`` (name, bytes, hash): reports first, then papers, then what they rest on."""
    titles = {notebook.path.stem: notebook.title for notebook in chosen(place.root, ())}
    order = list(dict.fromkeys([*list(KINDS.values())[:3], WRITTEN, *KINDS.values()]))
    found = sorted((order.index(_kind(name)), _unit(name), name, size, mark) for name, size, mark in members)
    rows = [
        (number, order[kind], unit, titles.get(_stem(name), _stem(name)), name, size, mark)
        for number, (kind, unit, name, size, mark) in enumerate(found, 1)
    ]
    return Catalogue(rows)


def input_hashes(hashes: Mapping[str, str]) -> bytes:
    """The hashes of all files that the outputs were made from, as a csv file."""
    return csv_bytes(pd.DataFrame(sorted(hashes.items()), columns=["资料文件", "SHA-256"]))


def retention(case: Case) -> Iterator[str]:
    """Until when the file is to be closed, and how long to be kept: by the report's date."""
    day: date | None = case.settings["report_date"]
    if day is None:
        yield "没有写报告日期（year.yaml 的 report_date），不能计算归档期限"
        return
    closed = day + timedelta(days=DAYS)
    # the 29th of February has no tenth anniversary
    kept = date(day.year + YEARS, day.month, min(day.day, 28) if day.month == 2 else day.day)
    told = f"应在报告日后{DAYS}日内（{closed}前）归档，至少保存{YEARS}年（至{kept}）"
    told = f"应在报告日后{DAYS}日内（不迟于{closed}）归档，自报告日起至少保存{YEARS}年（至{kept}）"
    yield f"报告日期{day}：{told}；期限的依据未核对原文，引用前请核对"


def page(year: int, bodies: Mapping[str, dict[str, Any]], notes: Iterable[str], listed: Catalogue) -> str:
    """The index as a page, with links to the members beside it."""
    units = "".join(
        f"<tr><td>{escape(unit)}</td><td>{escape(str(body.get('name', '')))}</td>"
        f"<td>{escape(str(body.get('report') or '不适用'))}</td></tr>"
        for unit, body in bodies.items()
    )
    rows = "".join(map(_row, listed.rows))
    head = "".join(f"<th>{escape(column)}</th>" for column in COLUMNS)
    body = (
        f"<h2>说明</h2><ul>{''.join(f'<li>{escape(note)}</li>' for note in notes)}"
        "<li>各文件的校验值见 manifest.json；核对：auditbook verify 归档文件</li></ul>"
        f"<h2>单位</h2><table><thead><tr><th>代号</th><th>名称</th><th>审计报告</th></tr></thead>"
        f"<tbody>{units}</tbody></table>"
        f"<h2>目录</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )
    examples = tuple(dict.fromkeys(str(one["example"]) for one in bodies.values() if one.get("example")))
    return frame(body, title=f"{year}年度审计案卷目录", state="归档案卷", notices=examples)


def _row(row: tuple[Any, ...]) -> str:
    number, kind, unit, title, name, size, mark = row
    link = f'<a href="{quote(name)}">{escape(name)}</a>'
    cells = (str(number), escape(kind), escape(unit), escape(title), link, f"{size:,}", escape(mark[:16]))
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"


def _kind(name: str) -> str:
    if name.startswith("inputs/") and name.count("/") > 2 and written_back(Path(name)):
        return WRITTEN
    return next(kind for pattern, kind in KINDS.items() if re.fullmatch(pattern, name))


def _unit(name: str) -> str:
    found = _PLACE.fullmatch(name)
    return found[1] if found else ""


def _stem(name: str) -> str:
    return name.rpartition("/")[2].partition(".")[0]
