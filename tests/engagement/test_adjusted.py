"""An adjusting entry counts as a whole or not at all, and what it changes is changed everywhere."""

from decimal import Decimal

import pytest

from auditbook import open_case
from auditbook.engagement.adjusted import BALANCES, JOURNAL, adjusted, unbalanced

BOOK = """
date,voucher,summary,account,account_name,debit,credit
2021-01-05,记-1,收到拨缴经费,102,银行存款,1000.00,
2021-01-05,记-1,收到拨缴经费,402,拨缴经费收入,,1000.00
2021-03-08,记-2,三八活动,50102,文体活动费,300.00,
2021-03-08,记-2,三八活动,102,银行存款,,300.00
2021-05-08,记-3,工会干部培训,50301,培训费,200.00,
2021-05-08,记-3,工会干部培训,102,银行存款,,200.00
2021-12-31,记-4,结转,402,拨缴经费收入,1000.00,
2021-12-31,记-4,结转,331,结余,,1000.00
2021-12-31,记-5,结转,331,结余,500.00,
2021-12-31,记-5,结转,50102,文体活动费,,300.00
2021-12-31,记-5,结转,50301,培训费,,200.00
"""
BALANCE = """
科目编码,科目名称,期初借方,期初贷方,本期借方,本期贷方,期末借方,期末贷方
102,银行存款,80.00,,1000.00,500.00,580.00,
331,结余,,80.00,500.00,1000.00,,580.00
402,拨缴经费收入,,,1000.00,1000.00,,
501,职工活动支出,,,300.00,300.00,,
50102,文体活动费,,,300.00,300.00,,
503,业务支出,,,200.00,200.00,,
50301,培训费,,,200.00,200.00,,
"""
HEAD = "调整编号,科目编码,借方金额,贷方金额,调整原因,底稿编号,账套\n"
MOVED = "1,50102,120.00,,活动费误记培训费,2021-U-D5-01,\n1,50301,,120.00,,,\n"


@pytest.fixture
def case(tmp_path, kept):
    """The case of a small union with these adjusting entries; files are texts by name."""

    def build(entries="", **files):
        folder = tmp_path / "inputs" / "2021" / "u"
        folder.mkdir(parents=True)
        (tmp_path / "inputs" / "units.csv").write_text("unit,name,kind\nu,某工会,grassroots\n", "utf-8")
        given = {"序时账": BOOK, "科目余额表": BALANCE, **files}
        for name, text in given.items():
            if text:
                (folder / f"{name}.csv").write_text(text.lstrip(), "utf-8")
        if entries:
            (folder / "adjustments.csv").write_text(HEAD + entries, "utf-8")
        return open_case(2021, "u", inputs=tmp_path / "inputs", outputs=kept)

    return build


def figures(case, *codes):
    found = {one.line.code: one for one in adjusted(case).amounts}
    return [(str(found[code].booked), str(found[code].audited)) for code in codes]


def test_without_entries_the_audited_figure_is_the_booked_one(case):
    found = adjusted(case())
    assert found.entries == [] and found.problems == []
    assert all(one.audited == one.booked for one in found.amounts)
    assert found.balanced("") is True and found.basis == BALANCES


def test_an_entry_moves_leaves_and_what_stands_above_them(case):
    built = case(MOVED)
    assert figures(built, "50102", "501", "50301", "503") == [
        ("300.00", "420.00"), ("300.00", "420.00"), ("200.00", "80.00"), ("200.00", "80.00"),
    ]  # fmt: skip
    assert figures(built, "102", "402") == [("580.00", "580.00"), ("-1000.00", "-1000.00")]
    assert adjusted(built).balanced("") is True and built.engagement.problems == []
    assert adjusted(built).audited.sum("", "支出") == Decimal("500.00")


def test_an_account_that_nobody_posted_to_gets_a_line(case):
    built = case("1,135,50.00,,多付活动费应收回,2021-U-D7-01,\n1,50102,,50.00,,,\n")
    assert figures(built, "135", "50102") == [("0.00", "50.00"), ("300.00", "250.00")]
    booked, audited = adjusted(built).sums("")
    assert booked.closing_sides == (Decimal("580.00"), Decimal("580.00"))
    assert audited.closing_sides == (Decimal("630.00"), Decimal("630.00"))


