"""What the store keeps and nothing has used for three months is gone after a run; what is in use stays."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from small import OPEN, notebook

from auditbook.batch import unused
from auditbook.ledger.across import marks
from auditbook.ledger.answers import read_outcomes
from auditbook.ledger.database import made
from examples import run

JOURNAL = (
    "日期,凭证字号,摘要,科目编码,科目名称,借方金额,贷方金额\n2021-03-02,记-1,活动,50102,文体活动费,600.00,600.00\n"
)
KEPT = ("ab-12/about.json", "across/cd/marks.json", "answers/ef.json", "books/gh.duckdb")


def age(store: Path) -> None:
    long_ago = time.time() - (unused.DAYS + 1) * 86_400
    for path in store.rglob("*"):
        os.utime(path, (long_ago, long_ago))


@pytest.fixture
def store(tmp_path):
    """A store with one of each that is kept, and with what is remembered of files; all of it is old."""
    folder = tmp_path / ".store"
    for name in (*KEPT, "ab-12/0.parquet", "across/cd/u.json", "seen/a.json", "runs/b.json", "running"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("[]" if name.startswith("answers") else "{}")
    age(folder)
    return folder


def left(store: Path) -> list[str]:
    return [name for name in KEPT if (store / name).exists()]


def test_what_was_not_used_goes_with_its_folder_and_nothing_else(store):
    unused.clear(store.parent)
    names = sorted(path.relative_to(store).as_posix() for path in store.rglob("*"))
    assert names == ["across", "answers", "books", "running", "runs", "runs/b.json", "seen", "seen/a.json"]


@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("across/cd/marks.json", lambda path: marks(path.parent)),
        ("answers/ef.json", read_outcomes),
        ("books/gh.duckdb", lambda path: made(path, lambda half: None)),
    ],
)
def test_what_was_used_stays(store, name, use):
    use(store / name)
    unused.clear(store.parent)
    assert left(store) == [name]


def test_after_a_change_the_state_before_stays_for_three_months(workspace):
    folder = workspace({"2021/u/序时账.csv": JOURNAL})
    notebook(folder, "01_small", OPEN, "len(case.outcomes)")
    store = folder / "outputs" / ".store"

    def kept() -> set[Path]:
        return {*store.glob("*/about.json"), *store.glob("answers/*"), *store.glob("across/*/marks.json")}

    def change(amount: str) -> set[Path]:
        (folder / "inputs" / "2021" / "u" / "序时账.csv").write_text(JOURNAL.replace("600.00", amount), "utf-8")
        assert run(folder) == 0
        return kept()

    first = change("600.00")
    second = change("700.00")
    assert first and first < second
    age(store)
    third = change("800.00")
    assert not third & second and len(third) == len(first)
    # pages made anew from what was kept use it
    age(store)
    (folder / "outputs" / "2021" / "u" / "manifest.json").unlink()
    assert run(folder) == 0
    assert kept() == third
