"""Report texts: a clerk may write what she likes, and can neither type a figure unseen nor reach past the page."""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path

import docx as python_docx
import jinja2
import pytest
from bs4 import BeautifulSoup
from jinja2 import meta, nodes
from nbformat.v4 import new_code_cell, new_notebook, new_output
from pypdf import PdfReader

from auditbook.case import open_case
from auditbook.errors import SetupError
from auditbook.facts import absent
from auditbook.facts.derive import definitions
from auditbook.frames import csv_bytes
from auditbook.report import evaluation
from auditbook.report.charts import CHARTS
from auditbook.report.citations import Citations
from auditbook.report.engagement.issued import TABLES as ISSUED
from auditbook.report.page.whole import page
from auditbook.report.pdf import pdf
from auditbook.report.report import Report
from auditbook.report.tables import TABLES
from auditbook.report.texts import TEXTS, numbered, numeral, render
from auditbook.report.vocabulary import Vocabulary
from auditbook.report.word import docx

INPUTS = Path(__file__).parents[2] / "inputs"
FILES = sorted(TEXTS.glob("*/*.md.j2"))
every = pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")

# what a document about one matter, or after the report, can name besides
OF_ONE_DOCUMENT = {
    "evidence": {"编号", "事项", "取证期间", "凭证", "金额", "证据表", "疑点编号", "附件页数", "审计人员一",
                 "审计人员二", "单位意见", "意见说明", "取证日期", "空行"},
    "rectification": {"所依据的报告", *ISSUED},
}  # fmt: skip

# what may hold digits: 财预〔2020〕10号's year, 第12条
CITED = re.compile(r"〔[^〕]*〕|第[^第条]{1,6}条")
FISCAL = "项目,本年决算数\n支出总额,631100\n人员经费,266500\n公用经费,364600\n"


def parsed(text: str) -> nodes.Template:
    return jinja2.Environment().parse(text)


def typed(text: str) -> list[str]:
    """The digits that a text prints without asking a fact for them."""
    found: list[str] = []

    def look(node: nodes.Node) -> None:
        if isinstance(node, nodes.TemplateData):
            found.extend(re.findall(r"\d+(?:[.,．]\d+)*", CITED.sub("", node.data)))
        elif isinstance(node, nodes.Const):
            found.extend(re.findall(r"\d+(?:\.\d+)?", CITED.sub("", str(node.value))))
        elif isinstance(node, nodes.Call | nodes.Getitem | nodes.Compare):
            return
        for child in node.iter_child_nodes():
            look(child)

    look(parsed(text))
    return found


@every
def test_no_figure_is_typed(path):
    assert typed(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("支出63.11万元", ["63.11"]),
        ("支出６３．１１万元", ["６３．１１"]),
        ("{{ '63.11万元' }}", ["63.11"]),
        ("{{ 63.11 }}", ["63.11"]),
        ("{{ '优' if 内部 else '95分' }}", ["95"]),
        ("{% if 内部 %}4人{% endif %}", ["4"]),
        ("{% set 得分 = 95 %}{{ 得分 }}", ["95"]),
        ("会员1万人，占第3位", ["1", "3"]),
        ("财预〔2020〕号第12条、第十二条", []),
        ('{# 2022年 #}{{ 数("fiscal.支出总额.actual") }}{{ 图("points2") }}', []),
        ("{{ 矛盾[0] }}{% if 矛盾|length > 1 %}多{% endif %}", []),
    ],
)
def test_a_typed_figure_would_be_seen(text, found):
    assert typed(text) == found


def known(fact: str) -> bool:
    return fact in definitions() or absent(fact) is not None


def called(path: Path, *names: str) -> list[object]:
    calls = [call for call in parsed(path.read_text("utf-8")).find_all(nodes.Call) if isinstance(call.node, nodes.Name)]
    return [call.args[0].as_const() for call in calls if call.node.name in names]


@every
def test_every_fact_that_it_names_can_be_there(path):
    unknown = [fact for fact in called(path, "数", "有", "文") if not known(fact)]
    assert unknown == []


@every
def test_every_picture_table_and_name_is_there(path, words):
    tree = parsed(path.read_text("utf-8"))
    assert set(called(path, "图")) <= set(CHARTS)
    asked = {node.attr for node in tree.find_all(nodes.Getattr) if getattr(node.node, "name", "") == "表"}
    assert asked <= set(TABLES)
    assert meta.find_undeclared_variables(tree) <= {*words, *OF_ONE_DOCUMENT.get(path.parent.name, ())}


# --- what an organisation writes


