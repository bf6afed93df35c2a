from fractions import Fraction

import pytest

from auditbook.errors import SetupError
from auditbook.facts import Facts

ACTIVITIES = "类别,活动名称,组织单位,人数,金额,资金来源\n"


def test_a_cell_is_a_fact_with_the_place_it_stands_in(facts_of):
    fact = facts_of(fiscal_csv="项目,本年决算数\n\n公用经费,364600.00\n")["fiscal.公用经费.actual"]
    assert (fact.value, str(fact.sources[0])) == (364600, "inputs/2022/u/fiscal.csv 第3行“本年决算数”")


def test_a_blank_cell_is_no_data_and_a_zero_is_zero(facts_of):
    facts = facts_of(fiscal_csv="项目,本年预算数,本年决算数\n其他财政性资金,,0.00\n")
    assert facts["fiscal.其他财政性资金.budget"].status == "no_data"
    assert facts["fiscal.其他财政性资金.actual"].value == 0


def test_a_statistic_in_ten_thousands_is_yuan(facts_of):
    facts = facts_of(
        statistics_csv="指标,数值,单位,报告所称\n特定工作任务（项目）支出,,万元,36.46\n会员人数,10086,人,\n"
    )
    stated = facts["statistics.特定工作任务（项目）支出.stated"]
    assert (stated.value, stated.measure, stated.status) == (364600, "元", "stated")
    assert facts["statistics.会员人数.value"].value == 10086


def test_households_are_not_persons(facts_of):
    fact = facts_of(activities_csv="类别,活动名称,人数,单位\n其他,慰问,10,户\n")["activities.慰问.beneficiaries"]
    assert fact.measure == "户"


def test_about_a_thousand_stays_about_a_thousand(facts_of):
    assert (
        facts_of(activities_csv=ACTIVITIES + "其他,慰问,,1000余,,\n")["activities.慰问.beneficiaries"].qualifier == "余"
    )


def test_the_source_of_money_decides_its_book(facts_of):
    facts = facts_of(activities_csv=ACTIVITIES + "其他,甲,,,1,拨缴经费\n其他,乙,,,2,公用经费\n其他,丙,,,4,\n")
    assert [facts[f"activities.{name}.amount"].book for name in "甲乙丙"] == ["工会经费", "财政资金", "未说明"]


def test_two_activities_of_one_name_are_two_facts(facts_of):
    facts = facts_of(activities_csv=ACTIVITIES + "其他,慰问,,,1,\n其他,慰问,,,2,\n")
    assert [facts[f"activities.慰问{n}.amount"].value for n in ("", "#2")] == [1, 2]


def test_a_slip_in_a_chinese_name_is_answered_with_what_was_meant():
    with pytest.raises(
        SetupError, match=r"没有名为“fiscal.公用经非.actual”的事实。是否要写：.*fiscal\.公用经费\.actual"
    ):
        Facts({})["fiscal.公用经非.actual"]


def test_a_name_from_nowhere_is_no_silent_blank():
    for wrong in ("fiscal.公用经费", "profile.own_limits", "profile.staff.临时工", "fiscal.公用经费.note", "甲", ""):
        with pytest.raises(SetupError):
            Facts({})[wrong]


def test_a_fact_that_an_input_could_give_is_there_without_a_value():
    fact = Facts({})["profile.staff.劳务派遣"]
    assert (fact.value, fact.status, fact.measure) == (None, "no_data", "人")


def test_the_claim_of_posts_is_stated_and_the_approval_measured(facts_of):
    facts = facts_of(profile_yaml="name: 某区总工会\nposts_stated: 4\nposts_approved: 5\n")
    assert [facts[f"profile.posts_{kind}"].status for kind in ("stated", "approved")] == ["stated", "measured"]


@pytest.mark.parametrize("measure", ["万 元", "人民币万元", "亿元"])
def test_a_measure_of_money_that_is_spelt_otherwise_is_money(facts_of, measure):
    fact = facts_of(statistics_csv=f"指标,数值,单位\n慰问金,1,{measure}\n")["statistics.慰问金.value"]
    assert fact.measure == "元" and fact.value in (Fraction(10000), Fraction(100000000))
