"""The answers about several units' small books, asked for together and kept as those of each alone would be.

It only saves time: what is not kept here is asked when somebody wants it. An organisation's own checks are asked unit
by unit: of ours it is tried out that they answer the same in both ways.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from auditbook.checks import Check, checks, sandbox
from auditbook.checks.asking import run_together
from auditbook.checks.together import MARK, Together, marked
from auditbook.errors import SetupError
from auditbook.finding import Outcome
from auditbook.ledger import views
from auditbook.ledger.answers import (
    about_unread,
    answers_path,
    asked,
    checks_of_unit,
    forget_failed,
    outcomes_table,
    write_outcomes,
)
from auditbook.ledger.books import Books
from auditbook.ledger.store import Store
from auditbook.tables import tables

FEW = 4  # for fewer units it is not worth while
MANY = 100
SMALL = 20_000  # rows of a unit whose statements take longer to plan than to run
ROWS = 400_000  # of all units that are asked together
_SHARED = ("files", "skipped", "controls", "profile", *(f"last_{name}" for name in views.LAST))


def answer_together(several: Sequence[Books], store: Store, own: Path, settings: Mapping[str, Any]) -> set[str]:
    """Keeps what the checks answer about each of ``several`` units' books of one year, and names those of which it did.

    Left out are units whose answers are kept already, units with large books, and all where there are few. What is kept
    and holds a failed check goes.
    """
    paths = {books.unit: answers_path(books, store, own, settings) for books in several}
    for path in paths.values():
        forget_failed(path)
    found: set[str] = set()
    for some in _shares(books for books in several if store.again or not paths[books.unit].is_file()):
        # whoever asks for one unit's answers is told what is wrong
        with suppress(SetupError, duckdb.Error, pa.ArrowException, OSError):
            for unit, outcomes in answered_together(checks_of_unit(own), some, settings).items():
                write_outcomes(paths[unit], outcomes)
                found.add(unit)
    return found


def answered_together(
    wanted: list[Check], several: Sequence[Books], settings: Mapping[str, Any]
) -> dict[str, list[Outcome]]:
    """The outcomes by unit, equal to those of ``asked``. Errors: SetupError, duckdb.Error, OSError."""
    known: dict[str, dict[str, Outcome]] = {books.unit: {} for books in several}
    first, later = ([check for check in wanted if check.second is second] for second in (False, True))
    together = together_of(several)
    try:
        _ask(first, several, together, settings, known)
        if later:
            for books in several:
                outcomes = _completed(first, books, settings, known[books.unit])
                known[books.unit] = {outcome.check: outcome for outcome in outcomes}
            seen = [marked(unit, outcomes_table(outcomes.values())) for unit, outcomes in known.items()]
            together.add("outcomes", pa.concat_tables(seen))
            _ask(later, several, together, settings, known)
    finally:
        together.con.close()
    return {books.unit: _completed(wanted, books, settings, known[books.unit]) for books in several}


def together_of(several: Sequence[Books]) -> Together:
    """The books of several units of one year in one connection."""
    con = sandbox.connect(threads=1, joins=True)
    together = Together(con, several[0].year, {books.unit: books.present for books in several})
    for name, rows in _tables(several).items():
        together.add(name, rows)
    sandbox.lock(con)
    return together


def _ask(
    wanted: list[Check], several: Sequence[Books], together: Together, settings: Mapping[str, Any],
    known: dict[str, dict[str, Outcome]],
) -> None:  # fmt: skip
    ours, by_unit = checks(), {books.unit: books for books in several}
    for check in wanted:
        if ours.get(check.id) == check:
            for unit, outcome in run_together(check, together, settings).items():
                known[unit][check.id] = about_unread(outcome, by_unit[unit])


def _completed(
    wanted: list[Check], books: Books, settings: Mapping[str, Any], known: Mapping[str, Outcome]
) -> list[Outcome]:
    """The outcomes, those asked of the unit alone that are not ``known``; its connection does not outlast it."""
    return asked(wanted, replace(books), settings, known)


def _tables(several: Sequence[Books]) -> dict[str, pa.Table]:
    """What the connection of each unit's books holds, with the unit beside every row."""
    whole = Books(
        several[0].year, tuple(books.members[0] for books in several), several[0].province, several[0].accounts
    )
    con = whole.connection
    accounts = views.accounts_of_each(con, whole.year, whole.accounts)
    own = {
        "limits": [marked(books.unit, books.limits_in_force) for books in several],
        "units": [marked(books.unit, views.units_table([*books.members, *books.others])) for books in several],
        "accounts": [marked(books.unit, accounts(books.unit)) for books in several],
    }
    shared = [*_SHARED, *(table.name for table in tables().values() if table.shape == "table")]
    found = {name: con.sql(f'SELECT *, unit AS {MARK}unit FROM "{name}"').to_arrow_table() for name in shared}
    con.close()
    return found | {name: pa.concat_tables(parts, promote_options="permissive") for name, parts in own.items()}


def _shares(several: Iterator[Books]) -> Iterator[list[Books]]:
    """Units with small books, as many as can be asked together."""
    share: list[Books] = []
    room = ROWS
    for books in several:
        rows = _rows(books)
        if not books.small or rows > SMALL:
            continue
        if rows > room or len(share) == MANY:
            if len(share) >= FEW:
                yield share
            share, room = [], ROWS
        share.append(books)
        room -= rows
    if len(share) >= FEW:
        yield share


def _rows(books: Books) -> int:
    years = [year for member in books.members for year in (member.now, member.before)]
    kept = sum(part.rows for year in years for kept in year.kept for part in kept.parts)
    return kept + sum(len(rows) for year in years for rows in year.small.values())
