"""拨缴, 上解 and dues that fall short."""

from __future__ import annotations

from auditbook.example.model import EVIDENCE, INNOCENT, Amend, Books, Line, Mark
from auditbook.example.plants import plant
from auditbook.example.unions import OWN, TAX


@plant("A01", 12)
def last_quarter_not_paid_in(books: Books) -> None:
    """A union that collects itself: the employer pays nothing for October to December."""
    if books.union.collection != OWN:
        return
    books.drop("due-10", "due-11", "due-12", "up-12")
    books.transfers = [t for t in books.transfers if not (t.account == "221" and t.day.month >= 12)]
    for month in (10, 11, 12):
        books.mark_rows("payroll", Mark("A01"), month=month)


@plant("A01", 9)
def four_fifths_paid_in(books: Books) -> None:
    """The employer pays four fifths of the 60 % from July."""
    if books.union.collection != TAX:
        return
    for month in range(7, 13):
        due = books.find(f"due-{month}")
        fen = due.lines[0].debit * 4 // 5
        lines = (Line("102", debit=fen), Line("402", credit=fen, marks=(Mark("A01", EVIDENCE),)))
        books.change(due, lines=lines)
        books.mark_rows("payroll", Mark("A01"), month=month)


@plant("A02", 10)
def nothing_passed_up(books: Books) -> None:
    """After the first quarter the upper levels' share stays in 221."""
    if books.union.collection != OWN:
        return
    books.drop("up-6", "up-9", "up-12")
    books.transfers = [t for t in books.transfers if not (t.account == "221" and t.day.month > 4)]
    later = {f"due-{month}" for month in range(4, 13)}
    for due in [voucher for voucher in books.vouchers if voucher.key in later]:
        books.mark(due, Mark("A02", EVIDENCE), line=2)
    books.balances["221"] = Amend(marks=(Mark("A02"),))


@plant("A03", 8)
def months_without_dues(books: Books) -> None:
    books.drop("dues-7", "dues-8", "dues-9")
    for month in (7, 8, 9):
        books.mark_rows("payroll", Mark("A03"), month=month)


@plant("A01", 3)
def sixty_per_cent_is_all(books: Books) -> None:
    """Innocent: where the tax office collects the upper share, 402 is 1.2 % of the payroll and there is no 221."""
    books.balances["402"] = Amend(marks=(Mark("A01", INNOCENT), Mark("A02", INNOCENT)))
