"""A union's ordinary income: membership dues, its share of the 2 %, grants, interest."""

from __future__ import annotations

from datetime import date

from auditbook.example.days import later
from auditbook.example.model import EVIDENCE, Books, Mark, Transfer
from auditbook.example.unions import FISCAL, OWN

FEDERATION = "示例区总工会（合成）"
# month, account, yuan a member, what for
_GRANTS = (
    (4, "40302", 60, "职工文体活动专项补助"),
    (7, "40305", 30, "夏季送清凉补助"),
    (10, "40304", 45, "困难职工帮扶补助"),
)
QUARTERS = (3, 6, 9, 12)
GRANT = "grant-"  # and the grant's per cent of the year's


def earn(books: Books) -> None:
    """All income of a year, with the payroll that it is measured by."""
    for month in range(1, 13):
        _payroll(books, month)
        _dues(books, month)
    _contributions(books)
    _grants(books)
    for month, percent in ((1, 31), (5, 22), (8, 23), (11, 24)):
        made = books.receive(books.day(month, 5, 16), f"收到{month}月行政补助", f"{books.union.employer}行政", a405=1)
        books.change(made, key=f"{GRANT}{percent}")  # how much is known when all spending is
    for month in QUARTERS:
        fen = books.union.members * 320 + books.amount(5, 90)
        books.receive(_on(books, month, 21), f"收到{month // 3}季度存款利息", "", a408=fen)


def wages(books: Books, month: int) -> int:
    """The month's payroll of all staff, in fen; overtime makes it a little different every month."""
    return books.union.members * (books.union.wage + (month * 7 + books.union.number * 3) % 11 * 1_000)


def share(fen: int, per_mille: int) -> int:
    """A part of ``fen``, rounded up."""
    return -(-fen * per_mille // 1000)


def _payroll(books: Books, month: int) -> None:
    union = books.union
    books.add(
        "payroll", month=month, wages=wages(books, month), members=union.members, dues_base=union.members * union.basic
    )


def _dues(books: Books, month: int) -> None:
    fen = share(books.union.members * books.union.basic, 5)
    day = books.day(month, 8, 16)
    books.change(books.receive(day, f"收缴{month}月会员会费", "会员会费", a401=fen), key=f"dues-{month}", attachments=2)


def _contributions(books: Books) -> None:
    """The union's 60 % of 2 % of the payroll, by its way of collection."""
    union = books.union
    kept = 0
    for month in range(1, 13):
        due = share(wages(books, month), 20)
        if union.collection == FISCAL:
            kept += share(due, 600)
            if month in QUARTERS:
                _from_above(books, "402", _on(books, month, 15), kept, f"收到{month // 3}季度财政划拨拨缴经费")
                kept = 0
        elif union.collection == OWN:
            mine = share(due, 600)
            day = books.day(month, 5, 12)
            made = books.receive(day, f"收到{month}月拨缴经费", f"{union.employer}财务部", a402=mine, a221=due - mine)
            books.change(made, key=f"due-{month}")
            kept += due - mine
            if month in QUARTERS:
                _pass_up(books, month, kept)
                kept = 0
        else:
            mine = share(due, 600)
            made = books.receive(
                books.day(month, 6, 14), f"收到{month}月拨缴经费（行政直拨60%）", f"{union.employer}财务部", a402=mine
            )
            books.change(made, key=f"due-{month}")


def _pass_up(books: Books, month: int, fen: int) -> None:
    day = books.day(month, 20, 26)
    summary = f"上解{month // 3}季度工会经费40%"
    books.pay(day, "221", fen, summary, FEDERATION, exact=True, attachments=2, key=f"up-{month}")
    books.transfers.append(Transfer("221", later(day, 1), fen, summary))


def _from_above(books: Books, account: str, sent: date, fen: int, summary: str) -> None:
    """Money of the federation: it books the day of sending, the union one to three working days later."""
    day = later(sent, 1 + books.random.randrange(3))
    key = f"above-{account}-{sent.month}"
    made = books.receive(day, summary, FEDERATION, **{f"a{account}": fen})
    books.change(made, key=key, attachments=2)
    books.transfers.append(Transfer(account, sent, fen, summary))


def special_grant(books: Books, account: str, sent: date, fen: int, what: str, key: str) -> None:
    """A grant of the federation beside the yearly ones; for its size it may be called out of line."""
    day = later(sent, 1 + books.random.randrange(2))
    got = books.receive(day, f"收到上级{what}", FEDERATION, **{f"a{account}": fen})
    books.mark(books.change(got, key=key, attachments=2), Mark("J07", EVIDENCE), line=1)
    books.transfers.append(Transfer(account, sent, fen, f"收到上级{what}"))


def _grants(books: Books) -> None:
    for month, account, each, what in _GRANTS:
        fen = (books.union.members * each + books.random.randrange(40) * 10) * 100
        _from_above(books, account, books.day(month, 8, 18), fen, f"收到上级{what}")


def _on(books: Books, month: int, number: int) -> date:
    return books.day(month, number, number + 4)
