"""A full disk and a file that another program has open: old pages stay, it is said what to do, the others are made."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from small import FISCAL, notebook, told_by
from wholeness import halves, made

from auditbook.batch import log
from auditbook.files import write_whole
from examples import run

TWO = {"2022/u/fiscal.csv": FISCAL, "2022/v/fiscal.csv": FISCAL}
OPEN_ELSEWHERE = "正被别的程序打开"


@pytest.fixture
def finished_workspace(workspace) -> Path:
    """Two units that have been run, and whose inputs have changed since."""
    folder = workspace(TWO)
    notebook(folder, "10_good", audience="nobody")
    assert run(folder, "--jobs", "1") == 0
    for unit in "uv":
        (folder / "inputs" / "2022" / unit / "fiscal.csv").write_text(FISCAL.replace("100", "200"), "utf-8")
    return folder


@pytest.fixture
def full(monkeypatch) -> Callable[..., None]:
    """Makes the disk full for files whose path holds one of the words: half of the content arrives."""
    write = Path.write_bytes

    def fill(*words: str) -> None:
        def half(path: Path, content: bytes) -> int:
            if any(word in str(path) for word in words):
                write(path, content[: len(content) // 2])
                raise OSError(errno.ENOSPC, "No space left on device", str(path))
            return write(path, content)

        monkeypatch.setattr(Path, "write_bytes", half)

    return fill


@pytest.fixture
def held(monkeypatch) -> Callable[..., None]:
    """Other programs have these files open, as Excel does on Windows: nobody can replace or delete them."""
    replace, unlink = Path.replace, Path.unlink

    def refuse(*names: str) -> None:
        def closed(path: Path) -> None:
            if path.name in names and path.exists():
                raise PermissionError(errno.EACCES, "Permission denied", str(path))

        def replacing(path: Path, target: Path) -> Path:
            closed(Path(target))
            return replace(path, target)

        def unlinking(path: Path, missing_ok: bool = False) -> None:
            closed(path)
            unlink(path, missing_ok)

        monkeypatch.setattr(Path, "replace", replacing)
        monkeypatch.setattr(Path, "unlink", unlinking)

    return refuse


def healed(folder: Path) -> None:
    """A run ends well, leaves nothing half-made, and gives what a run gives that nobody disturbed."""
    assert run(folder, "--jobs", "1") == 0
    now = made(folder)
    assert halves(folder) == []
    assert run(folder, "--jobs", "1", "--force") == 0
    assert made(folder) == now
    assert log.broken(folder / "outputs" / "log") == []


def unit_files(folder: Path, unit: str) -> dict[str, bytes]:
    return {name: content for name, content in made(folder).items() if name.startswith(f"2022/{unit}/")}


# --- a full disk


@pytest.mark.parametrize("name", ["facts.csv", "findings.csv"])
def test_a_table_that_the_disk_does_not_take_leaves_the_old_ones(finished_workspace, full, capsys, monkeypatch, name):
    folder = finished_workspace
    before = {name: raw for name, raw in unit_files(folder, "u").items() if not name.endswith("manifest.json")}
    full(f"/u/.making/{name}")
    assert run(folder, "--jobs", "1") == 1
    told = told_by(capsys)
    assert "2022 u：磁盘空间不足" in told and name in told and "请腾出空间后重新运行" in told
    assert {name: raw for name, raw in unit_files(folder, "u").items() if not name.endswith("manifest.json")} == before
    assert b"200" in unit_files(folder, "v")["2022/v/facts.csv"]
    assert halves(folder) == []
    monkeypatch.undo()
    healed(folder)


def test_where_not_even_the_failure_can_be_written_the_old_manifest_stays_whole(finished_workspace, full, monkeypatch):
    folder = finished_workspace
    before = unit_files(folder, "u")
    full("/2022/u/")
    assert run(folder, "--jobs", "1") == 1
    assert unit_files(folder, "u") == before and halves(folder) == []
    monkeypatch.undo()
    healed(folder)


def test_an_index_that_the_disk_does_not_take_is_told_after_all_units_are_made(finished_workspace, capsys, monkeypatch):
    folder = finished_workspace
    index = (folder / "outputs" / "index.html").read_bytes()

    def no_room(path: Path, content: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr("auditbook.overview.write_whole", no_room)
    assert run(folder, "--jobs", "1") == 1
    told = told_by(capsys)
    assert "目录页 index.html 没有更新：磁盘空间不足" in told and "完成 2 个" in told
    assert (folder / "outputs" / "index.html").read_bytes() == index
    monkeypatch.undo()
    healed(folder)


def test_a_log_that_the_disk_does_not_take_stops_no_unit(finished_workspace, capsys, monkeypatch):
    folder = finished_workspace

    def no_room(*_: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device", "000002.jsonl")

    monkeypatch.setattr(log, "_line", no_room)
    assert run(folder, "--jobs", "1") == 1
    told = told_by(capsys)
    assert "运行记录 log/ 没有写完：磁盘空间不足" in told and "完成 2 个" in told
    assert b"200" in unit_files(folder, "v")["2022/v/facts.csv"]
    monkeypatch.undo()
    healed(folder)


def test_a_line_that_was_cut_off_by_a_full_disk_is_left_out_of_the_page_of_changes(finished_workspace, monkeypatch):
    folder, whole = finished_workspace, log._line
    monkeypatch.setattr(log, "_line", lambda told: whole(told)[:20] if told.get("unit") == "v" else whole(told))
    assert run(folder, "--jobs", "1") == 0
    assert "某区总工会" in (folder / "outputs" / "log" / "changes.html").read_text("utf-8")


def test_a_file_that_could_not_be_written_is_what_it_was_and_nothing_lies_beside_it(tmp_path, full):
    path = tmp_path / "index.html"
    path.write_text("old")
    full(".new-")
    with pytest.raises(OSError, match="No space"):
        write_whole(path, "new")
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


# --- files that are open in another program


def test_a_page_that_is_open_stays_and_the_new_one_lies_beside_it(finished_workspace, held, capsys, monkeypatch):
    folder = finished_workspace
    held("facts.csv")
    assert run(folder, "--jobs", "1", "--unit", "u") == 1
    told = told_by(capsys)
    assert OPEN_ELSEWHERE in told and "facts.新.csv" in told and "请关闭它后重新运行" in told
    files = unit_files(folder, "u")
    assert b"100" in files["2022/u/facts.csv"] and b"200" in files["2022/u/facts.新.csv"]
    assert json.loads(files["2022/u/manifest.json"])["state"] == "失败"

    held("facts.csv", "facts.新.csv")
    assert run(folder, "--jobs", "1", "--unit", "u") == 1
    assert "请关闭这两个文件后重新运行" in told_by(capsys)

    held("facts.新.csv")
    assert run(folder, "--jobs", "1", "--unit", "u") == 1
    assert "facts.csv 已是最新的" in told_by(capsys)
    assert b"200" in unit_files(folder, "u")["2022/u/facts.csv"]

    monkeypatch.undo()
    healed(folder)


def test_the_second_copy_of_a_page_goes_with_the_page(finished_workspace):
    beside = finished_workspace / "outputs" / "2022" / "u" / "40_checks.新.html"
    beside.write_text("of a notebook that is gone")
    assert run(finished_workspace, "--jobs", "1") == 0
    assert not beside.exists()


def test_a_manifest_that_is_open_leaves_the_old_pages(finished_workspace, held, capsys, monkeypatch):
    folder = finished_workspace
    before = unit_files(folder, "u")
    held("manifest.json")
    assert run(folder, "--jobs", "1", "--unit", "u") == 1
    assert "“manifest.json”不能读写" in told_by(capsys)
    assert unit_files(folder, "u") == before and halves(folder) == []
    monkeypatch.undo()
    healed(folder)


def test_an_index_that_is_open_is_told_and_written_by_the_next_run(finished_workspace, held, capsys, monkeypatch):
    folder = finished_workspace
    held("index.html")
    assert run(folder, "--jobs", "1") == 1
    assert "目录页 index.html 没有更新" in told_by(capsys)
    assert halves(folder) == []
    monkeypatch.undo()
    healed(folder)


def test_a_folder_of_results_that_nobody_may_write_is_told(workspace, capsys, monkeypatch):
    folder = workspace(TWO)
    notebook(folder, "10_good", audience="nobody")

    def refuse(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EROFS, "Read-only file system", str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert run(folder, "--jobs", "1") == 1
    told = capsys.readouterr().err
    assert "结果文件夹 outputs/ 不能写入" in told and "Traceback" not in told
