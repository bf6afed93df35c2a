from fractions import Fraction

import pytest

from auditbook.errors import SetupError
from auditbook.facts import FISCAL, UNION, Fact, Facts
from auditbook.facts.derive import Definition, _sum, _sum_rows, definitions, derive
from auditbook.finding import Source
from auditbook.sheets import Row

BUDGET = "项目,上年决算数,上年预算数,本年预算数,调整预算数,本年决算数\n"
TARGETS = "一级指标,二级指标,三级指标,比较符,年度指标值,实际完成值,分值,批复\n"


@pytest.mark.parametrize("name", sorted(definitions()))
def test_nothing_given_is_no_data_and_never_zero(name):
    fact = derive({}, {})[name]
    assert (fact.value, fact.status) == (None, "no_data")


@pytest.mark.parametrize("name", sorted(definitions()))
def test_ledgers_without_rows_are_no_data_too(name):
    empty = {table: [] for table in ("fiscal", "activities", "targets", "assets", "survey", "mutual_aid", "statistics")}
    assert derive({}, empty)[name].value is None


@pytest.mark.parametrize("name", sorted(definitions()))
def test_every_operand_is_the_name_of_something(name):
    facts = derive({}, {})
    assert all(facts[operand] for operand in facts[name].operands)


def test_a_sum_with_one_part_missing_is_not_the_sum_of_the_rest(facts_of):
    facts = facts_of(fiscal_csv=BUDGET + "公务接待费,,,,,1\n公务用车购置费,,,,,2\n公务用车运行维护费,,,,,3\n")
    assert facts["sum.三公明细.actual"].status == "no_data"


def test_a_ratio_by_zero_is_no_data(facts_of):
    facts = facts_of(fiscal_csv=BUDGET + "公用经费,,,0.00,,5\n")
    assert facts["rate.公用经费控制率"].status == "no_data"


def test_a_change_from_zero_is_no_data(facts_of):
    facts = facts_of(fiscal_csv=BUDGET + "三公经费,,0,5,,\n")
    assert facts["rate.三公经费变动率"].status == "no_data"


def test_nothing_spent_of_a_budget_is_zero_percent(facts_of):
    assert facts_of(fiscal_csv=BUDGET + "公用经费,,,5,,0\n")["rate.公用经费控制率"].value == 0


def test_a_rate_is_exact_until_it_is_shown(facts_of):
    facts = facts_of(fiscal_csv=BUDGET + "公用经费,,,3,,1\n")
    assert facts["rate.公用经费控制率"].value == Fraction(100, 3)


def test_the_adjusted_budget_goes_before_the_first_one(facts_of):
    facts = facts_of(fiscal_csv=BUDGET + "支出总额,,,100,200,100\n")
    assert facts["rate.预算执行率"].value == 50


def test_a_rate_on_a_claim_is_a_claim(facts_of):
    rate = facts_of(profile_yaml="name: 某区总工会\nposts_stated: 4\nstaff: {在编正式职工: 4}\n")["rate.在职人员控制率"]
    assert (rate.value, rate.status) == (100, "stated")


def test_an_approval_of_posts_goes_before_the_claim(facts_of):
    facts = facts_of(profile_yaml="name: 某区总工会\nposts_stated: 4\nposts_approved: 5\nstaff: {在编正式职工: 4}\n")
    assert (facts["rate.在职人员控制率"].value, facts["rate.在职人员控制率"].status) == (80, "derived")


def test_about_so_many_of_so_many_is_about_so_much(facts_of):
    facts = facts_of(statistics_csv="指标,数值,单位\n医疗互助参加人数,近50,人\n会员人数,100,人\n")
    assert facts["rate.医疗互助覆盖率"].qualifier == "约"


def test_the_sources_of_a_rate_are_the_cells_of_both(facts_of):
    facts = facts_of(fiscal_csv=BUDGET + "公用经费,,,5,,5\n支出总额,,,,,9\n")
    assert {(s.row, s.column) for s in facts["rate.公用经费控制率"].sources} == {(2, "本年决算数"), (2, "本年预算数")}


def test_projects_add_up_and_their_headings_do_not(facts_of):
    facts = facts_of(fiscal_csv=BUDGET + "项目支出,,,,,9\n春节送温暖,,,,,4\n帮扶专项,,,,,5\n三公经费,,,,,7\n")
    assert facts["sum.项目明细.actual"].value == 9


def test_spending_is_added_book_by_book(facts_of):
    text = "类别,活动名称,金额,资金来源\n其他,甲,1,工会经费\n其他,乙,2,财政拨款\n其他,丙,4,\n其他,丁,8,上级补助\n"
    facts = facts_of(activities_csv=text)
    assert [facts[f"sum.活动支出.{book}"].value for book in (UNION, FISCAL, "未说明")] == [9, 2, 4]


