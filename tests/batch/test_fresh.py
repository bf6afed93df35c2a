"""A run that has nothing to do says so without reading; whatever changes makes it look again."""

import os
import shutil

import pytest

from auditbook.batch import fresh
from auditbook.batch.ended import Ended
from auditbook.batch.order import DONE, Done, Order
from auditbook.workspace import Workspace


@pytest.fixture
def order(tmp_path):
    """An order for one unit-year with one input and one page, whose run has ended well."""
    (tmp_path / "inputs" / "2021" / "u").mkdir(parents=True)
    (tmp_path / "inputs" / "units.csv").write_text("unit\nu\n", "utf-8")
    (tmp_path / "inputs" / "2021" / "u" / "序时账.csv").write_text("a,b\n", "utf-8")
    (tmp_path / "outputs" / "2021" / "u").mkdir(parents=True)
    (tmp_path / "outputs" / "2021" / "u" / "20_ledger.html").write_text("page", "utf-8")
    (tmp_path / "outputs" / "index.html").write_text("index", "utf-8")
    made = Order(Workspace(tmp_path / "inputs", tmp_path / "outputs"), (2021,))
    ended(made)
    return made


def ended(order, errors=()):
    page = order.place.outputs / "2021" / "u" / "20_ledger.html"
    fresh.remember(order, fresh.Glance.of(order), told(Done(2021, "u", DONE, 1.0, (page,), errors, ("签名已失效",))))


def told(done):
    found = Ended()
    found.add(done)
    return found


def test_nothing_has_changed(order):
    found = fresh.unchanged(order)
    assert (found.units, found.counts, found.failed) == (["2021/u"], {"无变化": 1}, False)
    assert [page.name for page in found.pages] == ["20_ledger.html"] and found.pages[0].is_file()
    assert found.told == ["  · 2021 u：签名已失效"]


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "inputs" / "2021" / "u" / "序时账.csv").write_text("a,c\n", "utf-8"),
        lambda root: (root / "inputs" / "2021" / "u" / "新的.csv").write_text("a\n", "utf-8"),
        lambda root: (root / "inputs" / "2021" / "u" / "序时账.csv").unlink(),
        lambda root: (root / "inputs" / "2021" / "v").mkdir() or (root / "inputs/2021/v/a.csv").write_text("", "utf-8"),
        lambda root: (root / "inputs" / "2021" / "v").mkdir(),
        lambda root: (root / "inputs" / "2021" / "year.yaml").write_text("seed: 2\n", "utf-8"),
        lambda root: (root / "inputs" / "engagement.yaml").write_text("x: 1\n", "utf-8"),
        lambda root: (
            (root / "inputs" / "texts" / "audit").mkdir(parents=True)
            or (root / "inputs" / "texts" / "audit" / "05_opening.md.j2").write_text("x", "utf-8")
        ),
        lambda root: (
            (root / "inputs" / "2020" / "u").mkdir(parents=True)
            or (root / "inputs" / "2020" / "u" / "序时账.csv").write_text("a\n", "utf-8")
        ),
        lambda root: (root / "outputs" / "2021" / "u" / "20_ledger.html").write_text("edited", "utf-8"),
        lambda root: shutil.rmtree(root / "outputs" / "2021"),
        lambda root: (root / "outputs" / "index.html").unlink(),
        lambda root: os.utime(root / "inputs" / "2021" / "u" / "序时账.csv", ns=(1, 1)),
    ],
)
def test_whatever_changes_makes_the_run_look_again(order, change, tmp_path):
    change(tmp_path)
    assert fresh.unchanged(order) is None


def test_another_order_or_force_looks_again(order):
    assert fresh.unchanged(Order(order.place, (2021,), formats=("html",))) is None
    assert fresh.unchanged(Order(order.place, (2021,), given={"power": True})) is None
    assert fresh.unchanged(Order(order.place, (2021,), force=True)) is None


def test_a_run_with_an_error_leaves_nothing(order, tmp_path):
    shutil.rmtree(tmp_path / "outputs" / ".store")
    ended(order, errors=("2021 u：x",))
    assert fresh.unchanged(order) is None


def test_what_changed_while_the_run_went_on_is_not_forgotten(order, tmp_path):
    before = fresh.Glance.of(order)
    (tmp_path / "inputs" / "2021" / "u" / "序时账.csv").write_text("later\n", "utf-8")
    shutil.rmtree(tmp_path / "outputs" / ".store")
    fresh.remember(order, before, told(Done(2021, "u", DONE, 1.0)))
    assert fresh.unchanged(order) is None


def test_a_broken_note_is_no_note(order, tmp_path):
    (note,) = (tmp_path / "outputs" / ".store" / "runs").iterdir()
    note.write_text("{", "utf-8")
    assert fresh.unchanged(order) is None


def test_the_note_names_no_folder_of_the_machine(order, tmp_path):
    (note,) = (tmp_path / "outputs" / ".store" / "runs").iterdir()
    assert str(tmp_path) not in note.read_text("utf-8")
