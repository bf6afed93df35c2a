"""The summary of a federation: unions side by side, what is not there is said, what is undecided is only counted."""

import pytest

from auditbook import open_case
from auditbook.recipe import recipe
from auditbook.report.citations import Citations
from auditbook.report.texts import parts
from auditbook.report.unions import charts, matter_tables, money_tables, sentences
from auditbook.report.unions.heat import ABSENT, CLEAN, LACKING, heat
from auditbook.report.unions.money import contributions, money
from auditbook.report.unions.problems import rows
from auditbook.report.unions.unions import NOT_RECEIVED, unions

UNITS = (
    "unit,name,short_name,kind,parent\n"
    "d,某区总工会,区总,federation,\n"
    "a,甲工会委员会,甲工会,grassroots,d\n"
    "b,乙工会委员会,乙工会,grassroots,d\n"
    "c,丙工会委员会,丙工会,grassroots,d\n"
    "e,别处的工会,,grassroots,\n"
)
JOURNAL = (
    "日期,凭证字号,摘要,科目编码,科目名称,借方金额,贷方金额,往来单位\n"
    "2021-01-05,记-1,收1月拨缴经费,102,银行存款,2000.00,,\n"
    "2021-01-05,记-1,收1月拨缴经费,402,拨缴经费收入,,2000.00,\n"
    "2021-03-02,记-2,付宣传册款,50103,宣传活动费,600.00,,示例商户01\n"
    "2021-03-02,记-2,付宣传册款,102,银行存款,,600.00,示例商户01\n"
    "2021-03-03,记-3,付宣传册款,50103,宣传活动费,600.00,,示例商户01\n"
    "2021-03-03,记-3,付宣传册款,102,银行存款,,600.00,示例商户01\n"
)
BUDGET = (
    "科目编码,项目,类别,年初预算,调整预算\n"
    "402,拨缴经费收入,收入,2000.00,2000.00\n"
    "501,职工活动支出,支出,1000.00,1500.00\n"
)
HEADS = {
    "decisions": "finding,evidence,decision,reason,evidence_sheet,characterisation,by,on",
    "evidence_sheets": "取证单号,附件页数,审计人员一,审计人员二,证据提供单位意见,意见或拒签说明,取证日期",
    "reviews": "底稿编号,级次,签署人,日期,底稿指纹",
}


class Federation:
    """A district with three unions: a with books and budget, b with a list of wages only, c without a folder."""

    def __init__(self, root, outputs):
        self.root, self.inputs, self.outputs = root, root / "inputs", outputs
        for unit in "ab":
            (self.inputs / "2021" / unit).mkdir(parents=True)
        (self.inputs / "units.csv").write_text(UNITS, "utf-8")
        (self.inputs / "2021" / "year.yaml").write_text("report_date: 2022-03-31\n", "utf-8")
        self.write("a", "序时账.csv", JOURNAL)
        self.write("a", "收支预算表.csv", BUDGET)
        self.write("a", "工资总额.csv", "月份,工资总额\n1,100000.00\n2,50000.00\n")
        self.write("a", "profile.yaml", "name: 甲工会委员会\nmembers: 12\ncollection: 自收上解\n")
        self.write("b", "工资总额.csv", "月份,工资总额\n1,100000.00\n")

    def write(self, unit, name, text):
        (self.inputs / "2021" / unit / name).write_text(text, "utf-8")

    def open(self, unit="d"):
        return open_case(2021, unit, self.inputs, self.outputs)

    def confirm(self, characterisation="重复支付", reviewed=True):
        """A25 of union a, with evidence sheet, and with its review where ``reviewed``."""
        case = self.open("a")
        found = next(one for one in case.found if one.outcome.check == "A25")
        number = case.engagement.numbers[found.key]
        entry = f"{found.key},{found.evidence},确认,属实,{number},{characterisation},审计员甲,2022-03-01"
        self.write("a", "decisions.csv", f"{HEADS['decisions']}\n{entry}\n")
        sheet = f"{number},3,审计员甲,审计员乙,属实,,2022-03-02"
        self.write("a", "evidence_sheets.csv", f"{HEADS['evidence_sheets']}\n{sheet}\n")
        if reviewed:
            content = self.open("a").engagement.paper(number).content
            line = f"{number},一级复核,审计员丙,2022-03-05,{content}"
            self.write("a", "reviews.csv", f"{HEADS['reviews']}\n{line}\n")
        return number


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """Where all federations keep what they read: books that are equal are asked once."""
    return tmp_path_factory.mktemp("outputs")


