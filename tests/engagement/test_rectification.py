"""After the report: what was promised, what came back, what is overdue; nobody closes a matter without proof."""

import json
import re

import pytest

from audit_file import LEVELS, NUMBER, AuditFile
from auditbook import open_case
from auditbook.engagement.rectification import CLOSED, DONE, OPEN, OVERDUE, UNDATED, UNPROVED, rectification
from auditbook.report.citations import Citations
from auditbook.report.engagement.notices import document, ledger_form, write_rectification
from auditbook.report.engagement.rectification import SENTENCES, TABLES

HEAD = "年度,检查,问题,措施,期限,完成日期,佐证,疑点编号,回执日期,确认销号日期,销号确认人\n"
JOURNAL = (
    "日期,凭证字号,摘要,科目编码,借方金额,贷方金额,往来单位\n"
    "2021-03-02,记-1,付宣传册款,50103,600.00,,示例商户01\n"
    "2021-03-02,记-1,付宣传册款,102,,600.00,示例商户01\n"
    "2021-03-03,记-2,付宣传册款,50103,600.00,,示例商户01\n"
    "2021-03-03,记-2,付宣传册款,102,,600.00,示例商户01\n"
)


@pytest.fixture
def case(tmp_path, kept):
    """The case of a union whose ledger of rectification has these lines; its report is of 2022-03-31."""

    def build(*lines, journal=""):
        folder = tmp_path / "inputs" / "2021" / "u"
        folder.mkdir(parents=True)
        (tmp_path / "inputs" / "units.csv").write_text("unit,name,kind\nu,某工会,grassroots\n", "utf-8")
        (tmp_path / "inputs" / "2021" / "year.yaml").write_text("report_date: 2022-03-31\n", "utf-8")
        if journal:
            (folder / "序时账.csv").write_text(journal, "utf-8")
        if lines:
            (folder / "整改台账.csv").write_text(HEAD + "".join(f"{line}\n" for line in lines), "utf-8")
        return open_case(2021, "u", inputs=tmp_path / "inputs", outputs=kept)

    return build


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("2020,A18,缺方案,补齐,2021-06-30,2021-06-01,回执1号,N1,2021-06-02,2021-07-01,审计员甲", CLOSED),
        ("2020,A18,缺方案,补齐,2021-06-30,2021-06-01,回执1号,N1,2021-06-02,,", DONE),
        ("2020,A18,缺方案,补齐,2021-06-30,2021-06-01,,N1,,,", UNPROVED),
        ("2020,A18,缺方案,补齐,2022-03-30,,,N1,,,", OVERDUE),
        ("2020,A18,缺方案,补齐,2022-03-31,,,N1,,,", OPEN),
        ("2020,A18,缺方案,补齐,,,,N1,,,", UNDATED),
    ],
)
def test_where_a_matter_stands_on_the_day_of_the_report(case, line, state):
    found = rectification(case(line))
    assert found.followed[0].state(found.on) == state and found.problems == ()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("2020,A18,缺方案,补齐,2021-06-30,2021-06-01,,N1,,2021-07-01,审计员甲", "没有写佐证"),
        ("2020,A18,缺方案,补齐,2021-06-30,2021-06-01,回执,N1,,2021-07-01,", "没有写销号确认人"),
        ("2020,A18,缺方案,补齐,2021-06-30,,回执,N1,,2021-07-01,审计员甲", "没有写完成日期"),
        ("2020,A18,缺方案,补齐,2021-06-30,2021-06-01,回执,N1,,,审计员甲", "没有写确认销号日期"),
        ("2020,A18,缺方案,补齐,2021-06-30,2021-06-01,回执,N1,,2021-07-01,某工会", "被审计单位自己"),
        ("2020,A18,缺方案,补齐,2021-06-30,2021-06-01,回执,N1,,2021-05-31,审计员甲", "早于完成日期"),
    ],
)
def test_closing_that_does_not_count_is_told_and_the_matter_stays_open(case, line, told):
    built = case(line)
    found = rectification(built)
    assert found.followed[0].state(found.on) != CLOSED
    (problem,) = [p for p in built.engagement.problems if told in p.message]
    assert "仍按未销号处理" in problem.message and problem.source.row == 2 and problem.remedy


def test_what_came_back_is_counted_and_nothing_is_judged_without_a_ledger(case):
    built = case(
        "2020,A18,缺方案,补齐,2021-06-30,2021-07-09,回执1号,N1,2021-07-10,2021-08-01,审计员甲",
        "2020,A22,资产未登记,登记,2021-06-30,,,N2,,,",
        "2021,A24,未比价,比价,2022-05-30,,,N3,,,",
    )
    told = SENTENCES["整改情况"](built, Citations(built.known))
    assert "以前年度问题2项：已登记完成1项（其中逾期完成1项），收到回执1项，已销号1项" in told
    assert "截至2022年3月31日，超过期限没有完成的1项" in told and "本年度问题1项" in told


