"""Purchases, cash, open items and last year's matters: what a real ledger brings that the examples do not show."""

import pytest

from auditbook.checks import checks
from auditbook.checks.examples import answered


def found(check, **tables):
    outcome = answered(checks()[check], tables)
    assert outcome.status != "failed", outcome.message
    return outcome


def paid(*rows, account="50102", money="102"):
    """A journal of payments: (date, summary, amount, payee), numbered as they come."""
    lines = ["日期 | 凭证字号 | 摘要 | 科目编码 | 借方 | 贷方 | 往来单位"]
    for number, (day, summary, amount, payee) in enumerate(rows, 1):
        lines.append(f"{day} | 记-{number} | {summary} | {account} | {amount} | | {payee}")
        lines.append(f" | | {summary} | {money} | | {amount} | {payee}")
    return "\n".join(lines)


def vouchers(outcome):
    return [piece.voucher for piece in outcome.evidence]


def test_a_chain_of_payments_is_one_matter_however_long_it_grows():
    rows = [(f"2021-03-{day:02d}", "购买会议用品", "4000.00", "商户甲") for day in (1, 6, 11, 16)]
    # no seven days hold more than two of them
    assert found("A24", journal=paid(*rows)).status == "clean"
    outcome = found("A24", journal=paid(*rows, ("2021-03-17", "购买会议用品", "4000.00", "商户甲")))
    assert len({piece.group for piece in outcome.evidence}) == 1
    assert vouchers(outcome) == ["记-3", "记-4", "记-5"]


def test_one_voucher_over_the_limit_is_not_split_by_its_accounts():
    journal = """日期 | 凭证字号 | 摘要 | 科目编码 | 借方 | 贷方 | 往来单位
        2021-03-01 | 记-1 | 购买奖品 | 50102 | 6000.00 | | 商户甲
        | | 购买资料 | 50103 | 6000.00 | | 商户甲
        | | 付款 | 102 | | 12000.00 | 商户甲
        2021-03-02 | 记-2 | 购买奖品 | 50102 | 5000.00 | | 商户甲
        | | 付款 | 102 | | 5000.00 | 商户甲"""
    assert found("A24", journal=journal).status == "clean"


def test_purchases_of_two_books_are_not_added_up():
    journal = """日期 | 凭证字号 | 摘要 | 科目编码 | 借方 | 贷方 | 往来单位 | 账套
        2021-03-01 | 记-1 | 购买用品 | 50102 | 6000.00 | | 商户甲 | 财政资金
        2021-03-01 | 记-1 | 购买用品 | 102 | | 6000.00 | 商户甲 | 财政资金
        2021-03-02 | 记-1 | 购买用品 | 50102 | 6000.00 | | 商户甲 | 工会经费
        2021-03-02 | 记-1 | 购买用品 | 102 | | 6000.00 | 商户甲 | 工会经费"""
    assert found("A24", journal=journal).status == "clean"


def test_a_payee_that_stands_only_in_the_summary_weighs_less():
    rows = [
        ("2021-03-01", "付商户甲展板款（第一批）", "6000.00", ""),
        ("2021-03-03", "付商户甲展板款（第二批）", "6000.00", ""),
    ]
    outcome = found("A24", journal=paid(*rows))
    assert vouchers(outcome) == ["记-1", "记-2"] and {piece.severity for piece in outcome.evidence} == {"低"}


@pytest.mark.parametrize(
    ("summary", "payee", "status"),
    [
        ("购买慰问品", "", "findings"),
        ("慰问困难职工", "会员001", "clean"),
        ("慰问一线职工物资", "示例超市", "findings"),
        ("报销李某差旅费", "", "clean"),
        ("运动会裁判劳务费", "", "clean"),
        ("付运动会场地费", "体育场馆", "findings"),
    ],
)
def test_cash_for_goods_is_told_and_cash_for_persons_is_not(summary, payee, status):
    journal = paid(("2021-03-01", summary, "2600.00", payee), money="101")
    assert found("A23", journal=journal).status == status


