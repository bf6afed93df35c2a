"""What a union delivers beside its books: members, resolutions, the request list, last year's matters, the profile."""

from __future__ import annotations

from datetime import date, timedelta

from auditbook.example.days import workday
from auditbook.example.model import Books

_ASKED = (
    "会计账簿与凭证",
    "科目余额表",
    "银行对账单",
    "收支预算表",
    "工资总额表",
    "会员花名册",
    "发放签领表",
    "活动方案",
    "工会委员会纪要",
    "经审会纪要",
    "合同",
    "固定资产卡片",
    "开户证明",
    "法人资格证书",
)


def file_papers(books: Books) -> None:
    _members(books)
    _assets(books)
    _approvals(books)
    _requests(books)
    _followup(books)
    books.profile = {
        "name": books.union.name,
        "synthetic": True,
        "source": "合成数据，不是任何真实单位的资料",
        "members": books.union.members or None,
        "collection": books.union.collection or None,
        "bookkeeping_agency": books.union.agency,
        "bank_accounts": [f"示例银行{books.union.id}支行 6200{books.union.number:04d}0000（户名：{books.union.name}）"],
    }


def _members(books: Books) -> None:
    union = books.union
    for n in range(1, union.members + 1):
        joined = date(2008 + n % 12, 1 + n % 12, 1)
        books.add("members", member_id=union.member_id(n), name=union.person(n), joined=joined)


def _assets(books: Books) -> None:
    """What was there before the year; those of the year are entered as they are bought."""
    count = 4 + books.union.number % 4
    for n in range(1, count + 1):
        fen = (books.random.randrange(12, 60) * 100 + n) * 100
        books.add(
            "assets",
            asset=f"ZC{books.union.id[1:]}{900 + n}",
            name=("文件柜", "投影仪", "音响", "会议桌")[n % 4],
            category="办公设备",
            acquired=date(books.year - 1 - n % 4, 1 + n, 9),
            cost=fen,
            quantity=1,
            location="职工之家",
            status="在用",
        )


def opening_assets(books: Books) -> int:
    """The cost of the cards from before the year, in fen."""
    return sum(e.values["cost"] for e in books.lists["assets"] if e.values["acquired"].year < books.year)


def _approvals(books: Books) -> None:
    year, name = books.year, books.union.name.removesuffix("（合成）")
    first = workday(date(year, 1, 12) + timedelta(books.union.number))
    rows = (
        (0, f"{name}〔{year}〕1号", "工会委员会", f"审议{year}年度收支预算"),
        (3, f"{name}经审〔{year}〕1号", "经审会", f"审查{year}年度收支预算"),
        (14, f"示例区总工会批复〔{year}〕{books.union.number + 10}号", "上级工会", f"批复{year}年度收支预算"),
        (40, f"{name}经审〔{year}〕2号", "经审会", f"审查{year - 1}年度决算"),
        (60, f"{name}公开〔{year}〕1号", "会员大会", f"公开{year - 1}年度决算和{year}年度预算"),
        (200, f"{name}〔{year}〕5号", "工会委员会", f"审议{year}年度预算调整"),
        (203, f"{name}经审〔{year}〕3号", "经审会", f"审查{year}年度预算调整"),
        (210, f"示例区总工会批复〔{year}〕{books.union.number + 60}号", "上级工会", f"批复{year}年度预算调整"),
        (325, f"{name}公开〔{year}〕2号", "会员大会", f"公开{year}年度经费收支情况"),
    )
    for days, document, body, subject in rows:
        books.add("approvals", date=workday(first + timedelta(days)), document=document, body=body, subject=subject)


def _requests(books: Books) -> None:
    for item in _ASKED:
        # the federation pays nobody: its staff is on the payroll of the treasury
        state = "不适用" if item == "工资总额表" and books.union.kind == "federation" else "已收"
        books.add("requests", item=item, state=state, handler="经办人戊", date=date(books.year + 1, 1, 12))


def _followup(books: Books) -> None:
    last = books.year - 1
    for n, (check, matter) in enumerate((("A18", "个别活动支出未附方案"), ("A22", "个别固定资产未及时登记")), 1):
        books.add(
            "followup",
            year=last,
            check=check,
            matter=matter,
            measure="补齐资料，完善审批",
            due=date(books.year, 6, 30),
            done=date(books.year, 4, 10 + n),
            proof=f"整改回执{n}号",
        )
