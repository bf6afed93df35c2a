from collections import Counter
from pathlib import Path

import pytest

from auditbook.accounts import chart
from auditbook.errors import SetupError


def own(tmp_path: Path, name: str, content: str, encoding: str = "utf-8") -> Path:
    folder = tmp_path / "inputs" / "accounts"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content.encode(encoding))
    return folder


OURS = """\
chart: {name}
title: 某省工会科目表
book: 工会经费
document: 某省文件
in_force: {{from: 2022-01-01, to: null}}
rule: [3, 2, 2]
verified: true
classes:
  资产: {{digit: 1, side: 借, accounts: {{'101': 现金}}}}
"""


def test_the_old_system_governs_the_books_up_to_2021_and_the_new_one_those_from_2022():
    assert [chart(year).system for year in (2010, 2021, 2022, 2030)] == [
        "union2009", "union2009", "union2021", "union2021",
    ]  # fmt: skip


def test_a_year_without_a_chart_says_where_to_put_one():
    with pytest.raises(SetupError, match=r"2009 年没有可用的工会会计科目表.*inputs/accounts/"):
        chart(2009)


def test_the_accounts_of_2009_are_as_many_as_the_document_numbers_in_each_class():
    """第二部分“会计科目名称和编号” numbers the assets 1–12 and the liabilities 13–20."""
    first = [account for account in chart(2021).accounts.values() if len(account.code) == 3]
    assert Counter(account.class_ for account in first) == {"资产": 12, "负债": 8, "净资产": 6, "收入": 8, "支出": 8}


def test_the_funds_have_the_codes_of_the_balance_sheet_and_not_those_that_a_program_gave_them():
    accounts = chart(2021).accounts
    assert [accounts[code].name for code in ("301", "302", "311", "321", "322", "331")] == [
        "固定基金", "在建工程占用资金", "投资基金", "专用基金", "后备金", "结余",
    ]  # fmt: skip
    assert "303" not in accounts


def test_every_code_of_2009_was_seen_and_none_of_2021():
    assert {account.verified for account in chart(2021).accounts.values()} == {True}
    assert {account.verified for account in chart(2022).accounts.values()} == {False}


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("50102", ("支出", "文体活动费", "借")),
        ("5010203", ("支出", "文体活动费", "借")),
        ("50199", ("支出", "职工活动支出", "借")),
        ("33101", ("净资产", "结余", "贷")),
        ("5010", ("支出", None, "借")),
        ("136", ("资产", None, "借")),
        ("601", (None, None, None)),
        ("50102X", (None, None, None)),
        ("", (None, None, None)),
        ("100201", ("资产", "银行存款", "借")),
        ("60010101", ("预算收入", "财政拨款预算收入", "贷")),
        ("7101", ("预算支出", "行政支出", "借")),
        ("160201", ("资产", "固定资产累计折旧", "贷")),
        ("8001", ("预算结余", "资金结存", "借")),
        ("9001", (None, None, None)),
    ],
)
def test_an_account_is_what_the_nearest_listed_one_above_it_is(code, told):
    found = chart(2021)
    assert (found.class_of(code), found.name_of(code), found.side_of(code)) == told


def test_accumulated_depreciation_stands_on_the_credit_side_under_whatever_code():
    assert chart(2022).by_name["累计折旧"].side == "贷"


def test_the_fiscal_book_of_2018_followed_a_chart_that_nobody_has_given():
    assert chart(2018).beside is None and chart(2018).class_of("6001") is None


def test_an_organisations_chart_of_the_same_name_takes_ours_place(tmp_path: Path):
    folder = own(tmp_path, "union2021.yaml", OURS.format(name="union2021"))
    found = chart(2022, folder)
    assert (found.title, list(found.accounts), found.file) == (
        "某省工会科目表", ["101"], "inputs/accounts/union2021.yaml",
    )  # fmt: skip
    assert chart(2022).title != found.title and chart(2021, folder).system == "union2009"


