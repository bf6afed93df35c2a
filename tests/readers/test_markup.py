import contextlib

import pytest

from auditbook.errors import InputError
from auditbook.readers import read_sheets
from auditbook.readers.markup import MAX_BYTES

JOURNAL = """
<table border="1">
  <tr><th>日期</th><th>凭证号</th><th>摘要</th><th>借方金额</th></tr>
  <tr><td>2022-03-07</td><td>记-12</td><td>慰问困难职工</td><td>1,200.00</td></tr>
</table>
"""
ROWS = [
    (1, ["日期", "凭证号", "摘要", "借方金额"]),
    (2, ["2022-03-07", "记-12", "慰问困难职工", "1,200.00"]),
]


@pytest.fixture
def sheets_of(tmp_path):
    def read(page, name="序时账.xls"):
        path = tmp_path / name
        path.write_bytes(page if isinstance(page, bytes) else page.encode())
        return read_sheets(path)

    return read


@pytest.fixture
def rows_of(sheets_of):
    return lambda *rows, table="table": sheets_of(f"<{table}>{''.join(rows)}</table>")[0].rows


@pytest.mark.parametrize("name", ["序时账.xls", "序时账.html", "序时账.HTM", "序时账.xlsx", "序时账.csv"])
def test_a_page_is_known_by_its_content_and_not_by_its_name(sheets_of, name):
    assert sheets_of(JOURNAL, name)[0].rows == ROWS


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("", "utf-8"),
        ("", "gb18030"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ('<meta charset="utf-8">', "utf-8"),
        ('<meta http-equiv=Content-Type content="text/html; charset=gb2312">', "gbk"),
        ('<meta http-equiv=Content-Type content="text/html; charset=unicode">', "utf-16"),
        ('<?xml version="1.0" encoding="GBK"?>', "gbk"),
        ('<meta charset="utf-8">', "gbk"),  # what it says is not so
        ('<meta charset="gbk">', "utf-8-sig"),
        ('<meta charset="punycode">', "utf-8"),
        ('<meta charset="no-such">', "gb18030"),
    ],
)
def test_the_mark_comes_before_what_is_declared_and_that_before_what_is_seen(sheets_of, declared, written):
    assert sheets_of(f"{declared}<html><body>{JOURNAL}".encode(written), "序时账.html")[0].rows == ROWS


def test_a_traditional_page_is_read_as_it_declares(sheets_of):
    page = "<meta charset=big5><table><tr><td>摘要<td>金額<tr><td>會費<td>1</table>"
    assert sheets_of(page.encode("big5"))[0].rows == [(1, ["摘要", "金額"]), (2, ["會費", "1"])]


def test_a_page_of_two_encodings_is_refused_with_the_line(sheets_of):
    with pytest.raises(InputError, match="第 2 行起的文字编码"):
        sheets_of("<table><tr><td>日期与凭证<td>摘要与金额\n".encode() + "<tr><td>慰问</table>".encode("gbk"))


def test_merged_cells_are_one_text_and_blanks(rows_of):
    rows = rows_of(
        "<tr><td rowspan=2>科目编码</td><td colspan='2'>期初余额</td><td rowspan=2>科目名称</td></tr>",
        "<tr><td>借方</td><td>贷方</td></tr>",
        "<tr><td>101</td><td>5</td><td></td><td>库存现金</td></tr>",
    )
    assert rows == [
        (1, ["科目编码", "期初余额", "", "科目名称"]),
        (2, ["", "借方", "贷方"]),
        (3, ["101", "5", "", "库存现金"]),
    ]


def test_a_voucher_number_over_three_rows_leaves_the_other_columns_in_place(rows_of):
    rows = rows_of(
        "<tr><td rowspan=3>记-1</td><td>101</td><td>1</td></tr>",
        "<tr><td>102</td><td>2</td></tr><tr><td>401</td><td>3</td></tr>",
        "<tr><td>记-2</td><td>101</td><td>4</td></tr>",
    )
    assert [cells for _, cells in rows[1:]] == [["", "102", "2"], ["", "401", "3"], ["记-2", "101", "4"]]


def test_ends_that_were_forgotten_are_supplied(rows_of):
    rows = rows_of("<tr><td>日期<td>金额<tr><td>2022-01-05<td>7<TR><TD>2022-01-06</TD><TD>8")
    assert rows == [(1, ["日期", "金额"]), (2, ["2022-01-05", "7"]), (3, ["2022-01-06", "8"])]


def test_rows_without_a_table_and_cells_without_a_row_are_rows(sheets_of):
    assert sheets_of("<tr><td>日期<td>金额<tr><td>1月<td>8")[0].rows[1] == (2, ["1月", "8"])
    assert sheets_of("<table><td>日期<td>金额</tr><td>1月<td>8</table>")[0].rows[1] == (2, ["1月", "8"])