def test_cash_that_pays_a_part_counts_with_that_part():
    journal = """日期 | 凭证字号 | 摘要 | 科目编码 | 借方 | 贷方 | 往来单位
        2021-03-01 | 记-1 | 付印刷款 | 50103 | 8000.00 | | 商户甲
        | | 付印刷款 | 102 | | 7500.00 | 商户甲
        | | 付印刷款 | 101 | | 500.00 | 商户甲"""
    assert found("A23", journal=journal).status == "clean"


def test_a_new_loan_before_the_old_one_is_repaid_hides_nothing():
    balances = """科目编码 | 期初借方 | 期末借方
        135 | 8000.00 | 9000.00"""
    journal = """日期 | 凭证字号 | 摘要 | 科目编码 | 借方 | 贷方 | 往来单位
        2021-03-01 | 记-1 | 借支 | 135 | 3000.00 | | 会员001
        | | 借支 | 102 | | 3000.00 | 会员001
        2021-04-01 | 记-2 | 收回上年借款 | 102 | 2000.00 | | 会员002
        | | 收回上年借款 | 135 | | 2000.00 | 会员002"""
    outcome = found("A21", balances=balances, journal=journal)
    assert [str(piece.amount) for piece in outcome.evidence] == ["6000.00"]


def test_monthly_tables_of_balances_open_with_the_first_month():
    balances = """科目编码 | 期间 | 期初借方 | 期末借方
        135 | 1 | 8000.00 | 8000.00
        135 | 12 | 8000.00 | 8000.00"""
    assert [str(piece.amount) for piece in found("A21", balances=balances).evidence] == ["8000.00"]


def test_assets_entered_once_a_quarter_are_entered():
    journal = """日期 | 凭证字号 | 摘要 | 科目编码 | 借方 | 贷方 | 往来单位
        2021-01-08 | 记-1 | 购买电脑 | 50502 | 5000.00 | | 商户甲
        | | | 102 | | 5000.00 | 商户甲
        2021-02-08 | 记-2 | 购买空调 | 50502 | 3000.00 | | 商户乙
        | | | 102 | | 3000.00 | 商户乙
        2021-03-30 | 记-3 | 一季度固定资产入账 | 162 | 8000.00 | |
        | | | 301 | | 8000.00 | """
    assert found("A22", journal=journal).status == "clean"


def test_cards_without_a_price_are_not_added_up():
    tables = {
        "journal": paid(("2021-01-08", "付场地费", "500.00", "商户甲")),
        "balances": "科目编码 | 期初借方 | 期末借方\n162 | 5000.00 | 5000.00",
        "assets": "名称 | 原值\n会议桌 | 3000.00\n风扇 | ",
    }
    outcome = found("A22", **tables)
    assert outcome.status == "clean" and "未核对合计" in outcome.message


def test_an_opening_that_last_year_split_otherwise_is_no_difference():
    balances = "科目编码 | 期初借方 | 期初贷方\n135 | 30.00 | \n13501 | 30.00 | \n331 | | 30.00"
    last = "科目编码 | 期末借方 | 期末贷方\n135 | 30.00 | \n13509 | 30.00 | \n331 | | 30.00"
    assert found("Y01", balances=balances, last_balances=last).status == "clean"


def test_last_years_journal_stands_in_for_a_table_of_balances():
    now = paid(("2021-03-01", "办公费", "20000.00", "商户甲"), account="50402")
    past = paid(("2020-03-01", "办公费", "5000.00", "商户甲"), account="50402")
    assert [str(piece.amount) for piece in found("Y02", journal=now, last_journal=past).evidence] == ["15000.00"]


def test_words_of_a_matter_lead_to_its_check_only_where_it_names_none():
    outcomes = """检查 | 标题 | 结果 | 行数 | 金额
        A21 | 往来款项长期挂账 | clean | 0 |
        A23 | 大额现金支付 | findings | 1 | 3000.00"""
    followup = """检查 | 问题 | 期限
        专项审计 | 使用现金支付大额采购款 | 2021-03-31
        A21 | 往来款以现金支付后长期挂账 | 2021-03-31"""
    outcome = found("A29", followup=followup, outcomes=outcomes)
    assert [piece.group for piece in outcome.evidence] == ["A23|使用现金支付大额采购款"]
