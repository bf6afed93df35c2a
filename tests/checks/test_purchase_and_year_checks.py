"""Purchases, cash, open items and last year's matters: what a real ledger brings that the examples do not show."""

import pytest

from auditbook.checks import checks
from auditbook.checks.examples import answered

pytestmark = pytest.mark.usefixtures("one_database")


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


TWICE = [
    # the second summary and day, and whether the two are one payment made twice
    ("2021-03-02", "付商户甲款（培训教材印刷）", "付培训教材印刷款", True),
    ("2021-03-02", "付教材款", "付3月教材款", True),
    ("2021-03-03", "付横幅制作费", "报销横幅制作费", True),
    ("2021-03-03", "付款（展板制作）", "付款（制作展板）", True),
    ("2021-03-02", "付书法班课时费（第1期）", "付书法班课时费（第2期）", False),
    ("2021-03-02", "付2月场地费", "付3月场地费", False),
    ("2021-03-02", "付裁判费（张小明）", "付裁判费（张小红）", False),
    ("2021-03-02", "付慰问品款（一车间）", "付慰问品款（二车间）", False),
    ("2021-03-02", "付蛋糕款（1月寿星）", "付蛋糕款（2月寿星）", False),
    ("2021-03-31", "付保洁费", "付保洁费", False),
]


@pytest.mark.parametrize(("day", "first", "second", "twice"), TWICE)
def test_brackets_and_months_tell_two_payments_apart_only_where_both_name_them(day, first, second, twice):
    journal = paid(("2021-03-01", first, "1386.00", "商户甲"), (day, second, "1386.00", "商户甲"))
    assert vouchers(found("A25", journal=journal)) == (["记-1", "记-2"] if twice else [])


def test_aid_of_one_sum_to_nobody_named_is_no_payment_made_twice():
    lines = [("2021-06-17", "发放困难职工帮扶金", "3000.00", "")] * 2
    assert vouchers(found("A25", journal=paid(*lines, account="50204"))) == []
    goods = [("2021-06-17", "购买学习资料", "3000.00", "")] * 2
    assert vouchers(found("A25", journal=paid(*goods))) == ["记-1", "记-2"]


def test_a_payment_taken_back_and_made_again_is_none_made_twice():
    lines = [("2021-06-01", "付印刷费", "900.00"), ("2021-06-02", "冲销付印刷费", "-900.00"),
             ("2021-06-03", "付印刷费", "900.00")]  # fmt: skip
    journal = paid(*((*line, "商户甲") for line in lines))
    assert vouchers(found("A25", journal=journal)) == []
    again = paid(*((*line, "商户甲") for line in [*lines, ("2021-06-04", "付印刷费", "900.00")]))
    assert vouchers(found("A25", journal=again)) != []


@pytest.mark.parametrize(
    ("summary", "amount", "payee", "told"),
    [
        ("发过节费8人", "1200.00", "职工8人", False),
        ("付评委劳务费", "2400.00", "李某等三人", False),
        ("付裁判劳务费", "2400.00", "张某、李某、王某", False),
        ("发放值班误餐费12人", "2400.00", "", False),
        ("提取备用金", "0.00", "", False),
        ("购8人份工作餐", "1600.00", "", True),
        ("购会议用品等8人用", "1600.00", "商户甲", True),
        ("付会务用餐费30人", "3000.00", "", True),
        ("付职工30人体检费", "9000.00", "某某医院", True),
        ("付第8届运动会奖品款", "1500.00", "", True),
    ],
)
def test_cash_to_a_group_is_divided_by_heads(summary, amount, payee, told):
    journal = paid(("2021-09-27", summary, amount, payee), money="101")
    assert (found("A23", journal=journal).status == "findings") is told


NAMED_FUNDS = [
    ("50402", "购复印纸、墨盒", "劳模专项资金", True),
    ("50402", "邮寄费", "帮扶专项资金", True),
    ("50305", "帮扶资金列支接待餐费", "", True),
    ("50402", "办公用品（从送温暖资金列支）", "", True),
    ("50305", "购打印机（帮扶专款）", "", True),
    ("50304", "劳模体检费", "劳模专项资金", False),
    ("50204", "发放帮扶资金（助学，含文具）", "", False),
    ("50402", "帮扶资金代发手续费", "", False),
    ("50402", "印制帮扶政策宣传单", "帮扶专项资金", False),
    ("50402", "购办公用品", "工会经费", False),
    ("50205", "送温暖资金购买慰问品", "", False),
    ("50402", "帮扶中心办公用品", "", False),
]


@pytest.mark.parametrize(("account", "summary", "project", "told"), NAMED_FUNDS)
def test_a_fund_that_is_named_pays_for_its_purpose_only(account, summary, project, told):
    journal = f"""日期 | 凭证字号 | 摘要 | 科目编码 | 借方 | 贷方 | 项目
        2021-03-01 | 记-1 | 收上级补助 | 102 | 5000.00 | |
        | | | 40302 | | 5000.00 |
        2021-06-01 | 记-2 | {summary} | {account} | 800.00 | | {project}
        | | {summary} | 102 | | 800.00 | {project}"""
    aid = "档案号 | 姓名 | 资金来源 | 金额\nA-1 | 会员001 | 工会经费 | 800.00"
    assert (vouchers(found("A20", journal=journal, aid=aid)) == ["记-2"]) is told


