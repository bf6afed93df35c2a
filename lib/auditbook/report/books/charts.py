"""Pictures of the books: 预算执行, 收入构成, 支出构成, 各月收支, 货币资金, 各月凭证. Amounts in 万元."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from auditbook.figures import fixed
from auditbook.report.books.cells import rate, title_of
from auditbook.report.books.chart import EXPENDITURE, INCOME
from auditbook.report.books.ledger import MONTHS, Ledger, ledger
from auditbook.report.drawing import BLUE, LARGEST, OCHRE, PALE, Chart, canvas, png
from auditbook.report.fonts import drawable

if TYPE_CHECKING:
    from auditbook.case import Case

GREEN = "#2f6b4f"
_MONTHS = [f"{month}月" for month in MONTHS]


def execution(case: Case) -> Chart | None:
    """Expenditure by first-level account, the books beside the budget; the first book that has both."""
    books = ledger(case)
    for found in books.executions:
        groups = [g.total for g in found.of(EXPENDITURE) if g.total.final or g.total.approved or g.total.book]
        groups = sorted(groups, key=lambda item: item.book or Decimal(0))[-LARGEST // 2 :]
        if not groups or all(item.book is None for item in groups):
            continue
        names = [drawable(_short(item.title)) for item in groups]
        planned = [item.final if item.final is not None else item.approved for item in groups]
        figure, axes = canvas(1.1 + 0.55 * len(groups))
        for shift, values, label, colour in (
            (0.2, planned, "调整后预算", PALE), (-0.2, [item.book for item in groups], "账面数", BLUE),
        ):  # fmt: skip
            places = [place + shift for place in range(len(names))]
            bars = axes.barh(places, [_wan(v) for v in values], height=0.36, color=colour, label=label)
            axes.bar_label(bars, [_said(v) if v is not None else "未列预算" for v in values], padding=3, fontsize=8)
        axes.set_yticks(range(len(names)), names)
        _finish(axes)
        told = "；".join(
            f"{n}预算{_said(p)}万元、账面{_said(item.book)}万元、完成率{rate(item.book, p)}"
            for n, p, item in zip(names[::-1], planned[::-1], groups[::-1], strict=True)
        )
        names_of = [each.book for each in books.executions]
        return Chart(
            "chart-execution.png", png(figure), f"{title_of(found.book, names_of)}支出预算与账面数（万元）", told
        )
    return None


def incomes(case: Case) -> Chart | None:
    """Income by first-level account, with the share of each."""
    return _composition(ledger(case), INCOME, "chart-incomes.png")


def expenditures(case: Case) -> Chart | None:
    """Expenditure by first-level account, with the share of each."""
    return _composition(ledger(case), EXPENDITURE, "chart-expenditures.png")


def months(case: Case) -> Chart | None:
    """Income above, expenditure below, month by month, without closing entries."""
    books = ledger(case)
    book = _main(books)
    if book is None:
        return None
    series = {class_: books.by_month(book, class_) for class_ in (INCOME, EXPENDITURE)}
    figure, panels = canvas(4.2, 2)
    for axes, (class_, amounts), colour in zip(panels, series.items(), (BLUE, OCHRE), strict=True):
        bars = axes.bar(_MONTHS, [_wan(amounts[month]) for month in MONTHS], color=colour, width=0.62)
        axes.bar_label(bars, [_said(amounts[m]) if amounts[m] else "" for m in MONTHS], padding=2, fontsize=8)
        axes.set_ylabel(f"{class_}（万元）")
        axes.axhline(0, color="#566170", linewidth=0.8)
        axes.margins(y=0.18)
        axes.locator_params(axis="y", nbins=5)
    low, high = zip(*(axes.get_ylim() for axes in panels), strict=True)
    for axes in panels:
        # one scale: a bar below is as much as one above
        axes.set_ylim(min(low), max(high))
    told = "；".join(
        f"{month}月收入{_said(series[INCOME][month])}万元、支出{_said(series[EXPENDITURE][month])}万元"
        for month in MONTHS
    )
    return Chart(
        "chart-months.png", png(figure), f"{title_of(book, books.books)}各月收入和支出（万元，不含结转）", told
    )


def cash(case: Case) -> Chart | None:
    """The balances of bank and cash by day, the bank's own statement beside the book."""
    books = ledger(case)
    found = books.cash
    if found is None or not found.book:
        return None
    figure, axes = canvas(3.4)
    told = []
    for kind, label, colour in (("bank", "银行存款账面", BLUE), ("cash", "库存现金账面", GREEN)):
        curve = found.book.get(kind)
        if curve:
            axes.step(found.days, [_wan(v) for v in curve], where="post", color=colour, label=label, linewidth=1.5)
            told.append(_curve(label, curve))
    if found.statement:
        values = tuple(found.statement.values())
        axes.step(
            list(found.statement), [_wan(v) for v in values], where="post", color=OCHRE, label="银行对账单余额",
            linewidth=1.1, linestyle=(0, (4, 2)),
        )  # fmt: skip
        told.append(_curve("银行对账单余额", values))
    first = found.days[0]
    axes.set_xticks([first.replace(month=month) for month in MONTHS], _MONTHS)
    axes.set_ylabel("万元")
    axes.axhline(0, color="#566170", linewidth=0.8)
    axes.margins(x=0.01, y=0.12)
    figure.legend(loc="outside upper center", ncols=3, frameon=False, fontsize=9)
    return Chart("chart-cash.png", png(figure), "货币资金逐日余额（万元）", "；".join(told))


