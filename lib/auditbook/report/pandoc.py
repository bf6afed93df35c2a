"""The one place that calls pandoc: a text is read into a tree, made safe, and written in another format.

Pandoc runs with ``--sandbox``: it opens no file but the reference document named on its command line and
no address at all. Images come from ``Document.images`` or not at all, so ``![](/etc/passwd)`` and
``![](http://x)`` leave their caption and nothing else.
"""

from __future__ import annotations

import base64
import json
import os
import re
import struct
import subprocess
from collections.abc import Callable, Container, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pypandoc

from auditbook.errors import SetupError
from auditbook.report.document import DIALECT

# 2012-06-29, the day of GB/T 9704-2012: the date in all files, so that equal texts give equal bytes.
EPOCH = 1340928000

NEW_PAGE = "new-page"  # ::: new-page, an empty box: what follows begins on a page of its own
LINE = "line"  # []{.line}, an empty span: what follows goes on in a new line, also within a cell
LONG_WORD = 32  # letters; a longer word may be broken anywhere

Node = dict[str, Any]

# elements whose content begins with their attributes, and those that may hold what a page must not
_FIRST = frozenset(("Span", "Div", "Link", "Image", "Code", "CodeBlock", "Table", "Figure"))
_UNSAFE = frozenset(("RawInline", "RawBlock", "Span", "Link", "Image", "Figure"))
_ANCHOR = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_WEB = re.compile(r"https?://[^\s<>\"]+")
_LETTERS = {False: 66, True: 74}  # on a line of a table in 10.5 and in 9 points, without the cells' margins
_TALLEST = 1.2  # height over width of an image that still leaves room for text on its page


def convert(markdown: str, to: str, *options: str, images: Mapping[str, bytes] | None = None) -> str:
    """``markdown`` (in ``DIALECT``) as ``to``, a format of text; images stand in it as data.

    >>> convert("一 **二**", "plain")
    '一 二\\n'
    """
    given = images or {}
    return write(embed(read(markdown, given), given), to, *options).decode()


def read(markdown: str, images: Mapping[str, bytes]) -> Node:
    """The tree of ``markdown``: no image but those in ``images``, no link but to an anchor of the text or the web.

    Widths of columns are those of the dashes in every table, also in a narrow one.
    """
    # With the usual 72 columns pandoc ignores the dashes of a table whose lines are all short.
    tree: Node = json.loads(_run(markdown.encode(), "-f", DIALECT, "-t", "json", "--columns=1"))
    anchors: set[str] = set()
    tree["blocks"] = walk(tree["blocks"], lambda node: _once(node, anchors), {*_FIRST, "Header"})
    tree["blocks"] = walk(tree["blocks"], lambda node: _safe(node, anchors, images), _UNSAFE)
    return tree


def embed(tree: Node, images: Mapping[str, bytes]) -> Node:
    """``tree`` with its images inside it, as data."""

    def inline(node: Node) -> list[Node]:
        data = base64.b64encode(images[node["c"][2][0]]).decode()
        return [{"t": "Image", "c": [*node["c"][:2], [f"data:image/png;base64,{data}", node["c"][2][1]]]}]

    return {**tree, "blocks": walk(tree["blocks"], inline, {"Image"})}


def write(tree: Node, to: str, *options: str) -> bytes:
    """``tree`` written by pandoc as ``to``."""
    return _run(json.dumps(tree).encode(), "-f", "json", "-t", to, "--wrap=none", *options)


def narrow(table: Node) -> bool:
    """Whether ``table`` has so many columns that it needs 9 instead of 10.5 points."""
    return len(table["c"][2]) > 6


def fit(table: Node) -> Node:
    """``table`` with columns as wide as their longest word, the rest shared as the dashes say."""
    specs, room = table["c"][2], _LETTERS[narrow(table)]
    needs = [4] * len(specs)  # two Chinese signs
    for cells in rows(table):
        for column, cell in enumerate(cells[: len(needs)]):
            needs[column] = max(needs[column], _longest(plain(cell[4])))
    asked = [spec[1].get("c", 1 / len(specs)) for spec in specs]
    spare = max(room - sum(needs), 0)
    wish = [max(share * room / sum(asked) - need, 0) for share, need in zip(asked, needs, strict=True)]
    widths = [need + spare * more / (sum(wish) or 1) for need, more in zip(needs, wish, strict=True)]
    columns = [
        [spec[0], {"t": "ColWidth", "c": round(width / sum(widths), 4)}]
        for spec, width in zip(specs, widths, strict=True)
    ]
    return {**table, "c": [*table["c"][:2], columns, *table["c"][3:]]}


def rows(table: Node) -> Iterator[list[Any]]:
    """The rows of ``table``, header first; a row is its cells, a cell ends with its blocks."""
    _, _, _, head, bodies, foot = table["c"]
    for row in [*head[1], *(row for body in bodies for part in body[2:] for row in part), *foot[1]]:
        yield row[1]


