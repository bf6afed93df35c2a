"""Before the pages, units with small files are asked together, and one that cannot be read stops no other."""

import pytest

from auditbook.batch import answers
from auditbook.batch.answers import answer, shares
from auditbook.batch.order import Order
from auditbook.batch.plan import Job, jobs
from auditbook.checks import checks
from auditbook.workspace import Workspace

JOURNAL = (
    "日期,凭证字号,摘要,科目编码,科目名称,借方金额,贷方金额\n2021-03-02,记-1,活动,50102,文体活动费,600.00,600.00\n"
)
UNITS = [f"u{number}" for number in range(9)]


@pytest.fixture
def place(workspace):
    """Nine unions; the journal of u4 is some lines longer than the others'."""
    listed = "unit,name,kind\n" + "".join(f"{unit},{unit}工会,grassroots\n" for unit in UNITS)
    files = {f"2021/{unit}/序时账.csv": JOURNAL + "\n" * (unit == "u4") * 50 for unit in UNITS}
    folder = workspace({"units.csv": listed, **files})
    return Workspace(folder / "inputs", folder / "outputs")


def units_of(order):
    return [[job.unit for job in share] for share in shares(order, jobs(order))]


def test_small_files_are_dealt_out_to_the_processes_and_a_large_one_is_alone(place, monkeypatch):
    assert sorted(map(len, units_of(Order(place)))) == [9]
    two = units_of(Order(place, jobs=2))
    assert sorted(map(len, two)) == [4, 5] and sorted(unit for share in two for unit in share) == UNITS
    monkeypatch.setattr(answers, "_LARGE", len(JOURNAL.encode()) + 20)
    assert units_of(Order(place, jobs=2))[0] == ["u4"]
    monkeypatch.setattr(answers, "MANY", 3)
    assert sorted(map(len, units_of(Order(place)))) == [1, 2, 3, 3]


def test_few_units_for_each_process_are_asked_one_by_one(place):
    assert sorted(units_of(Order(place, jobs=4))) == [[unit] for unit in UNITS]
    assert units_of(Order(place, units=("u1",))) == [["u1"]]
    assert units_of(Order(place, years=(2021,), units=("u1", "u2"), jobs=2)) == [["u2"], ["u1"]]


def test_nobody_knows_how_many_machines_there_are(place, monkeypatch):
    monkeypatch.setattr(answers, "ON_MACHINES", 3)
    assert sorted(map(len, units_of(Order(place, scheduler="tcp://…")))) == [3, 3, 3]


def test_a_unit_that_cannot_be_read_stops_no_other(place, monkeypatch):
    some = {name: check for name, check in checks().items() if name in ("C02", "C03")}
    monkeypatch.setattr("auditbook.ledger.answers.checks", lambda own: some)
    (share,) = shares(Order(place), jobs(Order(place)))
    assert answer(Order(place), (*share, Job(2021, "nowhere")))
    kept = place.outputs / ".store" / "answers"
    assert len(list(kept.iterdir())) == len(UNITS)
    before = {path.name: path.stat().st_mtime_ns for path in kept.iterdir()}
    assert answer(Order(place), share)
    assert {path.name: path.stat().st_mtime_ns for path in kept.iterdir()} == before
    assert answer(Order(place, force=True), share)
    assert all(path.stat().st_mtime_ns > before[path.name] for path in kept.iterdir())
