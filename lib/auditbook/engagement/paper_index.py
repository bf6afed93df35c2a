"""底稿目录: every working paper with its signatures, level by level, and whether each still stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditbook.engagement.engagement import Engagement, Paper

COLUMNS = ("paper", "title", "level", "by", "on", "state", "changed", "content_hash")
STANDS, GONE, OPEN = "有效", "已失效", "未签署"


@dataclass(frozen=True)
class Signed:
    """One level of one paper: ``state`` is 有效, 已失效 or 未签署; ``changed`` names the parts that moved since."""

    level: str
    state: str
    by: str = ""
    on: date | None = None
    changed: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.state == OPEN:
            return OPEN
        told = f"{self.state}（{'、'.join(self.changed)}）" if self.changed else self.state
        return " ".join(filter(None, (self.by, self.on.isoformat() if self.on else "", told)))


def signed(file: Engagement, paper: Paper) -> list[Signed]:
    """The levels of a paper in their order; where several signatures of one level lapsed, the last of them."""
    lapsed = {review.level: (review, parts) for review, parts in paper.signed.lapsed}
    found = []
    for level in file.plan.levels:
        if level in paper.signed.standing:
            review = paper.signed.standing[level]
            found.append(Signed(level, STANDS, review.by, review.on))
        elif level in lapsed:
            review, parts = lapsed[level]
            found.append(Signed(level, GONE, review.by, review.on, parts))
        else:
            found.append(Signed(level, OPEN))
    return found


def paper_rows(file: Engagement) -> Iterator[tuple]:
    """One row a paper and level, for ``papers.csv``; the content is what a signature is given to."""
    for paper in file.papers:
        for one in signed(file, paper):
            yield (paper.index, paper.title, one.level, one.by, one.on, one.state, "；".join(one.changed),
                   str(paper.content))  # fmt: skip
