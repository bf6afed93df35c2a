"""A report is one document in pandoc's Markdown; html, docx and pdf are made from the same text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

# The dialect of our texts. Nothing that comes from an input can be markup or code in it: no raw HTML,
# no raw TeX, no raw attributes, no metadata block, no citations, no formulas, no fetching.
DIALECT = (
    "markdown-raw_html-raw_tex-raw_attribute-tex_math_dollars-tex_math_single_backslash"
    "-citations-yaml_metadata_block-pandoc_title_block-example_lists-fancy_lists-startnum"
    "-latex_macros-auto_identifiers-smart-native_divs-native_spans-markdown_in_html_blocks"
    "-footnotes-inline_notes+east_asian_line_breaks"
)

_SPECIAL = re.compile(r"([!-/:-@\[-`{-~])")


@dataclass(frozen=True)
class Document:
    """One report, ready to be dressed.

    ``markdown`` is pandoc Markdown in ``DIALECT`` whose headings carry their numbers already.
    ``images`` maps the names that the text refers to (``chart-spending.png``) to PNG bytes.
    ``dress`` is where an organisation's own reference document may lie, whose look a .docx then has.
    ``state`` is the line that every page carries (内部底稿，未经复核); ``notices`` stand under the title.
    """

    title: str
    subtitle: str
    state: str
    markdown: str
    notices: tuple[str, ...] = ()
    images: dict[str, bytes] = field(default_factory=dict)
    dress: Path | None = None


def escape(text: str) -> str:
    """``text`` as it reads, whatever it holds: no character of it is markup.

    >>> escape("<b>50% | x</b>")
    '\\\\<b\\\\>50\\\\% \\\\| x\\\\<\\\\/b\\\\>'
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
