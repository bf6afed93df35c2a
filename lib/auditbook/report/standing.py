"""Where a case stands: the score in one line, what lost points, what is still wanted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from auditbook.facts.derive import definitions
from auditbook.indicators import missing_inputs
from auditbook.scores import COUNTED, Score
from auditbook.tables import tables

if TYPE_CHECKING:
    from auditbook.case import Case

ANSWERS = {
    "clean": "相符",
    "findings": "不符或关注",
    "not_enough_data": "资料不足",
    "not_applicable": "不适用",
    "failed": "未能核对",
}


def score_line(case: Case) -> str:
    """The score and what it rests on, in one line."""
    total = case.totals.get(case.settings.system)
    if total is None:
        return "本体系未定权重，只列示、不合计"
    if not total.evaluated:
        return f"未评分（可评分值0分，满分{total.possible}分；各项数据缺失或未具备评分条件）"
    return f"{total.score}分 / 可评分值{total.evaluated}分（满分{total.possible}分）"


def losses(case: Case) -> list[Score]:
    """The indicators of the heading system that lost points, most first."""
    lost = [s for s in case.scored[case.settings.system] if s.status in COUNTED and s.lost]
    return sorted(lost, key=lambda score: (-(score.lost or 0), score.indicator))


def gaps(case: Case, shown: Iterable[str] = (), scored: bool = True) -> list[str]:
    """待补资料 by table and column, each once.

    ``scored``: what the heading system lacks to give more points. ``shown``: the ids of the facts (or the names) that
    the filing edition had to show as 数据缺失, without those of ``scored``.
    """
    needed = [name for score in case.scored[case.settings.system] for name in score.missing]
    empty = [leaf for name in shown for leaf in (missing_inputs(case.known, name) if "." in name else [name])]
    names = (needed if scored else []) + [name for name in empty if name not in needed]
    wanted: dict[str, dict[str, dict[str, None]]] = {}
    for name in names:
        table, column, row = wanted_input(case, name)
        wanted.setdefault(table, {}).setdefault(column, {})[row] = None
    return [f"{table}：{'；'.join(_column(*cells) for cells in columns.items())}" for table, columns in wanted.items()]


def wanted_input(case: Case, name: str) -> tuple[str, str, str]:
    """Where to fill in what is missing, in the words of the forms: table, column (or nothing) and row."""
    head, _, rest = name.partition(".")
    if not rest:
        return "其他资料", "", name
    if head == "answers":
        return "自评要点（answers.yaml）", "", rest
    if name in definitions():
        operands = definitions()[name].operands
        table = tables()[operands["table"]]
        return f"{table.title}（{table.name}）", "", table.columns[operands.get("column", operands.get("given"))].title
    if head not in tables():
        return "其他资料", "", case.fact(name).title
    table = tables()[head]
    place = f"{table.title}（{head}）"
    if table.shape == "mapping":
        return place, "", table.columns[rest.partition(".")[0]].title
    key, _, column = rest.rpartition(".")
    return (place, table.columns[column].title, key) if key else (place, "", rest)


def _column(column: str, rows: dict[str, None]) -> str:
    words = "、".join(rows)
    return f"{column}——{words}" if column else words
