"""Packages that claim more than they hold, and names that say what the content is not."""

import datetime
import io
import os
import re
import zipfile

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from auditbook.errors import InputError
from auditbook.readers import _by_columns, read_sheets
from auditbook.workbooks import apart
from auditbook.workbooks.package import look

HEADING = ["日期", "摘要", "金额"]
MAIN = b' xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def with_part(raw, ending, old, new):
    """The workbook with one of its XML parts changed."""
    source, target = zipfile.ZipFile(io.BytesIO(raw)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.namelist():
            data = source.read(part)
            archive.writestr(part, re.sub(old, new, data) if part.endswith(ending) else data)
    assert target.getvalue() != raw
    return target.getvalue()


@pytest.fixture
def path_of(tmp_path):
    def write(raw, name="序时账.xlsx"):
        path = tmp_path / name
        path.write_bytes(raw)
        return path

    return write


@pytest.fixture
def with_cells(workbook, path_of):
    """A workbook with the heading and more XML below it."""

    def write(more):
        return path_of(with_part(workbook(HEADING), "sheet1.xml", b"</sheetData>", more + b"</sheetData>"))

    return write


def shared(texts):
    """A workbook with one column of texts that are kept once."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        made.add_worksheet().write_column(0, 0, texts)
    return stream.getvalue()


def ods(rows):
    office, table, text = (f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text"))
    content = (
        f'<office:document-content xmlns:office="{office}" xmlns:table="{table}" xmlns:text="{text}"><office:body>'
        f'<office:spreadsheet><table:table table:name="账">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{manifest}"/>')
    return stream.getvalue()


# how far the cells reach


@pytest.mark.parametrize(
    ("cells", "rows"),
    [
        (b'<row r="7"><c r="C7"><v>5</v></c></row>', 7),
        (b"<row r='7'><c s = '0' r = 'C7'><v>5</v></c></row>", 7),
        (b'<row r="7"><c r="c7"><v>5</v></c></row>', 7),
        (b"<row/><row><c/><c><v>5</v></c></row>", 3),
        (b'<row r="7"><x:c%s r="C7"><x:v>5</x:v></x:c></row>' % MAIN, 7),
        (b'<row r="7"><c x=">" r="C7"><v>5</v></c></row>', 7),
        (b'<row r="1048576"><c r="XFD1048576" s="0"/></row>', 1),
    ],
)
def test_cells_are_found_however_a_program_writes_them(with_cells, cells, rows):
    (sheet,) = read_sheets(with_cells(cells))
    assert (len(sheet.rows), sheet.rows[0][1]) == (rows, HEADING)


@pytest.mark.long
@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1048576"><c s="0" r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1048576"><x:c%s r="XFD1048576"><x:v>1</x:v></x:c></row>' % MAIN,
        b'<row r="2"><c r="XFD2"><v>1</v></c></row>' + b"<row/>" * 1_048_573 + b"<row><c><f>1</f><v>1</v></c></row>",
        b'<row r="1048576"><c r="A1048576"><v>1</v></c></row><row r="3"><c r="XFD3" t="str"><v>1</v></c></row>',
    ],
)
def test_a_far_cell_is_refused_with_its_sheet_and_its_place(with_cells, cells):
    with pytest.raises(InputError, match=r"工作表“Sheet”一直用到 XFD1048576（.+。请删除"):
        read_sheets(with_cells(cells))


@pytest.mark.skipif(os.name == "nt", reason="holds memory to a limit as POSIX does")
@pytest.mark.parametrize("hidden", [b'x="<" r="XFD1048576"', b"x='\"' y='<' r='XFD1048576'"])
def test_a_far_cell_that_hides_takes_no_memory_of_ours(with_cells, hidden, monkeypatch):
    monkeypatch.setattr(apart, "MEMORY", 2 << 30)
    with pytest.raises(InputError, match="请"):
        read_sheets(with_cells(b'<row r="5"><c %s><v>1</v></c></row>' % hidden))


@pytest.mark.skipif(os.name == "nt", reason="holds memory to a limit as POSIX does")
def test_a_number_of_strings_that_nobody_has_takes_no_memory_of_ours(path_of):
    raw = with_part(shared(["甲"]), "sharedStrings.xml", rb'uniqueCount="\d+"', b'uniqueCount="4000000000"')
    with pytest.raises(InputError, match="另存为 CSV"):
        read_sheets(path_of(raw))


def test_one_long_text_that_every_cell_repeats_is_read_apart(path_of):
    assert look(path_of(shared(["x" * 30_000] * 40_000))).apart
    assert not look(path_of(shared(["x" * 30_000] * 4_000))).apart


def test_a_repeated_cell_of_an_open_document_takes_no_memory_of_ours(path_of):
    cell = '<table:table-cell office:value-type="float" office:value="1" {}><text:p>1</text:p></table:table-cell>'
    row = f"<table:table-row>{cell.format('')}</table:table-row>"
    assert read_sheets(path_of(ods(row), "账.ods"))[0].rows[0] == (1, ["1"])
    far = cell.format('table:number-columns-repeated="16384"')
    bomb = f'<table:table-row table:number-rows-repeated="1048576">{far}</table:table-row>'
    with pytest.raises(InputError, match="请"):
        read_sheets(path_of(ods(bomb), "账.ods"))


# formulas


def test_only_formulas_without_a_result_are_told(with_cells):
    cells = (
        b'<row r="4"><c r="A4"><f>1+1</f></c><c r="B4"><f t="shared" si="0"/><v></v></c><c r="C4"><f>1</f><v/></c>'
        b'<c r="D4" t="str"><f>""</f><v></v></c><c r="E4"><f>1</f><v>1</v></c><c r="F4"><v>1</v></c></row>'
        b'<row r="9"><c r="H9"><f>SUM(A1:A8)</f></c></row>'
    )
    (sheet,) = read_sheets(with_cells(cells))
    assert [(row, column) for row, column, _ in sheet.errors] == [(4, 0), (4, 1), (4, 2), (9, 7)]
    assert sheet.rows[8] == (9, [""] * 8)


def test_a_formula_of_a_program_that_counts_no_cells_has_its_place(with_cells):
    (sheet,) = read_sheets(with_cells(b"<row/><row><c><v>1</v></c><c><f>1+1</f></c></row>"))
    assert [(row, column) for row, column, _ in sheet.errors] == [(3, 1)]


def test_an_error_that_only_new_excels_know_is_named(with_cells):
    with pytest.raises(InputError, match=r"工作表“Sheet”里有显示为 #SPILL! 的公式.+请"):
        read_sheets(with_cells(b'<row r="2"><c r="A2" t="e"><v>#SPILL!</v></c></row>'))


# a process of its own


def test_what_is_read_apart_is_the_same(workbook, path_of):
    def second(book):
        book.create_sheet("旧稿").append(["甲", "乙"])
        book["旧稿"].sheet_state = "hidden"
        book.create_sheet("空")

    path = path_of(workbook(HEADING, ["2022-03-07", "慰问", "=1/0"], change=second))
    here, there = apart.load(path, "xlsx"), apart.load_apart(path, "xlsx")
    assert [(s.name, s.hidden, s.errors) for s in here] == [(s.name, s.hidden, s.errors) for s in there]
    assert [s.batch and s.batch.to_pydict() for s in here] == [s.batch and s.batch.to_pydict() for s in there]


def test_a_process_leaves_nothing_behind(workbook, path_of, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = path_of(workbook(HEADING))
    apart.load_apart(path, "xlsx")
    with pytest.raises(InputError):
        apart.load_apart(path_of(b"PK\x03\x04", "b.xlsx"), "xlsx")
    assert not list(tmp_path.glob("auditbook-*"))


def test_a_large_package_goes_to_a_process_of_its_own(workbook, path_of, monkeypatch):
    monkeypatch.setattr("auditbook.workbooks.package.APART_UNZIPPED", 100)
    assert read_sheets(path_of(workbook(HEADING)))[0].rows[0] == (1, HEADING)


# names


@pytest.mark.parametrize("name", ["序时账.xls", "序时账.ods"])
def test_a_workbook_under_the_name_of_another_is_read_by_its_content(workbook, path_of, name):
    assert read_sheets(path_of(workbook(HEADING), name))[0].rows[0] == (1, HEADING)


@pytest.mark.parametrize("name", ["序时账.xlsb", "序时账.et", "序时账.ET", "序时账.dbf"])
def test_what_is_not_supported_is_told_with_what_to_do(load, name):
    (problem,) = load({name: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)}).problems
    assert "不支持" in problem.message and "另存为 xlsx" in problem.remedy


def test_a_binary_workbook_under_another_name_is_named(path_of):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.bin", b"\0")
    with pytest.raises(InputError, match=r"不支持 \.xlsb"):
        read_sheets(path_of(stream.getvalue()))


def test_days_counted_from_1904_are_right_and_it_is_noted(workbook, path_of):
    def old_mac(book):
        book.epoch = CALENDAR_MAC_1904
        book.active["A1"] = datetime.date(2022, 3, 7)

    (sheet,) = read_sheets(path_of(workbook(change=old_mac)))
    assert sheet.rows[0][1][0].startswith("2022-03-07") and "1904" in sheet.about["note"]
    assert openpyxl.load_workbook(path_of(workbook(change=old_mac))).epoch == CALENDAR_MAC_1904


# pages and pieces of paper


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("数电票.xml", '<?xml version="1.0" encoding="UTF-8"?><EInvoice><Header/></EInvoice>'),
        ("通知.html", "<html><body><p>关于报送决算的通知</p></body></html>"),
        ("说明.htm", "见附件"),
        ("通讯录.html", "<table><tr><td>甲<td>乙<tr><td>1<td>2</table>"),
    ],
)
def test_a_page_without_a_table_that_we_know_is_an_attachment(load, name, text):
    loaded = load({name: text})
    assert loaded.files == {f"inputs/2022/u/{name}": "附件"}
    assert [problem for problem in loaded.problems if not problem.note] == []


def test_a_page_with_tables_that_nobody_knows_is_noted(load):
    (problem,) = load({"通讯录.html": "<table><tr><td>甲<td>乙<tr><td>1<td>2</table>"}).problems
    assert problem.note and "作为附件" in problem.message


def test_a_page_under_the_name_of_a_workbook_is_no_attachment(load):
    (problem,) = load({"序时账.xls": "<html><body>登录超时，请重新登录</body></html>"}).problems
    assert not problem.note and "没有表格" in problem.message


def test_rows_far_wider_than_the_others_are_odd_ones(monkeypatch):
    monkeypatch.setattr("auditbook.readers.MOST_CELLS", 100)
    (block,) = _by_columns([(1, ["a", "b"]), (3, ["c"]), (4, ["", *["x"] * 99]), (5, [])], 0)
    assert block.numbers.tolist() == [1, 3, 5] and [number for number, _ in block.odd] == [4]
    assert [column.to_pylist() for column in block.columns] == [["a", "c", ""], ["b", "", ""]]


def test_a_cell_that_is_written_otherwise_is_read_apart_and_the_same(workbook, path_of):
    raw = workbook(HEADING, ["2022-03-07", "慰问", 5])
    path = path_of(with_part(raw, "sheet1.xml", rb'<c r="(\w+)"', rb'<c s="0" r="\1"'))
    assert look(path).apart and not look(path_of(raw, "b.xlsx")).apart
    assert read_sheets(path)[0].rows[1] == (2, ["2022-03-07", "慰问", "5"])
