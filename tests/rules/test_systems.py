from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from auditbook.errors import SetupError
from auditbook.facts import Fact, Facts
from auditbook.facts.derive import derive
from auditbook.finding import Source
from auditbook.forms import Answer
from auditbook.indicators import score_system
from auditbook.rules import heading_system, systems
from auditbook.scores import total
from auditbook.sheets import Row
from own_rules import own_system

END = date(2022, 12, 31)
NOTHING = dict(derive({}, {}))
HERE = Source("targets.csv", row=2)
OWN = own_system(10)


def target(level: str, points: int, actual: int = 10, **more: object) -> Row:
    filled = {"level1": level, "level3": level, "operator": "≥", "target": Decimal(10), "approved": "某批复"}
    return Row({**filled, "actual": Decimal(actual), "points": Decimal(points), **more}, HERE)


def selfeval(rows: list[Row], executed: int | None = 100, day: date = END):
    rate = {} if executed is None else {"rate.预算执行率": Fact("rate.预算执行率", "预算执行率", Fraction(executed))}
    system = systems()["selfeval2020"]
    scores = score_system(system, Facts({**NOTHING, **rate}), {}, rows, day)
    return scores, total(system, scores)


COMPLETE = [target("产出指标", 50), target("效益指标", 30), target("满意度指标", 10)]


def test_the_hunan_table_has_sixteen_rows_and_a_hundred_points():
    hunan = systems()["hn2017"]
    assert list(hunan.indicators) == [f"R{n:02d}" for n in range(1, 17)]
    assert sum(indicator.points for indicator in hunan.indicators.values()) == 100


def test_the_hunan_table_is_divided_ten_sixty_thirty():
    shares: dict[str, Decimal] = {}
    for indicator in systems()["hn2017"].indicators.values():
        shares[indicator.levels[0]] = shares.get(indicator.levels[0], Decimal(0)) + indicator.points
    assert shares == {"投入": 10, "过程": 60, "产出及效率": 30}


def test_the_framework_of_the_ministry_has_28_rows_no_points_and_no_total():
    framework = systems()["mof2013"]
    scores = score_system(framework, Facts(NOTHING), {}, [], END)
    assert [score.indicator for score in scores] == [f"E{n:02d}" for n in range(1, 29)]
    assert all(score.points is None and score.score is None for score in scores)
    assert total(framework, scores) is None


@pytest.mark.parametrize("name", ["mof2013", "hn2017", "selfeval2020"])
def test_the_day_before_a_system_starts_nothing_is_scored_and_on_the_day_it_is(name):
    system = systems()[name]
    start = system.in_force[0]
    before = score_system(system, Facts(NOTHING), {}, [], date.fromordinal(start.toordinal() - 1))
    assert {score.status for score in before} == {"not_in_force"} and total(system, before) is None
    assert "not_in_force" not in {score.status for score in score_system(system, Facts(NOTHING), {}, [], start)}


def test_each_year_has_its_heading_system():
    assert [heading_system(date(year, 12, 31)) for year in (2013, 2015, 2019, 2020)] == [
        "mof2013", "hn2017", "hn2017", "selfeval2020",
    ]  # fmt: skip


def test_a_year_before_every_system_says_what_to_do():
    with pytest.raises(SetupError, match=r"year\.yaml 的 system"):
        heading_system(date(2012, 12, 31))


def test_a_grade_is_given_when_a_hundred_points_were_evaluated():
    _, whole = selfeval(COMPLETE)
    assert (whole.score, whole.evaluated, whole.grade) == (100, 100, "优")


def test_points_that_do_not_add_up_are_not_scored_and_have_no_grade():
    _, part = selfeval([target("产出指标", 49), *COMPLETE[1:]])
    assert (part.evaluated, part.grade, part.missing) == (50, None, 50)


def test_a_level_without_targets_is_missing_and_neither_full_nor_nothing():
    scores, part = selfeval(COMPLETE[:2])
    assert scores[-1].status == "no_data" and scores[-1].score is None
    assert (part.score, part.evaluated, part.missing, part.grade) == (90, 90, 10, None)


def test_a_missing_rate_is_missing_points_and_not_a_lost_score():
    scores, part = selfeval(COMPLETE, executed=None)
    assert (scores[0].status, part.score, part.evaluated) == ("no_data", 90, 90)


