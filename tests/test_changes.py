import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from auditbook.changes import ALTERED, FIRST, MOST, UNREADABLE, Matter, Moved, Tables, compared, read_tables, restored

FACTS = "fact,value,measure,status,sources,book\r\n"
SCORES = "system,indicator,level1,level2,level3,points,value,score,status,basis\r\n"
FINDINGS = (
    "finding,check,severity,title,unit,year,amount,file,sheet,row,voucher,line,date,account,reason,basis,advice,"
    "evidence,decision,note\r\n"
)


def fact(name: str, value: str, measure: str = "元") -> dict[str, str]:
    return {"fact": name, "value": value, "measure": measure}


def piece(key: str, amount: str = "", severity: str = "中", evidence: str = "e1", unit: str = "u") -> dict[str, str]:
    return {"finding": key, "severity": severity, "title": "疑似重复支付", "amount": amount, "evidence": evidence,
            "unit": unit}  # fmt: skip


def written(folder: Path, facts: str = "", scores: str = "", findings: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in (("facts", FACTS + facts), ("scores", SCORES + scores), ("findings", FINDINGS + findings)):
        (folder / f"{name}.csv").write_text(text, "utf-8-sig", newline="")
    return folder


def test_the_pieces_of_a_matter_are_one_finding_with_their_total():
    now = Tables(findings=[piece("A25-1", "0.10"), piece("A25-1", "3200.20", "高"), piece("A26-2")])
    found = compared(Tables(), now)
    assert found.new == (Matter("A25-1", "高", "疑似重复支付", "3200.30"), Matter("A26-2", "中", "疑似重复支付"))
    assert found.found == {"高": 1, "中": 1, "低": 0}


def test_money_of_another_unit_is_not_counted_as_this_ones():
    rows = [piece("X01-1", "100.00"), piece("X01-1", "900.00", unit="u2")]
    assert compared(Tables(), Tables(findings=rows, unit="u")).new[0].amount == "100.00"


def test_a_finding_whose_evidence_moved_shows_both_amounts():
    before = Tables(findings=[piece("A25-1", "100.00"), piece("A01-9"), piece("A02-3", "5.00")])
    now = Tables(findings=[piece("A25-1", "250.00", evidence="e2"), piece("A02-3", "5.00")])
    found = compared(before, now)
    assert found.altered == (Matter("A25-1", "中", "疑似重复支付", "250.00", "100.00"),)
    assert [one.finding for one in found.gone] == ["A01-9"]
    assert found.new == ()


def test_no_data_is_neither_zero_nor_the_same_as_not_being_listed():
    before = Tables(facts=[fact("收入", ""), fact("旧", "1"), fact("支出", "0.00")])
    now = Tables(facts=[fact("收入", "0.00"), fact("新", ""), fact("支出", "")])
    assert compared(before, now).facts == (
        Moved("收入", "", "0.00", "元"),
        Moved("新", None, "", "元"),
        Moved("支出", "0.00", "", "元"),
        Moved("旧", "1", None, "元"),
    )


def test_an_amount_written_otherwise_is_the_same_and_another_measure_is_not():
    before = Tables(facts=[fact("收入", "7000"), fact("支出", "7000", "元")])
    now = Tables(facts=[fact("收入", "7000.00"), fact("支出", "7000", "万元")])
    assert compared(before, now).facts == (Moved("支出", "7000 元", "7000 万元"),)


def test_an_indicator_is_named_by_its_system_and_title():
    row = {"system": "hn2017", "indicator": "R03", "level3": "预算完成率", "score": ""}
    moved = compared(Tables(scores=[row]), Tables(scores=[{**row, "score": "4.5"}])).scores
    assert moved == (Moved("hn2017 R03 预算完成率", "", "4.5", "分"),)


def test_a_first_run_is_no_list_of_everything():
    found = compared(None, Tables(facts=[fact("收入", "1")], findings=[piece("A25-1")]))
    assert (found.basis, found.new, found.facts, found.found["中"]) == (FIRST, (), (), 1)


def test_what_is_many_is_counted_and_the_gravest_are_listed():
    rows = [piece(f"A25-{n:04}", str(n)) for n in range(400)] + [piece("A01-1", severity="高")]
    found = compared(Tables(), Tables(findings=rows, facts=[fact("长" * 100_000, "1" * 100_000)]))
    assert (len(found.new), found.count("new")) == (MOST, 401)
    assert [one.finding for one in found.new[:2]] == ["A01-1", "A25-0399"]
    assert len(json.dumps(asdict(found))) < 50_000


def test_a_comparison_goes_through_json_and_back():
    now = Tables(facts=[fact("收入", "1")], findings=[piece("A25-1", "2.00")])
    found = compared(Tables(facts=[fact("支出", "")]), now)
    assert restored(json.loads(json.dumps(asdict(found)))) == found
    for broken in ({}, {**asdict(found), "new": [{"x": 1}]}, {**asdict(found), "facts": None}):
        with pytest.raises(ValueError, match="no comparison"):
            restored(broken)


def test_tables_of_a_run_are_read_as_text(tmp_path):
    findings = 'A25-1,A25,中,"名,称",u,2021,12.50,f,s,3,记-1,,,,理由,依据,建议,e1,,\r\n'
    tables = read_tables(written(tmp_path, "收入,0123,元,measured,,\r\n", findings=findings), "u")
    assert compared(Tables(), tables).new == (Matter("A25-1", "中", "名,称", "12.50"),)
    assert compared(tables, tables).basis == ALTERED
    assert compared(Tables(), tables).facts == (Moved("收入", None, "0123", "元"),)
    assert read_tables(tmp_path / "nowhere") is None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("facts", b""),
        ("facts", b"\xff\xfe\x00\x01"),
        ("facts", "甲,乙\r\n1,2\r\n".encode()),
        ("facts", (FACTS + "收入,1\r\n").encode()),
        ("findings", (FINDINGS + '"A25-1').encode()),
        ("findings", (FINDINGS + f"A25-1,A25,中,t,u,2021,1e999999999,{',' * 12}\r\n").encode()),
        ("findings", (FINDINGS + f"A25-1,A25,严重,t,u,2021,1,{',' * 12}\r\n").encode()),
        ("scores", b"PK\x03\x04" + bytes(range(256))),
        ("scores", None),
    ],
)
def test_what_somebody_broke_is_said_to_be_unreadable(tmp_path, name, content):
    now = read_tables(written(tmp_path / "now", "收入,1,元,measured,,\r\n"))
    before = written(tmp_path / "before", "收入,2,元,measured,,\r\n")
    (before / f"{name}.csv").unlink()
    if content is not None:
        (before / f"{name}.csv").write_bytes(content)
    found = compared(read_tables(before), now)
    assert (found.basis, found.facts, found.new) == (UNREADABLE, (), ())


def test_a_folder_in_the_place_of_a_table_is_unreadable(tmp_path):
    folder = written(tmp_path)
    (folder / "facts.csv").unlink()
    (folder / "facts.csv").mkdir()
    assert compared(read_tables(folder), Tables()).basis == UNREADABLE
    assert compared(Tables(), replace(Tables(), readable=False)).basis == UNREADABLE
