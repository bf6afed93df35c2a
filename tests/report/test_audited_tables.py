"""The audited tables: an entry is in every one of them, what is missing stays missing, no sum crosses two books."""

from __future__ import annotations

import re

import pytest

from auditbook import open_case
from auditbook.report.citations import Citations
from auditbook.report.engagement.audited import SENTENCES, TABLES
from auditbook.report.engagement.contributions import paid

JOURNAL = """
日期,凭证字号,摘要,科目编码,借方金额,贷方金额
2021-01-05,记-1,1月拨缴经费,102,1000.00,
2021-01-05,记-1,1月拨缴经费,402,,600.00
2021-01-05,记-1,1月拨缴经费,221,,400.00
2021-03-08,记-2,三八活动,50102,300.00,
2021-03-08,记-2,三八活动,102,,300.00
2021-05-08,记-3,工会干部培训,50301,100.00,
2021-05-08,记-3,工会干部培训,102,,100.00
2021-12-31,记-4,结转,402,600.00,
2021-12-31,记-4,结转,331,,600.00
2021-12-31,记-5,结转,331,400.00,
2021-12-31,记-5,结转,50102,,300.00
2021-12-31,记-5,结转,50301,,100.00
"""
BALANCES = """
科目编码,科目名称,期初借方,期初贷方,本期借方,本期贷方,期末借方,期末贷方
102,银行存款,80.00,,1000.00,400.00,680.00,
221,应付上级经费,,,,400.00,,400.00
331,结余,,80.00,400.00,600.00,,280.00
402,拨缴经费收入,,,600.00,600.00,,
501,职工活动支出,,,300.00,300.00,,
50102,文体活动费,,,300.00,300.00,,
503,业务支出,,,100.00,100.00,,
50301,培训费,,,100.00,100.00,,
"""
BUDGET = """
科目编码,项目,类别,年初预算,预算调整,调整预算
402,拨缴经费收入,收入,1000.00,0.00,1000.00
501,职工活动支出,支出,400.00,100.00,500.00
503,业务支出,支出,80.00,0.00,80.00
"""
PAYROLL = "月份,工资总额\n1,50000.00\n"
HEAD = "调整编号,科目编码,借方金额,贷方金额,调整原因,底稿编号,账套\n"
MOVED = HEAD + "1,50102,30.00,,活动费误记培训费,2021-U-D5-01,\n1,50301,,30.00,,,\n"
LATE = HEAD + "1,102,200.00,,上年末已收的拨缴经费漏记,2021-U-D1-01,\n1,402,,120.00,,,\n1,221,,80.00,,,\n"
GIVEN = {"序时账.csv": JOURNAL, "科目余额表.csv": BALANCES, "收支预算表.csv": BUDGET, "工资总额.csv": PAYROLL,
         "profile.yaml": "collection: 自收上解\n"}  # fmt: skip


@pytest.fixture
def union(tmp_path, kept):
    """The case of a union with these files; one given as empty is not there."""

    def build(adjustments="", **files):
        folder = tmp_path / "inputs" / "2021" / "u"
        folder.mkdir(parents=True)
        (tmp_path / "inputs" / "units.csv").write_text("unit,name,kind\nu,某工会,grassroots\n", "utf-8")
        named = {(f"{name}.yaml" if name == "profile" else f"{name}.csv"): text for name, text in files.items()}
        for name, text in {**GIVEN, **named, "adjustments.csv": adjustments}.items():
            if text:
                (folder / name).write_text(text.lstrip(), "utf-8")
        return open_case(2021, "u", inputs=tmp_path / "inputs", outputs=kept)

    return build


def shown(case, name):
    """A table or sentence as a reader sees it."""
    text = {**TABLES, **SENTENCES}[name](case, Citations(case.known))
    return re.sub(r"\{\.\w+\}|[\\*\[\]]|&emsp;|&nbsp;", "", text)


def row(text, *first):
    """The cells of the line that begins with (or, after a code, has) these words."""
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if "|" in line]
    (found,) = [cells for cells in lines if first[0] in cells[:2]]
    return found


def test_without_entries_every_audited_figure_is_the_booked_one(union):
    case = union()
    assert shown(case, "审计调整") == "没有审计调整，审定数等于账面数。"
    assert shown(case, "调整分录") == ""
    assert row(shown(case, "审定表"), "102")[2:] == ["借 680.00", "", "", "借 680.00"]
    assert row(shown(case, "收支审定表"), "支出合计")[2:] == ["400.00", "0.00", "400.00", "100.00%"]


