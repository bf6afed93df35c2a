"""What ``auditbook inspect`` found, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_LINES = {
    "format": "格式",
    "encoding": "编码",
    "sheet": "工作表",
    "vouchers": "凭证",
    "debit": "借方合计",
    "credit": "贷方合计",
    "accounts": "科目",
    "first_date": "最早日期",
    "last_date": "最晚日期",
}
_BANK = {"debit": "支出合计", "credit": "收入合计"}


def told(found: dict[str, Any]) -> Iterator[str]:
    """The lines for a person."""
    if not found["table"]:
        yield "没有认出这个文件。"
        yield from _problems(found)
        return
    for table in found.get("tables", [found]):
        yield from _table(table)
    yield from _problems(found)


def _table(table: dict[str, Any]) -> Iterator[str]:
    skipped = table["skipped"] or 0
    yield table["title"]
    yield f"  读取 {table['rows']} 行，跳过 {skipped} 行，合计 {table['rows'] + skipped} 行"
    for reason, count in table["skips"].items():
        yield f"    跳过：{reason} {count} 行"
    for key, title in _LINES.items():
        if table.get(key):
            yield f"  {_BANK.get(key, title) if table['table'] == 'bank' else title}：{table[key]}"
    for currency, sums in table.get("currencies", {}).items():
        yield f"  其中 {currency}：支出 {sums.get('paid') or '—'}，收入 {sums.get('received') or '—'}"
    for style in table["styles"]:
        yield f"  说明：{style}"
    for repair in table["repairs"]:
        first = next(iter(repair["examples"]), None)
        example = f"，如第 {first[0]} 行“{first[1]}”→“{first[2]}”" if first else ""
        yield f"  修正：{repair['title']} {repair['rule']}，{repair['count']} 处{example}"


def _problems(found: dict[str, Any]) -> Iterator[str]:
    for problem in found.get("notes", []):
        yield f"  提示：{_place(problem)}{problem['message']}"
    for problem in found["problems"]:
        yield f"  问题：{_place(problem)}{problem['message']}。{problem['remedy']}"


def _place(problem: dict[str, Any]) -> str:
    sheet = f"[{problem['sheet']}] " if problem["sheet"] else ""
    row = f"第 {problem['row']} 行" if problem["row"] else ""
    column = f"“{problem['column']}”" if problem["column"] else ""
    return f"{sheet}{row}{column}：" if sheet or row or column else ""