def test_what_stands_between_cells_shifts_none_of_them(rows_of):
    rows = rows_of("<tr><td>日期</td>&nbsp;<td>金额</td></tr>", "<tr><td>1月</td>，<td>8</td></tr>")
    assert rows == [(1, ["日期", "金额"]), (2, ["1月", "8"]), (3, ["，"])]


def test_a_quotation_mark_that_is_never_closed_costs_no_cell(rows_of):
    rows = rows_of('<tr><td width=5">日期</td><td title="元>金额</td></tr><tr><td>1月</td><td>8</td></tr>')
    assert rows == [(1, ["日期", "金额"]), (2, ["1月", "8"])]


def test_an_attribute_may_hold_the_sign_that_ends_a_tag(rows_of):
    rows = rows_of('<tr><td title="1 > 0">日期</td><td>金额</td></tr><tr><td>1月</td><td>8</td></tr>')
    assert rows[0] == (1, ["日期", "金额"])


def test_scripts_styles_and_comments_are_no_data(sheets_of):
    page = f"""<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><title>导出</title>
    <style><!-- td {{mso-number-format:"\\@"}} --></style><script>if (1 < 2) document.write("<table>")</script>
    <!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet><x:Name>记账凭证</x:Name>
    </x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]--></head><body>{JOURNAL}</body></html>"""
    (sheet,) = sheets_of(page)
    assert (sheet.name, sheet.rows) == ("记账凭证", ROWS)


def test_entities_are_the_signs_that_they_stand_for(rows_of):
    rows = rows_of("<tr><td>摘要<td>金额</td></tr><tr><td>A&amp;B&nbsp;公司 &lt;&#20803;&gt;</td><td>&yen;1</td></tr>")
    assert rows[1] == (2, ["A&B\xa0公司 <元>", "¥1"])


def test_source_lines_are_blanks_and_breaks_are_lines(rows_of):
    rows = rows_of("<tr><td>摘要<td>金额<tr><td>支付\n   活动费<br>某某<td><div>1,234.00</div></td></tr>")
    assert rows[1] == (2, ["支付 活动费\n某某", "1,234.00"])


@pytest.mark.parametrize(("style", "number"), [("", 4), ("<style>br {mso-data-placement:same-cell;}</style>", 3)])
def test_a_break_in_a_cell_takes_a_row_as_in_excel_unless_the_page_says_otherwise(sheets_of, style, number):
    page = f"{style}<table><tr><td>摘要<td>金额<tr><td>第一行<br>第二行<td>1<tr><td>下一笔<td>2</table>"
    assert sheets_of(page)[0].rows[-1] == (number, ["下一笔", "2"])


def test_codes_keep_their_zeros_and_their_wrapping(rows_of):
    rows = rows_of('<tr><td>科目<td>编号<tr><td style=\'mso-number-format:"\\@"\'>0012</td><td>="0012"</td></tr>')
    assert rows[1] == (2, ["0012", '="0012"'])


def test_the_number_behind_a_rounded_one_is_taken(sheets_of):
    page = "<table><tr><td>金额<td>比例<td>数<td>日期<tr>" + "".join(
        f'<td x:num="{value}">{shown}</td>'
        for value, shown in [("1234.56", "1,235"), ("0.865", "86.5%"), ("1234567", "#####"), ("38718", "2006-1-1")]
    )
    (sheet,) = sheets_of(page)
    assert (sheet.rows[1][1], sheet.binary) == (["1234.56", "86.5%", "1234567", "2006-1-1"], True)


def test_a_formula_that_failed_is_told_with_its_place(sheets_of):
    page = "<table><tr><td>摘要<td>金额<tr><td>合计<td x:err='#REF!'>#REF!</table>"
    assert sheets_of(page)[0].errors == ((2, 1, "#REF!"),)


def test_lines_above_and_below_a_table_stay_with_it_and_count_as_rows(sheets_of):
    page = f"<h2>2022年序时账</h2><p>单位：某区总工会</p>金额单位：万元<br>{JOURNAL}<p>制表人：某某</p>"
    assert sheets_of(page)[0].rows == [
        (1, ["2022年序时账"]),
        (2, ["单位：某区总工会"]),
        (3, ["金额单位：万元"]),
        *((number + 3, cells) for number, cells in ROWS),
        (6, ["制表人：某某"]),
    ]


def test_headings_that_a_web_grid_keeps_in_a_table_of_their_own_stand_above_the_data(sheets_of):
    page = "<table><tr><th>日期</th><th>金额</th></tr></table><table><tr><td>1月<td>8<tr><td>2月<td>9</table>"
    (sheet,) = sheets_of(page)
    assert sheet.rows == [(1, ["日期", "金额"]), (2, ["1月", "8"]), (3, ["2月", "9"])]


