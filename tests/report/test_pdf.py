"""The printed report: an archive file in which every sign of the text can be read again."""

from __future__ import annotations

import io

import pytest
import typst
from matplotlib.figure import Figure
from pypdf import PdfReader

from auditbook.errors import SetupError
from auditbook.report import pandoc
from auditbook.report.document import Document, escape
from auditbook.report.pdf import pdf

HOSTILE = [
    "<script>x</script>",
    "$x$",
    '#eval("1")',
    '"; #read("/etc/passwd")',
    "\\input{/etc/passwd}",
    "\\u{41}",
    "=cmd|' /C calc'!A0",
    "...",
    "-1",
    "= no heading",
    "// no comment /* none */",
    "@nobody <label>",
    "[x](#y){.z}",
    "![x](/etc/passwd)",
]


def chart() -> bytes:
    out = io.BytesIO()
    Figure(figsize=(2, 1)).savefig(out, format="png")
    return out.getvalue()


def report(markdown: str, **more) -> Document:
    return Document("绩效评价报告", "（征求意见稿）", "内部底稿，未经复核", markdown, **more)


def pages(markdown: str, **more) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf(report(markdown, **more)))).pages]


def test_title_notices_state_and_text_are_read_back():
    text = pages("# 一、部门概况\n\n支出63.11万元。", notices=("有3项资料缺失。",))[0]
    for words in ("绩效评价报告", "征求意见稿", "内部底稿，未经复核", "项资料缺失", "一、部门概况", "63.11"):
        assert words in text


def test_it_is_an_archive_file_of_fixed_date_and_the_same_each_time():
    document = report("![图 1 支出](c.png)", images={"c.png": chart()})
    first = pdf(document)
    assert first == pdf(document)
    reader = PdfReader(io.BytesIO(first))
    assert reader.metadata.title == "绩效评价报告"
    assert reader.metadata.creation_date.year == 2012
    assert b"pdfaid:part" in reader.trailer["/Root"]["/Metadata"].get_data()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed_as_it_reads(text):
    plain = "".join(pages(escape(text))).replace(" ", "").replace("\n", "")
    assert text.replace(" ", "") in plain


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed_as_it_reads_in_titles_and_cells(text):
    document = Document(text, text, text, f"| 甲 |\n|:--|\n| {escape(text)} |\n", notices=(text,))
    plain = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf(document))).pages)
    assert plain.replace(" ", "").replace("\n", "").count(text.replace(" ", "")) == 5


@pytest.mark.parametrize("target", ["/etc/passwd", "http://127.0.0.1/x.png", "data:image/png;base64,AA", "../c.png"])
def test_an_image_that_the_report_does_not_bring_leaves_its_caption_only(target):
    reader = PdfReader(io.BytesIO(pdf(report(f"![图 2]({target})", images={"c.png": chart()}))))
    assert "图2" in reader.pages[0].extract_text().replace(" ", "")
    assert not list(reader.pages[0].images)


def test_an_image_that_is_no_png_is_named():
    with pytest.raises(SetupError, match=r"c\.png"):
        pdf(report("![图](c.png)", images={"c.png": b"GIF89a"}))


def test_a_fact_leads_to_its_row_and_a_link_into_nothing_is_plain_text():
    made = pdf(report("[63.11](#src-3){.fact}和[缺](#none)、[x](javascript:x)。\n\n| 序号 |\n|:--|\n| []{#src-3}3 |\n"))
    page = PdfReader(io.BytesIO(made)).pages[0]
    assert [mark.get_object()["/Subtype"] for mark in page["/Annots"]] == ["/Link"]
    assert "缺" in page.extract_text()


def test_an_anchor_given_twice_does_not_stop_the_printing():
    assert "甲" in pages("[甲](#a)[]{#a}乙[]{#a}丙")[0]


def test_a_long_table_begins_below_its_text_and_repeats_its_header():
    rows = "\n".join(f"| 第{number}笔 | {number}.00 |" for number in range(1, 121))
    read = pages(f"表前的话。\n\n| 摘要 | 金额 |\n|:------|----:|\n{rows}\n\n: 表 1 明细\n")
    assert len(read) > 2 and "第1笔" in read[0].replace(" ", "")
    assert all("摘要" in page for page in read)


def test_a_cell_longer_than_a_page_loses_nothing():
    read = "".join(pages(f"| 甲 | 乙 |\n|:--|:--|\n| {'很长的说明' * 900} | 末 |\n"))
    assert read.replace("\n", "").replace(" ", "").count("说明") >= 895


def test_fonts_of_the_wheel_suffice_and_no_unknown_one_is_asked_for(monkeypatch, tmp_path):
    from auditbook.report import fonts
    from auditbook.report import pdf as module

    bare = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=fonts.font_paths())
    monkeypatch.setattr(module, "_fonts", lambda: bare)
    used = PdfReader(io.BytesIO(pdf(report("# 一、甲\n\n## （一）乙\n\n**重** `码` *斜*")))).pages[0]
    names = {str(font.get_object()["/BaseFont"]) for font in used["/Resources"]["/Font"].values()}
    assert all("NotoS" in name for name in names)
    assert set().union(*module._given(report(""))["fonts"].values()) <= set(bare.families())


def test_a_sign_that_no_font_draws_is_printed_as_its_number_and_stops_nothing():
    rare = "\U0001f9ff\x07"
    made = pdf(Document(f"标题{rare}", "", "", f"姓名：{escape(rare)}王", notices=(rare,)))
    text = PdfReader(io.BytesIO(made)).pages[0].extract_text().replace(" ", "")
    assert text.count("U+1F9FF") == text.count("U+0007") == 3


def test_boxes_to_tick_are_printed():
    assert "□" in pages("- [ ] 已复核\n- [x] 已签字\n")[0]


def test_pandoc_reports_what_it_cannot_do():
    with pytest.raises(SetupError, match="pandoc"):
        pandoc.convert("x", "no-such-format")


def test_columns_are_as_wide_as_their_longest_number():
    table = pandoc.read("| 金额 | 说明 |\n|-:|:--------------------|\n| 1,234,567,890.12 | 甲 |\n", {})["blocks"][0]
    widths = [spec[1]["c"] for spec in pandoc.fit(table)["c"][2]]
    assert widths[0] * 66 >= 15.9 and sum(widths) == pytest.approx(1, abs=0.001)
