"""The first page: which unit-years there are, how they ended, and where to read on."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape
from itertools import groupby
from urllib.parse import quote

from auditbook.figures import in_yuan
from auditbook.report.page.frame import frame

SEVERITIES = {"高": "bad", "中": "warn", "低": "plain"}
STATES = {"完成": "good", "失败": "bad"}
REPORTS = {"征求意见稿": "warn", "定稿": "good", "签署已失效": "bad"}

# the headings, with the look of their columns
COLUMNS = {
    "单位": "",
    "状态": "",
    "得分": "number",
    "等级": "",
    "疑点": "",
    "涉及金额（元）": "number",
    "审计报告": "",
    "报告": "links",
    "说明": "note",
}

CLEAN = "未发现"
EMPTY = "还没有运行结果。请先在命令行执行 auditbook run。"


@dataclass(frozen=True)
class IndexRow:
    """One unit in one year; every text is plain.

    ``score`` reads as it is shown (``10.00 / 10（满分100）``), empty if there is none. ``findings`` counts
    suspicions by severity (高, 中, 低), None if the unit was not examined: to find nothing is not the same
    as not to look. ``amounts`` are the yuan of those suspicions by severity as the manifest has them (``1234.00``),
    None where nobody counted. ``report`` says how far the audit report is (未出具, 征求意见稿, 定稿, 签署已失效).
    ``pages`` are (label, relative path). ``sample`` marks what is no real engagement (模拟数据).
    """

    year: int
    unit: str
    name: str
    kind: str
    state: str
    score: str = ""
    grade: str = ""
    findings: dict[str, int] | None = field(default=None, hash=False)
    pages: tuple[tuple[str, str], ...] = ()
    note: str = ""
    sample: str = ""
    report: str = ""
    amounts: dict[str, str] | None = field(default=None, hash=False)


def index(
    rows: list[IndexRow],
    *,
    title: str = "审计与绩效评价工作簿",
    state: str = "内部底稿，未经复核",
    changes: str | None = None,
) -> str:
    """The page ``outputs/index.html``: the newest year first, in a year the federation before its unions.

    ``changes`` is the plain relative path to the page of what the last run changed, where there is one.
    """
    since = f'<p><a href="{quote(changes)}">与上次运行相比</a></p>\n' if changes else ""
    if not rows:
        return frame(f"{since}<p>{EMPTY}</p>", title=title, state=state)
    ordered = sorted(rows, key=lambda row: (-row.year, row.kind != "federation", row.unit))
    years = [_year(year, list(group)) for year, group in groupby(ordered, key=lambda row: row.year)]
    picks = escape(json.dumps(_picks(ordered), ensure_ascii=False))
    body = f'{since}<div class="sortable units" data-pick="{picks}">{"".join(years)}</div>'
    return frame(body, title=title, state=state, notices=_notices(rows), contents=False, styles=("units.css",))


def _picks(rows: list[IndexRow]) -> dict[str, list[str]]:
    """What the page's script offers to choose rows by: by the headings above the tables, else by a column."""
    found = [row.findings for row in rows if row.findings is not None]
    severities = [severity for severity in SEVERITIES if any(counts.get(severity) for counts in found)]
    offered = {
        "年度": [_heading(year) for year in dict.fromkeys(row.year for row in rows)],
        "状态": list(dict.fromkeys(row.state for row in rows)),
        "疑点": severities + ([] if all(map(any, map(dict.values, found))) else [CLEAN]),
        "审计报告": list(dict.fromkeys(row.report for row in rows if row.report)),
    }
    return {name: values for name, values in offered.items() if values}


def _heading(year: int) -> str:
    return f"{year} 年度"


def _year(year: int, rows: list[IndexRow]) -> str:
    states = Counter(row.state for row in rows)
    summary = "，".join(f"{escape(state)} {count}" for state, count in states.items())
    head = "".join(f'<th class="{look}">{column}</th>' for column, look in COLUMNS.items())
    return (
        f"<section><h2>{_heading(year)}</h2><p>共 {len(rows)} 个单位：{summary}。</p>\n"
        f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{''.join(map(_row, rows))}</tbody></table></section>\n"
    )


def _row(row: IndexRow) -> str:
    cells = (
        f"<td{_key(row.state)}>{chip(row.state, STATES.get(row.state, 'plain'))}</td>",
        f'<td class="number" data-label="得分"{_key(_leading_number(row.score))}>{escape(row.score)}</td>',
        f'<td data-label="等级">{escape(row.grade)}</td>',
        _findings(row.findings),
        _amounts(row.amounts),
        f"<td{_key(row.report)}>{chip(row.report, REPORTS.get(row.report, 'plain')) if row.report else ''}</td>",
        f'<td class="links">{links(row.pages)}</td>',
        f'<td class="note">{escape(row.note)}</td>',
    )
    return f"<tr>{_name(row)}{''.join(cells)}</tr>\n"


def _name(row: IndexRow) -> str:
    sample = f" {chip(row.sample, 'warn')}" if row.sample else ""
    # the year is there for the filter, which reads rows and not the heading above them
    small = f'<span class="muted">{escape(row.unit)}</span><span hidden>{row.year}</span>'
    return f"<th{_key(row.unit)}>{escape(row.name)} {small}{sample}</th>"


def _findings(findings: dict[str, int] | None) -> str:
    if findings is None:
        return "<td></td>"
    counts = {severity: findings.get(severity, 0) for severity in SEVERITIES}
    # sorted by the gravest first: 1 高 stands above 90 低
    key = "1" + "".join(f"{count:05}" for count in counts.values())
    chips = [chip(f"{severity} {count}", SEVERITIES[severity]) for severity, count in counts.items() if count]
    return f'<td class="together"{_key(key)}>{" ".join(chips) or CLEAN}</td>'


def _amounts(amounts: dict[str, str] | None) -> str:
    given = {severity: (amounts or {}).get(severity, "") for severity in SEVERITIES}
    known = {severity: Decimal(text) for severity, text in given.items() if in_yuan(text)}
    if not known:
        return "<td></td>"
    lines = [f"<span>{severity} {in_yuan(given[severity])}</span>" for severity, amount in known.items() if amount]
    key = _key(f"{sum(known.values()):f}")
    return f'<td class="number" data-label="涉及金额"{key}>{" ".join(lines) or "无"}</td>'


def _notices(rows: list[IndexRow]) -> tuple[str, ...]:
    labels = sorted({row.sample for row in rows if row.sample})
    return tuple(f"标有“{label}”的单位用于演示，不是真实的审计项目。" for label in labels)


def chip(text: str, look: str) -> str:
    """A short word in a frame; ``look`` is one of good, bad, warn, plain."""
    return f'<span class="chip {look}">{escape(text)}</span>'


def links(pages: Iterable[tuple[str, str]]) -> str:
    """(label, relative path), both plain, as links one after the other."""
    return "".join(f'<a href="{quote(path)}">{escape(label)}</a> ' for label, path in pages)


def _key(text: str) -> str:
    return f' data-sort="{escape(text)}"' if text else ""


def _leading_number(text: str) -> str:
    found = re.match(r"-?[\d,]+(\.\d+)?", text)
    return found[0] if found else ""
