"""The sentences of the ledger's page that carry figures or follow from them: ``句.账簿范围`` in a text."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from auditbook.checks import checks, sandbox
from auditbook.checks.completeness import GATE
from auditbook.report.books.cells import amount, and_so_on, cited, count, rate, title_of
from auditbook.report.books.chart import EXPENDITURE, INCOME
from auditbook.report.books.journal import total
from auditbook.report.books.ledger import Ledger, ledger, percent_of
from auditbook.report.citations import Citations, Markdown, markdown, place
from auditbook.report.document import escape
from auditbook.report.privacy import masked
from auditbook.tables import tables

if TYPE_CHECKING:
    from auditbook.case import Case

LARGE = ("journal", "balances", "budget", "bank")
_ROSTER = """
    SELECT count(*) AS members FROM members
    WHERE (joined IS NULL OR joined <= $last_day) AND ("left" IS NULL OR "left" > $last_day)"""


def standing(case: Case, citations: Citations) -> Markdown:
    """Period · state · scope · limits, in one line."""
    books = ledger(case)
    limits = _limits(books)
    told = [f"{case.year}年1月1日至12月31日", "内部底稿，未经复核", f"范围：{_scope(books) or '未提供任何账表'}",
            f"受限：{'；'.join(limits)}" if limits else "范围未见受限"]  # fmt: skip
    return Markdown(f"**{escape('　·　'.join(told))}**")


def complete(case: Case, citations: Citations) -> Markdown:
    """Whether the books were shown to be complete, and what may be said because of it."""
    books = ledger(case)
    if not books.has("journal"):
        return Markdown("")
    shown, reasons = case.complete
    if shown:
        states = {outcome.check: outcome.status for outcome in books.completeness}
        tied = "、".join(f"{check} {matter}" for check, matter in GATE.items() if states.get(check) != "not_applicable")
        idle = "、".join(check for check in GATE if states.get(check) == "not_applicable")
        told = f"所提供的账已证明完整：{tied}，都已核对相符" + (f"；{idle}不适用（文件没有自列合计等）" if idle else "")
        return markdown(f"{told}。以下各项分析和后续检查可以说“所有分录”。{_open(books)}")
    listed = "\n".join(f"- {markdown(masked(reason))}" for reason in reasons)
    words = "账的完整性尚未证明，以下各项分析和后续检查只能说“所提供的分录”，不能说“所有分录”。尚未证明的有："
    return Markdown(f"{words}\n\n{listed}")


def _open(books: Ledger) -> str:
    """The checks beside the gate that did not tie, named with their amounts."""
    found = [outcome for outcome in books.completeness if outcome.status == "findings"]
    if not found:
        return ""
    named = [
        f"{o.check} {o.title}" + (f"（{amount(abs(o.amount))}元）" if isinstance(o.amount, Decimal) else "")
        for o in found
    ]
    return f"完整不等于没有差错：另有{len(found)}项不符，见下：{'、'.join(named)}。"


def no_journal(case: Case, citations: Citations) -> Markdown:
    """未提供序时账, and which checks could not run because of it."""
    books = ledger(case)
    if books.has("journal"):
        return Markdown("")
    waiting = [f"{c.id} {c.title}" for c in checks(case.place.checks).values() if "journal" in c.needs]
    told = "未提供序时账。没有序时账，就没有逐笔分录：按科目、按月的收支，现金和银行的逐日余额，最大凭证和各月凭证"
    told += "都不能列示；这不表示没有发生收支。"
    if waiting:
        told += f"下列检查因此不能执行，结果记作“资料不足”：{'；'.join(waiting)}。"
    return markdown(told + "请向单位索取由会计软件导出的全年序时账（凭证列表），放入资料文件夹后重新运行。")


def key_figures(case: Case, citations: Citations) -> Markdown:
    """Income, expenditure, surplus, how the budget was carried out, and the share spent on members, book by book."""
    books = ledger(case)
    lines = []
    for book in books.books:
        income, spent = books.sum(book, INCOME), books.sum(book, EXPENDITURE)
        figures = [
            f"收入合计{_sum(books, citations, book, INCOME)}", f"支出合计{_sum(books, citations, book, EXPENDITURE)}",
            f"收支差额{_derived(books, citations, book, '收支差额', income - spent, '收入合计－支出合计')}",
        ]  # fmt: skip
        mine = books.for_members(book)
        if mine:
            formula = f"{_members(books, book)}合计（科目借方－贷方，不含结转凭证）"
            figures.append(f"用于职工的支出{_derived(books, citations, book, '用于职工的支出', mine, formula)}")
            percent = percent_of(mine, spent)
            formula = f"用于职工的支出{amount(mine)}÷支出合计{amount(spent)}"
            share = cited(
                citations, "用于职工的支出占比", percent, formula, books.files("journal"), books.money_of(book), "%"
            )
            figures.append(f"占支出合计{share}")
        lines.append(f"- {markdown(title_of(book, books.books))}{'，'.join(figures)}。")
    return Markdown("\n".join(lines))


def carried_out(case: Case, citations: Citations) -> Markdown:
    """How far income and expenditure of the budget were reached."""
    books = ledger(case)
    lines = []
    names = [execution.book for execution in books.executions]
    for execution in books.executions:
        told = []
        for kind, item in execution.totals.items():
            planned = item.final if item.final is not None else item.approved
            if planned is None or item.book is None:
                continue
            percent = percent_of(item.book, planned)
            formula = f"账面{kind}合计{amount(item.book)}÷调整后预算{amount(planned)}"
            sources = (*books.files("journal"), *books.files("budget"))
            reached = cited(
                citations, f"预算{kind}完成率", percent, formula, sources, books.money_of(execution.book), "%"
            )
            told.append(f"{kind}预算完成率{reached}")
        if told:
            lines.append(f"- {markdown(title_of(execution.book, names))}{'，'.join(told)}。")
    return Markdown("\n".join(lines))


def stated_actual(case: Case, citations: Citations) -> Markdown:
    """What the budget's own table says was carried out, beside the books."""
    told = []
    for execution in ledger(case).executions:
        for kind, item in execution.totals.items():
            if item.actual is not None and item.book is not None:
                difference = amount(item.book - item.actual)
                told.append(f"{kind}{amount(item.actual)}元，账面{amount(item.book)}元，相差{difference}元")
    return markdown(f"预算表自列的决算数合计：{'；'.join(told)}。") if told else Markdown("")


