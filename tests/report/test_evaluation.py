"""The 2022 evaluation of both committed examples, figure by figure, as it reads on the page, in Word and in print."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import warnings
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import docx as python_docx
import pytest
from bs4 import BeautifulSoup, Tag
from docx.oxml.ns import qn
from pypdf import PdfReader

from auditbook.case import Case, open_case
from auditbook.report import evaluation
from auditbook.report.charts import CHARTS
from examples import copy_inputs, run

UNITS = ("nanhu", "yiyang")
ENDINGS = ("html", "docx", "pdf", "md")
EXAMPLE = "依据公开报告编制的示例，非该单位文件，不构成审计结论"
DRAFT = "内部底稿，未经复核"
WORDS = {
    "nanhu": ["口径不一致", "计算不符", "范围未界定", "资金来源未说明"],
    "yiyang": ["关注"],
}


@cache
def example(unit: str) -> Case:
    return open_case(2022, unit, inputs=Path(__file__).parents[2] / "inputs")


def squeezed(text: str) -> str:
    """Without blanks: print sets one between Chinese and figures, and breaks lines anywhere."""
    return re.sub(r"[\s\u200b]", "", text)


@cache
def page(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


@cache
def words(folder: Path, ending: str) -> str:
    """The text of the evaluation in ``folder`` as a reader sees it, in one of its forms, without blanks."""
    path = folder / f"35_evaluation_report.{ending}"
    if ending == "html":
        return squeezed(page(path).get_text())
    if ending == "docx":
        return squeezed("".join(node.text or "" for node in document(path).element.iter(qn("w:t"))))
    if ending == "pdf":
        return squeezed("".join(re.sub(r"— \d+ —\s*$", "", text) for text in printed(path)))
    source = evaluation(example(folder.name)).document.markdown
    return squeezed(re.sub(r"\[((?:[^][]|\\.)*)\](?:\(#[^)]*\))?\{[^}]*\}", r"\1", source).replace("\\", ""))


def document(path: Path):
    return python_docx.Document(str(path))


def printed(path: Path) -> list[str]:
    return [part.extract_text() for part in PdfReader(path).pages]


@pytest.fixture
def read(finished):
    return lambda unit, ending: words(finished / "outputs" / "2022" / unit, ending)


# --- golden figures


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    "figure",
    [
        *("支出63.11万元", "人员经费26.65万元", "占支出总额的42.23%", "公用经费36.46万元", "占支出总额的57.77%"),
        *("会员10086人", "基层工会组织110个", "建会覆盖企业64家", "应建工会企业80家"),
        *(
            "资料称工会建会率86.5%",
            "计算为80.0%",
            "多5000元",
            "其中7000元由下级工会列支，剔除后为36.26万元",
            "36.96万元",
            "占11.82%",
        ),
        *("听课2000余人", "女职工近100人", "慰问金13.56万元", "医疗互助金10.0584万元", "在职人员控制率100.0%"),
        *("其他财政性资金0元", "未评分（可评分值0分，满分100分", "数据缺失"),
    ],
)
def test_nanhu_reads_as_its_published_report_says(read, ending, figure):
    assert figure in read("nanhu", ending)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    "figure",
    [
        *("1342.49万元", "719.99万元", "95.86万元", "622.50万元", "300.00万元", "149.20万元", "173.30万元", "2.74万元"),
        *("（上年1274.38万元）", "预算执行率100.0%", "编制52人", "控制率100.0%", "数据缺失"),
        *("共7行，决算数与预算数逐项完全相等", "10.00分/可评分值10分（满分100分）"),
    ],
)
def test_yiyang_reads_as_its_published_table_says(read, ending, figure):
    assert figure in read("yiyang", ending)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("ending", ENDINGS)
def test_what_does_not_add_up_is_named_by_its_word_and_by_no_other(read, unit, ending):
    others = {word for words in WORDS.values() for word in words} - set(WORDS[unit]) - {"关注"}
    assert f"{len(WORDS[unit])}处需说明：{'、'.join(WORDS[unit])}" in read(unit, ending)
    assert [word for word in others if word in read(unit, ending)] == []


@pytest.mark.parametrize("unit", UNITS)
def test_the_contradictions_stand_in_a_table_in_their_order(finished, unit):
    heading = page(finished / "outputs" / "2022" / unit / "35_evaluation_report.html").find(
        "h3", string="需要核对的数字"
    )
    rows = heading.find_next("table").find("tbody").find_all("tr")
    assert [row.find_all("td")[1].get_text() for row in rows] == WORDS[unit]
    assert all(row.find_all("td")[2].find("a", class_="fact") for row in rows)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("ending", ENDINGS)
def test_no_grade_is_given_where_points_are_missing(read, unit, ending):
    text = read(unit, ending)
    assert "评价等次：不评定" in text
    assert not re.search(r"等次[|：:为是]*[优良中差]|评[为定][优良中差]", text)


@pytest.mark.parametrize("unit", UNITS)
def test_nobody_is_accused(read, unit):
    accusing = ("违规", "违纪", "违法", "挪用", "套取", "虚报", "造假", "舞弊", "弄虚作假", "倒填")
    found = [word for word in accusing if word in read(unit, "md")]
    # 关注是否…… asks; the indicator systems quote what must not be
    assert set(found) <= ({"倒填"} if unit == "yiyang" else set())
    assert "关注是否以决算数倒填预算数" in read("yiyang", "md")


@pytest.mark.parametrize("unit", UNITS)
def test_no_point_is_given_for_missing_data(finished, unit):
    text = (finished / "outputs" / "2022" / unit / "scores.csv").read_text("utf-8-sig")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["system"] == "selfeval2020"]
    given = {row["indicator"]: row["score"] for row in rows}
    assert given == {"S1": "10.00" if unit == "yiyang" else "", "S2": "", "S3": "", "S4": ""}
    body = json.loads((finished / "outputs" / "2022" / unit / "manifest.json").read_text("utf-8"))
    assert (body["evaluated"], body["possible"], body["grade"]) == ("10" if unit == "yiyang" else "0", "100", None)


# --- what every page carries


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("stem", ["30_self_assessment", "35_evaluation_report"])
def test_every_page_says_that_it_is_an_example_and_a_draft(finished, unit, stem):
    tree = page(finished / "outputs" / "2022" / unit / f"{stem}.html")
    assert tree.find(class_="notice").get_text().strip() == EXAMPLE
    assert DRAFT in tree.find(class_="state").get_text()
    assert tree.find("h1").get_text().startswith(example(unit).about.name)
    assert len(tree.find_all("h1")) == 1


@pytest.mark.parametrize("unit", UNITS)
def test_word_says_so_too_on_every_page(finished, unit):
    made = document(finished / "outputs" / "2022" / unit / "35_evaluation_report.docx")
    assert EXAMPLE in [paragraph.text for paragraph in made.paragraphs[:4]]
    for section in made.sections:
        around = [section.header, section.footer]
        if made.settings.odd_and_even_pages_header_footer:
            assert DRAFT in "".join(
                p.text for p in [*section.even_page_header.paragraphs, *section.even_page_footer.paragraphs]
            )
        assert DRAFT in "".join(paragraph.text for part in around for paragraph in part.paragraphs)


@pytest.mark.parametrize("unit", UNITS)
def test_so_does_every_sheet_of_the_print(finished, unit):
    sheets = printed(finished / "outputs" / "2022" / unit / "35_evaluation_report.pdf")
    assert EXAMPLE in squeezed(sheets[0])
    assert all(DRAFT in squeezed(sheet) for sheet in sheets)


def test_the_index_marks_examples_and_names_their_scores(finished):
    text = squeezed(page(finished / "outputs" / "index.html").get_text())
    assert DRAFT in text and text.count("示例") >= 2
    assert "未评分（满分100分）" in text and "10.00（可评10分，满分100分）" in text
    hrefs = [unquote(link["href"]) for link in page(finished / "outputs" / "index.html").find_all("a", href=True)]
    links = [href for href in hrefs if not href.startswith("#")]
    assert len(links) == 20 and all((finished / "outputs" / href).is_file() for href in links)


def test_the_report_has_the_parts_that_yueyang_asks_for_in_their_order(finished):
    tree = page(finished / "outputs" / "2022" / "nanhu" / "35_evaluation_report.html")
    heads = [head.get_text() for head in tree.find("main").find_all(["h2", "h3"])]
    wanted = [
        *("自评结论", "需要核对的数字", "接下来要做什么", "一、部门（单位）基本概况", "二、部门（单位）收支情况"),
        *("三、整体支出绩效自评情况", "四、评价人员", "附表一　2022年度部门整体支出绩效自评表"),
        *("附表二　2022年度部门整体支出绩效评价基础数据表", "五、文字报告", "（一）部门概况"),
        *("（二）部门整体支出管理及使用情况", "（三）其他财政性资金情况", "（四）资产管理情况"),
        *("（五）部门整体支出绩效情况", "（六）存在的主要问题", "（七）改进措施和有关建议"),
        *("附录一　评分依据及核验情况", "附录二　数据来源", "附录三　报送前要填齐的空缺"),
    ]
    assert [squeezed(head) for head in heads] == [squeezed(head) for head in wanted]
    groups = [squeezed(head.get_text()) for head in tree.find("main").find_all("h4")]
    assert groups[5:11] == [
        *("1.坚定政治方向", "2.服务社会发展", "3.维护职工权益", "4.服务职工群众", "5.加强自身建设", "6.改进财务审计"),
    ]


# --- from a figure to its file and row


@dataclass(frozen=True)
class Line:
    """One row of a page's table of sources."""

    number: str
    title: str
    figure: str
    status: str
    origin: Tag

    @property
    def operands(self) -> list[str]:
        return [link["href"].removeprefix("#src-") for link in self.origin.find_all("a", href=re.compile("^#src-"))]

    @property
    def places(self) -> list[tuple[str, int, str]]:
        """File, row and column of each cell named."""
        found = re.findall(r"([^；]+?\.\w+)\s*第(\d+)行“([^”]+)”", self.origin.get_text())
        return [(file.strip(), int(row), column) for file, row, column in found]


