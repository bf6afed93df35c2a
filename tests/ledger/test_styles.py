"""Dates and amounts: what one cell says, and what only the column as a whole can say."""

from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from readback import read_back

HEAD = "日期,凭证字号,摘要,科目编码,借方金额,贷方金额\n"
MARCH_5 = date(2021, 3, 5)


@pytest.fixture
def column(read):
    """A journal whose dates, or whose debits and credits, are the given texts."""

    def go(dates=None, debits=None, received=None):
        count = len(dates or debits or received)
        rows = zip(dates or ["2021-03-05"] * count, debits or ["1.00"] * count, received or [""] * count, strict=True)
        body = "".join(f'"{day}",记-1,某事,102,"{debit}","{credit}"\n' for day, debit, credit in rows)
        return read(HEAD + body)

    return go


@pytest.mark.parametrize(
    "text",
    [
        "2021-3-5", "2021-03-05", "2021.03.05", "2021.3.5", "20210305", "2021/3/5", "2021年3月5日", "2021年03月05日",
        "44260",
        "44260.0", "2021/03/05 0:00", "2021-03-05 00:00:00", "2021-03-05T00:00:00", "2021-03-05 16:02:11",
        "２０２１-０３-０５",
        " 2021-03-05 ", "\u200b2021-03-05", "3月5日", "03-05", "3.5",
    ],
)  # fmt: skip
def test_one_day_in_many_forms(column, text):
    back = column(dates=[text])
    assert (back.column("date"), back.column("period"), back.problems) == ([MARCH_5], [3], [])


@pytest.mark.parametrize("text", ["2021 年 3 月 5 日", "2021-03-05 星期五", "二〇二一年三月五日"])
def test_a_day_in_rarer_forms_is_read_or_told(column, text):
    back = column(dates=[text])
    assert back.column("date") == [MARCH_5] or back.problems


@pytest.mark.parametrize(
    "text", ["1900-01-00", "0", "00:00:00", "0:00:00", "1899-12-31", "2021-02-30", "2021-13-01", "2021", "十二"]
)
def test_what_is_no_day_is_told_with_place_and_remedy(column, text):
    back = column(dates=["2021-03-05", text])
    assert back.column("date") == [MARCH_5, None]
    (problem,) = back.problems
    assert (problem.source.file, problem.source.row, problem.source.column) == ("序时账.csv", 3, "日期")
    assert problem.remedy
    assert back.total("debit") == Decimal("2.00")


def test_day_and_month_are_decided_by_the_column_and_that_is_said(column):
    back = column(dates=["01/02/2021", "25/02/2021"])
    assert back.column("date") == [date(2021, 2, 1), date(2021, 2, 25)]
    assert back.part.styles == ["“日期”按日/月/年读取（由整列决定）"]


def test_month_first_as_an_american_excel_writes_it(column):
    assert column(dates=["1/2/21", "2/25/21"]).column("date") == [date(2021, 1, 2), date(2021, 2, 25)]


@pytest.mark.parametrize("dates", [["01/02/2021", "03/04/2021"], ["13/02/2021", "02/13/2021"]])
def test_undecided_days_are_not_read_but_told_and_the_amounts_stay(column, dates):
    back = column(dates=dates)
    assert back.column("date") == [None, None]
    assert [problem.source.row for problem in back.problems] == [2, 3]
    assert back.total("debit") == Decimal("2.00")


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        (["21-03-05", "21-03-20"], [MARCH_5, date(2021, 3, 20)]),
        (["21.03.05", "21.11.09"], [MARCH_5, date(2021, 11, 9)]),
        (["21/3/5", "21/12/31"], [MARCH_5, date(2021, 12, 31)]),
    ],
)
def test_a_short_year_stands_first_in_china(column, dates, days):
    back = column(dates=dates)
    assert back.column("date") == days or back.column("date") == [None, None]


def test_a_cell_after_row_100000_decides_the_whole_column(read):
    body = "01/02/2021,记-1,某事,102,1.00,\n" * 101_000 + "25/02/2021,记-1,某事,102,1.00,\n"
    back = read(HEAD + body)
    assert set(back.column("date")) == {date(2021, 2, 1), date(2021, 2, 25)}
    assert (back.part.rows, back.total("debit")) == (101_001, Decimal("101001.00"))


