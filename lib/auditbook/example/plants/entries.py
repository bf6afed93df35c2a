"""Journal entries that an auditor asks about (J), and the bank's side (B)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from auditbook.example.days import holidays, later, month_end, workday, worked_weekends
from auditbook.example.model import AGENCY, EVIDENCE, INNOCENT, TWICE, AtBank, BankRow, Books, Line, Mark, Voucher
from auditbook.example.plants import plant


@plant("J01", 3, 12)
def on_days_of_rest(books: Books) -> None:
    year = books.year
    saturday = date(year, 8, 7) + timedelta((5 - date(year, 8, 7).weekday()) % 7)
    festival = sorted(day for day in holidays(year) if day.month == 10)[1]
    for n, day in enumerate((date(year, 5, 2), saturday, festival)):
        fen = 34_000 + n * 11_000 + books.random.randrange(90) * 10
        books.pay(day, "50103", fen, "宣传材料制作", books.union.shop(70 + n), marks=(Mark("J01"),), bank=AtBank(2))


@plant("J01", 3)
def on_a_worked_weekend(books: Books) -> None:
    """Innocent: a Saturday or Sunday that was a working day."""
    for day in worked_weekends(books.year)[-2:]:
        fen = books.amount(210, 380, 10)
        books.pay(
            day, "50402", fen, "购买会议用品", books.union.shop(73), marks=(Mark("J01", INNOCENT),), bank=AtBank(2)
        )


@plant("J01", 5, last=True)
def bookkeeping_agency(books: Books) -> None:
    """Innocent: an agency keeps the books, enters everything on the month's last day, and one person does it all."""
    for n, voucher in enumerate(books.vouchers):
        if voucher.key.startswith(("above-", TWICE)) or voucher.numbering == "double":
            continue  # entered when the bank shows them; two of one number stay on their two days
        day = month_end(books.year, voucher.day.month)
        marks: tuple[Mark, ...] = (Mark("A26", INNOCENT),)
        if day.weekday() >= 5:
            marks += (Mark("J01", INNOCENT),)
        changed = replace(
            voucher,
            day=day,
            people=AGENCY,
            bank=AtBank(0),
            attachments=max(voucher.attachments, 1),
        )
        books.vouchers[n] = changed.marked(*marks)


@plant("J02", 3)
def after_the_transfer(books: Books) -> None:
    fen = 146_000
    lines = (Line("135", debit=fen, marks=(Mark("J02"),)), Line("102", credit=fen))
    last = workday(month_end(books.year, 12), -1)
    books.enter(
        Voucher(
            last,
            "补记往来款",
            lines,
            books.union.person(4),
            "转账",
            books.invoice(),
            bank=AtBank(0),
            after_closing=True,
        )
    )


@plant("J02", 8)
def entered_in_february(books: Books) -> None:
    books.pay(
        workday(date(books.year, 12, 28), -1),
        "50103",
        books.amount(640, 890, 10),
        "补记宣传材料费",
        books.union.shop(74),
        marks=(Mark("J02"),),
        entered=workday(date(books.year + 1, 2, 18)),
        bank=AtBank(0),
    )


@plant("J03", 3, 11)
def just_under_the_limit(books: Books) -> None:
    fen = 998_000 - books.union.number % 7 * 500
    books.pay(
        books.day(6, 5, 26), "50301", fen, "工会干部专题培训服务费", books.union.shop(75), exact=True, attachments=5,
        marks=(Mark("J03"),),
    )  # fmt: skip


@plant("J04", 8)
def spending_against_income(books: Books) -> None:
    fen = 126_000
    lines = (Line("50402", debit=fen, marks=(Mark("J04"),)), Line("408", credit=fen))
    books.enter(Voucher(books.day(10, 5, 26), "调整费用", lines, attachments=1))


@plant("J05", 12)
def reversed_in_january(books: Books) -> None:
    """Booked as spent and owed on the last days of last year, taken back in the first days of this one."""
    fen = 360_000
    there = (Line("50104", debit=fen, marks=(Mark("J05", EVIDENCE),)), Line("225", credit=fen))
    back = (Line("225", debit=fen, marks=(Mark("J05"),)), Line("50104", credit=fen))
    shop = books.union.shop(76)
    books.last_vouchers.append(Voucher(date(books.year - 1, 12, 30), "计提年末活动用品款", there, shop))
    books.enter(Voucher(workday(date(books.year, 1, 5)), "冲回年末活动用品款", back, shop))
    books.opening["225"] = -fen


