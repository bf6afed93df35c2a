"""HTML tables: web pages, and what programs export as a web page under the name of a workbook (.xls).

Row numbers are those that Excel shows after opening the page; how it lays a page out is in ``webpage``.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterator
from pathlib import Path

from auditbook.encoding import encoding_of, wrongly_encoded
from auditbook.errors import InputError
from auditbook.readers import HEAD, Sheet
from auditbook.webpage import Page, Row

ENDINGS = (".html", ".htm", ".xls")
MAX_BYTES = 200_000_000
# whatever may stand before the first element: blanks, declarations, comments
PROLOG = r"(?>\s+|<\?[^>]*>|<!--.*?-->|<!DOCTYPE[^>\[]*\[.*?\]\s*>|<![^>]*>)*+"
_FIRST = re.compile(
    PROLOG + r"<(?:html|head|meta|title|style|link|script|base|body|table|thead|tbody|tr|t[dh]|caption|colgroup|div"
    r"|center|form|p|br|span|font|h[1-6]|hr|pre|b|strong|frameset)[\s/>]",
    re.IGNORECASE | re.DOTALL,
)
_DECLARED = re.compile(
    r"""<\?xml[^>]*?encoding\s*=\s*["']([\w-]+)|<meta[^>]*?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE
)
# what a page may declare; any other name counts as none, for decoding punycode alone can take days
_CODECS = {
    **dict.fromkeys(("utf-8", "utf8"), "utf-8"),
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "x-gbk", "cp936", "gb_2312-80"), "gb18030"),
    **dict.fromkeys(("iso-8859-1", "latin1", "windows-1252"), "cp1252"),
    "big5": "big5hkscs",
}
_NEXT = re.compile(r"<(?:/?[a-zA-Z]|[!?])")
# quotation marks count right after the = only: <td width=5"> is common
_TAG = re.compile(r"""<(/?[a-zA-Z][^\s/>]*+)((?>[^>=]+|=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+|))*+)>""")
_TAG_WITHOUT_QUOTES = re.compile(r"<(/?[a-zA-Z][^\s/>]*+)([^>]*+)>")
_DROPPED = {name: re.compile(rf"</{name}[\s>]", re.IGNORECASE) for name in ("script", "style", "title", "xml")}
_ERROR = re.compile(r"#(?:REF!|DIV/0!|N/A|NAME\?|VALUE!|NUM!|NULL!)")


class NoTableError(InputError):
    """A page without a table: no error where nobody expects one."""


def accepts(path: Path, head: bytes) -> bool:
    """The first element is one of HTML, whatever the file is called."""
    return _FIRST.match(opening(head)) is not None


def read(path: Path) -> list[Sheet]:
    """A sheet for each table. Errors: NoTableError where there is none, InputError for a page no sheet has room for."""
    if path.stat().st_size > MAX_BYTES:
        raise InputError("文件超过 200 MB。请按月拆分后再放入。")
    encoding = declared_or_seen(path)
    try:
        with path.open(encoding=encoding, newline="") as file:
            text = file.read()
    except UnicodeDecodeError:
        raise wrongly_encoded(path, encoding) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError(f"第 {line} 行有空字符（NUL），文件可能已损坏。请重新导出。")
    page = Page(same_cell=re.search(r"mso-data-placement\s*:\s*same-cell", text, re.IGNORECASE) is not None)
    for name, rest in _tokens(text):
        page.take(name, rest)
    tables = page.tables()
    if not tables:
        raise NoTableError("网页里没有表格。请重新导出为 xlsx 或 CSV；如果是 Excel 另存的网页，请打开后另存为 xlsx。")
    about = {"format": "网页表格", "encoding": encoding}
    return [
        Sheet(name, rows, binary=page.floats, errors=_errors(rows), about=about)
        for name, rows in zip(_names(text, len(tables)), tables, strict=True)
    ]


def opening(head: bytes) -> str:
    """The first bytes of a file as text, enough to see what markup it is."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "ignore")
    if head[:4].count(0) == 2:
        return head.decode("utf-16-le" if head[1] == 0 else "utf-16-be", "ignore")
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")


def declared_or_seen(path: Path) -> str:
    """The encoding by the file's mark, else by what it declares if that holds to its end, else by what it shows."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    marked = head.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in head
    found = None if marked else _DECLARED.search(opening(head))
    declared = _CODECS.get((found[1] or found[2]).lower()) if found else None
    return declared if declared and _holds(path, declared) else encoding_of(path)


def _holds(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """Tags as (name, attributes), ``/name`` for an end, and text as ("", text). Scripts, styles, comments are dropped.

    Not html.parser, whose time grows with the square of crafted input in the Python versions that we support: here
    what was looked for in vain once (the end of a comment, a quotation mark) is not looked for again.
    """
    tag = _TAG
    last_comment = text.rfind("-->")
    endless: set[str] = set()
    at = 0
    while following := _NEXT.search(text, at):
        start = following.start()
        if start > at:
            yield "", text[at:start]
        if text.startswith(("<!", "<?"), start):
            at = _after_declaration(text, start, last_comment)
            continue
        found = tag.match(text, start)
        if found is None:
            tag = _TAG_WITHOUT_QUOTES
            found = tag.match(text, start)
        if found is None:
            raise InputError("网页在一个标记的中间断了，文件没有下载完整。请重新导出后放回。")
        at = found.end()
        name = found[1].lower()
        if name in _DROPPED and name not in endless and not found[2].endswith("/"):
            if end := _DROPPED[name].search(text, at):
                # its own end tag comes next
                at = end.start()
            else:
                endless.add(name)
        yield name, found[2]
    yield "", text[at:]


def _after_declaration(text: str, start: int, last_comment: int) -> int:
    """Where a comment or a declaration that begins at ``start`` is over. Errors: InputError for a declared entity."""
    if text.startswith("<!--", start) and start + 2 <= last_comment:
        return text.index("-->", start + 2) + 3
    end = text.find(">", start) + 1 or len(text)
    if "<!ENTITY" in text[start : min(end, start + HEAD)].upper():
        raise InputError("网页里声明了实体（ENTITY），正常的表格没有它，为安全起见没有读取。请重新导出。")
    return end


def _names(text: str, count: int) -> list[str]:
    """The names of the sheets: what the page calls its only one, else by number."""
    if count > 1:
        return [f"表格{number}" for number in range(1, count + 1)]
    found = re.search(r"<x:Name>([^<]{1,100})</x:Name>", text)
    return [html.unescape(found[1]).strip() if found else ""]


def _errors(rows: list[Row]) -> tuple[tuple[int, int, str], ...]:
    """The cells that show the error of a formula."""
    return tuple(
        (number, index, cell)
        for number, cells in rows
        for index, cell in enumerate(cells)
        if cell[:1] == "#" and _ERROR.fullmatch(cell)
    )