@pytest.fixture(scope="module")
def words():
    """What a text of the 2022 evaluation of the committed example can say."""
    case = open_case(2022, "nanhu", inputs=INPUTS)
    return Vocabulary(case, Citations(case.known), {}).words()


def rendered(source: str, words: dict[str, object]) -> str:
    return render({"50_text.md.j2": f"# 文字报告\n\n{source}\n"}, words)["50_text.md.j2"]


ATTACKS = [
    "{{ ''.__class__.__mro__ }}",
    "{{ ''['__class__'] }}",
    "{{ ()|attr('__class__') }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ namespace.__init__.__globals__ }}",
    "{% include '/etc/passwd' %}",
    "{% include '../../../../../etc/passwd' %}",
    "{% import 'os' as os %}{{ os.popen('id').read() }}",
    "{% from 'os' import popen %}",
    "{% extends '/etc/passwd' %}",
    "{{ 数.__globals__ }}",
    "{{ 数.__func__ }}",
    "{{ 数.__self__.case }}",
    "{{ 有.__code__ }}",
    "{{ 表._vocabulary.case }}",
    "{{ 组._make }}",
    "{{ self._TemplateReference__context }}",
    "{{ self.__init__.__globals__ }}",
    "{{ '{0.__class__.__init__}'.format(缺) }}",
    "{{ '%s'|format(数.__globals__) }}",
    "{{ 缺.__class__.__base__.__subclasses__() }}",
    "{{ 总分.__class__.__init__.__globals__ }}",
    "{{ request.environ }}",
    "{{ config }}",
    "{{ open('/etc/passwd').read() }}",
    "{{ __import__('os') }}",
    "{% do 矛盾.append(1) %}",
    "{% set x = 矛盾.__class__ %}{{ x.__name__ }}",
    "{{ 待补.append('x') }}",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused_with_text_and_line(words, attack):
    with pytest.raises(SetupError, match=r"50_text\.md\.j2 第 3 行"):
        rendered(attack, words)


@pytest.mark.parametrize(
    "bomb",
    [
        "{{ 'a' * 10 ** 14 }}",
        "{{ [0] * 10 ** 14 }}",
        "{{ '%99999999999999d' % 1 }}",
        "{% for 数字 in range(10 ** 9) %}甲{% endfor %}",
    ],
)
def test_a_text_that_would_fill_the_memory_is_refused(words, bomb):
    with pytest.raises(SetupError, match=r"50_text\.md\.j2 第 3 行"):
        rendered(bomb, words)


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ('{{ 数("fiscal.支出总数.actual") }}', "fiscal.支出总额.actual"),
        ('{{ 数("rate.工会建会") }}', "rate.工会建会率"),
        ('{% if 有("profile.contacts") %}甲{% endif %}', "profile.contact"),
        ('{{ 文("profile.posts_aproval") }}', "profile.posts_approval"),
        ("{{ 単位 }}", "単位"),
        ("{{ 表.自评 }}", "自评"),
        ('{{ 图("饼图") }}', "饼图"),
        ("{{ 数(支出) }}", "支出"),
        ("{% for 项 in 组 %}", "写法有误"),
        ("{{ 数('fiscal.支出总额.actual' }}", "写法有误"),
        ("{{ 年度 / 0 }}", "不做运算"),
    ],
)
def test_a_slip_names_the_text_the_line_and_what_was_meant(words, slip, meant):
    with pytest.raises(SetupError) as raised:
        rendered(slip, words)
    told = str(raised.value)
    assert re.search(r"50_text\.md\.j2 第 [34] 行", told) and meant in told
    assert not re.search(r"Traceback|<class|object at 0x", told)


def test_whatever_a_text_prints_is_words(words):
    assert "\\<b\\>" in rendered("{{ '<b>' }}", words)
    assert "\\|" in rendered("{{ '甲|乙' }}", words)


def test_an_attack_in_a_workspace_stops_the_report_and_not_the_case(case_of):
    case = case_of(fiscal_csv=FISCAL, around={"texts/evaluation/05_first.md.j2": "# 甲\n\n{{ 数.__globals__ }}\n"})
    with pytest.raises(SetupError, match=r"报告文本 05_first\.md\.j2 第 3 行"):
        evaluation(case).part("text")
    assert len(case.scores) and len(case.findings) == 0


