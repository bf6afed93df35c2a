"""The budget beside the books: 年初预算, 调整, 调整后预算, 账面数, 完成率, account by account and class by class."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from auditbook.checks import sandbox
from auditbook.report.books.chart import EXPENDITURE, INCOME, Accounts
from auditbook.report.books.journal import ZERO

if TYPE_CHECKING:
    from auditbook.report.books.ledger import Ledger

_SQL = """
    SELECT coalesce(book, '') AS book, account, item, kind, approved, adjustment, final, actual, file, sheet, row
    FROM budget ORDER BY file, sheet, row"""
KINDS = (INCOME, EXPENDITURE)


@dataclass(frozen=True)
class Item:
    """One line of the budget, or of the books without a budget (``row`` None); None means that nothing is known.

    ``book`` is what the books show for the account and those below it; ``actual`` what the budget's own table says.
    """

    kind: str
    code: str
    title: str
    approved: Decimal | None
    adjustment: Decimal | None
    final: Decimal | None
    actual: Decimal | None
    book: Decimal | None
    file: str = ""
    row: int | None = None


@dataclass(frozen=True)
class Group:
    """A first-level account with its lines of the budget; ``total`` counts each amount once."""

    total: Item
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Execution:
    """How the budget of one book was carried out; ``totals`` by kind."""

    book: str
    groups: tuple[Group, ...]
    totals: dict[str, Item]

    def of(self, kind: str) -> list[Group]:
        """The groups of income or of expenditure."""
        return [group for group in self.groups if group.total.kind == kind]


def execution(ledger: Ledger) -> list[Execution]:
    """The budget of every book that has one."""
    rows = sandbox.select(ledger.case.books.connection, _SQL).to_pylist()
    books = dict.fromkeys(row["book"] for row in rows)
    return [_of_book(ledger, book, [row for row in rows if row["book"] == book]) for book in books]


def _of_book(ledger: Ledger, book: str, rows: list[dict]) -> Execution:
    posted = _posted(ledger, book)
    items = [item for row in rows if (item := _item(ledger.accounts, row, posted)) is not None]
    groups: list[Group] = []
    for kind in KINDS:
        groups += _groups(ledger, kind, [item for item in items if item.kind == kind], posted)
    totals = {
        kind: _total(kind, "", f"{kind}合计", [g.total for g in groups if g.total.kind == kind]) for kind in KINDS
    }
    return Execution(book, tuple(groups), totals)


def _posted(ledger: Ledger, book: str) -> dict[str, dict[str, Decimal]] | None:
    """The books by kind and account; None without a journal, or where its book cannot be told from the budget's."""
    books = ledger.books
    found = book if book in books else books[0] if len(books) == 1 else None
    return None if found is None else {kind: ledger.by_account(found, kind) for kind in KINDS}


def _item(known: Accounts, row: dict, posted: dict[str, dict[str, Decimal]] | None) -> Item | None:
    code = row["account"] or _named(known, row["item"])
    kind = row["kind"] if row["kind"] in KINDS else known.class_of(code)
    if kind not in KINDS:
        return None
    book = None if posted is None or not code else _below(known, posted[kind], code)
    return Item(
        kind, code or "", row["item"] or known.name(code or ""), row["approved"], row["adjustment"], row["final"],
        row["actual"], book, row["file"], row["row"],
    )  # fmt: skip


def _named(known: Accounts, name: str | None) -> str | None:
    """The account of income or expenditure that is called ``name``, if only one is."""
    found = [code for code in known.by_code if name and known.class_of(code) in KINDS and known.name(code) == name]
    return found[0] if len(found) == 1 else None


def _below(known: Accounts, posted: dict[str, Decimal], code: str) -> Decimal:
    return sum((amount for account, amount in posted.items() if code in known.above(account)), ZERO)


def _groups(ledger: Ledger, kind: str, items: list[Item], posted: dict[str, dict[str, Decimal]] | None) -> list[Group]:
    known = ledger.accounts
    tops: dict[str, list[Item]] = {}
    for item in items:
        tops.setdefault(known.top(item.code) if item.code else item.title, []).append(item)
    amounts = posted[kind] if posted is not None else {}
    for code in dict.fromkeys(known.top(account) for account in amounts):
        tops.setdefault(code, [])
    groups = [_group(known, kind, code, tops[code], amounts if posted is not None else None) for code in sorted(tops)]
    # a line of the budget stands there also where no books say what became of it
    return [group for group in groups if group.items or group.total.book or group.total.row is not None]


def _group(known: Accounts, kind: str, code: str, items: list[Item], posted: dict[str, Decimal] | None) -> Group:
    """The group of the first-level account ``code``; what was spent outside the budget's lines is a line of its own."""
    listed = {item.code for item in items}
    once = [
        item for item in items if not any(above in listed for above in known.above(item.code) if above != item.code)
    ]
    extra = []
    for account, amount in (posted or {}).items():
        inside = code in known.above(account)
        if inside and amount and not any(above in listed for above in known.above(account)):
            extra.append(Item(kind, account, known.name(account), None, None, None, None, amount))
    title = known.name(code)
    total = _total(kind, code, title, [*once, *extra])
    shown = [item for item in items if item.code != code] + (extra if items or len(extra) > 1 else [])
    own = [item for item in once if item.code == code]
    if own and not shown:
        total = own[0]
    return Group(total, tuple(sorted(shown, key=lambda item: item.code)))


def _total(kind: str, code: str, title: str, items: Iterable[Item]) -> Item:
    listed = list(items)
    place = next((item for item in listed if item.row is not None), None)
    return Item(
        kind, code, title, _sum(item.approved for item in listed), _sum(item.adjustment for item in listed),
        _sum(item.final for item in listed), _sum(item.actual for item in listed),
        _sum(item.book for item in listed), place.file if place else "",
    )  # fmt: skip


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, ZERO) if known else None
