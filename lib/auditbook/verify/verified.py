"""What a verification ends with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

MOST = 100  # differences that are listed; of the others only the number is told


@dataclass(frozen=True)
class Verified:
    """What differs (each names its file), and the sentence that says what was compared.

    ``others`` is the number of differences beyond those listed; ``remarks`` are no differences, but a reader should
    know them.
    """

    differences: list[str]
    conclusion: str
    remarks: tuple[str, ...] = ()
    others: int = 0

    @property
    def count(self) -> int:
        """All differences, listed or not."""
        return len(self.differences) + self.others


def listed(differences: Iterable[str]) -> tuple[list[str], int]:
    """The first differences, and how many more there are; the others are counted and not kept."""
    left = iter(differences)
    return list(islice(left, MOST)), sum(1 for _ in left)
