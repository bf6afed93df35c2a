"""The trial: plants into a copy of the books, checks over the copy, and what they found of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from auditbook.checks import Check, checks, run
from auditbook.checks.header import ALL_LISTED
from auditbook.finding import Outcome
from auditbook.ledger.answers import SETTINGS
from auditbook.ledger.books import Books
from auditbook.power.planting import FILE, Own, Plant, own, planted, plants

if TYPE_CHECKING:
    from auditbook.case import Case


@dataclass(frozen=True)
class Trial:
    """One kind: how many variations were planted, which were found, and how many vouchers or rows a reviewer would
    have looked at, those of the unit's own books included. ``lacking`` says why it could not be tried."""

    check: str
    title: str
    found: tuple[str, ...]
    missed: tuple[str, ...]
    looked_at: int
    lacking: str = ""


def trials(case: Case) -> list[Trial]:
    """What the checks find of the fixed set in a copy of this case's books."""
    settings = case.settings.stated(SETTINGS)
    if "journal" not in case.books.present:
        return []
    limit = Decimal(settings.get("purchase_limit", Decimal("10000.00")))
    random = Random(f"{case.settings['seed']}|{case.unit}|{case.year}")
    mine = own(case.books.connection, case.year, limit, random)
    tried = _Tried(case, settings, mine)
    known = checks(case.place.checks)
    kinds = dict.fromkeys(plant.check for plant in plants())
    return [tried.of(known[name]) for name in kinds if name in known]


class _Tried:
    """The copies and what was asked of them."""

    def __init__(self, case: Case, settings: dict, mine: Own) -> None:
        self.case, self.settings, self.own = case, settings, mine
        together = [plant for plant in plants() if not plant.alone]
        rows, self.owners = planted(together, mine)
        self.copy = replace(case.books, planted=rows)
        self.before = {outcome.check: outcome for outcome in case.proved}

    def of(self, check: Check) -> Trial:
        """One kind."""
        # a reviewer would look at all of it, however many rows a page lists
        check = replace(check, listed=ALL_LISTED)
        before = self.before[check.id]
        if before.found > len(before.evidence):
            before = self._asked(check, self.case.books)
        mine = [plant for plant in plants() if plant.check == before.check]
        if before.status in ("not_enough_data", "not_applicable", "failed"):
            return Trial(before.check, before.title, (), (), 0, before.message)
        shared = any(not plant.alone for plant in mine)
        outcome = self._asked(check, self.copy) if shared else before
        found = {*self._named(outcome), *(plant for plant in mine if plant.alone and self._alone(check, plant, before))}
        told = [(plant.says, plant in found) for plant in mine]
        return Trial(
            before.check, before.title, tuple(says for says, hit in told if hit),
            tuple(says for says, hit in told if not hit), _rows(outcome),
        )  # fmt: skip

    def _named(self, outcome: Outcome) -> Iterator[Plant]:
        """The plants of this kind whose rows the check names in the copy that holds them all."""
        for piece in outcome.evidence:
            plant = self.owners.get(piece.source.row or 0) if piece.source.file == FILE else None
            if plant is not None and plant.check == outcome.check:
                yield plant

    def _alone(self, check: Check, plant: Plant, before: Outcome) -> bool:
        """Found: the check names something that it did not name in the unit's own books."""
        rows, _ = planted([plant], self.own)
        outcome = self._asked(check, replace(self.case.books, planted=rows, dropped=plant.drop))
        return not set(outcome.evidence) <= set(before.evidence)

    def _asked(self, check: Check, books: Books) -> Outcome:
        return run(check, books.connection, books.year, books.present, self.settings)


def _rows(outcome: Outcome) -> int:
    return len({(piece.voucher, piece.date) if piece.voucher else piece.source for piece in outcome.evidence})
