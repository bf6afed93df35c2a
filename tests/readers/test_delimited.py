import pytest

from auditbook.errors import InputError
from auditbook.readers import read_sheets

LINES = "项目,本年决算数\n支出总额,631100.00\n"


@pytest.fixture
def rows_of(tmp_path):
    def read(raw, name="决算.csv"):
        path = tmp_path / name
        path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
        return list(read_sheets(path)[0].rows)

    return read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_same_table_in_every_encoding_of_an_office(rows_of, encoding):
    assert rows_of(LINES.encode(encoding)) == [(1, ["项目", "本年决算数"]), (2, ["支出总额", "631100.00"])]


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
def test_the_separator_is_seen(rows_of, mark):
    assert rows_of(LINES.replace(",", mark))[1] == (2, ["支出总额", "631100.00"])


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_ending_of_a_line_makes_one_row(rows_of, ending):
    assert [number for number, _ in rows_of(LINES.replace("\n", ending))] == [1, 2]


def test_a_line_break_in_quotes_does_not_move_the_rows_below(rows_of):
    rows = rows_of('项目,说明\n支出总额,"第一行\n第二行"\n人员经费,某说明\n')
    assert rows[2] == (3, ["人员经费", "某说明"])  # as Excel numbers it; an editor would say 4


def test_blank_lines_keep_their_numbers(rows_of):
    assert rows_of("\n\n项目,本年决算数\n\n支出总额,1\n")[-1] == (5, ["支出总额", "1"])


def test_quotation_marks_inside_a_name_do_not_break_the_row(rows_of):
    assert rows_of('项目,本年决算数\n“三公”经费,7\n"""三公""经费",8\n')[2] == (3, ['"三公"经费', "8"])


def test_a_picture_named_csv_is_refused(rows_of):
    with pytest.raises(InputError, match="无法识别的文件格式"):
        rows_of(b"\x89PNG\r\n\x1a\n" + b"\x00" * 50)


def test_an_empty_file_is_said_to_be_empty(rows_of):
    with pytest.raises(InputError, match="0 字节"):
        rows_of(b"")


def test_half_a_character_at_the_end_is_no_reason_to_guess(rows_of):
    with pytest.raises(InputError, match="文字编码与前面"):
        rows_of("项目,本年决算数\n支出总额,1\n".encode() + b"\xff")


def test_a_long_summary_is_read_whole(rows_of):
    assert rows_of("项目,说明\n支出总额,{}\n".format("长" * 140_000))[1] == (2, ["支出总额", "长" * 140_000])


def test_a_cell_of_a_monstrous_length_is_refused(rows_of):
    with pytest.raises(InputError, match="有一格超过 1000 万字"):
        rows_of("项目,说明\n支出总额,{}\n".format("长" * 10_000_001))


def test_any_ending_in_capitals_is_read(rows_of):
    assert rows_of(LINES, "决算.CSV")[1] == (2, ["支出总额", "631100.00"])


def test_a_quote_that_is_never_closed_is_refused(rows_of):
    with pytest.raises(InputError):
        rows_of('项目,本年决算数\n支出总额,631100\n"人员经费,266500\n公用经费,364600\n')


def test_commas_within_amounts_do_not_outvote_the_tabs(rows_of):
    assert rows_of("项目\t本年决算数\n支出总额\t1,234,567.00\n", "决算.txt")[1] == (2, ["支出总额", "1,234,567.00"])


def test_text_named_xls_is_known_by_its_content(rows_of):
    assert rows_of(LINES.replace(",", "\t").encode("gb18030"), "决算.xls")[1] == (2, ["支出总额", "631100.00"])
