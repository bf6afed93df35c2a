"""Balance tables that list an account more than once: by item, by month, by currency, by union. Nothing may double."""

from decimal import Decimal

import pytest

HEAD = "科目编码,科目名称,期初借方,期初贷方,本期借方,本期贷方,期末借方,期末贷方\n"


def once_or_told(back):
    """Each account stands once a month and book, or somebody is told."""
    keys = [(row["account"], row["period"], row["book"]) for row in back.rows]
    return len(set(keys)) == len(keys) or bool(back.problems)


def test_departments_of_an_account(read):
    back = read(
        """辅助余额表
科目编码,科目名称,部门编码,部门名称,期初余额,,本期发生,,期末余额,
,,,,借方,贷方,借方,贷方,借方,贷方
50102,文体活动费,01,办公室,,,10.00,,10.00,
50102,文体活动费,02,组织部,,,20.00,,20.00,
50102,文体活动费,,小计,,,30.00,,30.00,
合计,,,,,,30.00,,30.00,
""",
        "辅助余额表.csv",
    )
    assert once_or_told(back)


@pytest.mark.xfail(strict=True, reason="lines.py _others: a row with its own texts is no unlabelled total")
def test_items_below_their_account_state_no_total(read):
    back = read(
        """核算项目余额表
科目代码,科目名称,核算项目类别,核算项目代码,核算项目名称,期初余额借方,期初余额贷方,本期发生借方,本期发生贷方,期末余额借方,期末余额贷方
50102,文体活动费,,,,0,0,30.00,0,30.00,0
,,部门,01,办公室,0,0,10.00,0,10.00,0
,,部门,02,组织部,0,0,20.00,0,20.00,0
""",
        "核算项目余额表.csv",
    )
    assert back.total("debit") == Decimal("30.00")
    assert [kind for _, kind, _, _ in back.controls if kind == "total"] == []


def test_persons_below_their_account(read):
    back = read(
        f"{HEAD}135,其他应收款,100.00,,0,0,100.00,\n135,001 张三,60.00,,0,0,60.00,\n135,002 李四,40.00,,0,0,40.00,\n",
        "科目余额表.csv",
    )
    assert once_or_told(back)


def test_currencies_of_an_account_and_their_sum(read):
    head = HEAD.replace("科目名称,", "科目名称,币别,")
    back = read(
        f"{head}102,银行存款,人民币,100.00,,0,0,100.00,\n102,银行存款,美元,65.00,,0,0,65.00,\n"
        "102,银行存款,综合本位币,165.00,,0,0,165.00,\n",
        "科目余额表.csv",
    )
    assert once_or_told(back)


def test_a_general_ledger_of_months_is_no_balance_table(look):
    found = look(
        """总账
科目编码,科目名称,期间,摘要,借方,贷方,方向,余额
101,库存现金,,年初余额,,,借,200.00
101,库存现金,1,本期合计,300.00,0,借,500.00
101,库存现金,1,本年累计,300.00,0,借,500.00
101,库存现金,2,本期合计,100.00,0,借,600.00
101,库存现金,2,本年累计,400.00,0,借,600.00
""",
        "总账.csv",
    )
    assert found["table"] is None or found["debit"] == "400.00" or found["problems"]


@pytest.mark.xfail(
    strict=True, reason="checks C04, C05, inspect _top sum all months; the reader does not say that there are several"
)
def test_balances_of_several_months_are_told(read):
    head = HEAD.replace("科目编码", "会计年度,期间,科目编码")
    back = read(f"{head}2021,1,101,现金,2.00,,3.00,,5.00,\n2021,13,101,现金,5.00,,1.00,,6.00,\n", "科目余额表.csv")
    assert [row["period"] for row in back.rows] == [1, 13]
    assert any("期间" in problem.message for problem in back.problems)


