"""The closed file of an engagement: whole, with an index, the same bytes again, never overwritten."""

import csv
import hashlib
import io
import json
import shutil
import zipfile

import pytest

from audit_file import REPORT, AuditFile


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    file = AuditFile(tmp_path_factory.mktemp("ready")).begin()
    file.for_draft()
    file.run()
    return file


@pytest.fixture
def file(ready, tmp_path):
    return ready.copy(tmp_path)


def archive(file, *more):
    return file.command("archive", "2021", "--outputs", str(file.outputs), *more)


def opened(file, name="2021"):
    return zipfile.ZipFile(file.outputs / "archive" / f"{name}.zip")


def manifest(made):
    return json.loads(made.read("manifest.json"))


def test_it_holds_the_file_and_the_hash_of_every_member(file, capsys):
    assert archive(file) == 0
    said = capsys.readouterr().out
    with opened(file) as made:
        names = made.namelist()
        listed = manifest(made)["members"]
        assert set(listed) | {"manifest.json"} == set(names)
        assert all(hashlib.sha256(made.read(name)).hexdigest() == listed[name]["sha256"] for name in listed)
        wanted = {"outputs/2021/u/findings.csv", "outputs/2021/u/manifest.json", "outputs/index.html",
                  "inputs/2021/u/decisions.csv", "inputs/2021/u/reviews.csv", "inputs/2021/u/evidence_sheets.csv",
                  "inputs/2021/year.yaml", "inputs/units.csv", "案卷目录.csv", "案卷目录.html",
                  "资料校验值.csv"}  # fmt: skip
        assert wanted <= set(names)
        code = hashlib.sha256(made.read("manifest.json")).hexdigest()
        assert made.comment.decode() == code and code in said
        assert str(file.root) not in "".join(made.read(name).decode(errors="ignore") for name in names)


def test_the_books_are_there_as_hashes_unless_asked_for(file):
    archive(file)
    with opened(file) as made:
        assert not any("序时账" in name for name in made.namelist())
        rows = list(csv.reader(io.StringIO(made.read("资料校验值.csv").decode("utf-8-sig"))))
    known = dict(rows[1:])
    assert known["inputs/2021/u/序时账.csv"] == hashlib.sha256((file.folder / "序时账.csv").read_bytes()).hexdigest()
    archive(file, "--with-inputs")
    with opened(file, "2021_2") as made:
        assert made.read("inputs/2021/u/序时账.csv") == (file.folder / "序时账.csv").read_bytes()


def test_the_index_is_readable_and_says_what_lacks_a_final(file, capsys):
    archive(file)
    assert "没有有效的定稿（未出具），按现状归档" in capsys.readouterr().out
    with opened(file) as made:
        rows = list(csv.DictReader(io.StringIO(made.read("案卷目录.csv").decode("utf-8-sig"))))
        page = made.read("案卷目录.html").decode()
    kinds = {row["文件"]: row["类别"] for row in rows}
    assert kinds["inputs/2021/u/decisions.csv"] == "决定、取证、复核和反馈"
    assert kinds["outputs/2021/u/findings.csv"] == "数据表"
    assert "没有有效的定稿" in page and 'href="outputs/2021/u/findings.csv"' in page
    assert "不迟于2022-06-29" in page and "至2032-04-30" in page


def test_released_reports_are_in_it(file):
    assert file.release("draft") == 0
    assert archive(file) == 0
    with opened(file) as made:
        rows = list(csv.DictReader(io.StringIO(made.read("案卷目录.csv").decode("utf-8-sig"))))
        assert manifest(made)["units"]["u"]["report"] == "征求意见稿"
    assert rows[0]["类别"] == "报告" and "released/60_draft" in rows[0]["文件"]


def test_the_same_file_again_is_the_same_zip_and_another_one_gets_a_number(file, tmp_path):
    archive(file)
    path = file.outputs / "archive" / "2021.zip"
    first = path.read_bytes()
    assert archive(file) == 0 and [one.name for one in path.parent.iterdir()] == ["2021.zip"]
    other = file.copy(tmp_path / "elsewhere")
    shutil.rmtree(other.outputs / "archive")
    archive(other)
    assert (other.outputs / "archive" / "2021.zip").read_bytes() == first
    file.sign(REPORT, ("编制", "审计员甲"))
    file.run()
    assert archive(file) == 0
    assert path.read_bytes() == first and (path.parent / "2021_2.zip").is_file()


def test_outputs_of_other_inputs_are_not_archived(file, capsys):
    file.write("reviews")
    assert archive(file) == 1 and not (file.outputs / "archive").exists()
    head, *reasons = capsys.readouterr().err.splitlines()
    assert head == "暂不能生成归档文件：" and "auditbook run" in reasons[0] and "某工会" in reasons[0]


def test_an_edited_output_and_a_unit_that_was_not_run_are_named(file, capsys):
    with (file.results / "findings.csv").open("a") as more:
        more.write("x")
    (file.inputs / "2021" / "v").mkdir()
    (file.inputs / "units.csv").write_text("unit,name,kind\nu,某工会,grassroots\nv,另一工会,grassroots\n", "utf-8")
    assert archive(file) == 1
    told = capsys.readouterr().err
    assert "findings.csv 缺失或在运行后被改动" in told and "v 另一工会：没有运行过" in told


def test_one_unit_has_a_file_of_its_own_and_an_unknown_one_is_wrong_use(file, capsys):
    assert archive(file, "--unit", "u") == 0 and (file.outputs / "archive" / "2021-u.zip").is_file()
    assert archive(file, "--unit", "zz") == 2 and "zz" in capsys.readouterr().err
    assert file.command("archive", "1999", "--outputs", str(file.outputs)) == 2


def test_a_link_is_not_followed(file, tmp_path, capsys):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", "utf-8")
    (file.results / "released").mkdir()
    (file.results / "released" / "note.txt").symlink_to(secret)
    assert archive(file) == 1 and "note.txt 是链接" in capsys.readouterr().err