PAGES = [(unit, stem) for unit in UNITS for stem in ("30_self_assessment", "35_evaluation_report")]
every_page = pytest.mark.parametrize(("unit", "stem"), PAGES)


@pytest.fixture
def tree(finished, unit, stem) -> BeautifulSoup:
    return page(finished / "outputs" / "2022" / unit / f"{stem}.html")


def sources(tree: BeautifulSoup) -> dict[str, Line]:
    lines = {}
    for mark in tree.find_all("span", id=re.compile("^src-")):
        number, title, figure, status, _, origin = mark.find_parent("tr").find_all("td")
        lines[number.get_text().strip()] = Line(
            number.get_text().strip(), title.get_text(), figure.get_text().strip(), status.get_text(), origin
        )
    return lines


@every_page
def test_every_link_has_one_goal_and_every_goal_one_name(tree):
    names = Counter(tag["id"] for tag in tree.find_all(id=True))
    assert [name for name, count in names.items() if count > 1] == []
    goals = {unquote(link["href"][1:]) for link in tree.find_all("a", href=re.compile("^#"))}
    assert goals <= set(names)


@every_page
def test_every_figure_tells_its_source_and_leads_to_its_row(tree):
    links = tree.find_all("a", class_="fact")
    assert len(links) > 20
    lines = sources(tree)
    for link in links:
        assert link["data-source"].strip()
        line = lines[link["href"].removeprefix("#src-")]
        shown, kept = re.search(r"[\d.]+", link.get_text()), re.search(r"[\d.,]+", line.figure)
        if shown is None or kept is None:
            assert link.get_text() == line.figure
            continue
        value = Decimal(kept[0].replace(",", ""))
        assert Decimal(shown[0]) in (value, value / 10000), (link.get_text(), line.figure)


