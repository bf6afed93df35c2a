"""Where a case stands: the score in one line, what lost points, what is still wanted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from auditbook.indicators import missing_inputs
from auditbook.scores import COUNTED, Score
from auditbook.tables import tables

if TYPE_CHECKING:
    from auditbook.case import Case


def score_line(case: Case) -> str:
    """The score and what it rests on, in one line."""
    total = case.totals.get(case.settings.system)
    if total is None:
        return "本体系未定权重，只列示、不合计"
    if not total.evaluated:
        return f"未评分：可评分值为0分（满分{total.possible}分），其余为数据缺失或未具备评分条件"
    return f"{total.score}分 / 可评分值{total.evaluated}分（满分{total.possible}分）"


def losses(case: Case) -> list[Score]:
    """The indicators of the heading system that lost points, most first."""
    lost = [s for s in case.scored[case.settings.system] if s.status in COUNTED and s.lost]
    return sorted(lost, key=lambda score: (-(score.lost or 0), score.indicator))


def gaps(case: Case, shown: Iterable[str] = ()) -> list[str]:
    """待补资料: what the heading system lacks and what a document shows as missing, by table, each once.

    ``shown`` are the ids of the facts (or the names) that the filing edition had to show as 数据缺失.
    """
    wanted: dict[str, dict[str, None]] = {}
    names = [name for score in case.scored[case.settings.system] for name in score.missing]
    for name in shown:
        names += missing_inputs(case.known, name) if "." in name else [name]
    for name in names:
        table, words = wanted_input(case, name)
        wanted.setdefault(table, {})[words] = None
    return [f"{table}：{'、'.join(words)}" for table, words in wanted.items()]


def wanted_input(case: Case, name: str) -> tuple[str, str]:
    """Where to fill in what is missing, and what, in the words of the forms."""
    head, _, rest = name.partition(".")
    if not rest:
        return "其他资料", name
    if head == "answers":
        return "自评要点（answers.yaml）", rest
    if head not in tables():
        return "其他", case.fact(name).title
    table = tables()[head]
    place = f"{table.title}（{head}）"
    if table.shape == "mapping":
        column = table.columns[rest.partition(".")[0]]
        return place, column.title
    key, _, column_name = rest.rpartition(".")
    if not key:
        return place, rest
    return place, f"“{key}”的{table.columns[column_name].title}"