@pytest.mark.long
def test_an_organisations_text_takes_the_place_of_ours_and_of_no_other(case_of):
    ours = evaluation(case_of(fiscal_csv=FISCAL))
    names = ("form", "self_table", "base_table", "basis")
    before = [ours.part(name).markdown for name in names]
    source = '# 本会的话\n\n支出{{ 数("fiscal.支出总额.actual") }}。\n'
    report = evaluation(case_of(fiscal_csv=FISCAL, around={"texts/evaluation/50_text.md.j2": source}))
    assert [report.part(name).markdown for name in names] == before
    assert "五、本会的话" in report.document.markdown and "部门概况" not in report.document.markdown
    assert "63.11万元</a>。" in report.part("text").html


def test_an_organisation_can_add_a_text_between_ours(case_of):
    case = case_of(around={"texts/evaluation/55_more.md.j2": "# 补充说明\n\n无。\n"})
    assert "六、补充说明" in evaluation(case).part("more").html


def test_a_text_that_notepad_saved_with_a_mark_and_windows_lines_is_read(case_of):
    case = case_of(around={"texts/evaluation/50_text.md.j2": "﻿# 文字报告\r\n\r\n## 概况\r\n\r\n无。\r\n"})
    html = evaluation(case).part("text").html
    assert "五、文字报告" in html and "（一）概况" in html


def test_a_text_in_gbk_is_told_and_not_a_crash(case_of, tmp_path):
    case = case_of()
    path = tmp_path / "inputs" / "texts" / "evaluation" / "50_text.md.j2"
    path.parent.mkdir(parents=True)
    path.write_bytes("# 文字报告\n".encode("gbk"))
    with pytest.raises(SetupError, match=r"50_text\.md\.j2"):
        evaluation(case).part("text")


# --- numbering


def test_headings_are_numbered_as_official_documents_are_throughout_all_texts():
    texts = {
        "1": "# 甲\n## 乙\n### 丙\n#### 丁\n#### 戊\n### 己\n## 庚\n### 辛",
        "2": "# 附表 {-}\n## 不计 {-}\n# 壬\n## 癸",
    }
    made = numbered(texts)
    marks = [line.split(" ", 1)[1][:-1] for line in made["1"].split("\n")]
    assert marks == ["一、", "（一）", "1\\. ", "（1）", "（2）", "2\\. ", "（二）", "1\\. "]
    assert made["2"].split("\n") == ["# 附表", "## 不计", "# 二、壬", "## （一）癸"]


def test_chapters_are_counted_as_chinese_counts():
    counted = {1: "一", 9: "九", 10: "十", 11: "十一", 19: "十九", 20: "二十", 21: "二十一", 99: "九十九"}
    assert {number: numeral(number) for number in counted} == counted


def test_a_line_that_only_looks_like_a_heading_is_not_counted():
    made = numbered({"1": "#一\n\\# 二\n    # 三\n# 四"})["1"]
    assert made.split("\n") == ["#一", "\\# 二", "    # 三", "# 一、四"]


# --- what a unit writes


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](https://example.org)",
    "![x](https://example.org/a.png)",
    "$x^2$",
    "甲 | 乙 | 丙",
    "=cmd|'/c calc'!A1",
    "**不是粗体** _也不是_ `代码`",
    "\\textbf y \\alpha \\n",
    "# 不是标题",
    "::: notice",
    "&lt;b&gt; &amp; &#60;",
    "[甲](#src-1) <#src-1>",
    '#eval("1") #read("x")',
    "^[脚注] [^1] ~删~ H~2~O",
    "---",
    "1. 不是清单",
]


def told(text: str) -> str:
    """``text`` without blanks, which a document may put anywhere between Chinese letters and Latin ones."""
    return re.sub(r"\s|\u200b", "", text)


def visible(html: str) -> str:
    return told(BeautifulSoup(html, "html.parser").get_text())


def printed(report: Report) -> str:
    """What one reads in the pdf, without what stands at the head and the foot of a page."""
    pages = [told(part.extract_text()) for part in PdfReader(io.BytesIO(pdf(report.document))).pages]
    return "".join(re.sub(r"^内部底稿，未经复核|—\d+—$", "", text) for text in pages)


def activities(*narratives: str) -> str:
    quoted = ['"' + text.replace('"', '""') + '"' for text in narratives]
    return "类别,活动名称,说明\n" + "".join(f"服务职工群众,活动{n},{text}\n" for n, text in enumerate(quoted, 1))


def whole_page(html: str) -> str:
    cells = [new_code_cell(outputs=[new_output("display_data", data={"text/html": html})])]
    return page(new_notebook(cells=cells), title="底稿", state="内部底稿，未经复核")