@pytest.fixture
def federation(tmp_path, outputs):
    return Federation(tmp_path, outputs)


def shown(maker, case):
    """A table or sentence as it reads: without the marks that keep its signs from being markup."""
    return maker(case, Citations(case.known)).replace("\\", "")


def line_of(table, name):
    return next(line for line in table.splitlines() if line.startswith(f"| {name} "))


def test_the_unions_are_those_below_and_one_without_a_folder_is_a_line(federation):
    case = federation.open()
    assert [(union.name, union.reason) for union in unions(case)] == [
        ("甲工会", ""), ("乙工会", ""), ("丙工会", NOT_RECEIVED),
    ]  # fmt: skip
    assert "取得资料2家" in shown(sentences.scope, case)
    assert "丙工会未收到资料" in shown(sentences.scope, case)
    assert unions(case) is unions(case)


def test_a_union_that_cannot_be_opened_is_a_line_too(federation, monkeypatch):
    from auditbook.engagement.engagement import Engagement

    def broken(self):
        raise OSError(f"cannot read {federation.root}/secret")

    monkeypatch.setattr(Engagement, "reported", property(broken))
    found = unions(federation.open())
    assert [union.case for union in found] == [None, None, None]
    assert "未能打开" in found[0].reason and str(federation.root) not in found[0].reason


def test_budget_books_and_audited_figures_stand_in_one_line(federation):
    table = shown(money_tables.budget, federation.open())
    cells = [cell.strip() for cell in line_of(table, "甲工会").split("|")[2:-1]]
    assert cells == ["1,000.00", "500.00", "1,200.00", "1,200.00", "80.00%"]
    assert "0.00" not in line_of(table, "乙工会") and "数据缺失" in line_of(table, "丙工会")
    assert "合计" not in table, "a total of one union is none"
    assert line_of(shown(money_tables.surplus, federation.open()), "甲工会").split("|")[4].strip() == "800.00"


def test_an_adjusting_entry_is_in_the_audited_figure_and_not_in_the_booked_one(federation):
    federation.write(
        "a", "adjustments.csv",
        "调整编号,科目编码,借方金额,贷方金额,调整原因,底稿编号\n1,102,600.00,,重复支付应收回,2021-A-E-01\n1,50103,,600.00,重复支付应收回,2021-A-E-01\n",
    )  # fmt: skip
    table = shown(money_tables.budget, federation.open())
    assert [c.strip() for c in line_of(table, "甲工会").split("|")[4:6]] == ["1,200.00", "600.00"]
    assert "甲工会有审计调整分录" in shown(sentences.audited_figures, federation.open())


def test_no_sum_crosses_two_books(federation):
    both = JOURNAL.replace("往来单位\n", "往来单位,账套\n").replace("示例商户01\n", "示例商户01,财政资金\n")
    federation.write("a", "序时账.csv", both.replace(",2000.00,,\n", ",2000.00,,,工会经费\n").replace(
        ",,2000.00,\n", ",,2000.00,,工会经费\n"))  # fmt: skip
    case = federation.open()
    mine = [line for line in money(case) if line.union.name == "甲工会"]
    assert len(mine) > 1 and {line.book for line in mine} >= {"财政资金", "工会经费"}
    assert "多个账套" in line_of(shown(money_tables.side_by_side, case), "甲工会")


def test_contributions_are_those_of_the_check_and_missing_ones_are_no_zero(federation):
    case = federation.open()
    found = {union.name: line for union, line in contributions(case)}
    assert (found["甲工会"].wages, found["甲工会"].due, found["甲工会"].short) == (150000, 3000, 1000)
    told = next(o for o in federation.open("a").proved if o.check == "A01").message
    assert "差额1,000.00元" in told
    table = shown(money_tables.paid, case)
    assert "自收上解" in line_of(table, "甲工会") and "未收到资料" in line_of(table, "丙工会")
    assert "| 0.00 |" not in line_of(table, "乙工会") and "数据缺失" in line_of(table, "乙工会")