def test_a_table_without_any_data_is_still_a_table(sheets_of):
    assert sheets_of("<table><tr><th>日期</th><th>金额</th></tr></table>")[0].rows == [(1, ["日期", "金额"])]


def test_two_tables_are_two_sheets_numbered_on_as_excel_stacks_them(sheets_of):
    sheets = sheets_of(JOURNAL + "<br>" + JOURNAL)
    assert [(sheet.name, [number for number, _ in sheet.rows]) for sheet in sheets] == [
        ("表格1", [1, 2]),
        ("表格2", [4, 5]),
    ]


def test_a_table_for_layout_does_not_repeat_what_is_in_it(sheets_of):
    page = f"<table><tr><td>某区总工会</td></tr><tr><td>{JOURNAL}</td></tr><tr><td>第 1 页</td></tr></table>"
    (sheet,) = sheets_of(page)
    assert sheet.rows == [(1, ["某区总工会"]), *((number + 1, cells) for number, cells in ROWS), (4, ["第 1 页"])]


def test_a_menu_beside_a_table_does_not_fall_between_its_rows(sheets_of):
    menu = "<table><tr><td>首页</table>" + "总账<br>明细账<br>凭证"
    (sheet,) = sheets_of(f"<table><tr><td>{menu}</td><td>{JOURNAL}</td></tr></table>")
    assert sheet.rows[-2:] == ROWS


def test_a_frame_around_a_figure_leaves_it_in_its_cell(rows_of):
    framed = "<table><tr><td></td><td>1,200.00</td></tr></table>"
    rows = rows_of("<tr><td>摘要<td>金额</td></tr>", f"<tr><td>慰问</td><td>{framed}</td></tr>")
    assert rows == [(1, ["摘要", "金额"]), (2, ["慰问", "1,200.00"])]


def test_blank_rows_are_rows(rows_of):
    rows = rows_of("<tr><td>日期<td>金额</tr>", "<tr><td>&nbsp;<td></tr>" * 3, "<tr><td>1月<td>8</tr>")
    assert rows[1:] == [(2, []), (3, []), (4, []), (5, ["1月", "8"])]


@pytest.mark.parametrize(
    "page", ["<html><body>登录超时，请重新登录</body></html>", "<frameset><frame src=a></frameset>"]
)
def test_a_page_without_a_table_is_told_as_such(sheets_of, page):
    with pytest.raises(InputError, match=r"网页里没有表格。请重新导出"):
        sheets_of(page)


@pytest.mark.parametrize("cut", [1, 3, 30])
def test_a_page_that_ends_within_a_tag_was_not_downloaded_whole(sheets_of, cut):
    page = JOURNAL.rstrip() + '<table class="第二张表的样式很长很长很长">'
    with pytest.raises(InputError, match="没有下载完整"):
        sheets_of(page[:-cut])


def test_an_entity_of_its_own_is_refused(sheets_of):
    page = '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + JOURNAL
    with pytest.raises(InputError, match="声明了实体"):
        sheets_of(page)


def test_an_invisible_zero_sign_is_refused_with_its_line(sheets_of):
    with pytest.raises(InputError, match="第 2 行有空字符"):
        sheets_of("<meta charset=utf-8><table><tr><td>日期<td>金额\n<tr><td>1\0月<td>8</table>")


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("<table>" + "<tr><td colspan=16000 rowspan=0>1" * 9, "第 2 行超过 16384 列"),
        ("<table>" + "<tr><td colspan=16000>1" * 700, "超过 1000 万格"),
        ("<table><tr><td>" * 60, "超过 50 层"),
        ("<table><tr>" + "<td>" * 17_000, "第 1 行超过 16384 列"),
        ("<table><tr><td>1<td>2<tr><td>1<td>2</table>" * 10_001, "超过 1 万个"),
    ],
)
def test_a_page_that_no_sheet_has_room_for_is_refused(sheets_of, page, told):
    with pytest.raises(InputError, match=told):
        sheets_of(page)


@pytest.mark.parametrize(
    "junk",
    ["<!--", "<a ", '<a b="', "<a b='\">\"' ", "</script", "<script>", "<", "&", "<td><table><tr><td>a</table>", "<?"],
)
@pytest.mark.parametrize("end", ["", ">", '">'])
def test_crafted_junk_takes_no_longer_than_its_length(sheets_of, junk, end):
    # with html.parser some of these take hours
    with contextlib.suppress(InputError):
        sheets_of("<table><tr><td>" + junk * (300_000 // len(junk)) + end)


def test_a_file_beyond_the_limit_is_not_even_opened(tmp_path):
    path = tmp_path / "序时账.xls"
    with path.open("wb") as file:
        file.write(b"<table>")
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(InputError, match="200 MB"):
        read_sheets(path)