@plant("J06", 8, 9)
def red_line(books: Books) -> None:
    fen = -86_000
    lines = (Line("50402", debit=fen, marks=(Mark("J06"),)), Line("101", credit=fen))
    books.enter(Voucher(books.day(7, 5, 26), "冲减办公费", lines, books.union.shop(77), "现金", attachments=2))


@plant("J06", 8)
def corrected_at_once(books: Books) -> None:
    """Innocent: a wrong amount, its red reversal and the right entry net to one payment."""
    wrong, right = 156_000, 165_000
    day = later(date(books.year, 5, 11), 1)
    payee, marks = books.union.shop(78), (Mark("J06", INNOCENT), Mark("A25", INNOCENT), Mark("J05", INNOCENT))
    unseen = AtBank(0, missing=True)
    given: dict[str, Any] = {"exact": True, "attachments": 3}
    books.pay(day, "50301", wrong, "培训教材款", payee, marks=(*marks, Mark("B01", INNOCENT)), bank=unseen, **given)
    books.pay(
        later(day, 1),
        "50301",
        -wrong,
        "冲销：培训教材款",
        payee,
        marks=(*marks, Mark("B01", INNOCENT)),
        bank=unseen,
        **given,
    )
    books.pay(later(day, 1), "50301", right, "更正：培训教材款", payee, marks=marks, bank=AtBank(0), **given)


@plant("J07", 3, 2)
def out_of_line(books: Books) -> None:
    """A print shop that has a few hundred yuan a month has 8,000 once."""
    fen = 842_000 + books.random.randrange(90) * 100
    books.pay(
        books.day(11, 5, 16), "50402", fen, "支付资料印刷费", books.union.shop(5), exact=True, marks=(Mark("J07"),)
    )


@plant("B01", 3)
def not_at_the_bank(books: Books) -> None:
    books.pay(
        books.day(4, 5, 26), "50103", books.amount(1400, 1900, 10), "宣传展板制作", books.union.shop(80), attachments=3,
        marks=(Mark("B01"),), bank=AtBank(0, missing=True),
    )  # fmt: skip


@plant("B02", 8)
def not_in_the_book(books: Books) -> None:
    fen = books.amount(1300, 1900, 10)
    row = BankRow(books.day(9, 5, 26), "转账支出", books.union.shop(81), fen, 0, books.invoice(), (Mark("B02"),))
    books.statement.append(row)


@plant("B03", 3)
def another_amount_at_the_bank(books: Books) -> None:
    books.pay(
        books.day(9, 5, 26), "50301", 128_600, "培训资料费", books.union.shop(82), exact=True, attachments=5,
        marks=(Mark("B03"),), bank=AtBank(1, fen=126_800, marks=(Mark("B03"),)),
    )  # fmt: skip


@plant("B04", 12)
def two_in_one_sum(books: Books) -> None:
    """Two vouchers that the bank paid in one sum."""
    day = books.day(10, 8, 24)
    parts = (132_400, 87_900)
    for fen in parts:
        books.pay(
            day,
            "50102",
            fen,
            "职工歌咏比赛用品",
            books.union.shop(83),
            exact=True,
            attachments=5,
            marks=(Mark("B04"),),
            bank=AtBank(0, missing=True),
        )
    row = BankRow(
        later(day, 1), "职工歌咏比赛用品", books.union.shop(83), sum(parts), 0, books.invoice(), (Mark("B04"),)
    )
    books.statement.append(row)


@plant("B05", 8, 2)
def fee_and_interest_not_booked(books: Books) -> None:
    for day, what, paid, received in (
        (books.day(10, 5, 26), "账户管理费", 1_250, 0),
        (workday(date(books.year, 12, 21)), "结息", 0, 3_321),
    ):
        books.statement.append(BankRow(day, what, "", paid, received, books.invoice(), (Mark("B05"),)))


@plant("B01", 1, 3)
def in_transit_at_year_end(books: Books) -> None:
    """Paid on the last day of work, and with the bank only in January: may be named, is no matter."""
    books.pay(
        workday(month_end(books.year, 12), -1),
        "50103",
        books.amount(560, 840, 10),
        "年终宣传栏更新",
        books.union.shop(84),
        attachments=3,
        marks=(Mark("B01", EVIDENCE),),
        bank=AtBank(0, missing=True),
    )
