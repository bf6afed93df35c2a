"""取证单: filled in from evidence and register, one Word document an issue; nothing that a person wrote is lost."""

import io
from pathlib import Path

import docx as python_docx
import pytest
from conftest_names import NUMBER, SHEET
from docx.oxml.ns import qn

from auditbook.engagement import documents
from auditbook.engagement.documents import evidence_sheets, write_evidence_sheets
from auditbook.errors import SetupError
from auditbook.report.word import docx, reference_document


def words(raw):
    return "".join(node.text or "" for node in python_docx.Document(io.BytesIO(raw)).element.body.iter(qn("w:t")))


def test_nothing_confirmed_makes_no_sheet(union, tmp_path):
    assert evidence_sheets(union.open()) == {}
    assert write_evidence_sheets(union.open(), tmp_path / "out") == [] and not (tmp_path / "out").exists()


def test_a_sheet_holds_facts_vouchers_amounts_and_places_to_sign(union):
    union.confirm("A25", number=NUMBER)
    (name, raw), *more = evidence_sheets(union.open()).items()
    found = words(raw)
    assert name == f"取证单-{NUMBER}.docx" and not more
    assert all(part in found for part in ("某工会", NUMBER, "记-1", "记-2", "600.00", "1,200.00元"))
    assert all(part in found for part in ("附件", "审计人员", "证据提供单位意见", "盖章", "拒签注明", "日期"))
    assert "重复支付。" not in found  # facts only: the characterisation is the report's


def test_what_the_register_says_is_filled_in(union):
    union.confirm("A25", number=NUMBER)
    union.take_evidence(f"{NUMBER},7,审计员甲,审计员乙,拒签,负责人以出差为由没有签章,2022-03-02")
    found = words(next(iter(evidence_sheets(union.open()).values())))
    assert "共 7 页" in found and "审计员乙" in found and "2022年3月2日" in found
    assert found.count("负责人以出差为由没有签章") == 2


def test_a_number_is_no_path(union):
    union.confirm("A25", number="../../取证/1号")
    (name,) = evidence_sheets(union.open())
    assert name == "取证单-取证_1号.docx"


def test_equal_cases_give_equal_bytes(union):
    union.confirm("A25", number=NUMBER)
    assert evidence_sheets(union.open()) == evidence_sheets(union.open())


def test_what_a_person_changed_is_kept_and_a_withdrawn_sheet_goes(union, tmp_path):
    union.confirm("A25", number=NUMBER)
    assert write_evidence_sheets(union.open(), tmp_path) == []
    path = tmp_path / "evidence" / f"取证单-{NUMBER}.docx"
    path.write_bytes(b"signed by hand")
    (told,) = write_evidence_sheets(union.open(), tmp_path)
    assert "人工修改" in told and (path.with_stem(f"{path.stem}_人工修改1")).read_bytes() == b"signed by hand"
    assert write_evidence_sheets(union.open(), tmp_path) == []
    union.write("decisions")
    assert write_evidence_sheets(union.open(), tmp_path) == [] and not path.exists()


def test_a_sheet_that_a_killed_run_had_just_made_is_nobodys_work(union, tmp_path, monkeypatch):
    union.confirm("A25", number=NUMBER)
    write_evidence_sheets(union.open(), tmp_path)
    path = tmp_path / "evidence" / f"取证单-{NUMBER}.docx"
    noted = documents._note

    def killed(target: Path, written: set) -> None:
        if path.read_bytes() != before:
            raise KeyboardInterrupt
        noted(target, written)

    before = path.read_bytes()
    monkeypatch.setattr(documents, "_note", killed)
    monkeypatch.setattr(documents, "evidence_sheets", lambda case: {path.name: b"of other inputs"})
    with pytest.raises(KeyboardInterrupt):
        write_evidence_sheets(union.open(), tmp_path)
    monkeypatch.undo()
    assert write_evidence_sheets(union.open(), tmp_path) == []
    assert [one.name for one in path.parent.glob("*.docx")] == [path.name] and path.read_bytes() == before


def own_reference(union, raw):
    folder = union.root / "inputs" / "texts"
    folder.mkdir()
    (folder / "reference.docx").write_bytes(raw)


def test_a_firms_own_reference_changes_the_dress_of_all_documents(union):
    word = python_docx.Document(io.BytesIO(reference_document()))
    word.styles["Normal"].font.name = "Firm Sans"
    word.sections[0].left_margin = 914400
    word.sections[0].header.paragraphs[0].text = "某事务所"
    stream = io.BytesIO()
    word.save(stream)
    own_reference(union, stream.getvalue())
    union.confirm("A25", number=NUMBER)
    made = python_docx.Document(io.BytesIO(next(iter(evidence_sheets(union.open()).values()))))
    assert made.styles["Normal"].font.name == "Firm Sans" and abs(made.sections[0].left_margin - 914400) < 700
    header = "".join(paragraph.text for paragraph in made.sections[0].header.paragraphs)
    assert "某事务所" in header and "内部底稿，未经复核" in header


@pytest.mark.parametrize("raw", [b"", b"no zip", b"PK\x03\x04broken"])
def test_a_broken_reference_is_told_with_what_to_do(union, raw):
    own_reference(union, raw)
    union.confirm("A25", number=NUMBER)
    union.take_evidence(SHEET)
    with pytest.raises(SetupError, match=r"texts/reference\.docx 不能读取.*另存为 \.docx"):
        evidence_sheets(union.open())


def test_a_zip_that_is_no_word_document_is_told(union):
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("hello.txt", "x")
    own_reference(union, stream.getvalue())
    from auditbook.report.report import Report

    document = Report(union.open(), "audit").document
    with pytest.raises(SetupError, match=r"reference\.docx"):
        docx(document)
