import pytest

from auditbook.errors import InputError
from auditbook.readers import read_sheets

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
HEADING = '<Row><Cell><Data ss:Type="String">摘要</Data></Cell><Cell><Data ss:Type="String">金额</Data></Cell></Row>'


def book(rows, declared="", options="", name="序时账"):
    return (
        f'<?xml version="1.0"{declared}?>\n<?mso-application progid="Excel.Sheet"?>\n'
        f'<Workbook xmlns="{NAMESPACE}" xmlns:ss="{NAMESPACE}" xmlns:html="http://www.w3.org/TR/REC-html40">'
        f'<Styles><Style ss:ID="s1"/></Styles>'
        f'<Worksheet ss:Name="{name}"><Table>{rows}</Table>{options}</Worksheet></Workbook>'
    )


def row(*cells, at=""):
    filled = "".join(f'<Cell><Data ss:Type="{kind}">{text}</Data></Cell>' for kind, text in cells)
    return f"<Row{at}>{filled}</Row>"


@pytest.fixture
def sheets_of(tmp_path):
    def read(text, name="序时账.xls"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_sheets(path)

    return read


@pytest.fixture
def rows_of(sheets_of):
    return lambda rows: sheets_of(book(rows))[0].rows


@pytest.mark.parametrize("name", ["序时账.xls", "序时账.xml", "序时账.xlsx"])
def test_a_workbook_is_known_by_its_content(sheets_of, name):
    (sheet,) = sheets_of(book(HEADING), name)
    assert (sheet.name, sheet.rows) == ("序时账", [(1, ["摘要", "金额"])])


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("", "utf-8"),
        (' encoding="UTF-8"', "utf-8-sig"),
        (' encoding="GBK"', "gbk"),
        (' encoding="gb2312"', "gb18030"),
        (' encoding="UTF-16"', "utf-16"),
        (' encoding="UTF-8"', "gbk"),  # Excel refuses it; what it means is plain
    ],
)
def test_every_encoding_of_an_office(sheets_of, declared, written):
    assert sheets_of(book(HEADING, declared).encode(written), "序时账.xml")[0].rows == [(1, ["摘要", "金额"])]


def test_an_index_leaves_gaps_and_rows_keep_their_numbers(rows_of):
    rows = rows_of(
        HEADING
        + '<Row ss:Index="5"><Cell ss:Index="2"><Data ss:Type="Number">7</Data></Cell></Row>'
        + '<Row ss:Span="2"/>'
        + row(("String", "合计"))
    )
    assert rows == [(1, ["摘要", "金额"]), (5, ["", "7"]), (9, ["合计"])]


def test_merged_cells_are_one_text_and_blanks(rows_of):
    rows = rows_of(
        '<Row><Cell ss:MergeDown="1"><Data ss:Type="String">科目</Data></Cell>'
        '<Cell ss:MergeAcross="1"><Data ss:Type="String">期初余额</Data></Cell>'
        '<Cell><Data ss:Type="String">方向</Data></Cell></Row>'
        '<Row><Cell ss:Index="2"><Data ss:Type="String">借方</Data></Cell>'
        '<Cell><Data ss:Type="String">贷方</Data></Cell></Row>'
    )
    assert rows == [(1, ["科目", "期初余额", "", "方向"]), (2, ["", "借方", "贷方"])]


def test_every_type_is_the_text_that_a_sheet_would_give(rows_of):
    rows = rows_of(
        row(
            ("String", "0012"),
            ("Number", "1234.5"),
            ("Number", "1.5E+3"),
            ("Number", "-2.5e-2"),
            ("DateTime", "2022-03-07T00:00:00.000"),
            ("Boolean", "1"),
            ("String", '="0012"'),
        )
    )
    assert rows[0][1] == ["0012", "1234.5", "1500", "-0.025", "2022-03-07 00:00:00", "true", '="0012"']


@pytest.mark.parametrize("figure", ["1e400", "1E+999999999", "NaN", "INF", "e"])
def test_a_figure_that_is_none_is_left_for_the_cell_to_refuse(rows_of, figure):
    assert rows_of(row(("String", "摘要"), ("Number", figure)))[0][1] == ["摘要", figure]


def test_figures_have_passed_through_floats(sheets_of):
    assert sheets_of(book(HEADING))[0].binary


def test_a_formula_that_failed_is_told_with_its_place(sheets_of):
    (sheet,) = sheets_of(book(HEADING + row(("String", "合计"), ("Error", "#REF!"))))
    assert (sheet.rows[1], sheet.errors) == ((2, ["合计", ""]), ((2, 1, "#REF!"),))


