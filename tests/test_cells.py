from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest

from auditbook.cells import Cell, CellError, convert

STATES = {"在用": {}, "报废": {"also": ["待报废", "已报废"]}, "因公出国（境）费": None}


def refused(text: str, kind: str, **rule: object) -> str:
    with pytest.raises(CellError) as told:
        convert(text, kind, **rule)
    assert told.value.remedy
    return told.value.message


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("1,234.50", "1234.50"),
        ("１２３", "123.00"),
        ("￥1,234", "1234.00"),
        ("¥ 12.5", "12.50"),
        ("(500.00)", "-500.00"),
        ("（500）", "-500.00"),
        ("-0.01", "-0.01"),
        ("+7", "7.00"),
        ("０．５０", "0.50"),
        ("\u202a100\u202c", "100.00"),
        ("\u00a0100\u00a0", "100.00"),
        ("0", "0.00"),
    ],
)
def test_an_amount_as_people_write_it(text, yuan):
    assert str(convert(text, "money").value) == yuan


@pytest.mark.parametrize("text", ["1,23,4", "1,2345", ",123", "1 234", "1_000", "1e400", "1e3", "NaN", "Infinity",
                                  "无", "约100", "100元", "=1+1", "1.", "--5", "((5))", "12.3.4", "😀"])  # fmt: skip
def test_what_is_no_amount_is_not_guessed(text):
    assert "不是数字" in refused(text, "money")


@pytest.mark.parametrize("text", ["", " ", "-", "——", "－", "/", "N/A", "无数据", "\u200b", "\u3000"])
def test_a_blank_is_not_given_and_never_zero(text):
    assert convert(text, "money") is None


def test_three_decimals_are_refused_in_a_text_file():
    assert "超过两位小数" in refused("0.305", "money")


def test_what_a_float_left_behind_in_a_sheet_is_cents_again():
    assert convert("1342.49000000001", "money", binary=True) == Cell(Decimal("1342.49"))


def test_half_a_cent_in_a_sheet_is_refused_all_the_same():
    assert "超过两位小数" in refused("1.005", "money", binary=True)


def test_ten_thousands_become_yuan_to_the_cent():
    assert convert("63.1123", "money", factor=10000) == Cell(Decimal("631123.00"))


def test_ten_thousands_with_parts_of_a_cent_are_refused():
    assert "超过两位小数" in refused("0.0000001", "money", factor=10000)


def test_a_negative_amount_is_refused_where_none_can_be():
    assert "小于 0" in refused("(5.00)", "money", min=0)


def test_an_amount_of_seventeen_digits_is_a_slip_of_the_keyboard():
    assert "位数过多" in refused("12345678901234567", "money")


@pytest.mark.parametrize(
    ("text", "number", "word"),
    [("1000余", 1000, "余"), ("近100", 100, "近"), ("约50", 50, "约"), ("2000多", 2000, "余"), ("超过300", 300, "余"),
     ("不足10", 10, "近"), ("1,764", 1764, ""), ("５", 5, ""), ("3.0", 3, ""), ("0", 0, "")],
)  # fmt: skip
def test_a_head_count_keeps_how_sure_it_is(text, number, word):
    assert convert(text, "count") == Cell(Decimal(number), word)


@pytest.mark.parametrize(
    ("text", "told"),
    [("-5", "负数"), ("（5）", "负数"), ("4.5", "不是整数"), ("若干", "不是整数"), ("1,23,4", "不是数字"),
     ("10人", "不是整数"), ("1千多", "不是整数")],
)  # fmt: skip
def test_a_head_count_that_cannot_be_is_refused(text, told):
    assert told in refused(text, "count")


@pytest.mark.parametrize("text", ["2022-03-07", "2022/3/7", "2022.3.7", "2022年3月7日", "20220307", "２０２２－３－７",
                                  "2022-03-07 00:00:00"])  # fmt: skip
def test_one_day_in_all_its_spellings(text):
    assert convert(text, "date") == Cell(date(2022, 3, 7))


@pytest.mark.parametrize("text", ["2022-02-30", "2022年3月", "44627", "3/7/22", "2022-13-01", "五一前后", "0000-01-01"])
def test_what_is_no_day_is_not_guessed(text):
    assert "日期" in refused(text, "date")


def test_a_choice_is_known_by_its_other_names():
    assert convert("待报废", "choice", values=STATES) == Cell("报废")


def test_brackets_of_either_width_name_the_same_choice():
    assert convert("因公出国(境)费", "choice", values=STATES) == Cell("因公出国（境）费")


def test_a_choice_that_is_not_there_says_which_are():
    with pytest.raises(CellError) as told:
        convert("外借", "choice", values=STATES)
    assert "在用、报废" in told.value.remedy


@pytest.mark.parametrize(("text", "value"), [("86.5%", Decimal("86.5")), ("86.5％", Decimal("86.5")),
                                             ("全覆盖", "全覆盖"), ("1,764", Decimal(1764))])  # fmt: skip
def test_a_claim_is_a_number_or_a_wording(text, value):
    assert convert(text, "stated") == Cell(value)


def test_yes_and_no_in_both_languages_and_nothing_else():
    assert (convert("有", "yesno"), convert("NO", "yesno")) == (Cell(True), Cell(False))
    assert "不是“是”或“否”" in refused("对", "yesno")


@pytest.mark.parametrize("text", ["364600①", "100²", "①", "5₂"])
def test_a_footnote_mark_is_not_a_digit(text):
    assert "不是数字" in refused(text, "money")


def test_digits_parted_by_a_nul_are_not_one_number():
    assert "控制字符" in refused("1\x0000", "money")


@pytest.mark.parametrize(("text", "yuan"), [("0.30000000000000004", "0.30"), ("12345678.899999999", "12345678.90")])
def test_a_sum_in_a_sheet_is_cents_however_many_digits_its_float_has(text, yuan):
    assert convert(text, "money", binary=True) == Cell(Decimal(yuan))


@pytest.mark.parametrize("text", ["36.46万元", "约86.5%", "86.5个百分点"])
def test_a_figure_in_a_claim_does_not_become_a_wording_in_silence(text):
    with suppress(CellError):
        assert isinstance(convert(text, "stated").value, Decimal)
