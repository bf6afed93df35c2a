"""Contributions, dues and budgets: what is paid late, by the quarter, from a grant, or under another line."""

import pytest

from auditbook.checks import checks
from auditbook.checks.examples import answered

pytestmark = pytest.mark.usefixtures("one_database")

MONTHS = range(1, 13)


def journal(*entries):
    """Two lines a voucher: day, summary, debit, credit, amount."""
    lines = ["日期 | 凭证字号 | 摘要 | 科目编码 | 借方 | 贷方"]
    for number, (day, summary, debit, credit, amount) in enumerate(entries, 1):
        lines.append(f"2021-{day} | 记-{number} | {summary} | {debit} | {amount:.2f} |")
        lines.append(f" | | {summary} | {credit} | | {amount:.2f}")
    return "\n".join(lines)


def payroll(heading, amount):
    return "\n".join([f"月份 | {heading}", *(f"{month} | {amount:.2f}" for month in MONTHS)])


def contributions(way, *entries):
    return {"profile": {"collection": way}, "payroll": payroll("工资总额", 100000), "journal": journal(*entries)}


def found(name, example):
    outcome = answered(checks()[name], example)
    assert outcome.status in ("findings", "clean"), outcome.message
    return outcome.evidence


def test_a_quarter_that_falls_short_names_its_three_months():
    paid = ((3, 3600), (6, 3600), (9, 1800), (12, 3600))
    example = contributions("财政划拨", *((f"{m:02d}-20", "季度经费", "102", "402", fen) for m, fen in paid))
    rows = found("A01", example)
    assert [row.source.row - 1 for row in rows] == [7, 8, 9]
    assert sum(row.amount for row in rows) == 1800


def test_who_pays_a_month_in_arrears_owes_nothing_at_the_end_of_the_year():
    paid = [(f"{m:02d}-08", f"收{m - 1}月经费", "102", "402", 1200) for m in range(2, 13)]
    assert found("A01", contributions("财政划拨", *paid)) == ()


def test_a_month_left_out_is_found_though_another_was_booked_twice():
    paid = [(f"{m:02d}-08", f"收{m}月经费", "102", "402", 600 if m > 8 else 1200) for m in MONTHS]
    example = contributions("财政划拨", *paid, ("03-09", "收3月经费", "102", "402", 1200))
    assert [row.source.row - 1 for row in found("A01", example)] == [9, 10, 11, 12]


def test_what_was_caught_up_later_is_no_gap():
    paid = [(f"{m:02d}-08", f"收{m}月经费", "102", "402", 1200) for m in MONTHS if m not in (5, 6)]
    assert found("A01", contributions("财政划拨", *paid, ("10-09", "补拨经费", "102", "402", 2400))) == ()


@pytest.mark.parametrize(("paid", "short"), [((1, 7), False), ((1,), True)])
def test_dues_of_half_a_year_are_compared_as_a_whole(paid, short):
    example = {
        "payroll": payroll("会费基数", 400000),
        "journal": journal(*((f"{m:02d}-08", "收半年会费", "102", "401", 12000) for m in paid)),
    }
    assert bool(found("A03", example)) is short


def test_a_grant_for_something_else_does_not_cover_a_line_over_its_budget():
    budget = "科目编码 | 项目 | 调整预算\n50302 | 会议费 | 1000.00\n40302 | 专项补助 | 0.00"
    spent = ("08-05", "工作会议", "50302", "102", 3000)
    grant = ("06-05", "收到上级{}专项补助", "102", "40302", 2500)
    other, same = (
        {"budget": budget, "journal": journal((grant[0], grant[1].format(what), *grant[2:]), spent)}
        for what in ("职工书屋", "工作会议")
    )
    assert [row.amount for row in found("A05", other)] == [2000]
    assert found("A05", same) == ()


def test_a_line_without_an_account_may_be_the_one_that_is_missed():
    budget = "科目编码 | 项目 | 调整预算\n50302 | 会议费 | 1000.00\n | “五小”创新 | {}"
    spent = ("08-05", "五小竞赛", "50305", "102", 3000)
    assert found("A05", {"budget": budget.format("5000.00"), "journal": journal(spent)}) == ()
    rows = found("A05", {"budget": budget.format("2000.00"), "journal": journal(spent)})
    assert [(row.account, row.voucher) for row in rows] == [("50305", "记-1")]


def test_a_monthly_purchase_that_leaps_in_december_is_shown():
    usual = [(f"{m:02d}-08", f"{m}月购买活动用品", "50102", "102", 1000) for m in range(1, 12)]
    last = ("12-28", "12月购买活动用品", "50102", "102", 15000)
    assert [row.voucher for row in found("A27", {"journal": journal(*usual, last)})] == ["记-12"]
    assert found("A27", {"journal": journal(*usual, (*last[:4], 1000))}) == ()
