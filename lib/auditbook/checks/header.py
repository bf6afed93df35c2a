"""The head of a check's file: what it is called, what it rests on, what it needs, and how it says what it compared.

The lines ``-- key: value`` at the top form one YAML document (texts quoted or as blocks); then follows one SELECT.

=============== ====================================================================================================
id title        a neutral title: a check accuses nobody
severity        高, 中 or 低
basis verified  the document and clause; the day on which somebody looked at it, or false
advice          建议……
proves          what a hit shows; ``does_not_prove``: what looks the same and is innocent
needs           tables without which the answer is not_enough_data; ``journal|balances``: one of them is enough
params          values that statements name as ``$name``; ``$year``, ``$first_day``, ``$last_day`` are always there
scope           unit (the default), or units: asked once over the books of all units of the year; then every row of
                evidence has the ``unit`` that it belongs to, and the matter stands with each of its units
looked          of such a check a SELECT of one column ``unit``: those that had something to compare; of every other
                unit it says that it could not look
first           what is worked out once, name by name: SELECTs whose answers the later ones use as tables
tested, says    a SELECT of figures, and the sentence that carries each row of them, said also when nothing was found;
                its columns ``lines`` and ``amount``, where it has them, are how much was looked at
applies,        a SELECT of one row: a boolean and figures; false: not_applicable, and ``otherwise`` says why
otherwise
enough,         likewise; false: not_enough_data, and ``lacking`` says why
lacking
examples        small ledgers as text with what the check answers about them; they run as tests
=============== ====================================================================================================

A row of figures may bring a sentence of its own in a column ``says``. In a sentence, amounts (two places) are shown as
yuan, counts with separators, text as it is. The statement answers one row a piece of evidence: ``group_key, origin,
amount, reason``, where ``{names}`` in the reason are its other columns; besides ``voucher, line, date, account``, else
looked up in the journal by origin, and ``severity`` where a row weighs less than the check.

In a join the long table is written first: nothing else tells DuckDB which side is the short one (see ``sandbox``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb
import yaml

from auditbook.errors import SetupError
from auditbook.finding import SEVERITIES
from auditbook.yamlfile import parse_yaml

Row = Mapping[str, Any]
Answer = Callable[[duckdb.DuckDBPyConnection, dict[str, Any]], Iterable[Row]]

_TEXTS = ("id", "title", "severity", "basis", "advice", "proves", "does_not_prove")
_OPTIONAL = ("scope", "looked", "tested", "says", "applies", "otherwise", "enough", "lacking")
_PAIRS = (("tested", "says"), ("applies", "otherwise"), ("enough", "lacking"))
_NAME = re.compile(r"[a-z_]+(?:\|[a-z_]+)*")
_STEP = re.compile(r"[a-z][a-z0-9_]*")
_ID = re.compile(r"[A-Z]{1,3}\d+")
UNIT, UNITS = "unit", "units"
LISTED = 2_000  # rows of evidence; all of them are counted
ALL_LISTED = 200_000  # of a check over all units, whose matters are then told unit by unit


@dataclass(frozen=True)
class Check:
    """One check as its file declares it: ``sql``, or for a Python check ``answer``, gives the rows of evidence."""

    id: str
    title: str
    severity: str
    basis: str
    advice: str
    proves: str
    does_not_prove: str
    file: str
    verified: date | bool = False
    needs: tuple[str, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    scope: str = UNIT
    first: Mapping[str, str] = field(default_factory=dict)
    sql: str = ""
    looked: str = ""
    tested: str = ""
    says: str = ""
    applies: str = ""
    otherwise: str = ""
    enough: str = ""
    lacking: str = ""
    examples: tuple[dict, ...] = ()
    answer: Answer | None = None
    wrong: str = ""
    listed: int = LISTED

    @property
    def statements(self) -> tuple[str, ...]:
        """Every SELECT of the check."""
        return (*self.first.values(), self.applies, self.enough, self.looked, self.tested, self.sql)

    def worded(self, text: str) -> str:
        """``text`` with the values of the check's own parameters in place of their ``$names``."""
        for name in sorted(self.params, key=len, reverse=True):
            text = text.replace(f"${name}", shown(self.params[name]))
        return text

    @property
    def second(self) -> bool:
        """It asks what the other checks have found, and so comes after them."""
        return "outcomes" in self.needs


def shown(value: Any) -> str:
    """A parameter as a reader sees it: lists with 、 between."""
    return "、".join(map(str, value)) if isinstance(value, list) else "无" if value is None else str(value)


