"""Large books are asked another way than small ones, with steps that were worked out before: they answer the same."""

from dataclasses import replace
from pathlib import Path

import pytest

from auditbook.case import Case
from auditbook.checks import checks, steps
from auditbook.checks.header import UNITS
from auditbook.ledger import database, keptfiles, prepared, views
from auditbook.ledger.answers import asked
from auditbook.tables import tables
from auditbook.workspace import workspace

INPUTS = Path(__file__).parents[2] / "inputs" / "synthetic"
OWN = [check for check in checks().values() if check.scope != UNITS]


@pytest.fixture
def large(monkeypatch):
    """Every journal counts as a large one."""
    for module in (database, keptfiles, prepared, views):
        monkeypatch.setattr(module, "IN_MEMORY", 10)
    monkeypatch.setattr(steps, "SMALL", 10)


def case_in(folder, unit="u05"):
    case = Case(workspace(INPUTS, folder), 2021, unit)
    assert case.loaded.kept
    return case


def files(folder):
    return sorted(path.name for path in (folder / ".store" / "books").glob("*-*.duckdb"))


@pytest.mark.parametrize("unit", ["u05", pytest.param("u08", marks=pytest.mark.long)])
def test_small_and_large_books_answer_the_same(unit, tmp_path, request):
    small = case_in(tmp_path, unit)
    told = asked(OWN, small.books, small._settings)
    request.getfixturevalue("large")
    case = case_in(tmp_path, unit)
    assert asked(OWN, case.books, case._settings) == told
    assert {outcome.status for outcome in told} >= {"clean", "findings"} and len(files(tmp_path)) == 1
    assert case.sql("SELECT count(*) n FROM voucher_heads").n[0] == case.sql("SELECT count(*) n FROM vouchers").n[0]


def test_what_is_kept_follows_from_the_journal_alone():
    kept = {name for name, step in steps.steps().items() if step.kept}
    assert kept == {"entry_summaries", "line_texts", "voucher_heads"}
    used = set().union(*(steps.steps()[name].uses for name in kept)) & (set(tables()) | set(steps.steps()))
    assert used <= kept | {"numbered_lines"}
    names = set(tables()) | {"accounts", "limits", "profile", "units", "files"}
    assert steps.steps()["numbered_lines"].uses & names == {"journal"}


def test_it_is_worked_out_once_and_again_for_another_unit_or_step(tmp_path, large, monkeypatch):
    case = case_in(tmp_path)
    assert case.books.connection
    (name,) = files(tmp_path)
    monkeypatch.setattr(prepared, "_make", lambda *_: pytest.fail("worked out twice"))
    assert prepared.prepared(case.books.now, "u05").name == name
    monkeypatch.undo()
    assert prepared.prepared(case.books.now, "u09") is None  # its journal is small again
    for module in (prepared, views):
        monkeypatch.setattr(module, "IN_MEMORY", 10)
    assert prepared.prepared(case.books.now, "u09").name != name


def test_where_nothing_can_be_written_the_steps_are_worked_out_when_asked(tmp_path, large, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(prepared, "_make", full)
    case = case_in(tmp_path)
    assert case.sql("SELECT count(*) n FROM vouchers").n[0] > 100
    assert files(tmp_path) == [] and not list(tmp_path.rglob(".new-*"))


def test_a_trial_that_leaves_rows_out_does_not_see_what_was_kept(tmp_path, large):
    case = case_in(tmp_path)
    (before,) = case.sql("SELECT count(*) n FROM vouchers").n
    trial = replace(case.books, dropped={"journal": "period = 3"})
    steps.prepare(trial.connection, ["vouchers"], steps.period(2021))
    (left,) = trial.connection.execute("SELECT count(*) FROM vouchers").fetchone()
    assert 0 < left < before
