"""A matter enters a report when it is confirmed, has its evidence sheet, and is reviewed: not before."""

from conftest_names import NUMBER, SHEET

from auditbook.finding import SEVERITIES


def test_nothing_is_an_issue_before_somebody_confirms_it(union):
    engagement = union.open().engagement
    assert engagement.matters and engagement.issues == [] and engagement.reported == []
    assert len(engagement.undecided) == sum(len(matter.findings) for matter in engagement.matters)


def test_a_confirmed_finding_lacks_its_sheet_and_its_review(union):
    union.confirm("A25", number=NUMBER)
    engagement = union.open().engagement
    (issue,) = engagement.issues
    assert (issue.number, issue.title, str(issue.amount)) == (NUMBER, "重复支付", "1200.00")
    assert engagement.lacking(issue) == ["取证单没有登记", "缺一级复核"]
    assert engagement.reported == []


def test_with_sheet_and_review_it_is_reported(union):
    union.confirm("A25", number=NUMBER)
    union.take_evidence(SHEET)
    union.sign(NUMBER, ("一级复核", "审计员丙"))
    engagement = union.open().engagement
    assert [issue.number for issue in engagement.reported] == [NUMBER]
    assert engagement.problems == []


def test_a_sheet_with_one_auditor_or_a_refusal_without_words_is_no_evidence(union):
    union.confirm("A25", number=NUMBER)
    union.take_evidence(f"{NUMBER},3,审计员甲,审计员甲,拒签,,2022-03-02")
    (issue,) = union.open().engagement.issues
    (told, _) = union.open().engagement.lacking(issue)
    assert "两名审计人员" in told and "拒签的说明" in told


def test_of_two_sheets_with_one_number_neither_counts(union):
    union.confirm("A25", number=NUMBER)
    union.take_evidence(SHEET, SHEET.replace("3,", "5,"))
    engagement = union.open().engagement
    assert engagement.lacking(engagement.issues[0])[0] == "取证单没有登记"
    assert all("登记了2次" in problem.message and problem.source.row in (2, 3) for problem in engagement.problems)


def test_one_number_for_matters_that_have_nothing_in_common_is_told(union):
    union.confirm("A25", "A09", number=NUMBER)
    engagement = union.open().engagement
    assert len(engagement.issues) == 1 and len(engagement.issues[0].matters) == 2
    (problem,) = engagement.problems
    assert "互不相关的事项（检查 A09、A25）" in problem.message and problem.source.file.endswith("decisions.csv")


def test_a_written_number_is_nobody_elses_and_does_not_move(union):
    proposed = union.open().engagement.numbers
    finding = union.finding("A25")
    union.confirm("A25", number=proposed[finding.key])
    again = union.open().engagement.numbers
    assert again[finding.key] == proposed[finding.key]
    assert list(again.values()).count(proposed[finding.key]) == len(
        next(m for m in union.open().engagement.matters if finding.key in {f.key for f in m.findings}).findings
    )


def test_other_evidence_takes_an_issue_back(union):
    union.confirm("A25", number=NUMBER)
    text = (union.folder / "序时账.csv").read_text("utf-8").replace("记-2", "记-9")
    union.journal(text)
    engagement = union.open().engagement
    assert engagement.issues == []
    assert any(found.standing.decision == "待复核" for found in engagement.undecided)


def test_matters_are_ranked_by_severity(union):
    ranks = [SEVERITIES.index(matter.severity) for matter in union.open().engagement.matters]
    assert ranks == sorted(ranks)