def test_only_what_is_reported_is_named_and_the_rest_is_counted(federation):
    federation.confirm(reviewed=False)
    case = federation.open()
    assert rows(case) == [] and list(matter_tables.reported(case)) == []
    assert "手续未齐的1项" in shown(sentences.counted, case)
    assert "这不表示没有问题" in shown(sentences.no_problems, case)
    number = federation.confirm()
    case = federation.open()
    (row,) = rows(case)
    assert (row.union.name, row.code, len(row.issues), str(row.amount)) == ("甲工会", "D6", 1, "1200.00")
    table = shown(matter_tables.problems, case)
    assert "100.00%" in table and "2022年5月30日" in table, "1,200 of 1,200 spent; 60 days after the report"
    ((name, told),) = matter_tables.reported(case)
    assert name == "甲工会委员会" and number in told.replace("\\", "") and "审计建议" in told


def test_markup_and_formulas_in_a_characterisation_stay_text(federation):
    federation.confirm(characterisation="=cmd|' /c calc'!A0<script>alert(1)</script>430602198001011234")
    ((_, told),) = matter_tables.reported(federation.open())
    assert "<script>" not in told and "\\<script\\>" in told and "430602198001011234" not in told


def test_checks_by_union_are_signs_that_need_no_colour(federation):
    case = federation.open()
    lines = {line.check: line.cells for found in heat(case).values() for line in found}
    assert str(lines["A25"][0]) == "中1" and lines["A25"][1].sign == LACKING
    assert {cells[2].sign for cells in lines.values()} == {ABSENT}
    assert CLEAN in {cells[0].sign for cells in lines.values()}
    table = shown(matter_tables.checks_by_union, case)
    assert "| 检查 | a | b | c |" in table
    assert "| 全部检查 | 丙工会 | 未收到资料 |" in shown(matter_tables.not_tested, case)


def test_a_dismissed_finding_is_no_open_one(federation):
    found = next(one for one in federation.open("a").found if one.outcome.check == "A25")
    entry = f"{found.key},{found.evidence},排除,系两批货,,,审计员甲,2022-03-01"
    federation.write("a", "decisions.csv", f"{HEADS['decisions']}\n{entry}\n")
    lines = {line.check: line.cells for found in heat(federation.open()).values() for line in found}
    assert str(lines["A25"][0]) == "排"


def test_without_last_year_nothing_is_compared(federation):
    case = federation.open()
    assert "甲工会、乙工会没有上年资料和整改台账，不能与上年比较" in shown(sentences.against_last_year, case)
    assert "没有整改台账" in line_of(shown(matter_tables.since_last_year, case), "甲工会")


def test_what_came_back_is_counted_from_the_ledger_of_rectification(federation):
    federation.write("a", "整改台账.csv", "年度,检查,问题,期限,完成日期\n2020,A25,重复支付,2021-03-31,2021-03-20\n")
    federation.confirm()
    case = federation.open()
    cells = [c.strip() for c in line_of(shown(matter_tables.since_last_year, case), "甲工会").split("|")]
    assert cells[3] == "1项：已完成，缺佐证1" and cells[4] == "1项"
    assert rows(case)[0].again == 1


@pytest.mark.long
def test_pictures_are_drawn_and_say_what_they_show(federation):
    case = federation.open()
    for name in charts.CHARTS:
        drawn = charts.CHARTS[name](case)
        assert drawn is not None and drawn.png.startswith(b"\x89PNG") and drawn.alt
    assert "数据缺失" in charts.spending(case).alt
    assert charts.spending(case).png == charts.spending(federation.open()).png


def test_a_federation_without_unions_says_so(tmp_path):
    (tmp_path / "inputs" / "2021" / "d").mkdir(parents=True)
    (tmp_path / "inputs" / "units.csv").write_text("unit,name,kind\nd,某区总工会,federation\n", "utf-8")
    case = open_case(2021, "d", inputs=tmp_path / "inputs")
    assert "没有可以汇总的资料" in shown(sentences.no_unions, case)
    assert all(draw(case) is None for draw in charts.CHARTS.values())
    for maker in (*money_tables.TABLES.values(), *matter_tables.TABLES.values(), *sentences.SENTENCES.values()):
        maker(case, Citations(case.known))


def test_the_page_is_stale_as_soon_as_a_union_decides_anything(federation):
    def mark():
        case = federation.open()
        return recipe(case.place, case.store, case.year, case.unit, [], (), {}, {}).fingerprint

    before = mark()
    assert mark() == before
    federation.confirm(reviewed=False)
    assert mark() != before


def test_the_five_things_stand_first(federation):
    order = [name.partition("_")[2].removesuffix(".md.j2") for name in parts("federation", federation.inputs / "texts")]
    assert order[:5] == ["summary", "budget", "problems", "contributions", "comparison"]
