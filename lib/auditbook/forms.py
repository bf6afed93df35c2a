"""The forms that people fill in as YAML: a unit's profile, the year's settings, the answers to checklists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from auditbook.cells import CellError, clean, convert
from auditbook.errors import InputError
from auditbook.finding import Problem, Source
from auditbook.tables import Column, Table, tables
from auditbook.yamlfile import key_lines, read_yaml

ANSWERS = {"yes": True, "no": False, "是": True, "否": False, "unknown": None, "不清楚": None}
_SHAPES = {"list": "应是清单（每行以“- ”开头）", "mapping": "应是“名称: 数值”的清单"}
ANSWER_KEYS = {"answer", "points", "level", "score", "count", "evidence", "who", "reason"}


@dataclass(frozen=True)
class Entry:
    """The value of one key of a form, what qualifies it (余, 近, 约), and where it stands."""

    value: Any
    source: Source
    qualifier: str = ""


@dataclass(frozen=True)
class Answer:
    """What a person answered to a checklist indicator or judged one to be, with the evidence for it.

    ``points`` are the answers to the numbered points of a checklist (True, False, None for unknown);
    ``level`` and ``score`` belong to a judged indicator; ``count`` to one that deducts by instances.
    """

    source: Source
    answer: str = ""
    points: dict[int, bool | None] | None = None
    level: str = ""
    score: Decimal | None = None
    count: int | None = None
    evidence: str = ""
    who: str = ""


def read_form(path: Path, form: str, name: str, problems: list[Problem]) -> dict[str, Entry]:
    """The entries of the form at ``path``, typed as ``tables/<form>.yaml`` says; all that is wrong is a problem.

    Errors: InputError where the file as a whole is no such form.
    """
    content, lines = _mapping(path)
    table = tables()[form]
    entries: dict[str, Entry] = {}
    for key, value in content.items():
        place = Source(name, row=lines.get((str(key),)), column=str(key))
        column = table.columns.get(str(key))
        if column is None:
            problems.append(Problem(place, "不认识的键", f"可用的键：{'、'.join(table.columns)}"))
        elif value is not None and (typed := _value(column, value, place, lines, problems)) is not None:
            entries[column.name] = replace(typed, source=replace(place, column=column.title))
    told = {key for key, value in content.items() if value is not None}
    return entries | _defaults(table, entries, told, name, problems)


def read_answers(path: Path, name: str, problems: list[Problem]) -> dict[str, Answer]:
    """Answers by indicator id or by the name of a target: ``{R10: {points: {1: yes, 2: no}, evidence: …, who: …}}``."""
    content, lines = _mapping(path)
    answers: dict[str, Answer] = {}
    for key, body in content.items():
        place = Source(name, row=lines.get((str(key),)), column=str(key))
        if body is None:
            continue
        if not isinstance(body, dict) or (set(map(str, body)) - ANSWER_KEYS):
            problems.append(Problem(place, "自评要点的写法不对", f"每条只能有这些键：{'、'.join(sorted(ANSWER_KEYS))}"))
            continue
        try:
            answers[str(key)] = _answer(place, body)
        except (CellError, ValueError) as problem:
            problems.append(Problem(place, str(problem), "要点请填 yes、no 或 unknown，得分请填数字"))
    return answers


def _mapping(path: Path) -> tuple[dict, dict[tuple[str, ...], int]]:
    content = read_yaml(path, of_unit=True)
    if not isinstance(content, dict):
        raise InputError("内容应是“键: 值”的清单。请对照模板（auditbook new）核对。")
    try:
        return content, key_lines(path.read_text("utf-8-sig"))
    except yaml.YAMLError as problem:
        raise InputError(f"YAML 写法有误（{problem}）。") from None


def _answer(place: Source, body: dict) -> Answer:
    given = body.get("points") or {}
    if not isinstance(given, dict):
        raise CellError("points 应写成“1: yes”这样的清单", "")
    if not all(str(number).isdecimal() for number in given):
        raise CellError("points 的编号应是数字", "")
    points = {int(str(number)): _yes_no(answer) for number, answer in given.items()}
    score = convert("" if body.get("score") is None else str(body["score"]), "number", min=0)
    count = convert("" if body.get("count") is None else str(body["count"]), "count")
    return Answer(
        place,
        answer=str(body.get("answer") or ""),
        points=points or None,
        level=str(body.get("level") or ""),
        score=None if score is None else Decimal(str(score.value)),
        count=None if count is None else int(str(count.value)),
        evidence=clean(str(body.get("evidence") or "")),
        who=clean(str(body.get("who") or "")),
    )


def _yes_no(answer: object) -> bool | None:
    if answer is None or isinstance(answer, bool):
        return answer
    if str(answer) not in ANSWERS:
        raise ValueError(f"“{answer}”不是 yes、no 或 unknown")
    return ANSWERS[str(answer)]


def _value(column: Column, entry: Any, place: Source, lines: dict, problems: list[Problem]) -> Entry | None:
    if column.kind == "list" and isinstance(entry, list):
        listed = [clean(str(item)) for item in entry if item is not None and clean(str(item))]
        return Entry(listed, place) if listed else None
    if column.kind == "mapping" and isinstance(entry, dict):
        return Entry(_counts(column, entry, place, lines, problems), place)
    if column.kind in _SHAPES or isinstance(entry, list | dict):
        message = _SHAPES.get(column.kind, "应只填一个值")
        problems.append(Problem(place, message, f"应填写：{column.about or column.title}"))
        return None
    if isinstance(entry, bool) and column.kind == "yesno":
        return Entry(entry, place)
    return _typed(column.kind, entry, place, column, problems)


def _counts(column: Column, entry: dict, place: Source, lines: dict, problems: list[Problem]) -> dict[str, Entry]:
    counts = {}
    for key, value in entry.items():
        source = replace(place, row=lines.get((column.name, str(key))), column=f"{column.title}：{key}")
        if value is not None and (typed := _typed(column.entries, value, source, column, problems)) is not None:
            counts[str(key)] = typed
    return counts


def _typed(kind: str, entry: Any, place: Source, column: Column, problems: list[Problem]) -> Entry | None:
    try:
        cell = convert(str(entry), kind, min=column.min, values=column.values, open=column.open)
    except CellError as problem:
        problems.append(Problem(place, problem.message, problem.remedy))
        return None
    return Entry(cell.value, place, cell.qualifier) if cell else None


def _defaults(
    table: Table, entries: dict[str, Entry], told: set[str], name: str, problems: list[Problem]
) -> dict[str, Entry]:
    missing = [column for column in table.columns.values() if column.name not in entries]
    for column in missing:
        if column.required and column.name not in told:
            problems.append(
                Problem(Source(name, column=column.title), "没有填写", f"请填写{column.title}（{column.name}）")
            )
    return {c.name: Entry(c.default, Source(name, column=c.title)) for c in missing if c.default is not None}
