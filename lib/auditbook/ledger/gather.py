"""The books of a case: those of its own unit, and those of all units of its year together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditbook.ledger.books import Books, Member, YearBooks
from auditbook.load import Loaded, load_unit
from auditbook.workspace import Unit

if TYPE_CHECKING:
    from auditbook.case import Case


def own_books(case: Case) -> Books:
    """The views over this year's tables, and over last year's journal, balances and decisions."""
    others = (Member.of(unit) for unit in case.place.units().values() if unit.id != case.unit)
    return _books(case, (_member(case, case.about, case.loaded),), tuple(others))


def all_books(case: Case) -> Books:
    """The books of all units that have a folder in the case's year."""
    units, members = case.place.units(), []
    for name in case.place.folders(case.year):
        loaded = case.loaded if name == case.unit else _loaded(case, case.year, name)
        members.append(_member(case, units.get(name, Unit(name, name, "")), loaded))
    there = {member.unit for member in members}
    return _books(case, tuple(members), tuple(Member.of(unit) for unit in units.values() if unit.id not in there))


def _books(case: Case, members: tuple[Member, ...], others: tuple[Member, ...]) -> Books:
    province = str(case.settings["province"])
    return Books(case.year, members, province, case.place.accounts, case.place.limits, others)


def _member(case: Case, unit: Unit, loaded: Loaded) -> Member:
    last, store = _loaded(case, case.year - 1, unit.id), case.store.folder
    return Member.of(unit, YearBooks.of(case.year, loaded, store), YearBooks.of(case.year - 1, last, store))


def _loaded(case: Case, year: int, unit: str) -> Loaded:
    folder = case.place.inputs / str(year) / unit
    return load_unit(folder, case.place.root, case.store, year) if folder.is_dir() else Loaded()
