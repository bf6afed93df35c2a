"""What people decide about findings survives re-runs, and does not survive other evidence."""

import csv
from decimal import Decimal

import pytest

from auditbook import decisions, open_case
from auditbook.decisions import AGAIN, CONFIRMED, DISMISSED, OPEN, Decision, standing
from auditbook.finding import Source

HEAD = "日期,凭证字号,摘要,科目编码,科目名称,借方金额,贷方金额,往来单位\n"
TWICE = HEAD + (
    "2021-03-02,记-1,付宣传册款,50103,宣传活动费,600.00,,示例商户01\n"
    "2021-03-02,记-1,付宣传册款,102,银行存款,,600.00,示例商户01\n"
    "2021-03-03,记-2,付宣传册款,50103,宣传活动费,600.00,,示例商户01\n"
    "2021-03-03,记-2,付宣传册款,102,银行存款,,600.00,示例商户01\n"
)
OTHER = (
    "2021-01-05,记-1,付图书款,50101,职工教育费,80.00,,示例商户09\n"
    "2021-01-05,记-1,付图书款,102,银行存款,,80.00,示例商户09\n"
)


@pytest.fixture
def union(tmp_path, kept):
    """A workspace of one union whose journal pays one bill twice; ``decided`` are the lines of decisions.csv."""

    def build(decided="", journal=TWICE, encoding="utf-8"):
        folder = tmp_path / "inputs" / "2021" / "u"
        folder.mkdir(parents=True, exist_ok=True)
        (tmp_path / "inputs" / "units.csv").write_text("unit,name,kind\nu,某工会,grassroots\n", "utf-8")
        (folder / "序时账.csv").write_text(journal, "utf-8")
        if decided:
            head = "finding,evidence,decision,reason,evidence_sheet,characterisation,by,on\n"
            (folder / "decisions.csv").write_text(head + decided, encoding)
        return open_case(2021, "u", inputs=tmp_path / "inputs", outputs=kept)

    return build


def twice(case):
    return next(found for found in case.found if found.outcome.check == "A25")


def test_a_decision_is_there_again_after_a_run(union):
    found = twice(union())
    case = union(f"{found.key},{found.evidence},排除,已核对两张发票,,,审计员甲,2022-02-01\n")
    row = case.findings.query("check == 'A25'").iloc[0]
    assert (row["decision"], row["finding"]) == (DISMISSED, found.key)
    assert "审计员甲" in row["note"] and "已核对两张发票" in row["note"]


@pytest.mark.long
def test_it_survives_rows_that_have_nothing_to_do_with_it_and_another_order(union):
    found = twice(union())
    lines = TWICE.removeprefix(HEAD).splitlines(keepends=True)
    decided = f"{found.key},{found.evidence},确认,两张发票为同一笔,,,审计员甲,2022-02-01\n"
    case = union(decided, journal=HEAD + OTHER + "".join(lines[2:] + lines[:2]))
    assert twice(case).standing.decision == CONFIRMED


def test_changed_evidence_comes_back(union):
    found = twice(union())
    decided = f"{found.key},{found.evidence},排除,已核对,,,审计员甲,2022-02-01\n"
    case = union(decided, journal=TWICE.replace("记-2", "记-7"))
    again = twice(case)
    assert (again.key, again.standing.decision) == (found.key, AGAIN)
    assert "排除（审计员甲，2022-02-01" in again.standing.note


def test_a_file_from_excel_in_gbk_with_chinese_headings_is_read(union, tmp_path, kept):
    found = twice(union())
    folder = tmp_path / "inputs" / "2021" / "u"
    text = f"疑点编号,证据指纹,决定,理由,决定人,日期\n{found.key},{found.evidence},排除,两笔业务,审计员甲,2022/2/1\n"
    (folder / "decisions.csv").write_bytes(text.encode("gb18030"))
    assert twice(open_case(2021, "u", inputs=tmp_path / "inputs", outputs=kept)).standing.decision == DISMISSED


@pytest.mark.parametrize(
    ("line", "lacking"),
    [
        ("A25-x,h,排除,,,,审计员甲,2022-02-01\n", "理由"),
        ("A25-x,h,排除,看过,,,,2022-02-01\n", "决定人"),
        ("A25-x,,确认,看过,,,审计员甲,2022-02-01\n", "证据指纹"),
    ],
)
def test_half_a_decision_is_told_and_not_taken(union, line, lacking):
    case = union(line)
    assert case.decisions == {}
    (problem,) = [p for p in case.problems if "没有采用" in p.message]
    assert lacking in problem.message and problem.source.row == 2


def test_a_decision_about_a_finding_that_is_gone_is_kept_as_text(union):
    case = union("A25-0000000000,abc,排除,=cmd|' /C calc'!A0 <script>,,,审计员甲,2022-02-01\n")
    (entry,) = decisions.without_finding(case.decisions, (found.key for found in case.found))
    assert entry.reason.startswith("=cmd") and twice(case).standing.decision == ""


def test_findings_csv_does_not_begin_a_formula(union):
    from auditbook.frames import csv_bytes

    case = union(journal=TWICE.replace("示例商户01", "=cmd|' /C calc'!A0"))
    rows = list(csv.DictReader(csv_bytes(case.findings).decode("utf-8-sig").splitlines()))
    cells = [cell for row in rows for cell in row.values()]
    assert any("=cmd" in cell for cell in cells) and not any(cell.startswith("=") for cell in cells)


def said(*entries):
    return [
        Decision("A15-1", evidence, decision, "看过", by, None, Source("decisions.csv"))
        for by, decision, evidence in entries
    ]


@pytest.mark.parametrize(
    ("entries", "severity", "decision"),
    [
        ([], "高", ""),
        ([("甲", DISMISSED, "e")], "中", DISMISSED),
        ([("甲", DISMISSED, "e")], "高", OPEN),
        ([("甲", DISMISSED, "e"), ("甲", DISMISSED, "e")], "高", OPEN),
        ([("甲", DISMISSED, "e"), ("乙", DISMISSED, "e")], "高", DISMISSED),
        ([("甲", CONFIRMED, "e"), ("乙", DISMISSED, "e")], "高", OPEN),
        ([("甲", DISMISSED, "e"), ("甲", CONFIRMED, "e")], "高", CONFIRMED),
        ([("甲", DISMISSED, "old")], "中", AGAIN),
        ([("甲", DISMISSED, "old"), ("乙", CONFIRMED, "e")], "中", CONFIRMED),
        ([("甲", OPEN, "e"), ("乙", CONFIRMED, "e")], "中", OPEN),
    ],
)
def test_where_a_finding_stands(entries, severity, decision):
    assert standing(said(*entries), "e", severity).decision == decision


def test_the_amount_of_a_decision_is_that_of_its_rows(union):
    found = twice(union())
    assert [piece.amount for piece in found.pieces] == [Decimal("600.00")] * 2