def test_an_organisations_chart_of_another_name_goes_before_ours(tmp_path: Path):
    assert chart(2023, own(tmp_path, "某省.yaml", OURS.format(name="某省"))).system == "某省"


def test_a_chart_that_is_mended_is_read_again(tmp_path: Path):
    folder = own(tmp_path, "union2021.yaml", OURS.format(name="union2021"))
    assert chart(2022, folder).accounts["101"].name == "现金"
    own(tmp_path, "union2021.yaml", OURS.format(name="union2021").replace("现金", "库存现金"))
    assert chart(2022, folder).accounts["101"].name == "库存现金"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_sheet_from_excel_takes_the_place_of_the_accounts_and_keeps_the_dates(tmp_path: Path, encoding: str):
    text = "科目编码,科目名称,余额方向,已核实\n101,库存现金,,是\n163,累计折旧,贷方,否\n16301,房屋折旧,贷,\n"
    found = chart(2022, own(tmp_path, "union2021.csv", text, encoding))
    assert (found.in_force, found.beside.system) == (chart(2022).in_force, "government2019")
    assert [(a.code, a.class_, a.side, a.verified) for a in found.accounts.values()] == [
        ("101", "资产", "借", True), ("163", "资产", "贷", False), ("16301", "资产", "贷", False),
    ]  # fmt: skip
    assert found.by_name["累计折旧"].code == "163"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("union2021.csv", "科目编码,科目名称\n101,现金\n101,库存现金\n", "第3行：编码“101”重复"),
        ("union2021.csv", "科目编码,科目名称\n1011,现金\n", "不合 3-2-2-2-2 的级次"),
        ("union2021.csv", "科目编码,科目名称\n601,某收入\n", "类别“”不对"),
        ("union2021.csv", "科目编码,科目名称,方向\n101,现金,左\n", "请填“借”或“贷”"),
        ("union2021.csv", "科目编码,金额\n101,1\n", "至少有“科目编码”和“科目名称”"),
        ("ours.csv", "科目编码,科目名称\n101,现金\n", "CSV 只能替换已有的科目表"),
        ("union2021.yaml", OURS.format(name="union2022"), "“chart”应为 union2021"),
        ("union2021.yaml", OURS.format(name="union2021").replace("'101'", "101"), "要加引号"),
        ("union2021.yaml", OURS.format(name="union2021").replace("title:", "titel:"), "缺少 'title'"),
        ("union2021.yaml", OURS.format(name="union2021").replace("2022-01-01", "不详"), "in_force 应写日期"),
        ("union2021.yaml", OURS.format(name="union2021").replace("现金", "{name: 现金, sied: 借}"), "不认识的键 sied"),
    ],
)
def test_a_slip_in_an_organisations_chart_is_told_with_the_file(tmp_path: Path, name: str, content: str, told: str):
    with pytest.raises(SetupError) as problem:
        chart(2022, own(tmp_path, name, content))
    assert told in str(problem.value) and f"inputs/accounts/{name}" in str(problem.value)


def test_two_charts_of_an_organisation_for_one_year_are_one_too_many(tmp_path: Path):
    own(tmp_path, "甲.yaml", OURS.format(name="甲"))
    with pytest.raises(SetupError, match=r"几张科目表同时有效"):
        chart(2022, own(tmp_path, "乙.yaml", OURS.format(name="乙")))


def test_a_sheet_beside_a_file_of_the_same_name_is_refused(tmp_path: Path):
    own(tmp_path, "union2021.csv", "科目编码,科目名称\n101,现金\n")
    with pytest.raises(SetupError, match="请只留一份"):
        chart(2022, own(tmp_path, "union2021.yaml", OURS.format(name="union2021")))


def test_a_folder_that_is_not_there_is_no_folder(tmp_path: Path):
    assert chart(2021, tmp_path / "accounts").system == "union2009"
