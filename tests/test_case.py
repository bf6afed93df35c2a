"""The two published examples, figure by figure, and what a change in a cell does to a case."""

import shutil
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from auditbook.case import FACTS, FINDINGS, OUTCOMES, SCORES, open_case
from auditbook.errors import AuditbookError, UsageError
from auditbook.figures import show

INPUTS = Path(__file__).parents[1] / "inputs"
BUDGET = "项目,本年决算数\n支出总额,100\n人员经费,60\n公用经费,50\n"


@pytest.fixture(scope="module")
def nanhu():
    return open_case(2022, "nanhu", inputs=INPUTS)


@pytest.fixture(scope="module")
def yiyang():
    return open_case(2022, "yiyang", inputs=INPUTS)


@pytest.fixture
def copied(tmp_path):
    """A copy of the examples in which cells may be changed."""
    shutil.copytree(INPUTS / "2022", tmp_path / "inputs" / "2022")
    shutil.copy(INPUTS / "units.csv", tmp_path / "inputs" / "units.csv")

    def change(file: str, old: str, new: str, unit: str = "nanhu"):
        path = tmp_path / "inputs" / "2022" / unit / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
        return open_case(2022, unit, inputs=tmp_path / "inputs")

    return change


def findings_of(case, check: str) -> pd.DataFrame:
    return case.findings[case.findings["check"] == check]


# --- golden figures


@pytest.mark.parametrize(
    ("fact", "value", "shown"),
    [
        ("fiscal.支出总额.actual", 631100, "63.11万元"),
        ("fiscal.一般公共服务支出.actual", 631100, "63.11万元"),
        ("fiscal.人员经费.actual", 266500, "26.65万元"),
        ("fiscal.公用经费.actual", 364600, "36.46万元"),
        ("fiscal.其他财政性资金.actual", 0, "0元"),
        ("statistics.会员人数.value", 10086, "10086人"),
        ("rate.工会建会率", 80, "80.0%"),
        ("sum.活动支出.未说明", 369600, "36.96万元"),
        ("sum.活动支出.非本单位", 7000, "7000元"),
        ("sum.医疗互助代收", 100584, "10.0584万元"),
        ("base.上年末会员", 9760, "9760人"),
        ("base.在编及聘用人员", 11, "11人"),
        ("profile.departments", 9, "9个"),
        ("profile.plan", 11, "11项"),
        ("activities.夏送清凉、疫情防控和小微企业慰问.beneficiaries", 1000, "1000余人"),
        ("activities.女职工法律知识讲座.beneficiaries", 100, "近100人"),
        ("statistics.慰问小微企业人数.value", 230, "230余人"),
    ],
)
def test_the_figures_of_nanhu_are_those_of_its_report(nanhu, fact, value, shown):
    assert (nanhu.known[fact].value, show(nanhu.known[fact])) == (value, shown)


@pytest.mark.parametrize(
    ("fact", "shown"),
    [("rate.人员经费占比", "42.23%"), ("rate.公用经费占比", "57.77%"), ("rate.会员增长率", "3.34%"),
     ("rate.新就业形态占新增会员", "50.31%"), ("rate.医疗互助覆盖率", "17.49%"), ("rate.审计覆盖率", "11.82%"),
     ("rate.在职人员控制率", "100.0%")],
)  # fmt: skip
def test_the_rates_of_nanhu_are_those_computed_by_hand(nanhu, fact, shown):
    assert show(nanhu.known[fact]) == shown


def test_nanhu_contradicts_itself_four_times_and_no_more(nanhu):
    assert sorted(o.check for o in nanhu.answered if o.status == "findings") == ["K07", "K09", "K21", "K22"]


def test_yiyang_has_one_matter_to_look_at(yiyang):
    assert [(o.check, o.word) for o in yiyang.answered if o.status == "findings"] == [("K11", "关注")]


def test_the_ties_of_yiyangs_table_hold(yiyang):
    clean = {o.check for o in yiyang.answered if o.status == "clean"}
    assert clean >= {"K01.prior", "K01.budget", "K01.actual", "K05.prior", "K05.budget", "K05.actual", "K24"}


def test_yiyangs_ten_thousands_are_yuan_to_the_cent(yiyang):
    assert (yiyang.known["fiscal.支出总额.actual"].value, yiyang.known["fiscal.公务用车运行维护费.actual"].value) == (
        13424900,
        27400,
    )


def test_no_part_of_the_two_examples_is_misread(nanhu, yiyang):
    assert nanhu.problems == yiyang.problems == []


def test_nanhu_gets_no_points_for_what_it_did_not_say(nanhu):
    assert {score.status for score in nanhu.scored["hn2017"]} == {"no_data", "not_scored"}
    assert all((total.evaluated, total.grade) == (0, None) for total in nanhu.totals.values())


