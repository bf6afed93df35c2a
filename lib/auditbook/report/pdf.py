"""A report as PDF/A: pandoc writes the body for typst, ``dress.typ`` gives it the look of GB/T 9704-2012."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pylopdf_fonts_zh_cn
import typst

from auditbook.errors import SetupError
from auditbook.report import fonts, pandoc
from auditbook.report.document import Document

_MAIN = b'#import "dress.typ": *\n#show: dress\n\n'
_BOXES = str.maketrans("☐☒", "□■")  # of task lists; Chinese fonts have only the right-hand ones
_LONG_CELL = 300  # letters; a longer cell may break across pages
_LONG_WORD = re.compile(rf"[!-~]{{{pandoc.LONG_WORD},}}")


def pdf(document: Document) -> bytes:
    """``document`` as PDF/A-2b; equal documents and fonts give equal bytes.

    An archive file must not hold a sign that no font draws (an emoji, a rare character of a name, a control
    sign): where there is one it is printed as its number, 〔U+1F600〕.
    """
    try:
        return _printed(document)
    except _MissingGlyphError:
        return _printed(_drawable(document))


class _MissingGlyphError(SetupError):
    """No font here draws a sign of the text."""


def _printed(document: Document) -> bytes:
    # Typst takes images from a folder only; their names there are ours, whatever the text calls them.
    names = {name: f"image-{number}.png" for number, name in enumerate(document.images, 1)}
    tree = pandoc.read(document.markdown, document.images)
    tables = pandoc.walk(tree["blocks"], _sheet)
    tree["blocks"] = pandoc.walk(tables, lambda node: _typst(node, names))
    with TemporaryDirectory(prefix="auditbook-") as folder:
        root = Path(folder)
        root.joinpath("main.typ").write_bytes(_MAIN + pandoc.write(tree, "typst"))
        dress = resources.files("auditbook.report").joinpath("dress.typ")
        root.joinpath("dress.typ").write_bytes(dress.read_bytes())
        for name, png in document.images.items():
            root.joinpath(names[name]).write_bytes(png)
        return _compiled(root, json.dumps(_given(document), ensure_ascii=False))


def _compiled(root: Path, given: str) -> bytes:
    try:
        made = typst.compile(
            root / "main.typ",
            root=root,
            format="pdf",
            font_paths=_fonts(),
            sys_inputs={"document": given},
            pdf_standards=["a-2b"],
            timestamp=pandoc.EPOCH,
        )
    except RuntimeError as error:
        reason = str(error).replace(str(root), "")
        kind = _MissingGlyphError if "could not be displayed" in reason else SetupError
        raise kind(f"无法排版 PDF：{reason}。请检查报告文本和图片。") from error
    if not isinstance(made, bytes):
        raise SetupError("无法排版 PDF：typst 没有给出文件。请重新安装 typst。")
    return made


def _given(document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "state": document.state,
        "notices": document.notices,
        "fonts": fonts.families(_fonts().families()),
    }


def _drawable(document: Document) -> Document:
    drawn = _serif_signs()

    def numbered(text: str) -> str:
        return "".join(c if c in "\n\t " or ord(c) in drawn else f"〔U+{ord(c):04X}〕" for c in text)

    return Document(
        title=numbered(document.title),
        subtitle=numbered(document.subtitle),
        state=numbered(document.state),
        markdown=numbered(document.markdown),
        notices=tuple(numbered(notice) for notice in document.notices),
        images={numbered(name): png for name, png in document.images.items()},
    )


@cache
def _serif_signs() -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(pylopdf_fonts_zh_cn.serif_path())).get_charmap())


@cache
def _fonts() -> typst.Fonts:
    """All fonts; to look for those of the system takes longer than a document, so once per process."""
    return typst.Fonts(font_paths=fonts.font_paths())


def _typst(node: pandoc.Node, names: Mapping[str, str]) -> list[pandoc.Node]:
    """``node`` as typst takes it; a raw element holds words of ours and checked identifiers only."""
    identifier = next(iter(pandoc.attributes(node)), "")
    if identifier:
        kind = "RawBlock" if node["t"] in ("Header", "Div", "CodeBlock", "Table", "Figure") else "RawInline"
        anchor = _raw(kind, f'#anchor("{identifier}")')
        return [anchor, *_typst(pandoc.renamed(node, ""), names)]
    match node["t"]:
        case "Str":
            text = node["c"].translate(_BOXES)
            return [_raw("RawInline", _literal(_LONG_WORD.sub(_breakable, text)))]
        case "Image":
            attributes, caption, (name, title) = node["c"]
            return [{"t": "Image", "c": [attributes, caption, [names[name], title]]}]
        case "Div":
            if pandoc.NEW_PAGE in node["c"][0][1]:
                return [_raw("RawBlock", "#pagebreak(weak: true)")]
            named = next((name for name in node["c"][0][1] if name in ("notice", "signatures", "form")), None)
            if named:
                return [_raw("RawBlock", f"#{named}["), *node["c"][1], _raw("RawBlock", "]")]
    return [node]


def _sheet(node: pandoc.Node) -> list[pandoc.Node]:
    if node["t"] != "Table":
        return [node]
    narrow = pandoc.narrow(node)
    whole = all(len(pandoc.plain(cell[4])) < _LONG_CELL for cells in pandoc.rows(node) for cell in cells)
    opening = f"#sheet(narrow: {json.dumps(narrow)}, whole: {json.dumps(whole)})["
    return [_raw("RawBlock", opening), pandoc.fit(node), _raw("RawBlock", "]")]


def _literal(text: str) -> str:
    """``text`` as a string of typst: in markup ``...``, ``-1`` and quotes would turn into other signs."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'#"{escaped}";'


def _breakable(word: re.Match[str]) -> str:
    """A long word with places to break: typst would print it over the margin."""
    return "\u200b".join(re.findall(".{1,8}", word[0]))


def _raw(kind: str, code: str) -> pandoc.Node:
    return {"t": kind, "c": ["typst", code]}
