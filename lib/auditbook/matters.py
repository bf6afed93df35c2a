"""Findings as a reader meets them: a voucher that three checks name is one matter with three reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from auditbook.decisions import DISMISSED
from auditbook.finding import SEVERITIES, Evidence, Source
from auditbook.results import Finding

FEW = 6  # a finding about more vouchers is a pattern of its own, not a fact about one of them

Voucher = tuple[str, int, str]


@dataclass(frozen=True)
class Matter:
    """One or several findings about the same vouchers, the gravest first."""

    findings: tuple[Finding, ...]

    @property
    def severity(self) -> str:
        """That of the gravest finding."""
        return self.findings[0].severity

    @cached_property
    def amount(self) -> Decimal | None:
        """The largest total of one of the findings (yuan); sums over several would count one voucher twice."""
        totals = [total for found in self.findings if (total := total_of(found)) is not None]
        return max(totals, key=abs) if totals else None

    @property
    def pieces(self) -> Iterator[Evidence]:
        """All evidence, each row once."""
        seen = set()
        for found in self.findings:
            for piece in found.pieces:
                if piece.source not in seen:
                    seen.add(piece.source)
                    yield piece

    @property
    def dismissed(self) -> bool:
        """Every finding of it was dismissed."""
        return all(found.standing.decision == DISMISSED for found in self.findings)


def matters(findings: Iterable[Finding]) -> list[Matter]:
    """The findings joined by the vouchers that they share, ranked: open ones first, by severity and amount."""
    listed = list(findings)
    joined = [Matter(tuple(sorted(group, key=_gravity))) for group in _groups(listed)]
    return sorted(joined, key=_rank)


def voucher_of(piece: Evidence, unit: str = "") -> Voucher | None:
    """What tells a voucher from all others: its unit, month and text; None where a row names none.

    A list (of benefits) names a voucher by its text, as the journal does.
    """
    if not piece.voucher:
        return None
    return piece.unit or unit, piece.date.month if piece.date else 0, piece.voucher


def total_of(found: Finding) -> Decimal | None:
    """The amounts of a finding in its unit added up; None where no row has one."""
    amounts = [piece.amount for piece in found.own if isinstance(piece.amount, Decimal)]
    return sum(amounts, Decimal(0)) if amounts else None


def _groups(findings: list[Finding]) -> list[list[Finding]]:
    """Findings of few vouchers (or rows of lists) that have one in common, transitively; every other finding alone."""
    place: dict[Voucher | Source, int] = {}
    parent = list(range(len(findings)))

    def top(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for number, found in enumerate(findings):
        named = {voucher_of(piece) or piece.source for piece in found.pieces if piece.voucher or piece.source.row}
        for one in named if len(named) <= FEW else ():
            parent[top(number)] = top(place.setdefault(one, number))
    groups: dict[int, list[Finding]] = {}
    for number, found in enumerate(findings):
        groups.setdefault(top(number), []).append(found)
    return list(groups.values())


def _gravity(found: Finding) -> tuple[int, Decimal, str]:
    return SEVERITIES.index(found.severity), -abs(total_of(found) or Decimal(0)), found.key


def _rank(matter: Matter) -> tuple[bool, int, Decimal, str]:
    amount = abs(matter.amount or Decimal(0))
    return matter.dismissed, SEVERITIES.index(matter.severity), -amount, matter.findings[0].key
