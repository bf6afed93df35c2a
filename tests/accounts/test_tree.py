import random

import pyarrow as pa
import pytest

from auditbook.accounts import chart, tree
from auditbook.accounts.tree import SCHEMA


@pytest.fixture
def grow():
    """The rows of the tree by code, and the doubts, of codes given as text or with their names."""

    def build(codes, year=2021, rule=None):
        doubts: list[str] = []
        names = dict.fromkeys(codes.split()) if isinstance(codes, str) else codes
        found = tree(names, chart(year), rule, doubts)
        return {row["code"]: row for row in found.to_pylist()}, doubts

    return build


def parents(rows: dict, codes: str) -> list:
    return [rows[code]["parent"] for code in codes.split()]


def test_an_empty_ledger_has_the_chart_and_nothing_in_it(grow):
    rows, doubts = grow({})
    assert set(rows) == set(chart(2021).accounts) and doubts == []
    assert rows["50102"]["parent"] == "501" and {row["leaf"] for row in rows.values()} == {True}


def test_the_columns_are_those_of_the_view():
    assert tree({}, chart(2021)).schema == SCHEMA == pa.schema([
        ("code", "string"), ("name", "string"), ("parent", "string"), ("level", "int64"), ("class", "string"),
        ("side", "string"), ("leaf", "bool"), ("listed", "bool"), ("verified", "bool"), ("system", "string"),
        ("role", "string"), ("top", "string"), ("top_role", "string"),
    ])  # fmt: skip


def test_a_prefix_is_not_a_parent(grow):
    rows, doubts = grow("501 5010 50102")
    assert parents(rows, "5010 50102") == [None, "501"] and rows["5010"]["leaf"]
    assert "科目编码 5010 是4位编码，不是前3位那个工会科目的下级" in doubts[0]


def test_a_child_whose_parent_is_missing_belongs_to_the_listed_account_above(grow):
    rows, doubts = grow("5010203 2250101")
    assert parents(rows, "5010203 50102 2250101") == ["50102", "501", "225"]
    assert [rows[code]["level"] for code in ("501", "50102", "5010203", "2250101")] == [1, 2, 3, 2]
    assert [rows[code]["leaf"] for code in ("501", "50102", "5010203", "50101")] == [False, False, True, True]
    assert doubts == []


def test_a_unit_that_keeps_only_the_first_level_has_its_leaves_there(grow):
    assert grow("501 502")[0]["501"]["leaf"]


def test_levels_of_three_digits_are_seen_and_told(grow):
    rows, doubts = grow("501 501001 501002 501001001 502 502003")
    assert parents(rows, "501001 501001001 502003") == ["501", "501001", "502"]
    assert rows["50102"]["parent"] == "501"
    assert doubts == [
        "科目编码 501001、501001001、501002 等 4 个按 3-3-3 归入上级，与科目表的级次不同。请核对编码规则。"
    ]


def test_a_code_with_a_digit_too_many_stays_flat_and_is_told(grow):
    rows, doubts = grow("501 50101 5010101 5010102 5010201 50102011")
    assert rows["50102011"]["parent"] is None and rows["50102011"]["level"] == 1
    assert len(doubts) == 1 and "50102011 的位数不合 3-2-2-2-2 的级次，没有上下级" in doubts[0]


def test_a_rule_that_the_file_states_goes_before_what_the_codes_look_like(grow):
    codes = "501 50101 5010101"
    assert parents(grow(codes, rule=(3, 2, 2))[0], "5010101") == ["50101"]
    # 5010199 is no account of a book with 3-4: it stands right below 501
    assert parents(grow("501 5010101 5010199", rule=(3, 4))[0], "5010101 5010199") == ["501", "501"]


def test_a_rule_of_neither_book_takes_all_codes(grow):
    rows, _ = grow("10 1001 100101 100", rule=(2, 2, 2))
    assert parents(rows, "1001 100101 100") == ["10", "1001", None]
    assert rows["1001"]["class"] is None


def test_two_books_side_by_side_are_two_trees(grow):
    rows, doubts = grow("101 10101 1001 100101 6001 600101 60010101 7101 121 12101 1218 121801")
    assert parents(rows, "10101 100101 60010101 12101 121801") == ["101", "1001", "600101", "121", "1218"]
    assert [rows[code]["system"] for code in ("10101", "100101")] == ["union2009", "government2019"]
    assert [rows[code]["class"] for code in ("60010101", "7101")] == ["预算收入", "预算支出"]
    assert doubts == []


def test_a_fiscal_journal_that_names_only_the_last_level_brings_the_accounts_above(grow):
    rows, _ = grow("100201 121801 71010101")
    assert parents(rows, "100201 121801 71010101 1218") == ["1002", "1218", "7101", None]
    assert (rows["1218"]["name"], rows["1218"]["leaf"], rows["1218"]["listed"]) == ("其他应收款", False, True)
    assert "1001" not in rows


def test_a_union_with_three_digits_a_level_has_no_second_book(grow):
    assert parents(grow("121 121801 135 135001")[0], "121801 135001") == ["121", "135"]