def test_a_late_contradiction_stops_the_column(read):
    body = "25/02/2021,记-1,某事,102,1.00,\n" * 80_000 + "02/25/2021,记-1,某事,102,1.00,\n"
    back = read(HEAD + body)
    assert set(back.column("date")) == {None}
    assert len(back.problems) <= 50
    assert any("80001" in problem.message for problem in back.problems) or len(back.problems) == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.50", "1234.50"), ("￥1,234.50", "1234.50"), ("¥ 1,234.50", "1234.50"), ("１，２３４．５０", "1234.50"),
        ("1\u00a0234.50", "1234.50"), ("\u00a05.00", "5.00"), ("5.00元", "5.00"), ("+5.00", "5.00"), (".50", "0.50"),
        ("5", "5.00"),
        ("0", "0.00"), ("(1,234.50)", "-1234.50"), ("（5.00）", "-5.00"), ("5.00-", "-5.00"), ("1,234.50-", "-1234.50"),
        ("−5.00", "-5.00"), ("－5.00", "-5.00"), ("￥-5.00", "-5.00"), ("-￥5.00", "-5.00"), ("(￥5.00)", "-5.00"),
        ("1234567890123.45", "1234567890123.45"), ('=""5.00""', "5.00"),
    ],
)  # fmt: skip
def test_one_amount_in_many_forms(column, text, value):
    back = column(debits=[text])
    assert (back.column("debit"), back.problems) == ([Decimal(value)], [])


@pytest.mark.parametrize("text", ["", "-", "--", "—", "/"])
def test_no_amount_is_none_and_not_zero(column, text):
    assert column(debits=[text], received=["1.00"]).column("debit") == [None]


@pytest.mark.parametrize(
    "text",
    [
        "1e400",
        "NaN",
        "inf",
        "12.345",
        "1,23,456.00",
        "4125.49,4143.91",
        "5.00 借",
        "#REF!",
        "9" * 17,
        "五元",
        "5.00/6.00",
        "5.",
        "1.2.3",
    ],
)
def test_what_is_no_amount_is_told_and_never_zero(column, text):
    back = column(debits=["1.00", text])
    assert back.column("debit") == [Decimal("1.00"), None]
    assert [(problem.source.row, problem.source.column) for problem in back.problems] == [(3, "借方金额")]


def test_masked_amounts_are_no_data_and_counted(column):
    back = column(debits=["xx,xx.zz", "1.00"])
    assert back.column("debit") == [None, Decimal("1.00")]
    assert back.repairs == {("debit", "数值被遮盖，按没有数据处理"): 1}


@pytest.mark.parametrize(
    "text",
    [
        "1,234",
        "1.234",
        "-1,234",
        "￥1,234",
        "(1,234)",
        "1,234元",
        "１，２３４",
        "1,234-",
    ],
)
def test_thousands_or_decimals_undecided_stops_the_column(column, text):
    back = column(debits=[text])
    assert back.column("debit") == [None]
    assert back.problems


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["1,234", "1,234.50"], ["1234.00", "1234.50"]),
        (["1,234", "12.50"], ["1234.00", "12.50"]),
        (["1.234", "1.234,50"], ["1234.00", "1234.50"]),
        (["1.234", "12,50"], ["1234.00", "12.50"]),
        (["1,234", "1,234,567"], ["1234.00", "1234567.00"]),
        (["1 234,56", "5,00"], ["1234.56", "5.00"]),
        (["1\u202f234,56", "5,00"], ["1234.56", "5.00"]),
        (["1'234.50", "5.00"], ["1234.50", "5.00"]),
    ],
)
def test_the_column_decides_what_1_234_is(column, texts, values):
    back = column(debits=texts)
    assert back.column("debit") == [Decimal(value) for value in values]


@pytest.mark.parametrize(("debit", "credit"), [("1,234", "1,234.50"), ("1.234", "1.234,50"), ("1.234", "12,50")])
def test_the_column_beside_it_decides_where_it_cannot(column, debit, credit):
    back = column(debits=[debit, ""], received=["", credit])
    assert back.column("debit") == [Decimal("1234.00"), None]


@pytest.mark.parametrize("debits", [["1,234", "1,234.50"], ["1.234", "1.234,50"]])
def test_what_the_column_decided_is_said(column, debits):
    assert column(debits=debits).part.styles


def test_a_column_with_both_marks_is_stopped(column):
    back = column(debits=["1.234,50", "1,234.50"])
    assert back.column("debit") == [None, None]
    assert len(back.problems) == 2


