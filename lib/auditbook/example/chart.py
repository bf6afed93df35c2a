"""The accounts that the example's books use: the chart of the 2009 system, and a few of the unit's own below it."""

from __future__ import annotations

NAMES = {
    "101": "库存现金", "102": "银行存款", "135": "其他应收款", "151": "投资", "162": "固定资产",
    "221": "应付上级经费", "222": "应付下级经费", "22202": "应付下级转拨经费", "225": "其他应付款", "231": "代管经费",
    "301": "固定基金", "321": "专用基金", "331": "结余",
    "401": "会费收入", "402": "拨缴经费收入", "403": "上级补助收入", "40301": "回拨补助", "40302": "专项补助",
    "40304": "帮扶补助", "40305": "送温暖补助", "404": "政府补助收入", "405": "行政补助收入", "408": "其他收入",
    "501": "职工活动支出", "50101": "职工教育费", "50102": "文体活动费", "50103": "宣传活动费", "50104": "其他活动支出",
    "502": "维权支出", "50201": "劳动关系协调费", "50203": "法律援助费", "50204": "困难职工帮扶费", "50205": "送温暖费",
    "503": "业务支出", "50301": "培训费", "50302": "会议费", "50304": "专项业务费", "50305": "其他业务支出",
    "504": "行政支出", "50401": "工资福利支出", "50402": "商品和服务支出", "50403": "对个人和家庭的补助",
    "505": "资本性支出", "50502": "办公设备购置", "50505": "大型修缮",
    "506": "补助下级支出", "50601": "回拨补助", "50602": "专项补助", "50604": "帮扶补助", "50605": "送温暖补助",
    "508": "其他支出",
}  # fmt: skip

_DEBIT = ("1", "5")


def name_of(code: str) -> str:
    """The account's name."""
    return NAMES[code]


def full_name(code: str) -> str:
    """The name with those above it, as some programs write it: ``职工活动支出/文体活动费``."""
    return "/".join(NAMES[code[:length]] for length in range(3, len(code) + 1, 2))


def side_of(code: str) -> str:
    """The side on which the account's balance normally stands."""
    return "借" if code.startswith(_DEBIT) else "贷"


def with_parents(codes: set[str]) -> list[str]:
    """``codes`` and every account above them (rule 3-2-2), in order."""
    return sorted({code[:length] for code in codes for length in range(3, len(code) + 1, 2)})


def is_income(code: str) -> bool:
    return code.startswith("4")


def is_spending(code: str) -> bool:
    return code.startswith("5")
