"""From the HTML of a body: its one title, its contents, and tables that a phone and a screen reader can use.

Regular expressions are enough here, because the HTML is written by pandoc and by ourselves: tags are closed,
and a ``<`` or ``>`` that comes from an input stands escaped, in attributes too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape, unescape
from urllib.parse import quote

from markupsafe import Markup

# so many columns that A4 must lie across to print them
WIDE = 8

_HEADING = re.compile(r"<(/?)h([1-6])\b")
_PART = re.compile(r"<h([1-6])\b([^>]*)>(.*?)</h\1>|<(/?)(table|thead|th)\b([^>]*)>", re.DOTALL)
_CAPTION = re.compile(r"\s*<caption\b[^>]*>(.*?)</caption>", re.DOTALL)
_HEADER_CELL = re.compile(r"<th\b")
_FACT = re.compile(r'<a\b(?=[^>]*\sclass="(?:[^"]*\s)?fact[\s"])([^>]*)>')
_TITLE = re.compile(r'\stitle="')
_ID = re.compile(r'\sid="([^"]*)"')
_MARKUP = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Entry:
    """A heading in the contents; ``anchor`` is percent-quoted, ``sections`` are the h3 under an h2."""

    text: str
    anchor: str
    sections: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Outline:
    """``heading`` is the content of the body's first h1, taken out of ``body``; empty if it has none."""

    heading: Markup
    body: Markup
    contents: list[Entry]


def outline(body: str) -> Outline:
    """Gives every heading an id, every table a box to scroll in, and every header cell its scope.

    An id is made as JupyterLab makes it, so that a link between headings works in the notebook and on the page.
    """
    return _Pass(_FACT.sub(_fact, body)).outline()


def demoted(html: str) -> str:
    """A document inside a page: its h1 becomes h2, its h2 h3; unchanged if it has no h1.

    >>> demoted("<h1>审计报告</h1><h2>基本情况</h2>")
    '<h2>审计报告</h2><h3>基本情况</h3>'
    """
    if "<h1" not in html:
        return html
    return _HEADING.sub(lambda tag: f"<{tag[1]}h{min(int(tag[2]) + 1, 6)}", html)


class _Pass:
    """One walk over the tags that matter."""

    def __init__(self, body: str) -> None:
        self.source = body
        self.ids = {"main", *(unescape(found) for found in _ID.findall(body))}
        self.heading: str | None = None
        self.contents: list[Entry] = []
        self.latest = ""
        self.in_head = False

    def outline(self) -> Outline:
        body = _PART.sub(self._part, self.source)
        return Outline(Markup(self.heading or ""), Markup(body), self.contents)

    def _part(self, tag: re.Match[str]) -> str:
        if tag[1]:
            return self._heading(int(tag[1]), tag[2], tag[3])
        if tag[5] == "table":
            return "</table></div>" if tag[4] else self._scroll(tag)
        if tag[5] == "thead":
            self.in_head = not tag[4]
        elif not tag[4] and "scope=" not in tag[6]:
            return f'<th scope="{"col" if self.in_head else "row"}"{tag[6]}>'
        return tag[0]

    def _heading(self, level: int, attributes: str, inner: str) -> str:
        if level == 1 and self.heading is None:
            self.heading = inner
            return ""
        level = max(level, 2)
        text = self.latest = _text(inner)
        given = _ID.search(attributes)
        name = unescape(given[1]) if given else self._free(_SPACE.sub("-", text) or "section")
        rest = _ID.sub("", attributes)
        self._enter(level, text, quote(name))
        return f'<h{level} id="{escape(name)}"{rest}>{inner}</h{level}>'

    def _enter(self, level: int, text: str, anchor: str) -> None:
        if level == 3 and self.contents:
            self.contents[-1].sections.append(Entry(text, anchor))
        elif level <= 3:
            self.contents.append(Entry(text, anchor))

    def _free(self, name: str) -> str:
        unique, count = name, 1
        while unique in self.ids:
            count += 1
            unique = f"{name}-{count}"
        self.ids.add(unique)
        return unique

    def _scroll(self, tag: re.Match[str]) -> str:
        caption = _CAPTION.match(self.source, tag.end())
        label = escape(" ".join(["表格", _text(caption[1]) if caption else self.latest]).strip())
        wide = " wide" if _columns(self.source, tag.end()) >= WIDE else ""
        return f'<div class="scroll{wide}" tabindex="0" role="region" aria-label="{label}">{tag[0]}'


def _columns(source: str, start: int) -> int:
    head, found, _ = source[start : source.find("</table>", start)].partition("</thead>")
    return len(_HEADER_CELL.findall(head)) if found else 0


def _fact(tag: re.Match[str]) -> str:
    # the browser's own tooltip appears neither on keyboard focus nor on touch, and would stand beside ours
    return "<a" + _TITLE.sub(' data-source="', tag[1]) + ">"


def _text(inner: str) -> str:
    return _SPACE.sub(" ", unescape(_MARKUP.sub("", inner))).strip()
