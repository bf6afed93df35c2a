"""The tables about people and paper: what a union hands in is taken for what it is."""

import pytest

from auditbook.tables import tables

FILED = {
    "benefits": (
        "春节慰问品发放表.csv", "序号,姓名,慰问事由,慰问金额,发放方式,发放日期\n1,某甲,春节,300,慰问品,2022-01-20\n"
    ),
    "benefits by group": ("慰问.csv", "日期,事由,人数,标准(元/人),金额\n2022-01-20,春节,30,300,9000\n"),
    "payroll": ("工资.csv", "所属月份,全部职工工资总额（元）,会员数\n1月,100000.00,30\n"),
    "members": ("名册.csv", "序号,会员证号,姓名,性别,入会时间\n1,0012,某甲,女,2019-03-01\n"),
    "aid": (
        "表.csv",
        "建档编号,困难职工姓名,困难类型,资金来源,救助金额,发放日期\nA01,某甲,深度困难,中央财政,1000,2022-01-20\n",
    ),
    "model_workers": ("表.csv", "劳模姓名,资金用途,补助金额,发放时间\n某甲,疗休养,2000,2022-06-01\n"),
    "contracts": ("表.csv", "合同编号,合同名称,乙方,合同金额,签约日期\nHT-01,服装采购,某公司,12000,2022-06-01\n"),
    "requests": ("表.csv", "资料名称,收到情况,经办人\n银行对账单,未提供,某甲\n"),
    "followup": ("表.csv", "年度,存在的问题,整改措施,整改期限,整改完成日期\n2021,超预算,调整预算,2022-06-30,\n"),
}  # fmt: skip
LARGE = {"benefits", "payroll", "members", "aid", "model_workers", "contracts"}


def test_the_tables_of_many_people_are_read_by_columns_and_the_lists_row_by_row():
    assert {name for name in LARGE | {"requests", "followup"} if tables()[name].large} == LARGE


@pytest.mark.parametrize("case", FILED)
def test_a_file_with_the_words_of_the_trade_is_recognised_without_its_name(load, case):
    name, text = FILED[case]
    loaded = load({name: text})
    found = [*loaded.tables, *(part.table for kept in loaded.kept for part in kept.parts)]
    assert (found, [str(p) for p in loaded.problems if not p.note]) == ([case.split()[0]], [])


@pytest.mark.parametrize(
    "other",
    [
        "交易日期,摘要,对方户名,支出金额,收入金额,余额",
        "日期,凭证号,摘要,科目编码,借方金额,贷方金额",
        "日期,类别,活动名称,人数,金额,凭证字号",
    ],
)
def test_a_statement_a_journal_and_the_activities_are_none_of_these(load, other):
    cells = ["2022-01-20" if "日期" in head else "1" for head in other.split(",")]
    loaded = load({"表.csv": f"{other}\n{','.join(cells)}\n"})
    found = {*loaded.tables, *(part.table for kept in loaded.kept for part in kept.parts)}
    assert found and not found & {*LARGE, "requests", "followup"}


def test_no_word_names_two_columns_of_a_table_and_no_word_two_choices():
    for name in FILED:
        table = tables()[name.split()[0]]
        assert all(len(columns) == 1 for columns in table.words_of_columns.values())
        for column in table.columns.values():
            words = [word for value, spec in column.values.items() for word in (value, *spec.get("also", ()))]
            assert len(words) == len(set(words))


def test_what_may_be_in_a_file_without_a_limit_is_kept_apart():
    """蛋糕券 is allowed and 购物卡 is not: neither may become the plain 券."""
    words = [word for spec in tables()["benefits"].columns["form"].values.values() for word in spec.get("also", ())]
    assert not {"蛋糕券", "提货券", "购物卡", "购物券", "代金券"} & set(words)


def test_the_way_of_collecting_is_one_of_three(load):
    loaded = load(profile_yaml="name: 某工会\ncollection: 税务代收\n")
    assert loaded.profile["collection"].value == "税务代收上级部分+行政直拨"
    loaded = load(profile_yaml="name: 某工会\ncollection: 不清楚\n")
    assert "collection" not in loaded.profile and "请从这些里选：财政划拨" in str(loaded.problems[0])
