"""Matters between two units (X), and those that only look like one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from auditbook.example.days import later, workday
from auditbook.example.gifts import benefit
from auditbook.example.model import EVIDENCE, INNOCENT, Absent, AtBank, Books, Mark, Ref
from auditbook.example.plants import across


@across("X01", (2, 11))
def one_invoice_in_two_unions(one: Books, other: Books) -> None:
    invoice = one.invoice()
    for books, month, fen in ((one, 4, 234_600), (other, 6, 286_300)):
        books.pay(
            books.day(month, 5, 26),
            "50301",
            fen,
            "培训会务费",
            "示例会务商户",
            exact=True,
            attachments=4,
            marks=(Mark("X01"),),
            reference=invoice,
        )


@across("X02", (3, 8))
def one_payment_in_two_unions(one: Books, other: Books) -> None:
    day = one.day(5, 8, 24)
    for books in (one, other):
        books.pay(
            day,
            "50102",
            318_700,
            "联合职工运动会场地费",
            "示例体育场馆",
            exact=True,
            attachments=5,
            marks=(Mark("X02"),),
        )


@across("X03", (0, 5))
def grant_that_never_arrived(demo: Books, union: Books) -> None:
    day = demo.day(5, 10, 24)
    demo.pay(
        day,
        "50602",
        800_000,
        "拨付职工文体活动专项补助",
        union.union.name,
        exact=True,
        marks=(Mark("X03"),),
        bank=AtBank(0),
    )
    union.absent.append(Absent(Mark("X03", EVIDENCE, 800_000), "journal"))


@across("X03", (0, 8))
def grant_on_its_way(demo: Books, union: Books) -> None:
    """Innocent: sent in the last days of the year, it arrives in January."""
    demo.pay(
        workday(date(demo.year, 12, 29), -1), "50602", 500_000, "拨付迎春慰问专项补助", union.union.name, exact=True,
        marks=(Mark("X03", INNOCENT),), bank=AtBank(0),
    )  # fmt: skip


@across("X04", (0, 11))
def more_sent_than_booked(demo: Books, union: Books) -> None:
    key = f"down-{union.union.id}-402-9"
    sent = next((voucher for voucher in demo.vouchers if voucher.key == key), None)
    if sent is None:
        return
    more = 600_000
    lines = (
        replace(sent.lines[0], debit=sent.lines[0].debit + more),
        replace(sent.lines[1], credit=sent.lines[1].credit + more),
    )
    demo.mark(demo.change(sent, lines=lines), Mark("X04", amount=more))
    demo.receive(workday(date(demo.year, 9, 7)), "收到财政划拨工会经费（补拨）", "示例区财政局", a22202=more)
    arrived = next(v for v in union.vouchers if v.key == "above-402-9")
    union.mark(arrived, Mark("X04", amount=more), line=1)


@across("X06", (2, 9))
def one_person_in_two_unions(one: Books, other: Books) -> None:
    n = 12
    first = next(
        row
        for row in one.lists["benefits"]
        if row.values.get("person") == one.union.person(n) and row.values["event"] == "端午"
    )
    fen = first.values["amount"]
    one.mark_rows("benefits", Mark("X06"), person=one.union.person(n), event="端午")
    paid = other.pay(
        later(first.values["date"], 2),
        "50104",
        fen,
        "补购端午节慰问品1份",
        other.union.shop(86),
        exact=True,
        attachments=3,
        marks=(Mark("X06", EVIDENCE),),
        key="borrowed-member",
    )
    other.add(
        "benefits",
        marks=(Mark("X06"),),
        date=paid.day,
        event="端午",
        person=one.union.person(n),
        member_id=one.union.member_id(n),
        amount=fen,
        form="实物",
        voucher=Ref(paid.key),
    )


@across("X06", (3, 12))
def one_name_two_persons(one: Books, other: Books) -> None:
    """Innocent: two members of one name; and a member who changed the employer in the middle of the year."""
    n, name = 9, one.union.person(9)
    for table, key in (("benefits", "person"), ("members", "name")):
        rows = other.lists[table]
        for i, row in enumerate(rows):
            if row.values.get("member_id") == other.union.member_id(n):
                rows[i] = replace(row, values={**row.values, key: name}, marks=(*row.marks, Mark("X06", INNOCENT)))
    mover = one.union.person(45)
    one.lists["members"] = [
        replace(row, values={**row.values, "left": date(one.year, 11, 30)}) if row.values["name"] == mover else row
        for row in one.lists["members"]
    ]
    other.add("members", member_id=one.union.member_id(45), name=mover, joined=date(one.year, 12, 1))
    paid = other.pay(
        other.day(12, 8, 20),
        "50104",
        20_000,
        "购买会员生日蛋糕券1张（调入）",
        f"示例蛋糕店{other.union.id[1:]}",
        attachments=3,
        key="mover",
    )
    benefit(other, paid, "生日", 1, paid.lines[0].debit, "券")
    row = other.lists["benefits"].pop()
    other.lists["benefits"].append(
        replace(
            row,
            values={**row.values, "person": mover, "member_id": one.union.member_id(45)},
            marks=(Mark("X06", INNOCENT),),
        )
    )


@across("A01", (0, 3))
def extra_refund(demo: Books, union: Books) -> None:
    """Innocent: a refund of 40301 beside the union's own share."""
    fen = 420_000
    day = demo.day(8, 8, 20)
    demo.pay(day, "50601", fen, "拨付回拨补助", union.union.name, exact=True, bank=AtBank(0))
    got = union.receive(later(day, 2), "收到上级回拨补助", demo.union.name, a40301=fen)
    union.mark(union.change(got, attachments=2), Mark("A01", INNOCENT), Mark("X03", INNOCENT), line=1)


@across("A16", (0, 1))
def pay_of_social_workers(demo: Books, union: Books) -> None:
    """Innocent: the federation pays its 社会化工会工作者."""
    if any(line.marks for line in demo.find("social-1").lines):
        return
    for month in range(1, 13):
        demo.mark(demo.find(f"social-{month}"), Mark("A14", INNOCENT), Mark("A16", INNOCENT))
