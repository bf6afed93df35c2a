"""The batch from the outside: which files a run leaves, what it does when something goes wrong, what it never does."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from small import FISCAL, OPEN, index_of, notebook, told_by

from auditbook import cli
from auditbook.case import FACTS, FINDINGS, OUTCOMES, SCORES, Case
from auditbook.files import digest
from examples import ROOT, UNITS, copy_inputs, run

FILES = [
    "10_inputs.html",
    "10_inputs.ipynb",
    "20_ledger.html",
    "20_ledger.ipynb",
    "30_self_assessment.html",
    "30_self_assessment.ipynb",
    "35_evaluation_report.docx",
    "35_evaluation_report.html",
    "35_evaluation_report.ipynb",
    "35_evaluation_report.pdf",
    "40_checks.html",
    "40_checks.ipynb",
    "70_federation_report.docx",
    "70_federation_report.html",
    "70_federation_report.ipynb",
    "70_federation_report.pdf",
    "coverage.csv",
    "facts.csv",
    "findings.csv",
    "manifest.json",
    "material.csv",
    "outcomes.csv",
    "papers.csv",
    "scores.csv",
]


# --- a run of the two examples


def test_both_examples_are_run_without_an_error(finished):
    assert [(finished / f"{unit}.errors").read_text("utf-8") for unit in UNITS] == ["", ""]
    assert (finished / "exit").read_text() == "0"


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_has_all_its_files_and_no_other(finished, unit):
    folder = finished / "outputs" / "2022" / unit
    assert sorted(path.name for path in folder.iterdir()) == FILES
    # a unit without books has no papers: that table has its heading only
    assert all(path.stat().st_size > 200 for path in folder.iterdir() if path.name != "papers.csv")


def test_beside_the_years_there_is_the_index_and_nothing_is_left_behind(finished):
    outputs = finished / "outputs"
    assert sorted(path.name for path in outputs.iterdir()) == [".store", "2022", "index.html", "log", "manifest.json"]
    assert not [path for path in finished.rglob("*") if path.name.startswith(".") and path != outputs / ".store"]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(
    ("table", "columns"),
    [("facts", FACTS), ("scores", SCORES), ("outcomes", OUTCOMES), ("findings", list(FINDINGS))],
)
def test_a_table_opens_in_excel_with_the_columns_of_the_contract(finished, unit, table, columns):
    raw = (finished / "outputs" / "2022" / unit / f"{table}.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and not raw[3:].startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(raw.decode("utf-8-sig").splitlines())
    assert head == columns
    assert rows and {len(row) for row in rows} == {len(columns)}


def test_the_columns_are_those_that_the_design_promises():
    assert ",".join(FACTS) == "fact,value,measure,status,sources,book"
    assert ",".join(SCORES) == "system,indicator,level1,level2,level3,points,value,score,status,basis"
    assert ",".join(OUTCOMES) == "check,status,findings,amount,message"
    assert ",".join(FINDINGS) == (
        "finding,check,severity,title,unit,year,amount,file,sheet,row,voucher,line,date,account,reason,basis,advice,"
        "evidence,decision,note"
    )


def column(path: Path, name: str) -> set[str]:
    return {row[name] for row in csv.DictReader(path.read_text("utf-8-sig").splitlines())}


@pytest.mark.parametrize("unit", UNITS)
def test_a_status_is_one_of_the_words_of_the_contract(finished, unit):
    folder = finished / "outputs" / "2022" / unit
    assert column(folder / "facts.csv", "status") <= {"measured", "derived", "stated", "no_data"}
    assert column(folder / "facts.csv", "book") <= {"财政资金", "工会经费", "未说明"}
    allowed = {"scored", "not_scored", "no_data", "not_in_force", "not_applicable", "judged"}
    assert column(folder / "scores.csv", "status") <= allowed
    allowed = {"clean", "findings", "not_enough_data", "not_applicable", "failed"}
    assert column(folder / "outcomes.csv", "status") <= allowed
    assert column(folder / "findings.csv", "severity") <= {"高", "中", "低"}
    assert column(folder / "findings.csv", "unit") == {unit}


@pytest.mark.parametrize("unit", UNITS)
def test_points_stand_only_where_something_was_scored(finished, unit):
    text = (finished / "outputs" / "2022" / unit / "scores.csv").read_text("utf-8-sig")
    for row in csv.DictReader(text.splitlines()):
        assert bool(row["score"]) == (row["status"] in ("scored", "judged")), row


@pytest.mark.parametrize("unit", UNITS)
def test_the_number_of_findings_of_a_check_is_that_of_its_rows(finished, unit):
    folder = finished / "outputs" / "2022" / unit
    rows = list(csv.DictReader((folder / "findings.csv").read_text("utf-8-sig").splitlines()))
    for outcome in csv.DictReader((folder / "outcomes.csv").read_text("utf-8-sig").splitlines()):
        assert int(outcome["findings"]) == sum(row["check"] == outcome["check"] for row in rows)
        assert (outcome["status"] == "findings") == (outcome["findings"] != "0")


@pytest.mark.parametrize("unit", UNITS)
def test_the_manifest_tells_what_was_read_and_made_and_neither_time_nor_place(finished, unit):
    folder = finished / "outputs" / "2022" / unit
    text = (folder / "manifest.json").read_text("utf-8")
    body = json.loads(text)
    assert (body["state"], body["year"], body["unit"], body["grade"]) == ("完成", 2022, unit, None)
    assert body["outputs"] == {name: digest(folder / name) for name in FILES if name != "manifest.json"}
    assert body["inputs"] == {name: digest(finished / name) for name in body["inputs"]}
    read = {f"inputs/2022/{unit}/{path.name}" for path in (finished / "inputs" / "2022" / unit).iterdir()}
    assert set(body["inputs"]) == read | {"inputs/units.csv", "inputs/2022/year.yaml"}
    assert str(finished) not in text and Path.home().as_posix() not in text
    assert not re.search(r"\d\d:\d\d|20\d\d-\d\d-\d\d|: \"/", text)


def test_no_output_names_the_folder_in_which_it_was_made(finished):
    for path in (path for path in (finished / "outputs").rglob("*.*") if path.is_file()):
        raw = path.read_bytes()
        assert str(finished).encode() not in raw, path.name
        assert str(ROOT).encode() not in raw, path.name


@pytest.mark.parametrize("unit", UNITS)
def test_the_kept_notebook_has_run_whole_and_holds_no_time(finished, unit):
    for path in (finished / "outputs" / "2022" / unit).glob("*.ipynb"):
        notebook = nbformat.read(path, 4)
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
        assert "papermill" not in notebook.metadata
        assert not re.search(r"\d\d\d\d-\d\d-\d\dT\d\d:\d\d", path.read_text("utf-8"))
        given = next(cell for cell in cells if "injected-parameters" in cell.metadata.get("tags", ()))
        assert f'unit = "{unit}"' in given.source


def stamps(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_a_second_run_does_nothing_and_touches_no_file_of_a_unit(finished, capsys):
    before = stamps(finished / "outputs" / "2022")
    assert run(finished) == 0
    assert capsys.readouterr().out.count("index.html") == 1
    assert stamps(finished / "outputs" / "2022") == before


@pytest.mark.parametrize(
    ("only", "remade"),
    [
        pytest.param(("--notebook", "35"), [name for name in FILES if name.startswith("35") or ".csv" in name]),
        pytest.param((), FILES, marks=pytest.mark.long),
    ],
    ids=["report", "all"],
)
def test_forced_again_elsewhere_every_file_has_the_same_bytes(finished, tmp_path, only, remade):
    copy_inputs(tmp_path)
    shutil.copytree(finished / "outputs" / "2022" / "nanhu", tmp_path / "outputs" / "2022" / "nanhu")
    before = stamps(tmp_path / "outputs")
    assert run(tmp_path, "--unit", "nanhu", "--force", *only) == 0
    again = tmp_path / "outputs" / "2022" / "nanhu"
    for name in remade:
        assert stamps(tmp_path / "outputs")[f"2022/nanhu/{name}"] != before[f"2022/nanhu/{name}"]
        assert digest(again / name) == digest(finished / "outputs" / "2022" / "nanhu" / name), name


# --- what goes wrong: small notebooks of the workspace's own, in place of ours


def test_a_broken_notebook_keeps_its_half_run_copy_and_the_others_make_their_pages(workspace, capsys):
    folder = workspace({"2022/u/fiscal.csv": FISCAL})
    notebook(folder, "10_good", OPEN, "case.scores")
    notebook(folder, "90_broken", OPEN, "case.facts", "1 / 0", "case.scores")
    notebook(folder, "91_leaves", "import sys\nsys.exit(0)", "1 + 1")
    notebook(folder, "92_dies", "import os\nos._exit(0)", "1 + 1")
    old = folder / "outputs" / "2022" / "u"
    old.mkdir(parents=True)
    for name in ("90_broken.html", "90_broken.ipynb", "90_broken.docx"):
        (old / name).write_text("old")
    assert run(folder) == 1
    told = told_by(capsys)
    assert "90_broken.ipynb" in told and "ZeroDivisionError" in told
    assert "91_leaves.ipynb" in told and "92_dies.ipynb" in told
    made = sorted(path.name for path in old.iterdir())
    assert [name for name in made if name.startswith("10")] == ["10_good.html", "10_good.ipynb"]
    for stem in ("90_broken", "91_leaves", "92_dies"):
        assert [name for name in made if name.startswith(stem)] == [f"{stem}.failed.html", f"{stem}.failed.ipynb"]
    half = nbformat.read(old / "90_broken.failed.ipynb", 4)
    errors = [output.ename for cell in half.cells for output in cell.get("outputs", ()) if "ename" in output]
    assert errors == ["ZeroDivisionError"]
    assert any(cell.get("outputs") and cell.source == "case.facts" for cell in half.cells)
    page = (old / "90_broken.failed.html").read_text("utf-8")
    assert "本页没有完整生成" in page and "ZeroDivisionError" in page
    assert str(folder) not in page
    body = json.loads((old / "manifest.json").read_text("utf-8"))
    assert body["state"] == "失败" and (old / "facts.csv").is_file()
    assert "失败" in index_of(folder) and "未完成" in index_of(folder)

    notebook(folder, "90_broken", OPEN, "case.facts")
    assert run(folder, "--notebook", "90") == 0
    assert not list(old.glob("90*.failed.*")) and (old / "90_broken.html").is_file()
    assert "90_broken.failed" not in index_of(folder) and "90_broken.html" in index_of(folder)


def test_a_failed_job_is_run_again_though_nothing_changed(workspace, capsys):
    folder = workspace({"2022/u/fiscal.csv": FISCAL})
    notebook(folder, "90_broken", "1 / 0")
    assert run(folder) == 1
    assert run(folder) == 1
    assert "无变化" not in told_by(capsys)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--set", "confidnce=0.9"), "confidnce"),
        (("--set", "yaer=2021"), "--set"),
        (("--set", "nonsense"), "名称=值"),
        (("--unit", "nanhv"), "可用的单位：u"),
        (("--year", "1999"), "现有年度：2022"),
        (("--notebook", "99"), "可用的：10_good"),
        (("--format", "html,xlsx"), "xlsx"),
        (("--year", "soon"), "soon"),
        (("--nosuch",), "--nosuch"),
    ],
)
def test_wrong_use_is_refused_in_chinese_before_anything_runs(workspace, capsys, arguments, words):
    folder = workspace({"2022/u/fiscal.csv": FISCAL})
    notebook(folder, "10_good", "1 / 0")
    try:
        code = run(folder, *arguments)
    except SystemExit as stopped:
        code = stopped.code
    told = capsys.readouterr().err
    assert code == 2
    assert words in told and re.search("[一-鿿]", told) and "Traceback" not in told
    assert not (folder / "outputs").exists()


def test_a_notebook_without_a_parameters_cell_is_named_before_anything_runs(workspace, capsys):
    folder = workspace({"2022/u/fiscal.csv": FISCAL})
    notebook(folder, "10_good", "1 / 0")
    path = folder / "notebooks" / "10_good.ipynb"
    path.write_text(path.read_text("utf-8").replace('"parameters"', '"other"'), "utf-8")
    assert run(folder) == 2
    told = capsys.readouterr().err
    assert "10_good.ipynb 没有名为" in told and "请在 parameters 单元格里补上" in told
    assert not (folder / "outputs").exists()


def test_no_year_at_all_is_told(workspace, capsys):
    assert run(workspace({})) == 2
    assert "没有任何年度" in capsys.readouterr().err


def test_an_unreadable_file_is_told_and_all_pages_are_made(workspace, capsys):
    folder = workspace({
        "2022/u/fiscal.csv": FISCAL,
        "2022/u/survey.xlsx": b"PK\x03\x04 this is no workbook",
        "2022/v/fiscal.csv": FISCAL,
    })  # fmt: skip
    notebook(folder, "10_good", OPEN, "case.facts")
    assert run(folder) == 1
    assert "survey.xlsx" in told_by(capsys)
    for unit in "uv":
        assert (folder / "outputs" / "2022" / unit / "10_good.html").is_file()
    assert "I01" in (folder / "outputs" / "2022" / "u" / "findings.csv").read_text("utf-8-sig")
    # nothing changed, and it still cannot be read
    assert run(folder) == 1
    assert "survey.xlsx" in told_by(capsys)


def test_a_unit_listed_twice_is_told_and_the_unit_is_run(workspace, capsys):
    twice = "unit,name,kind\nu,某区总工会,federation\nu,另一个工会,grassroots\n"
    folder = workspace({"2022/u/fiscal.csv": FISCAL, "units.csv": twice})
    notebook(folder, "10_good", OPEN, "case.facts")
    assert cli.main(["check", "--inputs", str(folder / "inputs")]) == 1
    assert "inputs/units.csv 第3行：单位代号“u”重复" in capsys.readouterr().out
    assert run(folder) == 0
    assert "某区总工会" in (folder / "outputs" / "2022" / "u" / "10_good.html").read_text("utf-8")


@pytest.mark.long
def test_a_folder_that_the_list_does_not_know_fails_alone(workspace, capsys):
    folder = workspace({"2022/u/fiscal.csv": FISCAL, "2022/stranger/fiscal.csv": FISCAL})
    notebook(folder, "10_good", audience="nobody")
    assert run(folder) == 1
    assert "单位名录 units.csv 里没有“stranger”" in told_by(capsys)
    assert (folder / "outputs" / "2022" / "u" / "facts.csv").is_file()
    assert not (folder / "outputs" / "2022" / "stranger" / "facts.csv").exists()
    assert re.search(r"stranger\s+2022\s+失败", re.sub(r"<[^>]+>", " ", index_of(folder)))


@pytest.mark.parametrize("place", ["rules", "checks/relations"])
def test_a_key_written_twice_in_a_rule_file_is_told_by_file_and_line(workspace, capsys, place):
    twice = "system: own\ntitle: 一\ntitle: 二\n"
    folder = workspace({"2022/u/fiscal.csv": FISCAL, f"{place}/own.yaml": twice})
    notebook(folder, "10_good", OPEN, "case.facts")
    assert run(folder) == 1
    told = told_by(capsys)
    assert "own.yaml" in told and "title" in told and "Traceback" not in told
    assert cli.main(["check", "--inputs", str(folder / "inputs")]) == 1
    told = told_by(capsys)
    assert "own.yaml" in told and "title" in told


def test_a_listed_unit_without_a_folder_is_one_line_of_the_index(workspace):
    folder = workspace({"2022/u/fiscal.csv": FISCAL})
    notebook(folder, "10_good", audience="nobody")
    assert run(folder) == 0
    index = re.sub(r"<[^>]+>", " ", index_of(folder))
    assert re.search(r"某县总工会\s+v\s+2022\s+未收到资料", index)
    assert not (folder / "outputs" / "2022" / "v").exists()


@pytest.mark.long
def test_a_federation_without_a_folder_of_its_own_is_run_for_its_unions(workspace):
    listed = "unit,name,kind,parent\nf,某市总工会,federation,\nu,某小学工会,grassroots,f\n"
    folder = workspace({"units.csv": listed, "2022/u/fiscal.csv": FISCAL})
    notebook(folder, "10_good", audience="nobody")
    assert run(folder) == 0
    made = folder / "outputs" / "2022" / "f"
    assert json.loads((made / "manifest.json").read_text("utf-8"))["state"] == "完成"
    assert column(made / "outcomes.csv", "status") <= {"clean", "not_enough_data", "not_applicable"}


def test_an_empty_folder_of_a_unit_gives_tables_in_which_nothing_is_scored(workspace):
    folder = workspace({"2022/u/.keep": ""})
    notebook(folder, "10_good", audience="nobody")
    assert run(folder) == 0
    made = folder / "outputs" / "2022" / "u"
    assert column(made / "scores.csv", "score") == {""}
    assert (made / "findings.csv").read_text("utf-8-sig").splitlines() == [",".join(FINDINGS)]


@pytest.mark.parametrize("harm", ["edited", "deleted", "manifest"])
def test_a_harmed_output_is_made_again(workspace, harm):
    folder = workspace({"2022/u/fiscal.csv": FISCAL})
    notebook(folder, "10_good", audience="nobody")
    assert run(folder) == 0
    table = folder / "outputs" / "2022" / "u" / "facts.csv"
    made = table.read_bytes()
    if harm == "edited":
        table.write_bytes(made.replace(b"100", b"999"))
    elif harm == "deleted":
        table.unlink()
    else:
        table.with_name("manifest.json").write_text('{"schema": 1}')
    assert run(folder) == 0
    assert table.read_bytes() == made
    assert json.loads(table.with_name("manifest.json").read_text("utf-8"))["state"] == "完成"


def test_an_error_that_nobody_thought_of_stops_no_other_unit(workspace, monkeypatch, capsys):
    folder = workspace({"2022/u/fiscal.csv": FISCAL, "2022/v/fiscal.csv": FISCAL})
    notebook(folder, "10_good", audience="nobody")
    computed = Case.scored.func

    def scored(case: Case) -> object:
        return 1 / 0 if case.unit == "u" else computed(case)

    monkeypatch.setattr(Case, "scored", property(scored))
    assert run(folder, "--jobs", "1") == 1
    assert "ZeroDivisionError" in told_by(capsys)
    assert (folder / "outputs" / "2022" / "v" / "facts.csv").is_file()


@pytest.mark.long
def test_a_place_that_cannot_be_written_stops_no_other_unit(workspace, capsys):
    folder = workspace({"2022/u/fiscal.csv": FISCAL, "2022/v/fiscal.csv": FISCAL})
    notebook(folder, "10_good", audience="nobody")
    (folder / "outputs" / "2022").mkdir(parents=True)
    (folder / "outputs" / "2022" / "u").write_text("not a folder")
    assert run(folder) == 1
    assert "2022 u" in told_by(capsys)
    assert (folder / "outputs" / "2022" / "v" / "facts.csv").is_file()


def test_the_page_of_a_notebook_that_is_gone_goes_with_it(workspace):
    folder = workspace({"2022/u/fiscal.csv": FISCAL})
    notebook(folder, "10_good", audience="nobody")
    made = folder / "outputs" / "2022" / "u"
    made.mkdir(parents=True)
    (made / "20_gone.html").write_text("支出总额100元")
    assert run(folder) == 0
    assert "20_gone.html" not in index_of(folder)


def test_a_manifest_does_not_vouch_for_pages_of_older_inputs(workspace):
    folder = workspace({"2022/u/fiscal.csv": FISCAL})
    notebook(folder, "10_good", audience="nobody")
    notebook(folder, "20_more", audience="nobody")
    made = folder / "outputs" / "2022" / "u"
    made.mkdir(parents=True)
    (made / "20_more.html").write_text("支出总额100元")
    (folder / "inputs" / "2022" / "u" / "fiscal.csv").write_text(FISCAL.replace("100", "200"), "utf-8")
    assert run(folder, "--notebook", "10") == 0
    assert "20_more.html" not in json.loads((made / "manifest.json").read_text("utf-8"))["outputs"]


def test_a_set_parameter_reaches_the_notebook_and_a_text_stays_a_text(workspace):
    folder = workspace({"2022/u/fiscal.csv": FISCAL})
    notebook(folder, "10_good", "print(repr(year), repr(unit))", "f'{unit}!'")
    path = folder / "notebooks" / "10_good.ipynb"
    path.write_text(path.read_text("utf-8").replace("year = 2022", "extra = 1\\nyear = 2022"), "utf-8")
    other = nbformat.read(path, 4)
    other.cells[2].source = "print(repr(extra))"
    nbformat.write(other, path)
    assert run(folder, "--set", "extra=0.5") == 0
    assert "0.5" in (folder / "outputs" / "2022" / "u" / "10_good.html").read_text("utf-8")


def test_inputs_may_lie_anywhere_and_outputs_lie_beside_them(workspace, monkeypatch, tmp_path):
    folder = workspace({"2022/u/fiscal.csv": FISCAL})
    elsewhere = folder / "审计 资料（2022）"
    (folder / "inputs").rename(elsewhere)
    notebook(folder, "10_good", OPEN, "case.facts")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AUDITBOOK_OUTPUTS", raising=False)
    assert cli.main(["run", "--inputs", str(elsewhere)]) == 0
    facts = (folder / "outputs" / "2022" / "u" / "facts.csv").read_text("utf-8-sig")
    assert "审计 资料（2022）/2022/u/fiscal.csv 第2行" in facts
    assert not (tmp_path / "outputs").exists()


def test_nothing_of_a_run_stays_beside_its_files_when_it_is_broken_off(workspace, monkeypatch):
    folder = workspace({"2022/u/fiscal.csv": FISCAL})
    notebook(folder, "10_good", OPEN, "case.facts")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("auditbook.batch.unit.execute", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run(folder)
    made = (path.relative_to(folder / "outputs") for path in (folder / "outputs").rglob("*") if path.is_file())
    assert not [path for path in made if path.parts[0] not in (".store", "log")]
    assert not list((folder / "outputs").rglob(".making"))


@pytest.mark.long
def test_units_side_by_side_give_what_they_give_one_by_one(workspace):
    folder = workspace({"2022/u/fiscal.csv": FISCAL, "2022/v/fiscal.csv": FISCAL, "2022/v/kaputt.csv": "\x00"})
    notebook(folder, "10_good", OPEN, "case.facts")
    made = {}
    for jobs in ("1", "2"):
        assert run(folder, "--jobs", jobs, "--force") == 1
        outputs = (path for path in (folder / "outputs" / "2022").rglob("*") if path.is_file())
        made[jobs] = {path.relative_to(folder).as_posix(): path.read_bytes() for path in outputs}
    assert made["1"] == made["2"] and len(made["1"]) > 10


def test_a_notebook_out_of_time_fails_and_its_pages_say_so(workspace, capsys):
    folder = workspace({"2022/u/fiscal.csv": FISCAL})
    notebook(folder, "10_slow", OPEN, "while True: pass")
    notebook(folder, "20_good", OPEN, "case.facts")
    assert run(folder, "--timeout", "3") == 1
    assert "超过时限" in told_by(capsys)
    names = {path.name for path in (folder / "outputs" / "2022" / "u").iterdir()}
    assert {"10_slow.failed.html", "10_slow.failed.ipynb", "20_good.html"} <= names
