"""Large books are asked another way than small ones, with steps that were worked out before: they answer the same."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
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


def test_what_is_kept_follows_from_journal_and_chart_alone():
    def followed(name):
        uses = steps.steps()[name].uses & (names | set(steps.steps()))
        return uses.union(*(followed(step) for step in uses & set(steps.steps()) - {name})) - {name}

    names = set(tables()) | {"accounts", "limits", "profile", "units", "files", "last_journal", "last_balances"}
    kept = {name for name, step in steps.steps().items() if step.kept}
    assert kept >= {"voucher_sums", "line_texts"}
    assert set().union(*map(followed, kept)) & names == {"journal", "accounts"}
    assert not any("$" in steps.steps()[name].sql.replace("]*$", "") for name in kept)


def test_it_is_worked_out_once_and_again_for_another_unit_or_chart(tmp_path, large, monkeypatch):
    case = case_in(tmp_path)
    chart = case.books.connection.sql("SELECT * FROM accounts").to_arrow_table()
    (name,) = files(tmp_path)
    made = []
    monkeypatch.setattr(prepared, "_make", lambda path, books, unit, chart: (made.append(unit), path.touch()))
    assert case_in(tmp_path).books.connection and made == []
    names = {
        prepared.prepared(case.books.now, unit, accounts).name
        for unit, accounts in (("u05", chart), ("u09", chart), ("u05", chart.slice(1)))
    }
    assert name in names and len(names) == 3 and made == ["u09", "u05"]


def test_what_a_kept_step_starts_from_through_another_decides_as_well(monkeypatch):
    known = steps.steps()
    chart = pa.table({"code": ["101"]})
    before = prepared._key("u05", chart)
    other = replace(known["vouchers"], sql=f"{known['vouchers'].sql}-- otherwise\n")
    monkeypatch.setattr(prepared, "steps", lambda: {**known, "vouchers": other})
    assert "vouchers" not in set().union(*(step.uses for step in known.values() if step.kept))
    assert prepared._key("u05", chart) != before


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
