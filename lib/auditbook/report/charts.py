"""Charts of the evaluation: one function draws one picture from a case, or answers None where there is nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from auditbook.facts import Fact
from auditbook.figures import money, plain
from auditbook.report.drawing import BLUE, GREY, LARGEST, PALE, RED, Chart, canvas, png
from auditbook.report.fonts import drawable
from auditbook.scores import COUNTED

if TYPE_CHECKING:
    from auditbook.case import Case

_LABELLED = 1.5  # points; a narrower piece cannot hold its number


def points(case: Case) -> Chart | None:
    """Points reached, lost and not evaluable, by first-level indicator of the heading system."""
    levels: dict[str, list[float]] = {}
    for score in case.scored[case.settings.system]:
        if score.points is None:
            continue
        bars = levels.setdefault(score.levels[0], [0.0, 0.0, 0.0])
        if score.status in COUNTED and score.score is not None:
            bars[0] += float(score.score)
            bars[1] += float(score.points - score.score)
        else:
            bars[2] += float(score.points)
    if not levels:
        return None
    figure, axes = canvas(1.0 + 0.5 * len(levels))
    names = list(levels)[::-1]
    left = [0.0] * len(names)
    for index, (label, colour) in enumerate((("得分", BLUE), ("失分", RED), ("数据缺失或未评分", GREY))):
        widths = [levels[name][index] for name in names]
        if not any(widths):
            continue
        bars = axes.barh(names, widths, left=left, color=colour, label=label, height=0.6)
        labels = [f"{width:g}" if width >= _LABELLED else "" for width in widths]
        axes.bar_label(bars, labels, label_type="center", color="black" if colour == GREY else "white")
        left = [a + b for a, b in zip(left, widths, strict=True)]
    axes.set_xlabel("分")
    axes.legend(loc="lower right", frameon=False)
    told = "；".join(f"{name}得{v[0]:g}分、失{v[1]:g}分、未评{v[2]:g}分" for name, v in levels.items())
    return Chart("chart-points.png", png(figure), "各一级指标得分、失分与未评分值", told)


def spending(case: Case) -> Chart | None:
    """Expenditure by class, final account beside budget and last year where they are known (万元)."""
    items = ["支出总额", "基本支出", "人员经费", "公用经费", "项目支出"]
    columns = [("prior", "上年决算", GREY), ("budget", "本年预算", PALE), ("actual", "本年决算", BLUE)]
    known = {i: [case.fact(f"fiscal.{i}.{c}") for c, _, _ in columns] for i in items}
    rows = {item: facts for item, facts in known.items() if any(fact.value is not None for fact in facts)}
    if not rows:
        return None
    used = [index for index in range(len(columns)) if any(facts[index].value is not None for facts in rows.values())]
    figure, axes = canvas(1.2 + 0.32 * len(rows) * len(used))
    names = list(rows)[::-1]
    thickness = 0.8 / len(used)
    for position, index in enumerate(reversed(used)):
        _, label, colour = columns[index]
        places = [i + (position - (len(used) - 1) / 2) * thickness for i in range(len(names))]
        values = [_wan(rows[name][index]) for name in names]
        bars = axes.barh(places, values, height=thickness * 0.9, color=colour, label=label)
        shown = [f"{v:.2f}" if rows[n][index].value is not None else "" for n, v in zip(names, values, strict=True)]
        axes.bar_label(bars, shown, padding=3, fontsize=8)
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel("万元")
    axes.margins(x=0.15)
    axes.legend(*[entries[::-1] for entries in axes.get_legend_handles_labels()], loc="lower right", frameon=False)
    told = "；".join(f"{name}本年决算{_said(facts[2])}" for name, facts in rows.items())
    return Chart("chart-spending.png", png(figure), "支出规模与构成（万元，财政资金）", told)


def activities(case: Case) -> Chart | None:
    """The activities that state an amount, largest first (万元); no sum is drawn across books."""
    rows = [row for row in case.loaded.tables.get("activities", []) if row["amount"]]
    if not rows:
        return None
    caption = "列明金额的活动和慰问支出（万元）"
    if len(rows) > LARGEST:
        caption += f"，共{len(rows)}项，图示金额最大的{LARGEST}项"
    rows = sorted(rows, key=lambda row: row["amount"])[-LARGEST:]
    figure, axes = canvas(0.9 + 0.34 * len(rows))
    names = [drawable(_short(row["title"] or "")) for row in rows]
    bars = axes.barh(range(len(rows)), [float(row["amount"]) / 10000 for row in rows], color=BLUE, height=0.65)
    axes.set_yticks(range(len(rows)), names)
    axes.bar_label(bars, [_money(row["amount"]) for row in rows], padding=3, fontsize=8)
    axes.set_xlabel("万元")
    axes.locator_params(axis="x", nbins=5)
    axes.margins(x=0.18)
    told = "；".join(f"{name}{_money(row['amount'])}" for name, row in zip(names[::-1], rows[::-1], strict=True))
    return Chart("chart-activities.png", png(figure), caption, told)


CHARTS = {"points": points, "spending": spending, "activities": activities}


def _money(amount: Any) -> str:
    return money(Fraction(amount))


def _wan(fact: Fact) -> float:
    return 0.0 if fact.value is None else float(fact.value / 10000)


def _said(fact: Fact) -> str:
    return "数据缺失" if fact.value is None else f"{plain(fact.value / 10000)}万元"


def _short(title: str) -> str:
    return title if len(title) <= 16 else f"{title[:15]}…"
