"""The YAML forms that people fill in: every key with its title and meaning above it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from auditbook.rules import Indicator, systems
from auditbook.tables import Column, Table

_WAYS = {
    "list": "每行一条，以“  - ”开头",
    "mapping": "每行一项，写成“  名称: 数值”",
    "yesno": "填 true（是）或 false（否）",
    "date": "写成 2022-03-07 的样子",
    "money": "以元为单位",
}
_HEAD = (
    "# 自评要点：评分标准里要由人回答或评判的各项。",
    "# 要点填 yes（符合）、no（不符合）或 unknown（不清楚）；空着 = 没有回答，不计分，也不算不符合。",
    "# evidence 填佐证材料，who 填回答人或评判人。",
    "# 定性的绩效目标也写在这里：以三级指标名称为键，填 score、evidence、who。",
)


def form(table: Table, values: Mapping[str, Any], note: str = "", check: set[str] | None = None) -> str:
    """The form of ``table`` with ``values`` filled in; keys in ``check`` are marked to be looked at again.

    A key with a default stands commented out, so that the default stays in force until somebody decides.
    """
    settings = any(column.default is not None for column in table.columns.values())
    empty = "空着的用默认值" if settings else "空着 = 没有提供，不是零"
    head = [f"# {table.title}：{_line(table.about)}", f"# 写在冒号后面，冒号后空一格；{empty}。"]
    blocks = ["\n".join(head + ([f"# {note}"] if note else []))]
    for column in table.columns.values():
        marked = "（上年带入，请核对是否有变化）" if column.name in (check or set()) else ""
        blocks.append(f"# {_meaning(column)}{marked}\n{_entry(column, values.get(column.name))}")
    return "\n\n".join(blocks) + "\n"


def answers_form(day: date, own: Path) -> str:
    """The checklists and judgements of the systems in force on ``day``, unanswered."""
    blocks = ["\n".join(_HEAD)]
    taken: set[str] = set()
    for system in systems(own).values():
        asked = [i for i in system.indicators.values() if (i.kind in _ASKED or i.none_of) and i.id not in taken]
        if asked and system.covers(day):
            taken.update(indicator.id for indicator in asked)
            blocks.append(f"# ── {_line(system.title)} ──")
            blocks.extend(map(_question, asked))
    return "\n\n".join(blocks) + "\n"


def _meaning(column: Column) -> str:
    words = [column.title + ("（必填）" if column.required else "")]
    words += filter(None, [_line(column.about), _WAYS.get(column.kind, "")])
    if column.default is not None:
        words.append(f"默认 {column.default}，要改时去掉行首的“# ”")
    return words[0] + ("：" + "；".join(words[1:]) if words[1:] else "")


def _entry(column: Column, value: Any) -> str:
    if value is not None:
        return _yaml(column.name, value)
    if column.default is not None:
        return f"# {_yaml(column.name, column.default)}"
    entries = column.values if column.kind == "mapping" else ()
    return "\n".join([f"{column.name}:", *(f"  {name}:" for name in entries)])


def _yaml(key: str, value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{key}: {value}"
    if isinstance(value, list):
        return "\n".join([f"{key}:", *(f"  - {_scalar(item)}" for item in value)])
    return f"{key}: {_scalar(value)}"


def _scalar(value: Any) -> str:
    # the style is chosen as inside a mapping; a lone scalar would be written with an end mark
    return yaml.safe_dump({"": value}, allow_unicode=True, width=10**9).split(":", 1)[1].strip()


def _question(indicator: Indicator) -> str:
    points = "不定分值" if indicator.points is None else f"{indicator.points}分"
    lines = [
        f"# {indicator.id} {_line(indicator.levels[-1])}（{'—'.join(indicator.levels[:-1])}，{points}）",
        f"# {_line(indicator.clause)}",
        f"{indicator.id}:",
    ]
    if indicator.none_of:
        lines.append(f"  answer:      # 没有此类情形的，填：{indicator.none_of}")
    lines += _ASKED[indicator.kind](indicator) if indicator.kind in _ASKED else []
    return "\n".join([*lines, "  evidence:", "  who:"])


def _checklist(indicator: Indicator) -> list[str]:
    rule = indicator.rule or {}
    lines = ["  points:", *(f"    {number}:         # {_line(text)}" for number, text in enumerate(rule["points"], 1))]
    return lines + (["  count:       # 发现的不符合例数；空着按不符合的要点数计"] if "cut" in rule else [])


def _judged(indicator: Indicator) -> list[str]:
    levels = (indicator.rule or {}).get("levels", {})
    if levels:
        return [f"  level:       # {'、'.join(levels)} 选一"]
    if indicator.points is None:
        return ["  level:       # 评判结论，用文字"]
    return [f"  score:       # 0 至 {indicator.points} 分"]


_ASKED = {"checklist": _checklist, "judged": _judged}


def _line(text: str) -> str:
    """``text`` on one line: a second one would fall out of its comment."""
    return " ".join(text.split())