def test_yiyangs_posts_are_not_scored_without_the_approval(yiyang):
    score = next(s for s in yiyang.scored["hn2017"] if s.indicator == "R01")
    assert (score.status, score.value, "编办批复" in score.basis) == ("not_scored", 100, True)


def test_an_example_says_on_every_page_that_it_is_one(nanhu, yiyang):
    assert "示例" in nanhu.example and "示例" in yiyang.example


# --- frames as the files will carry them


def test_the_columns_are_those_of_the_contract(nanhu):
    assert FACTS == ["fact", "value", "measure", "status", "sources", "book"]
    assert ",".join(SCORES) == "system,indicator,level1,level2,level3,points,value,score,status,basis"
    assert ",".join(OUTCOMES) == "check,status,findings,amount,message"
    assert ",".join(FINDINGS) == (
        "finding,check,severity,title,unit,year,amount,file,sheet,row,voucher,line,date,account,reason,basis,advice,"
        "evidence,decision,note"
    )
    assert [list(f.columns) for f in (nanhu.facts, nanhu.scores, nanhu.outcomes, nanhu.findings)] == [
        FACTS, SCORES, OUTCOMES, list(FINDINGS),
    ]  # fmt: skip


def test_every_fact_has_a_status_and_a_book_of_the_contract(nanhu):
    assert set(nanhu.facts["status"]) == {"measured", "derived", "stated", "no_data"}
    assert set(nanhu.facts["book"]) <= {"财政资金", "工会经费", "未说明"}


def test_what_is_not_known_is_there_as_no_data_and_has_no_value(nanhu):
    lacking = nanhu.facts[nanhu.facts["status"] == "no_data"]
    assert len(lacking) > 50 and lacking["value"].isna().all()


def test_every_figure_has_its_place(nanhu):
    known = nanhu.facts[nanhu.facts["status"] != "no_data"]
    assert known["sources"].str.contains("inputs/2022/nanhu/").all()


def test_no_path_of_this_computer_is_in_a_frame(nanhu):
    frames = (nanhu.facts, nanhu.scores, nanhu.outcomes, nanhu.findings)
    assert not any(str(INPUTS.parent.resolve()) in frame.to_csv() for frame in frames)


def test_a_score_stands_only_where_points_were_given(nanhu, yiyang):
    scores = pd.concat([nanhu.scores, yiyang.scores])
    given = scores["status"].isin(["scored", "judged"])
    assert scores.loc[given, "score"].notna().all() and scores.loc[~given, "score"].isna().all()


def test_both_figures_of_a_contradiction_are_in_its_words(nanhu):
    message = next(o.message for o in nanhu.answered if o.check == "K21")
    assert "86.5%" in message and "80.0%" in message and "64" in message


def test_a_case_is_the_same_the_second_time(nanhu):
    again = open_case(2022, "nanhu", inputs=INPUTS)
    assert again.findings.to_csv() == nanhu.findings.to_csv() and again.facts.to_csv() == nanhu.facts.to_csv()


# --- a change in a cell


def test_ten_thousand_more_in_the_total_do_not_pass_unseen(copied):
    case = copied("fiscal.csv", "支出总额,,,,,631100.00", "支出总额,,,,,641100.00")
    outcome = next(o for o in case.answered if o.check == "K03")
    assert (outcome.status, outcome.amount, "相差1.00万元" in outcome.message) == ("findings", 10000, True)


def test_a_finding_keeps_its_key_when_rows_change_places(copied, nanhu):
    path = INPUTS / "2022" / "nanhu" / "activities.csv"
    head, *rows = path.read_text("utf-8").splitlines()
    case = copied("activities.csv", "\n".join([head, *rows]), "\n".join([head, *reversed(rows)]))
    keys = ["finding", "check", "evidence"]
    assert set(map(tuple, case.findings[keys].to_numpy())) == set(map(tuple, nanhu.findings[keys].to_numpy()))


def test_an_unrelated_row_changes_neither_key_nor_evidence(copied, nanhu):
    case = copied(
        "activities.csv", ",坚定政治方向,主题党日活动", ",坚定政治方向,读书会,,,,,,,\n,坚定政治方向,主题党日活动"
    )
    keys = ["finding", "evidence"]
    assert set(map(tuple, case.findings[keys].to_numpy())) == set(map(tuple, nanhu.findings[keys].to_numpy()))


def test_an_amount_of_the_evidence_changes_its_hash_and_not_the_key(copied, nanhu):
    case = copied("activities.csv", "135600.00", "135600.01")
    before, after = findings_of(nanhu, "K09").iloc[0], findings_of(case, "K09").iloc[0]
    assert before["finding"] == after["finding"] and before["evidence"] != after["evidence"]


