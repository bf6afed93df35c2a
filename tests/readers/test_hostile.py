"""Files that a computer, a network or a joker has spoilt: each is one message with the place and a remedy.

What would fill the memory is read in a process of its own, which has less of it than the file asks for.
"""

from __future__ import annotations

import io
import json
import os
import re
import struct
import subprocess
import sys
import zipfile
import zlib

import pytest
import xlsxwriter

from auditbook.cli import main
from auditbook.errors import InputError
from auditbook.readers import read_sheets

HEADING = ["日期", "凭证字号", "摘要", "科目编码", "借方金额", "贷方金额"]
DEBIT = ["2022-03-07", "记-1", "慰问困难职工", "50102", "100.00", ""]
CREDIT = ["2022-03-07", "记-1", "慰问困难职工", "101", "", "100.00"]
MEGABYTES = 700
posix = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX system")
linux = pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux does")


def text(*rows, mark=","):
    return "".join(mark.join(row) + "\n" for row in (HEADING, *rows)).encode()


def changed(row=DEBIT, **cells):
    """A line of the journal with other cells: 日期="1899-12-31"."""
    return [cells.get(title, cell) for title, cell in zip(HEADING, row, strict=True)]


def page():
    rows = "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in (HEADING, DEBIT, CREDIT))
    return f"<html><table>{rows}</table>"


def book(*rows):
    """An .xlsx as Excel writes it, with shared strings; numbers are numbers and ``=…`` formulas without a value."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as made:
        sheet = made.add_worksheet("序时账")
        for number, row in enumerate((HEADING, *rows)):
            for column, cell in enumerate(row):
                if str(cell).startswith("="):
                    sheet.write_formula(number, column, cell, None, "")
                elif cell != "":
                    sheet.write(number, column, cell)
    return stream.getvalue()


def with_part(raw, name, change):
    """The workbook with one of its XML parts changed."""
    old, new = zipfile.ZipFile(io.BytesIO(raw)), io.BytesIO()
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in old.namelist():
            data = old.read(part)
            archive.writestr(part, change(data) if part.endswith(name) else data)
    assert new.getvalue() != raw
    return new.getvalue()


def with_rows(more):
    return with_part(
        book(DEBIT, CREDIT), "sheet1.xml", lambda data: data.replace(b"</sheetData>", more + b"</sheetData>")
    )


def bomb(piece, times, declared=None):
    """A workbook whose sheet has ``piece`` again and again; ``declared`` is the size that it pretends to have."""
    raw = book(DEBIT, CREDIT)
    old = zipfile.ZipFile(io.BytesIO(raw))
    name = "xl/worksheets/sheet1.xml"
    before, after = old.read(name).split(b"</sheetData>")
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = squeeze.compress(before) + squeeze.flush(zlib.Z_FULL_FLUSH)
    # after a full flush the same bytes mean the same again
    data += (squeeze.compress(piece) + squeeze.flush(zlib.Z_FULL_FLUSH)) * times
    data += squeeze.compress(b"</sheetData>" + after) + squeeze.flush()
    new = io.BytesIO()
    with zipfile.ZipFile(new, "w") as archive:
        for part in old.namelist():
            if part != name:
                archive.writestr(part, old.read(part))
        local = new.tell()
        archive.writestr(name, data)
    made = bytearray(new.getvalue())
    checksum = zlib.crc32(before)
    for _ in range(times):
        checksum = zlib.crc32(piece, checksum)
    checksum = zlib.crc32(b"</sheetData>" + after, checksum)
    size = declared or len(before) + len(piece) * times
    for at in (local + 8, made.rfind(b"PK\x01\x02") + 10):
        made[at : at + 2] = struct.pack("<H", zipfile.ZIP_DEFLATED)
        made[at + 6 : at + 10] = struct.pack("<I", checksum)
        made[at + 14 : at + 18] = struct.pack("<I", size)
    return bytes(made)


def protected():
    """An .xlsx with a password: an OLE file with the streams EncryptionInfo and EncryptedPackage of eight sectors."""
    end, free, fat = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    chain = [fat, end, *range(3, 10), end, *range(11, 18), end]
    sectors = [struct.pack("<128I", *chain, *[free] * (128 - len(chain)))]
    entries = [("Root Entry", 5, free, 1, end, 0), ("EncryptedPackage", 2, 2, free, 2, 4096)]
    entries += [("EncryptionInfo", 2, free, free, 10, 4096)]
    directory = b""
    for name, kind, right, child, start, size in entries:
        label = name.encode("utf-16-le")
        directory += label.ljust(64, b"\0") + struct.pack("<HBB", len(label) + 2, kind, 1)
        directory += struct.pack("<III", free, right, child) + bytes(36) + struct.pack("<IQ", start, size)
    sectors += [directory.ljust(512, b"\0"), b"\x5a" * 4096, struct.pack("<HHI", 4, 4, 64).ljust(4096, b"\0")]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    return header + b"".join(sectors)


@pytest.fixture
def told(load):
    """The messages about the only file of a unit; each has a remedy and no English."""

    def read(raw, name="序时账.csv"):
        problems = [problem for problem in load({name: raw}).problems if not problem.note]
        for problem in problems:
            assert problem.remedy, problem
            assert not re.search(r"[a-z]{3,} [a-z]{3,}|Error\(", str(problem)), problem
        return [str(problem) for problem in problems]

    return read


@pytest.fixture
def the_only(told):
    def read(raw, name="序时账.csv"):
        messages = told(raw, name)
        assert len(messages) == 1, messages
        assert messages[0].startswith(f"inputs/2022/u/{name}")
        return messages[0]

    return read


@pytest.fixture
def in_child(unit_folder, tmp_path):
    """The messages of a process that may use three gigabytes of addresses, and the megabytes that it did use."""
    code = """