def _longest(text: str) -> int:
    """Letters of the longest word that is to stay on one line; a longer one (a checksum) is broken."""
    return max((len(word) for word in re.findall(r"[!-~]+", text) if len(word) < LONG_WORD), default=4)


def walk(nodes: list[Any], change: Callable[[Node], list[Node]], kinds: Container[str] | None = None) -> list[Any]:
    """``nodes`` with each element replaced by ``change(element)``, the inner ones first; only ``kinds``, if given."""
    changed: list[Any] = []
    for node in nodes:
        if isinstance(node, list):
            changed.append(walk(node, change, kinds))
            continue
        if not isinstance(node, dict):
            changed.append(node)
            continue
        # most elements are words, and hold no others
        content = node.get("c")
        whole = {**node, "c": walk(content, change, kinds)} if isinstance(content, list) else node
        if "t" in node and (kinds is None or node["t"] in kinds):
            changed.extend(change(whole))
        else:
            changed.append(whole)
    return changed


def elements(nodes: Any) -> Iterator[Node]:
    """All elements below ``nodes``, in the order of the text."""
    if isinstance(nodes, dict):
        yield nodes
        nodes = nodes.get("c")
    if isinstance(nodes, list):
        for node in nodes:
            yield from elements(node)


def plain(nodes: Any) -> str:
    """The text of ``nodes`` without its dress."""
    return "".join(_letters(node) for node in elements(nodes))


def _letters(node: Node) -> str:
    if node["t"] == "Str":
        return str(node["c"])
    if node["t"] in ("Code", "CodeBlock"):
        return str(node["c"][1])
    return " " if node["t"] in ("Space", "SoftBreak", "LineBreak") else ""


def _once(node: Node, anchors: set[str]) -> list[Node]:
    """``node`` without its identifier where that is taken or no word: typst stops at a second one."""
    identifier = next(iter(attributes(node)), "")
    if not identifier:
        return [node]
    if not _ANCHOR.fullmatch(identifier) or identifier in anchors:
        return [renamed(node, "")]
    anchors.add(identifier)
    return [node]


def attributes(node: Node) -> list[Any]:
    """Identifier, classes and pairs of ``node``; empty where such an element has none."""
    if node["t"] in _FIRST:
        return list(node["c"][0])
    return list(node["c"][1]) if node["t"] == "Header" else []


def renamed(node: Node, identifier: str) -> Node:
    """``node`` with another identifier."""
    place = 1 if node["t"] == "Header" else 0
    content = list(node["c"])
    content[place] = [identifier, *content[place][1:]]
    return {**node, "c": content}


def _safe(node: Node, anchors: set[str], images: Mapping[str, bytes]) -> list[Node]:
    match node["t"]:
        case "RawInline" | "RawBlock":
            return []
        case "Span" if LINE in node["c"][0][1]:
            return [{"t": "LineBreak"}]
        case "Link":
            target: str = node["c"][2][0]
            known = target[1:] in anchors if target.startswith("#") else _WEB.fullmatch(target)
            return [node] if known else [_span(node["c"][0], node["c"][1])]
        case "Image":
            (identifier, classes, _), caption, (name, title) = node["c"]
            if name not in images:
                return [_span([identifier, classes, []], caption)]
            width = [["width", _width(name, images[name])]]
            return [{"t": "Image", "c": [[identifier, classes, width], caption, [name, title]]}]
        case "Figure" if not any(inner["t"] == "Image" for inner in elements(node["c"])):
            return [{"t": "Para", "c": block["c"]} for block in node["c"][2]]
    return [node]


def _span(attributes: list[Any], inlines: list[Any]) -> Node:
    return {"t": "Span", "c": [[*attributes[:2], []], inlines]}


def _width(name: str, png: bytes) -> str:
    """All of the text's width, less for a tall image, which would otherwise not fit on its page."""
    if png[:8] != b"\x89PNG\r\n\x1a\n" or len(png) < 24:
        raise SetupError(f"图片 {name} 不是 PNG 格式：报告中的图片只能用 PNG。")
    width, height = struct.unpack(">II", png[16:24])
    return f"{min(100, round(100 * _TALLEST * width / max(height, 1)))}%"


def _run(text: bytes, *options: str) -> bytes:
    command = [_pandoc(), "--sandbox", *options, "-o", "-"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(EPOCH)}
    try:
        done = subprocess.run(command, input=text, capture_output=True, env=environment, timeout=300, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SetupError(f"pandoc 无法运行：{error}。请重新安装 pypandoc_binary。") from error
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip()
        raise SetupError(f"pandoc 未能转换文档：{reason}。请检查报告文本和参考模板（reference.docx）。")
    return done.stdout


@cache
def _pandoc() -> str:
    """Pandoc as the wheel brings it: another one on the machine may write other bytes."""
    bundled = sorted((Path(pypandoc.__file__).parent / "files").glob("pandoc*"))
    if bundled:
        return str(bundled[0])
    try:
        return pypandoc.get_pandoc_path()
    except OSError as error:
        raise SetupError("找不到 pandoc。请执行 pip install pypandoc_binary。") from error
