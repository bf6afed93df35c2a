"""A finished run and its inputs from somebody: these inputs give these figures, or what does not follow is named."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from audit_file import AuditFile
from auditbook import cli
from auditbook.checks import checks
from auditbook.files import digest
from auditbook.verify import Verified, verify, verify_whole
from auditbook.verify.differences import differences
from examples import ROOT, once
from own_rules import own_check, own_system

FISCAL = "项目,本年决算数\n支出总额,100\n会费收入,64.11\n"
UNITS = "unit,name,kind\nu,某区总工会,federation\nw,某县总工会,federation\n"
NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "id": "1", "metadata": {}, "source": "# 小底稿"},
        {"cell_type": "code", "id": "2", "metadata": {"tags": ["parameters"]}, "source": 'year = 2022\nunit = "u"',
         "outputs": [], "execution_count": None},
        {"cell_type": "code", "id": "3", "metadata": {}, "source": "unit", "outputs": [], "execution_count": None},
    ],
    "metadata": {
        "auditbook": {"for": "unit", "title": "小底稿"},
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
    },
    "nbformat": 4, "nbformat_minor": 5,
}  # fmt: skip
SURVEY = "对象,有效,满意\n职工,100,90\n"
RULE = own_system(5, "    advice: 某建议\n    examples:\n      - {given: {rate.满意度: 90}, score: 4.50}\n")
CHECK = own_check("500.00")


class Finished:
    """A workspace of two unions that are only evaluated, as a run left it."""

    def __init__(self, root: Path) -> None:
        self.root, self.inputs, self.outputs = root, root / "inputs", root / "outputs"
        self.folder = self.outputs / "2022" / "u"

    def run(self) -> None:
        assert cli.main(["run", "--inputs", str(self.inputs), "--outputs", str(self.outputs), "--format", "html"]) == 0

    def change(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        raw = path.read_bytes()
        assert old.encode() in raw
        path.write_bytes(raw.replace(old.encode(), new.encode(), 1))

    def mend(self, **changes: object) -> None:
        """Makes the manifest's hashes fit the files, as who hides a change does; and changes its other entries."""
        path = self.folder / "manifest.json"
        body = json.loads(path.read_text("utf-8"))
        body["outputs"] = {name: digest(self.folder / name) for name in body["outputs"]}
        path.write_text(json.dumps(body | changes), "utf-8")

    def verified(self, inputs: Path | None = None, pages: bool = False) -> Verified:
        return verify(self.folder, inputs or self.inputs, pages)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(root: Path) -> None:
        for unit in "uw":
            (root / "inputs" / "2022" / unit).mkdir(parents=True)
            (root / "inputs" / "2022" / unit / "fiscal.csv").write_text(FISCAL, "utf-8")
            (root / "inputs" / "2022" / unit / "survey.csv").write_text(SURVEY, "utf-8")
        (root / "inputs" / "units.csv").write_text(UNITS, "utf-8")
        (root / "inputs" / "rules").mkdir()
        (root / "inputs" / "rules" / "own.yaml").write_text(RULE, "utf-8")
        (root / "notebooks").mkdir()
        (root / "notebooks" / "10_small.ipynb").write_text(json.dumps(NOTEBOOK), "utf-8")
        Finished(root).run()

    return once(tmp_path_factory, "reperformed", make)


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Finished:
    shutil.copytree(made, tmp_path / "ws")
    return Finished(tmp_path / "ws")


def leftovers() -> set[str]:
    return {path.name for path in Path(tempfile.gettempdir()).glob(f"auditbook-verify-{os.getpid()}-*")}


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(p): (p.stat().st_mtime_ns, p.stat().st_ino) for p in [folder, *folder.rglob("*")]}


# --- figures that follow


def test_an_untouched_run_follows_from_its_inputs_and_neither_folder_is_written_to(run, capsys):
    before, lying = stamps(run.root), leftovers()
    assert cli.main(["verify", str(run.folder), "--inputs", str(run.inputs)]) == 0
    said = capsys.readouterr()
    assert "2022年度u：4个资料文件的校验值、7张数据表" in said.out and "全部一致" in said.out
    assert "没有重新生成" in said.out and said.err == ""
    assert stamps(run.root) == before and leftovers() <= lying


