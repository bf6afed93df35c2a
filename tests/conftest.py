"""Tiny workspaces for tests: a bookkeeper can read the files that a story needs."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from auditbook.case import Case, open_case
from auditbook.checks import checks, sandbox
from auditbook.facts import Facts
from auditbook.facts.derive import derive
from auditbook.facts.measure import measured
from auditbook.load import Loaded, load_unit
from examples import examples_run, once

UNITS = "unit,name,short_name,kind,parent\nu,某区总工会,区总工会,federation,\n"


@pytest.fixture
def unit_folder(tmp_path: Path) -> Callable[..., Path]:
    """Writes ``inputs/2022/u``; a name given as keyword ends in ``_csv``, ``_xlsx``, ``_yaml``."""

    def write(files: dict[str, str | bytes] | None = None, **named: str | bytes) -> Path:
        folder = tmp_path / "inputs" / "2022" / "u"
        folder.mkdir(parents=True, exist_ok=True)
        (tmp_path / "inputs" / "units.csv").write_text(UNITS, "utf-8")
        for name, content in {**(files or {}), **{".".join(n.rsplit("_", 1)): c for n, c in named.items()}}.items():
            raw = content if isinstance(content, bytes) else content.encode()
            (folder / name).write_bytes(raw)
        return folder

    return write


@pytest.fixture
def load(unit_folder: Callable[..., Path], tmp_path: Path) -> Callable[..., Loaded]:
    """What the loader makes of a unit's files."""
    return lambda *files, **named: load_unit(unit_folder(*files, **named), tmp_path)


@pytest.fixture
def facts_of(load: Callable[..., Loaded]) -> Callable[..., Facts]:
    """All facts of a unit's files."""

    def compute(*files: dict, **named: str | bytes) -> Facts:
        loaded = load(*files, **named)
        return derive(measured(loaded), loaded.tables)

    return compute


@pytest.fixture
def case_of(unit_folder: Callable[..., Path], tmp_path: Path) -> Callable[..., Case]:
    """The case of a unit's files; ``around`` are files of the inputs folder (rules, relations, year.yaml)."""

    def build(*files: dict, around: dict[str, str] | None = None, **named: str | bytes) -> Case:
        unit_folder(*files, **named)
        for name, content in (around or {}).items():
            path = tmp_path / "inputs" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, "utf-8")
        return open_case(2022, "u", inputs=tmp_path / "inputs")

    return build


@pytest.fixture
def workbook() -> Callable[..., bytes]:
    """An .xlsx from rows; ``change`` may do to the openpyxl workbook what Excel users do."""

    def build(*rows: list, change: Callable[[openpyxl.Workbook], None] | None = None) -> bytes:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        if change:
            change(book)
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    return build


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with both examples as a run leaves it; nobody changes anything in it."""
    return examples_run(tmp_path_factory)


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An outputs folder for all tests that only read books: equal files are read once, equal books are checked once."""
    return once(tmp_path_factory, "kept", lambda folder: None)


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An outputs folder as ``kept``, for tests that ask whether books are complete and ask no other check."""
    asked = {name: check for name, check in checks().items() if name.startswith("C")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("auditbook.ledger.answers.checks", lambda own: asked)
        yield once(tmp_path_factory, "proved", lambda folder: None)


@pytest.fixture(scope="module")
def one_database() -> Iterator[None]:
    """Examples of checks are views of one locked database: each sees its own only, and none waits for a new one."""
    with sandbox.connect(memory="1GB") as database, pytest.MonkeyPatch.context() as patch:
        sandbox.lock(database)
        patch.setattr("auditbook.checks.examples.connect", lambda memory: database.cursor())
        patch.setattr("auditbook.checks.examples.lock", lambda con: None)
        yield
