"""The steps of the checks that follow from journal and chart, worked out once for large books and kept beside them."""

from __future__ import annotations

import hashlib
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from auditbook.checks import sandbox
from auditbook.checks.steps import Step, steps
from auditbook.ledger import views
from auditbook.ledger.database import IN_MEMORY, literal, made

if TYPE_CHECKING:
    from auditbook.ledger.books import YearBooks

NAME = "prepared"
_BOOKS = "books"


def prepared(books: YearBooks, unit: str, accounts: pa.Table) -> Path | None:
    """The file beside the database of ``books`` with the kept steps; None where there is none and none can be made."""
    if books.database is None or sum(part.rows for _, part in books.parts("journal")) <= IN_MEMORY:
        return None
    path = books.database.with_name(f"{books.database.stem}-{_key(unit, accounts)}.duckdb")
    return made(path, lambda half: _make(half, books, unit, accounts))


def attach(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """The kept steps as views of ``con``."""
    con.execute(f"ATTACH {literal(str(path))} AS {NAME} (READ_ONLY)")
    for step in steps().values():
        if step.kept:
            con.execute(f'CREATE VIEW "{step.name}" AS SELECT * FROM {NAME}."{step.name}"')


def _make(path: Path, books: YearBooks, unit: str, accounts: pa.Table) -> None:
    with closing(sandbox.connect()) as con:
        con.execute(f"ATTACH {literal(str(books.database))} AS {_BOOKS} (READ_ONLY)")
        con.execute(f"ATTACH {literal(str(path))} AS {NAME}")
        views.journal(con, [(unit, books, _BOOKS)])
        con.register("accounts", accounts)
        for step in _in_order():
            if step.kept:
                con.execute(f'CREATE TABLE {NAME}."{step.name}" AS {step.sql}')
            whole = f'SELECT * FROM {NAME}."{step.name}"' if step.kept else step.sql
            con.execute(f'CREATE TEMP VIEW "{step.name}" AS {whole}')
        con.execute(f"DETACH {NAME}")


def _in_order() -> list[Step]:
    """The kept steps and all that they start from, each after those that it uses."""
    found: dict[str, Step] = {}

    def add(step: Step) -> None:
        for name in sorted(step.uses & set(steps()) - {step.name} - set(found)):
            add(steps()[name])
        found.setdefault(step.name, step)

    for step in steps().values():
        if step.kept:
            add(step)
    return list(found.values())


def _key(unit: str, accounts: pa.Table) -> str:
    """What the steps follow from besides the books: the unit, its chart, and how they are worked out."""
    told = [unit, str(accounts.to_pylist()), *(step.sql for step in _in_order())]
    return hashlib.sha256("\x1f".join(told).encode()).hexdigest()[:16]