def test_the_inputs_may_lie_elsewhere_under_another_name(run, tmp_path):
    inputs = shutil.copytree(run.inputs, tmp_path / "别处" / "资料")
    assert run.verified(inputs).differences == []
    (inputs / "2022" / "u" / "fiscal.csv").write_text(FISCAL.replace("64.11", "64.12"), "utf-8")
    assert "资料/2022/u/fiscal.csv：与运行时不同" in run.verified(inputs).differences


def test_a_program_of_another_version_is_a_remark_and_no_difference(run):
    body = json.loads((run.folder / "manifest.json").read_text("utf-8"))
    run.mend(code="0" * 64, versions=body["versions"] | {"duckdb": "0.1"})
    told = run.verified()
    assert told.differences == [] and "不是同一版本" in told.remarks[0]
    assert "duckdb（运行时 0.1，现在" in told.remarks[1]


# --- what does not follow is named


def test_a_changed_figure_is_named_with_both_values_though_the_manifest_was_mended(run, capsys):
    run.change("facts.csv", "64.11", "63.11")
    run.mend()
    assert cli.main(["verify", str(run.folder)]) == 0  # the hashes alone do not tell
    assert cli.main(["verify", str(run.folder), "--inputs", str(run.inputs)]) == 1
    said = capsys.readouterr()
    assert "facts.csv：fiscal.会费收入.actual 文件里是 63.11，按资料重新计算是 64.11" in said.err
    assert said.err.count("\n") == 1 and "不一致1处" in said.out


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (
            "scores.csv",
            "4.50,scored",
            "5.00,scored",
            "scores.csv：own A1 的 score 文件里是 5.00，按资料重新计算是 4.50",
        ),
        (
            "outcomes.csv",
            "I01,clean",
            "I01,failed",
            "outcomes.csv：I01 的 status 文件里是 failed，按资料重新计算是 clean",
        ),
        ("coverage.csv", "A01,", "A99,", "coverage.csv：缺少 A01 这一行，按资料重新计算有这一行"),
        ("manifest.json", '"name": "某区总工会"', '"name": "某市总工会"', "manifest.json：name 文件里是 某市总工会，"),
    ],
)
def test_a_changed_value_of_any_table_is_named(run, name, old, new, told):
    run.change(name, old, new)
    run.mend()
    assert any(line.startswith(told) for line in run.verified().differences)


def test_the_figures_of_the_index_which_stand_in_the_manifest_alone_are_worked_out_too(run):
    run.mend(score="95.00", grade="优", findings={"高": 0})
    told = "\n".join(run.verified().differences)
    assert "manifest.json：score 文件里是 95.00" in told and "grade 文件里是 优" in told and "findings" in told


def test_a_changed_input_is_named_and_so_is_the_figure_that_it_gives(run):
    (run.inputs / "2022" / "u" / "fiscal.csv").write_text(FISCAL.replace("64.11", "99"), "utf-8")
    told = run.verified().differences
    assert told[0] == "inputs/2022/u/fiscal.csv：与运行时不同"
    assert "facts.csv：fiscal.会费收入.actual 文件里是 64.11，按资料重新计算是 99.00" in told


def test_missing_and_new_inputs_are_named(run):
    (run.inputs / "2022" / "u" / "survey.csv").unlink()
    (run.inputs / "2022" / "u" / "说明.txt").write_text("新", "utf-8")
    told = run.verified()
    assert "inputs/2022/u/survey.csv：运行时有，给出的资料里没有" in told.differences
    assert "inputs/2022/u/说明.txt：运行时没有，给出的资料里有" in told.differences
    assert "其中资料文件2处" in told.conclusion


def test_a_changed_rule_of_the_organisation_is_named_with_the_score_that_it_gives(run):
    (run.inputs / "rules" / "own.yaml").write_text(RULE.replace("target: 100", "target: 50"), "utf-8")
    told = run.verified().differences
    assert "inputs/rules/own.yaml：与运行时不同" in told
    assert "scores.csv：own A1 的 score 文件里是 4.50，按资料重新计算是 5.00" in told