def test_an_entry_is_in_every_table(union):
    case = union(MOVED)
    accounts = shown(case, "审定表")
    assert row(accounts, "50102")[2:] == ["借 300.00", "30.00", "", "借 330.00"]
    assert row(accounts, "501")[2:] == ["借 300.00", "30.00", "", "借 330.00"]
    assert row(accounts, "期末余额审定数")[-1] == "平衡"
    budget = shown(case, "预算执行审定表")
    assert row(budget, "职工活动支出")[1:] == ["400.00", "100.00", "500.00", "300.00", "330.00", "66.00%"]
    assert row(budget, "业务支出")[1:] == ["80.00", "0.00", "80.00", "100.00", "70.00", "87.50%"]
    assert row(budget, "收支结余（收入－支出）")[4:6] == ["200.00", "200.00"]
    assert row(budget, "用于职工的支出占支出合计")[4:6] == ["75.00%", "82.50%"]
    assert row(shown(case, "收支审定表"), "503")[2:5] == ["100.00", "-30.00", "70.00"]
    entry = shown(case, "调整分录")
    assert "借：50102 文体活动费" in entry and "活动费误记培训费" in entry and "2021-U-D5-01" in entry
    assert "1笔，借方、贷方各30.00元，借贷平衡，调整后试算平衡" in shown(case, "审计调整")


def test_the_balance_sheet_holds_after_an_entry_on_income(union):
    text = shown(union(LATE), "资产负债审定表")
    assert row(text, "资产合计")[2:] == ["80.00", "680.00", "200.00", "880.00"]
    assert row(text, "负债合计")[2:] == ["0.00", "400.00", "80.00", "480.00"]
    assert row(text, "净资产合计")[2:] == ["80.00", "280.00", "0.00", "280.00"]
    assert row(text, "收支差额（尚未转入净资产）")[2:] == ["0.00", "0.00", "120.00", "120.00"]
    assert "审定后资产合计等于负债、净资产与收支差额之和" in text


def test_contributions_owed_paid_audited(union):
    case = union(LATE)
    found = paid(case)
    figures = (found.wages, found.due, found.booked, found.audited, found.short)
    assert list(map(str, figures)) == ["50000.00", "1000.00", "1000.00", "1200.00", "-200.00"]
    assert "单位全额入账" in shown(case, "拨缴审定表")


def test_without_the_way_of_collection_what_is_owed_is_not_guessed(union):
    case = union(profile="members: 9\n")
    text = shown(case, "拨缴审定表")
    assert paid(case).due is None and paid(case).short is None
    assert "没有写收缴方式" in text and row(text, "50,000.00")[-1] == "数据缺失"


def test_without_wages_what_is_owed_is_missing_and_what_was_paid_is_not(union):
    case = union(工资总额="")
    text = shown(case, "拨缴审定表")
    assert (paid(case).wages, paid(case).due, str(paid(case).booked)) == (None, None, "600.00")
    assert "没有工资总额表" in text and text.count("数据缺失") == 4


def test_a_federation_collects_and_owes_none(union, tmp_path):
    case = union()
    (tmp_path / "inputs" / "units.csv").write_text("unit,name,kind\nu,某区总工会,federation\n", "utf-8")
    case = open_case(2021, "u", inputs=tmp_path / "inputs")
    assert paid(case) is None and "不列拨缴审定表" in shown(case, "拨缴审定表")


@pytest.mark.parametrize(
    ("without", "table"),
    [("收支预算表", "预算执行审定表"), ("序时账", "收支审定表"), ("科目余额表", "资产负债审定表")],
)
def test_a_table_without_its_data_says_so(union, without, table):
    text = shown(union(**{without: ""}), table)
    assert text.startswith("数据缺失") and f"未提供{without}" in text


def test_without_a_journal_the_booked_figure_of_the_budget_is_missing(union):
    text = shown(union(序时账=""), "预算执行审定表")
    assert row(text, "职工活动支出")[4:] == ["数据缺失", "数据缺失", "—"]


def test_two_books_stand_apart(union):
    def twice(text):
        head, *lines = text.strip().splitlines()
        pairs = [f"{line},{book}" for book in ("工会经费", "财政资金") for line in lines]
        return "\n".join([f"{head},账套", *pairs]) + "\n"

    moved = MOVED.replace(",\n", ",工会经费\n").replace("账套工会经费", "账套")
    case = union(moved, 序时账=twice(JOURNAL), 科目余额表=twice(BALANCES), 收支预算表=twice(BUDGET))
    union_book, fiscal_book = shown(case, "预算执行审定表").split("财政资金")
    assert row(union_book, "职工活动支出")[4:6] == ["300.00", "330.00"]
    assert row(fiscal_book, "职工活动支出")[4:6] == ["300.00", "300.00"]
    assert "工会经费账套审计调整分录1笔" in shown(case, "审计调整")


def test_an_entry_that_was_refused_is_in_no_table_and_stands_in_the_way(union):
    case = union(MOVED.replace("30.00,,活", "31.00,,活"))
    assert row(shown(case, "审定表"), "50102")[2:] == ["借 300.00", "", "", "借 300.00"]
    told = shown(case, "审计调整")
    assert "没有可采用的审计调整" not in told or "没有采用" in told
    assert "改正以前不能出具报告" in told and "审定数等于账面数" not in told


def test_a_hostile_reason_stays_text(union):
    text = TABLES["调整分录"](union(MOVED.replace("活动费误记培训费", "<script>x</script>=cmd")), Citations({}))
    assert "\\<script\\>" in text and "<script>" not in text
