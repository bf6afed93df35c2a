"""Books that are not complete (C) or do not follow from last year's (Y01). Each touches as little else as it can."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from auditbook.example.days import workdays
from auditbook.example.model import EVIDENCE, INNOCENT, TWICE, Absent, Amend, AtBank, Books, Line, Mark, Voucher
from auditbook.example.plants import plant


@plant("C01", 2)
def total_does_not_add_up(books: Books) -> None:
    books.wrong_total = 90_000


@plant("C02", 4)
def two_unbalanced_vouchers(books: Books) -> None:
    """One debit is too high, another as much too low: both vouchers are out of balance, no account is."""
    found = [
        v
        for v in books.vouchers
        if v.lines[0].account == "50402" and v.lines[1].account == "102" and v.lines[0].debit > 30_000
    ]
    for voucher, fen in ((found[1], 9_000), (found[-2], -9_000)):
        first = replace(voucher.lines[0], debit=voucher.lines[0].debit + fen)
        books.mark(books.change(voucher, lines=(first, *voucher.lines[1:])), Mark("C02", amount=abs(fen)))


@plant("C03", 5)
def number_left_out(books: Books) -> None:
    found = [v for v in books.vouchers if v.day.month == 5]
    books.change(found[len(found) // 2], numbering="gap")
    books.absent.append(Absent(Mark("C03"), "journal", "gap"))


@plant("C03", 6, last=True)
def number_used_twice(books: Books) -> None:
    """A payment takes the number of one of the day before, which no list refers to by its key."""
    paid = sorted(
        (v for v in books.vouchers if v.day.month == 5 and v.lines[-1].account in ("101", "102")), key=lambda v: v.day
    )
    paid = [v for v in paid if any(line.credit for line in v.lines if line.account in ("101", "102"))]
    at = next(n for n in range(4, len(paid)) if paid[n].day != paid[n - 1].day and not paid[n - 1].key)
    books.mark(books.change(paid[at], numbering="double"), Mark("C03"))
    books.mark(books.change(paid[at - 1], key=TWICE), Mark("C03"))


@plant("C03", 3)
def voided_voucher(books: Books) -> None:
    """Innocent: a voided voucher has used up its number and counts for nothing."""
    fen = 72_000
    lines = (
        Line("50402", debit=fen, marks=(Mark("C03", INNOCENT), Mark("A25", INNOCENT), Mark("B01", INNOCENT))),
        Line("102", credit=fen),
    )
    books.enter(
        Voucher(
            books.day(3, 8, 20), "购买会议用品（作废）", lines, books.union.shop(88), "转账", books.invoice(), void=True
        )
    )


@plant("C03", 6)
def numbered_by_kind(books: Books) -> None:
    """Innocent: 收, 付 and 转 each have numbers of their own."""
    books.mark(books.find("dues-1"), Mark("C03", INNOCENT))


@plant("C04", 1)
def balance_does_not_roll(books: Books) -> None:
    fen = 30_000
    books.opening["101"] = 200_000
    books.balances["101"] = Amend({"closing": -fen}, (Mark("C04"),))
    books.balances["135"] = Amend({"closing": fen}, (Mark("C04"),))


@plant("C05", 7)
def voucher_not_exported(books: Books) -> None:
    """The last voucher of October is posted and not in the export, so that no number is missing."""
    fen, person = 64_000, books.union.person(5)
    lent = (Line("135", debit=fen), Line("101", credit=fen))
    back = (Line("101", debit=fen), Line("135", credit=fen))
    books.enter(Voucher(books.day(10, 6, 12), "借支活动备用金", lent, person, "现金"))
    last = workdays(books.year, 10)[-1]
    books.enter(Voucher(last, "收回活动备用金", back, person, "现金", key="hidden", hidden=True))
    for account in ("101", "135"):
        books.balances[account] = Amend(marks=(Mark("C05", amount=fen),))
    books.absent.append(Absent(Mark("C05", EVIDENCE, fen), "journal", "hidden"))


@plant("C06", 5)
def opening_differs(books: Books) -> None:
    """Last year's table closes 101 and 331 higher than this year's opens them."""
    _opening(books, "C06", "Y01", {"101": ("debit", 20_000), "331": ("credit", -20_000)})


@plant("Y01", 10)
def opening_of_the_bank_differs(books: Books) -> None:
    _opening(books, "Y01", "C06", {"102": ("debit", 150_000), "331": ("credit", -150_000)})


def _opening(books: Books, kind: str, consequence: str, changes: dict[str, tuple[str, int]]) -> None:
    marks = (Mark(kind, EVIDENCE), Mark(consequence, EVIDENCE), Mark("C05", EVIDENCE))
    for account, (side, fen) in changes.items():
        ties = (Mark("C08", EVIDENCE),) if account == "331" else ()
        books.last_balances[account] = Amend({side: abs(fen), "closing": fen}, marks + ties)
        before = books.balances.get(account, Amend())
        mine = (Mark(kind, amount=abs(fen)), Mark(consequence, EVIDENCE, abs(fen)))
        books.balances[account] = replace(before, marks=before.marks + mine)


@plant("C07", 11)
def trial_balance_does_not_balance(books: Books) -> None:
    """One account's movement and closing are too high; its journal says otherwise, which C05 shows."""
    fen = 100_000
    marks = (Mark("C07", amount=fen), Mark("C05", EVIDENCE, fen))
    books.balances["135"] = Amend({"debit": fen, "closing": fen}, marks)


