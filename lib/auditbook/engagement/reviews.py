"""Signatures on papers: which still stand, which have lapsed and why, and which never counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from auditbook.engagement.content import Content
from auditbook.finding import Problem, Source
from auditbook.sheets import Row


@dataclass(frozen=True)
class Review:
    """One signature: the paper's index number, the level (编制, 一级复核 …), who, when, on which content."""

    paper: str
    level: str
    by: str
    on: date | None
    content: str
    source: Source


@dataclass(frozen=True)
class Signatures:
    """The signatures of one paper by level; ``lapsed`` have the words for what changed since."""

    standing: Mapping[str, Review]
    lapsed: tuple[tuple[Review, tuple[str, ...]], ...] = ()

    def lacking(self, levels: Iterable[str]) -> list[str]:
        """Which of ``levels`` nobody has signed, with the reason where a signature lapsed."""
        gone = {review.level: parts for review, parts in self.lapsed}
        return [
            f"{level}（{'、'.join(gone[level])}在签署后有变化，签署已失效）" if level in gone else level
            for level in levels
            if level not in self.standing
        ]


def read_reviews(rows: Iterable[Row], problems: list[Problem]) -> dict[str, list[Review]]:
    """The signatures by paper, in the order of the file. What cannot be taken is told."""
    found: dict[str, list[Review]] = {}
    for row in rows:
        paper, level, by, content = (str(row[name] or "").strip() for name in ("paper", "level", "by", "content_hash"))
        review = Review(paper, level, by, row["on"], content, row.source)
        wanted = {"底稿编号": review.paper, "级次": review.level, "签署人": review.by, "日期": review.on,
                  "底稿指纹": review.content}  # fmt: skip
        if lacking := [title for title, value in wanted.items() if not value]:
            told = f"底稿 {review.paper or '（未写编号）'} 的签署没有写{'、'.join(lacking)}，没有采用"
            problems.append(Problem(row.source, told, "请补齐后重新运行；底稿编号和指纹从疑点工作簿的复核表照抄"))
            continue
        found.setdefault(review.paper, []).append(review)
    return found


def signatures(
    paper: str, content: Content, preparers: set[str], reviews: Iterable[Review], levels: tuple[str, ...],
    problems: list[Problem],
) -> Signatures:  # fmt: skip
    """Which signatures of ``paper`` stand: on its present content, each level by another person.

    ``preparers`` (who decided) and whoever signs the first level have prepared it, and review nothing of it.
    """
    last = {(review.level, review.by): review for review in reviews}
    prepared = preparers | {review.by for review in last.values() if review.level == levels[0]}
    standing: dict[str, Review] = {}
    lapsed = []
    for review in sorted(last.values(), key=lambda one: (levels.index(one.level), one.on or date.min, one.by)):
        if changed := content.changed(review.content):
            lapsed.append((review, tuple(changed)))
        elif review.level != levels[0] and review.by in prepared:
            told = f"{review.by} 编制了底稿 {paper}，不能自己作{review.level}，没有采用"
            problems.append(Problem(review.source, told, "请由编制人以外的人复核"))
        elif any(review.by == other.by for other in standing.values()):
            told = f"{review.by} 已签署底稿 {paper} 的另一级，不能再作{review.level}，没有采用"
            problems.append(Problem(review.source, told, "各级复核应由不同的人签署"))
        else:
            standing.setdefault(review.level, review)
    return Signatures(standing, tuple((r, parts) for r, parts in lapsed if r.level not in standing))
