"""The tree of a unit's accounts: every code of its books and of the chart, with parent, level, class and side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import pyarrow as pa

from auditbook.accounts.account import Chart
from auditbook.accounts.doubts import alike, doubts_of
from auditbook.accounts.levels import GOVERNMENT, UNION, Book, book, heads
from auditbook.accounts.roles import role
from auditbook.cells import fold

SCHEMA = pa.schema([
    ("code", pa.string()), ("name", pa.string()), ("parent", pa.string()), ("level", pa.int64()),
    ("class", pa.string()), ("side", pa.string()), ("leaf", pa.bool_()), ("listed", pa.bool_()),
    ("verified", pa.bool_()), ("system", pa.string()), ("role", pa.string()), ("top", pa.string()),
    ("top_role", pa.string()),
])  # fmt: skip
Names = Mapping[str, str | None]


class _Row(NamedTuple):
    """One row of the tree, without its code and whether it is a leaf."""

    name: str | None
    parent: str | None
    level: int
    class_: str | None
    side: str | None
    listed: bool
    verified: bool
    system: str | None
    role: str | None
    top: str
    top_role: str | None


def tree(codes: Names, chart: Chart, rule: tuple[int, ...] | None = None, doubts: list[str] | None = None) -> pa.Table:
    """The accounts of ``codes`` (code → the unit's own name of it) and of ``chart``, in the order of the codes.

    ``rule`` is what the file itself states (3, 2, 2); else the levels are inferred from the lengths that occur. What
    cannot be placed surely stays flat, without a parent, and ``doubts`` says so in Chinese. Columns: those of the view
    ``accounts``. ``verified`` says that the listed account on which class and side rest is verified; ``leaf`` that
    nothing in the unit's books stands below; ``role`` what the trade calls it or the nearest account above it that
    has a role (``roles.yaml``), ``top`` the first-level account and ``top_role`` the role of that one.
    """
    names = {code: name for code, name in codes.items() if code}
    starts = heads(names, chart)
    if rule is not None and rule[0] not in (UNION, GOVERNMENT):
        starts = {code: rule[0] if len(code) >= rule[0] else 0 for code in names}
    books = {
        head: book(head, _listing(head, chart), (code for code in names if starts[code] == head), rule)
        for head in sorted({*starts.values(), UNION, GOVERNMENT} - {0})
    }
    starts |= {code: listing.rule[0] for listing in _listings(chart) for code in listing.accounts if code not in starts}
    parents = _parents(names, starts, books, chart)
    rows: dict[str, _Row] = {}
    for code in sorted(parents, key=len):
        rows[code] = _row(code, names.get(code), parents[code], rows, books.get(starts[code]))
    if doubts is not None:
        listed = {code for code in names if rows[code].listed}
        unknown = {code for code in names if rows[code].class_ is None}
        roots = {code for code in names if parents[code] is None}
        doubts.extend(doubts_of(codes, starts, books, listed, unknown, roots))
    return _table(rows, _inner(names, parents))


def _listings(chart: Chart) -> list[Chart]:
    return [found for found in (chart, chart.beside) if found]


def _listing(head: int, chart: Chart) -> Chart | None:
    return next((found for found in _listings(chart) if found.rule[0] == head), None)


def _parents(names: Names, starts: Mapping[str, int], books: Mapping[int, Book], chart: Chart) -> dict[str, str | None]:
    """The parent of every code that gets a row: those in the books, those of the chart, and what stands above them."""
    there = {*names, *(code for listing in _listings(chart) for code in listing.accounts)}
    parents: dict[str, str | None] = {}
    for listed_or_own in (*names, *chart.accounts):
        code: str | None = listed_or_own
        while code is not None and code not in parents:
            found = books.get(starts[code])
            above = found.above(code) if found else ()
            parents[code] = next((code[:length] for length in above if code[:length] in there), None)
            code = parents[code]
    return parents


def _row(code: str, name: str | None, parent: str | None, rows: Mapping[str, _Row], found: Book | None) -> _Row:
    listing = found.chart if found else None
    above = rows[parent] if parent else None
    entry = listing.accounts.get(code) if listing else None
    basis = entry or above or (listing.digits.get(code[:1]) if listing else None)
    side = basis.side if basis else None
    # what the first digit says is a guess; a name that contradicts the chart makes one of it too
    verified = (entry or above) is not None and basis is not None and basis.verified
    if listing and name and not (entry and alike(name, entry.name)):
        named = listing.by_name.get(fold(name))
        # a name tells more of the side than a code: 累计折旧 stands on the credit side under whatever code
        side = named.side if named and basis and named.class_ == basis.class_ else side
        verified = verified and not (entry and above is None)
    found_role = role(name, entry, above.role if above else None)
    return _Row(
        name or (entry.name if entry else None), parent, above.level + 1 if above else 1,
        basis.class_ if basis else None, side, entry is not None, verified, listing.system if listing else None,
        found_role, above.top if above else code, above.top_role if above else found_role,
    )  # fmt: skip


def _inner(names: Iterable[str], parents: Mapping[str, str | None]) -> set[str]:
    """The codes below which something stands in the unit's books; a class total (5) stands above all of its class."""
    classes = {code[:length] for code in names for length in range(1, min(UNION, len(code)))}
    inner = {code for code in names if len(code) < UNION and code in classes}
    for code in names:
        above = parents[code]
        while above is not None and above not in inner:
            inner.add(above)
            above = parents[above]
    return inner


def _table(rows: Mapping[str, _Row], inner: set[str]) -> pa.Table:
    order = sorted(rows)
    columns: dict[str, Sequence] = dict(zip(_Row._fields, zip(*map(rows.__getitem__, order), strict=True), strict=True))
    columns |= {"code": order, "class": columns.pop("class_"), "leaf": [code not in inner for code in order]}
    return pa.table([pa.array(columns[kind.name], kind.type) for kind in SCHEMA], schema=SCHEMA)
