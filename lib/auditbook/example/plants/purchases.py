"""Purchases: in cash, split, twice, from one shop, not entered as assets; items that stay open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from auditbook.example.days import later
from auditbook.example.gifts import PLATFORM, contract
from auditbook.example.model import EVIDENCE, INNOCENT, Amend, AtBank, Books, Line, Mark, Ref, Voucher
from auditbook.example.plants import plant
from auditbook.example.plants.payments import paid
from auditbook.example.services import buy


@plant("A21", 8)
def old_receivable(books: Books) -> None:
    books.opening["135"], books.opening["225"] = 800_000, -350_000
    for account in ("135", "225"):
        books.balances[account] = Amend(marks=(Mark("A21"),))
        books.last_balances[account] = Amend(marks=(Mark("A21", EVIDENCE),))


@plant("A22", 2)
def bought_and_not_entered(books: Books) -> None:
    paid(books, "A22", 7, "50502", 3_900, "购买空调一台", 57, attachments=4)


@plant("A22", 13)
def repairs_and_gifts(books: Books) -> None:
    """Innocent: a repair raises no fixed asset, and a gift raises one without any spending."""
    repair = paid(books, "A22", 4, "50505", 6_400, "活动室修缮", 58, attachments=5)
    books.change(repair, lines=(replace(repair.lines[0], marks=(Mark("A22", INNOCENT),)), *repair.lines[1:]))
    fen = 328_000
    pair = (Line("162", debit=fen, marks=(Mark("A22", INNOCENT),)), Line("301", credit=fen))
    given = books.enter(Voucher(books.day(9, 5, 26), "上级配发健身器材登记固定资产", pair, attachments=2))
    books.add(
        "assets",
        asset=f"ZC{books.union.id[1:]}800",
        name="健身器材（上级配发）",
        category="文体设备",
        acquired=given.day,
        cost=fen,
        quantity=1,
        location="职工之家",
        status="在用",
    )


@plant("A23", 3, 10)
def large_sum_in_cash(books: Books) -> None:
    paid(books, "A23", 6, "50402", 3_860, "购买会议桌椅配件", 59, cash=True)


@plant("A23", 3)
def withdrawn_for_the_till(books: Books) -> None:
    """Innocent: money moves between the union's own bank account and its till."""
    pair = (Line("101", debit=260_000, marks=(Mark("A23", INNOCENT),)), Line("102", credit=260_000))
    books.enter(Voucher(books.day(6, 1, 4), "提取备用金", pair, "", "现金支票", books.invoice(), key="till"))


@plant("A24", 3)
def split_in_three(books: Books) -> None:
    _split(books, 7, (412_000, 398_500, 426_300))


@plant("A24", 11)
def split_in_two(books: Books) -> None:
    _split(books, 10, (628_000, 591_700))


def _split(books: Books, month: int, parts: tuple[int, ...]) -> None:
    day = later(date(books.year, month, 9), 1)
    for fen in parts:
        books.pay(
            day,
            "50102",
            fen,
            "职工之家改造材料",
            books.union.shop(60),
            exact=True,
            attachments=3,
            marks=(Mark("A24"),),
            project="职工之家改造",
        )
        day = later(day, 2)


@plant("A25", 2, 3, 8)
def paid_twice(books: Books) -> None:
    first = paid(books, "A25", 8, "50302", 1_286, "购买会议资料", 61)
    again = replace(first, day=later(first.day, 1), bank=AtBank(1))
    # the second one comes with the same invoice in one union and with a copy in the others
    books.enter(again if 2 in books.union.characters else replace(again, reference=books.invoice()))


@plant("A25", 3)
def monthly_rent(books: Books) -> None:
    """Innocent: the same sum every month, for the month that the summary names."""
    for month in range(1, 13):
        books.pay(
            later(date(books.year, month, 14), 1),
            "50102",
            150_000,
            f"支付{month}月职工活动场地费",
            books.union.shop(62),
            exact=True,
            attachments=3,
            marks=(Mark("A25", INNOCENT), Mark("A16", INNOCENT)),
        )


@plant("A25", 3, 12)
def same_aid_same_day(books: Books) -> None:
    """Innocent: five households get the standard sum on one day."""
    day = books.day(12, 6, 17)
    for n in range(70, 75):
        person = books.union.person(n)
        paid = books.pay(
            day, "50204", 100_000, f"发放困难职工帮扶金（{person}）", person, exact=True, attachments=3,
            marks=(Mark("A25", INNOCENT), Mark("A24", INNOCENT)), key=f"household-{n}",
        )  # fmt: skip
        books.add(
            "aid",
            file_no=f"BF{books.union.id[1:]}{n:03d}",
            person=person,
            category="相对困难",
            fund="工会经费",
            amount=100_000,
            paid_on=day,
            way="打卡",
            voucher=Ref(paid.key),
        )


@plant("A30", 11)
def investment_without_its_fund(books: Books) -> None:
    books.opening["151"] = 5_000_000
    books.balances["151"] = Amend(marks=(Mark("A30"), Mark("C08", EVIDENCE)))
    books.last_balances["151"] = Amend(marks=(Mark("A30", EVIDENCE), Mark("C08", EVIDENCE)))


@plant("X05", 8)
def one_platform(books: Books) -> None:
    """Innocent: goods of the aid platform, for separate festivals, as the federation asked."""
    for month, what in ((2, "三八节"), (5, "五一")):
        fen = books.union.members * 9_000 + books.random.randrange(900) * 10
        paid = books.pay(
            books.day(month, 22, 28),
            "50104",
            fen,
            f"购买{what}帮扶产品",
            PLATFORM,
            attachments=5,
            marks=(Mark("X05", INNOCENT),),
            project=f"{books.year}年{what}慰问",
            key=f"platform-{month}",
        )
        contract(books, paid, "电子卖场")
    books.mark(books.find("festival-中秋"), Mark("X05", INNOCENT))


@plant("X05", 10)
def one_shop_for_everything(books: Books) -> None:
    for n, month in enumerate((2, 4, 5, 8, 10, 11)):
        fen = books.random.randrange(1_380_000, 1_760_000, 1_000) + books.routine // 8
        kind = ("50102", "50103", "50301")[n % 3]
        paid = books.pay(
            books.day(month, 5, 25),
            kind,
            fen,
            f"{month}月活动整体服务",
            books.union.shop(64),
            attachments=5,
            marks=(Mark("X05"),),
        )
        contract(books, paid, "自行采购")


@plant("Y02", 12)
def office_costs_jump(books: Books) -> None:
    buy(books, 11, "复印机", 760_000, books.union.shop(65))
    books.growth["50402"] = 150
    books.balances["50402"] = Amend(marks=(Mark("Y02"),))
    books.balances["504"] = Amend(marks=(Mark("Y02", EVIDENCE),))
