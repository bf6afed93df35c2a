"""What members get: festivals, birthdays, days of joy and grief. Every payment with the list of who got it."""

from __future__ import annotations

from auditbook.example.model import Books, Ref, Voucher

PLATFORM = "示例帮扶产品平台"
# month, first and last day, event, yuan a member, what is bought, number of the shop (0: the platform)
FESTIVALS = (
    (1, 18, 29, "春节", 300, "春节慰问品", 11),
    (6, 3, 10, "端午", 100, "端午节慰问品", 12),
    (9, 6, 14, "中秋", 240, "中秋节慰问品", 0),
    (9, 22, 29, "国庆", 140, "国庆节慰问品", 13),
)
CAKE = 20_000  # fen a birthday at most


def festivals(books: Books) -> None:
    union = books.union
    for month, first, last, event, yuan, what, shop in FESTIVALS:
        each = books.priced(yuan * 100 - books.random.randrange(1, 90) * 10, union.members)
        payee = union.shop(shop) if shop else PLATFORM
        day = books.day(month, first, last)
        key = f"festival-{event}"
        paid = books.pay(
            day, "50104", each * union.members, f"购买{what}{union.members}份", payee, attachments=5, exact=True,
            key=key, project=f"{books.year}年{event}慰问",
        )  # fmt: skip
        contract(books, paid, "询价" if shop else "电子卖场")
        give(books, paid, event, each)


def give(books: Books, paid: Voucher, event: str, each: int) -> None:
    """The list of what every member got; some unions have only one signed sheet for all."""
    union = books.union
    if union.character in (6, 13):
        books.add(
            "benefits", date=paid.day, event=event, form="实物", amount=each * union.members, voucher=Ref(paid.key),
            persons=union.members, standard=each,
        )  # fmt: skip
        return
    for n in range(1, union.members + 1):
        benefit(books, paid, event, n, each)


def benefit(books: Books, paid: Voucher, event: str, n: int, fen: int, form: str = "实物") -> None:
    """One row of the list: what member ``n`` got."""
    books.add(
        "benefits", date=paid.day, event=event, person=books.union.person(n), member_id=books.union.member_id(n),
        amount=fen, form=form, voucher=Ref(paid.key),
    )  # fmt: skip


def contract(books: Books, paid: Voucher, method: str) -> None:
    """The contract behind a payment of 10,000 yuan or more."""
    fen = paid.lines[0].debit
    if fen >= 1_000_000:
        number = f"HT{books.year}-{len(books.lists['contracts']) + 1:02d}"
        subject = paid.summary.removeprefix("购买")
        books.add(
            "contracts", contract=number, supplier=paid.payee, subject=subject, amount=fen, signed=paid.day,
            method=method,
        )  # fmt: skip


def birthdays(books: Books, month: int) -> None:
    born = [n for n in range(1, books.union.members + 1) if n % 12 == month - 1]
    if not born:
        return
    each = CAKE - month * 7 % 12 * 50  # no two months alike
    paid = books.pay(
        books.day(month, 3, 10), "50104", each * len(born), f"购买{month}月会员生日蛋糕券{len(born)}张",
        f"示例蛋糕店{books.union.id[1:]}", exact=True, attachments=3, key=f"cake-{month}",
    )  # fmt: skip
    for n in born:
        benefit(books, paid, "生日", n, each, "券")


# event, account, yuan, how it is given
_EVENTS = (
    ("住院", "50205", 1000, "现金"), ("结婚", "50104", 800, "实物"), ("生育", "50104", 800, "实物"),
    ("住院", "50205", 500, "现金"), ("直系亲属去世", "50205", 1000, "现金"), ("退休", "50104", 600, "实物"),
)  # fmt: skip


def condolences(books: Books, month: int) -> None:
    """One or two members a month; every member once at most, so that nobody gets the same thing twice."""
    for turn in range(1 + (month + books.union.number) % 2):
        event, account, yuan, form = _EVENTS[(month * 2 + turn + books.union.number) % len(_EVENTS)]
        n = (month * 2 + turn) % books.union.members + 1
        person = books.union.person(n)
        goods = form == "实物"
        paid = books.pay(
            books.day(month, 11, 26), account, yuan * 100, f"慰问{event}会员{'（慰问品）' if goods else ''}",
            books.union.shop(14) if goods else person, attachments=3, key=f"condole-{month}-{turn}",
        )  # fmt: skip
        benefit(books, paid, event, n, paid.lines[0].debit, form)
