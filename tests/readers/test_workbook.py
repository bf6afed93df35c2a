import io
import zipfile

import pytest

from auditbook.errors import InputError
from auditbook.readers import read_sheets

HEADING = ["项目", "本年决算数"]


@pytest.fixture
def sheets_of(tmp_path):
    def read(raw, name="决算.xlsx"):
        path = tmp_path / name
        path.write_bytes(raw)
        return read_sheets(path)

    return read


def with_error_in(raw: bytes, cell: str) -> bytes:
    """As Excel saves it: a formula whose result is #DIV/0!."""
    old, new = zipfile.ZipFile(io.BytesIO(raw)), io.BytesIO()
    with zipfile.ZipFile(new, "w") as target:
        for name in old.namelist():
            text = old.read(name)
            if name.endswith("sheet1.xml"):
                text = text.replace(f'r="{cell}"'.encode(), f'r="{cell}" t="e"'.encode())
                text = text.replace(b"<v></v>", b"<v>#DIV/0!</v>").replace(b"<v />", b"<v>#DIV/0!</v>")
            target.writestr(name, text)
    return new.getvalue()


def test_blank_rows_and_columns_on_top_keep_excels_numbers(sheets_of, workbook):
    def later(book):
        book.active["C5"], book.active["D5"] = HEADING
        book.active["C7"] = "支出总额"

    rows = sheets_of(workbook(change=later))[0].rows
    assert [number for number, cells in rows if any(cells)] == [5, 7]


def test_a_formula_that_failed_is_told_with_its_place(sheets_of, workbook):
    def later(book):
        book.active["C5"], book.active["D5"] = HEADING
        book.active["C6"], book.active["D6"] = "支出总额", "=1/0"

    sheet = sheets_of(with_error_in(workbook(change=later), "D6"))[0]
    ((row, column, _),) = sheet.errors
    cells = dict(sheet.rows)[5]
    assert (row, cells[column]) == (6, "本年决算数")


def test_a_merged_title_is_one_text_and_blanks(sheets_of, workbook):
    def merged(book):
        book.active.merge_cells("A1:C1")

    raw = workbook(["2022年部门决算"], ["项目", "预算", "决算"], change=merged)
    assert sheets_of(raw)[0].rows[0] == (1, ["2022年部门决算", "", ""])


def test_a_hidden_sheet_is_read_and_said_to_be_hidden(sheets_of, workbook):
    def hide(book):
        book.create_sheet("旧稿").append(HEADING)
        book["旧稿"].sheet_state = "hidden"

    assert [(sheet.name, sheet.hidden) for sheet in sheets_of(workbook(HEADING, change=hide))] == [
        ("Sheet", False),
        ("旧稿", True),
    ]


def test_codes_stay_text_and_days_look_like_days(sheets_of, workbook):
    from datetime import date

    (_, cells) = sheets_of(workbook(["0123", date(2022, 3, 7), 1764]))[0].rows[0]
    assert cells[0] == "0123" and cells[1].startswith("2022-03-07") and cells[2] == "1764"


def test_a_chart_sheet_does_not_hide_the_tables(sheets_of, workbook):
    raw = workbook(HEADING, ["支出总额", 1], change=lambda book: book.create_chartsheet("图"))
    assert sheets_of(raw)[0].rows[1] == (2, ["支出总额", "1"])


def test_a_download_that_broke_off_is_said_to_be_broken(sheets_of, workbook):
    raw = workbook(HEADING)
    with pytest.raises(InputError, match="没有下载完整"):
        sheets_of(raw[: len(raw) // 2])


def test_a_password_is_named_as_the_reason(sheets_of):
    raw = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600
    with pytest.raises(InputError, match="密码保护"):
        sheets_of(raw)


def test_an_archive_that_is_no_workbook_is_refused(sheets_of):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("说明.txt", "不是工作簿")
    with pytest.raises(InputError):
        sheets_of(stream.getvalue())


def test_a_sheet_that_would_not_fit_into_memory_is_refused(sheets_of, workbook, monkeypatch):
    monkeypatch.setattr("auditbook.workbooks.package.MAX_UNZIPPED", 100)
    with pytest.raises(InputError, match="另存为 CSV"):
        sheets_of(workbook(HEADING))


@pytest.mark.parametrize("damage", ["central directory", "version"])
def test_a_damaged_directory_in_the_file_is_said_to_be_damage(sheets_of, workbook, damage):
    raw = bytearray(workbook(HEADING))
    at = raw.find(b"PK\x01\x02")
    raw[at + (2 if damage == "central directory" else 6)] = 0xFA
    with pytest.raises(InputError):
        sheets_of(bytes(raw))
