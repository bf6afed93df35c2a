"""Good exports, damaged: shifted, cut, joined, short of cells. Read right or told; never a traceback or a wrong sum."""

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest

HEAD = "日期,凭证字号,摘要,科目编码,科目名称,借方金额,贷方金额\n"
ONE = "2021-01-05,收-1,拨缴,102,银行,12000.00,\n"
TWO = "2021-01-05,收-1,拨缴,402,收入,,12000.00\n"
BALANCES = "科目编码,科目名称,期初借方,期初贷方,本期借方,本期贷方,期末借方,期末贷方\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("序时账.csv", HEAD + ONE.replace(",\n", "\n") * 2 + TWO),
        ("科目余额表.csv", f"{BALANCES}101,现金,1.00,,,,1.00\n102,银行,1.00,,,,1.00\n331,结余,,2.00,,,,2.00\n"),
        ("收支预算表.csv", "项目,年初预算,决算数\n会费收入,1.00\n拨缴收入,1.00\n活动支出,1.00,2.00\n"),
    ],
)
def test_lines_without_their_last_empty_cells(look, name, content):
    """Many programs end a line at its last figure: the longer line is the whole one, nothing of it may be lost."""
    found = look(content, name)
    assert found["rows"] == 3 or found["problems"]
    assert found["rows"] + found["skipped"] == 4


def test_all_lines_without_their_last_empty_cell(read):
    back = read(f"{HEAD}{ONE}{ONE}".replace(",\n", "\n"))
    assert (back.total("debit"), back.column("credit"), back.problems) == (24000, [None, None], [])


def test_a_workbook_without_sheets_is_one_message(look):
    held, out = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(held)
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            content = old.read(member)
            new.writestr(member, b"<workbook/>" if member.filename == "xl/workbook.xml" else content)
    found = look(out.getvalue(), "序时账.xlsx")
    assert found["table"] is None
    assert [bool(problem["remedy"]) for problem in found["problems"]] == [True]


@pytest.mark.parametrize("end", ["2021-01-06,付-1,慰", "2021-01-06,付-1,慰问品,50102,文体,1050"])
def test_the_last_line_is_cut(read, end):
    back = read(HEAD + ONE + TWO + end)
    assert (back.total("debit"), back.all_rows()) == (Decimal("12000.00"), [1, 2, 3, 4])
    assert [(problem.source.row, bool(problem.remedy)) for problem in back.problems] == [(4, True)]


@pytest.mark.xfail(
    strict=True, reason="encoding.py: one byte too few at the end is a cut file, not an unknown encoding"
)
def test_a_cut_within_a_sign_is_called_a_cut(look):
    found = look((HEAD + ONE + TWO + "2021-01-06,付-1,慰").encode("gb18030")[:-1], "序时账.csv")
    assert found["rows"] == 2 or any("截断" in p["message"] or "不完整" in p["message"] for p in found["problems"])


@pytest.mark.parametrize("change", [("\n", "\r"), ("\n", "\r\n"), ("\n", ",,,\n"), ("\n", "\n\n")])
def test_ends_of_lines(read, change):
    back = read((HEAD + ONE + TWO).replace(*change))
    assert (back.total("debit"), back.total("credit"), back.problems) == (12000, 12000, [])


@pytest.mark.parametrize("rows", [HEAD + (ONE + TWO).replace("\n", ",,,\n"), HEAD.replace("\n", ",,,\n") + ONE + TWO])
def test_trailing_commas_of_some_lines_only(read, rows):
    back = read(rows)
    assert (back.total("debit"), back.total("credit"), back.all_rows()) == (12000, 12000, [1, 2, 3])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(look, encoding):
    found = look((HEAD + ONE + TWO).encode(encoding), "序时账.csv")
    assert (found["rows"], found["debit"], found["credit"]) == (2, "12000.00", "12000.00")


def test_quotes_and_line_breaks_inside(read):
    back = read(
        f'{HEAD}2021-01-05,收-1,"购""五一""慰问品,100份",102,银行,"12,000.00",\n2021-01-05,收-1,购"五一"品,402,收入,,"12,000.00"\n'
        '2021-01-06,收-2,"跨\n行",402,收入,,1.00\n'
    )
    assert back.column("summary") == ['购"五一"慰问品,100份', '购"五一"品', "跨\n行"]
    assert (back.column("row"), back.total("credit")) == ([2, 3, 4], Decimal("12001.00"))


def test_a_page_printed_below_the_last_with_its_title(read):
    back = read(f"序时账\n{HEAD}{ONE}第1页 共2页\n序时账\n{HEAD}{TWO}第2页 共2页\n")
    assert (back.column("row"), back.total("debit"), back.problems) == ([3, 7], 12000, [])
    assert back.all_rows() == list(range(1, 9))


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("2021-01-05,收-1,拨缴,102,银行,'12000.00,", "debit"),
        ("2021-01-05,收-1,拨缴,'102,银行,12000.00,", "account"),
        ("'2021-01-05,收-1,拨缴,102,银行,12000.00,", "date"),
        ("2021-01-05,'收-1,拨缴,102,银行,12000.00,", "word"),
    ],
)
def test_an_apostrophe_before_what_is_kept_as_text(read, row, name):
    back = read(f"{HEAD}{row}\n")
    plain = read(f"{HEAD}{row.replace(chr(39), '')}\n", "另.csv")
    assert back.column(name) == plain.column(name)


@pytest.mark.xfail(
    strict=True, reason="styles.py plain_amount: the message shows a comma where the cell has an apostrophe"
)
def test_a_message_shows_the_cell_as_it_is(read):
    (problem,) = read(f"{HEAD}2021-01-05,收-1,拨缴,102,银行,'a12.00,\n").problems
    assert "'a12.00" in problem.message


def test_a_shifted_line_is_told(read):
    back = read(f"{HEAD}{ONE},2021-01-05,收-1,拨缴,402,收入,12000.00\n{TWO}")
    assert 3 in {problem.source.row for problem in back.problems}


@pytest.mark.parametrize("drop", [HEAD, HEAD.replace("日期", ""), HEAD.replace("借方金额,贷方金额", ",")])
def test_headings_that_are_gone_are_told(look, drop):
    found = look(ONE + TWO if drop == HEAD else drop + ONE + TWO, "序时账.csv")
    assert found["problems"] or found["table"] == "journal"
    assert found["table"] is None or found["debit"] == "12000.00"
