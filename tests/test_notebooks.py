"""Notebooks tell and the library computes: what may stand in a notebook, and that none shows too much or too little."""

from __future__ import annotations

import ast
import json
from collections import Counter
from pathlib import Path

import nbformat
import pytest

from auditbook.execute import Failed, execute
from auditbook.notebooks import FOR
from auditbook.report.report import TITLES
from auditbook.report.texts import TEXTS
from auditbook.tables import tables
from auditbook.workspace import workspace

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
COMPUTING = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.AsyncFor, ast.While),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)
LINES = 6
FILES = (".csv", ".json", ".xlsx", ".yaml", ".html", ".md", ".py", ".ipynb", ".docx", ".pdf", "/", "\\")

every = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> dict:
    return json.loads(path.read_text("utf-8"))


def source(cell: dict) -> str:
    return "".join(cell["source"])


def code(path: Path) -> list[str]:
    return [source(cell) for cell in read(path)["cells"] if cell["cell_type"] == "code"]


def nodes(path: Path) -> list[ast.AST]:
    return [node for cell in code(path) for node in ast.walk(ast.parse(cell))]


def tagged(path: Path, tag: str) -> list[str]:
    return [source(cell) for cell in read(path)["cells"] if tag in cell["metadata"].get("tags", ())]


def defaults(path: Path) -> dict[str, object]:
    [cell] = tagged(path, "parameters")
    return {line.targets[0].id: ast.literal_eval(line.value) for line in ast.parse(cell).body}


def audience(path: Path) -> str:
    return read(path)["metadata"]["auditbook"]["for"]


# what the batch runs is run there; see test_batch
BY_HAND = [path for path in NOTEBOOKS if audience(path) == "nobody"]
BY_BATCH = [path for path in NOTEBOOKS if path not in BY_HAND]


def test_there_are_notebooks():
    assert BY_BATCH


@every
def test_it_is_a_valid_notebook_of_plain_python(path):
    nbformat.validate(nbformat.read(path, as_version=nbformat.NO_CONVERT))
    body = read(path)
    assert body["metadata"]["kernelspec"]["name"] == "python3"
    assert set(body["metadata"]) <= {"auditbook", "kernelspec", "language_info"}


@every
def test_no_output_is_committed(path):
    for cell in read(path)["cells"]:
        assert not cell.get("outputs") and cell.get("execution_count") is None
        assert "attachments" not in cell
        assert set(cell["metadata"]) <= {"tags"}


@every
def test_every_cell_keeps_a_name_of_its_own(path):
    names = [cell["id"] for cell in read(path)["cells"]]
    assert len(set(names)) == len(names)
    # a tool that numbers cells anew gives 0, 1, 2 or random letters
    assert all(name.startswith(f"{path.stem.partition('_')[0]}-") for name in names)


@every
def test_it_opens_with_a_title_and_asks_one_question_below(path):
    first = read(path)["cells"][0]
    assert first["cell_type"] == "markdown"
    title, *rest = source(first).splitlines()
    assert title.startswith("# ") and title[2:].strip()
    assert "\n".join(rest).strip()
    told = [source(cell) for cell in read(path)["cells"] if cell["cell_type"] == "markdown"]
    assert [line for line in "\n".join(told).splitlines() if line.startswith("# ")] == [title]


@every
def test_no_cell_is_empty(path):
    assert all(source(cell).strip() for cell in read(path)["cells"])


@pytest.mark.parametrize("path", BY_BATCH, ids=lambda path: path.stem)
def test_a_sentence_carries_no_figure(path):
    told = "".join(source(cell) for cell in read(path)["cells"] if cell["cell_type"] == "markdown")
    assert not [sign for sign in told if sign.isdigit()]


@every
def test_parameters_are_scalars_with_a_comment_on_each_line(path):
    [cell] = tagged(path, "parameters")
    lines = cell.splitlines()
    assert len(lines) == len(ast.parse(cell).body)
    for line in lines:
        [statement] = ast.parse(line).body
        assert isinstance(statement, ast.Assign) and len(statement.targets) == 1
        assert isinstance(ast.literal_eval(statement.value), str | int | float | bool | None)
        assert line.partition("  # ")[2].strip(), line