def test_what_a_unit_writes_stands_on_the_page_as_it_was_written(case_of):
    html = whole_page(evaluation(case_of(activities_csv=activities(*HOSTILE))).part("text").html)
    for number, hostile in enumerate(HOSTILE, 1):
        assert told(f"{numeral(number)}是{hostile}") in visible(html), hostile
    tree = BeautifulSoup(html, "html.parser")
    assert len(tree.find_all("script")) == 1
    assert not [link["href"] for link in tree.find_all("a") if not re.match(r"#|\.\./", link["href"])]
    assert not [image["src"] for image in tree.find_all("img") if not image["src"].startswith("data:image/png")]
    assert not tree.find_all(lambda tag: any(name.startswith("on") for name in tag.attrs))


def test_what_a_unit_writes_stands_in_the_document_and_in_print_as_it_was_written(case_of):
    report = evaluation(case_of(activities_csv=activities(*HOSTILE)))
    document = python_docx.Document(io.BytesIO(docx(report.document)))
    words = told("".join(paragraph.text for paragraph in document.paragraphs))
    on_paper = printed(report)
    for hostile in HOSTILE:
        assert told(hostile) in words
        assert told(hostile) in on_paper
    links = [part.target_ref for part in document.part.rels.values() if part.is_external]
    assert links == []


@pytest.mark.parametrize("braces", ["{{7*7}}", "{{ cycler }}", "{{ 数.__globals__ }}", "{人数.__class__}", "{0}", "{}"])
def test_braces_of_a_unit_name_a_figure_or_are_told_and_never_run(case_of, braces):
    case = case_of(activities_csv=activities(f"慰问{braces}人"))
    words = visible(evaluation(case).part("text").html)
    assert "没有对应的数据" in words and "慰问49人" not in words and "built-in" not in words
    assert [problem for problem in case.problems if "没有对应的数据" in problem.message]


def test_statements_of_a_template_are_words_in_a_unit_s_mouth(case_of):
    hostile = "{% include '/etc/passwd' %} {# 甲 #}"
    words = visible(evaluation(case_of(activities_csv=activities(hostile))).part("text").html)
    assert "include" in words and "甲" in words and "root:" not in words


@pytest.mark.parametrize("column", ["title", "section", "organiser"])
def test_a_script_in_any_column_stays_words(case_of, column):
    row = {"section": "服务职工群众", "title": "活动", "organiser": "某会", column: "<script>alert(1)</script>"}
    text = "类别,活动名称,组织单位,人数\n" + ",".join([row["section"], row["title"], row["organiser"], "5"]) + "\n"
    report = evaluation(case_of(activities_csv=text))
    assert "<script>alert" not in report.part("text").html + report.part("sources").html


def test_a_formula_of_a_unit_is_no_formula_in_our_tables(case_of):
    case = case_of(statistics_csv="指标,数值,来源\n=cmd|'/c calc'!A1,5,甲\n", fiscal_csv="项目,本年决算数\n+1+1,六\n")
    for frame in (case.facts, case.findings, case.outcomes):
        text = csv_bytes(frame).decode("utf-8-sig")
        assert not re.search(r'(?m)(^|,)"?[=+@]', text)


@pytest.mark.long
def test_a_very_long_text_is_set_whole(case_of):
    long = "慰问困难职工送去慰问金和生活物资，" * 2000
    report = evaluation(case_of(activities_csv=activities(long + "完")))
    assert len(long.encode()) > 100_000
    assert told(long) in visible(report.part("text").html)
    words = "".join(p.text for p in python_docx.Document(io.BytesIO(docx(report.document))).paragraphs)
    assert told(long) in told(words)
    assert printed(report).count("慰问困难职工送去慰问金") > 1900


@pytest.mark.long
def test_a_long_word_without_a_blank_is_no_reason_to_fail(case_of):
    report = evaluation(case_of(activities_csv=activities("甲" + "A" * 3000 + "乙")))
    assert "A" * 3000 in visible(report.part("text").html)
    assert printed(report).count("A") >= 3000


@pytest.mark.long
def test_a_rare_sign_is_shown_on_the_page_and_drawn_or_named_in_print(case_of):
    report = evaluation(case_of(activities_csv=activities("慰问\U0001f600职工\U000f1234")))
    assert "慰问\U0001f600职工" in unescape(report.part("text").html)
    assert re.search("慰问(\U0001f600|〔U\\+1F600〕)职工〔U\\+F1234〕", printed(report))


def test_a_rendering_of_several_texts_names_the_one_that_is_wrong():
    with pytest.raises(SetupError, match=r"报告文本 b 第 2 行"):
        render({"a": "好", "b": "好\n{{ 没有 }}", "c": "好"}, {})
