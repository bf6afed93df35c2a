"""A draft and a final report: released once, never overwritten, and told as soon as they do not hold any more."""

import json

import docx as python_docx
import pytest

from audit_file import LEVELS, NO_COMMENT, NUMBER, REPORT, AuditFile
from auditbook import open_case


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    """All that a draft needs, and run."""
    file = AuditFile(tmp_path_factory.mktemp("ready")).begin()
    file.for_draft()
    file.run()
    return file


@pytest.fixture
def file(ready, tmp_path):
    return ready.copy(tmp_path)


def names(file):
    folder = file.results / "released"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def record(file, name):
    return json.loads((file.results / "released" / name).read_text("utf-8"))


def manifest(file):
    return json.loads((file.results / "manifest.json").read_text("utf-8"))


def to_final(file):
    assert file.release("draft") == 0
    file.for_final()
    assert file.run() == 0
    assert file.release("final") == 0


def test_a_draft_goes_out_with_its_record(file, capsys):
    assert manifest(file)["report"] == "未出具"
    assert file.release("draft") == 0
    assert names(file) == ["60_draft.docx", "60_draft.html", "60_draft.json", "60_draft.pdf"]
    body = record(file, "60_draft.json")
    assert (body["state"], body["paper"], list(body["issues"])) == ("征求意见稿", REPORT, [NUMBER])
    signed = {(one["paper"], one["level"], one["by"]) for one in body["signatures"]}
    assert signed == {(REPORT, "一级复核", "审计员乙"), (NUMBER, "一级复核", "审计员丙")}
    assert str(file.root) not in json.dumps(body) and set(body["files"]) == set(names(file)) - {"60_draft.json"}
    text = "\n".join(p.text for p in python_docx.Document(file.results / "released" / "60_draft.docx").paragraphs)
    assert "内部底稿" not in text
    assert manifest(file)["report"] == "征求意见稿"
    page = (file.outputs / "index.html").read_text("utf-8")
    assert "2021/u/released/60_draft.docx" in page and "征求意见稿" in page
    assert "征求意见稿：" in capsys.readouterr().out


@pytest.mark.long
def test_the_same_again_is_no_new_file_and_a_change_is_the_next_number(file):
    file.release("draft")
    before = {name: (file.results / "released" / name).read_bytes() for name in names(file)}
    file.write("feedback", NO_COMMENT)
    file.sign(REPORT, LEVELS[1])
    file.run()
    assert file.release("draft") == 0
    assert {name: (file.results / "released" / name).read_bytes() for name in before} == before
    assert "60_draft_2.json" in names(file)
    count = len(names(file))
    assert file.release("draft") == 0 and len(names(file)) == count


def test_refusals_are_a_list_with_the_edition_in_its_heading(file, capsys):
    file.write("evidence_sheets")
    assert file.release("draft") == 1 and names(file) == []
    head, *reasons = capsys.readouterr().err.splitlines()
    assert head == "暂不能生成征求意见稿：" and all(line.startswith("  · ") for line in reasons)
    assert any("先运行 auditbook run" in line for line in reasons) and any("取证单没有登记" in line for line in reasons)
    assert file.release("final") == 1
    assert "暂不能生成定稿：" in capsys.readouterr().err


def test_a_draft_warns_of_what_is_undecided(file, capsys):
    file.decide(leave=("A09",))
    file.write("reviews", file.signed[0])
    file.sign(REPORT, LEVELS[1])
    file.run()
    assert file.release("draft") == 0
    assert "注意：还有1项疑点没有决定" in capsys.readouterr().out


def test_a_final_follows_a_draft_and_its_feedback(file):
    to_final(file)
    assert {"60_final.docx", "60_final.pdf", "60_final.json", "意见采纳说明.docx"} <= set(names(file))
    assert len({one["by"] for one in record(file, "60_final.json")["signatures"]}) >= 3
    assert manifest(file)["report"] == "定稿" and manifest(file)["notes"] == []


@pytest.mark.long
def test_a_changed_voucher_lapses_what_was_signed_and_says_so(file, capsys):
    to_final(file)
    kept = (file.results / "released" / "60_final.docx").read_bytes()
    file.journal("900.00", "901.00")
    capsys.readouterr()
    assert file.run() == 0
    said = capsys.readouterr()
    told = said.out + said.err
    for level, by in LEVELS:
        assert f"底稿{REPORT}（审计报告）的{level}（{by}）已失效：数据在签署后有变化" in told
    assert "已发布的定稿（60_final）所依据的数据" in told and "已发布的征求意见稿（60_draft）所依据的数据" in told
    assert manifest(file)["report"] == "签署已失效"
    assert "签署已失效" in (file.outputs / "index.html").read_text("utf-8")
    assert (file.results / "released" / "60_final.docx").read_bytes() == kept
    assert file.release("final") == 1
    # also when nothing has changed since, the lapse is told again
    file.run()
    assert "无变化" in (out := capsys.readouterr().out) and "已失效" in out


def test_a_released_file_that_somebody_edits_is_told(file, capsys):
    file.release("draft")
    (file.results / "released" / "60_draft.docx").write_bytes(b"edited")
    file.run()
    assert "已发布的60_draft.docx缺失或被改动" in capsys.readouterr().out
    assert "签署已失效" in (file.outputs / "index.html").read_text("utf-8")


def test_feedback_does_not_shake_the_draft(file):
    file.release("draft")
    file.write("feedback", f"{NUMBER},发票不是同一笔,2022-03-20,不采纳,发票号相同")
    file.run()
    assert manifest(file)["report"] == "征求意见稿"


def test_a_broken_record_is_told(file, capsys):
    file.release("draft")
    (file.results / "released" / "60_draft.json").write_text('{"issues": [], "files": {"x": 1}}', "utf-8")
    file.run()
    assert "已发布的60_draft.json缺失或被改动" in capsys.readouterr().out
    assert "签署已失效" in (file.outputs / "index.html").read_text("utf-8")


def test_a_unit_without_kind_has_no_report(file, capsys):
    (file.inputs / "units.csv").write_text("unit,name,kind\nu,某工会,\n", "utf-8")
    assert file.release("draft") == 2
    assert "units.csv" in capsys.readouterr().err


def test_the_summary_of_a_federation_lapses_with_the_files_of_its_unions(file):
    (file.inputs / "units.csv").write_text(
        "unit,name,kind,parent\nf,某区总工会,federation,\nu,某工会,grassroots,f\n", "utf-8"
    )

    def content():
        return open_case(2021, "f", file.inputs, file.outputs).engagement.report_paper.content

    before = str(content())
    file.write("feedback", NO_COMMENT)
    assert content().changed(before) == ["决定和取证"]
    file.journal("900.00", "901.00")
    assert content().changed(before) == ["数据", "决定和取证"]
