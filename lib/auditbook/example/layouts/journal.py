"""Journals as packages export them: which columns, how a voucher's number, a date and an amount are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from auditbook.example.chart import full_name, name_of
from auditbook.example.grids import Cell, money
from auditbook.example.model import Line
from auditbook.example.posting import Posted

Show = Callable[[int], Cell]


@dataclass(frozen=True)
class Layout:
    """A journal's layout. ``columns`` are (heading, what stands there), see ``CELLS``; a word after ``=`` is constant.

    ``above`` and ``below`` are rows of the sheet around the table; ``once`` are headings filled only on a voucher's
    first line; ``totals`` states which sums stand in the file: month (本月合计 and 本年累计), all (合计).
    """

    package: str
    file: str
    columns: tuple[tuple[str, str], ...]
    form: str = "xlsx"
    sheet: str = "序时账"
    voucher: str = "{word}-{number}"
    dates: str = "day"
    amounts: str = "number"
    above: tuple[tuple[str, ...], ...] = (("{name}{year}年度序时账（合成数据）",),)
    below: tuple[tuple[str, ...], ...] = ()
    once: frozenset[str] = frozenset()
    totals: frozenset[str] = frozenset()
    monthly: bool = False


@dataclass(frozen=True, slots=True)
class At:
    """One line of the journal: the voucher, its line, the line's number, and the layout's ways of writing."""

    posted: Posted
    line: Line
    n: int
    layout: Layout
    show: Show
    unit: str


def _day(at: At) -> date:
    return at.posted.voucher.written or at.posted.voucher.day


DATES: dict[str, Callable[[date], Cell]] = {
    "day": lambda day: day,
    "iso": lambda day: day.isoformat(),
    "dots": lambda day: f"{day:%Y.%m.%d}",
    "plain": lambda day: f"{day:%Y%m%d}",
    "slashes": lambda day: f"{day.year}/{day.month}/{day.day}",
    "words": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "serial": lambda day: day.toordinal() - date(1899, 12, 30).toordinal(),
}
# nothing stands where there is no amount
AMOUNTS: dict[str, Show] = {
    "number": lambda fen: money(fen) if fen else None,
    "text": lambda fen: str(money(fen)) if fen else "",
    "zero": lambda fen: str(money(fen)),
    "thousands": lambda fen: f"{money(fen):,}" if fen else "",
    "brackets": lambda fen: (f"({money(-fen):,})" if fen < 0 else f"{money(fen):,}") if fen else "",
}
CELLS: dict[str, Callable[[At], Cell]] = {
    "date": lambda at: DATES[at.layout.dates](_day(at)),
    "year": lambda at: at.posted.voucher.day.year,
    "period": lambda at: at.posted.period,
    "period6": lambda at: f"{at.posted.voucher.day.year}{at.posted.period:02d}",
    "month": lambda at: at.posted.voucher.day.month,
    "day": lambda at: at.posted.voucher.day.day,
    "word": lambda at: at.posted.word,
    "number": lambda at: at.posted.number,
    "number_text": lambda at: str(at.posted.number),
    "number4": lambda at: f"{at.posted.number:04d}",
    "voucher": lambda at: voucher_text(at.layout, at.posted.word, at.posted.number),
    "n": lambda at: at.n,
    "n_text": lambda at: str(at.n),
    "summary": lambda at: at.posted.voucher.summary,
    "account": lambda at: at.line.account,
    "account_dots": lambda at: ".".join(_steps(at.line.account)),
    "name": lambda at: name_of(at.line.account),
    "full": lambda at: full_name(at.line.account),
    "both": lambda at: f"{at.line.account} {full_name(at.line.account)}",
    "debit": lambda at: at.show(at.line.debit),
    "credit": lambda at: at.show(at.line.credit),
    "side": lambda at: "借" if at.line.debit else "贷",
    "amount": lambda at: at.show(at.line.debit or at.line.credit),
    "payee": lambda at: at.posted.voucher.payee,
    "method": lambda at: at.posted.voucher.method,
    "reference": lambda at: at.posted.voucher.reference,
    "attachments": lambda at: at.posted.voucher.attachments,
    "maker": lambda at: at.posted.voucher.people[0],
    "checker": lambda at: at.posted.voucher.people[1],
    "poster": lambda at: at.posted.voucher.people[2],
    "project": lambda at: at.posted.voucher.project,
    "entered": lambda at: f"{at.posted.voucher.entered or at.posted.voucher.day} 16:20:00",
    "void": lambda at: "作废" if at.posted.voucher.void else "正常",
    "unit": lambda at: at.unit,
}


def _steps(code: str) -> list[str]:
    return [code[:3], *(code[i : i + 2] for i in range(3, len(code), 2))]


def voucher_text(layout: Layout, word: str, number: int) -> str:
    """A voucher as the file itself names it."""
    return layout.voucher.format(word=word, number=number)


def cells_of(layout: Layout) -> list[Callable[[At], Cell]]:
    """The functions that fill a row, column by column."""
    return [_constant(key[1:]) if key.startswith("=") else CELLS[key] for _, key in layout.columns]


def _constant(word: str) -> Callable[[At], Cell]:
    return lambda _: word


def _columns(text: str) -> tuple[tuple[str, str], ...]:
    """``日期:date 凭证号:voucher`` as pairs; a heading without a colon is an empty column."""
    return tuple((title, key or "=") for title, _, key in (word.partition(":") for word in text.split()))


_PERIOD = ("单位：{name}", "期间：{year}.01-{year}.12", "币种：人民币")
# columns that many have in common
_WHAT = "摘要:summary 科目编码:account 科目名称:name"
_FULL = "摘要:summary 科目编码:account 科目名称:full"
_SUMS = "借方金额:debit 贷方金额:credit"
_SIGNED = "往来单位:payee 票据号:reference 附件数:attachments 制单人:maker 审核人:checker 记账人:poster"
_EAS_PROJECTS = " ".join(f"核算项目{n} 编码{n} 名称{n}" for n in range(1, 9))
_EAS = (
    "公司:unit 记账日期:date 业务日期:date 会计期间:period6 凭证类型:word 凭证号:number4 分录号:n_text 摘要:summary "
    "科目:account_dots 科目名称:full 币种:=人民币 汇率:=1 方向:side 原币金额:amount 数量 单价 借方金额:debit "
    "贷方金额:credit 制单人:maker 过账人:poster 审核人:checker 附件数量:attachments 过账标记:=TRUE 机制凭证模块 "
    "删除标记:=FALSE 凭证序号 单位 参考信息 是否有现金流量:=FALSE 现金流量标记 业务编号 结算方式:method 结算号 "
    f"辅助账摘要 {_EAS_PROJECTS} 发票号:reference 换票证号 客户 费用类别 收款人:payee 物料 财务组织 供应商 "
    "辅助账业务日期 到期日"
)
_CLOUD = (
    "日期:date 会计年度:year 期间:period 凭证字:word 凭证号:number 摘要:summary 科目编码:account 科目全名:full "
    "币别:=人民币 原币金额:amount 借方金额:debit 贷方金额:credit 制单:maker 审核:checker 过账:poster 出纳:=出纳员丁 "
    "附件数:attachments 来源系统:=总账 业务类型:=手工录入 审核状态:=已审核 作废状态:void"
)

# by character: the federation is 0
LAYOUTS: dict[int, Layout] = {
    0: Layout(
        "工会财务软件",
        "序时账.xlsx",
        _columns(
            f"日期:date 凭证字:word 凭证号:number 分录号:n {_WHAT} {_SUMS} 项目:project 结算方式:method {_SIGNED} "
            "账套:=工会经费"
        ),
        above=(("序时账（合成数据）",), _PERIOD),
    ),
    1: Layout(
        "用友 U8",
        "序时账.xlsx",
        _columns(
            "日期:date 凭证号数:voucher 科目编码:account 科目名称:name 摘要:summary 方向:side 借方:debit 贷方:credit "
            "制单人:maker 审核人:checker"
        ),
        voucher="{word}-{number:04d}",
        dates="dots",
        above=(("序时账（合成数据）",), _PERIOD),
    ),
    2: Layout(
        "用友 T+",
        "凭证列表.csv",
        _columns(
            f"制单日期:date 凭证类别:word 凭证编号:number4 {_FULL} 往来单位:payee 票据号:reference {_SUMS} "
            "附单据数:attachments 制单人:maker 审核人:checker 记账人:poster"
        ),
        form="csv-gb18030",
        voucher="{word}-{number:04d}",
        dates="iso",
        amounts="thousands",
        above=(("凭证列表（合成数据）",), _PERIOD),
        totals=frozenset({"all"}),
    ),
    3: Layout(
        "金蝶 K/3 Cloud",
        "凭证序时簿.xlsx",
        _columns(f"{_CLOUD} 往来单位:payee 票据号:reference"),
        above=(("凭证序时簿（合成数据） {name} {year}年1期至{year}年12期",),),
    ),
    4: Layout("金蝶 EAS", "凭证.xlsx", _columns(_EAS), sheet="凭证", voucher="{word}-{number:04d}", dates="iso"),
    5: Layout(
        "金蝶 KIS",
        "凭证序时簿.xlsx",
        _columns(
            "凭证日期:date 会计期间:period 凭证字号:voucher 分录号:n 摘要:summary 科目代码:account_dots 科目名称:full "
            f"{_SUMS} 往来单位:payee 结算方式:method 结算号:reference 附件数:attachments 制单:maker 审核:checker "
            "过账:poster"
        ),
        voucher="{word} - {number}",
        dates="slashes",
        amounts="text",
        above=(("会计分录序时簿（合成数据）",), ("{name}",)),
    ),
    6: Layout(
        "云账套",
        "序时账_合成数据.csv",
        _columns(f"日期:date 凭证字号:voucher {_WHAT} {_SUMS}"),
        form="csv",
        dates="iso",
        amounts="text",
        above=(),
        once=frozenset({"日期", "凭证字号"}),
    ),
    7: Layout(
        "工会财务软件（账簿式）",
        "序时账.xlsx",
        _columns(
            f"月:month 日:day 凭证字号:voucher {_WHAT} 对方单位:payee 借方:debit 贷方:credit 附件数:attachments "
            "制单:maker 审核:checker"
        ),
        voucher="{word}字第{number:04d}号",
        above=(("{year}年序时账（合成数据）",), _PERIOD),
        totals=frozenset({"month"}),
    ),
    8: Layout(
        "工会财务软件（方向式）",
        "序时账.xlsx",
        _columns(
            "凭证日期:date 凭证字号:voucher 分录号:n 摘要:summary 会计科目编码:account 会计科目名称:name 方向:side "
            f"金额:amount 项目:project 结算方式:method {_SIGNED} 录入时间:entered"
        ),
        dates="serial",
    ),
    9: Layout(
        "云账套（按月）",
        "序时账{month:02d}月.csv",
        _columns(
            f"日期:date 凭证号:voucher {_WHAT} 外币代码:=RMB 借方数量 借方外币 借方本币:debit 贷方数量 贷方外币 "
            "贷方本币:credit 往来单位编码 往来单位名称:payee 票据号:reference 制单人:maker 审核人:checker "
            "附件数:attachments 备注:=合成数据"
        ),
        form="csv",
        dates="iso",
        amounts="zero",
        above=(),
        monthly=True,
    ),
    10: Layout(
        "用友 T3",
        "序时账_合成数据.xls",
        _columns(f"日期:date 凭证字号:voucher {_WHAT} {_SUMS} {_SIGNED}"),
        form="tsv",
        dates="plain",
        amounts="thousands",
        above=(),
    ),
    11: Layout(
        "用友 T+ 网页版",
        "凭证列表.xls",
        _columns(f"日期:date 凭证字号:voucher {_FULL} {_SUMS} {_SIGNED}"),
        form="html",
        sheet="凭证列表",
        dates="iso",
        amounts="thousands",
    ),
    12: Layout(
        "金蝶云星空",
        "序时账.xlsx",
        _columns(_CLOUD),
        dates="words",
        above=(("序时账（合成数据）",), ("{name}",)),
        below=(("以上数据仅供参考，合成数据",),),
    ),
    13: Layout(
        "工会财务软件（合并科目）",
        "序时账.ods",
        _columns(f"日期:date 凭证字号:voucher 摘要:summary 会计科目:both {_SUMS} {_SIGNED}"),
        form="ods",
        dates="dots",
        amounts="brackets",
        totals=frozenset({"all"}),
        below=(("制表人：制单员甲", "打印日期：{next}-01-10", "第 1 页 共 1 页"),),
    ),
}

# one for ledgers that no sheet holds: as text, one file a month
LARGE = Layout(
    "大账套",
    "序时账{month:02d}月_合成数据.csv",
    _columns(
        f"日期:date 凭证字号:voucher 分录号:n {_WHAT} {_SUMS} 项目:project 结算方式:method {_SIGNED} 录入时间:entered "
        "作废标志:void"
    ),
    form="csv",
    dates="iso",
    amounts="text",
    above=(),
    monthly=True,
)
