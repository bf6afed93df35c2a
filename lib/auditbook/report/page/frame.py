"""The page around a body: head, state line, contents. One file that needs nothing from outside itself."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from functools import cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from auditbook.report.page.outline import outline

FOLDER = Path(__file__).parent


def frame(
    body: str,
    *,
    title: str,
    state: str,
    notices: tuple[str, ...] = (),
    home: str | None = None,
    contents: bool = True,
    styles: tuple[str, ...] = (),
) -> str:
    """``body`` (trusted HTML) as a whole page.

    ``title``, ``state`` and ``notices`` are plain text; ``home`` is the plain relative path to the index.
    ``styles`` are files of this folder that the page needs besides ``page.css``.
    The first h1 of the body is the heading of the page, else ``title`` is.
    """
    parts = outline(body)
    return _template().render(
        title=title,
        state=state,
        printed_state=_css_string(state),
        notices=notices,
        home=quote(home) if home else None,
        heading=parts.heading or title,
        contents=parts.contents if contents else [],
        body=parts.body,
        policy=_policy(),
        style=Markup("\n").join(map(_asset, ("page.css", *styles))),
        script=_asset("page.js"),
    )


@cache
def _template() -> Template:
    loader = FileSystemLoader(FOLDER)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    return environment.get_template("frame.html.j2")


@cache
def _asset(name: str) -> Markup:
    """A file without its indentation and comment lines, which would stand in every page."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return Markup(re.sub(r"^\s*(//.*\n)?\s*|\s+$", "", text, flags=re.MULTILINE))


@cache
def _policy() -> Markup:
    """The browser itself refuses every address, and every script but ours: one from a ledger would not run."""
    script = b64encode(hashlib.sha256(_asset("page.js").encode()).digest()).decode()
    return Markup(
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{script}'"
    )


def _css_string(text: str) -> Markup:
    return Markup(re.sub(r"[^\w，。（）、：]", lambda found: f"\\{ord(found[0]):x} ", text))
