"""What is not data: totals, footers, blank rows, repeated headings; and what looks like it but is an entry."""

from decimal import Decimal

import openpyxl
import pytest
from readback import read_back

from auditbook.ledger.labels import kind_of

HEAD = "日期,凭证字号,摘要,科目编码,科目名称,借方金额,贷方金额\n"
ENTRY = "2021-01-05,记-1,购茶叶,50102,文体活动费,5.00,\n"
BALANCES = "科目编码,科目名称,期初余额,,本期发生,,期末余额,\n,,借方,贷方,借方,贷方,借方,贷方\n"


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("合计", "total"), ("合 计", "total"),
        ("合计：", "total"), ("总计", "total"), ("资产合计", "total"),
        ("小计", "subtotal"), ("资产小计", "subtotal"), ("资产类小计", "subtotal"), ("本日合计", "subtotal"),
        ("本月合计", "month"), ("本 月 合 计", "month"), ("1月合计", "month"), ("2021年1月合计", "month"),
        ("本期合计", "month"),
        ("本年累计", "year_to_date"), ("累计", "year_to_date"), ("本年累计发生额", "year_to_date"),
        ("本年合计", "year_to_date"),
        ("本页合计", "page"), ("承前页", "carried"), ("过次页", "carried"), ("期初余额", "opening"),
        ("上年结转", "opening"),
        ("期末余额", "closing"), ("结转下年", "closing"),
        ("付合计数差额", ""), ("设计费", ""), ("会计培训", ""), ("累计折旧", ""), ("合计划", ""), ("统计局", ""),
    ],
)  # fmt: skip
def test_what_a_label_says(label, kind):
    assert kind_of(label) == kind


@pytest.mark.parametrize("label", ["合计", "本月合计", "小 计", "承前页", "期初余额"])
def test_a_total_is_no_entry_and_states_its_amount(read, label):
    back = read(f"{HEAD}{ENTRY},,{label},,,5.00,5.00\n")
    assert back.total("debit") == Decimal("5.00")
    assert [(row, item, stated) for row, _, item, stated in back.controls] == [
        (3, "credit", Decimal("5.00")), (3, "debit", Decimal("5.00")),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "label",
    [
        "2021.01合计",
        "凭证合计",
        "月计",
        "本期发生额及累计",
        "合计(大写)",
        "第1页合计",
        "记-1 合计",
        "当前合计",
        "年初至今累计",
    ],
)
def test_a_total_under_an_unusual_label_is_never_added_unsaid(read, label):
    """No account, no number, no date: whatever it says, it is no entry of a voucher."""
    back = read(f"{HEAD}{ENTRY},,{label},,,5.00,\n")
    assert back.total("debit") == Decimal("5.00") or back.problems


@pytest.mark.parametrize("summary", ["5月合计", "餐费小计", "合计", "本月合计", "累计", "上年结转", "结转下年"])
def test_an_entry_with_number_and_account_is_one_whatever_its_summary_says(read, summary):
    back = read(f"{HEAD}2021-01-05,记-1,{summary},50102,文体活动费,5.00,\n")
    assert (back.part.rows, back.total("debit")) == (1, Decimal("5.00"))


def test_a_total_without_a_label_is_a_total(read):
    back = read(f"{HEAD}{ENTRY},,,,,5.00,\n")
    assert back.skips[-1] == (3, "没有名称的合计行")
    assert back.controls == [(3, "total", "debit", Decimal("5.00"))]


def test_a_label_in_a_column_that_nobody_knows(read):
    back = read(f"序号,{HEAD}1,{ENTRY}合计,,,,,,5.00,\n2,{ENTRY}")
    assert back.column("row") == [2, 4]


@pytest.mark.parametrize(
    "footer",
    [
        "制表人：甲,,,,,,", "制表人,甲,审核人,乙,,,",
        "操作员：甲,,打印时间：2022-01-05,,,,",
        "核算单位：某工会,,,打印日期：2022-01-05,,,",
        ",,打印日期：2022-01-05,,,,", "第 1 页 共 3 页,,,,,,", "以上数据仅供参考,,,,,,",
        "单位负责人：甲,,会计主管：乙,,,,", "- 1 -,,,,,,",
        "工会主席：,,财务负责人：,,制表：,,", "注：本表未经审计,,,,,,", "审核：甲,,,记账：乙,,,",
    ],
)  # fmt: skip
def test_a_footer_is_no_entry(read, footer):
    back = read(f"{HEAD}{ENTRY}{footer}\n")
    assert (back.part.rows, back.problems, back.repairs) == (1, [], {})
    assert back.skips[-1][0] == 3


