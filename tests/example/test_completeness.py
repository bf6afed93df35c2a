"""The synthetic federation against the checks: what is planted is found, and sound books are clean."""

import csv

import pytest

from examples import INPUTS

SYNTHETIC = INPUTS / "synthetic"
TRUTH = list(csv.DictReader((SYNTHETIC / "truth.csv").open(encoding="utf-8-sig")))
UNITS = [row["unit"] for row in csv.DictReader((SYNTHETIC / "units.csv").open(encoding="utf-8-sig"))]
some = pytest.mark.parametrize(
    "unit", [pytest.param(u, marks=[] if u in ("u03", "u08") else pytest.mark.long) for u in UNITS]
)


def of(unit, role):
    """The kinds that truth.csv names for ``unit`` and this year."""
    rows = [row for row in TRUTH if row["unit"] == unit and row["role"] == role]
    return {row["kind"] for row in rows if not row["file"].startswith("2020")}


@some
def test_each_planted_gap_in_the_books_is_found_and_sound_books_are_clean(unit, synthetic):
    case = synthetic(unit)
    found = {o.check for o in case.answered if o.check.startswith("C") and o.status == "findings"}
    planted, follows = ({kind for kind in of(unit, role) if kind[0] == "C"} for role in ("plant", "evidence"))
    assert planted <= found
    assert found <= planted | follows
    assert not [o.message for o in case.answered if o.status == "failed"]


@some
def test_every_planted_irregularity_is_named_and_no_look_alike(unit, synthetic):
    case = synthetic(unit)
    found = {(f.outcome.check, "/".join(p.source.file.split("/")[-3:]), p.source.row) for f in case.found
             for p in f.pieces}  # fmt: skip
    assert {kind for kind in of(unit, "plant") if kind[0] in "AJBXY"} <= {check for check, _, _ in found}
    innocent = {(row["kind"], row["file"], int(row["row"])) for row in TRUTH
                if row["unit"] == unit and row["role"] == "innocent" and row["row"]}  # fmt: skip
    assert found & innocent == set()


def test_every_page_will_say_that_it_is_synthetic(synthetic):
    assert synthetic("u03").example.startswith("合成数据")