def test_passed_on_money_is_a_sum_without_a_key(facts_of):
    fact = facts_of(mutual_aid_csv="会员编号,代收,上缴\n0001,57,57\n0002,57,\n")["sum.医疗互助代收"]
    assert (fact.value, [source.row for source in fact.sources]) == (114, [2, 3])


def test_two_books_are_never_added():
    both = Definition("sum.乱加", "乱加", "元", "sum", ["a", "b"], "", "facts/某.yaml")
    known = {name: Fact(name, name, Fraction(1), book=book) for name, book in (("a", FISCAL), ("b", UNION))}
    with pytest.raises(SetupError, match="两个账套不得合计"):
        _sum(both, Facts(known), {})


def test_two_books_are_never_added_by_rows_either():
    both = Definition("sum.乱加", "乱加", "元", "sum_rows", {"table": "assets", "column": "cost"}, "", "facts/某.yaml")
    rows = [Row({"cost": 1, "book": book}, Source("a.csv", row=n)) for n, book in enumerate((FISCAL, UNION), 2)]
    with pytest.raises(SetupError, match="不得合计"):
        _sum_rows(both, Facts({}), {"assets": rows})


def test_work_is_done_when_it_reaches_its_plan(facts_of):
    text = "类别,活动名称,计划数,完成数\n其他,甲,2,2\n其他,乙,2,1\n其他,丙,,5\n其他,丁,1,3\n"
    assert facts_of(activities_csv=text)["rate.实际完成率"].value == Fraction(200, 3)


def test_what_another_union_paid_is_told_apart(facts_of):
    text = "类别,活动名称,组织单位,金额\n其他,甲,某区总工会、区妇联,1\n其他,乙,某街道工会联合会,2\n其他,丙,,4\n"
    facts = facts_of(activities_csv=text, profile_yaml="name: 某区总工会\n")
    assert facts["sum.活动支出.非本单位"].value == 2


# --- found by attack


def test_a_target_in_words_does_not_stop_the_unit(facts_of):
    facts_of(targets_csv=TARGETS + "产出指标,时效指标,按时办结率,,≥90%,95,10,有\n")


def test_two_wordings_are_not_compared_letter_by_letter(facts_of):
    facts = facts_of(targets_csv=TARGETS + "产出指标,时效指标,完成时间,定性,12月底前,未达成,10,有\n")
    assert facts["rate.完成及时率"].value != 100


def test_a_limit_that_is_kept_is_reached(facts_of):
    facts = facts_of(targets_csv=TARGETS + "产出指标,时效指标,平均办结天数,≤,10,5,10,有\n")
    assert facts["rate.完成及时率"].value == 100


def test_a_survey_whose_answers_are_not_filled_in_does_not_lower_the_satisfaction(facts_of):
    facts = facts_of(survey_csv="对象,有效,满意\n职工,100,95\n企业,100,\n")
    assert facts["rate.满意度"].value in (None, 95)


def test_a_survey_of_two_halves_is_no_rate(facts_of):
    assert facts_of(survey_csv="对象,有效,满意\n职工,100,\n企业,,95\n")["rate.满意度"].value is None


def test_assets_that_all_stand_idle_are_used_to_zero_percent(facts_of):
    assert facts_of(assets_csv="名称,原值,状态\n电脑,100,闲置\n")["rate.固定资产利用率"].value == 0


def test_an_asset_of_unknown_status_does_not_lower_the_use(facts_of):
    facts = facts_of(assets_csv="名称,原值,状态\n电脑,100,在用\n桌椅,100,\n")
    assert facts["rate.固定资产利用率"].value in (None, 100)


def test_work_of_unknown_result_is_not_work_undone(facts_of):
    facts = facts_of(activities_csv="类别,活动名称,计划数,完成数\n其他,甲,2,2\n其他,乙,2,\n")
    assert facts["rate.实际完成率"].value in (None, 100)


@pytest.mark.parametrize("organiser", ["区总工会", "本单位", "我会"])
def test_the_union_under_its_short_name_is_not_another(facts_of, organiser):
    text = f"类别,活动名称,组织单位,金额\n其他,甲,{organiser},1\n"
    assert facts_of(activities_csv=text, profile_yaml="name: 某区总工会\n")["sum.活动支出.非本单位"].value is None


def test_a_budget_may_be_adjusted_downwards(facts_of):
    facts = facts_of(fiscal_csv=BUDGET + "支出总额,,,100,,90\n预算调整,,,,,-10\n")
    assert facts["fiscal.预算调整.actual"].value == -10
