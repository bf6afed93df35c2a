"""One unit's folders: this year in full, last year in short."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from auditbook.example.bulk import Bulk
from auditbook.example.journal import Journal
from auditbook.example.last_year import last_year
from auditbook.example.layouts import balances, bank
from auditbook.example.layouts.journal import LARGE, LAYOUTS, Layout
from auditbook.example.lists import write_absent, write_lists, write_profile
from auditbook.example.model import Books
from auditbook.example.posting import Ledger, post
from auditbook.example.statements import Statement, Target, write_balances, write_budget
from auditbook.example.truth import Truth

SHEET_LINES = 20_000  # more than this goes into text files, one a month


def write_union(folder: Path, books: Books, bulk: Bulk, truth: Truth) -> None:
    """Everything of one unit below ``folder``."""
    layout = _layout(books, bulk)
    to = _target(folder, books, truth)
    ledger = Ledger()
    journal = _post(to, books, bulk, layout, ledger)
    character = books.union.character
    write_balances(to, books.opening, ledger.debit, ledger.credit, balances.LAYOUTS[character], books.balances)
    last = last_year(books, ledger.earned)
    write_budget(to, books, ledger.earned, last.totals)
    write_lists(to, books, lambda ref: journal.text(*ledger.numbers[ref.key]))
    write_profile(to, books)
    write_absent(to, books.absent, Path(journal.file).name, lambda key: _missing(key, journal, ledger))
    _write_last_year(folder, last.books, last.bulk, truth)


def _post(to: Target, books: Books, bulk: Bulk, layout: Layout, ledger: Ledger) -> Journal:
    """Posts the year; the bank's rows of a month are complete when the next one is posted."""
    journal = Journal(to.folder, books, layout, to.truth, to.relative)
    chosen = bank.LAYOUTS[books.union.character]
    if bulk.lines > SHEET_LINES:
        chosen = bank.TEXT
    number = f"6200{books.union.number:04d}0000"
    statement = None if books.no_statement else Statement(to, chosen, books.opening["102"], number)
    for step, posted in enumerate(post(books, bulk, ledger), 1):
        month = min(step, 12)
        journal.month(posted, month)
        rows = ledger.bank.pop(month - 1, []) if step <= 12 else [*ledger.bank.pop(11, []), *ledger.bank.pop(12, [])]
        if statement:
            statement.add(rows)
    journal.close()
    if statement:
        statement.close()
    return journal


def _layout(books: Books, bulk: Bulk) -> Layout:
    if bulk.lines > SHEET_LINES:
        return replace(LARGE, totals=LARGE.totals | {"all"}) if books.wrong_total else LARGE
    layout = LAYOUTS[books.union.character]
    if books.wrong_total:
        layout = replace(layout, totals=layout.totals | {"all"})
    if books.overlap and not layout.monthly:
        layout = LAYOUTS[9]
    shown = {key for _, key in layout.columns}
    if "void" not in shown and any(voucher.void for voucher in books.vouchers):
        layout = replace(layout, columns=(*layout.columns, ("作废标志", "void")))
    return layout


def _target(folder: Path, books: Books, truth: Truth) -> Target:
    relative = f"{books.year}/{books.union.id}"
    where = folder / relative
    where.mkdir(parents=True, exist_ok=True)
    return Target(where, relative, books.union.id, books.union.name, books.year, truth)


def _missing(key: str, journal: Journal, ledger: Ledger) -> str:
    """The text of the number that was left out, or of the voucher that was not exported."""
    if key == "gap":
        word, _, number = ledger.gaps[0]
        return journal.text(word, number)
    return journal.text(*ledger.numbers[key])


def _write_last_year(folder: Path, books: Books, bulk: Bulk, truth: Truth) -> None:
    to = _target(folder, books, truth)
    ledger = Ledger()
    journal = Journal(to.folder, books, LAYOUTS[0], truth, to.relative)
    for step, posted in enumerate(post(replace(books, statement=[]), bulk, ledger), 1):
        journal.month(posted, min(step, 12))
    journal.close()
    write_balances(to, books.opening, ledger.debit, ledger.credit, balances.PLAIN, books.balances)
    write_profile(to, books)
