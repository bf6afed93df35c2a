"""科目余额表 and 试算平衡: the balance table by account and by class, the journal beside it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from auditbook.report.books.balances import Line, Sums, sums
from auditbook.report.books.cells import NOTHING, amount, balance, count, indented, joined, named
from auditbook.report.books.chart import CLASSES
from auditbook.report.books.journal import ZERO
from auditbook.report.books.ledger import Ledger, ledger
from auditbook.report.citations import Citations, Markdown
from auditbook.report.grids import grid

if TYPE_CHECKING:
    from auditbook.case import Case

ROWS = 150  # accounts that a page can show
_COLUMNS = ("年初余额（元）", "本期借方（元）", "本期贷方（元）", "期末余额（元）", "与序时账相差（元）")


def classes(case: Case, citations: Citations) -> Markdown:
    """The balance table by class: openings, movements, closings, and what the journal has."""
    books = ledger(case)
    if books.balances is None:
        return Markdown("")
    parts = []
    for book in books.balances.books:
        found = _by_class(books, books.balances.tops(book))
        rows = [_class_row(name, sums(lines)) for name, lines in found.items()]
        table = grid(["类别", *_COLUMNS], rows, [14, 18, 17, 17, 18, 16], "lrrrrr")
        parts.append(named(book, books.balances.books, table))
    return joined(parts)


def balanced(case: Case, citations: Citations) -> Markdown:
    """试算平衡: both sides of openings, movements and closings, with the difference, also where there is none."""
    books = ledger(case)
    if books.balances is None:
        return Markdown("")
    parts = []
    for book in books.balances.books:
        found = sums(books.balances.tops(book))
        moved = None if found.debit is None or found.credit is None else (found.debit, found.credit)
        rows = [
            _sides("年初余额", found.opening_sides),
            _sides("本期发生额", moved),
            _sides("期末余额", found.closing_sides),
            _sides("序时账发生额", _journal(books, book)),
        ]
        headings = ["项目", "借方合计（元）", "贷方合计（元）", "差额（元）", "结果"]
        parts.append(named(book, books.balances.books, grid(headings, rows, [24, 22, 22, 18, 14], "lrrrl")))
    return joined(parts)


def trial(case: Case, citations: Citations) -> Markdown:
    """科目余额表: every account of the levels that a page can show, with the row that it stands in."""
    books = ledger(case)
    if books.balances is None:
        return Markdown("")
    parts = []
    for book in books.balances.books:
        mine = [line for line in books.balances.lines if line.book == book]
        shown, levels = _fitting(mine)
        note = (
            f"共{count(len(mine))}个科目，只列到第{levels}级；其余见科目余额表原件。" if len(shown) < len(mine) else ""
        )
        rows = [_account_row(books, line) for line in shown]
        table = grid(["编码", "科目名称", *_COLUMNS, "行"], rows, [10, 22, 14, 14, 14, 14, 12, 6], "llrrrrrr")
        parts.append(named(book, books.balances.books, table, note))
    return joined(parts)


def _journal(books: Ledger, book: str) -> tuple[Decimal, Decimal] | None:
    """All that the journal posted, also to accounts that the balance table does not list."""
    if books.journal is None or books.balances is None:
        return None
    mine = [m for m in books.journal.moves if len(books.balances.books) == 1 or m.book == book]
    return sum((m.debit for m in mine), ZERO), sum((m.credit for m in mine), ZERO)


def _by_class(books: Ledger, lines: Iterable[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(books.accounts.class_of(line.code) or "类别不明", []).append(line)
    order = [*CLASSES, *sorted(set(found) - set(CLASSES))]
    return {name: found[name] for name in order if name in found}


def _class_row(name: str, found: Sums) -> tuple[str, ...]:
    difference = None
    if found.posted is not None and found.debit is not None and found.credit is not None:
        difference = (found.posted[0] - found.debit, found.posted[1] - found.credit)
    return (
        name,
        balance(found.opening),
        amount(found.debit),
        amount(found.credit),
        balance(found.closing),
        _off(difference),
    )


def _sides(name: str, sides: tuple[Decimal, Decimal] | None) -> tuple[str, ...]:
    if sides is None:
        return (name, NOTHING, NOTHING, NOTHING, "未提供")
    difference = sides[0] - sides[1]
    return (name, amount(sides[0]), amount(sides[1]), amount(difference), "不平衡" if difference else "平衡")


def _off(difference: tuple[Decimal, Decimal] | None) -> str:
    if difference is None:
        return NOTHING
    told = [f"{side} {amount(value)}" for side, value in zip("借贷", difference, strict=True) if value]
    return "；".join(told) or amount(ZERO)


def _account_row(books: Ledger, line: Line) -> tuple[object, ...]:
    name = indented(books.accounts.name(line.code), line.level - 1)
    return (
        line.code, name, balance(line.opening), amount(line.debit), amount(line.credit), balance(line.closing),
        _off(line.difference), line.row,
    )  # fmt: skip


def _fitting(lines: list[Line]) -> tuple[list[Line], int]:
    """The accounts down to the level that a page can show, and this level."""
    for level in sorted({line.level for line in lines}, reverse=True):
        shown = [line for line in lines if line.level <= level]
        if len(shown) <= ROWS:
            return shown, level
    return lines[:ROWS], 1