def activity(case: Case) -> Chart | None:
    """Vouchers by month, those of the month's last day apart."""
    found = ledger(case).journal
    if found is None or not found.apart:
        return None
    rows = {row["period"]: row for row in found.months if 1 <= row["period"] <= 12}
    if not rows:
        return None
    last = [rows[month]["last_day"] if month in rows else 0 for month in MONTHS]
    others = [rows[month]["vouchers"] - rows[month]["last_day"] if month in rows else 0 for month in MONTHS]
    figure, axes = canvas(3.0)
    axes.bar(_MONTHS, others, color=BLUE, width=0.62, label="其他日期")
    bars = axes.bar(_MONTHS, last, bottom=others, color=PALE, width=0.62, label="当月最后一日")
    totals = [str(a + b) if a + b else "" for a, b in zip(last, others, strict=True)]
    axes.bar_label(bars, totals, padding=2, fontsize=8)
    axes.set_ylabel("凭证（张）")
    axes.margins(y=0.12)
    axes.yaxis.get_major_locator().set_params(integer=True)
    figure.legend(loc="outside upper center", ncols=2, frameon=False, fontsize=9)
    told = "；".join(f"{m}月{a + b}张，其中最后一日{a}张" for m, a, b in zip(MONTHS, last, others, strict=True))
    return Chart("chart-activity.png", png(figure), "各月凭证张数（张）", told)


def _composition(books: Ledger, class_: str, name: str) -> Chart | None:
    book = _main(books)
    if book is None:
        return None
    whole = books.sum(book, class_)
    amounts = {code: value for code, value in books.by_top(book, class_).items() if value}
    if not amounts or not whole:
        return None
    shown = dict(list(amounts.items())[:LARGEST])
    names = [drawable(_short(books.accounts.name(code))) for code in shown][::-1]
    values = list(shown.values())[::-1]
    figure, axes = canvas(0.8 + 0.36 * len(shown))
    bars = axes.barh(names, [_wan(value) for value in values], color=BLUE if class_ == INCOME else OCHRE, height=0.62)
    axes.bar_label(bars, [f"{_said(v)}（{rate(v, whole)}）" for v in values], padding=3, fontsize=8)
    _finish(axes, legend=False)
    rest = f"，共{len(amounts)}个科目，图示金额最大的{LARGEST}个" if len(amounts) > LARGEST else ""
    told = "；".join(f"{n}{_said(v)}万元，占{rate(v, whole)}" for n, v in zip(names[::-1], values[::-1], strict=True))
    return Chart(name, png(figure), f"{title_of(book, books.books)}{class_}构成（万元，不含结转）{rest}", told)


def _main(books: Ledger) -> str | None:
    """The book with most lines: a picture shows one book, since no sum crosses two."""
    lines = {book: sum(move.lines for move in moves) for book, moves in books.moves.items()}
    return max(lines, key=lambda book: lines[book]) if lines else None


def _finish(axes: Any, legend: bool = True) -> None:
    axes.set_xlabel("万元")
    axes.locator_params(axis="x", nbins=6)
    axes.margins(x=0.2)
    if legend:
        axes.legend(*[entries[::-1] for entries in axes.get_legend_handles_labels()], loc="lower right", frameon=False)


def _curve(label: str, values: tuple[Decimal, ...]) -> str:
    first, last, low, high = (f"{_said(value)}万元" for value in (values[0], values[-1], min(values), max(values)))
    return f"{label}由{first}到{last}，最低{low}，最高{high}"


def _said(value: Decimal | None) -> str:
    """The number of 万元 with two places, which a label can hold."""
    return "数据缺失" if value is None else fixed(Fraction(value) / 10000, 2)


def _wan(value: Decimal | None) -> float:
    return 0.0 if value is None else float(value / 10000)


def _short(title: str) -> str:
    return title if len(title) <= 12 else f"{title[:11]}…"


CHARTS: dict[str, Callable[[Case], Chart | None]] = {
    "execution": execution,
    "incomes": incomes,
    "expenditures": expenditures,
    "months": months,
    "cash": cash,
    "activity": activity,
}