def closing_entries(case: Case, citations: Citations) -> Markdown:
    """Which closing entries were recognised and left out, and what income and expenditure are with them."""
    books = ledger(case)
    found = books.journal
    if found is None:
        return Markdown("")
    left_out = [move for move in found.moves if move.closing]
    lines = sum(move.lines for move in left_out)
    if not lines:
        return markdown("序时账里没有年终结转分录，收入、支出科目的发生额都是本年收支。")
    how = "整张凭证只有收入、支出和结余类科目" if found.apart else "凭证无法区分，按摘要含“结转”识别"
    number = f"{count(found.closings)}张凭证、" if found.closings else ""
    told = [f"已识别年终结转{number}{count(lines)}行分录（{how}），以下收支分析不含结转。"]
    for book in books.books:
        sums = []
        for class_, side in ((INCOME, "贷"), (EXPENDITURE, "借")):
            both = [m for closing in (False, True) for m in books.posted(book, class_, closing)]
            sums.append(
                f"{class_}类科目净额{amount(total(both, side))}元（结转{amount(abs(_closed(books, book, class_)))}元）"
            )
        told.append(f"{title_of(book, books.books)}如含结转，{'，'.join(sums)}。")
    return markdown("".join(told))


def origin(case: Case, citations: Citations) -> Markdown:
    """How the figures out of the journal were worked out, from how many lines of which files."""
    books = ledger(case)
    if books.journal is None:
        return Markdown("")
    names = [source.file.rpartition("/")[2] for source in books.files("journal")]
    void = f"作废凭证{count(books.journal.void)}行不计；" if books.journal.void else ""
    told = f"取数：{and_so_on(names, 12)}，共{count(books.journal.lines)}行分录。{void}"
    told += "收入＝收入类科目贷方－借方，支出＝支出类科目借方－贷方，红字为负数；"
    unknown = sum(move.lines for move in books.journal.moves if books.accounts.class_of(move.account) is None)
    told += f"类别不明的科目{count(unknown)}行没有计入收支。" if unknown else "没有类别不明的科目。"
    return markdown(told)


