"""Where a table begins and which column a cell names: titles, two rows, twice, unknown, near."""

from decimal import Decimal

import pytest
from layouts import Laid
from readback import read_back
from writers import write_xlsx

ENTRY = "2021-01-05,记-1,某事,102,5.00,\n"
HEAD = "日期,凭证字号,摘要,科目编码,借方金额,贷方金额\n"


@pytest.mark.parametrize("lines", [0, 1, 3, 10, 24])
def test_headings_are_found_below_titles(read, lines):
    titles = "".join(f"第{number}行说明\n" for number in range(lines))
    back = read(titles + HEAD + ENTRY)
    assert back.column("row") == [lines + 2]
    assert back.all_rows() == list(range(1, lines + 3))


@pytest.mark.parametrize(
    "head",
    [
        "\ufeff日期,凭证字号,摘要,科目编码,借方金额,贷方金额\n",
        "日 期,凭证字号, 摘 要 ,科目\u00a0编码,借方金额,贷方金额\n",
        "日期,凭证字号,摘要,科目编码,借方金额（元）,贷方金额（元）\n",
        '"日\n期",凭证字号,摘要,"科目\n编码",借方金额,贷方金额\n',
        "日　期,凭证字号,摘　要,科目编码,借　方,贷　方\n",
        "日期,凭证字号,摘要,科目编码,借方金额(本位币),贷方金额(本位币)\n",
    ],
)  # fmt: skip
def test_signs_and_blanks_in_headings_do_not_matter(read, head):
    back = read(head + ENTRY)
    assert (back.column("account"), back.total("debit"), back.problems) == (["102"], Decimal("5.00"), [])


def test_a_column_twice_is_told_and_the_first_counts(read):
    back = read("日期,凭证字号,摘要,科目编码,借方金额,借方金额,贷方金额\n2021-01-05,记-1,某事,102,5.00,6.00,\n")
    assert back.total("debit") == Decimal("5.00")
    assert ["两次" in problem.message for problem in back.problems] == [True]


def test_an_unknown_column_is_kept_and_named(read):
    back = read("日期,凭证字号,摘要,科目编码,借方金额,贷方金额,经费来源\n2021-01-05,记-1,某事,102,5.00,,上级\n")
    assert back.column("经费来源") == ["上级"]
    assert ["经费来源" in problem.message for problem in back.kept.problems] == [True]


def test_two_unknown_columns_of_one_name_lose_nothing(read):
    back = read("日期,凭证字号,摘要,科目编码,借方金额,编码,名称,编码,名称\n2021-01-05,记-1,某事,102,5.00,01,甲,02,乙\n")
    (row,) = back.rows
    assert {"甲", "乙"} <= set(row.values()) or back.problems


def test_a_slip_in_one_side_of_the_amounts_stops_the_table(read):
    back = read("日期,凭证字号,摘要,科目编码,借方金额,贷方今额\n2021-01-05,记-1,某事,102,5.00,6.00\n")
    assert back.kept.parts == []
    (problem,) = back.problems
    assert "贷方今额" in problem.message and "没有读取" in problem.message and "贷方金额" in problem.remedy


@pytest.mark.parametrize(
    "head",
    [
        "科目编码,科目名称,期初余额,,本期发生额,,期末余额,\n,,借方,贷方,借方,贷方,借方,贷方\n",
        "科目编码,科目名称,年初余额,,本期发生,,期末余额,\n,,借方余额,贷方余额,借方,贷方,借方余额,贷方余额\n",
        "科目编码,科目名称,期初借方,期初贷方,本期借方,本期贷方,期末借方,期末贷方\n",
        "科目编码,科目名称,期初余额(借方),期初余额(贷方),借方发生额,贷方发生额,期末余额(借方),期末余额(贷方)\n",
        "科目编码,科目名称,期初余额,期初余额,本期发生额,本期发生额,期末余额,期末余额\n,,借方,贷方,借方,贷方,借方,贷方\n",
        "科目代码,科目全名,期初借方余额,期初贷方余额,本期借方发生,本期贷方发生,期末借方余额,期末贷方余额\n",
    ],
)
def test_headings_of_balances(read, head):
    back = read(f"{head}102,银行存款,8.00,,2.00,1.00,9.00,\n", "科目余额表.csv")
    (row,) = back.rows
    assert [row[name] for name in ("opening_debit", "debit", "credit", "closing_debit")] == [
        Decimal(figure) for figure in ("8.00", "2.00", "1.00", "9.00")
    ]
    assert row["opening_credit"] is None and row["closing_credit"] is None


