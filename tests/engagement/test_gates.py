"""Why a draft or a final report may not go out: every reason names the place and what to do."""

import pytest

from audit_file import LEVELS, NO_COMMENT, NUMBER, REPORT, AuditFile
from auditbook.engagement import gates
from auditbook.engagement.released import Released, basis
from auditbook.files import code_digest
from auditbook.recipe import inputs_of


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    found = AuditFile(tmp_path_factory.mktemp("ready")).begin()
    found.for_draft()
    return found


@pytest.fixture
def file(ready, tmp_path):
    return ready.copy(tmp_path)


def made(case):
    inputs = inputs_of(case.place, case.store, case.year, case.unit)
    return {"inputs": inputs, "code": code_digest(), "across": case.across_marks, "state": "完成"}


def draft_of(case):
    return Released("60_draft.json", "draft", 1, basis(case) | {"files": {}})


def against_draft(file):
    case = file.open()
    return list(map(str, gates.against_draft(case, made(case))))


def against_final(file, draft):
    case = file.open()
    return list(map(str, gates.against_final(case, made(case), draft)))


def test_nothing_stands_against_a_reviewed_file(file):
    assert against_draft(file) == []
    draft = draft_of(file.open())
    file.for_final()
    assert against_final(file, draft) == []


def test_a_report_without_issues_is_a_report(file):
    file.decide(confirmed=())
    file.write("reviews")
    file.sign(REPORT, LEVELS[1])
    assert against_draft(file) == []


def test_an_issue_without_its_sheet_or_review_stands_against_it(file):
    file.write("evidence_sheets")
    file.write("reviews", file.signed[1])
    told = "\n".join(against_draft(file))
    assert f"事项 {NUMBER} 重复支付：取证单没有登记；缺一级复核。" in told and "evidence_sheets.csv" in told


def test_outputs_of_other_inputs_or_half_a_run_are_refused(file):
    case = file.open()
    old = made(case) | {"inputs": {}, "state": "失败"}
    told = [str(reason) for reason in gates.against_draft(case, old)]
    assert len(told) == 2 and all("auditbook run" in reason for reason in told)


def test_an_unsigned_report_names_the_level_and_gives_the_fingerprint(file):
    file.write("reviews", file.signed[0])
    (told,) = against_draft(file)
    assert told.startswith(f"底稿 {REPORT} 审计报告：缺一级复核。")
    assert str(file.open().engagement.report_paper.content) in told


def test_a_changed_voucher_makes_the_signature_lapse_and_says_what_changed(file):
    file.journal("900.00", "901.00")
    told = "\n".join(against_draft(file))
    assert "缺一级复核（数据在签署后有变化，签署已失效）" in told


def test_what_people_wrote_and_cannot_be_taken_stands_against_it(file):
    file.write("evidence_sheets", *[f"{NUMBER},3,审计员甲,审计员乙,属实,,2022-03-02"] * 2)
    file.write("decisions", (file.folder / "decisions.csv").read_text("utf-8").splitlines()[1], "A25-x,,确认,,,,,")
    told = "\n".join(against_draft(file))
    assert f"取证单号 {NUMBER} 登记了2次" in told and "evidence_sheets.csv 第3行" in told
    assert "没有写证据指纹" in told


def test_undecided_matters_warn_a_draft_and_stop_a_final(file):
    file.decide(leave=("A09",))
    (told,) = gates.warnings(file.open())
    key = next(found.key for found in file.open().found if found.outcome.check == "A09")
    assert "还有1项疑点没有决定" in told and key in told
    assert any("还有1项疑点没有决定" in reason and key in reason for reason in against_final(file, None))


def test_books_that_were_not_shown_complete_stop_a_final_only(file):
    (file.folder / "科目余额表.csv").unlink()
    assert not any("完整性" in reason for reason in against_draft(file))
    assert any(reason.startswith("账簿完整性：C05") for reason in against_final(file, None))


def test_a_final_without_draft_or_feedback_is_refused(file):
    told = "\n".join(against_final(file, None))
    assert "还没有发布过征求意见稿" in told
    assert "没有登记反馈意见：没有意见的也登记一行，意见写“无”" in told
    assert "缺编制" in told and "定稿须三人以上" in told


def test_every_comment_needs_an_answer(file):
    file.write("feedback", NO_COMMENT, f"{NUMBER},发票不是同一笔,2022-03-20,不采纳,", ",措辞,2022-03-20,采纳,已改")
    told = [reason for reason in against_final(file, None) if "feedback.csv" in reason]
    assert len(told) == 1 and "feedback.csv 第3行" in told[0] and "没有写采纳说明" in told[0]


def test_a_unit_is_heard_on_the_data_and_issues_of_the_final(file):
    draft = draft_of(file.open())
    file.decide(confirmed=("A25", "A09"))
    assert not any("没有看过" in reason for reason in against_final(file, draft) if "A09" in reason)
    file.journal("记-3", "记-4")
    told = [reason for reason in against_final(file, draft) if "没有看过" in reason]
    assert len(told) == 1 and "发布后有变化：数据" in told[0]


def test_a_dismissed_issue_and_an_answer_need_no_new_draft(file):
    draft = draft_of(file.open())
    file.decide(confirmed=())
    file.write("reviews", file.signed[1])
    file.write("feedback", f"{NUMBER},发票不是同一笔,2022-03-20,采纳,已撤销")
    assert not any("没有看过" in reason for reason in against_final(file, draft))


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("materiality: 1000.00\n", "没有写报告日期"),
        ("report_date: 2022-03-01\n", "早于最后的取证日期 2022-03-02"),
        ("report_date: 2022-03-19\n", "早于最后的反馈日期 2022-03-20"),
        ("report_date: 2022-03-24\n", "早于最后的复核日期 2022-03-25"),
    ],
)
def test_the_report_is_not_dated_before_its_evidence(file, settings, told):
    file.settings(settings)
    file.for_final()
    found = [reason for reason in against_final(file, None) if "year.yaml" in reason]
    assert any(told in reason for reason in found)


def test_a_plan_with_two_levels_does_not_make_a_final_of_two_persons(file):
    plan = "classes: [{code: D6, title: 全部, checks: []}]\npapers: [{code: Z-01, title: 审计报告}]\n"
    plan += "levels: [编制, 一级复核]\nmatter: []\nreport: {code: Z-01, draft: [], final: [编制, 一级复核]}\n"
    (file.inputs / "engagement.yaml").write_text(plan, "utf-8")
    file.sign(REPORT, *LEVELS[:2])
    file.write("reviews", *file.signed[-2:])
    assert any("有效签署的只有2人" in reason for reason in against_final(file, None))


def test_hostile_words_stay_words_and_short(file):
    file.write("feedback", f",=cmd|' /C calc'!A0 430602198001011234 {'长' * 100_000},2022-03-20,,")
    (told,) = [reason for reason in against_final(file, None) if "feedback.csv" in reason]
    assert "=cmd" in told and "［身份证号］" in told and len(told) < 300
