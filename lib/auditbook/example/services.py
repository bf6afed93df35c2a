"""Help through the union's books: aid to members in need, 医疗互助 passed on, equipment, a sum lent and returned."""

from __future__ import annotations

from auditbook.example.model import Books, Line, Ref, Voucher


def aid(books: Books) -> None:
    """困难职工帮扶: the grant for it is spent on named persons, and a little more."""
    union = books.union
    grant = next(t for t in books.transfers if t.account == "40304")
    count = max(3, union.members // 18)
    each = -(-grant.fen // count // 10_000) * 10_000 + 10_000
    for n in range(1, count + 1):
        person = union.person(union.members - n)
        paid = books.pay(
            books.day(11, 3, 26),
            "50204",
            each,
            f"发放困难职工帮扶金（{person}）",
            person,
            exact=True,
            attachments=3,
            key=f"aid-{n}",
        )
        books.add(
            "aid",
            file_no=f"BF{union.id[1:]}{n:03d}",
            person=person,
            category="相对困难",
            fund="上级帮扶补助",
            amount=each,
            paid_on=paid.day,
            way="打卡",
            voucher=Ref(paid.key),
        )


def mutual_aid(books: Books) -> None:
    """职工医疗互助: collected and passed on through 231; claims likewise."""
    union = books.union
    joined = union.members * 3 // 4
    total = joined * 8_000
    day = books.day(3, 8, 12)
    books.change(books.receive(day, "代收职工医疗互助金", "会员医疗互助", a231=total), key="mutual-in", attachments=2)
    books.pay(books.day(3, 16, 24), "231", total, "上缴职工医疗互助金", "示例职工互助会", exact=True, key="mutual-out")
    for n in range(1, joined + 1):
        member = union.member_id(n)
        books.add("mutual_aid", member_id=member, collected=8_000, passed_on=8_000, date=day, voucher=Ref("mutual-in"))
    for turn, month in enumerate((5, 9, 12), 1):
        fen = books.amount(900, 2400, 100)
        n = 7 + turn * 3
        books.change(
            books.receive(books.day(month, 4, 9), "收到医疗互助赔付", "示例职工互助会", a231=fen),
            key=f"claim-in-{turn}",
        )
        paid = books.pay(
            books.day(month, 13, 20), "231", fen, "转付医疗互助赔付", union.person(n), exact=True, key=f"claim-{turn}"
        )
        books.add("mutual_aid", member_id=union.member_id(n), claim=fen, date=paid.day, voucher=Ref(paid.key))


def equipment(books: Books) -> None:
    for month, what, low in ((5, "打印机", 2600), (8, "电脑", 5200)):
        buy(books, month, what, books.amount(low, low + 700, 100), books.union.shop(17))


def buy(books: Books, month: int, what: str, fen: int, payee: str) -> None:
    """Equipment: the payment, its counterpart in 162 and 301, and the card."""
    paid = books.pay(books.day(month, 6, 24), "50502", fen, f"购买{what}一台", payee, attachments=4, key=f"buy-{month}")
    fen = paid.lines[0].debit
    pair = (Line("162", debit=fen), Line("301", credit=fen))
    books.enter(Voucher(paid.day, f"{what}登记固定资产", pair, attachments=1, key=f"card-{month}"))
    number = len(books.lists["assets"]) + 1
    books.add(
        "assets",
        asset=f"ZC{books.union.id[1:]}{number:03d}",
        name=what,
        category="办公设备",
        acquired=paid.day,
        cost=fen,
        quantity=1,
        location="工会办公室",
        status="在用",
    )


def advance(books: Books) -> None:
    """A sum lent for an activity and given back within the month."""
    person = books.union.person(3)
    fen = books.amount(500, 900, 10_000)
    lent = (Line("135", debit=fen), Line("101", credit=fen))
    back = (Line("101", debit=fen), Line("135", credit=fen))
    books.enter(Voucher(books.day(4, 6, 12), "借支活动备用金", lent, person, "现金", key="lent"))
    books.enter(Voucher(books.day(4, 26, 30), "收回活动备用金", back, person, "现金", key="returned"))