def table_origin(case: Case, citations: Citations) -> Markdown:
    """Where the balance table stands and how it was compared."""
    books = ledger(case)
    if books.balances is None:
        return Markdown("")
    names = [source.file.rpartition("/")[2] for source in books.files("balances")]
    column = "本年累计" if books.balances.cumulative else "本期发生额"
    told = f"取数：{and_so_on(names, 12)}，“行”是科目在该文件中的行号；发生额取{column}。"
    told += "合计只加最上级科目，不重复计算。余额写明借方或贷方，余额为零写“平”。"
    if books.journal is not None:
        told += "“与序时账相差”＝序时账按科目汇总的发生额（下级计入上级，含结转）－余额表发生额，借、贷分别比较。"
    unverified = [
        a.code for line in books.balances.lines if (a := books.accounts.by_code.get(line.code)) and not a.verified
    ]
    if unverified:
        told += f"科目{and_so_on(sorted(set(unverified)))}的类别和方向没有核对过制度原文，或账上名称与科目表不同。"
    return markdown(told)


def members(case: Case, citations: Citations) -> Markdown:
    """How many members the figures a head are divided by."""
    books = ledger(case)
    number, source = books.members
    if not number:
        return markdown("未提供会员数（单位信息 profile.yaml 的“会员数”），不计算人均。")
    told = f"人均＝账面数÷会员数{markdown(count(number))}人（{place(source.file, str(source))}）。"
    if books.has("members"):
        listed = sandbox.select(case.books.connection, _ROSTER, {"last_day": case.period_end}).to_pylist()[0]["members"]
        more = "多" if listed > number else "少"
        same = "与此一致" if listed == number else f"比单位信息{more}{count(abs(listed - number))}人"
        told += f"会员花名册年末在册{markdown(count(listed))}人，{same}。"
    return Markdown(told)


def cash_at_end(case: Case, citations: Citations) -> Markdown:
    """Cash and bank at the end of the year by the books, the balance table and the statements; the lowest day."""
    books = ledger(case)
    found = books.cash
    if found is None:
        return Markdown("")
    if not found.book:
        return markdown("科目余额表没有给出现金、银行存款的年初余额，不能逐日推算账面余额。")
    last, told = found.days[-1], []
    for kind, name in (("cash", "库存现金"), ("bank", "银行存款")):
        curve = found.book.get(kind)
        if curve:
            low = min(curve)
            formula = f"年初余额{amount(found.opening[kind])}＋序时账{name}科目借方－贷方"
            sources, money = books.files("journal", "balances"), books.money_of(next(iter(books.books), ""))
            value = cited(citations, f"{name}年末余额", curve[-1], formula, sources, money)
            day = found.days[curve.index(low)]
            negative = sum(value < 0 for value in curve)
            minus = f"，有{negative}天为负数" if negative else ""
            told.append(f"{name}年末账面{value}，全年最低{amount(low)}元（{day.month}月{day.day}日）{minus}")
    stated = found.statement.get(last)
    if stated is None:
        told.append("未提供银行对账单，或对账单没有余额栏" if not found.statement else "对账单没有年末余额")
    else:
        accounts = f"（{found.accounts}个账户合计）" if found.accounts > 1 else ""
        told.append(f"对账单年末余额{accounts}{amount(stated)}元")
    words = "；".join(told) + "。"
    if stated is not None and stated != found.book["bank"][-1] if found.book.get("bank") else False:
        words += "账面与对账单的差额原因未查明，须编制余额调节表逐笔核对；几个月不变的差额，不是通常的未达账项。"
    return Markdown(words)


