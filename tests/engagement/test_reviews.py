"""A signature stands on what was signed: another voucher, decision, check, text or setting makes it lapse."""

from conftest_names import NUMBER, SHEET

REPORT = "2021-U-Z-01"
LEVELS = (("编制", "审计员甲"), ("一级复核", "审计员乙"), ("二级复核", "审计员丙"), ("三级复核", "审计员丁"))


def lapsed(union):
    return {(paper.index, review.level): parts for paper, review, parts in union.open().engagement.lapsed}


def test_three_levels_by_three_people_stand(union):
    union.sign(REPORT, *LEVELS)
    signed = union.open().engagement.report_paper.signed
    assert [(level, signed.standing[level].by) for level, _ in LEVELS] == list(LEVELS)
    assert signed.lacking([level for level, _ in LEVELS]) == []


def test_a_changed_voucher_takes_the_signature_and_says_that_data_changed(union):
    union.sign(REPORT, *LEVELS)
    union.journal((union.folder / "序时账.csv").read_text("utf-8").replace("900.00", "901.00"))
    assert lapsed(union) == {(REPORT, level): ("数据",) for level, _ in LEVELS}
    assert union.open().engagement.report_paper.signed.standing == {}


def test_a_voucher_elsewhere_leaves_the_paper_of_an_issue(union):
    union.confirm("A25", number=NUMBER)
    union.take_evidence(SHEET)
    union.sign(NUMBER, ("一级复核", "审计员丙"))
    union.journal((union.folder / "序时账.csv").read_text("utf-8").replace("900.00", "901.00"))
    assert lapsed(union) == {}
    assert [issue.number for issue in union.open().engagement.reported] == [NUMBER]


def test_a_decision_after_the_review_makes_it_lapse(union):
    union.sign(REPORT, *LEVELS)
    union.confirm("A25", number=NUMBER)
    assert set(lapsed(union).values()) == {("决定和取证",)}


def test_a_changed_setting_and_an_own_text_are_told_by_name(union):
    union.sign(REPORT, *LEVELS)
    (union.root / "inputs" / "2021" / "year.yaml").write_text("materiality: 5000.00\n", "utf-8")
    own = union.root / "inputs" / "texts" / "audit"
    own.mkdir(parents=True)
    (own / "10_head.md.j2").write_text("# 本所的抬头\n", "utf-8")
    assert set(lapsed(union).values()) == {("文本", "参数")}


def test_an_own_check_lapses_what_rests_on_it(union):
    union.sign(REPORT, *LEVELS)
    own = union.root / "inputs" / "checks"
    own.mkdir()
    (own / "Z01_own.sql").write_text("-- id: Z01\n", "utf-8")
    assert set(lapsed(union).values()) == {("检查",)}


def test_who_prepared_a_paper_does_not_review_it(union):
    union.confirm("A25", number=NUMBER)
    union.take_evidence(SHEET)
    union.sign(NUMBER, ("一级复核", "审计员甲"))
    engagement = union.open().engagement
    assert engagement.lacking(engagement.issues[0]) == ["缺一级复核"]
    (problem,) = engagement.problems
    assert "审计员甲 编制了底稿" in problem.message and problem.source.file.endswith("reviews.csv")


def test_one_person_signs_one_level(union):
    union.sign(REPORT, ("编制", "审计员甲"), ("一级复核", "审计员乙"), ("二级复核", "审计员乙"))
    engagement = union.open().engagement
    assert engagement.report_paper.signed.lacking(["一级复核", "二级复核"]) == ["二级复核"]
    assert any("另一级" in problem.message for problem in engagement.problems)


def test_a_signature_without_fingerprint_or_paper_is_told(union):
    union.write("reviews", f"{REPORT},一级复核,审计员乙,2022-03-05,", "2021-U-D9-77,一级复核,审计员乙,2022-03-05,a-b-c")
    told = [(problem.source.row, problem.message) for problem in union.open().engagement.problems]
    assert (2, f"底稿 {REPORT} 的签署没有写底稿指纹，没有采用") in told
    assert any(row == 3 and "没有编号为 2021-U-D9-77 的底稿" in message for row, message in told)


def test_a_plan_of_ones_own_asks_for_other_levels(union):
    text = "classes: [{code: D1, title: 全部, checks: []}]\npapers: [{code: Z-01, title: 审计报告}]\n"
    text += "levels: [编制, 一级复核]\nmatter: []\nreport: {code: Z-01, draft: [], final: [编制, 一级复核]}\n"
    (union.root / "inputs" / "engagement.yaml").write_text(text, "utf-8")
    union.confirm("A25", number="2021-U-D1-01")
    union.take_evidence(SHEET.replace(NUMBER, "2021-U-D1-01"))
    assert [issue.number for issue in union.open().engagement.reported] == ["2021-U-D1-01"]
