"""Codes of accounts are text; separators go, digits stay, and what is no code is told."""

import openpyxl
import pytest
from readback import read_back

from auditbook.ledger.codes import split

HEAD = "日期,凭证字号,摘要,会计科目,借方金额,贷方金额\n"
FLOAT = ("account", "科目编码读成了小数，已还原")
MARKS = ("account", "科目编码去掉了分隔符")


@pytest.fixture
def account(read):
    """Code, name, repairs and problems of one cell."""

    def go(text):
        back = read(f'{HEAD}2021-01-05,记-1,某事,"{text}",5.00,\n')
        (row,) = back.rows
        return row["account"], row["account_name"], back

    return go


@pytest.mark.parametrize(
    ("text", "code", "repair"),
    [
        ("1001", "1001", None), ("1001.0", "1001", FLOAT), ("1001.01", "100101", MARKS),
        ("1001-01-02", "10010102", MARKS),
        ("501 02", "50102", MARKS), ("１０２", "102", None),
        ("0012", "0012", None), (" 102 ", "102", None),
        ("1001.10", "100110", MARKS), ("501/02", "50102", MARKS),
        ("501_02", "50102", MARKS),
        ("501\\02", "50102", MARKS),
    ],
)  # fmt: skip
def test_a_code_in_many_forms(account, text, code, repair):
    found, name, back = account(text)
    assert (found, name, back.problems) == (code, None, [])
    assert repair is None or back.repairs.get(repair) == 1


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("50102 文体活动费", "50102", "文体活动费"), ("50102文体活动费", "50102", "文体活动费"),
        ("501.02-文体活动费", "50102", "文体活动费"),
        ("【50102】文体活动费", "50102", "文体活动费"), ("[50102]文体活动费", "50102", "文体活动费"),
        ("50102_文体活动费", "50102", "文体活动费"),
        ("50102\\职工活动支出\\文体活动费", "50102", "职工活动支出\\文体活动费"), ("50102-01 文体", "5010201", "文体"),
        ("50102 2021年春游", "50102", "2021年春游"),
        ("50102 3人慰问", "50102", "3人慰问"),
        ("文体活动费(50102)", "50102", "文体活动费"),
    ],
)  # fmt: skip
def test_code_and_name_in_one_cell(account, text, code, name):
    found, beside, _ = account(text)
    assert (found, beside) == (code, name)


def test_code_in_disguise_is_unwrapped_and_counted(read):
    back = read('科目编码\t科目名称\t期初借方\n="0012"\t某科目\t1.00\n="0013"\t某科目\t1.00\n', "余额表.xls")
    assert back.column("account") == ["0012", "0013"]
    assert sum(back.repairs.values()) == 2


@pytest.mark.parametrize(
    "text",
    ["1.00E+11", "1E+11", "1.001e3"],
)
def test_a_code_in_scientific_notation_is_lost_and_told(account, text):
    code, _, back = account(text)
    assert code is None
    assert any("科学记数法" in problem.message for problem in back.problems)


@pytest.mark.xfail(strict=True, reason="kinds.py code_cell: 1001.1 for 1001.10")
def test_a_dotted_code_that_a_workbook_holds_as_a_number_is_told(tmp_path):
    """1001.10 became 1001.1, which is no code of the rule 4-2-2; 1001.01 beside it is one."""
    book = openpyxl.Workbook()
    for row in (
        HEAD.strip().split(","),
        *(["2021-01-05", "记-1", "某事", code, 5, None] for code in (1001.01, 1001.1)),
    ):
        book.active.append(row)
    book.save(tmp_path / "序时账.xlsx")
    back = read_back(tmp_path / "序时账.xlsx", tmp_path / "store")
    assert back.column("account") == ["100101", "100110"] or back.problems


@pytest.mark.parametrize("text", ["银行存款", "拨缴经费收入", "其他"])
def test_a_name_alone_is_no_code(read, text):
    """A program without codes: the name is a name, and that there is no code is told."""
    back = read(f"{HEAD}2021-01-05,记-1,某事,{text},5.00,\n")
    assert back.column("account") == [None]
    assert back.column("account_name") == [text]
    assert back.problems


def test_the_name_under_a_second_heading_for_the_account(read):
    back = read("日期,凭证字号,摘要,科目编码,科目,借方金额\n2021-01-05,记-1,某事,102,银行存款,5.00\n")
    assert (back.column("account"), back.column("account_name")) == (["102"], ["银行存款"])


def test_a_given_name_stays_where_the_cell_holds_another(read):
    back = read("日期,凭证字号,摘要,会计科目,科目全称,借方金额\n2021-01-05,记-1,某事,102 银行,银行存款/基本户,5.00\n")
    assert back.column("account_name") == ["银行存款/基本户"]


@pytest.mark.parametrize("text", ["102", "1001.01", "50102-01", "1001A"])
def test_a_code_alone_is_not_split(text):
    assert split(text) == (text, "")