@every_page
def test_the_rows_of_sources_are_numbered_without_a_gap_and_none_is_idle(tree):
    lines = sources(tree)
    assert list(lines) == [str(number) for number in range(1, len(lines) + 1)]
    used = {link["href"].removeprefix("#src-") for link in tree.find_all("a", class_="fact")}
    assert set(lines) == used | {operand for line in lines.values() for operand in line.operands}


def cell(folder: Path, file: str, row: int, column: str) -> str:
    """The cell, in yuan if its heading or its row says 万元; for a list of a form, how many entries it has."""
    lines = (folder / file).read_text("utf-8-sig").splitlines()
    if file.endswith(".yaml"):
        value = lines[row - 1].split("#")[0].partition(":")[2].strip()
        entries = [line for line in lines[row:] if line.strip()]
        return value or str(next((n for n, line in enumerate(entries) if not line.startswith(" ")), len(entries)))
    head, *rows = csv.reader(lines)
    [place] = [number for number, title in enumerate(head) if re.fullmatch(rf"{re.escape(column)}(（万元）)?", title)]
    found = rows[row - 2][place]
    in_wan = "万元" in head[place] or ("单位" in head and rows[row - 2][head.index("单位")] == "万元")
    return str(Decimal(found) * 10000) if in_wan and re.fullmatch(r"[\d.]+", found) else found


