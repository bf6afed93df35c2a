"""The synthetic federation against the checks: what is planted is found, and nothing else."""

import csv

import pytest

from auditbook import open_case
from examples import INPUTS

SYNTHETIC = INPUTS / "synthetic"
TRUTH = list(csv.DictReader((SYNTHETIC / "truth.csv").open(encoding="utf-8-sig")))
UNITS = [row["unit"] for row in csv.DictReader((SYNTHETIC / "units.csv").open(encoding="utf-8-sig"))]


@pytest.mark.parametrize(
    "unit", [pytest.param(u, marks=[] if u in ("u03", "u05", "u09") else pytest.mark.long) for u in UNITS]
)
def test_each_planted_gap_in_the_books_is_found_and_sound_books_are_clean(unit, tmp_path):
    case = open_case(2021, unit, inputs=SYNTHETIC, outputs=tmp_path)
    found = {o.check for o in case.answered if o.check.startswith("C") and o.status == "findings"}
    mine = [row for row in TRUTH if row["unit"] == unit and row["kind"].startswith("C")]
    planted = {row["kind"] for row in mine if row["role"] == "plant" and row["file"].startswith("2021")}
    follows = {row["kind"] for row in mine if row["role"] == "evidence"}
    assert planted <= found
    assert found <= planted | follows
    assert not [o.message for o in case.answered if o.status == "failed"]


def test_every_page_will_say_that_it_is_synthetic():
    assert open_case(2021, "u03", inputs=SYNTHETIC).example.startswith("合成数据")
