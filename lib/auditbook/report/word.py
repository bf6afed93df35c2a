"""A report for Word: pandoc writes it into a reference document with the look of GB/T 9704-2012.

A firm can draw its own reference document: styles go by their names (标题 is ``Title``, 表格 ``Table``,
``Table Text``, ``Notice``, ``Signatures``, …), the page and its footers come with it.
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import docx as python_docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml.etree import XMLSyntaxError

from auditbook.errors import SetupError
from auditbook.report import pandoc
from auditbook.report.document import Document

FANG, KAI, HEI, SONG, TITLE = "仿宋", "楷体", "黑体", "宋体", "方正小标宋简体"
_LATIN = "Times New Roman"
_CONTROL = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]")
_SIDES = ("top", "left", "bottom", "right")
_TEXT_MM, _TEXT_WIDTH = 156, 8844  # the same in twentieths of a point


@dataclass(frozen=True)
class _Look:
    """A paragraph style: ``pitch`` is the exact distance of lines in points, None single spacing."""

    font: str = FANG
    size: float = 16
    pitch: float | None = 28.95
    indent: int = 0  # of the first line, in hundredths of a character
    align: str = "both"
    around: tuple[float, float] = (0, 0)
    keep: bool = False
    framed: bool = False


_LOOKS = {
    "Normal": _Look(),
    "Body Text": _Look(indent=200),
    "First Paragraph": _Look(indent=200),
    "Block Text": _Look(indent=200),
    "Compact": _Look(),
    "Title": _Look(TITLE, 22, 36, align="center"),
    "Subtitle": _Look(KAI, align="center", around=(6, 12)),
    "Heading 1": _Look(HEI, indent=200, keep=True),
    "Heading 2": _Look(KAI, indent=200, keep=True),
    "Heading 3": _Look(indent=200, keep=True),
    "Heading 4": _Look(indent=200, keep=True),
    "Notice": _Look(size=12, pitch=20, around=(2, 8), framed=True),
    "Signatures": _Look(pitch=38, align="left", keep=True),
    "Captioned Figure": _Look(pitch=None, align="center", around=(6, 0), keep=True),
    "Figure": _Look(pitch=None, align="center"),
    "Image Caption": _Look(HEI, 12, None, align="center", around=(3, 9)),
    "Table Caption": _Look(HEI, 12, None, align="center", around=(9, 3), keep=True),
    "Table Text": _Look(size=10.5, pitch=None, align="left"),
    "Table Text Narrow": _Look(size=9, pitch=None, align="left"),
    "Form Text": _Look(size=10.5, pitch=None, align="left", around=(6, 6)),
    "Header": _Look(SONG, 9, None, align="center"),
    "Footer": _Look(SONG, 14, None, align="left"),
}


# a line of one point: what is left of it stands above the next page's heading
_PAGE_BREAK = (
    '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr>'
    '<w:r><w:br w:type="page"/></w:r></w:p>'
)


def docx(document: Document, reference: bytes | None = None) -> bytes:
    """``document`` for Word; equal documents give equal bytes.

    ``reference`` is a firm's own .docx whose page and styles are to be used, else ``document.dress`` if it is there.
    Errors: SetupError for an own one that is broken.
    """
    reference = own_reference(document.dress) if reference is None else reference
    document = _writable(document)
    tree = pandoc.read(document.markdown, document.images)
    blocks = pandoc.walk(tree["blocks"], _styled)
    notices = [{"t": "Para", "c": [{"t": "Str", "c": text}]} for text in document.notices]
    tree["blocks"] = [*([_style("Notice", notices)] if notices else []), *blocks]
    tree["meta"] = {
        name: {"t": "MetaInlines", "c": [{"t": "Str", "c": text}]}
        for name, text in (("title", document.title), ("subtitle", document.subtitle))
        if text
    }
    with tempfile.TemporaryDirectory(prefix="auditbook-") as folder:
        path = Path(folder) / "reference.docx"
        path.write_bytes(reference_document() if reference is None else reference)
        written = pandoc.write(pandoc.embed(tree, document.images), "docx", "--reference-doc", str(path))
    return _packed(_finished(written, document))


def own_reference(path: Path | None) -> bytes | None:
    """An organisation's own reference document; None where there is none. Errors: SetupError for a broken one."""
    if path is None or not path.is_file():
        return None
    remedy = "请用 Word 打开后另存为 .docx，或删去这个文件（删去后用自带的样式）"
    place = f"{path.parent.name}/{path.name}"
    try:
        raw = path.read_bytes()
        word = python_docx.Document(io.BytesIO(raw))
        lacking = [name for name in ("Normal", "Title", "Heading 1") if name not in word.styles]
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, PackageNotFoundError, XMLSyntaxError) as problem:
        told = f"文档样式 {place} 不能读取（{type(problem).__name__}），没有生成 Word 文档。{remedy}。"
        raise SetupError(told) from None
    if lacking:
        raise SetupError(f"文档样式 {place} 里没有样式 {'、'.join(lacking)}，没有生成 Word 文档。{remedy}。")
    return raw