def test_the_rows_of_a_finding_point_into_the_file(copied):
    rows = findings_of(copied("activities.csv", "135600.00", "135600.00"), "K09")
    row = rows[rows["reason"].str.contains("两节")].iloc[0]
    lines = (INPUTS / "2022" / "nanhu" / "activities.csv").read_text("utf-8").splitlines()
    assert "135600.00" in lines[row["row"] - 1]


def test_a_source_of_money_named_for_every_item_settles_the_matter(copied):
    case = copied("activities.csv", ".00,,", ".00,工会经费,")
    assert next(o for o in case.answered if o.check == "K09").status == "not_enough_data"
    assert case.known["sum.活动支出.工会经费"].value == Decimal(369600)


# --- problems of files are findings too


def test_a_wrong_cell_is_a_finding_with_its_place(case_of):
    found = findings_of(case_of(fiscal_csv="项目,本年决算数\n\n支出总额,六十三万\n"), "I01").iloc[0]
    assert (found["file"], found["row"]) == ("inputs/2022/u/fiscal.csv", 3)


def test_a_problem_of_a_file_keeps_its_key_when_it_moves_down(case_of):
    first = findings_of(case_of(fiscal_csv="项目,本年决算数\n支出总额,六十三万\n"), "I01")["finding"]
    later = findings_of(case_of(fiscal_csv="项目,本年决算数\n人员经费,1\n支出总额,六十三万\n"), "I01")["finding"]
    assert list(first) == list(later)


def test_a_folder_without_files_answers_nothing_and_nothing_is_clean(case_of):
    case = case_of()
    assert {o.status for o in case.answered if o.word} == {"not_enough_data", "not_applicable"}


def test_a_unit_that_is_not_there_says_which_are():
    with pytest.raises(UsageError, match="可用的单位：nanhu、yiyang"):
        _ = open_case(2022, "../2022/nanhu", inputs=INPUTS).facts


def test_a_year_that_is_not_there_says_which_are():
    with pytest.raises(UsageError, match=r"没有 1999 年度的资料文件夹.*2022"):
        _ = open_case(1999, "nanhu", inputs=INPUTS).facts


def test_without_the_list_of_units_the_remedy_is_told(case_of, tmp_path):
    case = case_of(fiscal_csv=BUDGET)
    (tmp_path / "inputs" / "units.csv").unlink()
    with pytest.raises(UsageError, match=r"没有找到单位名录 inputs/units\.csv"):
        _ = case.facts


def test_a_setting_of_the_year_goes_before_its_default(case_of):
    settings = case_of(around={"2022/year.yaml": "system: hn2017\nmateriality: 5000\n"}).settings
    assert (settings.system, settings["materiality"], settings["respond_days"]) == ("hn2017", 5000, 10)


def test_a_materiality_that_was_not_set_is_not_zero(case_of):
    assert case_of().settings["materiality"] is None


# --- found by attack


def test_a_double_line_keeps_its_key_when_it_moves_down(case_of):
    first = findings_of(case_of(fiscal_csv="项目,本年决算数\n支出总额,1\n支出总额,2\n"), "I01")["finding"]
    later = findings_of(case_of(fiscal_csv="项目,本年决算数\n人员经费,1\n支出总额,1\n支出总额,2\n"), "I01")["finding"]
    assert list(first) == list(later)


def test_two_wrong_cells_are_two_findings(case_of):
    found = findings_of(case_of(fiscal_csv="项目,本年决算数\n支出总额,待定\n人员经费,待定\n"), "I01")
    assert found["finding"].nunique() == 2


def test_a_misspelt_setting_of_the_year_is_told(case_of):
    case = case_of(around={"2022/year.yaml": "systm: hn2017\nmateriality: 五千\n"})
    assert case.settings and case.problems


def test_a_system_that_does_not_exist_is_told(case_of):
    with pytest.raises(AuditbookError, match="nosuch"):
        _ = case_of(around={"2022/year.yaml": "system: nosuch\n"}).settings


def test_a_broken_list_of_units_is_told(case_of):
    case = case_of(around={"units.csv": "甲,乙\n1,2\n"})
    assert case.about and case.problems


def test_a_unit_id_cannot_be_a_way_out_of_the_year(case_of):
    units = "unit,name,kind,parent\n..,上级,federation,\nu,某工会,grassroots,..\n"
    case = case_of(around={"units.csv": units})
    assert ".." not in case.place.with_unions(2022)


def test_a_budget_of_cents_against_a_huge_outlay_does_not_stop_the_page(case_of):
    text = "项目,本年预算数,本年决算数\n支出总额,0.07,9999999999999.91\n"
    assert len(case_of(fiscal_csv=text).facts)


def test_a_file_name_in_gbk_does_not_stop_the_unit(case_of, unit_folder):
    name = "部门决算.csv".encode("gbk").decode("utf-8", "surrogateescape")
    unit_folder({name: "项目,本年决算数\n支出总额,六十三万\n"})
    assert len(case_of().findings) == 1
