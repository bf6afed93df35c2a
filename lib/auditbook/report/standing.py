"""Where a case stands: the score in one line, what lost points, what is still wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditbook.indicators import missing_inputs
from auditbook.scores import COUNTED, Score
from auditbook.tables import tables

if TYPE_CHECKING:
    from auditbook.case import Case

# what the forms of the filing ask for, besides what the indicators need
NEEDED = (
    "profile.posts_approved",
    "profile.posts_approval",
    "profile.functions",
    "profile.contact",
    "fiscal.支出总额.prior",
    "fiscal.支出总额.budget",
    "fiscal.支出总额.actual",
    "fiscal.基本支出.actual",
    "fiscal.公用经费.budget",
    "fiscal.公用经费.actual",
    "fiscal.项目支出.actual",
    "fiscal.三公经费.budget",
    "fiscal.三公经费.actual",
    "fiscal.政府采购.actual",
)


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


def gaps(case: Case) -> list[str]:
    """待补资料: what the heading system and the forms lack, by table, each once."""
    wanted: dict[str, list[str]] = {}
    for score in case.scored[case.settings.system]:
        for name in score.missing:
            table, words = wanted_input(case, name)
            wanted.setdefault(table, []).append(words)
    for name in NEEDED:
        for leaf in missing_inputs(case.known, name):
            table, words = wanted_input(case, leaf)
            wanted.setdefault(table, []).append(words)
    return [f"{table}：{'、'.join(dict.fromkeys(words))}" for table, words in wanted.items()]


def wanted_input(case: Case, name: str) -> tuple[str, str]:
    """Where to fill in what is missing, and what, in the words of the forms."""
    head, _, rest = name.partition(".")
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