@every
def test_its_metadata_say_for_whom_it_is_and_what_it_needs(path):
    meta = read(path)["metadata"]["auditbook"]
    assert set(meta) <= {"for", "needs", "title", "document"}
    assert meta["for"] in FOR
    assert set(meta["needs"]) <= set(tables())
    assert meta["title"].strip()
    assert meta.get("document", "evaluation") in TITLES


@every
def test_its_defaults_are_a_committed_example_for_which_it_is_made(path):
    given = defaults(path)
    assert set(given) >= {"year", "unit"}
    homes = [workspace(ROOT / "inputs"), *map(workspace, (ROOT / "inputs").glob("synthetic"))]
    home = next(home for home in homes if (home.inputs / str(given["year"]) / str(given["unit"])).is_dir())
    kind = home.units()[str(given["unit"])].kind
    assert kind in (FOR[audience(path)] or ("federation", "grassroots"))


@pytest.mark.parametrize("path", BY_HAND, ids=lambda path: path.stem)
def test_one_that_people_open_runs_from_top_to_bottom(path):
    made = execute(path, defaults(path), {"AUDITBOOK_INPUTS": str(ROOT / "inputs")})
    assert not isinstance(made, Failed), made.message
    outputs = [output for cell in made.notebook.cells for output in cell.get("outputs", ())]
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []


@every
def test_a_cell_computes_nothing(path):
    assert [cell for cell in code(path) if len(list(filter(str.strip, cell.splitlines()))) > LINES] == []
    assert [ast.unparse(node) for node in nodes(path) if isinstance(node, COMPUTING)] == []


@every
def test_it_imports_from_the_library_only(path):
    for node in nodes(path):
        if isinstance(node, ast.Import):
            # the guided tour widens its tables, which no page of a unit needs
            allowed = {"auditbook", "pandas"} if path.stem == "00_start_here" else {"auditbook"}
            assert {name.name.partition(".")[0] for name in node.names} <= allowed
        elif isinstance(node, ast.ImportFrom):
            assert str(node.module).partition(".")[0] == "auditbook"


@every
def test_it_names_no_file(path):
    for node in nodes(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not [sign for sign in FILES if sign in node.value.lower() and node.value != "\n"], node.value
        assert not (isinstance(node, ast.Name) and node.id in ("open", "Path", "exec", "eval", "__import__"))


def reports(path: Path) -> dict[str, str]:
    """Variable → report, for cells that say ``report = evaluation(case)``."""
    found = {}
    for node in nodes(path):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name):
            found[node.targets[0].id] = node.value.func.id
    return {variable: name for variable, name in found.items() if name in TITLES}


def shown(path: Path) -> list[tuple[str, str]]:
    """Report and part of every cell that says ``report.part("conclusion")``."""
    found = []
    for node in nodes(path):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "part":
            found.append((reports(path)[node.func.value.id], ast.literal_eval(node.args[0])))
    return found


# documents of an engagement that no notebook shows
LETTERS = {("answers", "answers"), ("audit", "feedback"), ("evidence", "sheet"), ("rectification", "notice"),
           ("rectification", "receipt")}  # fmt: skip


def texts() -> list[tuple[str, str]]:
    files = sorted(TEXTS.glob("*/*.md.j2"))
    listed = [(path.parent.name, path.name.partition("_")[2].removesuffix(".md.j2")) for path in files]
    return [text for text in listed if text not in LETTERS]


def test_every_text_is_shown_by_one_cell_and_in_its_order():
    asked = [part for path in NOTEBOOKS for part in shown(path)]
    assert Counter(asked) == Counter(texts())
    for report in TITLES:
        assert [part for part in asked if part[0] == report] == [part for part in texts() if part[0] == report]


def test_a_document_is_the_report_that_its_notebook_shows():
    for path in NOTEBOOKS:
        document = read(path)["metadata"]["auditbook"].get("document")
        if document is not None:
            assert {report for report, _ in shown(path)} == {document}
