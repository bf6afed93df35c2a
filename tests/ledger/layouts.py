"""One small union ledger, and how each package writes it. Nothing here uses auditbook.

A layout is a grid of text (or of cells for a workbook) and ``places``: the rows, as Excel counts them, in which the
lines of the ledger stand, in their order. Files are written by ``writers``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

Row = list[object]


@dataclass(frozen=True)
class Line:
    """A line of a voucher; ``debit`` and ``credit`` as a bookkeeper writes them, empty if none."""

    day: date
    word: str
    number: int
    line: int
    summary: str
    account: str
    name: str
    debit: str = ""
    credit: str = ""

    @property
    def first(self) -> bool:
        return self.line == 1

    @property
    def side(self) -> str:
        return "借" if self.debit else "贷"

    @property
    def amount(self) -> str:
        return self.debit or self.credit

    @property
    def key(self) -> tuple[int, str, int]:
        return self.day.month, self.word, self.number


LEDGER = """
2021-01-05 收 1 | 收到1月拨缴经费    | 102   银行存款     | 12000.00 |
                |                    | 402   拨缴经费收入 |          | 12000.00
2021-01-20 付 1 | 春节慰问品，100份  | 50102 文体活动费   | 10000.00 |
                |                    | 50205 送温暖费     |   500.05 |
                |                    | 102   银行存款     |          | 10500.05
2021-01-31 付 2 | 退回多付的慰问品款 | 50102 文体活动费   |  -120.50 |
                |                    | 102   银行存款     |          | -120.50
2021-02-03 收 1 | 收会员会费         | 101   库存现金     |   300.00 |
                |                    | 401   会费收入     |          | 300.00
2021-02-26 付 1 | 付银行手续费       | 50402 商品和服务   |    12.34 |
                |                    | 102   银行存款     |          | 12.34
2021-12-31 转 1 | 结转收入           | 402   拨缴经费收入 | 12000.00 |
                |                    | 401   会费收入     |   300.00 |
                |                    | 321   工会资金结余 |          | 12300.00
"""


def _ledger(text: str) -> Iterator[Line]:
    head: tuple[date, str, int] | None = None
    count, summary = 0, ""
    for written in filter(str.strip, text.splitlines()):
        begin, said, account, debit, credit = (part.strip() for part in written.split("|"))
        if begin:
            day, word, number = begin.split()
            head, count, summary = (date.fromisoformat(day), word, int(number)), 0, said
        assert head is not None
        count += 1
        code, name = account.split()
        yield Line(*head, count, summary, code, name, debit, credit)


LINES = tuple(_ledger(LEDGER))
DEBIT = sum((Decimal(line.debit or 0) for line in LINES), Decimal(0))
CREDIT = sum((Decimal(line.credit or 0) for line in LINES), Decimal(0))


@dataclass
class Laid:
    """A table as a package writes it: its rows, where the ledger's lines stand, merged cells (A1:B2)."""

    grid: list[Row] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    name: str = "序时账"

    def add(self, *rows: Iterable[object]) -> Laid:
        self.grid += [list(row) for row in rows]
        return self

    def put(self, row: Iterable[object]) -> None:
        self.grid.append(list(row))
        self.places.append(len(self.grid))


def u8() -> Laid:
    """用友 U8 序时账: title, unit and period, one amount beside its direction, no totals but the last."""
    laid = Laid().add(["序时账"], ["单位：示例工会01", "", "", "", "期间：2021.01-2021.12", "", "", "", "单位：元"])
    laid.add(["日期", "凭证号数", "科目编码", "科目名称", "摘要", "方向", "数量", "外币", "金额"])
    for line in LINES:
        head = [line.day.strftime("%Y.%m.%d"), f"{line.word} - {line.number:04}"]
        laid.put([*head, line.account, line.name, line.summary, line.side, "", "", f"{Decimal(line.amount):,.2f}"])
    return laid.add(["核算单位：示例工会01"], ["打印日期：2022-01-15", "", "", "第1页 共1页"])


T3_TITLES = """
制单日期 凭证编号 摘要 科目编码 科目名称 借方金额 贷方金额 制单人 审核人 记账人 附单据数
"""


