"""The round trip through another program: LibreOffice stands in for WPS, which writes files as its own way is."""

import shutil
import subprocess

import openpyxl
import pytest
from workbooks import Filled, decide

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]
NUMBER = "2021-U-D6-01"


def saved_by_libreoffice(path, ending, folder):
    subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", ending,
                    "--outdir", str(folder), str(path)], check=True, capture_output=True, timeout=180)  # fmt: skip
    return folder / f"{path.stem}.{ending}"


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_what_was_filled_in_is_read_the_same(union, tmp_path, ending):
    key = union.finding().key
    decide(Filled(union), key).back()
    filled = Filled(union).put("取证单", NUMBER, 附件页数=2, 审计人员一="审计员甲", 审计人员二="审计员乙",
                               证据提供单位意见="属实", 取证日期="2022-03-02")  # fmt: skip
    filled.put("复核", (NUMBER, "一级复核"), 签署人="审计员丙", 日期="2022-03-05")
    before = filled.back()
    place = tmp_path / "converted"
    place.mkdir()
    made = saved_by_libreoffice(union.folder / "findings.xlsx", ending, place)
    (union.folder / "findings.xlsx").unlink()
    shutil.copy(made, union.folder / f"findings.{ending}")
    case = union.open()
    assert [p.message for p in [*case.problems, *case.engagement.problems]] == []
    assert _said(case) == _said(before)
    assert case.engagement.sheets[NUMBER].lacking == [] and len(case.engagement.reviews[NUMBER]) == 1


def test_drop_downs_filters_and_repeated_heads_survive(union, tmp_path):
    Filled(union).back()
    place = tmp_path / "converted"
    place.mkdir()
    book = openpyxl.load_workbook(saved_by_libreoffice(union.folder / "findings.xlsx", "xlsx", place))
    sheet = book["疑点清单"]
    # a frozen pane belongs to a window, and LibreOffice without one keeps it of no file
    assert sheet.auto_filter.ref and sheet.print_title_rows == "$1:$1"
    assert any("确认" in rule.formula1 for rule in sheet.data_validations.dataValidation)
    assert book["_原表"].sheet_state != "visible"


def _said(case):
    return {key: [(e.decision, e.reason, e.by, e.on, e.evidence, e.evidence_sheet) for e in entries]
            for key, entries in case.decisions.items()}  # fmt: skip