def number(text: str) -> Decimal | None:
    found = re.search(r"\d[\d,]*(\.\d+)?", text)
    return Decimal(found[0].replace(",", "")) if found else None


@every_page
def test_a_measured_figure_is_what_the_cell_that_it_names_holds(finished, tree, unit):
    folder = finished / "inputs" / "2022" / unit
    measured = [line for line in sources(tree).values() if line.status != "计算" and line.places]
    assert len(measured) > 10
    for line in measured:
        [place] = line.places
        held = cell(folder, *place)
        assert number(held) == number(line.figure) if number(held) is not None else held == line.figure, (line, held)


@every_page
def test_a_computed_figure_names_cells_that_hold_something(finished, tree, unit):
    folder = finished / "inputs" / "2022" / unit
    for line in sources(tree).values():
        assert all(cell(folder, *place) for place in line.places), line


@every_page
def test_every_row_of_sources_ends_at_a_file_and_a_row(tree):
    lines = sources(tree)

    def ends(line: Line) -> bool:
        return bool(line.places) or (bool(line.operands) and all(ends(lines[name]) for name in line.operands))

    assert [line.title for line in lines.values() if not ends(line)] == []


@every_page
def test_every_file_that_a_page_names_is_there(finished, tree, unit):
    links = tree.find_all("a", class_="file")
    assert links
    for link in links:
        assert (finished / "outputs" / "2022" / unit / unquote(link["href"])).resolve().is_file()
    assert {link.get_text() for link in links} <= {f.name for f in (finished / "inputs" / "2022" / unit).iterdir()}