def test_title_and_unit_repeated_on_every_page(read):
    page = "示例工会01,,,2021年1月,,,单位：元\n"
    back = read(f"{page}{HEAD}{ENTRY}{page}{HEAD}{ENTRY}")
    assert (back.column("row"), back.problems) == ([3, 6], [])


def test_headings_repeated_on_every_page(read):
    back = read(f"{HEAD}{ENTRY}{HEAD}{ENTRY}")
    assert back.column("row") == [2, 4]
    assert back.skips == [(1, "表头"), (3, "重复的表头")]


def test_headings_of_two_rows_repeated_on_every_page(read):
    row = "102,银行存款,1.00,,2.00,,3.00,\n"
    back = read(f"{BALANCES}{row}{BALANCES}{row}", "余额表.csv")
    assert back.column("row") == [3, 6]
    assert [reason for _, reason in back.skips] == ["表头", "表头", "重复的表头", "重复的表头"]
    assert back.controls == []


def test_opening_rows_of_period_0_and_21_are_no_entries(read):
    head = "日期,期间,凭证字,凭证号,摘要,科目编码,借方金额,贷方金额\n"
    back = read(
        f"{head}2021-01-01,0,记,1,期初,102,7.00,\n2021-01-01,21,记,1,期初,102,8.00,\n2021-01-05,1,记,1,购,102,5.00,\n"
    )
    assert back.column("row") == [4]
    assert back.skips == [(1, "表头"), (2, "期初凭证（期间为0）"), (3, "期初凭证（期间为0）")]


def test_opening_rows_do_not_cost_the_other_rows_their_unknown_columns(read):
    head = "日期,期间,凭证字,凭证号,摘要,科目编码,借方金额,贷方金额,数量\n"
    back = read(f"{head}2021-01-01,0,记,1,期初,102,7.00,,3\n2021-01-05,1,记,1,购,102,5.00,,9\n")
    assert back.column("数量") == ["9"]


def test_opening_rows_without_word_and_number(read):
    head = "日期,期间,凭证字,凭证号,摘要,科目编码,借方金额,贷方金额\n"
    back = read(f"{head}2021-01-01,0,,,期初,102,7.00,\n2021-01-05,1,记,1,购,102,5.00,\n")
    assert (back.column("row"), back.total("debit")) == ([3], Decimal("5.00"))


@pytest.mark.long
def test_blank_rows_down_to_the_end_of_an_old_sheet(tmp_path):
    book = openpyxl.Workbook()
    for row in (HEAD, ENTRY):
        book.active.append(row.strip().split(","))
    book.active.cell(65_536, 7).value = " "
    book.save(tmp_path / "序时账.xlsx")
    back = read_back(tmp_path / "序时账.xlsx", tmp_path / "store")
    assert (back.part.rows, back.part.skipped) == (1, {"表头": 1, "空行": 65_534})


def test_an_auxiliary_row_has_no_code_and_does_not_count_as_an_account(read):
    back = read(
        f"{BALANCES}135,其他应收款,5.00,,,,5.00,\n,【001】张三,3.00,,,,3.00,\n,(002)李四,2.00,,,,2.00,\n", "余额表.csv"
    )
    assert back.column("account") == ["135", None, None]
    assert back.column("account_name") == ["其他应收款", "【001】张三", "(002)李四"]


@pytest.mark.parametrize(
    "label",
    [
        "收入合计",
        "本年收入合计",
        "收入总计",
        "支出总计",
        "一、收入合计",
        "本年支出合计",
        "收支结余合计",
    ],
)
def test_totals_of_a_budget_are_no_items(read, label):
    back = read(f"项目,年初预算,决算数\n会费收入,3.00,2.00\n{label},3.00,2.00\n", "收支预算表.csv")
    assert back.column("item") == ["会费收入"]


