"""Budgets: not approved, exceeded, not spent; December; disclosure; last year's matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from auditbook.example.chart import is_income, is_spending
from auditbook.example.days import later, workday
from auditbook.example.gifts import PLATFORM, contract, give
from auditbook.example.income import special_grant
from auditbook.example.model import (
    EVIDENCE,
    INNOCENT,
    PLANT,
    Absent,
    Amend,
    Books,
    Entry,
    Mark,
    Plan,
    Ref,
)
from auditbook.example.plants import plant


@plant("A04", 4)
def budget_not_reviewed(books: Books) -> None:
    books.drop_rows("approvals", f"审查{books.year}年度收支预算")
    books.absent.append(Absent(Mark("A04"), "approvals"))


@plant("A04", 9)
def budget_approved_in_summer(books: Books) -> None:
    rows = books.lists["approvals"]
    for n, row in enumerate(rows):
        if str(row.values["subject"]).endswith(f"{books.year}年度收支预算"):
            values = {**row.values, "date": workday(row.values["date"] + timedelta(150))}
            rows[n] = Entry(values, (Mark("A04"),))


@plant("A05", 3)
def over_budget(books: Books) -> None:
    books.plans["50302"] = Plan(800, 800, (Mark("A05"),))


@plant("A05", 6)
def not_in_the_budget(books: Books) -> None:
    books.plans["50203"] = Plan(0, 0, drop=True)
    books.absent.append(Absent(Mark("A05"), "budget"))
    books.balances["50203"] = Amend(marks=(Mark("A05", EVIDENCE),))


@plant("A05", 10)
def over_budget_by_a_grant(books: Books) -> None:
    """Innocent: a grant that came in June was spent on what it was for."""
    fen = 2_000_000 + books.random.randrange(40) * 1_000
    day = books.day(6, 8, 14)
    special_grant(books, "40302", day, fen, "职工书屋建设专项补助", "library-in")
    paid = books.pay(
        books.day(7, 12, 26), "50101", fen, "职工书屋建设（上级专项）", books.union.shop(33), exact=True, attachments=6,
        marks=(Mark("A05", INNOCENT),), project="职工书屋建设", key="library-out",
    )  # fmt: skip
    contract(books, paid, "询价")
    books.plans["50101"] = Plan(1050, 1050, (Mark("A05", INNOCENT), Mark("A07", INNOCENT)), less=fen)
    books.plans["40302"] = Plan(1000, 1000, (Mark("A07", INNOCENT),), less=fen)


@plant("A06", 1)
def money_left_lying(books: Books) -> None:
    earned = sum(line.credit for v in books.vouchers for line in v.lines if is_income(line.account))
    books.opening["102"] = 2 * (earned + books.routine)
    books.balances["331"] = Amend(marks=(Mark("A06"),))


@plant("A06", 13)
def half_of_the_budget_spent(books: Books) -> None:
    """A low rate of execution; every line of it is far from its plan as well."""
    spent = {line.account for v in books.vouchers for line in v.lines if is_spending(line.account)}
    for account in sorted(spent):
        books.plans[account] = Plan(1700, 1700, (Mark("A06", EVIDENCE), Mark("A07", EVIDENCE)))
    books.absent.append(Absent(Mark("A06"), "budget"))


@plant("A07", 8)
def planned_twice_the_need(books: Books) -> None:
    books.plans["50301"] = Plan(1900, 1900, (Mark("A07"),))


@plant("A27", 4, last=True)
def december_rush(books: Books) -> None:
    """Purchases that bring December's share to 46 %."""
    december, before = books.routine // 12, books.routine - books.routine // 12
    for voucher in books.vouchers:
        spent = sum(line.debit - line.credit for line in voucher.lines if is_spending(line.account))
        if voucher.day.month == 12:
            december += spent
        else:
            before += spent
    fen = max((46 * before - 54 * december) // 54 // 4, 1_050_000)
    kinds = (("50102", "职工活动器材"), ("50103", "宣传设备租用"), ("50301", "职工培训课程"), ("50104", "职工活动用品"))
    for n, (account, what) in enumerate(kinds):
        amount = fen + books.random.randrange(60) * 1_300
        paid = books.pay(
            books.day(12, 20 + n, 30), account, amount, f"年底集中采购{what}", books.union.shop(40 + n), attachments=5,
            marks=(Mark("A27"),), key=f"rush-{n}",
        )  # fmt: skip
        contract(books, paid, "询价")


@plant("A27", 13, last=True)
def december_grant(books: Books) -> None:
    """Innocent: a grant arrived in December and was spent on what it was for."""
    spent = sum(line.debit for v in books.vouchers for line in v.lines if is_spending(line.account))
    fen = -(-spent * 3 // 4 // 100_000) * 100_000
    day = later(date(books.year, 12, 6), 1)
    special_grant(books, "40302", day, fen, "职工文化设施专项补助", "facility-in")
    for n, (what, percent) in enumerate((("健身器材", 38), ("图书设备", 33), ("音响设备", 29))):
        part = fen * percent // 100
        paid = books.pay(
            books.day(12, 14 + n, 22),
            "50102",
            part,
            f"职工文化设施{what}（上级专项）",
            books.union.shop(92 + n),
            exact=True,
            attachments=7,
            marks=(Mark("A27", INNOCENT),),
            project="职工文化设施",
            key=f"facility-{n}",
        )
        contract(books, paid, "公开招标")


@plant("A08", 12)
def two_spring_festivals(books: Books) -> None:
    """Innocent: the Spring Festival of this year was paid in January, that of the next in December."""
    union, extra = books.union, 50_000
    paid = books.find("festival-春节")
    rows = books.mark_rows("benefits", Mark("A08", INNOCENT), event="春节")
    for n, row in enumerate(books.lists["benefits"]):
        if row in rows:
            books.lists["benefits"][n] = replace(row, values={**row.values, "amount": row.values["amount"] + extra})
    more = extra * union.members
    books.change(
        paid,
        lines=tuple(
            replace(x, debit=x.debit + more * (x.debit > 0), credit=x.credit + more * (x.credit > 0))
            for x in paid.lines
        ),
    )
    books.lists["contracts"] = [
        replace(row, values={**row.values, "amount": row.values["amount"] + more})
        if row.values["signed"] == paid.day
        else row
        for row in books.lists["contracts"]
    ]
    each = 92_000
    bought = books.pay(
        books.day(12, 20, 28),
        "50104",
        each * union.members,
        f"购买{books.year + 1}年春节慰问品{union.members}份",
        PLATFORM,
        exact=True,
        attachments=5,
        marks=(Mark("A08", INNOCENT), Mark("A27", INNOCENT)),
        key="festival-next",
        project=f"{books.year + 1}年春节慰问",
    )
    contract(books, bought, "电子卖场")
    give(books, bought, f"{books.year + 1}年春节", each)
    books.mark_rows("benefits", Mark("A08", INNOCENT), voucher=Ref("festival-next"))


@plant("A28", 11)
def nothing_disclosed(books: Books) -> None:
    books.drop_rows("approvals", "公开")
    books.absent.append(Absent(Mark("A28"), "approvals"))


@plant("A29", 3)
def last_years_matter_again(books: Books) -> None:
    """Large payments in cash were found last year, said to be mended, and are there again."""
    books.add(
        "followup",
        marks=(Mark("A29"), Mark("Y03")),
        year=books.year - 1,
        check="A23",
        matter="大额现金支付",
        measure="一律转账支付",
        due=date(books.year, 3, 31),
        done=date(books.year, 3, 20),
        proof="整改报告",
    )


@plant("Y04", 8)
def overdue_rectification(books: Books) -> None:
    books.add(
        "followup",
        marks=(Mark("Y04", PLANT), Mark("A29", EVIDENCE)),
        year=books.year - 1,
        check="A21",
        matter="往来款长期挂账未清理",
        measure="清理核销",
        due=date(books.year, 6, 30),
    )
