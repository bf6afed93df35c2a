from decimal import Decimal

import pytest


def told(loaded) -> list[str]:
    return [str(problem) for problem in loaded.problems]


def test_a_list_where_a_value_belongs_is_told_with_its_line(load):
    loaded = load(profile_yaml="name: 某区总工会\nmembers:\n  - 10\n  - 20\n")
    assert told(loaded) == ["inputs/2022/u/profile.yaml 第2行“members”：应只填一个值。应填写：会员数"]
    assert "members" not in loaded.profile


def test_a_value_where_a_list_belongs_is_told(load):
    loaded = load(profile_yaml="name: 某区总工会\nplan: 维权、帮扶\nstaff: 11\n")
    assert [text.split("：")[1][:4] for text in told(loaded)] == ["应是清单", "应是“名"]


def test_an_unknown_key_is_told_with_the_keys_that_there_are(load):
    (only,) = told(load(profile_yaml="name: 某区总工会\n\nmembres: 10\n"))
    assert "第3行“membres”：不认识的键" in only and "members" in only


def test_a_wrong_number_among_the_staff_has_the_line_of_its_kind(load):
    loaded = load(profile_yaml="name: 某区总工会\nstaff:\n  # 决算口径\n  在编正式职工: 4\n  劳务派遣: 一\n")
    assert "第5行“职工人数（按类别）：劳务派遣”：“一”不是整数" in told(loaded)[0]
    assert loaded.profile["staff"].value["在编正式职工"].source.row == 4


def test_a_profile_without_the_name_says_so(load):
    assert "没有填写。请填写单位全称（name）" in told(load(profile_yaml="members: 10\n"))[0]


def test_a_key_left_empty_is_not_given(load):
    loaded = load(profile_yaml="name: 某区总工会\nmembers:\nposts_approval:\n")
    assert set(loaded.profile) == {"name"} and told(loaded) == []


def test_a_telephone_number_and_a_code_with_a_zero_in_front_stay_text(load):
    loaded = load(profile_yaml="name: 某区总工会\nbudget_code: 0123\ncontact: 07300000000\n")
    assert (loaded.profile["budget_code"].value, loaded.profile["contact"].value) == ("0123", "07300000000")


def test_a_form_that_is_a_list_is_one_problem_and_the_tables_go_on(load):
    loaded = load({"profile.yaml": "- 某区总工会\n", "fiscal.csv": "项目,本年决算数\n支出总额,1\n"})
    assert len(told(loaded)) == 1 and "fiscal" in loaded.tables


def test_points_are_answered_in_either_language_and_unknown_is_neither(load):
    answers = load(
        answers_yaml="R10: {points: {1: yes, 2: 否, 3: unknown, 4: true}, evidence: 制度汇编, who: 评价组}\n"
    )
    assert answers.answers["R10"].points == {1: True, 2: False, 3: None, 4: True}


def test_a_perhaps_is_no_answer(load):
    loaded = load(answers_yaml="R10: {points: {1: 基本是}}\nR15: {level: 一般, evidence: 有, who: 评价组}\n")
    assert "第1行“R10”：“基本是”不是 yes、no 或 unknown" in told(loaded)[0] and set(loaded.answers) == {"R15"}


def test_a_misspelt_key_of_an_answer_is_told(load):
    assert "写法不对" in told(load(answers_yaml="R10: {point: {1: yes}}\n"))[0]


def test_a_judgement_below_zero_is_refused(load):
    loaded = load(answers_yaml="R14: {score: -1, evidence: 有, who: 评价组}\n")
    assert "R14" not in loaded.answers and "小于 0" in told(loaded)[0]


@pytest.mark.parametrize("text", ["R10: {points: [yes, yes, no]}", "R10: {points: yes}", "R10: {score: ''}",
                                  "R10: {score: /}"])  # fmt: skip
def test_points_as_a_list_and_a_score_left_blank_do_not_stop_the_unit(load, text):
    load(answers_yaml=text + "\n")


def test_a_point_that_is_not_numbered_is_told_in_chinese(load):
    assert "invalid literal" not in told(load(answers_yaml="R10: {points: {甲: yes}}\n"))[0]


def test_more_than_a_thousand_members_are_not_exactly_a_thousand(facts_of):
    assert facts_of(profile_yaml="name: 某区总工会\nmembers: 1000余\n")["profile.members"].qualifier == "余"


def test_true_is_no_number_of_members(load):
    assert told(load(profile_yaml="name: 某区总工会\nmembers: true\n"))


@pytest.mark.parametrize("text", ["departments:\n  -\n", "departments: []\n"])
def test_an_empty_bullet_is_not_zero_departments(facts_of, text):
    assert facts_of(profile_yaml="name: 某区总工会\n" + text)["profile.departments"].value is None


def test_a_limit_of_its_own_may_have_cents(load):
    loaded = load(profile_yaml="name: 某区总工会\nown_limits: {生日慰问: 300.50}\n")
    assert loaded.profile["own_limits"].value["生日慰问"].value == Decimal("300.50")