def test_a_new_grant_explains_only_the_account_that_it_paid_for():
    last = "科目编码 | 本期借方 | 本期贷方\n50102 | 6000.00 | 6000.00\n50302 | 5500.00 | 5500.00"
    now = """科目编码 | 本期借方 | 本期贷方
        40302 | 90000.00 | 90000.00
        50102 | 60000.00 | 60000.00
        50302 | 29000.00 | 29000.00"""
    journal = """日期 | 凭证字号 | 摘要 | 科目编码 | 借方 | 贷方
        2021-03-01 | 记-1 | 收上级文化设施专项补助 | 102 | 90000.00 |
        | | | 40302 | | 90000.00
        2021-06-01 | 记-2 | 文化设施健身器材 | 50102 | {spent} |
        | | 文化设施健身器材 | 102 | | {spent}"""
    spent = {"balances": now, "last_balances": last}
    all_of_it = found("Y02", journal=journal.format(spent="90000.00"), **spent)
    assert [piece.group for piece in all_of_it.evidence] == ["50302"]
    # a part of the grant whose use the journal does not name may have paid for the rest
    assert found("Y02", journal=journal.format(spent="55000.00"), **spent).status == "clean"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([("2021-01-20", "购春节慰问品", "9000.00"), ("2021-12-28", "购春节慰问品", "9000.00")], []),
        ([("2021-09-15", "购中秋慰问品", "9000.00"), ("2021-09-27", "购国庆演出服装", "9000.00")], []),
        ([("2021-05-10", "付健身器材款一", "9000.00"), ("2021-05-11", "付健身器材款二", "9000.00")], ["记-1", "记-2"]),
        ([("2021-05-10", "付奖品", "9000.00"), ("2021-05-12", "付奖品", "-9000.00"),
          ("2021-05-12", "付奖品", "9000.00")], []),
        ([("2021-06-01", "购运动服", "6000.00"), ("2021-06-03", "购运动服（补差）", "5000.00")], ["记-1", "记-2"]),
    ],
)  # fmt: skip
def test_what_is_split_and_what_is_bought_twice_a_year(lines, told):
    assert vouchers(found("A24", journal=paid(*((*line, "商户甲") for line in lines)))) == told


YEAR = [(f"2021-{month:02}-10", f"{month}月活动用品", "1500.00", "商户甲") for month in range(1, 12)]


@pytest.mark.parametrize(
    ("summary", "told"),
    [
        ("年末集中购买文体器材", True),
        ("预付次年活动场地费", True),
        ("12月活动用品及器材", True),
        ("购2022年春节慰问品", False),
        ("购2022年元旦、春节年货", False),
        ("两节送温暖慰问物资", False),
    ],
)
def test_december_is_told_unless_it_is_for_the_new_year(summary, told):
    journal = paid(*YEAR, ("2021-12-24", summary, "26000.00", "商户乙"))
    assert (vouchers(found("A27", journal=journal)) == ["记-12"]) is told


@pytest.mark.parametrize(("summary", "told"), [("职工书屋图书架", False), ("办公楼前绿化", True)])
def test_a_grant_of_december_pays_for_what_it_names(summary, told):
    grant = """
        2021-12-05 | 记-20 | 收到上级职工书屋专项补助 | 102 | 26000.00 | |
        2021-12-05 | 记-20 | 收到上级职工书屋专项补助 | 40302 | | 26000.00 |"""
    journal = paid(*YEAR, ("2021-12-24", summary, "25000.00", "商户乙")) + grant
    assert (vouchers(found("A27", journal=journal)) == ["记-12"]) is told


@pytest.mark.parametrize("check", ["A15", "A23", "A24", "A25", "J06"])
def test_money_moved_between_own_accounts_is_no_payment(check):
    rows = ["日期 | 凭证字号 | 摘要 | 科目编码 | 借方 | 贷方 | 往来单位"]
    moves = [("101", "102", "提取现金"), ("10201", "10202", "基本户转专户"), ("102", "101", "现金缴存银行"),
             ("101", "102", "提取现金"), ("10201", "10202", "基本户转专户")]  # fmt: skip
    for number, (to, source, summary) in enumerate(moves, 1):
        rows += [f"2021-05-{10 + number // 4} | 记-{number} | {summary} | {to} | 9000.00 | |",
                 f"2021-05-{10 + number // 4} | 记-{number} | {summary} | {source} | | 9000.00 |"]  # fmt: skip
    rows += ["2021-06-01 | 记-9 | 购买资料 | 50101 | 300.00 | | 商户甲", " | | 购买资料 | 102 | | 300.00 | 商户甲"]
    assert found(check, journal="\n".join(rows)).status == "clean"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([("2021-04-01", "付印刷费", "900.00"), ("2021-04-20", "冲销记-1付印刷费", "-900.00")], False),
        ([("2021-04-01", "付印刷费", "900.00"), ("2021-04-20", "商户甲退回部分印刷款", "-200.00")], False),
        ([("2021-04-01", "付印刷费", "900.00"), ("2021-06-20", "冲减活动支出", "-5000.00")], True),
        ([("2021-04-01", "付印刷费", "900.00"), ("2021-06-20", "调减费用", "-1234.00")], True),
    ],
)
def test_a_red_line_has_its_original(lines, told):
    journal = paid(*((*line, "商户甲") for line in lines))
    assert (vouchers(found("J06", journal=journal)) == ["记-2"]) is told
