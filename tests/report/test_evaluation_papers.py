"""The evaluation's own papers: 佐证材料 by number, questionnaires, reasons for deviations, returns of the bureau."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from auditbook.proofs import deviations, proofs, unnamed
from auditbook.report.report import Report

TARGETS = """\
一级指标,二级指标,三级指标,比较符,年度指标值,实际完成值,计量单位,分值,偏差原因,佐证材料,批复
产出指标,数量指标,培训职工,≥,100,50,人,25,报名不足,培训签到表；培训通知.pdf,有
产出指标,数量指标,慰问职工,≥,100,80,人,25,,慰问、走访名单.xlsx,有
效益指标,社会效益指标,建会单位,≥,10,10,家,30,,建会批复,有
满意度指标,服务对象满意度指标,满意度,≥,90,95,%,10,,,有
"""
SURVEY = (
    "对象,发放,回收,有效,满意,方式,期间\n职工,300,280,270,250,网上问卷,2022年11月\n企业,30,31,29,29,走访,2022年12月\n"
)
RETURNS = """\
退回日期,退回部门,退回意见,修改情况,再次报送日期
2023-04-10,区财政局,补会员数来源,已补,2023-04-12
2023-04-20,区财政局,=cmd|补佐证,,
"""
ANSWERS = "培训职工: {evidence: 培训照片, who: 审计员甲}\n"


@pytest.fixture
def evaluated(case_of):
    return lambda files=None, **named: case_of(
        {"培训签到表1.pdf": b"%PDF", "培训签到表2.pdf": b"%PDF", "其他说明.pdf": b"%PDF", **(files or {})},
        **{"targets_csv": TARGETS, "survey_csv": SURVEY, "returns_csv": RETURNS, **named},
    )


def tables(case, internal=True):
    tree = BeautifulSoup(Report(case, "evaluation", internal).part("annexes").html, "html.parser")
    found = {}
    for heading in tree.find_all(["h1", "h2"]):
        table = heading.find_next("table")
        lines = [[cell.get_text().strip() for cell in row.find_all(["td", "th"])] for row in table.find_all("tr")]
        found[heading.get_text().replace("附件", "").strip()] = lines[1:]
    return found


def text(case, internal=True):
    html = Report(case, "evaluation", internal).part("annexes").html
    return re.sub(r"\s", "", BeautifulSoup(html, "html.parser").get_text())


def test_evidence_is_numbered_by_indicator_and_leads_to_its_files(evaluated):
    found = {proof.named: proof for proof in proofs(evaluated())}
    trained = found["培训签到表"]
    assert trained.files == ("培训签到表1.pdf", "培训签到表2.pdf") and trained.indicator == "培训职工"
    first = trained.number.removesuffix("-1")
    assert found["培训通知.pdf"].number == f"{first}-2" and found["培训通知.pdf"].files == ()
    assert found["慰问、走访名单.xlsx"].number != trained.number


def test_a_comma_within_the_name_of_a_file_does_not_cut_it(evaluated):
    found = [proof for proof in proofs(evaluated({"慰问、走访名单.pdf": b"%PDF"})) if proof.indicator == "慰问职工"]
    assert [(proof.named, proof.files) for proof in found] == [("慰问、走访名单.xlsx", ("慰问、走访名单.pdf",))]


def test_what_an_answer_names_counts_with_what_the_target_names(evaluated):
    found = [proof.named for proof in proofs(evaluated(answers_yaml=ANSWERS)) if proof.indicator == "培训职工"]
    assert found == ["培训签到表", "培训通知.pdf", "培训照片"]


def test_a_number_does_not_move_when_another_indicator_gets_its_first_evidence(evaluated):
    before = {proof.named: proof.number for proof in proofs(evaluated())}
    after = {
        proof.named: proof.number for proof in proofs(evaluated(targets_csv=TARGETS.replace("10,,,有", "10,,问卷,有")))
    }
    assert before.items() <= after.items() and "问卷" in after


@pytest.mark.long
def test_evidence_that_is_not_there_is_told_and_may_be_filed_as_paper(evaluated):
    case = evaluated()
    rows = {row[2]: row[3] for row in tables(case)["佐证材料清单"]}
    assert rows["培训签到表"] == "培训签到表1.pdf；培训签到表2.pdf" and rows["培训通知.pdf"] == "未见文件"
    assert "未见文件的3件" in text(case)
    assert not any("培训通知" in name for name in Report(case, "evaluation", internal=False).lacking)


def test_attachments_that_nobody_names_are_told(evaluated):
    case = evaluated()
    assert unnamed(case) == ["其他说明.pdf"] and "其他说明.pdf" in text(case)
    assert "其他说明.pdf" not in text(case, internal=False)


def test_questionnaires_have_exact_rates_and_what_cannot_be_is_told(evaluated):
    staff, firms, total = tables(evaluated())["满意度调查情况"]
    assert staff == ["职工", "300", "280", "270", "250", "93.33%", "96.43%", "92.59%", "网上问卷", "2022年11月"]
    assert firms[5:8] == ["103.33%", "93.55%", "100.00%"]
    assert total[:8] == ["合计", "330", "311", "299", "279", "94.24%", "96.14%", "93.31%"]
    assert "“企业”回收31份，多于发放30份" in text(evaluated())


def test_a_number_that_is_lacking_or_about_right_gives_no_rate(evaluated):
    case = evaluated(survey_csv="对象,发放,回收,有效,满意\n职工,近300,280,,250\n")
    [row] = tables(case)["满意度调查情况"]
    assert row[5:8] == ["—", "—", "—"] and row[3] == "数据缺失" and "近300" in row[1]


@pytest.mark.long
def test_a_missed_target_without_a_reason_is_told(evaluated):
    case = evaluated()
    rows = {row[0]: row[1:] for row in tables(case)["绩效目标偏差原因"]}
    assert set(rows) == {"培训职工", "慰问职工"}
    assert rows["培训职工"][2:] == ["未达到年度指标值", "报名不足"] and rows["慰问职工"][3] == "未说明偏差原因"
    assert "“慰问职工”未说明偏差原因" in text(case)
    assert [one.unexplained for one in deviations(case)] == [False, True]


def test_a_missed_target_that_is_not_scored_is_a_gap_all_the_same(evaluated):
    case = evaluated(targets_csv=TARGETS.replace(",有\n", ",\n"))
    assert any("慰问职工" in name and "未说明" in name for name in Report(case, "evaluation", internal=False).lacking)


@pytest.mark.long
def test_the_returns_stand_in_the_internal_edition_only_and_as_text(evaluated):
    case = evaluated()
    first, second = tables(case)["财政部门退回和修改记录（不随报送稿）"]
    assert first == ["1", "2023-04-10", "区财政局", "补会员数来源", "已补", "2023-04-12"]
    assert second[3:5] == ["=cmd|补佐证", "尚未答复"] and "财政部门退回2次，其中1次尚未答复" in text(case)
    assert "退回" not in text(case, internal=False)


def test_without_papers_there_is_no_annex(case_of):
    assert text(case_of()) == "" and text(case_of(), internal=False) == ""
