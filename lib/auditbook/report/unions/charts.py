"""Pictures of the unions side by side: spending by class, spending a head, and the heat map of checks × unions."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from auditbook.figures import NO_DATA, fixed
from auditbook.report.books.charts import GREEN
from auditbook.report.books.ledger import ledger
from auditbook.report.drawing import BLUE, GREY, OCHRE, PALE, RED, Chart, canvas, png
from auditbook.report.findings.tables import FAMILIES
from auditbook.report.fonts import drawable
from auditbook.report.unions.heat import CLEAN, DONE, FAILED, KEY, LACKING, Cell, Line, heat
from auditbook.report.unions.money import Money, money, only
from auditbook.report.unions.money_tables import classes, label
from auditbook.report.unions.unions import unions

if TYPE_CHECKING:
    from auditbook.case import Case

_COLOURS = (BLUE, OCHRE, GREEN, PALE, RED, "#7a6fa3", GREY)
_CELLS = {"高": (RED, "white"), "中": ("#dc9a54", "black"), "低": ("#f3dfbf", "black")}
_SIGNS = {CLEAN: ("#edf4ef", "#2f6b4f"), DONE: (PALE, "black"), LACKING: (GREY, "black"), FAILED: ("#3a3f45", "white")}
_PLAIN = ("white", "#8a929b")
_WITH_SIGNS = 30  # unions side by side; more leave no room for signs in the cells


def spending(case: Case) -> Chart | None:
    """Audited expenditure by first-level account, one bar a union (and book)."""
    lines = money(case)
    names = classes(case)
    if not names:
        return None
    shown = names[: len(_COLOURS) - 1]
    figure, axes = canvas(1.6 + 0.3 * len(lines))
    left = [Decimal(0)] * len(lines)
    for name, colour in zip([*shown, ""], _COLOURS, strict=False):
        values = [_of_class(line, name, shown) for line in lines]
        if any(values):
            bars = [float(value / 10000) for value in values]
            axes.barh(range(len(lines)), bars, left=[float(at / 10000) for at in left], color=colour,
                      label=drawable(name) or "其余科目", height=0.66)  # fmt: skip
            left = [at + value for at, value in zip(left, values, strict=True)]
    for place, (line, end) in enumerate(zip(lines, left, strict=True)):
        axes.text(float(end / 10000), place, f" {_wan(line.spent.audited)}", va="center", fontsize=8)
    _finish(axes, [label(line) for line in lines], "万元")
    figure.legend(loc="outside upper center", ncols=4, frameon=False, fontsize=8)
    told = "；".join(f"{label(line)}{_wan(line.spent.audited)}" for line in lines)
    return Chart("chart-unions-spending.png", png(figure), "各工会支出构成（万元，审定数）", told)


def a_head(case: Case) -> Chart | None:
    """Expenditure a member, and the part of it that went to members; only of unions with one book."""
    rows = []
    for union in unions(case):
        line = only(case, union)
        members = ledger(union.case).members[0] if union.case else None
        values = (None, None) if line is None else (_per(line.spent.audited, members), _per(line.on_members, members))
        rows.append((union.name, *values))
    if all(spent is None for _, spent, _ in rows):
        return None
    figure, axes = canvas(1.2 + 0.36 * len(rows))
    for shift, column, colour, name in ((-0.19, 1, BLUE, "人均支出"), (0.19, 2, OCHRE, "其中用于职工的支出")):
        heads: list[Any] = [row[column] for row in rows]
        bars = axes.barh([place + shift for place in range(len(rows))], [float(value or 0) for value in heads],
                         height=0.36, color=colour, label=name)  # fmt: skip
        axes.bar_label(bars, [_yuan(value) for value in heads], padding=3, fontsize=7)
    _finish(axes, [row[0] for row in rows], "元/人")
    figure.legend(loc="outside upper center", ncols=2, frameon=False, fontsize=8)
    told = "；".join(f"{name}人均支出{_yuan(spent)}元、用于职工{_yuan(mine)}元" for name, spent, mine in rows)
    return Chart("chart-unions-a-head.png", png(figure), "各工会人均支出（元/人，审定数）", told)


def heat_of_audit(case: Case) -> Chart | None:
    """The heat map of income, expenditure and compliance (A)."""
    title = FAMILIES["A"]
    return _heat(case, heat(case).get(title, []), "chart-heat-audit.png", f"检查×单位：{title}（A）")


def heat_of_books(case: Case) -> Chart | None:
    """The heat map of all other checks."""
    lines = [line for title, found in heat(case).items() if title != FAMILIES["A"] for line in found]
    return _heat(case, lines, "chart-heat-books.png", "检查×单位：账的完整性、分录、银行、单位之间、年度之间")


def _heat(case: Case, lines: list[Line], name: str, caption: str) -> Chart | None:
    columns = [union.unit.id for union in unions(case)]
    if not lines or not columns:
        return None
    figure, axes = canvas(0.5 + 0.178 * len(lines))
    for row, line in enumerate(lines):
        for column, cell in enumerate(line.cells):
            back, ink = _look(cell)
            axes.add_patch(_square(column, row, back))
            if len(columns) <= _WITH_SIGNS:
                axes.text(column, row, str(cell), ha="center", va="center", color=ink, fontsize=6.5)
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(len(lines) - 0.5, -0.5)
    axes.set_xticks(range(len(columns)), [drawable(column) for column in columns], fontsize=7)
    axes.xaxis.tick_top()
    axes.set_yticks(range(len(lines)), [drawable(f"{line.check} {_short(line.title)}") for line in lines], fontsize=7)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    told = "；".join(f"{line.check}：{_in_words(columns, line)}" for line in lines)
    return Chart(name, png(figure), caption, f"{told}（{'，'.join(f'{sign}为{says}' for sign, says in KEY.items())}）")


def _in_words(columns: list[str], line: Line) -> str:
    found = [f"{unit}{cell}" for unit, cell in zip(columns, line.cells, strict=True) if cell.severity]
    return "、".join(found) or "无疑点"


def _square(column: int, row: int, colour: str) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=colour, edgecolor="white", linewidth=1.2)


def _look(cell: Cell) -> tuple[str, str]:
    return _CELLS[cell.severity] if cell.severity else _SIGNS.get(cell.sign, _PLAIN)


def _of_class(line: Money, name: str, shown: list[str]) -> Decimal:
    """What a bar shows of a class, and of all that are not ``shown`` where the name is empty; nothing below zero."""
    mine = [line.by_class.get(name)] if name else [v for own, v in line.by_class.items() if own not in shown]
    return max(sum((value for value in mine if value is not None), Decimal(0)), Decimal(0))


def _finish(axes: Any, names: list[str], unit: str) -> None:
    axes.set_yticks(range(len(names)), [drawable(_short(name)) for name in names], fontsize=8)
    axes.invert_yaxis()
    axes.set_xlabel(unit)
    axes.locator_params(axis="x", nbins=6)
    axes.margins(x=0.14)


def _per(value: Decimal | None, members: int | None) -> Decimal | None:
    return None if value is None or not members else value / members


def _wan(value: Decimal | None) -> str:
    return NO_DATA if value is None else fixed(Fraction(value) / 10000, 2)


def _yuan(value: Decimal | None) -> str:
    return NO_DATA if value is None else fixed(Fraction(value), 0)


def _short(title: str) -> str:
    return title if len(title) <= 18 else f"{title[:17]}…"


CHARTS: dict[str, Callable[[Case], Chart | None]] = {
    "unions-spending": spending,
    "unions-a-head": a_head,
    "heat-audit": heat_of_audit,
    "heat-books": heat_of_books,
}