def last_days(case: Case, citations: Citations) -> Markdown:
    """How many vouchers bear the last day of a month, and what follows where most of them do."""
    found = ledger(case).journal
    if found is None:
        return Markdown("")
    if not found.apart:
        return markdown("凭证无法逐张区分（凭证号缺失或不能用），只列分录，不列凭证数；上面的最大金额按分录列示。")
    vouchers, last = (sum(row[name] for row in found.months) for name in ("vouchers", "last_day"))
    part = rate(Decimal(last), Decimal(vouchers))
    told = f"全年{count(vouchers)}张凭证，其中{count(last)}张（{part}）的日期是当月最后一日。"
    if last * 2 > vouchers:
        told += "超过一半的凭证记在月末，像是代理记账集中入账：不就日期作判断，建议索取代理记账合同。"
    return markdown(told)


def _scope(books: Ledger) -> str:
    told = []
    if books.journal is not None:
        vouchers = f"、{count(books.journal.vouchers)}张凭证" if books.journal.vouchers is not None else ""
        void = f"（另有作废{count(books.journal.void)}行）" if books.journal.void else ""
        told.append(f"序时账{count(books.journal.lines)}行{vouchers}{void}")
    for name, measure in (("balances", "个科目"), ("budget", "行"), ("bank", "笔")):
        if books.has(name):
            told.append(f"{tables()[name].title}{count(books.rows(name))}{measure}")
    return "，".join(told)


def _limits(books: Ledger) -> list[str]:
    told = []
    if lacking := books.lacking(*LARGE):
        told.append(f"未提供{'、'.join(lacking)}")
    if unread := len(books.case.loaded.unread):
        told.append(f"{unread}个文件不能读取")
    if books.has("journal"):
        if not books.case.complete:
            told.append("账的完整性尚未证明")
        open_ = [outcome.check for outcome in books.completeness if outcome.status == "findings"]
        if open_:
            told.append(f"{'、'.join(open_)}有不符")
    return told


def _sum(books: Ledger, citations: Citations, book: str, class_: str) -> Markdown:
    lines = sum(move.lines for move in books.posted(book, class_))
    rule = "贷方－借方" if class_ == INCOME else "借方－贷方"
    formula = f"序时账{class_}类科目{rule}，{count(lines)}行分录，不含结转凭证"
    return _derived(books, citations, book, f"{class_}合计", books.sum(book, class_), formula)


def _derived(books: Ledger, citations: Citations, book: str, title: str, value: Decimal, formula: str) -> Markdown:
    return cited(citations, title, value, formula, books.files("journal"), books.money_of(book))


def _members(books: Ledger, book: str) -> str:
    codes = [code for code in books.by_top(book, EXPENDITURE) if books.accounts.for_members(code)]
    return "、".join(books.accounts.name(code) for code in sorted(codes))


def _closed(books: Ledger, book: str, class_: str) -> Decimal:
    return total(books.posted(book, class_, closing=True), "贷" if class_ == INCOME else "借")


SENTENCES: dict[str, Callable[[Case, Citations], Markdown]] = {
    "账簿范围": standing,
    "账簿完整": complete,
    "没有序时账": no_journal,
    "账簿要点": key_figures,
    "预算完成": carried_out,
    "预算决算": stated_actual,
    "结转": closing_entries,
    "取数": origin,
    "余额表取数": table_origin,
    "会员数": members,
    "货币资金年末": cash_at_end,
    "月末凭证": last_days,
}