def test_an_account_of_its_own_is_classed_by_its_first_digit_and_told(grow):
    rows, doubts = grow({"136": "备用金", "13601": None})
    assert (rows["13601"]["class"], rows["13601"]["verified"], rows["136"]["listed"]) == ("资产", False, False)
    assert "136 不在科目表里，类别按首位数字定" in doubts[0]


def test_what_rests_on_a_verified_account_is_verified(grow):
    rows, _ = grow("5010203 100101")
    assert rows["5010203"]["verified"] and not rows["5010203"]["listed"]
    assert not grow("50102", year=2022)[0]["50102"]["verified"]


def test_the_units_name_is_shown_and_the_charts_where_it_gives_none(grow):
    rows, _ = grow({"501": "职工活动", "50102": None, "5010203": None})
    assert [rows[code]["name"] for code in ("501", "50102", "5010203")] == ["职工活动", "文体活动费", None]


def test_a_new_year_kept_with_the_old_codes_is_noticed_by_the_names(grow):
    rows, doubts = grow({"331": "结余", "162": "固定资产", "201": "应付工资"}, year=2022)
    assert doubts[1:] == ["科目 331 账上叫“结余”，科目表里是“财政拨款结转”。请核对是否换了会计制度或编码。"]
    assert "201 不在科目表里" in doubts[0] and rows["331"]["class"] == "净资产"


def test_short_and_full_names_of_one_account_are_no_doubt(grow):
    names = {"201": "应付工资(离退休费)", "202": "应付地方（部门）津贴补贴", "331": "工会结余", "501": "职工活动 支出"}
    assert grow(names)[1] == []


def test_depreciation_stands_on_the_credit_side_though_nobody_has_seen_its_code(grow):
    rows, _ = grow({"163": "累计折旧", "16301": "房屋", "16201": "累计折旧"}, year=2022)
    assert [rows[code]["side"] for code in ("163", "16301", "16201", "162")] == ["贷", "贷", "贷", "借"]


def test_a_total_of_a_class_is_not_a_leaf_to_be_added_again(grow):
    rows, doubts = grow("5 501 50102")
    assert not rows["5"]["leaf"] and rows["5"]["parent"] is None and rows["501"]["parent"] is None
    assert "像是类别合计" in doubts[0]


@pytest.mark.parametrize("code", ["5A01", "５０１", "合计", "50102 "])
def test_what_is_no_code_stays_flat_and_is_told(grow, code):
    rows, doubts = grow({"501": None, code: None})
    assert (rows[code]["parent"], rows[code]["class"]) == (None, None) and "不全是数字" in doubts[0]


def test_a_row_without_a_code_is_told_and_no_account(grow):
    rows, doubts = grow({"501": None, "": "【001】某某"})
    assert "" not in rows and "没有科目编码" in doubts[0]


def test_a_code_is_text_and_keeps_its_zero(grow):
    rows, _ = grow("101 0101")
    assert rows["0101"]["parent"] is None and rows["0101"]["class"] is None


def test_four_digits_in_a_year_whose_fiscal_chart_is_not_known_still_make_a_tree(grow):
    rows, doubts = grow("1001 100101 1218 121801", year=2018)
    assert parents(rows, "100101 121801") == ["1001", "1218"]
    assert rows["1001"]["class"] is None and "类别不明" in doubts[-1]


def test_an_organisation_whose_codes_have_four_digits_has_its_tree(tmp_path):
    body = (
        "chart: union2021\ntitle: 某省\nbook: 工会经费\ndocument: 某\nin_force: {from: 2022-01-01, to: null}\n"
        "rule: [4, 2]\nverified: true\nclasses: {支出: {digit: 5, side: 借, accounts: {'5001': 职工活动支出}}}\n"
    )
    (tmp_path / "union2021.yaml").write_text(body, "utf-8")
    rows = {row["code"]: row for row in tree({"500101": None}, chart(2022, tmp_path)).to_pylist()}
    assert (rows["500101"]["parent"], rows["500101"]["class"], rows["5001"]["name"]) == ("5001", "支出", "职工活动支出")


def test_codes_of_one_depth_are_right_in_any_number_and_order(grow):
    """Against the plain definition: the longest proper prefix on the rule that is there."""
    rng = random.Random(7)
    codes = [f"{rng.choice(['501', '225', '101'])}{rng.randrange(10**(2 * depth)):0{2 * depth}}"
             for depth in (1, 2, 3) for _ in range(1500)]  # fmt: skip
    rng.shuffle(codes)
    there = {*codes, *chart(2021).accounts}
    rows, doubts = grow(dict.fromkeys(codes))
    for code in codes:
        above = [code[:length] for length in (7, 5, 3) if length < len(code) and code[:length] in there]
        assert rows[code]["parent"] == above[0]
    assert doubts == []
    inner = {row["parent"] for code, row in rows.items() if code in codes}
    assert all(rows[code]["leaf"] == (code not in inner) for code in codes)