import json, resource, sys
from pathlib import Path
from auditbook.load import load_unit
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
problems = load_unit(Path(sys.argv[1]), Path(sys.argv[2])).problems
status = Path("/proc/self/status")
used = [line.split()[1] for line in status.read_text().splitlines() if "VmHWM" in line] if status.is_file() else []
print(json.dumps([[str(problem) for problem in problems if not problem.note], int(used[0]) >> 10 if used else 0]))
"""

    def run(raw, name="序时账.xlsx"):
        folder = unit_folder({name: raw})
        # without more threads of Arrow than a small computer has: each asks for addresses
        small = {**os.environ, "OMP_NUM_THREADS": "1", "ARROW_IO_THREADS": "1", "RUST_BACKTRACE": "0"}
        done = subprocess.run(
            [sys.executable, "-c", code, str(folder), str(tmp_path)],
            check=False,
            capture_output=True,
            timeout=60,
            env=small,
        )
        assert done.returncode == 0, done.stderr[-500:]
        return json.loads(done.stdout)

    return run


def test_the_journal_that_the_others_spoil_is_read_without_a_word(told):
    assert told(text(DEBIT, CREDIT)) == []
    assert told(book(DEBIT, CREDIT), "序时账.xlsx") == []


# broken and disguised


@pytest.mark.parametrize("part", [0.2, 0.6, 0.95])
def test_a_workbook_cut_off_is_broken(the_only, part):
    raw = book(DEBIT, CREDIT)
    assert "没有下载完整" in the_only(raw[: int(len(raw) * part)], "序时账.xlsx")


@pytest.mark.parametrize("name", ["序时账.xlsx", "序时账.xls"])
def test_a_workbook_with_a_password_says_so(the_only, name):
    assert "密码" in the_only(protected(), name)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(page().encode(), id="html"),
        pytest.param(page().encode("gbk"), id="html, GBK"),
        pytest.param(page().encode("utf-8-sig"), id="html, BOM"),
        pytest.param(page().encode("utf-16"), id="html, UTF-16"),
        pytest.param(text(DEBIT, CREDIT, mark="\t"), id="tsv"),
        pytest.param(text(DEBIT, CREDIT, mark="\t").decode().encode("utf-16"), id="tsv, UTF-16"),
    ],
)
def test_text_under_the_name_of_a_workbook_is_read(load, raw):
    loaded = load({"序时账.xls": raw})
    assert loaded.files == {"inputs/2022/u/序时账.xls": "序时账"}
    assert [str(problem) for problem in loaded.problems if not problem.note] == []


def test_the_same_column_twice_names_the_column_and_what_was_done(the_only):
    raw = text(DEBIT, CREDIT).replace("贷方金额\n".encode(), "贷方金额,借方金额\n".encode())
    message = the_only(raw)
    assert "第1行" in message and "“借方金额”" in message and "只用了第一列" in message


def test_two_encodings_in_one_file_name_the_row_where_the_second_begins(the_only):
    assert "第 4 行" in the_only(text(DEBIT, CREDIT) + text(DEBIT).decode().encode("gbk"))


@pytest.mark.parametrize("before", [0, 20_000])
def test_an_invisible_zero_sign_names_its_row(the_only, before):
    assert f"第 {before + 2} 行" in the_only(text(*[DEBIT] * before, changed(摘要="慰\0问")))


@pytest.mark.parametrize("raw", [b"", b"\n\n \n", "\ufeff".encode()])
def test_a_file_with_nothing_in_it_is_told_as_such(the_only, raw):
    assert re.search("文件是空的|没有内容", the_only(raw))


# cells


@pytest.mark.parametrize(
    ("figure", "why"),
    [
        ("#REF!", "“#REF!”不是数字"),
        ("1e400", "“1e400”不是数字"),
        ("NaN", "“NaN”不是数字"),
        ("inf", "“inf”不是数字"),
        ("-Infinity", "“-Infinity”不是数字"),
        ("1234.565", "“1234.565”超过两位小数"),
        ("9" * 40, "位数过多"),
        ("99999999999999999.99", "位数过多"),
    ],
)
def test_an_amount_that_is_none_names_its_cell(the_only, figure, why):
    message = the_only(text(DEBIT, CREDIT, changed(借方金额=figure)))
    assert "第4行“借方金额”" in message and why in message


@pytest.mark.parametrize("figure", [b"1e400", b"NaN", b"INF", b"100.005"])
def test_a_number_of_a_workbook_that_is_none_names_its_cell(the_only, figure):
    raw = with_part(
        book(changed(借方金额=12345)), "sheet1.xml", lambda data: data.replace(b">12345<", b">%s<" % figure)
    )
    assert "[序时账] 第2行“借方金额”" in the_only(raw, "序时账.xlsx")


@pytest.mark.parametrize("day", ["1899-12-31", "1900-01-00", "0000-00-00", "2022-02-30", "22022-03-07"])
def test_a_day_that_never_was_names_its_cell(the_only, day):
    assert "第2行“日期”" in the_only(text(changed(日期=day), CREDIT))


@pytest.mark.parametrize("day", [0, -3, 1e9])
def test_a_day_before_1900_in_a_workbook_names_its_cell(the_only, day):
    assert "[序时账] 第2行“日期”" in the_only(book(changed(日期=day)), "序时账.xlsx")


def test_a_formula_that_nobody_has_computed_is_no_empty_cell(the_only):
    message = the_only(book(changed(借方金额="=50+50"), CREDIT), "序时账.xlsx")
    assert "[序时账] 第2行“借方金额”" in message and "公式" in message


def test_a_formula_that_failed_names_its_cell_as_the_sheet_shows_it(the_only):
    failed = b'<c r="E2" t="e"><v>#REF!</v></c>'
    raw = with_part(
        book(changed(借方金额=12345)), "sheet1.xml", lambda data: data.replace(b'<c r="E2"><v>12345</v></c>', failed)
    )
    message = the_only(raw, "序时账.xlsx")
    assert "[序时账] 第2行“借方金额”" in message and "#REF!" in message


# too much


@linux
def test_a_bomb_that_says_what_it_is_is_refused(in_child):
    (message,), used = in_child(bomb(b'<row><c t="n"><v>1</v></c></row>' * (1 << 19), 72))
    assert "解压后超过 1 GB" in message and used < MEGABYTES


@linux
@pytest.mark.long
@pytest.mark.parametrize("piece", [b'<row><c t="n"><v>1</v></c></row>', b" " * 32], ids=["rows", "blanks"])
def test_a_bomb_that_pretends_to_be_small_is_refused(in_child, piece):
    (message,), used = in_child(bomb(piece * (1 << 19), 72, declared=1000))
    assert "请" in message and used < MEGABYTES


@pytest.mark.long
@linux
def test_a_sheet_that_claims_every_cell_of_excel_and_has_few_is_read(in_child):
    claimed = with_part(
        book(DEBIT, CREDIT),
        "sheet1.xml",
        lambda data: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', data),
    )
    messages, used = in_child(claimed)
    assert messages == [] and used < MEGABYTES


@pytest.mark.long
@linux
def test_a_single_cell_in_the_last_corner_does_not_stop_the_others(in_child):
    messages, used = in_child(with_rows(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    assert len(messages) <= 1 and used < MEGABYTES


@pytest.mark.long
@linux
def test_one_cell_far_to_the_right_does_not_widen_every_row(in_child):
    cell = '<Cell{}><Data ss:Type="String">{}</Data></Cell>'
    rows = ["".join(cell.format("", text) for text in row) for row in (HEADING, *[DEBIT, CREDIT] * 15_000)]
    rows.append(cell.format(' ss:Index="16384"', "远"))
    namespace = "urn:schemas-microsoft-com:office:spreadsheet"
    table = "".join(f"<Row>{row}</Row>" for row in rows)
    raw = f'<Workbook xmlns="{namespace}" xmlns:ss="{namespace}"><Worksheet ss:Name="账"><Table>{table}'
    messages, used = in_child(f"{raw}</Table></Worksheet></Workbook>".encode(), "序时账.xml")
    assert len(messages) <= 1 and used < MEGABYTES


@linux
@pytest.mark.parametrize(
    "doctype",
    [
        b'<!DOCTYPE sst [<!ENTITY a "' + b"x" * 1000 + b'">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 20) for n in range(8)) + b"]>",
        b'<!DOCTYPE sst [<!ENTITY i SYSTEM "file:///etc/hostname">]>',
    ],
    ids=["bomb", "file"],
)  # fmt: skip
def test_entities_in_the_strings_of_a_workbook_are_refused(in_child, doctype):
    raw = with_part(
        book(DEBIT, CREDIT),
        "sharedStrings.xml",
        lambda data: data.replace(b"<sst", doctype + b"<sst", 1).replace("慰问困难职工".encode(), b"x&i;y"),
    )
    (message,), used = in_child(raw)
    assert "请" in message and used < MEGABYTES


@pytest.mark.long
def test_sixteen_megabytes_in_one_line_are_refused(the_only):
    assert "第 2 行" in the_only(text(changed(摘要="长" * (16 << 20)), CREDIT))


@linux
@pytest.mark.long
def test_a_row_of_sixteen_million_cells_is_refused_with_its_number(in_child):
    messages, used = in_child(text(DEBIT, CREDIT) + b"," * (16 << 20) + b"\n", "序时账.csv")
    assert len(messages) == 1 and "第 4 行" in messages[0] and used < MEGABYTES


@linux
@pytest.mark.long
@pytest.mark.parametrize("blank", [b",,,,,\n", b"\n"], ids=["commas", "lines"])
def test_a_million_empty_rows_do_not_move_the_row_below(in_child, blank):
    raw = text(DEBIT, CREDIT) + blank * 1_000_000 + text(changed(借方金额="壹佰"))[len(text()) :]
    (message,), used = in_child(raw, "序时账.csv")
    assert "第1000004行“借方金额”" in message and used < MEGABYTES


@pytest.mark.long
@linux
def test_a_million_empty_rows_of_a_workbook_are_no_rows(in_child):
    messages, used = in_child(with_rows(b"".join(b'<row r="%d"/>' % number for number in range(4, 1_000_000))))
    assert messages == [] and used < MEGABYTES


# what is no file


def test_a_folder_under_the_name_of_a_table_is_told(load, unit_folder):
    (unit_folder() / "序时账.csv").mkdir()
    (problem,) = load().problems
    assert "序时账.csv" in str(problem) and problem.remedy


@posix
def test_a_pipe_is_told_and_not_waited_for(load, unit_folder):
    os.mkfifo(unit_folder() / "序时账.csv")
    (problem,) = load().problems
    assert "序时账.csv：不是普通文件" in str(problem)


@posix
def test_a_pipe_that_is_asked_for_by_name_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "序时账.csv")
    with pytest.raises(InputError):
        read_sheets(tmp_path / "序时账.csv")


@posix
def test_a_file_that_may_not_be_read_is_told(load, unit_folder):
    path = unit_folder({"序时账.csv": text(DEBIT)}) / "序时账.csv"
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("root may read everything")
    (problem,) = load().problems
    assert "序时账.csv" in str(problem) and "权限" in problem.remedy


@posix
def test_a_link_out_of_the_folder_is_not_followed(load, unit_folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("elsewhere") / "序时账.csv"
    outside.write_bytes(text(DEBIT, CREDIT))
    (unit_folder() / "序时账.csv").symlink_to(outside)
    loaded = load()
    assert [p.message for p in loaded.problems] == ["是指向文件夹之外的链接，没有读取"] and not loaded.files


@posix
@pytest.mark.parametrize("name", ["序时\x1b[2J账.csv", "序时\n账.csv", "序时\u202e账.csv"])
def test_a_file_name_does_not_command_the_terminal(load, name):
    (problem,) = load({name: text(changed(借方金额="壹佰"))}).problems
    assert re.search("[\x00-\x1f\x7f\u202a-\u202e]", str(problem)) is None


# the command


@posix
@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("序时账.xlsx", book(DEBIT, CREDIT)[:2000]),
        ("序时账.xlsx", protected()),
        ("序时账.csv", b""),
        ("序时账.csv", text(DEBIT) + "慰问".encode("gbk")),
        ("序时账.xml", b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet>'),
        ("序时账.html", b"<html><table><tr><td"),
    ],
)
def test_inspect_tells_it_in_one_line(tmp_path, capsys, name, raw):
    (tmp_path / name).write_bytes(raw)
    assert main(["inspect", str(tmp_path / name)]) == 1
    said = capsys.readouterr()
    assert said.out.count("问题：") == 1 and re.search("问题：.+。请.+", said.out)