def test_without_a_ledger_nothing_is_judged(case):
    built = case()
    assert "不作评价" in SENTENCES["整改情况"](built, Citations(built.known))
    assert TABLES["整改台账"](built, Citations(built.known)) == ""


def test_a_matter_whose_check_hits_again_is_to_be_looked_at_and_not_yet_a_repetition(case):
    built = case("2020,A25,重复支付,退回,2021-02-28,2021-02-01,收据,N1,,,", journal=JOURNAL)
    (one,) = rectification(built).followed
    assert one.again == ("A25",) and not one.repeated
    text = TABLES["整改台账"](built, Citations(built.known))
    assert "又有疑点，须核实" in text and "屡审屡犯" not in text


@pytest.fixture(scope="module")
def issued(tmp_path_factory):
    """A union whose report on one matter was issued."""
    file = AuditFile(tmp_path_factory.mktemp("issued")).begin()
    file.settings("report_date: 2022-04-30\nclient: 示例区总工会经费审查委员会\n")
    file.decide()
    file.take_evidence()
    file.sign(NUMBER, LEVELS[1], on="2022-03-03")
    return file


def released(file):
    folder = file.results / "released"
    folder.mkdir(parents=True, exist_ok=True)
    content = file.open().engagement.paper(NUMBER).content
    body = {"issues": {NUMBER: str(content)}, "files": {}, "content": "", "adjustments": ""}
    (folder / "60_final.json").write_text(json.dumps(body), "utf-8")


def test_before_a_report_is_issued_nothing_is_written(issued, tmp_path):
    file = issued.copy(tmp_path)
    assert write_rectification(file.open(), file.results) == []
    assert not (file.results / "rectification").exists()


def test_the_notice_names_the_issues_of_the_report_their_deadline_and_orders_nothing(issued, tmp_path):
    file = issued.copy(tmp_path)
    released(file)
    case = file.open()
    text = document(case, "整改通知").markdown
    plain = re.sub(r"\\", "", text)
    assert NUMBER in plain and "2022年6月29日" in plain and "示例区总工会经费审查委员会" in plain
    assert not re.search("责令|追回|清退|处理决定|不存在任何违规|触犯|挪用", plain)
    form = re.sub(r"\\", "", document(case, "整改回执").markdown)
    assert NUMBER in form and "佐证材料" in form and "整改措施" in form


@pytest.mark.long
def test_the_documents_are_the_same_bytes_again_and_never_overwritten(issued, tmp_path):
    file = issued.copy(tmp_path)
    released(file)
    made = write_rectification(file.open(), file.results)
    assert [path.name for path in made] == ["整改通知.docx", "整改回执.docx", "整改台账.csv"]
    before = [path.read_bytes() for path in made]
    assert write_rectification(file.open(), file.results) == made
    assert [path.read_bytes() for path in made] == before
    made[0].write_bytes(b"signed and scanned")
    assert write_rectification(file.open(), file.results)[0].name == "整改通知_2.docx"
    assert made[0].read_bytes() == b"signed and scanned"


def test_next_year_reads_the_ledger_that_was_written(issued, tmp_path):
    file = issued.copy(tmp_path)
    released(file)
    rows = ledger_form(file.open()).to_dict("records")
    assert (rows[0]["年度"], rows[0]["疑点编号"], rows[0]["期限"]) == ("2021", NUMBER, "2022-06-29")
    folder = file.inputs / "2022" / "u"
    folder.mkdir(parents=True)
    ledger = write_rectification(file.open(), file.results)[-1]
    (folder / "整改台账.csv").write_bytes(ledger.read_bytes())
    (file.inputs / "2022" / "year.yaml").write_text("report_date: 2023-03-31\n", "utf-8")
    found = rectification(open_case(2022, "u", file.inputs, file.outputs))
    assert [(one.number, one.state(found.on)) for one in found.earlier(2022)] == [(NUMBER, OVERDUE)]


@pytest.mark.long
def test_a_matter_of_last_year_that_this_report_confirms_again_is_a_repetition(issued, tmp_path):
    file = issued.copy(tmp_path)
    line = "2020,A25,重复支付,退回,2021-02-28,2021-02-01,收据,2020-U-D6-01,,,\n"
    (file.folder / "整改台账.csv").write_text(HEAD + line, "utf-8")
    case = file.open()
    assert [one.repeated for one in rectification(case).followed] == [True]
    assert "1项的同类问题本年已经确认，属屡审屡犯" in SENTENCES["整改情况"](case, Citations(case.known))
