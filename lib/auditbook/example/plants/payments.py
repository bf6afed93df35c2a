"""Payments: not the union's to pay, without papers, in the wrong account, for another purpose."""

from __future__ import annotations

from dataclasses import replace

from auditbook.example.income import special_grant
from auditbook.example.model import EVIDENCE, INNOCENT, Absent, Books, Mark, Ref, Voucher
from auditbook.example.plants import plant


def paid(books: Books, kind: str, month: int, account: str, yuan: int, what: str, shop: int, **more) -> Voucher:  # type: ignore[no-untyped-def]
    fen = yuan * 100 + books.random.randrange(90) * 10
    given = {"attachments": 3, **more}
    return books.pay(books.day(month, 5, 26), account, fen, what, books.union.shop(shop), marks=(Mark(kind),), **given)


@plant("A14", 3, 6)
def employers_costs(books: Books) -> None:
    paid(books, "A14", 3, "50402", 1_260, "支付办公用房电费", 50)
    paid(books, "A14", 8, "50402", 640, "支付水费", 51)
    paid(books, "A14", 11, "50302", 2_350, "职代会会务费", 52)


@plant("A15", 8, 1)
def unrelated_costs(books: Books) -> None:
    paid(books, "A15", 4, "50402", 1_860, "业务招待费", 53)
    paid(books, "A15", 9, "50402", 600, "车辆加油费", 54)


@plant("A16", 3)
def same_sum_every_month(books: Books) -> None:
    for month in range(3, 11):
        for n in (1, 2):
            books.pay(
                books.day(month, 24, 28),
                "50403",
                30_000,
                f"发放{month}月工会干部补贴",
                books.union.person(n),
                exact=True,
                attachments=1,
                marks=(Mark("A16"),),
            )


@plant("A17", 7)
def no_account_of_its_own(books: Books) -> None:
    books.no_statement = True
    books.profile["bank_accounts"] = [f"（户名：{books.union.employer}，工会无单独账户）"]
    for n, row in enumerate(books.lists["requests"]):
        if row.values["item"] in ("银行对账单", "开户证明"):
            books.lists["requests"][n] = replace(
                row, values={**row.values, "state": "未收"}, marks=(Mark("A17", EVIDENCE),)
            )
    books.absent.append(Absent(Mark("A17"), "profile"))


@plant("A18", 3, 2)
def without_papers(books: Books) -> None:
    fen = 118_000 + books.random.randrange(50) * 100
    books.pay(
        books.day(5, 5, 26), "50205", fen, "慰问生活困难会员", books.union.person(33), exact=True, attachments=0,
        marks=(Mark("A18"),),
    )  # fmt: skip
    paid(books, "A18", 10, "50102", 2_700, "职工趣味运动会活动费", 55, attachments=0)


@plant("A19", 12)
def aid_as_activity(books: Books) -> None:
    books.pay(
        books.day(6, 5, 26),
        "50104",
        160_000,
        "发放困难职工帮扶金",
        books.union.person(34),
        attachments=3,
        marks=(Mark("A19"),),
    )


@plant("A19", 4)
def training_as_activity(books: Books) -> None:
    paid(books, "A19", 5, "50102", 2_100, "工会干部培训费", 56, attachments=6)


@plant("A20", 12)
def earmarked_grant_unspent(books: Books) -> None:
    """A grant for 帮扶, of which a fifth was spent, on persons without a name."""
    fen = 3_000_000 + books.random.randrange(30) * 10_000
    day = books.day(5, 8, 16)
    special_grant(books, "40304", day, fen, "困难职工帮扶补助", "aid-grant")
    books.mark(books.find("aid-grant"), Mark("A20", EVIDENCE), line=1)
    for n in (1, 2):
        paid = books.pay(
            books.day(6, 8 + n, 24),
            "50204",
            300_000,
            "发放困难职工帮扶金",
            f"帮扶对象第{n}批",
            cash=False,
            exact=True,
            attachments=2,
            marks=(Mark("A20", EVIDENCE),),
            key=f"nameless-{n}",
        )
        books.add(
            "aid",
            marks=(Mark("A20"),),
            file_no=None,
            person=None,
            category="相对困难",
            fund="上级帮扶补助",
            amount=300_000,
            paid_on=paid.day,
            way="现金",
            voucher=Ref(paid.key),
        )


@plant("A26", 12, 7)
def made_and_checked_by_one(books: Books) -> None:
    chosen = [v for v in books.vouchers if v.day.month in (5, 6) and v.lines[0].account == "50402"][:6]
    for voucher in chosen:
        books.mark(books.change(voucher, people=("制单员甲", "制单员甲", "记账员丙")), Mark("A26"))


@plant("A31", 6)
def entrusted_money_as_income(books: Books) -> None:
    for key, line, account in (("mutual-in", 1, "408"), ("mutual-out", 0, "508")):
        old = books.find(key)
        lines = [replace(x, account=account) if n == line else x for n, x in enumerate(old.lines)]
        books.mark(books.change(old, lines=tuple(lines)), Mark("A31"), line=line)


@plant("A31", 3)
def entrusted_money_passed_on(books: Books) -> None:
    """Innocent: through 231, in and out, with its roster."""
    books.mark(books.find("mutual-in"), Mark("A31", INNOCENT), line=1)
    books.mark(books.find("mutual-out"), Mark("A31", INNOCENT))


@plant("A14", 8)
def words_that_mean_something_else(books: Books) -> None:
    """Innocent: paid from an earmarked grant, or a word of a list within another word."""
    fen = 6 * 280_000
    day = books.day(3, 8, 16)
    special_grant(books, "40302", day, fen, "社会化工会工作者专项补助", "social-in")
    for month in range(4, 10):
        books.pay(
            books.day(month, 22, 28),
            "50304",
            280_000,
            f"发放{month}月社会化工会工作者工资（上级专项）",
            f"社会化工会工作者{books.union.id[1:]}",
            exact=True,
            attachments=3,
            marks=(Mark("A14", INNOCENT), Mark("A16", INNOCENT)),
        )
    for month, what in ((5, "与示例旅游公司工会交流学习资料费"), (6, "“为高考加油”志愿服务饮用水")):
        fen = books.amount(420, 780, 10)
        marks = (Mark("A15", INNOCENT),)
        books.pay(books.day(month, 3, 26), "50103", fen, what, books.union.shop(63), marks=marks, attachments=3)