def _writable(document: Document) -> Document:
    """``document`` without control signs in what stands around its text: XML has no way to write them."""
    title, subtitle, state, *notices = (
        _CONTROL.sub("", text) for text in (document.title, document.subtitle, document.state, *document.notices)
    )
    return replace(document, title=title, subtitle=subtitle, state=state, notices=tuple(notices))


@cache
def reference_document() -> bytes:
    """The reference document of GB/T 9704-2012: page, grid, footers and styles, without a text."""
    word = python_docx.Document()
    default = word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in list(default):
        default.remove(old)
    _fonts(default, FANG)
    _sizes(default, 16)  # LibreOffice takes the width of the grid from here, Word from Normal
    _child(default, "w:lang", val="en-US", eastAsia="zh-CN")
    for name, look in _LOOKS.items():
        _dress(_named(word, name, WD_STYLE_TYPE.PARAGRAPH), look)
    link = _named(word, "Hyperlink", WD_STYLE_TYPE.CHARACTER).element.get_or_add_rPr()
    _child(link, "w:color", val="000000")
    _child(link, "w:u", val="none")
    _fonts(_named(word, "Verbatim Char", WD_STYLE_TYPE.CHARACTER).element.get_or_add_rPr(), FANG)
    _table_style(_named(word, "Table", WD_STYLE_TYPE.TABLE).element)
    _strip(word.styles.element)
    _page(word)
    _stamp(word, "")
    return _packed(_saved(word))


def _page(word: Any) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(20), Mm(23)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    # 22 lines of 28 characters: the signs of 16 points stand 0.2 points closer.
    _child(section._sectPr, "w:docGrid", type="linesAndChars", linePitch="579", charSpace="-842")
    word.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        paragraph.style = word.styles["Footer"]
        properties = paragraph._p.get_or_add_pPr()
        _child(properties, "w:ind", leftChars="100", rightChars="100")
        _child(properties, "w:jc", val=side)
        paragraph.add_run("— ")
        field = _child(paragraph._p, "w:fldSimple", instr="PAGE")
        _child(_child(field, "w:r"), "w:t").text = "1"
        paragraph.add_run(" —")
    for header in (section.header, section.even_page_header):
        header.paragraphs[0].style = word.styles["Header"]


def _named(word: Any, name: str, kind: WD_STYLE_TYPE) -> Any:
    """The style ``name``, emptied of what python-docx's own template gives it."""
    if name not in word.styles:
        word.styles.add_style(name, kind)
    style = word.styles[name]
    for tag in ("w:pPr", "w:rPr", "w:tblPr"):
        for old in style.element.findall(qn(tag)):
            style.element.remove(old)
    if kind is WD_STYLE_TYPE.PARAGRAPH and name != "Normal":
        style.base_style = word.styles["Normal"]
    style.quick_style = True
    return style


def _strip(styles: Any) -> None:
    """Leave out the colourful tables of python-docx's template and the theme's fonts, which beat named ones."""
    kept = ("Table", "TableNormal")
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:styleId")) not in kept:
            styles.remove(style)
    for fonts in styles.iter(qn("w:rFonts")):
        for name in [name for name in fonts.attrib if name.endswith("Theme")]:
            del fonts.attrib[name]


def _dress(style: Any, look: _Look) -> None:
    """Write ``look`` into ``style``; Word wants the elements in the order of its schema."""
    form = style.element.get_or_add_pPr()
    _child(form, "w:keepNext", val=str(int(look.keep)))
    if look.framed:
        _borders(_child(form, "w:pBdr"), _SIDES, space="6")
        _child(form, "w:shd", val="clear", color="auto", fill="F5F5F5")
    # Lines and letters are spaced below: on the grid LibreOffice gives each letter of 16 points two fields.
    _child(form, "w:snapToGrid", val="0")
    line, rule = (240, "auto") if look.pitch is None else (round(look.pitch * 20), "exact")
    before, after = (str(round(points * 20)) for points in look.around)
    _child(form, "w:spacing", before=before, after=after, line=str(line), lineRule=rule)
    margin = "160" if look.framed else "0"  # the frame stands outside of the text
    first = str(round(look.indent * look.size / 5))
    _child(form, "w:ind", left=margin, right=margin, firstLineChars=str(look.indent), firstLine=first)
    _child(form, "w:jc", val=look.align)
    if style.name.startswith("Heading"):
        _child(form, "w:outlineLvl", val=str(int(style.name[-1]) - 1))
    letters = style.element.get_or_add_rPr()
    _fonts(letters, look.font)
    for tag in ("w:b", "w:i"):
        _child(letters, tag, val="0")
    _child(letters, "w:color", val="000000")
    if look.size == 16:
        _child(letters, "w:spacing", val="-5")  # 28 letters on 156 mm
    _sizes(letters, look.size)


def _fonts(run: Any, name: str) -> None:
    # New attributes only: with the *Theme ones of the template Word would take the theme's fonts.
    latin = SONG if name == SONG else _LATIN
    _child(run, "w:rFonts", ascii=latin, hAnsi=latin, eastAsia=name, cs=_LATIN)