def t3() -> Laid:
    """用友 T3 凭证列表: date, number and people only on a voucher's first line, a total of each voucher."""
    titles = T3_TITLES.split()
    laid = Laid(name="凭证列表").add(["凭证列表"], titles)
    for line in LINES:
        head = [line.day.isoformat(), f"{line.word}-{line.number:04}"] if line.first else ["", ""]
        people = ["甲", "乙", "丙", "2"] if line.first else [""] * 4
        laid.put([*head, line.summary, line.account, line.name, line.debit, line.credit, *people])
    return laid.add(["合计", "", "", "", "", DEBIT, CREDIT])


def tplus() -> Laid:
    """用友 T+: a web page under the name of a workbook; the title spans all columns."""
    laid = Laid(name="明细账").add(["序时账 会计期间：2021年01期-2021年12期"])
    laid.add(["凭证日期", "凭证字号", "摘要", "科目编码", "科目名称", "借方金额", "贷方金额"])
    for line in LINES:
        number = f"{line.word}-{line.number:06}"
        laid.put([line.day.isoformat(), number, line.summary, line.account, line.name, line.debit, line.credit])
    return laid


KIS_TITLES = """
日期 期间 凭证字 凭证号 分录号 摘要 科目代码 科目名称 币别 借/贷 金额 附件数 制单
"""


def kis() -> Laid:
    """金蝶 KIS: 字 and number apart, one amount beside 借/贷."""
    laid = Laid(name="凭证").add(KIS_TITLES.split())
    for line in LINES:
        head = [line.day.strftime("%Y/%m/%d"), line.day.month, line.word, line.number, line.line]
        amount = [line.summary, line.account, line.name, "人民币", line.side, line.amount]
        laid.put([*head, *amount, 1, "甲"])
    return laid


def k3() -> Laid:
    """金蝶 K3 序时簿: pages with 承前页 and 过次页, the headings anew, 本月合计 and 本年累计."""
    laid = Laid(name="会计分录序时簿").add(["会计分录序时簿"], ["示例工会01", "", "", "2021年第1期 至 2021年第12期"])
    titles = ["日期", "会计期间", "凭证字号", "分录号", "摘要", "科目代码", "科目名称", "借方金额", "贷方金额"]
    laid.add(titles)
    year, month = [Decimal(0), Decimal(0)], [Decimal(0), Decimal(0)]
    for line, after in zip(LINES, [*LINES[1:], None], strict=True):
        head = [line.day.isoformat(), f"2021.{line.day.month}", f"{line.word}-{line.number}", line.line]
        laid.put([*head, line.summary, line.account, line.name, line.debit, line.credit])
        for sums in (year, month):
            sums[0] += Decimal(line.debit or 0)
            sums[1] += Decimal(line.credit or 0)
        if len(laid.places) == 7:
            laid.add(["", "", "", "", "过次页", "", "", *year], [], titles, ["", "", "", "", "承前页", "", "", *year])
        if after is None or after.day.month != line.day.month:
            laid.add(["", "", "", "", "本月合计", "", "", *month], ["", "", "", "", "本年累计", "", "", *year])
            month = [Decimal(0), Decimal(0)]
    return laid.add([], ["制表人：甲", "", "打印日期：2022-01-15", "", "", "第 1 页"])


CLOUD = """
日期 会计年度 期间 凭证字 凭证号 摘要 科目编码 科目全名 币别 原币金额 借方金额 贷方金额 制单 审核 过账 出纳 附件数
来源系统 业务类型 审核状态 作废状态
"""


def cloud() -> Laid:
    """金蝶云 with its 21 columns; states in words."""
    laid = Laid(name="凭证").add(CLOUD.split())
    for line in LINES:
        head = [line.day.isoformat(), "2021", line.day.month, line.word, line.number, line.summary]
        amounts = ["人民币", line.amount, line.debit, line.credit]
        code = f"{line.account[:3]}.{line.account[3:]}".rstrip(".")
        laid.put([*head, code, line.name, *amounts, "甲", "乙", "丙", "", "3", "总账", "", "已审核", "正常"])
    return laid


EAS = """
公司 记账日期 业务日期 会计期间 凭证类型 凭证号 分录号 摘要 科目 科目名称 币种 汇率 方向 原币金额 数量 单价 借方金额
贷方金额 制单人 过账人 审核人 附件数量 过账标记 机制凭证模块 删除标记 凭证序号 单位 参考信息 是否有现金流量
现金流量标记 业务编号 结算方式 结算号 辅助账摘要
"""
EAS_LAST = """
发票号 换票证号 客户 费用类别 收款人 物料 财务组织 供应商 辅助账业务日期 到期日
"""


