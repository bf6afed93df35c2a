"""The audit report: only what was confirmed, evidenced and reviewed is a problem; each shell has what is its own."""

import io

import docx as python_docx
import pytest
from conftest_names import NUMBER, SHEET
from docx.oxml.ns import qn

from auditbook.report.pdf import pdf
from auditbook.report.report import Report
from auditbook.report.word import docx

FORBIDDEN = ("不存在任何违规", "触犯", "挪用", "截留", "滥发", "小金库", "责令", "追回", "清退")
UNDECIDED = ("购物卡", "示例商户02")  # A09 of the small union's journal, which nobody decides
SHELLS = ("专项审计", "商定程序", "经审会自审")
EDITIONS = ("internal", "draft", "final")


def text(union, edition="draft"):
    return Report(union.open(), "audit", edition=edition).document.markdown.replace("\\", "")


def settings(union, **given):
    lines = "".join(f"{key}: {value}\n" for key, value in given.items())
    (union.root / "inputs" / "2021" / "year.yaml").write_text(lines, "utf-8")
    union.sign(NUMBER, ("一级复核", "审计员丙"))  # other settings: what was signed before lapses


@pytest.fixture
def reported(union):
    """One matter in the report, another one that nobody has decided."""
    union.confirm("A25", number=NUMBER)
    union.take_evidence(SHEET)
    union.sign(NUMBER, ("一级复核", "审计员丙"))
    return union


@pytest.mark.parametrize("edition", EDITIONS)
def test_only_what_is_confirmed_evidenced_and_reviewed_is_a_problem(reported, edition):
    found = text(reported, edition)
    assert "定性：**重复支付。" in found and "审计建议：**建议" in found and f"底稿索引号：{NUMBER}" in found
    assert "1,200.00元" in found and "3月2日记-1、3月3日记-2" in found and "未经核验" in found
    assert not any(word in found for word in UNDECIDED)


def test_a_confirmed_matter_without_review_is_no_problem(union):
    union.confirm("A25", number=NUMBER)
    union.take_evidence(SHEET)
    assert "重复支付" not in text(union) and "没有已确认、取证并复核的问题" in text(union)
    inner = text(union, "internal")
    assert "未列入：缺一级复核" in inner and "重复支付" not in inner.partition("附录一")[0]


def test_how_much_is_undecided_is_said_inside_only(reported):
    assert "条疑点没有决定" in text(reported, "internal")
    assert not any(word in text(reported) for word in ("没有决定", "40_checks", "底稿目录", "复核状态"))


def test_without_complete_books_nothing_is_said_not_to_have_been_found(reported):
    assert not reported.open().complete
    for edition in EDITIONS:
        assert "未发现" not in text(reported, edition).partition("附录一")[0].replace("未发现疑点", "")
    assert "尚未证明完整" in text(reported)


@pytest.mark.parametrize(
    ("edition", "shell"),
    [
        pytest.param(edition, shell, marks=[] if (edition, shell) == ("final", SHELLS[0]) else pytest.mark.long)
        for edition in EDITIONS
        for shell in SHELLS
    ],
)
def test_no_word_of_a_judge_stands_in_any_shell(reported, edition, shell):
    settings(reported, engagement=shell)
    assert not [word for word in FORBIDDEN if word in text(reported, edition)]


def test_a_firm_signs_with_two_accountants_and_restricts_the_use(reported):
    settings(reported, auditor="某会计师事务所", client="某区总工会经审会", report_date="2022-03-31")
    found = text(reported)
    assert "×专审字〔2022〕第" in found and "某区总工会经审会：" in found
    assert found.count("中国注册会计师：") == 2 and "某会计师事务所（盖章）" in found and "2022年3月31日" in found
    assert (
        "管理层的责任" in found and "注册会计师的责任" in found and "不得用于其他目的" in found and "审计评价" in found
    )
    assert "2022年5月30日" in found


def test_agreed_procedures_give_findings_and_no_opinion(reported):
    settings(reported, engagement="商定程序")
    found = text(reported)
    assert "第4101号" in found and "不提供任何程度的保证" in found.replace("不对有关财务信息提供", "不提供")
    assert f"发现事项{NUMBER}" in found and "列出的差异尚待核实" in found
    assert not any(word in found for word in ("审计评价", "审计发现", "定性", "审计建议", "审定表", "专审字"))
    assert Report(reported.open(), "audit").title == "2021年度工会经费收支执行商定程序的报告"