def _sizes(run: Any, points: float) -> None:
    for tag in ("w:sz", "w:szCs"):
        _child(run, tag, val=str(round(points * 2)))


def _table_style(style: Any) -> None:
    table = _child(style, "w:tblPr")
    edges = _child(table, "w:tblBorders")
    _borders(edges, (*_SIDES, "insideH", "insideV"), space="0")
    margins = _child(table, "w:tblCellMar")
    for side, width in (("top", "40"), ("left", "80"), ("bottom", "40"), ("right", "80")):
        _child(margins, f"w:{side}", w=width, type="dxa")
    head = _child(style, "w:tblStylePr", type="firstRow")
    _child(_child(head, "w:tcPr"), "w:shd", val="clear", color="auto", fill="EBEBEB")


def _borders(parent: Any, sides: Iterable[str], space: str) -> None:
    for side in sides:
        _child(parent, f"w:{side}", val="single", sz="4", space=space, color="000000")


def _child(parent: Any, tag: str, **attributes: str) -> Any:
    child = OxmlElement(tag)
    for name, value in attributes.items():
        child.set(qn(f"w:{name}"), value)
    parent.append(child)
    return child


def _styled(node: pandoc.Node) -> list[pandoc.Node]:
    """``node`` with the names of our styles, which pandoc hands on to Word."""
    if node["t"] == "Table":
        name = "Table Text Narrow" if pandoc.narrow(node) else "Table Text"
        for cells in pandoc.rows(node):
            for cell in cells:
                # Pandoc writes Plain in its own style, whatever stands around it.
                paragraphs = [{**b, "t": "Para"} if b["t"] == "Plain" else b for b in cell[4]]
                cell[4] = [_style(name, paragraphs)]
        return [pandoc.fit(node)]
    if node["t"] == "Image":
        # A share would be one of the image's own size.
        (identifier, classes, pairs), caption, target = node["c"]
        share = int(dict(pairs)["width"].rstrip("%"))
        width = [["width", f"{share * _TEXT_MM / 100}mm"]]
        return [{**node, "c": [[identifier, classes, width], caption, target]}]
    if node["t"] == "Div":
        if pandoc.NEW_PAGE in node["c"][0][1]:
            return [{"t": "RawBlock", "c": ["openxml", _PAGE_BREAK]}]
        if "form" in node["c"][0][1]:
            return pandoc.walk(node["c"][1], _as_form)
        for name in ("notice", "signatures"):
            if name in node["c"][0][1]:
                return [_style(name.title(), node["c"][1], node["c"][0][0])]
    return [node]


def _as_form(node: pandoc.Node) -> list[pandoc.Node]:
    """A cell of a form that is filled in by hand, with room to write."""
    dressed = node["t"] == "Div" and dict(node["c"][0][2]).get("custom-style", "").startswith("Table Text")
    return [_style("Form Text", node["c"][1])] if dressed else [node]


def _style(name: str, blocks: list[Any], identifier: str = "") -> pandoc.Node:
    return {"t": "Div", "c": [[identifier, [], [["custom-style", name]]], blocks]}


def _finished(written: bytes, document: Document) -> bytes:
    """What pandoc cannot say: the state in the headers, whole rows, lists without the indent of the text."""
    word = python_docx.Document(io.BytesIO(written))
    for section in word.sections:
        for header in (section.header, section.even_page_header):
            first = header.paragraphs[0]
            (header.add_paragraph() if first.text else first).add_run(document.state)
    for table in word.element.body.iter(qn("w:tbl")):
        _whole_rows(table)
    for numbered in word.element.body.iter(qn("w:numPr")):
        level = int(numbered.find(qn("w:ilvl")).get(qn("w:val")))
        left = str(640 + 480 * level + 320)
        _child(numbered.getparent(), "w:ind", left=left, hanging="320", firstLineChars="0")
    for picture in word.element.body.iter(qn("pic:cNvPr")):
        picture.attrib.pop("descr", None)  # pandoc repeats the image here, as text
    _stamp(word, document.title)
    return _saved(word)


def _whole_rows(table: Any) -> None:
    columns = table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}")
    total = sum(int(column.get(qn("w:w"))) for column in columns) or 1
    for column in columns:
        column.set(qn("w:w"), str(round(int(column.get(qn("w:w"))) * _TEXT_WIDTH / total)))
    for row in table.iter(qn("w:tr")):
        properties = row.get_or_add_trPr()
        split = OxmlElement("w:cantSplit")
        properties.insert(0, split)
        for cell in row.iter(qn("w:tc")):
            _child(cell.get_or_add_tcPr(), "w:vAlign", val="center")


def _stamp(word: Any, title: str) -> None:
    day = datetime.fromtimestamp(pandoc.EPOCH, UTC).replace(tzinfo=None)
    core = word.core_properties
    core.title, core.author, core.last_modified_by, core.comments = title, "", "", ""
    core.created = core.modified = day


def _saved(word: Any) -> bytes:
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _packed(document: bytes) -> bytes:
    """The same file with the dates of its members fixed, in the order of their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(out, "w") as new:
        # Word expects the list of contents in front.
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.create_system = 0
            new.writestr(member, old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