@pytest.mark.parametrize(("reached", "grade"), [(10, "优"), (8, "良"), (6, "中"), (4, "差")])
def test_the_grade_goes_by_the_points_reached(reached, grade):
    rows = [
        target(level, points, reached) for level, points in (("产出指标", 50), ("效益指标", 30), ("满意度指标", 10))
    ]
    _, whole = selfeval(rows, executed=reached * 10)
    assert whole.grade == grade


def test_ninety_is_good_and_a_cent_less_is_not():
    rows = [*COMPLETE[:2], target("满意度指标", 10, 0)]
    assert selfeval(rows)[1].grade == "优"
    assert selfeval([*COMPLETE[:2], target("满意度指标", 10, 0)], executed=99)[1].grade == "良"


def test_part_of_a_step_is_told_in_both_readings():
    system = systems()["hn2017"]
    facts = Facts({**NOTHING, "rate.公用经费控制率": Fact("rate.公用经费控制率", "公用经费控制率", Fraction(207, 2))})
    score = next(s for s in score_system(system, facts, {}, [], END) if s.indicator == "R07")
    assert (score.score, "若按比例计为4.50分" in score.basis) == (Decimal("5.00"), True)


def test_targets_that_nobody_approved_are_shown_and_not_scored():
    scores, _ = selfeval([target("产出指标", 50, approved=None), *COMPLETE[1:]])
    assert (scores[1].status, scores[1].score, scores[1].value) == ("not_scored", None, 10)


def test_a_target_far_exceeded_without_a_reason_is_looked_at():
    assert "130%以上" in selfeval([target("产出指标", 50, 13)])[0][1].attention
    assert selfeval([target("产出指标", 50, 13, reason="年中追加任务")])[0][1].attention == ""


def test_a_judgement_without_a_name_is_no_judgement():
    system = systems()["hn2017"]
    answers = {"R15": Answer(HERE, level="好", evidence="考核表")}
    score = next(s for s in score_system(system, Facts(NOTHING), answers, [], END) if s.indicator == "R15")
    assert (score.status, score.score) == ("no_data", None)


def test_a_system_of_the_organisation_stands_beside_the_official_ones(case_of):
    case = case_of(survey_csv="对象,有效,满意\n职工,100,90\n", around={"rules/own.yaml": OWN})
    assert case.totals["own"].score == Decimal("4.50")


def test_a_slip_in_the_name_of_a_fact_is_answered(case_of):
    case = case_of(around={"rules/own.yaml": OWN.replace("rate.满意度", "rate.满意")})
    with pytest.raises(SetupError, match="是否要写：rate"):
        _ = case.scored


# --- found by attack


@pytest.mark.parametrize("wanted", ["≥1,000", "≥1,000人", "≥10万元"])
def test_two_of_a_thousand_are_not_full_points(wanted):
    scores, _ = selfeval([target("产出指标", 50, 20, operator=None, target=wanted)])
    assert scores[1].score != 50


def test_ninety_points_of_output_do_not_stand_for_the_other_levels():
    assert selfeval([target("产出指标", 90)])[1].grade is None


def test_no_more_points_are_evaluated_than_there_are():
    assert selfeval([target("产出指标", 80), *COMPLETE[1:]])[1].missing >= 0


def test_an_operator_that_contradicts_the_target_is_not_scored():
    scores, _ = selfeval([target("产出指标", 50, 5, operator="≤", target="≥10")])
    assert scores[1].status != "scored"


def test_a_rate_on_posts_that_are_only_claimed_is_not_scored(case_of):
    text = "name: 某区总工会\nposts_stated: 4\nposts_approval: 某编〔2020〕1号\nstaff: {在编正式职工: 4}\n"
    case = case_of(profile_yaml=text)
    assert next(s for s in case.scored["hn2017"] if s.indicator == "R01").status == "not_scored"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("{target: 100}", "{}"),
        ("{target: 100}", "{target: 0}"),
        ("kind: proportional", "kind: 按比例"),
        ("in_force: {from: 2020-01-01, to: null}", "in_force: 2020"),
        ("from: 2020-01-01, to", 'from: "2020", to'),
        ("points: 10", "points: 十"),
        ("indicators:\n", "indicators:\n  - A1\nother:\n"),
        ("[产出, 效益, 满意度]", "[产出, 效益]"),
    ],
)
def test_a_slip_in_a_rule_names_the_file(case_of, right, wrong):
    assert right in OWN
    case = case_of(survey_csv="对象,有效,满意\n职工,100,90\n", around={"rules/own.yaml": OWN.replace(right, wrong)})
    with pytest.raises(SetupError, match=r"rules/own\.yaml"):
        _ = case.scores