@pytest.mark.parametrize("unit", UNITS)
def test_links_in_word_lead_somewhere(finished, unit):
    body = document(finished / "outputs" / "2022" / unit / "35_evaluation_report.docx").element
    anchors = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))}
    marks = Counter(mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart")))
    assert len(anchors) > 20 and anchors <= set(marks)
    assert {marks[anchor] for anchor in anchors} == {1}


@pytest.mark.parametrize("unit", UNITS)
def test_links_in_print_stay_in_it(finished, unit):
    reader = PdfReader(finished / "outputs" / "2022" / unit / "35_evaluation_report.pdf")
    links = [note.get_object() for sheet in reader.pages for note in sheet.get("/Annots", ())]
    links = [note for note in links if note["/Subtype"] == "/Link"]
    assert len(links) > 20
    assert not [note for note in links if "/URI" in note.get("/A", {})]


# --- a change in one cell


@pytest.mark.long
def test_a_changed_cell_changes_every_place_and_is_reported(tmp_path):
    copy_inputs(tmp_path)
    path = tmp_path / "inputs" / "2022" / "nanhu" / "fiscal.csv"
    old, new = "支出总额,,,,,631100.00", "支出总额,,,,,641100.00"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    assert run(tmp_path, "--unit", "nanhu", "--notebook", "35") == 0
    made = tmp_path / "outputs" / "2022" / "nanhu"
    tree = BeautifulSoup((made / "35_evaluation_report.html").read_text("utf-8"), "html.parser")
    lines = sources(tree)
    titles = {}
    for link in tree.find_all("a", class_="fact"):
        titles.setdefault(link.get_text(), set()).add(lines[link["href"].removeprefix("#src-")].title)
    assert "支出总额（本年决算数）" in titles["64.11万元"]
    # what is still 63.11 is the functional class, and the sum of the parts that no longer ties
    assert titles["63.11万元"] == {"一般公共服务支出（本年决算数）", "各部分之和"}
    plain = squeezed(tree.get_text())
    assert plain.count("63.11") == sum(link.get_text() == "63.11万元" for link in tree.find_all("a", class_="fact"))
    for text in (plain, words(made, "docx"), words(made, "pdf")):
        assert "支出总额64.11万元，所列各部分之和63.11万元" in text and "相差1.00万元" in text
        assert "年度支出合计64.11" in text and "年度支出合计63.11" not in text
        assert "5处需说明" in text
    alts = " ".join(image["alt"] for image in tree.find_all("img"))
    assert "支出总额本年决算64.11万元" in alts and "63.11" not in alts
    findings = list(csv.DictReader((made / "findings.csv").read_text("utf-8-sig").splitlines()))
    assert {row["row"] for row in findings if row["check"] == "K03"} == {"2", "4", "5"}
    assert "fiscal.支出总额.actual,641100.00," in (made / "facts.csv").read_text("utf-8-sig")
    assert "42.23%" not in plain and "41.57%" in plain


# --- problems and measures


def items(html: str, heading: str) -> list[str]:
    part = re.search(rf"<h[23][^>]*>[^<]*{heading}</h[23]>(.*?)(<h[23]|<div class=\"signatures)", html, re.DOTALL)
    told = [squeezed(text) for text in re.findall(r"<p>(\d+．.*?)</p>", part[1], re.DOTALL)]
    assert [text.partition("．")[0] for text in told] == [str(n) for n in range(1, len(told) + 1)]
    return [text.partition("．")[2] for text in told]


@pytest.mark.parametrize(("unit", "count"), [("nanhu", 5), ("yiyang", 2)])
def test_every_problem_that_was_found_has_its_measure(unit, count):
    html = evaluation(example(unit)).part("text").html
    problems, measures = items(html, "存在的主要问题"), items(html, "改进措施和有关建议")
    own = example(unit).loaded.profile  # the unit's own come first, as it words them
    problems = problems[len(own["problems"].value) :] if "problems" in own else problems
    measures = measures[len(own["measures"].value) :] if "measures" in own else measures
    assert len(problems) == len(measures) == count
    assert measures[:-1] == [f"{outcome.advice}。" for outcome in example(unit).contradictions]
    assert "未能评分" in problems[-1] and "待补资料" in measures[-1]


TARGETS = """\
一级指标,二级指标,三级指标,比较符,年度指标值,实际完成值,计量单位,分值,偏差原因,批复
产出指标,数量指标,培训职工,≥,100,50,人,25,报名不足,有
产出指标,数量指标,慰问职工,≥,100,80,人,25,名额未满,有
效益指标,社会效益指标,建会单位,≥,10,10,家,30,,有
满意度指标,服务对象满意度指标,满意度,≥,90,95,%,10,,有
"""


def test_two_targets_that_lost_points_are_two_problems_with_two_measures(case_of):
    html = evaluation(case_of(targets_csv=TARGETS)).part("text").html
    problems, measures = items(html, "存在的主要问题"), items(html, "改进措施和有关建议")
    assert len(problems) == len(measures) == 3


def test_a_target_that_lost_points_tells_how_many_and_by_which_figures(case_of):
    html = evaluation(case_of(targets_csv=TARGETS)).part("text").html
    problems = items(html, "存在的主要问题")
    assert problems[0].startswith("“培训职工”年度指标值") and problems[1].startswith("“慰问职工”年度指标值")
    assert "年度指标值≥100" in problems[0] and "实际完成值50" in problems[0]
    assert len(problems) == 3


def test_a_unit_without_any_file_gets_a_report_that_invents_nothing(case_of):
    report = evaluation(case_of())
    text = squeezed(report.part("text").html)
    assert not re.search(r"[\d.]+(万元|元|人|家|个|%)", re.sub(r"<[^>]+>", "", text))
    assert "数据缺失" in text


def test_the_size_of_a_building_is_no_amount_of_money(case_of):
    html = evaluation(case_of(fiscal_csv="项目,本年决算数\n楼堂馆所批复规模,5000\n")).part("base_table").html
    assert "5000元" not in html and "5000" in html


# --- pictures


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("name", CHARTS)
def test_a_picture_is_drawn_the_same_twice_and_without_boxes(unit, name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        first, second = CHARTS[name](example(unit)), CHARTS[name](example(unit))
    if (unit, name) == ("yiyang", "activities"):
        assert first is None
        return
    assert first.png == second.png and first.png.startswith(b"\x89PNG")
    assert b"Software" not in first.png and first.alt and first.caption


def titled(title: str) -> str:
    return f"类别,活动名称,人数,金额\n服务职工群众,{title},5,100.00\n"


@pytest.mark.parametrize("title", ["$\\frac{$", "a_b^c", "100%", "琀", "𠮷", "甲\\n乙"])
def test_a_title_of_an_activity_is_drawn_as_words(case_of, title):
    case = case_of(activities_csv=titled(title))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert CHARTS["activities"](case).png


def test_a_dollar_sign_is_no_formula_in_a_picture(case_of, monkeypatch):
    formulas: list[str] = []
    monkeypatch.setattr("matplotlib.mathtext.MathTextParser.parse", lambda _, text, *more: formulas.append(text))
    with contextlib.suppress(TypeError, ValueError):
        CHARTS["activities"](case_of(activities_csv=titled("奖金 $100 与 $200")))
    assert formulas == []


@pytest.mark.parametrize(("unit", "stem", "count"), [
    ("nanhu", "30_self_assessment", 3), ("nanhu", "35_evaluation_report", 3),
    ("yiyang", "30_self_assessment", 2), ("yiyang", "35_evaluation_report", 2),
])  # fmt: skip
def test_pictures_are_numbered_and_told_in_words(tree, count):
    figures = tree.find_all("figure")
    captions = [figure.find("figcaption").get_text() for figure in figures]
    assert [caption[:2] for caption in captions] == [f"图{number}" for number in range(1, count + 1)]
    assert all(figure.find("img")["alt"].strip() for figure in figures)


@pytest.mark.parametrize(("unit", "count"), [("nanhu", 3), ("yiyang", 2)])
def test_word_and_print_hold_the_same_pictures(finished, unit, count):
    folder = finished / "outputs" / "2022" / unit
    assert len(document(folder / "35_evaluation_report.docx").inline_shapes) == count
    reader = PdfReader(io.BytesIO((folder / "35_evaluation_report.pdf").read_bytes()))
    assert sum(len(sheet.images) for sheet in reader.pages) == count