@pytest.mark.parametrize(
    "head",
    [
        "科目编码,科目名称,期初余额,,借方,贷方,期末余额,\n,,方向,金额,,,方向,金额\n",
        "科目编码,科目名称,方向,期初余额,借方,贷方,方向,期末余额\n",
        "科目编码,科目名称,方向,期初余额,借方金额,贷方金额,方向,期末余额\n",
        "科目编码,科目名称,期初方向,期初余额,本期借方发生额,本期贷方发生额,期末方向,期末余额\n",
        "科目编码,科目名称,方向,年初余额,借方发生额,贷方发生额,方向,余额\n",
    ],
)
def test_directions_and_unsigned_balances(read, head):
    back = read(f"{head}102,银行存款,借,8.00,2.00,1.00,借,9.00\n321,结余,贷,8.00,0,0,贷,8.00\n", "科目余额表.csv")
    first, second = back.rows
    assert (first["opening_debit"], first["debit"], first["credit"], first["closing_debit"]) == (8, 2, 1, 9)
    assert (second["opening_credit"], second["closing_credit"]) == (8, 8)


def test_one_direction_for_both_balances_loses_none_unsaid(read):
    back = read(
        "科目编码,科目名称,余额方向,期初余额,本期借方,本期贷方,期末余额\n102,银行存款,借,8.00,2.00,1.00,9.00\n",
        "科目余额表.csv",
    )
    (row,) = back.rows
    assert row["opening_debit"] == 8
    assert row["closing_debit"] == 9 or back.problems


def test_a_balance_without_any_direction_is_told(read):
    back = read(
        "科目编码,科目名称,期初余额,本期借方,本期贷方,期末余额\n102,银行存款,8.00,2.00,1.00,9.00\n", "科目余额表.csv"
    )
    assert back.problems


def test_even_has_no_amount(read):
    head = "科目编码,科目名称,方向,期初余额,本期借方,本期贷方,方向,期末余额\n"
    back = read(f"{head}402,收入,平,0.00,5.00,5.00,平,3.00\n", "科目余额表.csv")
    (problem,) = back.problems
    assert (problem.source.row, "方向" in problem.message) == (2, True)


def test_cumulative_columns_do_not_pass_for_the_period(read):
    head = f"科目编码,科目名称,年初余额,,期初余额,,本期发生额,,本年累计,,期末余额,\n,{',借方,贷方' * 5}\n"
    back = read(f"{head}102,银行存款,9.00,,5.00,,2.00,1.00,7.00,8.00,6.00,\n", "科目余额表.csv")
    (row,) = back.rows
    names = ("opening_debit", "debit", "credit", "cumulative_debit", "cumulative_credit", "closing_debit")
    assert [row[name] for name in names] == [5, 2, 1, 7, 8, 6]


def test_a_file_named_after_its_table_decides_a_tie(read):
    back = read("科目编码,项目,年初预算,决算数\n402,拨缴经费收入,5.00,4.00\n", "收支预算表.csv")
    assert back.part.table == "budget"


def test_budget_by_account_and_by_item(read):
    by_account = read("科目编码,科目名称,年初预算数,调整数,决算数\n402,拨缴经费收入,5.00,-1.00,4.00\n", "预算表.csv")
    (row,) = by_account.rows
    assert (row["account"], row["item"], row["final"]) == ("402", "拨缴经费收入", 4)
    by_item = read("项目,年初预算,决算数\n402 拨缴经费收入,5.00,4.00\n50102 文体活动,1.00,1.00\n", "工会经费预算.csv")
    assert by_item.column("account") == ["402", "50102"]


def test_income_and_expenditure_side_by_side_do_not_mix(read):
    back = read(
        "收入项目,预算数,决算数,支出项目,预算数,决算数\n会费收入,1.00,2.00,文体活动,3.00,4.00\n", "收支预算表.csv"
    )
    assert [(row["kind"], row["item"], row["approved"], row["actual"]) for row in back.rows_of_all] == [
        ("收入", "会费收入", 1, 2),
        ("支出", "文体活动", 3, 4),
    ]


def test_all_sheets_with_the_headings_are_read_and_a_copy_only_once(tmp_path):
    grid = [HEAD.strip().split(","), ["2021-01-05", "记-1", "某事", "102", "5.00"]]
    other = [HEAD.strip().split(","), ["2021-02-05", "记-1", "某事", "102", "7.00"]]
    path = write_xlsx(Laid([*grid]), tmp_path / "序时账.xlsx", 二月=other, 副本=grid)
    kept = read_back(path, tmp_path / "store").kept
    assert [(part.sheet, part.rows) for part in kept.parts] == [("Sheet", 1), ("二月", 1)]
    assert ["副本" in str(problem) and "完全相同" in str(problem) for problem in kept.problems] == [True]


@pytest.mark.parametrize("name", ["编制单位：广元市总工会", "单位：状元小学工会"])
def test_the_name_of_a_unit_is_no_unit_of_money(read, name):
    assert read(f"{name}\n{HEAD}{ENTRY}").problems == []
