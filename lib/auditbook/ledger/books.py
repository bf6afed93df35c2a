"""A unit-year's books, or those of all units of a year, as DuckDB views: every row with unit, file, sheet and row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from auditbook.checks import sandbox
from auditbook.forms import Entry
from auditbook.ledger import prepared, views
from auditbook.ledger.database import database, literal
from auditbook.ledger.store import Kept, Part
from auditbook.limits import limits_table
from auditbook.sheets import Row

if TYPE_CHECKING:
    from auditbook.load import Loaded
    from auditbook.workspace import Unit

PACKED = 3_000_000  # lines of journals from which on what checks start from lies on the disk, compressed


@dataclass(frozen=True)
class YearBooks:
    """One year of a unit: its kept files, small tables and profile, and the names of files that were unreadable.

    ``database`` is the file that holds its large tables where they are many rows.
    """

    year: int
    kept: tuple[Kept, ...] = ()
    small: Mapping[str, list[Row]] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    profile: Mapping[str, Entry] = field(default_factory=dict)
    database: Path | None = None

    @classmethod
    def of(cls, year: int, loaded: Loaded, store: Path) -> YearBooks:
        """The books in what was loaded from a unit's folder and kept in ``store``."""
        unread = tuple(told.partition("：")[0].rpartition("/")[2] for told in loaded.unread)
        books = cls(year, tuple(loaded.kept), loaded.tables, unread, loaded.profile)
        return replace(books, database=database(store, books))

    def parts(self, table: str) -> Iterable[tuple[Kept, Part]]:
        """The kept parts that hold rows of ``table``."""
        return ((kept, part) for kept in self.kept for part in kept.parts if part.table == table)

    @property
    def present(self) -> set[str]:
        """The tables that the unit delivered with at least one row; ``profile`` where it has a form."""
        large = {part.table for kept in self.kept for part in kept.parts if part.rows}
        small = {name for name, rows in self.small.items() if rows}
        return large | small | ({"profile"} if self.profile else set())


@dataclass(frozen=True)
class Member:
    """A unit of some books: its line in units.csv, this year and the year before."""

    unit: str
    name: str
    kind: str
    parent: str
    now: YearBooks
    before: YearBooks

    @classmethod
    def of(cls, unit: Unit, now: YearBooks | None = None, before: YearBooks | None = None) -> Member:
        """The unit with its books, which may be none."""
        return cls(unit.id, unit.name, unit.kind, unit.parent, now or YearBooks(0), before or YearBooks(0))


@dataclass(frozen=True)
class Books:
    """The views of one unit-year and of the year before, or of several units (``members``).

    ``accounts`` and ``limits`` are where an organisation's own charts and limits lie; ``others`` are the units that
    the view ``units`` names besides. ``planted`` rows stand in the views besides those that were read, and rows for
    which the condition in ``dropped`` holds are left out: for trials of what the checks find.
    """

    year: int
    members: tuple[Member, ...]
    province: str
    accounts: Path | None = None
    limits: Path | None = None
    others: tuple[Member, ...] = ()
    planted: Mapping[str, pa.Table] = field(default_factory=dict)
    dropped: Mapping[str, str] = field(default_factory=dict)

    @property
    def unit(self) -> str:
        """The id of the only member."""
        (member,) = self.members
        return member.unit

    @property
    def now(self) -> YearBooks:
        """This year of the only member."""
        (member,) = self.members
        return member.now

    @property
    def present(self) -> set[str]:
        """The tables that at least one member delivered."""
        return set(self.planted).union(*(member.now.present for member in self.members))

    @property
    def unread(self) -> tuple[str, ...]:
        """Files of the members that could not be read."""
        return tuple(name for member in self.members for name in member.now.unread)

    @cached_property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """A connection that sees the views and nothing else. See ``checks.sandbox``."""
        # a second thread only costs where every statement is done in milliseconds
        con = sandbox.connect(threads=1 if self.small else 2, packed=self._lines > PACKED)
        now = [(member.unit, member.now, _attached(con, member.now)) for member in self.members]
        before = [(member.unit, member.before, _attached(con, member.before)) for member in self.members]
        views.tables_of(con, now, self.planted, self.dropped)
        accounts = views.accounts(con, self.year, self.accounts)
        con.register("accounts", accounts)
        if kept := self._prepared(accounts):
            prepared.attach(con, kept)
        views.last_year(con, before)
        views.about_files(con, now)
        views.units(con, [*self.members, *self.others])
        con.register("profile", views.profile_table(now))
        con.register("limits", self.limits_in_force)
        sandbox.lock(con)
        return con

    @property
    def limits_in_force(self) -> pa.Table:
        """The view ``limits``."""
        return limits_table(self.province, self.year, self._own_limits(), self.limits)

    @property
    def small(self) -> bool:
        """No member's tables are so large that they are kept as a database."""
        return not any(books.database for member in self.members for books in (member.now, member.before))

    @property
    def _lines(self) -> int:
        return sum(part.rows for member in self.members for _, part in member.now.parts("journal"))

    def _prepared(self, accounts: pa.Table) -> Path | None:
        """The steps that were kept of these books: only where they are one unit's, as they were read."""
        if len(self.members) > 1 or self.planted or self.dropped:
            return None
        return prepared.prepared(self.now, self.unit, accounts)

    def _own_limits(self) -> dict[str, Any]:
        """What the only member has set for itself; for several units their own limits are no common ones."""
        entry = self.members[0].now.profile.get("own_limits") if len(self.members) == 1 else None
        return {name: stated.value for name, stated in entry.value.items()} if entry is not None else {}


def _attached(con: duckdb.DuckDBPyConnection, books: YearBooks) -> str:
    """The name under which ``con`` knows the database of ``books``; empty where there is none."""
    if books.database is None:
        return ""
    name = f"kept_{books.database.stem}"
    con.execute(f"ATTACH IF NOT EXISTS {literal(str(books.database))} AS {name} (READ_ONLY)")
    return name