@pytest.mark.parametrize(
    ("entries", "told", "row"),
    [
        ("1,50102,120.00,,误记,P,\n1,50301,,119.99,,,\n", "相差 0.01 元，借贷不平衡", 2),
        ("1,50102,120.00,120.00,误记,P,\n", "借方、贷方都有金额", 2),
        ("1,50102,120.00,,误记,P,\n1,50301,,120.00,,,\n1,402,,,,,\n", "借方、贷方都没有金额", 4),
        ("1,50102,120.00,,误记,P,\n1,50399,,120.00,,,\n", "50399 既不在账里，也不在科目表里", 3),
        ("1,501,120.00,,误记,P,\n1,50301,,120.00,,,\n", "下面还有明细科目", 2),
        ("1,50102,壹佰贰拾元,,误记,P,\n1,50301,,120.00,,,\n", "没有读懂", 2),
        ("1,50102,1,200.00,,误记,P,\n1,50301,,1,200.00,,,\n", "借方、贷方都有金额", 2),
        ("1,,120.00,,误记,P,\n1,50301,,120.00,,,\n", "没有写科目编码", 2),
        ("1,50102,120.00,,,P,\n1,50301,,120.00,,,\n", "没有写调整原因", 2),
        ("1,50102,120.00,,误记,,\n1,50301,,120.00,,,\n", "没有写底稿编号", 2),
        ("1,50102,120.00,,误记,P,\n1,50301,,120.00,另一件事,,\n", "2个不同的调整原因", 2),
        ("1,50102,120.00,,误记,P,财政资金\n1,50301,,120.00,,,\n", "账套“财政资金”不在所提供的账里", 2),
    ],
)
def test_a_faulty_entry_is_told_and_no_half_of_it_applied(case, entries, told, row):
    built = case("2,102,10.00,,漏记收款,P,\n2,402,,10.00,,,\n" + entries)
    found = adjusted(built)
    assert [entry.number for entry in found.entries] == ["2"]
    assert figures(built, "50102", "50301") == [("300.00", "300.00"), ("200.00", "200.00")]
    (problem,) = [p for p in unbalanced(built) if told in p.message]
    assert "整笔没有采用" in problem.message and problem.remedy
    assert (problem.source.file[-15:], problem.source.row) == ("adjustments.csv", row + 2)
    assert problem in built.engagement.problems


def test_a_line_without_number_belongs_to_nothing(case):
    built = case(MOVED + ",50102,5.00,,,,\n")
    assert len(adjusted(built).entries) == 1
    assert "没有写调整编号" in unbalanced(built)[0].message


def test_red_lines_are_applied_and_told_without_blocking(case):
    built = case("1,50301,-120.00,,活动费误记培训费,P,\n1,50102,120.00,,,,\n")
    assert figures(built, "50102", "50301") == [("300.00", "420.00"), ("200.00", "80.00")]
    assert unbalanced(built) == [] and [p.note for p in adjusted(built).problems] == [True]


def test_an_entry_that_stands_in_two_files_counts_once_and_two_versions_of_it_not_at_all(case):
    built = case(MOVED, 审计调整分录=HEAD + MOVED)
    assert figures(built, "50102") == [("300.00", "420.00")] and unbalanced(built) == []


def test_two_versions_of_one_number_are_not_applied(case):
    built = case(MOVED, 审计调整分录=HEAD + MOVED.replace("120.00", "90.00"))
    assert figures(built, "50102") == [("300.00", "300.00")]
    assert "各有一份，内容不同" in unbalanced(built)[0].message


def two_books(text, first, second):
    head, *lines = text.strip().splitlines()
    return "\n".join([f"{head},账套", *(f"{line},{book}" for book in (first, second) for line in lines)]) + "\n"


@pytest.mark.long
def test_no_entry_crosses_two_books(case):
    named = ("工会经费", "财政资金")
    files = {"序时账": two_books(BOOK, *named), "科目余额表": two_books(BALANCE, *named)}
    lines = (
        "1,50102,120.00,,误记,P,工会经费\n1,50301,,120.00,,,财政资金\n"
        "2,50102,7.00,,误记,P,财政资金\n2,50301,,7.00,,,财政资金\n"
        "3,50102,7.00,,误记,P,\n3,50301,,7.00,,,\n"
    )
    built = case(lines, **files)
    found = adjusted(built)
    told = "\n".join(p.message for p in unbalanced(built))
    assert "跨了账套（工会经费、财政资金）" in told and "3 没有写账套" in told
    audited = {one.line.book: str(one.audited) for one in found.amounts if one.line.code == "50102"}
    assert audited == {"工会经费": "300.00", "财政资金": "307.00"}
    assert found.balanced("工会经费") and found.balanced("财政资金")


@pytest.mark.long
def test_without_a_balance_table_closings_stay_unknown_and_flows_come_from_the_journal(case):
    built = case(MOVED, 科目余额表="")
    assert adjusted(built).basis == JOURNAL and adjusted(built).balanced("") is None
    assert figures(built, "102", "501") == [("None", "None"), ("300.00", "420.00")]


def test_without_a_journal_income_and_expenditure_stay_unknown(case):
    built = case(MOVED, 序时账="")
    assert figures(built, "102", "501") == [("580.00", "580.00"), ("None", "None")]


def test_without_books_there_is_nothing_to_adjust(case):
    built = case(MOVED, 序时账="", 科目余额表="")
    assert adjusted(built).entries == [] and "没有可以调整的账" in unbalanced(built)[0].message


def test_numbers_typed_into_excel_are_codes_and_exact_amounts(case, workbook):
    built = case()
    heading = HEAD.strip().split(",")
    rows = [[1, 50102, 0.1 + 0.2, None, "误记", "P", None], [1.0, "50301", None, 0.3, None, None, None]]
    path = built.place.inputs / "2021" / "u" / "审计调整分录.xlsx"
    path.write_bytes(workbook(heading, *rows))
    again = open_case(2021, "u", inputs=built.place.inputs, outputs=built.place.outputs)
    assert unbalanced(again) == []
    assert figures(again, "50102", "50301") == [("300.00", "300.30"), ("200.00", "199.70")]
