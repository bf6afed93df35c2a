"""A union's ordinary spending through the seasons of a year."""

from __future__ import annotations

from auditbook.example.gifts import birthdays, condolences, contract, festivals
from auditbook.example.model import Books, Line, Ref, Voucher
from auditbook.example.services import advance, aid, equipment, mutual_aid


def spend(books: Books) -> None:
    for month in range(1, 13):
        _office(books, month)
        birthdays(books, month)
        condolences(books, month)
        _activities(books, month)
        _learning(books, month)
    festivals(books)
    aid(books)
    mutual_aid(books)
    equipment(books)
    advance(books)


def _office(books: Books, month: int) -> None:
    union = books.union
    for _ in range(2 + union.members // 40):
        what, shop = books.random.choice((("购买办公用品", 1), ("购买饮用水", 2), ("邮寄资料", 3), ("购买清洁用品", 4)))
        books.pay(books.day(month), "50402", books.amount(60, 150, 10), what, union.shop(shop), cash=True)
    books.pay(books.day(month, 18, 27), "50402", books.amount(320, 680, 10), f"支付{month}月资料印刷费", union.shop(5))
    fee = Line("50402", debit=books.amount(8, 26, 50))
    books.enter(
        Voucher(
            books.day(month, 22, 28), f"支付{month}月银行手续费", (fee, Line("102", credit=fee.debit)), method="转账",
            key=f"fee-{month}",
        )
    )  # fmt: skip


_SPORTS = (
    "健步走", "女职工手工", "羽毛球赛", "读书分享", "职工歌咏", "端午包粽子", "党史知识竞赛", "拔河比赛", "摄影展",
    "篮球赛", "象棋赛", "迎新游艺",
)  # fmt: skip


def _activities(books: Books, month: int) -> None:
    union = books.union
    title = _SPORTS[month - 1]
    people = union.members * books.random.randrange(35, 60) // 100
    day = books.day(month, 4, 24)
    goods = Line("50102", debit=books.amount(500, 900, 10))
    prizes = Line("50102", debit=people // 3 * books.amount(30, 45, 100))
    total = goods.debit + prizes.debit
    books.enter(
        Voucher(
            day, f"{month}月{title}活动用品及奖品", (goods, prizes, Line("102", credit=total)), union.shop(20 + month),
            "转账", books.invoice(), 6, project=f"{title}活动", key=f"activity-{month}",
        )
    )  # fmt: skip
    books.add(
        "activities", date=day, section="服务职工群众", title=f"{books.year}年{title}活动", place="职工之家",
        beneficiaries=people, beneficiary_unit="人", amount=total, fund="工会经费", voucher=Ref(f"activity-{month}"),
        participants=people, winners=people // 3, prize=prizes.debit // (people // 3),
    )  # fmt: skip
    books.pay(
        books.day(month), "50103", books.amount(260, 520, 10), f"{month}月宣传栏制作", union.shop(6), attachments=3
    )
    if month == 10:
        _outing(books)


def _outing(books: Books) -> None:
    people = books.union.members * 4 // 5
    each = books.priced(books.amount(120, 165, 100), people)
    paid = books.pay(
        books.day(10, 12, 26),
        "50102",
        each * people,
        f"组织会员秋游{people}人（当日往返）",
        books.union.shop(7),
        exact=True,
        attachments=6,
        key="outing",
        project="会员秋游",
    )
    contract(books, paid, "询价")
    books.add(
        "activities", date=paid.day, section="服务职工群众", title=f"{books.year}年会员秋游", place="示例郊野公园",
        beneficiaries=people, beneficiary_unit="人", amount=each * people, fund="工会经费", voucher=Ref("outing"),
        participants=people, narrative="当日往返，会费列支",
    )  # fmt: skip


def _learning(books: Books, month: int) -> None:
    union = books.union
    if month % 2:
        books.pay(
            books.day(month, 5, 25), "50301", books.amount(1400, 2300, 100), f"{month}月工会干部培训费", union.shop(8),
            attachments=6, project="工会干部培训",
        )  # fmt: skip
    else:
        books.pay(
            books.day(month, 5, 25),
            "50101",
            books.amount(900, 1500, 100),
            f"{month}月职工书屋图书",
            union.shop(9),
            attachments=3,
        )
    if month in (1, 4, 7, 10):
        books.pay(
            books.day(month, 8, 22),
            "50302",
            books.amount(500, 900, 100),
            f"{month}月工会委员会会议费",
            union.shop(10),
            attachments=5,
        )
    if month in (2, 5, 8, 11):
        books.pay(
            books.day(month),
            "50203",
            books.amount(700, 1100, 100),
            f"{month}月法律援助咨询费",
            f"示例律师{union.id[1:]}",
            attachments=3,
        )
    if month == 7:
        books.pay(
            books.day(7, 8, 26), "50205", union.members * 3_000, "夏季送清凉慰问一线职工", union.shop(15), attachments=4
        )
    if month == 6:
        paid = books.pay(
            books.day(6, 15, 25),
            "50304",
            books.amount(2400, 3200, 100),
            "劳模疗休养活动费",
            union.shop(16),
            attachments=5,
            key="model",
        )
        books.add(
            "model_workers",
            name=f"示例劳模{union.id[1:]}",
            use="疗休养",
            fund="上级专项补助",
            amount=paid.lines[0].debit,
            paid_on=paid.day,
            voucher=Ref("model"),
        )