@pytest.mark.parametrize("row", ["2021-01-06,记-2,坏行", "2021-01-06,记-2,坏,50102,文体活动费,5.00,,多,余"])
def test_a_line_of_another_length_is_set_aside_with_its_place(read, row):
    back = read(f"{HEAD}{ENTRY}{row}\n{ENTRY}")
    assert back.column("row") == [2, 4]
    (problem,) = back.problems
    assert problem.source.row == 3
    assert "没有计入" in problem.message


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-16-le", "utf-8-sig"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_short_line_has_its_number_in_every_encoding(read, encoding, ending):
    text = f'"某工会\n序时账"\n{HEAD}{ENTRY}2021-01-06,坏\n{ENTRY}'.replace("\n", ending)
    back = read(text.encode(encoding))
    assert back.column("row") == [3, 5]
    assert [problem.source.row for problem in back.problems] == [4]


def test_an_entry_without_account_is_told(read):
    back = read(f"{HEAD}{ENTRY}2021-01-06,记-2,某事,,,5.00,\n")
    assert [problem.source.row for problem in back.problems] == [3]


def test_a_total_with_the_day_of_the_last_entry(read):
    back = read(f"{HEAD}{ENTRY}2021-01-05,,本日发生额,,,5.00,\n")
    assert back.total("debit") == Decimal("5.00") or back.problems


def test_row_numbers_below_a_summary_of_two_lines_and_a_short_line(read):
    back = read(f'{HEAD}2021-01-05,记-1,"第一行\n第二行",50102,文体活动费,5.00,\n2021-01-06,坏\n\n{ENTRY}')
    assert back.column("row") == [2, 5]
    assert [row for row, _ in back.skips] == [1, 3, 4]


@pytest.mark.parametrize("last", ["\x1a", "", "\n\n", "\r\n"])
def test_the_end_of_an_old_export(read, last):
    assert read(f"{HEAD}{ENTRY}{last}").column("row") == [2]


PLAIN = "日期,凭证字号,摘要,科目编码,借方金额,贷方金额\n" + "2021-01-05,记-1,购茶叶,50102,5.00,\n" * 4


@pytest.mark.parametrize("row", ["2021-01-06,记-2,慰问,100份,50205,7.00,", "2021-01-06,记-2,慰问,三份,50205,7.00,"])
def test_an_unquoted_comma_never_moves_amounts_into_other_columns(read, row):
    """The last cell is empty: cutting it off instead of joining the summary puts the code under 借方."""
    back = read(f"{PLAIN}{row}\n")
    assert back.total("debit") in (Decimal("20.00"), Decimal("27.00"))
    assert back.total("credit") == 0
    assert set(back.column("account")) <= {"50102", "50205"}
    assert back.problems or back.repairs


def test_an_unquoted_comma_is_mended_where_one_way_alone_makes_sense(read):
    head = "日期,摘要,科目编码,借方金额,贷方金额,制单人\n" + "2021-01-05,购茶叶,50102,5.00,,甲\n" * 3
    back = read(f"{head}2021-01-06,慰问,三份,50205,7.00,,甲\n")
    assert back.column("summary")[-1] == "慰问,三份"
    assert back.total("debit") == Decimal("22.00")
    assert sum(back.repairs.values()) == 1


def test_what_is_joined_is_joined_with_the_mark_of_the_file(read):
    head = "日期;摘要;科目编码;借方金额;贷方金额;制单人\n" + "2021-01-05;购茶叶;50102;5.00;;甲\n" * 3
    back = read(f"{head}2021-01-06;慰问;三份;50205;7.00;;甲\n")
    assert back.column("summary")[-1] == "慰问;三份"


def test_as_many_broken_as_whole_lines_do_not_decide_the_width(read):
    head = "日期,摘要,科目编码,借方金额,贷方金额,制单人\n"
    back = read(f"{head}2021-01-05,购茶叶,50102,5.00,,甲\n2021-01-06,慰问,三份,50205,7.00,,甲\n")
    assert Decimal("5.00") in back.column("debit")
    assert Decimal("50205.00") not in back.column("debit")
