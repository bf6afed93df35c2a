"""The page about what was received: every row of every file has its place, and what is missing has its consequence."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from auditbook.case import Case, open_case
from auditbook.report import inputs as inputs_report
from examples import alone

INPUTS = Path(__file__).parents[2] / "inputs"
JOURNAL = """某单位工会 序时账
日期,凭证字号,摘要,科目编码,科目名称,借方金额,贷方金额
2021-01-05,记-1,收到拨缴经费,102,银行存款,"1,000.00",
,,收到拨缴经费,402,拨缴经费收入,,1000.00
2021-02-08,记-1,慰问张某430602198001011234,501.04,其他活动支出,300.00,
,,慰问张某430602198001011234,102,银行存款,,300.00
合计,,,,,1300.00,1300.00

制表人：某某
"""
REQUESTS = """资料,状态,经手人,日期
会计账簿与凭证,已收,某某,2022-01-12
银行对账单,已收,某某,
工会委员会纪要,未收,,
科目余额表,未收,,
"""


@pytest.fixture
def unit(tmp_path: Path, kept: Path) -> Callable[..., Case]:
    """The case 2021/u of the given files."""

    def build(files: dict[str, str | bytes]) -> Case:
        folder = tmp_path / "inputs" / "2021" / "u"
        folder.mkdir(parents=True, exist_ok=True)
        (tmp_path / "inputs" / "units.csv").write_text("unit,name,kind\nu,某单位工会,grassroots\n", "utf-8")
        for name, content in files.items():
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return open_case(2021, "u", inputs=tmp_path / "inputs", outputs=kept)

    return build


def rows(case: Case, part: str, table: int = 0) -> list[list[str]]:
    """The lines of a table of a part, as one reads them."""
    tree = BeautifulSoup(alone(inputs_report(case), part), "html.parser").find_all("table")[table]
    return [[cell.get_text().strip() for cell in row.find_all(["td", "th"])] for row in tree.find_all("tr")]


def words(case: Case, part: str) -> str:
    return re.sub(r"\s+", "", BeautifulSoup(alone(inputs_report(case), part), "html.parser").get_text())


def test_rows_read_and_rows_skipped_are_all_rows_of_the_file(unit):
    case = unit({"序时账.csv": JOURNAL.encode("gb18030"), "工资总额.csv": "月份,工资总额\n1,100\n2,100\n"})
    lines = {line[0]: line for line in rows(case, "overview")}
    journal = lines["序时账.csv"]
    assert journal[1:5] == ["序时账", "CSV", "GB18030", "4"]
    assert set(journal[5].split("，")) >= {"标题行 1", "表头 1", "合计行 1", "空行 1", "表尾说明 1"}
    assert journal[6] == str(len(JOURNAL.splitlines()))
    assert lines["工资总额.csv"][4:] == ["2", "表头 1", "3"]
    assert lines["合计"][4:] == ["6", "6行", "12"]


def test_forms_attachments_files_twice_and_unreadable_ones_are_all_there(unit):
    case = unit({
        "profile.yaml": "name: 某工会\n", "扫描件.pdf": b"%PDF-1.4",
        "序时账.csv": JOURNAL, "序时账（副本）.csv": JOURNAL,
        "坏的.xlsx": b"PK\x03\x04 broken",
    })  # fmt: skip
    lines = {line[0]: line[1] for line in rows(case, "overview")}
    assert lines["profile.yaml"] == "单位信息" and lines["扫描件.pdf"] == "附件，不读取"
    assert lines["坏的.xlsx"] == "不能读取"
    assert sorted([lines["序时账.csv"], lines["序时账（副本）.csv"]]) == ["序时账", "没有再次读取"]
    assert "范围：5个文件" in words(case, "overview") and "1个文件不能读取" in words(case, "overview")


def test_small_forms_count_their_heading_and_what_they_leave_out(unit):
    case = unit({"固定资产卡片.csv": "资产编号,名称,原值\n1,电脑,100\n2,桌子,50\n合计,,150\n"})
    assert rows(case, "overview")[1][1:] == ["固定资产卡片", "CSV", "UTF-8", "2", "标题、表头、空行、合计等 2", "4"]


def test_how_a_file_was_read_shows_each_change_before_and_after(unit):
    case = unit({"序时账.csv": JOURNAL})
    told = {line[1]: line[2:] for line in rows(case, "reading")}
    assert told["“科目编码”：科目编码去掉了分隔符"] == ["1", "第5行：501.04→50104"]
    assert "第4行：（空）→记-1" in told["“凭证字号”：凭证首行之外的空格按首行补齐"][1]


def test_amounts_in_ten_thousands_are_said(unit):
    case = unit({"收支预算表.csv": "单位：万元,,\n项目,类别,年初预算\n会费收入,收入,1.5\n"})
    assert "万元" in words(case, "reading") and "换算" in words(case, "reading")


def test_columns_without_any_value_are_named_and_those_that_most_units_lack_are_not(unit):
    line = rows(unit({"序时账.csv": JOURNAL}), "reading", 1)[1]
    assert "往来单位" in line[2] and "审核人" in line[2]
    assert "账套" not in line[2] and "摘要" not in line[2]


def test_what_is_missing_names_the_checks_that_wait_for_it(unit):
    told = {line[0]: line[2] for line in rows(unit({"序时账.csv": JOURNAL}), "missing")}
    assert "序时账" not in told
    assert "C04" in told["科目余额表"] and "C05" in told["科目余额表"]
    assert "C02" not in "".join(told.values())
    none = {line[0]: line[2] for line in rows(unit({"序时账.csv": JOURNAL}), "missing")}["劳模台账"]
    assert none == "现有检查不依赖它" or "A" in none


def test_without_a_journal_it_is_said_and_so_is_which_checks_could_not_run(unit):
    case = unit({"profile.yaml": "name: 某工会\n"})
    assert "未提供序时账" in words(case, "missing")
    waiting = {line[0]: line[2] for line in rows(case, "missing")}["序时账"]
    assert "C02 每张凭证借贷平衡" in waiting and "C03" in waiting


@pytest.mark.long
def test_the_request_list_is_held_against_the_folder(unit):
    case = unit({"序时账.csv": JOURNAL, "资料清单.csv": REQUESTS})
    told = {line[1]: line[2:] for line in rows(case, "material")}
    assert told["会计账簿与凭证"][:3] == ["已收", "系统判定：资料夹里有", "序时账.csv（4行）"]
    assert told["银行对账单"][0] == "应收" and "没有读到" in told["银行对账单"][1]
    assert told["工会委员会纪要"][:2] == ["未收", "人工登记"]
    assert "银行对账单" in words(case, "problems")


def test_what_did_not_come_says_which_checks_did_not_run_and_what_is_not_stated(unit):
    told = {line[0]: line[1:] for line in rows(unit({"序时账.csv": JOURNAL}), "material", 1)}
    state, checks, without = told["科目余额表"]
    assert state == "应收" and "C04" in checks and "不作结论" in without
    assert "会计账簿与凭证" not in told


def test_nothing_that_people_write_in_the_list_is_markup(unit):
    hostile = 'item,state\n"<script>x</script>|**=cmd|",未收\n'
    page = inputs_report(unit({"序时账.csv": JOURNAL, "资料清单.csv": hostile})).part("material").html
    assert "<script>" not in page and "=cmd|" in page.replace("&#124;", "|")


def test_a_problem_says_file_row_column_and_remedy(unit):
    case = unit({"序时账.csv": JOURNAL.replace("2021-02-08", "2021-02-31")})
    line = next(line for line in rows(case, "problems") if "2021-02-31" in line[1])
    assert line[0] == "序时账.csv第5行“日期”" and line[2]
    assert "没有发现填写问题" in words(unit({"序时账.csv": JOURNAL}), "problems")


@pytest.mark.long
def test_what_a_file_states_about_itself_stands_beside_what_was_read(unit):
    case = unit({"序时账.csv": JOURNAL.replace("合计,,,,,1300.00", "合计,,,,,1330.00")})
    lines = rows(case, "controls", 1)
    stated = {line[3]: line for line in lines}
    assert stated["借方金额"][1:] == ["合计", "合计", "借方金额", "1,330.00", "1,300.00", "30.00"]
    assert stated["贷方金额"][4:] == ["1,300.00", "1,300.00", "0.00"]
    assert lines[1][3] == "借方金额", "what differs stands first"
    assert rows(case, "controls")[1][:3] == ["C01", "文件自列的合计与明细行一致", "不符或关注"]


def test_a_file_that_states_nothing_is_said_to_state_nothing(unit):
    case = unit({"工资总额.csv": "月份,工资总额\n1,100\n"})
    assert "没有自列的合计" in words(case, "controls")


def test_no_number_of_a_person_stands_in_the_page(unit):
    case = unit({"序时账.csv": JOURNAL.replace("2021-02-08", "430602198001011234"), "资料清单.csv": REQUESTS})
    page = inputs_report(case).document.markdown
    assert "430602198001011234" not in page


def test_what_a_file_holds_is_words(unit):
    case = unit({"序时账.csv": JOURNAL.replace("2021-02-08", "<script>x</script>")})
    assert "<script>" not in inputs_report(case).part("problems").html


@pytest.mark.parametrize("name", ["nanhu", "yiyang"])
def test_the_federation_examples_have_a_page_that_says_what_they_lack(name):
    case = open_case(2022, name, inputs=INPUTS)
    assert "未提供序时账" in words(case, "missing")
    assert "部门预决算" in {line[1] for line in rows(case, "overview")}
    told = {line[0]: line[2] for line in rows(case, "missing")}
    assert "绩效自评中用到它的指标" in told["满意度"]
