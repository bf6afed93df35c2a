"""Benefits, prizes and outings beyond what Hunan allows, and those that only look like it."""

from __future__ import annotations

from dataclasses import replace

from auditbook.example.gifts import benefit, contract
from auditbook.example.model import EVIDENCE, INNOCENT, Books, Mark, Ref
from auditbook.example.plants import plant


@plant("A08", 3, 11)
def more_than_a_year_allows(books: Books) -> None:
    """Three members get a second parcel, which brings them above 2,100 yuan."""
    paid = books.pay(
        books.day(1, 25, 29),
        "50104",
        3 * 145_000,
        "补购春节慰问品3份",
        books.union.shop(18),
        exact=True,
        attachments=4,
        marks=(Mark("A08", EVIDENCE),),
        key="second-parcel",
    )
    for n in (30, 31, 32):
        benefit(books, paid, "春节", n, 145_000)
        books.mark_rows("benefits", Mark("A08"), person=books.union.person(n), voucher=Ref(paid.key))


@plant("A09", 3)
def shopping_cards(books: Books) -> None:
    paid = books.pay(
        books.day(9, 8, 14), "50104", 6 * 20_000, "购买中秋购物卡6张", books.union.shop(19), exact=True, attachments=3,
        marks=(Mark("A09"),), key="cards",
    )  # fmt: skip
    for n in range(50, 56):
        benefit(books, paid, "中秋", n, 20_000, "券")
    books.mark_rows("benefits", Mark("A09", EVIDENCE), voucher=Ref(paid.key))


@plant("A09", 7)
def festival_money_in_cash(books: Books) -> None:
    paid = books.pay(
        books.day(9, 24, 29),
        "50104",
        10 * 9_000,
        "发放国庆节过节费（现金）10人",
        "会员10人",
        cash=True,
        exact=True,
        attachments=2,
        marks=(Mark("A09"),),
        key="cash-festival",
    )
    for n in range(20, 30):
        benefit(books, paid, "国庆", n, 9_000, "现金")
    books.mark_rows("benefits", Mark("A09", EVIDENCE), voucher=Ref(paid.key))


@plant("A10", 8)
def in_hospital_twice(books: Books) -> None:
    """住院 is given once a year."""
    for month in (3, 9):
        paid = books.pay(
            books.day(month, 11, 26),
            "50205",
            100_000,
            "慰问住院会员",
            books.union.person(60),
            exact=True,
            attachments=3,
            marks=(Mark("A10", EVIDENCE),),
            key=f"hospital-{month}",
        )
        benefit(books, paid, "住院", 60, 100_000, "现金")
    books.mark_rows("benefits", Mark("A10"), person=books.union.person(60), event="住院")


@plant("A10", 2)
def dear_birthday(books: Books) -> None:
    paid = books.pay(
        books.day(5, 11, 26), "50104", 50_000, "购买会员生日蛋糕券1张", f"示例蛋糕店{books.union.id[1:]}", exact=True,
        attachments=3, marks=(Mark("A10", EVIDENCE),), key="dear-cake",
    )  # fmt: skip
    benefit(books, paid, "生日", 70, 50_000, "券")
    books.mark_rows("benefits", Mark("A10"), voucher=Ref(paid.key))


@plant("A11", 12)
def nearly_all_won(books: Books) -> None:
    _prizes(books, 9, winners=lambda people: people * 9 // 10)


@plant("A11", 5)
def dear_prizes(books: Books) -> None:
    _prizes(books, 5, prize=100_000)


def _prizes(books: Books, month: int, winners=None, prize: int | None = None) -> None:  # type: ignore[no-untyped-def]
    key = f"activity-{month}"
    books.mark(books.find(key), Mark("A11", EVIDENCE))
    (row,) = books.mark_rows("activities", Mark("A11"), voucher=Ref(key))
    values = dict(row.values)
    if winners:
        values["winners"] = winners(values["participants"])
    if prize:
        values.update(prize=prize, winners=2)
    books.lists["activities"][books.lists["activities"].index(row)] = replace(row, values=values)


@plant("A12", 7)
def more_than_three_times_the_dues(books: Books) -> None:
    """Films, shows and park tickets for more than four times the year's dues."""
    dues = sum(line.credit for v in books.vouchers for line in v.lines if line.account == "401")
    shares = (("购买公园年票", 5, 35), ("组织会员观看演出", 8, 40), ("组织会员观看电影", 11, 26))
    for n, (what, month, percent) in enumerate(shares):
        paid = books.pay(
            books.day(month, 8, 22),
            "50102",
            dues * 4 * percent // 100 + 3_000,
            what,
            books.union.shop(36 + n),
            attachments=5,
            marks=(Mark("A12"),),
            key=f"dues-fun-{n}",
        )
        contract(books, paid, "询价")
    books.mark(books.find("outing"), Mark("A12", EVIDENCE))


@plant("A13", 10)
def two_days_at_a_sight(books: Books) -> None:
    each, people = 26_000, 30
    paid = books.pay(
        books.day(4, 12, 26),
        "50102",
        each * people,
        f"组织会员春游{people}人（两日，示例风景名胜区）",
        books.union.shop(35),
        exact=True,
        attachments=6,
        marks=(Mark("A13"),),
        key="spring-outing",
        project="会员春游",
    )
    books.add(
        "activities",
        marks=(Mark("A13"),),
        date=paid.day,
        section="服务职工群众",
        title=f"{books.year}年会员春游",
        place="示例风景名胜区",
        beneficiaries=people,
        beneficiary_unit="人",
        amount=each * people,
        fund="工会经费",
        voucher=Ref(paid.key),
        participants=people,
        narrative="两日一晚",
    )


@plant("A09", 3)
def named_goods(books: Books) -> None:
    """Innocent: cake vouchers of a named shop and cinema tickets hold no stored value."""
    for month in range(1, 13):
        books.mark(books.find(f"cake-{month}"), Mark("A09", INNOCENT))
    books.pay(
        books.day(11, 8, 22),
        "50102",
        40 * 3_500,
        "购买电影兑换券40张（示例影院）",
        books.union.shop(25),
        exact=True,
        attachments=4,
        marks=(Mark("A09", INNOCENT),),
    )


@plant("A09", 3)
def bereavement_in_cash(books: Books) -> None:
    """Innocent: condolence money to a member's family is given in cash."""
    paid = books.pay(
        books.day(8, 11, 26),
        "50205",
        200_000,
        "慰问去世会员家属",
        books.union.person(90),
        cash=True,
        exact=True,
        attachments=3,
        marks=(Mark("A09", INNOCENT), Mark("A23", INNOCENT)),
        key="bereavement",
    )
    benefit(books, paid, "去世", 90, 200_000, "现金")
    books.mark_rows("benefits", Mark("A09", INNOCENT), voucher=Ref(paid.key))
