"""The report for Word: the page of GB/T 9704-2012, and nothing in it that acts."""

from __future__ import annotations

import io
import re
import zipfile

import docx as python_docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from matplotlib.figure import Figure

from auditbook.errors import SetupError
from auditbook.report.document import Document, escape
from auditbook.report.word import docx, reference_document

ROWS = "\n".join(f"| []{{#src-{number}}}{number} | 支出 | {number}.00 |" for number in range(1, 60))
TEXT = f"""# 一、部门概况

## （一）基本情况

支出[63.11万元](#src-3){{.fact title="inputs/a.xlsx"}}，[缺](#none)。

- 甲
    - 乙

| 序号 | 事实 | 数值 |
|----:|:--------|----:|
{ROWS}

: 表 1 事实

::: notice
请复核。
:::

::: signatures
签字：＿＿＿＿
:::
"""


def report(markdown: str = TEXT, **more) -> Document:
    return Document("绩效评价报告", "（征求意见稿）", "内部底稿，未经复核", markdown, **more)


def opened(document: Document, **more):
    return python_docx.Document(io.BytesIO(docx(document, **more)))


def part(made: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(made)).read(name).decode()


def chart() -> bytes:
    out = io.BytesIO()
    Figure(figsize=(2, 1)).savefig(out, format="png")
    return out.getvalue()


def test_the_page_is_that_of_the_standard():
    section = opened(report()).sections[0]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in sides] == [37, 35, 28, 26]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("linesAndChars", "579")


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体", 16),
        ("Heading 3", "仿宋", 16),
        ("Body Text", "仿宋", 16),
    ],
)
def test_fonts_are_those_of_the_standard_black_and_not_bold(style, font, size):
    named = opened(report()).styles[style]
    fonts = named.element.rPr.find(qn("w:rFonts"))
    assert fonts.get(qn("w:eastAsia")) == font
    assert not [name for name in fonts.attrib if name.endswith("Theme")]
    assert (named.font.size, named.font.bold, str(named.font.color.rgb)) == (Pt(size), False, "000000")


def test_the_body_has_lines_of_28_95_points_and_an_indent_of_two_characters():
    style = opened(report()).styles["First Paragraph"]
    assert style.paragraph_format.line_spacing == Pt(28.95)
    assert style.element.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"


def test_page_numbers_stand_outside_and_each_page_carries_the_state():
    word = opened(report())
    section = word.sections[0]
    assert word.settings.odd_and_even_pages_header_footer
    sides = [
        footer.paragraphs[0]._p.pPr.find(qn("w:jc")).get(qn("w:val"))
        for footer in (section.footer, section.even_page_footer)
    ]
    assert sides == ["right", "left"]
    assert section.footer.paragraphs[0].text == "— 1 —" or "PAGE" in section.footer.paragraphs[0]._p.xml
    for header in (section.header, section.even_page_header):
        assert header.paragraphs[0].text == "内部底稿，未经复核"


def test_a_table_fills_the_width_repeats_its_header_and_keeps_rows_whole():
    table = opened(report()).tables[0]
    assert table.style.name == "Table"
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert sum(column.width for column in table.columns) == pytest.approx(Mm(156), rel=0.01)
    assert {paragraph.style.name for cell in table.row_cells(5) for paragraph in cell.paragraphs} == {"Table Text"}


def test_every_internal_link_has_its_bookmark_and_looks_like_text():
    xml = part(docx(report()), "word/document.xml")
    targets = set(re.findall(r'w:anchor="([^"]+)"', xml))
    assert targets == {"src-3"} and targets <= set(re.findall(r'w:bookmarkStart [^>]*w:name="([^"]+)"', xml))
    link = opened(report()).styles["Hyperlink"].element.rPr
    assert link.find(qn("w:color")).get(qn("w:val")) == "000000"
    assert link.find(qn("w:u")).get(qn("w:val")) == "none"


def test_notices_stand_framed_under_the_title():
    paragraphs = opened(report(notices=("缺3项资料。",))).paragraphs
    assert [p.style.name for p in paragraphs[:3]] == ["Title", "Subtitle", "Notice"]
    assert paragraphs[2].text == "缺3项资料。"
    assert paragraphs[2].style.element.pPr.find(qn("w:pBdr")) is not None
    assert [p.text for p in paragraphs if p.style.name == "Signatures"] == ["签字：＿＿＿＿"]


def test_two_runs_give_the_same_bytes_and_tell_nothing_of_the_machine():
    made = docx(report(images={"c.png": chart()}))
    assert made == docx(report(images={"c.png": chart()}))
    members = zipfile.ZipFile(io.BytesIO(made)).infolist()
    assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}
    core = python_docx.Document(io.BytesIO(made)).core_properties
    assert (core.title, core.author, core.created.year) == ("绩效评价报告", "", 2012)
    assert not any(b"auditbook-" in zipfile.ZipFile(io.BytesIO(made)).read(member) for member in members)


@pytest.mark.parametrize(
    "text", ["<script>", "$x$", '#eval("1")', "\\input{/etc/passwd}", "=cmd|' /C calc'!A0", "![x](/etc/passwd)"]
)
def test_hostile_text_stays_text(text):
    word = opened(report(f"{escape(text)}\n\n| 甲 |\n|:--|\n| {escape(text)} |\n"))
    assert text in [paragraph.text for paragraph in word.paragraphs]
    assert word.tables[0].cell(1, 0).text == text


@pytest.mark.parametrize("target", ["/etc/passwd", "http://127.0.0.1/x.png", "data:image/png;base64,AA"])
def test_an_image_that_the_report_does_not_bring_leaves_its_caption_only(target):
    made = docx(report(f"![图 2]({target})"))
    assert "图 2" in [p.text for p in python_docx.Document(io.BytesIO(made)).paragraphs]
    assert not [name for name in zipfile.ZipFile(io.BytesIO(made)).namelist() if "media" in name]


def test_an_image_is_scaled_to_the_width_of_the_text_and_stored_once():
    made = docx(report("![图 1 支出](c.png)", images={"c.png": chart()}))
    assert python_docx.Document(io.BytesIO(made)).inline_shapes[0].width == pytest.approx(Mm(156), rel=0.01)
    assert "base64" not in part(made, "word/document.xml")


def test_control_signs_in_a_title_do_not_break_the_file():
    made = docx(Document("标题\x07", "副\x00", "状态\x0b", "正文\x07甲", notices=("注\x1f",)))
    assert [p.text for p in python_docx.Document(io.BytesIO(made)).paragraphs][-1] == "正文甲"


def test_a_firm_prints_on_its_own_paper():
    paper = python_docx.Document(io.BytesIO(reference_document()))
    paper.sections[0].left_margin = Mm(50)
    paper.sections[0].header.paragraphs[0].text = "某某会计师事务所"
    out = io.BytesIO()
    paper.save(out)
    section = opened(report(), reference=out.getvalue()).sections[0]
    assert round(section.left_margin.mm) == 50
    assert [p.text for p in section.header.paragraphs] == ["某某会计师事务所", "内部底稿，未经复核"]


def test_a_reference_that_is_no_word_file_is_refused():
    with pytest.raises(SetupError, match="参考模板"):
        docx(report(), reference=b"not a zip")