def test_a_late_cell_decides_the_marks_of_the_column(read):
    body = "2021-03-05,记-1,某事,102,1.00,\n" * 100_000 + '2021-03-05,记-1,某事,102,"1,234",\n'
    assert read(HEAD + body).total("debit") == Decimal("101234.00")


def test_amounts_in_ten_thousands(read):
    back = read("2021年收支预算表,,\n,,单位：万元\n项目,年初预算,决算数\n会费收入,70.183715,68\n", "收支预算表.csv")
    assert (back.column("approved"), back.column("actual")) == ([Decimal("701837.15")], [Decimal("680000.00")])
    assert any("万元" in problem.message and problem.note for problem in back.kept.problems)


def test_the_noise_of_floats_in_a_workbook_is_no_amount(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(HEAD.strip().split(","))
    book.active.append([MARCH_5, "记-1", "某事", 102, 0.1 + 0.2, None])
    book.active.append([MARCH_5, "记-1", "某事", 1001.0, 1234.5, None])
    book.save(tmp_path / "序时账.xlsx")
    back = read_back(tmp_path / "序时账.xlsx", tmp_path / "store")
    assert back.column("debit") == [Decimal("0.30"), Decimal("1234.50")]
    assert back.column("account") == ["102", "1001"]
    assert back.column("date") == [MARCH_5, MARCH_5]


@pytest.mark.parametrize("formula", ["=1+1", "=#REF!+1"])
def test_a_formula_without_its_value_is_told_and_never_empty_or_zero(tmp_path, formula):
    book = openpyxl.Workbook()
    book.active.append(HEAD.strip().split(","))
    book.active.append([MARCH_5, "记-1", "某事", "102", formula, None])
    book.save(tmp_path / "序时账.xlsx")
    back = read_back(tmp_path / "序时账.xlsx", tmp_path / "store")
    assert back.column("debit") == [None]
    assert back.problems


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("3", 3),
        ("03", 3),
        ("202103", 3),
        ("2021-03", 3),
        ("2021.03", 3),
        ("2021年03期", 3),
        ("2021年第03期", 3),
        ("3月", 3),
    ],
)
def test_an_accounting_month(read, text, period):
    back = read(f"日期,期间,凭证号,摘要,科目编码,借方金额\n2021-03-05,{text},1,某事,102,1.00\n")
    assert back.column("period") == [period]


def test_a_period_that_lost_its_zero_in_a_workbook_is_not_january(tmp_path):
    """2021.10 as a number is 2021.1; the 2021.01 beside it shows how the column is written."""
    book = openpyxl.Workbook()
    book.active.append(["日期", "期间", "凭证号", "摘要", "科目编码", "借方金额"])
    for day, period in ((date(2021, 1, 5), 2021.01), (date(2021, 10, 5), 2021.10), (date(2021, 11, 5), 2021.11)):
        book.active.append([day, period, 1, "某事", "102", 1])
    book.save(tmp_path / "序时账.xlsx")
    back = read_back(tmp_path / "序时账.xlsx", tmp_path / "store")
    assert back.column("period") == [1, 10, 11] or back.problems


@pytest.mark.parametrize("text", ["35", "99", "13.5"])
def test_no_year_has_35_periods(read, text):
    back = read(f"日期,期间,凭证号,摘要,科目编码,借方金额\n2021-03-05,{text},1,某事,102,1.00\n")
    assert back.problems


def test_the_year_of_the_title_completes_month_and_day(read):
    back = read("某工会2020年序时账\n月,日,凭证字号,摘要,科目编码,借方金额\n3,5,记-1,某事,102,1.00\n", year=2021)
    assert back.column("date") == [date(2020, 3, 5)]


@pytest.mark.parametrize("line", ["打印日期：2022-01-05", "执行2009年《工会会计制度》", "单位代码：2016"])
def test_other_years_above_the_headings_do_not_date_the_entries(read, line):
    back = read(f"{line}\n月,日,凭证字号,摘要,科目编码,借方金额\n3,5,记-1,某事,102,1.00\n", year=2021)
    assert back.column("date") == [MARCH_5]


def test_month_and_day_without_any_year_are_told(read):
    back = read("月,日,凭证字号,摘要,科目编码,借方金额\n3,5,记-1,某事,102,1.00\n", year=None)
    assert (back.column("date"), len(back.problems)) == ([None], 1)