@pytest.mark.parametrize("title", ["单位名称", "公司", "核算账簿"])
def test_two_unions_in_one_balance_table(read, title):
    back = read(
        f"{title},{HEAD}甲工会,101,现金,2.00,,3.00,,5.00,\n乙工会,101,现金,5.00,,1.00,,6.00,\n", "科目余额表.csv"
    )
    assert once_or_told(back)


def test_two_sets_of_books_are_kept_apart(read):
    back = read(f"账套,{HEAD}经费账,101,现金,2.00,,3.00,,5.00,\n医疗账,101,现金,5.00,,1.00,,6.00,\n", "科目余额表.csv")
    assert (back.column("book"), back.problems) == (["经费账", "医疗账"], [])


def test_codes_that_go_on_from_the_row_above(read):
    back = read(
        f"{HEAD}501,职工活动支出,,,30.00,,30.00,\n  01,职工教育费,,,10.00,,10.00,\n  02,文体活动费,,,20.00,,20.00,\n"
        "502,维权支出,,,5.00,,5.00,\n  01,劳动关系协调,,,5.00,,5.00,\n",
        "科目余额表.csv",
    )
    assert back.column("account") == ["501", "50101", "50102", "502", "50201"] or back.problems


def test_level_and_direction_beside_two_columns_each(read):
    back = read(
        f"科目编码,科目名称,级次,方向,年初余额,,期初余额,,本期发生,,本年累计,,期末余额,\n,,,{',借方,贷方' * 5}\n"
        "101,库存现金,1,借,100.00,,200.00,,300.00,0,300.00,50.00,500.00,\n合计,,,,100.00,,200.00,,300.00,,300.00,50.00,500.00,\n",
        "科目余额表.csv",
    )
    (row,) = back.rows
    names = ("opening_debit", "debit", "cumulative_credit", "closing_debit")
    assert [row[name] for name in names] == [200, 300, 50, 500]
    assert back.all_rows() == [1, 2, 3, 4]


def test_one_direction_and_the_opening_of_the_month_beside_that_of_the_year(read):
    back = read(
        "科目编码,科目名称,级次,方向,年初余额,期初余额,本期借方,本期贷方,借方累计,贷方累计,期末余额\n"
        "331,结余,1,贷,100.00,200.00,0,0,0,0,200.00\n",
        "科目余额表.csv",
    )
    (row,) = back.rows
    assert (row["opening_credit"], row["closing_credit"], row["年初余额"]) == (200, 200, "100.00")


def test_code_and_name_below_one_title(read):
    back = read(
        f"科目,,期初余额,,本期发生额,,期末余额,\n编码,名称{',借方,贷方' * 3}\n321,结余,,2.00,,0,,2.00\n", "余额表.csv"
    )
    (row,) = back.rows
    assert (row["account"], row["account_name"], row["opening_credit"], row["closing_credit"]) == ("321", "结余", 2, 2)


@pytest.mark.parametrize(
    "head",
    [
        "科目,,期初余额,,本期发生额,,期末余额,\n,,金额,,金额,,金额,\n编码,名称,借方,贷方,借方,贷方,借方,贷方\n",
        "科目编码,科目名称,2021年1月-12月,,,,,\n,,期初余额,,本期发生额,,期末余额,\n,,借方,贷方,借方,贷方,借方,贷方\n",
    ],
)
def test_headings_of_three_rows_are_read_or_told(read, head):
    back = read(f"{head}101,现金,2.00,,3.00,,5.00,\n321,结余,,2.00,,,,2.00\n", "余额表.csv")
    assert back.column("opening_debit") == [Decimal("2.00"), None] or back.problems


def test_headings_of_three_rows_are_not_totals(read):
    head = "科目编码,科目名称,2021年1月-12月,,,,,\n,,期初余额,,本期发生额,,期末余额,\n,,借方,贷方,借方,贷方,借方,贷方\n"
    back = read(f"{head}101,现金,2.00,,3.00,,5.00,\n", "余额表.csv")
    assert "没有名称的合计行" not in {reason for _, reason in back.skips}