@pytest.mark.long
def test_a_changed_check_of_the_organisation_is_named_with_the_finding_that_it_gives(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "auditbook.ledger.answers.checks", lambda own: {k: c for k, c in checks(own).items() if k > "Z"}
    )
    file = AuditFile(tmp_path).begin()
    (file.inputs / "checks").mkdir()
    own = file.inputs / "checks" / "Z01_large.sql"
    own.write_text(CHECK, "utf-8")
    file.run()
    assert verify(file.results, file.inputs).differences == []
    own.write_text(CHECK.replace("500.00", "700.00"), "utf-8")
    told = verify(file.results, file.inputs).differences
    assert told[0] == "inputs/checks/Z01_large.sql：与运行时不同"
    assert any(line.startswith("findings.csv：多出 Z01-") and "序时账.csv 第2行" in line for line in told)


def test_a_run_that_had_failed_is_told(run):
    run.mend(state="失败")
    assert run.verified().differences == ["manifest.json：上次运行没有全部完成（失败）"]
    failed = {"schema": 1, "year": 2022, "unit": "u", "state": "失败", "message": "磁盘已满", "outputs": {}}
    (run.folder / "manifest.json").write_text(json.dumps(failed), "utf-8")
    assert cli.main(["verify", str(run.folder), "--inputs", str(run.inputs)]) == 1


def test_files_that_no_run_made_are_pointed_out(run):
    (run.folder / "99_final.pdf").write_bytes(b"%PDF")
    assert "99_final.pdf" in run.verified().remarks[-1]


def test_wrong_use_is_answered_in_chinese(run, tmp_path, capsys):
    assert cli.main(["verify", str(run.folder), "--inputs", str(tmp_path / "没有")]) == 2
    assert cli.main(["verify", str(run.folder), "--pages"]) == 2
    (tmp_path / "inputs" / "2021").mkdir(parents=True)
    (tmp_path / "inputs" / "units.csv").write_text(UNITS, "utf-8")
    assert cli.main(["verify", str(run.folder), "--inputs", str(tmp_path / "inputs")]) == 2
    assert "没有资料文件夹" in (said := capsys.readouterr().err) and "2022" in said and "Traceback" not in said


# --- pages


def test_pages_are_made_anew_and_compared_where_it_is_asked_for(run, monkeypatch):
    monkeypatch.setattr("auditbook.notebooks.OURS", run.root / "notebooks")
    told = run.verified(pages=True)
    assert told.differences == [] and "也已重新生成" in told.conclusion
    run.change("10_small.html", "小底稿", "大底稿")
    run.mend()
    assert run.verified().differences == []
    assert run.verified(pages=True).differences == ["10_small.html：与重新生成的不同"]


def test_a_notebook_that_came_with_the_results_is_not_run(run):
    told = run.verified(pages=True).differences
    assert told[0] == "笔记本 10_small.ipynb 不是本程序的，没有运行"
    assert "10_small.html：重新运行没有生成这个文件" in told


# --- files from anybody

MADE = (
    "\ufefffact,value,measure,status,sources,book\r\na,1.00,万元,measured,x,y\r\nb,2.00,万元,measured,x,y\r\n".encode()
)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda raw: raw[3:], ["缺少 UTF-8 的开头标记（BOM），可能被另存过"]),
        (lambda raw: raw.decode("utf-8-sig").encode("gbk"), ["编码不是 UTF-8，可能被另存为 GBK"]),
        (lambda raw: raw.replace(b"\r\n", b"\n"), ["各项内容与重新计算的相同，但不是同样的文件"]),
        (lambda raw: raw[:-12], ["第3行有4格，应有6格", "b 的 status 文件里是 me，", "b 的 sources 文件里是空白",
                                 "b 的 book 文件里是空白"]),
        (lambda raw: raw + b'c,"', ["第4行起不是完整的 CSV"]),
        (lambda raw: raw.replace(b"1.00", b"=1+1"), ["a 文件里是 =1+1，按资料重新计算是 1.00"]),
        (lambda raw: raw.replace(b"1.00", b"1.00\0"), ["含有空字符（NUL）", "a 文件里是 1.00\ufffd，"]),
        (lambda raw: raw.replace(b"1.00", b"\x1b[2J"), ["a 文件里是 \ufffd[2J，"]),
        (lambda raw: raw.replace(b",x,", b"," + b"x" * 100_000 + b",", 1), ["a 的 sources 文件里是“xxx"]),
        (lambda raw: raw.replace(b"value", b"wert"), ["缺少“value”列", "多出“wert”列"]),
        (lambda raw: raw.replace(b"fact,", b"value,"), ["缺少“fact”列", "列名不全或重复，没有逐行比较"]),
        (lambda raw: raw + raw.splitlines(True)[1], ["多出 a 这一行（1.00），按资料重新计算没有这一行"]),
        (lambda raw: raw.replace(b"b,2.00", b"c,2.00"), ["缺少 b 这一行，", "多出 c 这一行（2.00），"]),
        (lambda raw: b"", ["缺少", "缺少“fact”列"]),
        (lambda raw: raw[:3] + b"\xff" + raw[3:], ["第4个字节起不是 UTF-8 文字"]),
    ],
)  # fmt: skip
def test_whatever_happened_to_a_table_is_said_in_words(change, told):
    said = list(differences("facts", change(MADE), MADE))
    assert len(said) >= len(told) and all(len(line) < 300 and line.isprintable() for line in said)
    for words in told:
        assert any(line.startswith(f"facts.csv：{words}") for line in said), (words, said)


