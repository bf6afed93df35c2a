"""What was read is kept by content: the same file is not read again, a changed one is, another year is another file."""

import os
from dataclasses import replace

import pytest

from auditbook.ledger.store import Store
from auditbook.load import sheets_of

HEAD = "月,日,凭证字号,摘要,科目编码,借方金额,贷方金额\n"
BODY = HEAD + "1,5,记-1,某事,102,5.00,\n"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "序时账.csv"
    path.write_text(BODY, "utf-8")
    return path


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "outputs" / ".store")


def put(store, path, year=2021):
    large, _ = sheets_of(path)
    return store.put(path, path.name, year, large)


def test_nothing_is_known_before_and_all_after(store, path):
    assert store.get(path, path.name, 2021) is None
    assert store.get(path, path.name, 2021) is None
    kept = put(store, path)
    assert store.get(path, path.name, 2021) == kept


def test_another_year_or_name_is_read_anew(store, path):
    put(store, path)
    assert store.get(path, path.name, 2020) is None
    other = path.rename(path.with_name("余额表.csv"))
    assert store.get(other, other.name, 2021) is None


def test_a_changed_file_of_the_same_size_is_read_anew(store, path):
    put(store, path)
    before = path.stat()
    path.write_text(BODY.replace("5.00", "6.00"), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert store.get(path, path.name, 2021) is None


def test_the_same_content_in_another_folder_is_known(store, path, tmp_path):
    kept = put(store, path)
    (tmp_path / "b").mkdir()
    copy = tmp_path / "b" / path.name
    copy.write_bytes(path.read_bytes())
    again = store.get(copy, "b/序时账.csv", 2021)
    assert again is not None and again.digest == kept.digest
    assert again.parts == kept.parts


def test_problems_name_the_file_as_it_is_called_now(store, path, tmp_path):
    path.write_text(HEAD + "2,30,记-1,某事,102,5.00,\n", "utf-8")
    put(store, path)
    again = store.get(path, "2021/u/序时账.csv", 2021)
    assert [problem.source.file for problem in again.problems] == ["2021/u/序时账.csv"]


def test_force_reads_again(store, path):
    put(store, path)
    assert replace(store, again=True).get(path, path.name, 2021) is None


def test_a_broken_reading_leaves_nothing_half_kept(store, path, monkeypatch):
    def fail(*_args, **_more):
        raise RuntimeError("stopped")

    monkeypatch.setattr("auditbook.ledger.store._described", fail)
    with pytest.raises(RuntimeError):
        put(store, path)
    monkeypatch.undo()
    assert store.get(path, path.name, 2021) is None
    assert not [left for left in store.folder.iterdir() if left.name.startswith(".new-")]


def test_kept_files_hold_no_path_of_the_machine(store, path, tmp_path):
    kept = put(store, path)
    for file in kept.parts[0].data.parent.iterdir():
        assert str(tmp_path).encode() not in file.read_bytes()
        assert os.fsencode(path.parent.name) not in file.read_bytes()


def test_reading_twice_gives_the_same_bytes(tmp_path, path):
    first, second = (put(Store(tmp_path / name), path) for name in ("a", "b"))
    for one, other in zip(
        sorted(first.parts[0].data.parent.iterdir()), sorted(second.parts[0].data.parent.iterdir()), strict=True
    ):
        assert (one.name, one.read_bytes()) == (other.name, other.read_bytes())
