"""Small notebooks of a workspace's own, in place of ours, and what a command says of them."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

OPEN = "from auditbook import open_case\n\ncase = open_case(year, unit)"
FISCAL = "项目,本年决算数\n支出总额,100\n"


def notebook(folder: Path, name: str, *sources: str, audience: str = "unit") -> None:
    """Writes ``notebooks/<name>.ipynb``; title and parameters are there already. One for nobody needs no kernel."""
    cells = [
        new_markdown_cell("# 小底稿", id="1"),
        new_code_cell('year = 2022  # 年度\nunit = "u"  # 单位', metadata={"tags": ["parameters"]}, id="2"),
        *[new_code_cell(source, id=str(number)) for number, source in enumerate(sources, 3)],
    ]
    if sources and sources[0] == OPEN:
        cells[2].metadata["tags"] = ["no-report"]
    meta = {"auditbook": {"for": audience, "needs": [], "title": "小底稿"}}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = new_notebook(cells=cells, metadata={"kernelspec": kernel, **meta})
    (folder / "notebooks").mkdir(exist_ok=True)
    nbformat.write(made, folder / "notebooks" / f"{name}.ipynb")


def told_by(capsys: pytest.CaptureFixture) -> str:
    """All that a command said, on either stream."""
    return "".join(capsys.readouterr())


def index_of(folder: Path) -> str:
    return (folder / "outputs" / "index.html").read_text("utf-8")