@plant("C08", 13)
def asset_without_its_fund(books: Books) -> None:
    fen = 186_000
    marks = (Mark("C08"), Mark("A30", EVIDENCE), Mark("A22", EVIDENCE))
    books.enter(
        Voucher(books.day(8, 5, 26), "音响设备入账", (Line("162", debit=fen, marks=marks), Line("321", credit=fen)))
    )
    for account in ("162", "301", "321"):
        books.balances[account] = Amend(marks=tuple(replace(mark, role=EVIDENCE, amount=fen) for mark in marks))
    books.add(
        "assets",
        asset=f"ZC{books.union.id[1:]}801",
        name="音响设备",
        category="文体设备",
        acquired=date(books.year, 8, 20),
        cost=fen,
        quantity=1,
        location="职工之家",
        status="在用",
    )


@plant("C09", 10)
def date_of_last_year(books: Books) -> None:
    """Paid in cash in March, and written with last year's date."""
    day = workdays(books.year, 3)[9]
    books.pay(
        day, "50402", 26_800, "购买档案盒", books.union.shop(89), cash=True, exact=True, marks=(Mark("C09"),),
        written=date(books.year - 1, 3, day.day),
    )  # fmt: skip


@plant("C10", 9)
def budget_report_differs(books: Books) -> None:
    books.budget["50102"] = Amend({"actual": -50_000}, (Mark("C10", amount=50_000),))


@plant("C11", 6)
def parent_differs(books: Books) -> None:
    """A detailed account is too high on both sides; its journal says otherwise, which C05 shows."""
    fen = 10_000
    books.balances["50402"] = Amend(
        {"debit": fen, "credit": fen}, (Mark("C11", amount=fen), Mark("C05", EVIDENCE, fen))
    )
    books.balances["504"] = Amend(marks=(Mark("C11", EVIDENCE, fen),))


@plant("C12", 9)
def files_overlap(books: Books) -> None:
    """The file of March ends with the first vouchers of April, which stand in April's file as well."""
    books.overlap = True


@plant("C13", 13)
def balance_of_the_statement_jumps(books: Books) -> None:
    at = AtBank(0, marks=(Mark("C13"),), shift=7_200)
    books.pay(books.day(6, 5, 26), "50103", books.amount(480, 690, 10), "宣传册印制", books.union.shop(90), bank=at)


@plant("C14", 13)
def both_sides_filled(books: Books) -> None:
    fen = 20_000
    odd = Line("50402", debit=fen, credit=fen, marks=(Mark("C14"),))
    lines = (Line("50402", debit=31_500), Line("101", credit=31_500), odd)
    books.enter(Voucher(books.day(2, 5, 9), "购买办公用品并调整", lines, books.union.shop(91), "现金", attachments=2))
