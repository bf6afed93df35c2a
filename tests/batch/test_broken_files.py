"""Files that a run left and somebody broke, inputs that vanish or change meanwhile: told or healed, never fatal."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import pytest
from small import FISCAL, notebook, told_by
from wholeness import JOURNAL, halves, made

from auditbook import cli, manifest
from auditbook.batch import leftovers, log
from auditbook.batch.plan import Plan
from auditbook.batch.turn import making, turn
from auditbook.case import Case
from auditbook.engagement import ours
from auditbook.errors import InputError
from auditbook.files import abandoned, aside
from auditbook.ledger.seen import UNREAD
from auditbook.ledger.store import Store
from examples import run

LISTED = "unit,name,kind\nu,某区总工会,federation\ng,某厂工会,grassroots\n"
BROKEN = {
    "truncated": lambda raw: raw[: len(raw) // 2],
    "binary": lambda raw: bytes(range(256)),
    "deep": lambda raw: b"[" * 99_999,
}
OTHER_KINDS = ("text", 5, [], [1], {}, {"a": 1}, True)


@pytest.fixture(scope="module")
def books_made(tmp_path_factory) -> Path:
    """A federation and a union with books, as a run leaves them. Nobody changes anything in it."""
    folder = tmp_path_factory.mktemp("books")
    for name, content in {"units.csv": LISTED, "2022/u/fiscal.csv": FISCAL,
                          "2022/g/序时账.csv": JOURNAL.format(amount=100)}.items():  # fmt: skip
        path = folder / "inputs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    notebook(folder, "10_good", audience="nobody")
    assert run(folder, "--jobs", "1") == 0
    return folder


@pytest.fixture
def books(books_made, tmp_path) -> Path:
    return shutil.copytree(books_made, tmp_path / "books")


@pytest.fixture
def small(workspace) -> Path:
    """One unit, as a run leaves it."""
    folder = workspace({"2022/u/fiscal.csv": FISCAL})
    notebook(folder, "10_good", audience="nobody")
    assert run(folder, "--jobs", "1") == 0
    return folder


def status(folder: Path) -> int:
    return cli.main(["status", "--inputs", str(folder / "inputs"), "--outputs", str(folder / "outputs")])


# --- what an earlier run left


@pytest.mark.parametrize("harm", BROKEN)
@pytest.mark.parametrize("name", ["2022/u/manifest.json", "manifest.json"])
def test_a_broken_manifest_is_made_again(small, capsys, harm, name):
    whole, path = made(small), small / "outputs" / name
    path.write_bytes(BROKEN[harm](path.read_bytes()))
    assert status(small) == 0
    assert run(small, "--jobs", "1") == 0
    assert "Traceback" not in told_by(capsys)
    assert made(small) == whole


@pytest.mark.parametrize("key", ["outputs", "inputs", "findings", "unread", "notes", "grade", "across", "year", "seed"])
def test_a_manifest_whose_values_are_of_another_kind_is_made_again(small, capsys, key):
    whole, path = made(small), small / "outputs" / "2022" / "u" / "manifest.json"
    body = json.loads(path.read_text("utf-8"))
    for value in OTHER_KINDS:
        path.write_text(json.dumps(body | {key: value}), "utf-8")
        known = manifest.read(path.parent)
        assert known is None or isinstance(value, manifest._KINDS[key])
        assert status(small) == 0
    path.write_text(json.dumps(body | {key: [1]}), "utf-8")
    assert run(small, "--jobs", "1") == 0
    assert "Traceback" not in told_by(capsys)
    assert made(small) == whole


@pytest.mark.parametrize("harm", BROKEN)
def test_whatever_of_the_store_is_broken_is_worked_out_again(books, capsys, harm):
    whole, store = made(books), books / "outputs" / ".store"
    found = [path for path in store.rglob("*") if path.is_file() and path.stat().st_size]
    assert {path.relative_to(store).parts[0] for path in found} >= {"seen", "across", "answers", "runs"}
    assert any(path.suffix == ".parquet" for path in found)
    for path in found:
        path.write_bytes(BROKEN[harm](path.read_bytes()))
    assert status(books) == 0
    shutil.rmtree(books / "outputs" / "2022")
    for path in found:
        path.write_bytes(BROKEN[harm](path.read_bytes()))
    assert run(books, "--jobs", "1") == 0, told_by(capsys)
    assert "Traceback" not in told_by(capsys)
    assert made(books) == whole


@pytest.mark.parametrize("broken", [b"\xff\xfe\x00", b"5\n[]\n", b'{"schema": 1, "files": 5, "run": "x"}\n', b"{"])
def test_a_broken_chain_of_runs_stops_nothing_and_is_seen(small, capsys, broken):
    path = small / "outputs" / "log" / log.RUNS
    path.write_bytes(path.read_bytes() + broken)
    assert run(small, "--jobs", "1", "--force") == 0
    assert "Traceback" not in told_by(capsys)
    assert log.broken(path.parent)


def test_a_clock_that_went_back_is_told_and_makes_nothing_old_look_new(small):
    source = small / "inputs" / "2022" / "u" / "fiscal.csv"
    source.write_text(FISCAL.replace("100", "200"), "utf-8")
    os.utime(source, (4e9, 4e9))
    path = small / "outputs" / "log" / log.RUNS
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    lines[-1]["started"] = "2999-01-01T00:00:00+00:00"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    assert run(small, "--jobs", "1") == 0
    assert "200" in (small / "outputs" / "2022" / "u" / "facts.csv").read_text("utf-8-sig")
    assert json.loads(path.read_text("utf-8").splitlines()[-1])["clock"] == log.BACKWARDS
    source.write_text(FISCAL.replace("100", "300"), "utf-8")
    os.utime(source, (1e9, 1e9))
    assert run(small, "--jobs", "1") == 0
    assert "300" in (small / "outputs" / "2022" / "u" / "facts.csv").read_text("utf-8-sig")


def test_what_somebody_filled_in_after_a_run_that_failed_or_was_killed_is_not_lost(books, monkeypatch, capsys):
    target = books / "outputs" / "2022" / "g"
    (books / "inputs" / "2022" / "g" / "序时账.csv").write_text(JOURNAL.format(amount=200), "utf-8")
    computed = Case.scored.func
    monkeypatch.setattr(Case, "scored", property(lambda case: 1 / 0 if case.unit == "g" else computed(case)))
    assert run(books, "--jobs", "1") == 1
    monkeypatch.undo()
    # as the failed run left it, it is replaced without a word
    untouched = (target / "findings.xlsx").read_bytes()
    (target / "findings.xlsx").write_bytes(b"filled in by hand")
    assert run(books, "--jobs", "1") == 1
    assert "有人填写过" in told_by(capsys)
    assert (target / "findings-已填写1.xlsx").read_bytes() == b"filled in by hand"
    assert (target / "findings.xlsx").read_bytes() != untouched
    (target / "findings-已填写1.xlsx").unlink()
    assert run(books, "--jobs", "1") == 0
    assert halves(books) == []


def test_a_workbook_that_a_killed_run_was_about_to_replace_is_nobodys_work(tmp_path):
    path = tmp_path / "findings.xlsx"
    path.write_bytes(b"old")
    ours.remember(tmp_path, b"old")
    ours.remember(tmp_path, b"new")
    assert ours.rescue(tmp_path, b"newest") == []
    path.write_bytes(b"new")
    assert ours.rescue(tmp_path, b"newest") == []
    path.write_bytes(b"by hand")
    assert len(ours.rescue(tmp_path, b"newest")) == 1 and not path.exists()


# --- inputs that change under a run's hands


def test_a_unit_that_disappears_while_the_others_run_fails_alone_and_keeps_its_pages(workspace, monkeypatch, capsys):
    folder = workspace({"2022/u/fiscal.csv": FISCAL, "2022/v/fiscal.csv": FISCAL})
    notebook(folder, "10_good", audience="nobody")
    assert run(folder, "--jobs", "1") == 0
    pages = {name: raw for name, raw in made(folder).items() if "/u/" in name and not name.endswith("manifest.json")}
    across = Plan.across

    def gone(plan: Plan, jobs: object) -> object:
        shutil.rmtree(folder / "inputs" / "2022" / "u", ignore_errors=True)
        return across(plan, jobs)

    monkeypatch.setattr(Plan, "across", gone)
    assert run(folder, "--jobs", "1", "--force") == 1
    told = told_by(capsys)
    assert "2022 u：2022 年度没有单位“u”" in told and "Traceback" not in told and "完成 1 个" in told
    assert {name: raw for name, raw in made(folder).items() if name in pages} == pages


def test_a_file_that_nobody_may_read_is_told_and_the_rest_is_made(small, monkeypatch, capsys):
    (small / "inputs" / "2022" / "u" / "survey.csv").write_text("对象,发放\n职工,10\n", "utf-8")
    opened = Path.open

    def closed(path: Path, *arguments: object, **named: object) -> object:
        if path.name == "survey.csv":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path, *arguments, **named)

    monkeypatch.setattr(Path, "open", closed)
    assert run(small, "--jobs", "1") == 1
    assert "survey.csv" in told_by(capsys)
    assert (small / "outputs" / "2022" / "u" / "facts.csv").is_file()
    monkeypatch.undo()
    assert run(small, "--jobs", "1") == 0


def test_a_file_that_cannot_be_hashed_has_no_hash_and_is_asked_again(tmp_path):
    path = tmp_path / "a.csv"
    store = Store(tmp_path / "store")
    assert store.digest(path) == UNREAD
    path.write_text("a")
    assert store.digest(path) != UNREAD


def test_a_file_that_changes_while_it_is_read_is_not_kept(books, monkeypatch):
    journal = books / "inputs" / "2022" / "g" / "序时账.csv"
    store = Store(books / "outputs" / ".store")

    def changing(path: Path) -> str:
        known = digested(path)
        path.write_text(JOURNAL.format(amount=999), "utf-8")
        return known

    from auditbook.ledger import store as module
    from auditbook.load import sheets_of

    journal.write_text(JOURNAL.format(amount=555), "utf-8")
    large, _ = sheets_of(journal)
    digested = module.digest
    monkeypatch.setattr(module, "digest", changing)
    with pytest.raises(InputError, match="读取时文件被改动"):
        store.put(journal, journal.name, 2022, large)
    monkeypatch.undo()
    assert store.get(journal, journal.name, 2022) is None
    assert store.digest(journal) == digested(journal)


# --- whose turn it is, and what a killed run leaves


def test_two_runs_at_once_the_second_says_so(small, capsys):
    with turn(small / "outputs"):
        assert run(small, "--force") == 2
    assert "另一次运行正在写结果文件夹" in capsys.readouterr().err


def test_a_run_waits_for_what_a_killed_one_still_makes(tmp_path, monkeypatch):
    monkeypatch.setattr("auditbook.batch.turn._PATIENCE", 0.2)
    with making(tmp_path), making(tmp_path), pytest.raises(Exception, match="它的进程还在写"), turn(tmp_path):
        pass
    with turn(tmp_path), making(tmp_path):
        pass


def test_what_nobody_makes_any_more_goes_and_what_somebody_makes_stays(tmp_path):
    mine = aside(tmp_path / "index.html")
    dead = mine.with_name(mine.name.replace(f"-{os.getpid()}-", "-999999999-"))
    machine = mine.name.split("-")[1]
    other = mine.with_name(mine.name.replace(machine, "0" * 8))
    for path in (mine, dead, other, tmp_path / ".keep"):
        path.write_text("half")
    assert [abandoned(path) for path in (mine, dead, other, tmp_path / ".keep")] == [False, True, False, False]
    os.utime(other, (1e9, 1e9))
    (tmp_path / "2022" / "u" / ".making").mkdir(parents=True)
    leftovers.clear(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([mine.name, ".keep", "2022"])
    assert not (tmp_path / "2022" / "u" / ".making").exists()


def test_a_scheduler_that_is_not_there_is_told_and_nothing_is_touched(small, capsys, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("auditbook.batch.executors._PATIENCE", "1s")
    whole = made(small)
    assert run(small, "--force", "--scheduler", "tcp://127.0.0.1:9") == 2
    told = told_by(capsys)
    assert "连不上调度器" in told and "Traceback" not in told
    assert made(small) == whole