def test_a_committees_own_audit_names_no_firm(reported):
    settings(reported, engagement="经审会自审", auditor="某会计师事务所", client="某区总工会经费审查委员会")
    found = text(reported)
    assert "某区总工会经费审查委员会（盖章）" in found and "审计评价" in found and "审计意见：" in found
    assert not any(word in found for word in ("注册会计师", "事务所", "专审字", "委托"))


@pytest.mark.long
@pytest.mark.parametrize(("day", "there"), [("2022-03-31", False), ("2023-09-13", False), ("2023-09-14", True)])
def test_the_code_of_the_platform_is_asked_for_since_there_is_one(reported, day, there):
    settings(reported, report_date=day)
    assert ("统一监管平台" in text(reported)) is there


def test_another_word_for_the_engagement_is_told_and_not_guessed(reported):
    settings(reported, engagement="财务大检查")
    case = reported.open()
    assert any("专项审计、商定程序、经审会自审" in str(problem) for problem in case.problems)
    assert "专审字" in text(reported)


@pytest.mark.long
def test_every_edition_says_what_it_is_and_only_the_draft_asks_for_comments(reported):
    case = reported.open()
    states = {name: Report(case, "audit", edition=name).document.state for name in EDITIONS}
    assert states == {"internal": "内部底稿，未经复核", "draft": "征求意见稿", "final": "定稿"}
    settings(reported, respond_days=10)
    assert "日起10日内" in text(reported) and "反馈意见表" in text(reported)
    assert "反馈意见表" not in text(reported, "final") and "反馈意见表" not in text(reported, "internal")


def test_a_missing_characterisation_is_asked_for_inside_only(reported):
    path = reported.folder / "decisions.csv"
    path.write_text(path.read_text("utf-8").replace(",重复支付,", ",,"), "utf-8")
    reported.sign(NUMBER, ("一级复核", "审计员丙"))
    assert "（由审计人员填写）" in text(reported, "internal") and "定性" not in text(reported)


def test_what_people_write_stays_text(reported):
    path = reported.folder / "decisions.csv"
    hostile = '"=cmd|1<script>alert(1)</script>[x](http://x)"'
    path.write_text(path.read_text("utf-8").replace(",重复支付,", f",{hostile},"), "utf-8")
    reported.sign(NUMBER, ("一级复核", "审计员丙"))
    html = Report(reported.open(), "audit").part("problems").html
    assert "=cmd|1&lt;script&gt;" in html and "<script" not in html and "href" not in html


def test_a_lapsed_signature_stands_in_the_index_with_its_reason(reported):
    text_ = (reported.folder / "序时账.csv").read_text("utf-8")
    reported.sign("2021-U-Z-01", ("编制", "审计员甲"))
    reported.journal(text_.replace("购端午节", "采购端午节"))
    inner = text(reported, "internal")
    assert "审计员甲 2022-03-05 已失效（数据）" in inner
    papers = reported.open().papers
    row = papers[(papers["paper"] == "2021-U-Z-01") & (papers["level"] == "编制")].iloc[0]
    assert (row["state"], row["changed"], row["by"]) == ("已失效", "数据", "审计员甲")


def test_what_became_of_the_comments_is_a_document_of_its_own(reported):
    lines = "疑点编号,反馈意见,反馈日期,是否采纳,采纳说明\n" + f"{NUMBER},两笔是不同批次,2022-04-01,不采纳,发票号相同\n"
    (reported.folder / "feedback.csv").write_text(lines, "utf-8")
    found = Report(reported.open(), "answers", edition="final").document
    assert found.state == "定稿" and "两笔是不同批次" in found.markdown and "不采纳" in found.markdown


@pytest.mark.long
def test_word_and_pdf_hold_nothing_undecided(reported):
    document = Report(reported.open(), "audit", edition="draft").document
    body = python_docx.Document(io.BytesIO(docx(document))).element.body
    words = "".join(node.text or "" for node in body.iter(qn("w:t")))
    assert "重复支付" in words and not any(word in words for word in (*UNDECIDED, *FORBIDDEN))
    assert pdf(document) == pdf(document) and docx(document) == docx(document)
