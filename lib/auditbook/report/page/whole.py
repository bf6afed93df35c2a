"""A notebook with its outputs becomes a page that one can mail, archive, read on a phone and print."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from traitlets.config import Config

from auditbook.report.page.frame import FOLDER, frame
from auditbook.report.page.outline import demoted

# the last one is papermill's English note above a failed run, which our own box replaces
HIDDEN = frozenset({"parameters", "injected-parameters", "no-report", "papermill-error-cell-tag"})

BROKEN = (
    '<div class="failed"><p><strong>本页没有完整生成。</strong>'
    "运行中途出错，出错处有说明；请勿据此页作出结论。</p></div>\n"
)

_FOLDERS = re.compile(
    r"(?:\b[A-Za-z]:[\\/]|(?<![\w/)\]<])[~/](?=\S)/?)(?:[^\\/\n\"'<>|:*?]*[^\\/\s\"'<>|:*?][\\/])+(?=\S)"
)


def page(
    notebook: NotebookNode, *, title: str, state: str, notices: tuple[str, ...] = (), home: str | None = None
) -> str:
    """The report that ``notebook`` tells; the same notebook gives the same bytes.

    Shown are Markdown cells and outputs (text/html, image/png, text/plain, stdout), never code, stderr or the cells
    tagged as in ``HIDDEN``. HTML and Markdown are trusted: whoever makes them escapes what comes from an input.
    An error in a cell is shown as such, and the page says above that it is not complete.
    """
    body, _ = _exporter().from_notebook_node(notebook)
    warning = BROKEN if any(map(_failed, notebook.cells)) else ""
    return frame(warning + body, title=title, state=state, notices=notices, home=home)


def without_folders(text: str) -> str:
    """``text`` with file names but without their folders, which name clients and people.

    >>> without_folders('File "/data/某区总工会/audit/ledger.py", line 3')
    'File "ledger.py", line 3'
    """
    return _FOLDERS.sub("", text)


class _Exporter(TemplateExporter):
    """nbconvert without preprocessors, validation, highlighting and a second parse: a twentieth of the time."""

    file_extension = ".html"
    output_mimetype = "text/html"
    default_preprocessors: list[Any] = []  # noqa: RUF012

    @property
    def default_config(self) -> Config:
        shown = ["text/html", "image/png", "text/plain"]
        return Config({"NbConvertBase": {"display_data_priority": shown}})

    def _preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        nb.cells = [cell for cell in nb.cells if HIDDEN.isdisjoint(cell.metadata.get("tags", ()))]
        return nb, resources


@cache
def _exporter() -> Any:
    make: Any = _Exporter  # untyped in nbconvert
    exporter = make(template_name=FOLDER.name, extra_template_basedirs=[str(FOLDER.parent)])
    exporter.register_filter("markdown", _markdown)
    exporter.register_filter("demoted", demoted)
    exporter.register_filter("without_folders", without_folders)
    return exporter


def _markdown(source: str) -> str:
    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
    return MarkdownWithMath(renderer=renderer).render(source)


def _failed(cell: NotebookNode) -> bool:
    return any(output.output_type == "error" for output in cell.get("outputs", ()))