def eas() -> Laid:
    """金蝶 EAS with 66 columns: a direction in words beside two amounts; numbers, dates and texts in one column."""
    items = [f"{word}{number}" for number in range(1, 9) for word in ("核算项目", "编码", "名称")]
    titles = [*EAS.split(), *items[:22], *EAS_LAST.split()]
    laid = Laid(name="凭证").add(titles)
    assert len(titles) == 66
    for at, line in enumerate(LINES):
        day: object = line.day if at % 2 else line.day.isoformat()
        values = {
            "公司": "01 示例工会01", "记账日期": day, "业务日期": line.day.isoformat(), "凭证类型": line.word,
            "会计期间": line.day.month if at % 3 else str(line.day.month), "凭证号": f"{line.number:04}",
            "分录号": str(line.line), "摘要": line.summary, "科目": line.account, "科目名称": line.name, "币种": "BB01",
            "汇率": 1 if at % 2 else "1", "方向": line.side, "原币金额": line.amount, "制单人": "甲",
            "附件数量": 2 if at % 2 else "2",
            "借方金额": float(line.debit) if line.debit else 0, "贷方金额": float(line.credit) if line.credit else 0,
            "过账标记": True, "删除标记": False, "是否有现金流量": False, "收款人": "某商场",
        }  # fmt: skip
        laid.put([values.get(title, "") for title in titles])
    return laid


def small_cloud() -> Laid:
    """A small cloud: 字 and number in one column."""
    laid = Laid(name="凭证列表").add(["日期", "凭证字号", "摘要", "科目编码", "科目名称", "借方金额", "贷方金额"])
    for line in LINES:
        number = f"{line.word}-{line.number}"
        laid.put([line.day.isoformat(), number, line.summary, line.account, line.name, line.debit, line.credit])
    return laid


WITH_CURRENCIES = """
日期 凭证号 摘要 科目编码 科目名称 外币代码 借方数量 借方外币 借方本币 贷方数量 贷方外币 贷方本币 部门编码 部门名称
制单人 审核人 附件数 备注
"""


def small_cloud_with_currencies() -> Laid:
    """Another one: quantities and currencies of each side, one auxiliary item."""
    laid = Laid(name="凭证列表").add(WITH_CURRENCIES.split())
    for line in LINES:
        head = [line.day.strftime("%Y-%m-%d"), f"{line.word}-{line.number}", line.summary, line.account, line.name]
        laid.put([*head, "", "", "", line.debit, "", "", line.credit, "01", "办公室", "甲", "乙", "1", ""])
    return laid


def bracketed(amount: str) -> str:
    """A red amount in brackets."""
    return f"({amount[1:]})" if amount.startswith("-") else amount


def union() -> Laid:
    """A union's program: 月 and 日 with the year in the title, code and name in one cell, red in brackets."""
    laid = Laid(name="序时账").add(["示例工会01 2021年度序时账"], ["单位：元"])
    laid.add(["月", "日", "凭证字号", "摘要", "会计科目", "借方金额", "贷方金额"])
    before: Line | None = None
    for line in LINES:
        new_month = before is None or before.day.month != line.day.month
        head = [line.day.month if new_month else "", line.day.day, f"{line.word}字第{line.number:03}号"]
        account = f"{line.account} {line.name}"
        laid.put(
            [*(head if line.first else [""] * 3), line.summary, account, bracketed(line.debit), bracketed(line.credit)]
        )
        before = line
    return laid


def account_book() -> Laid:
    """The heading of a printed book: the year over 月 and 日, 凭证 over 字 and 号."""
    laid = Laid(name="序时账", merged=["A2:B2", "C2:D2", "E2:E3", "F2:F3", "G2:G3", "H2:H3", "I2:I3"])
    laid.add(
        ["序时账"], ["2021年", "", "凭证", "", "摘要", "科目编码", "科目名称", "借方", "贷方"], ["月", "日", "字", "号"]
    )
    for line in LINES:
        head = [line.day.month, line.day.day, line.word, line.number] if line.first else [""] * 4
        laid.put([*head, line.summary, line.account, line.name, line.debit, line.credit])
    return laid


JOURNALS: dict[str, Callable[[], Laid]] = {
    function.__name__: function
    for function in (u8, t3, tplus, kis, k3, cloud, eas, small_cloud, small_cloud_with_currencies, union)
}
