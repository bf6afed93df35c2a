"""The federation's own year: it collects, keeps a share, passes the rest up and down, and helps its unions."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from auditbook.example.days import later
from auditbook.example.income import QUARTERS, share, wages
from auditbook.example.model import EVIDENCE, AtBank, Books, Line, Mark, Ref, Transfer, Voucher
from auditbook.example.unions import FISCAL, TAX

CITY = "示例市总工会"
UNUSUAL = 1_500_000
_DOWN = {"40301": "50601", "40302": "50602", "40304": "50604", "40305": "50605"}


def govern(demo: Books, unions: list[Books]) -> None:
    """The federation's vouchers: every transfer of a union has its other side here."""
    for union in unions:
        for transfer in union.transfers:
            mirror(demo, union, transfer)
    _fiscal(demo, unions)
    _tax(demo, unions)
    _pass_up(demo)
    for month in range(1, 13):
        _month(demo, month)
    for month, fen in ((3, 26_000_000), (9, 24_000_000)):
        demo.receive(demo.day(month, 6, 12), "收到财政补助工会经费", "示例区财政局", a404=fen)
    for month, account, yuan, what in (
        (3, "40302", 68_000, "职工文体活动"),
        (6, "40305", 36_000, "送清凉"),
        (9, "40304", 60_000, "困难职工帮扶"),
    ):
        fen = yuan * 100 * max(1, len(unions) // 13)
        demo.receive(demo.day(month, 15, 22), f"收到上级{what}专项补助", CITY, **{f"a{account}": fen})
    for month in QUARTERS:
        demo.receive(demo.day(month, 21, 25), f"收到{month // 3}季度存款利息", "", a408=demo.amount(300, 900))


def mirror(demo: Books, union: Books, transfer: Transfer) -> Voucher:
    """The federation's side of a transfer."""
    name, account = union.union.name, transfer.account
    if account == "221":
        return _collect(demo, transfer, name)
    down = "22202" if account == "402" else _DOWN[account]
    what = "转拨拨缴经费" if account == "402" else transfer.summary.removeprefix("收到上级")
    # a grant beyond the usual ones stands out among what the union had before
    marks = (Mark("J07", EVIDENCE),) if account.startswith("403") and transfer.fen > UNUSUAL else ()
    return demo.pay(
        transfer.day,
        down,
        transfer.fen,
        f"{'' if account == '402' else '拨付'}{what}",
        name,
        exact=True,
        attachments=2,
        marks=marks,
        bank=AtBank(0),
        key=f"down-{union.union.id}-{account}-{transfer.day.month}",
    )


def _collect(demo: Books, transfer: Transfer, name: str) -> Voucher:
    mine = transfer.fen * 15 // 40
    lines = (Line("102", debit=transfer.fen), Line("402", credit=mine), Line("221", credit=transfer.fen - mine))
    day = later(transfer.day, 1)
    return demo.enter(Voucher(day, transfer.summary.replace("上解", "收到上解"), lines, name, "转账", bank=AtBank(0)))


def _fiscal(demo: Books, unions: list[Books]) -> None:
    """The treasury pays 2 % of the payroll of its units: 60 % goes on to their unions."""
    down: dict[int, int] = defaultdict(int)
    for union in unions:
        for transfer in union.transfers:
            if transfer.account == "402" and union.union.collection == FISCAL:
                down[transfer.day.month] += transfer.fen
    for month, fen in down.items():
        rest = fen * 40 // 60
        mine = rest * 15 // 40
        lines = (
            Line("102", debit=fen + rest),
            Line("22202", credit=fen),
            Line("402", credit=mine),
            Line("221", credit=rest - mine),
        )
        demo.enter(
            Voucher(demo.day(month, 6, 10), f"收到{month // 3}季度财政划拨工会经费", lines, "示例区财政局", "转账")
        )


def _tax(demo: Books, unions: list[Books]) -> None:
    """The share of the upper levels that the tax office collects with the enterprises' taxes."""
    for month in range(1, 13):
        due = sum(share(wages(books, month), 8) for books in unions if books.union.collection == TAX)
        if due:
            mine = due * 15 // 40
            demo.receive(
                demo.day(month, 18, 26),
                f"收到{month}月税务代收工会经费分成",
                "示例区税务局",
                a402=mine,
                a221=due - mine,
            )


def _pass_up(demo: Books) -> None:
    """What is due to the city, at each quarter's end; the last days' receipts before the year ends."""
    held = 0
    ordered = sorted(demo.vouchers, key=lambda voucher: voucher.day)
    for month in QUARTERS:
        last = date(demo.year, month, 29)
        first = date(demo.year, month - 3, 29) if month > 3 else date(demo.year, 1, 1)
        held = sum(
            line.credit
            for v in ordered
            if first < v.day <= last or v.day == first == date(demo.year, 1, 1)
            for line in v.lines
            if line.account == "221"
        )
        day = demo.day(month, 29, 31)
        demo.pay(day, "221", held, f"上解{month // 3}季度工会经费", CITY, exact=True, bank=AtBank(0), key=f"up-{month}")


def _month(demo: Books, month: int) -> None:
    shop = demo.union.shop
    demo.pay(
        demo.day(month, 6, 12),
        "50401",
        1_860_000 + month * 1_100,
        f"发放{month}月社会化工会工作者薪酬",
        "社会化工会工作者6人",
        attachments=3,
        key=f"social-{month}",
    )
    for n, what in ((1, "办公用品"), (2, "邮寄资料")):
        demo.pay(
            demo.day(month), "50402", demo.amount(60, 150, 10), f"购买{what}" if n == 1 else what, shop(n), cash=True
        )
    demo.pay(demo.day(month), "50402", demo.amount(800, 1500, 10), f"{month}月资料印刷费", shop(5))
    fee = demo.amount(20, 60, 50)
    demo.enter(
        Voucher(
            demo.day(month, 22, 28),
            f"支付{month}月银行手续费",
            (Line("50402", debit=fee), Line("102", credit=fee)),
            method="转账",
        )
    )
    demo.pay(
        demo.day(month, 5, 25),
        "50301",
        demo.amount(2600, 4300, 100),
        f"{month}月基层工会干部培训费",
        shop(8),
        attachments=6,
    )
    demo.pay(demo.day(month), "50103", demo.amount(1500, 2600, 100), f"{month}月工会宣传品制作", shop(6), attachments=3)
    title = ("迎春服务", "学雷锋志愿", "女职工维权", "职业技能竞赛", "劳模宣讲", "安全知识竞赛")[month % 6]
    paid = demo.pay(
        demo.day(month, 5, 25),
        "50102",
        demo.amount(3200, 4400, 100),
        f"{month}月{title}活动费",
        shop(20 + month),
        attachments=6,
        key=f"activity-{month}",
    )
    demo.add(
        "activities",
        date=paid.day,
        section="服务社会发展",
        title=f"{demo.year}年{month}月{title}活动",
        place="示例区职工服务中心",
        beneficiaries=180 + month * 10,
        beneficiary_unit="人",
        amount=paid.lines[0].debit,
        fund="工会经费",
        voucher=Ref(paid.key),
        participants=180 + month * 10,
        winners=36,
        prize=8_000,
    )
    if month in (1, 9):
        for n in range(1, 7):
            person = f"示例职工区{month * 10 + n:03d}"
            aid = demo.pay(
                demo.day(month, 8, 20),
                "50204",
                100_000,
                f"发放困难职工帮扶金（{person}）",
                person,
                exact=True,
                attachments=3,
                key=f"aid-{month}-{n}",
            )
            demo.add(
                "aid",
                file_no=f"BFQ{month:02d}{n:02d}",
                person=person,
                category="深度困难",
                fund="上级帮扶补助",
                amount=100_000,
                paid_on=aid.day,
                way="打卡",
                voucher=Ref(aid.key),
            )