def sql_check(text: str, file: str) -> Check:
    """The check in the text of a ``.sql`` file. Errors: SetupError that says what is wrong.

    The head ends at the first line that is no ``--`` line: an empty one, where a comment stands over the statement.
    """
    lines = text.splitlines()
    first = next((number for number, line in enumerate(lines) if not line.startswith("--")), len(lines))
    head = "\n".join(line[2:].removeprefix(" ") for line in lines[:first])
    sql = "\n".join(lines[first:]).strip().removesuffix(";")
    if not sql:
        raise SetupError("文件头“-- 键: 值”之后没有 SELECT 语句。")
    return _check(head, file, sql, None)


def python_check(head: str, answer: Answer, file: str) -> Check:
    """The check of a module: its docstring is the head, its function ``answer`` gives the rows of evidence."""
    return _check(head, file, "", answer)


def unreadable(stem: str, file: str, wrong: str) -> Check:
    """A check whose file is written wrong: it is known by the file's name and answers ``failed``."""
    found = _ID.match(stem)
    name = found[0] if found and found.end() < len(stem) and stem[found.end()] == "_" else stem
    return Check(name, stem, "中", "", "", "", "", file, wrong=wrong)


def _check(head: str, file: str, sql: str, answer: Answer | None) -> Check:
    spec = _spec(head)
    if lacking := [key for key in _TEXTS if key not in spec]:
        raise SetupError(f"文件头缺少 {'、'.join(lacking)}。")
    if wrong := [key for key in (*_TEXTS, *_OPTIONAL) if not isinstance(spec.get(key, ""), str)]:
        raise SetupError(f"{'、'.join(wrong)} 应是一段文字，请加引号。")
    if not _ID.fullmatch(spec["id"]):
        raise SetupError("id 应是大写字母加数字，如 A25。")
    if spec["severity"] not in SEVERITIES:
        raise SetupError(f"severity 应是 {'、'.join(SEVERITIES)} 之一。")
    if spec.get("scope", UNIT) not in (UNIT, UNITS):
        raise SetupError(f"scope 应是 {UNIT}（一个单位）或 {UNITS}（同一年度的全部单位）。")
    for one, other in _PAIRS:
        if (one in spec) != (other in spec):
            raise SetupError(f"{one} 和 {other} 应同时写出。")
    given = {key: spec[key].strip() for key in (*_TEXTS, *_OPTIONAL) if key in spec}
    return Check(
        **given, file=file, verified=_verified(spec), needs=_needs(spec), params=_params(spec),
        first=_first(spec), sql=sql, examples=_examples(spec), answer=answer,
        listed=ALL_LISTED if given.get("scope") == UNITS else LISTED,
    )  # fmt: skip


def _spec(head: str) -> dict[str, Any]:
    try:
        spec = parse_yaml(head)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        place = f"第 {mark.line + 1} 行" if mark is not None else "文件头"
        raise SetupError(f"{place}不是“键: 值”的写法。含冒号、引号的文字请加引号，或写成“键: |”的段落。") from None
    if not isinstance(spec, dict) or not spec:
        raise SetupError("开头应是“-- 键: 值”的文件头。")
    known = {*_TEXTS, *_OPTIONAL, "verified", "needs", "params", "first", "examples"}
    if unknown := [str(key) for key in spec if key not in known]:
        raise SetupError(f"文件头有不认识的键 {'、'.join(unknown)}。")
    return spec


def _verified(spec: dict) -> date | bool:
    verified = spec.get("verified", False)
    if verified is not False and not isinstance(verified, date):
        raise SetupError("verified 应是 false 或核实的日期。")
    return verified


def _needs(spec: dict) -> tuple[str, ...]:
    needs = spec.get("needs", [])
    if not isinstance(needs, list) or not all(isinstance(name, str) and _NAME.fullmatch(name) for name in needs):
        raise SetupError("needs 应是表名的清单，如 [journal, balances]。")
    return tuple(needs)


def _params(spec: dict) -> dict[str, Any]:
    params = spec.get("params", {})
    if not isinstance(params, dict) or any(isinstance(value, dict) for value in params.values()):
        raise SetupError("params 应写成 {名称: 值}。")
    return params


def _first(spec: dict) -> dict[str, str]:
    first = spec.get("first", {})
    if not isinstance(first, dict) or not all(_STEP.fullmatch(str(k)) and isinstance(v, str) for k, v in first.items()):
        raise SetupError("first 应写成“名称: |”加一条 SELECT；名称用小写字母、数字和下划线。")
    return {str(name): sql.strip().removesuffix(";") for name, sql in first.items()}


def _examples(spec: dict) -> tuple[dict, ...]:
    examples = spec.get("examples", [])
    if not isinstance(examples, list) or not all(isinstance(example, dict) for example in examples):
        raise SetupError("examples 应是清单，每项是“键: 值”。")
    return tuple(examples)