def test_of_very_many_differences_the_first_hundred_are_listed_and_the_others_counted(run, capsys):
    (run.folder / "facts.csv").write_bytes(b"\xef\xbb\xbf" + b"fact,value,measure,status,sources,book\r\n")
    assert cli.main(["verify", str(run.folder), "--inputs", str(run.inputs)]) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 101 and said[-1].startswith("  · 另有")


def test_a_link_in_place_of_an_output_is_not_followed(run, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("fact\nsecret\n", "utf-8")
    (run.folder / "facts.csv").unlink()
    (run.folder / "facts.csv").symlink_to(secret)
    told = run.verified().differences
    assert told == ["facts.csv：是链接，没有读取", "facts.csv：是链接，没有读取，没有比较"]
    assert verify(run.folder).differences == ["facts.csv：是链接，没有读取"]


def test_a_manifest_that_is_a_link_or_none_is_refused(run, tmp_path, capsys):
    path = run.folder / "manifest.json"
    shutil.move(path, tmp_path / "m.json")
    path.symlink_to(tmp_path / "m.json")
    assert cli.main(["verify", str(run.folder), "--inputs", str(run.inputs)]) == 1
    assert "是链接" in capsys.readouterr().err
    for text in ("{", "[" * 100_000, "[]", '{"schema": 1, "outputs": []}'):
        path.unlink(missing_ok=True)
        path.write_text(text, "utf-8")
        assert cli.main(["verify", str(run.folder), "--inputs", str(run.inputs)]) == 2


@pytest.mark.parametrize(
    "entries",
    [
        {"unit": "../u"}, {"unit": "u/../../x"}, {"unit": "x" * 5000}, {"unit": 3}, {"year": True}, {"year": 10**300},
        {"inputs": []}, {"inputs": {"../x": ""}}, {"inputs": {"a/x": "", "b/x": ""}}, {"inputs": {"/etc/passwd": ""}},
        {"notebooks": ["x"]}, {"parameters": {"\x1b[2J": 1}}, {"formats": [[]]}, {"versions": 1},
    ],
)  # fmt: skip
def test_a_manifest_that_no_run_has_written_is_refused(run, capsys, entries):
    run.mend(**entries)
    # one whose entries are of another kind is none at all
    assert cli.main(["verify", str(run.folder), "--inputs", str(run.inputs), "--pages"]) in (1, 2)
    said = capsys.readouterr().err
    assert any(told in said for told in ("样子", "没有记录所用的资料", "没有可读的 manifest.json"))
    assert "Traceback" not in said and "\x1b" not in said


def test_names_in_a_manifest_that_lead_out_are_not_followed(run, tmp_path):
    (tmp_path / "x").write_text("x", "utf-8")
    body = json.loads((run.folder / "manifest.json").read_text("utf-8"))
    hostile = {"../../../../x": digest(tmp_path / "x"), "/etc/passwd": "0", "a\x1b[2J": "0"}
    (run.folder / "manifest.json").write_text(json.dumps(body | {"outputs": body["outputs"] | hostile}), "utf-8")
    told = run.verified().differences
    assert len(told) == 3 and all("路径不安全" in line and "\x1b" not in line for line in told)


# --- a whole outputs folder


def test_a_whole_folder_is_verified_unit_by_unit(run, capsys):
    run.change("facts.csv", "64.11", "63.11")
    (run.inputs / "2022" / "v").mkdir()
    assert cli.main(["verify", str(run.outputs), "--inputs", str(run.inputs)]) == 1
    said = capsys.readouterr()
    assert "2022/u：不一致2处" in said.out and "全部一致" in said.out.split("2022/w：")[1].splitlines()[0]
    assert "有资料而没有运行结果的单位：2022/v" in said.out and "不一致：2022/u。" in said.out


def test_by_hashes_a_whole_folder_names_what_is_unfinished_or_was_exchanged(run, capsys):
    assert cli.main(["verify", str(run.outputs)]) == 0
    assert "共2个单位年度" in capsys.readouterr().out
    shutil.rmtree(run.folder)
    shutil.copytree(run.outputs / "2022" / "w", run.folder)
    (run.outputs / "2022" / "x").mkdir()
    assert cli.main(["verify", str(run.outputs)]) == 1
    said = capsys.readouterr().err
    assert "说的是 2022/w，不是这个文件夹的" in said and "x/ 不是一个单位的运行结果" in said


def beside(run: Finished) -> list[str]:
    """What stands beside the unit-years and differs."""
    (*_, (_, told)) = verify_whole(run.outputs)
    return told.differences


def test_a_unit_whose_results_were_all_exchanged_is_seen_from_the_list_of_all_outputs(run):
    run.mend(score="95.00")
    assert verify(run.folder).differences == []
    assert beside(run) == ["2022/u/manifest.json：与全部结果的清单不符"]
    shutil.rmtree(run.folder)
    assert beside(run) == ["2022/u：全部结果的清单里有，没有这个单位的运行结果"]


def test_a_list_that_was_mended_to_fit_does_not_fit_the_log(run):
    path = run.outputs / "manifest.json"
    path.write_text(path.read_text("utf-8").replace('"完成"', '"失败"'), "utf-8")
    assert beside(run) == ["manifest.json（全部结果的清单）：与 log/runs.jsonl 最后一行记录的不符"]
    (run.outputs / "index.html").write_text("x", "utf-8")
    assert beside(run)[0] == "index.html：内容与运行时不同"


def test_a_changed_line_of_the_log_is_seen_at_the_next(run):
    run.run()
    log = run.outputs / "log" / "runs.jsonl"
    log.write_text(log.read_text("utf-8").replace('"done": 2', '"done": 3'), "utf-8")
    assert len(told := beside(run)) == 1 and told[0].startswith("log/runs.jsonl 第2行")


def test_a_link_in_the_log_is_not_followed(run, tmp_path):
    shutil.move(run.outputs / "log" / "000001.jsonl", tmp_path / "x")
    (run.outputs / "log" / "000001.jsonl").symlink_to(tmp_path / "x")
    assert beside(run) == ["log/000001.jsonl：是链接，没有读取"]


@pytest.mark.parametrize(
    "text", ["[", "[" * 100_000, '{"schema": 1, "files": [1]}', '{"schema": 1, "files": {"../x": 0}}']
)
def test_a_log_and_a_list_that_no_run_has_written_are_told(run, text):
    (run.outputs / "log" / "runs.jsonl").write_text(text, "utf-8")
    (run.outputs / "manifest.json").write_text(text, "utf-8")
    told = "\n".join(beside(run))
    assert "log/" in told and "manifest.json（全部结果的清单）：不是运行写出的样子" in told


@pytest.mark.long
def test_a_union_with_complete_books_follows_from_the_committed_inputs(tmp_path, capsys):
    inputs, outputs = ROOT / "inputs" / "synthetic", tmp_path / "outputs"
    given = ["--inputs", str(inputs), "--outputs", str(outputs), "--year", "2021", "--unit", "u03", "--notebook", "10"]
    assert cli.main(["run", *given, "--format", "html"]) == 0
    folder = outputs / "2021" / "u03"
    assert cli.main(["verify", str(folder), "--inputs", str(inputs)]) == 0
    assert "22个资料文件" in capsys.readouterr().out
    path = folder / "findings.csv"
    path.write_bytes(path.read_bytes().replace(b"1522.90", b"152.29"))
    told = verify(folder, inputs).differences
    assert told[0] == "findings.csv：内容与运行时不同"
    assert "的 amount 文件里是 152.29，按资料重新计算是 1522.90" in told[1] and "收支预算表.xlsx" in told[1]