def test_a_formula_that_nobody_has_computed_is_no_empty_cell(sheets_of):
    cells = '<Row><Cell/><Cell ss:Formula="=SUM(R[-2]C:R[-1]C)"/></Row>'
    (sheet,) = sheets_of(book(HEADING + cells))
    assert sheet.rows[1] == (2, ["", ""]) and sheet.errors == ((2, 1, "=SUM(R[-2]C:R[-1]C)"),)


def test_a_formula_with_its_result_is_the_result(rows_of):
    assert rows_of('<Row><Cell ss:Formula="=1+1"><Data ss:Type="Number">2</Data></Cell></Row>') == [(1, ["2"])]


def test_a_comment_is_not_the_cell(rows_of):
    comment = '<Comment ss:Author="某"><ss:Data>核对过</ss:Data></Comment>'
    assert rows_of(f'<Row><Cell><Data ss:Type="String">会费</Data>{comment}</Cell></Row>') == [(1, ["会费"])]


def test_text_of_several_fonts_and_lines_is_one_text(rows_of):
    rich = '<ss:Data ss:Type="String"><html:B>重要</html:B>事项&#10;第二行 &amp; 其他</ss:Data>'
    assert rows_of(f"<Row><Cell>{rich}</Cell></Row>") == [(1, ["重要事项\n第二行 & 其他"])]


def test_a_hidden_sheet_is_read_and_said_to_be_hidden(sheets_of):
    hidden = book(HEADING, options="<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions>")
    second = '<Worksheet ss:Name="新"><Table/></Worksheet></Workbook>'
    sheets = sheets_of(hidden.replace("</Workbook>", second))
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [("序时账", True), ("新", False)]


def test_a_program_that_forgets_the_prefix_is_understood(rows_of):
    assert rows_of('<Row Index="3"><Cell Index="2"><Data Type="String">会费</Data></Cell></Row>') == [(3, ["", "会费"])]


def test_every_element_may_carry_the_prefix(sheets_of):
    text = (
        f'<ss:Workbook xmlns:ss="{NAMESPACE}"><ss:Worksheet ss:Name="账"><ss:Table><ss:Row><ss:Cell>'
        '<ss:Data ss:Type="String">会费</ss:Data></ss:Cell></ss:Row></ss:Table></ss:Worksheet></ss:Workbook>'
    )
    assert sheets_of(text)[0].rows == [(1, ["会费"])]


def test_a_download_that_broke_off_names_the_last_row(sheets_of):
    text = book(HEADING + row(("String", "会费")) * 5)
    with pytest.raises(InputError, match="工作表“序时账”第 5 行之后不完整"):
        sheets_of(text[: text.rindex("<Row>") - 10])


def test_a_sign_that_xml_does_not_allow_is_told_with_its_row(sheets_of):
    with pytest.raises(InputError, match=r"第 2 行之后.*不合规则的字符"):
        sheets_of(book(HEADING + row(("String", "会\x01费"))))


@pytest.mark.parametrize(
    "given", ['ss:Index="1"', 'ss:Index="0"', 'ss:Index="x"', 'ss:Index="1048577"', 'ss:Span="-1"', 'ss:Index="²"']
)
def test_rows_that_excel_could_not_place_are_refused(sheets_of, given):
    with pytest.raises(InputError, match=r"工作表“序时账”第 [12] 行之后的 ss:"):
        sheets_of(book(HEADING + f"<Row {given}></Row>"))


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY c "&a;&a;&a;">]>',
        '<!DOCTYPE b [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE b SYSTEM "book.dtd">',
    ],
)
def test_entities_of_their_own_are_refused(sheets_of, doctype):
    text = book(row(("String", "&c;"))).replace("<Workbook", doctype + "<Workbook", 1)
    with pytest.raises(InputError, match="DOCTYPE"):
        sheets_of(text)


def test_elements_within_elements_without_end_are_refused(sheets_of):
    with pytest.raises(InputError, match="超过 100 层"):
        sheets_of(book("<Row>" + "<Cell>" * 200))


def test_blanks_of_a_hundred_million_columns_are_refused(sheets_of):
    with pytest.raises(InputError, match="超过 1000 万格"):
        sheets_of(book('<Row><Cell ss:Index="16384"><Data ss:Type="String">x</Data></Cell></Row>' * 700))


def test_another_xml_is_not_taken_for_a_workbook(sheets_of):
    with pytest.raises(InputError, match="无法识别的文件格式"):
        sheets_of('<?xml version="1.0"?><会计核算软件数据/>', "账套.xml")
