"""The commands as a user types them: what they say, what they answer, and what they leave behind."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import docx as python_docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from auditbook import __version__, cli
from auditbook.case import open_case
from auditbook.report.report import Report
from auditbook.report.standing import gaps
from examples import copy_inputs, once, run

ROOT = Path(__file__).parents[1]
INPUTS = ROOT / "inputs"

ONLY_FILLING = "这里只看填写和读取；账是否完整、有无不符，看 auditbook run 生成的 20_ledger。\n"


@pytest.fixture
def command(capsys):
    """Types a command and answers its exit code and all that it said."""

    def typed(*arguments: object) -> tuple[int, str]:
        capsys.readouterr()
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        said = "".join(capsys.readouterr())
        assert "Traceback" not in said
        return code, said

    return typed


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / "inputs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


UNITS = "unit,name,kind\nu,某区总工会,federation\n"


def test_the_version_is_that_of_the_package(command):
    assert command("--version") == (0, f"auditbook {__version__}\n")


def test_without_a_command_one_is_asked_for_in_chinese(command):
    code, said = command()
    assert code == 2 and "命令" in said and "-h" in said


# --- check


def test_the_committed_examples_have_nothing_to_mend(command):
    assert command("check", "--inputs", INPUTS) == (0, f"没有发现填写问题。\n{ONLY_FILLING}")


def merged() -> bytes:
    """A sheet as offices make them: two merged rows of title above the headings."""
    book = openpyxl.Workbook()
    headings, figures = ["对象", "发放", "有效", "满意"], ["职工", "１，２３４", "-5", "很多"]
    for row in (["满意度调查汇总"], ["（2022年度）"], headings, figures):
        book.active.append(row)
    book.active.merge_cells("A1:D1")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


BAD = {
    "units.csv": UNITS + "u,另一个工会,grassroots\n",
    "2022/year.yaml": "report_date: 明天\nsystm: hn2017\n",
    "2022/u/profile.yaml": "name: 某区总工会\nposts_approved: -3\nstaff:\n  劳务派遣: 两人\n",
    "2022/u/fiscal.csv": "项目,本年决算数\n支出总额,六十三万\n人员经费,\"1,234.50\"\n公用经费,-5\n",
    "2022/u/survey.xlsx": merged(),
    "2022/u/targets.csv": "",
    "2022/u/statistics.csv": "指标,数值\n会员人数,１２３\n",
    "2022/stranger/fiscal.csv": "项目,本年决算数\n支出总额,1\n",
}  # fmt: skip


def test_everything_wrong_is_told_at_once_with_place_and_remedy(tmp_path, command):
    code, said = command("check", "--inputs", write(tmp_path, BAD) / "inputs")
    *lines, last = said.splitlines()
    assert code == 1 and last == f"共 {len(lines)} 处需要更正。"
    for place in (
        "inputs/units.csv 第3行",
        "inputs/2022/year.yaml 第1行“report_date”",
        "inputs/2022/year.yaml 第2行“systm”",
        "inputs/2022/u/profile.yaml 第2行“posts_approved”",
        "inputs/2022/u/profile.yaml 第4行“职工人数（按类别）：劳务派遣”",
        "inputs/2022/u/fiscal.csv 第2行“本年决算数”",
        "inputs/2022/u/fiscal.csv 第4行“本年决算数”",
        "inputs/2022/u/survey.xlsx[Sheet] 第4行“有效”",
        "inputs/2022/u/survey.xlsx[Sheet] 第4行“满意”",
        "inputs/2022/u/targets.csv",
        "inputs/2022/stranger",
    ):
        assert [line for line in lines if line.startswith(place)], place
    for line in lines:
        # place：what is wrong。what to do
        assert re.fullmatch(r"inputs/\S+( 第\d+行)?(“[^”]+”)?：[^。]+。.+", line), line
    case = open_case(2022, "u", inputs=tmp_path / "inputs")
    assert case.known["fiscal.人员经费.actual"].value * 2 == 2469
    assert case.known["statistics.会员人数.value"].value == 123
    assert case.known["survey.职工.sent"].value == 1234


def test_a_year_or_unit_can_be_chosen_and_one_that_is_not_there_is_wrong_use(tmp_path, command):
    place = write(tmp_path, BAD) / "inputs"
    assert "stranger" not in command("check", "--inputs", place, "--unit", "u")[1]
    code, said = command("check", "--inputs", place, "--unit", "w")
    assert code == 2 and "可用的单位：u、stranger" in said
    code, said = command("check", "--inputs", place, "--year", "2021")
    assert code == 2 and "2022" in said


def test_a_folder_that_is_not_there_is_told(tmp_path, command):
    code, said = command("check", "--inputs", tmp_path / "nothing")
    assert code == 2 and "--inputs" in said


def test_a_list_of_units_that_is_not_there_is_told(tmp_path, command):
    code, said = command("check", "--inputs", write(tmp_path, {"2022/u/fiscal.csv": "项目,本年决算数\n"}) / "inputs")
    assert code == 2 and "units.csv" in said and "auditbook new" in said


def test_a_text_with_an_unknown_fact_or_a_shell_call_fails_in_the_report_and_a_slip_in_check(tmp_path, command):
    write(tmp_path, {"units.csv": UNITS, "2022/u/fiscal.csv": "项目,本年决算数\n支出总额,1\n"})
    write(tmp_path, {"texts/evaluation/50_text.md.j2": "# 甲\n{% for 项 in 组 %}\n"})
    code, said = command("check", "--inputs", tmp_path / "inputs")
    assert code == 1 and "50_text.md.j2" in said and "写法有误" in said


# --- explain


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("R01", ["在职人员控制率", "5分", "profile.posts_approval", "未经核验", "rules/hn2017.yaml"]),
        ("E03", ["在职人员控制率", "未定权重", "财预〔2013〕53号", "rules/mof2013.yaml"]),
        ("S1", ["预算执行率", "10分", "财预〔2020〕10号", "rules/selfeval2020.yaml"]),
        ("S2", ["绩效目标", "未批复绩效目标，不予评分", "rules/selfeval2020.yaml"]),
        ("K21", ["工会建会率", "计算不符", "建会覆盖企业", "relations/union.yaml"]),
        ("K01", ["K01.prior", "K01.actual", "支出总额＝基本支出＋项目支出"]),
        ("rate.工会建会率", ["工会建会率", "statistics.建会覆盖企业.value", "evaluation.yaml"]),
        ("fiscal.支出总额.actual", ["支出总额（本年决算数）", "元", "tables/fiscal.yaml"]),
        ("selfeval2020", ["10/50/30/10", "100分", "S1"]),
        ("facts", ["rate.工会建会率", "fiscal.支出总额.actual"]),
        ("indicators", ["R16", "E28", "S1"]),
        ("relations", ["K03", "K21"]),
    ],
)
def test_a_name_is_explained(command, name, words):
    code, said = command("explain", name)
    assert code == 0
    assert [word for word in words if word not in said] == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("R01", ["列示不评分", "在职人员数4人 ÷ 编制数4人", "取自“实有编制”"]),
        ("E03", ["100.0"]),
        ("S1", ["数据缺失", "缺：fiscal.支出总额.final、fiscal.支出总额.budget"]),
        ("S2", ["未提供绩效目标", "数据缺失"]),
        ("K21", ["86.5", "64", "80", "statistics.csv 第24行", "计算为80.0%"]),
        ("rate.工会建会率", ["80.0 %", "64 家", "80 家", "statistics.csv 第25行"]),
        ("fiscal.支出总额.actual", ["631,100.00 元", "fiscal.csv 第2行"]),
        ("fiscal.支出总额.prior", ["数据缺失", "资料里没有"]),
    ],
)
def test_with_a_unit_its_operands_have_their_values_and_places(command, name, words):
    code, said = command("explain", name, "--year", "2022", "--unit", "nanhu", "--inputs", INPUTS)
    assert code == 0
    assert [word for word in words if word not in said] == []


def test_with_a_year_alone_every_unit_answers(command):
    code, said = command("explain", "S1", "--year", "2022", "--inputs", INPUTS)
    assert code == 0
    assert "南湖新区总工会 2022：数据缺失" in said and "益阳市总工会 2022：10.00分" in said


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("R99", "R09"),
        ("K210", "K21"),
        ("rate.建会率", "rate.工会建会率"),
        ("fiscal.支出总数.actual", "fiscal.支出总额.actual"),
    ],
)
def test_an_unknown_name_is_answered_with_what_was_probably_meant(command, name, meant):
    code, said = command("explain", name)
    assert code == 2 and f"“{name}”" in said and meant in said


def test_a_unit_without_a_year_or_one_that_is_not_there_is_wrong_use(command):
    code, said = command("explain", "S1", "--unit", "nanhu", "--inputs", INPUTS)
    assert code == 2 and "--year" in said
    code, said = command("explain", "S1", "--year", "2022", "--unit", "nanhv", "--inputs", INPUTS)
    assert code == 2 and "nanhu" in said


def test_every_indicator_and_relation_that_is_listed_can_be_explained(command):
    for kind in ("indicators", "relations"):
        for line in command("explain", kind)[1].splitlines():
            name = line.strip().partition("　")[0]
            assert command("explain", name)[0] == 0, name


# --- new


@pytest.mark.long
@pytest.mark.parametrize("order", ["option first", "folder first"])
def test_a_new_year_takes_its_folder_before_or_after_the_option(tmp_path, command, order):
    folder = tmp_path / "某 工作区"
    given = ("--from", "2022", folder) if order == "option first" else (folder, "--from", "2022")
    code, said = command("new", "2023", *given, "--inputs", INPUTS)
    assert code == 0 and "auditbook check" in said
    made = folder / "inputs" / "2023" / "nanhu"
    assert (made / "profile.yaml").is_file() and (made / "fiscal.xlsx").is_file()
    rows = openpyxl.load_workbook(made / "fiscal.xlsx").worksheets[0].iter_rows(values_only=True)
    assert next(row for row in rows if row[0] == "支出总额")[1] == 631100
    assert "已建立" in said and "fiscal.xlsx" in said
    assert open_case(2023, "nanhu", inputs=folder / "inputs").example == ""
    assert command("check", "--inputs", folder / "inputs") == (0, f"没有发现填写问题。\n{ONLY_FILLING}")


def test_a_new_year_again_makes_nothing_and_keeps_everything(tmp_path, command):
    command("new", "2023", tmp_path, "--from", "2022", "--inputs", INPUTS)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    code, said = command("new", "2023", tmp_path, "--from", "2022", "--inputs", INPUTS)
    assert code == 0 and "已建立 0 个文件" in said
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("given", [("23",), ("2023", "--from", "2023"), ("2023", "--from", "1999"), ("soon",), ()])
def test_a_year_that_makes_no_sense_is_wrong_use(tmp_path, command, given):
    code, said = command("new", *given, *(["--inputs", INPUTS] if given else []))
    assert code == 2 and re.search("[一-鿿]", said)


# --- release


@pytest.mark.parametrize("unit", ["nanhu", "yiyang"])
def test_an_example_is_not_released_and_the_reasons_are_a_list_to_work_through(finished, command, unit):
    folder = finished / "outputs" / "2022" / unit
    code, said = command("release", folder, "--as", "filing")
    assert code == 1 and not (folder / "released").exists()
    head, *reasons = said.splitlines()
    assert head == "暂不能生成报送稿："
    assert all(line.startswith("  · ") for line in reasons)
    assert "这是示例" in said
    assert f"可评分值只有{0 if unit == 'nanhu' else 10}分" in said
    wanted = [line for line in reasons if "待补资料" in line]
    assert "绩效目标（targets）：产出指标、效益指标、满意度指标" in "".join(wanted)
    assert "报告日期" in "".join(wanted)
    assert "关注" not in said


@pytest.mark.parametrize("place", ["2022/nobody", "."])
def test_a_folder_without_a_finished_run_is_wrong_use(finished, command, place):
    code, said = command("release", finished / "outputs" / place, "--as", "filing")
    assert code == 2 and "auditbook run" in said


COMPLETE = {
    "units.csv": "unit,name,short_name,kind,parent\nmoni,虚构市总工会（测试用）,虚构总工会,federation,\n",
    "2022/year.yaml": "report_date: 2023-02-20\n",
    "2022/moni/profile.yaml": """\
name: 虚构市总工会（测试用）
posts_approved: 20
posts_approval: 虚构编办〔2020〕1号
staff:
  实际在职人员: 19
departments: [办公室, 财务部]
functions: 组织职工、服务职工
plan: [劳动竞赛, 帮扶救助]
contact: 测试员
phone: 0000-0000000
goal: 完成年度计划
goal_done: 已完成年度计划
budget_code: 000000
thrift: 执行厉行节约制度
asset_management: 资产由办公室统一管理，年末盘点
""",
    "2022/moni/fiscal.csv": """\
项目,上年决算数,上年预算数,本年预算数,调整预算数,本年决算数
支出总额,9000000.00,9100000.00,9500000.00,10000000.00,9800000.00
基本支出,5000000.00,5000000.00,5500000.00,5600000.00,5500000.00
人员经费,4000000.00,4000000.00,4400000.00,4500000.00,4450000.00
公用经费,1000000.00,1000000.00,1100000.00,1100000.00,1050000.00
项目支出,4000000.00,4100000.00,4000000.00,4400000.00,4300000.00
帮扶救助专项,4000000.00,4100000.00,4000000.00,4400000.00,4300000.00
三公经费,100000.00,120000.00,110000.00,110000.00,90000.00
公务接待费,40000.00,50000.00,50000.00,50000.00,30000.00
公务用车购置费,0.00,0.00,0.00,0.00,0.00
公务用车运行维护费,60000.00,70000.00,60000.00,60000.00,60000.00
因公出国（境）费,0.00,0.00,0.00,0.00,0.00
政府采购,200000.00,200000.00,300000.00,300000.00,290000.00
运行维护经费,0.00,0.00,0.00,0.00,0.00
专项资金,4000000.00,4100000.00,4000000.00,4400000.00,4300000.00
一般公共预算资金,9000000.00,9100000.00,9500000.00,10000000.00,9800000.00
政府性基金预算资金,0.00,0.00,0.00,0.00,0.00
专户管理的非税收入资金,0.00,0.00,0.00,0.00,0.00
其他资金,0.00,0.00,0.00,0.00,0.00
上年结转,0.00,,,,100000.00
收入合计,,,,,9900000.00
公共财政拨款,,,,,9800000.00
政府性基金拨款,,,,,0.00
纳入专户管理的非税收入拨款,,,,,0.00
其他收入,,,,,0.00
当年结余,,,,,100000.00
年末结转结余,100000.00,,,,200000.00
其他财政性资金,0.00,,,,0.00
楼堂馆所批复规模,,,,,0.00
楼堂馆所实际规模,,,,,0.00
楼堂馆所预算投资,,,,,0.00
楼堂馆所实际投资,,,,,0.00
""",
    "2022/moni/assets.csv": """\
资产编号,名称,类别,原值,数量,状态,账套
A1,电脑,设备,50000.00,10,在用,财政资金
A2,桌椅,家具,20000.00,30,在用,工会经费
""",
    "2022/moni/targets.csv": """\
一级指标,二级指标,三级指标,比较符,年度指标值,实际完成值,计量单位,分值,偏差原因,佐证材料,批复
产出指标,数量指标,慰问困难职工,≥,500,520,人,20,,慰问名册,虚构财〔2022〕2号
产出指标,数量指标,职工培训,≥,100,80,人,10,疫情影响延期,培训签到表,虚构财〔2022〕2号
产出指标,成本指标,人均培训成本,≤,500,480,元,10,,结算单,虚构财〔2022〕2号
产出指标,时效指标,按时完成率,=,100,100,%,10,,台账,虚构财〔2022〕2号
效益指标,社会效益指标,职工维权能力,定性,提升,达成,,30,,总结,虚构财〔2022〕2号
满意度指标,服务对象满意度指标,职工满意度,≥,90,95,%,10,,问卷,虚构财〔2022〕2号
""",
    "2022/moni/answers.yaml": "职工维权能力: {score: 28, evidence: 年度总结, who: 评价组}\n",
    "2022/moni/survey.csv": "对象,发放,回收,有效,满意,方式,期间\n职工,210,205,200,190,问卷,2022年12月\n",
    "2022/moni/statistics.csv": """\
指标,数值,单位
职工总数,19,人
会员人数,5000,人
新增会员,100,人
已建基层工会组织,60,个
""",
    "2022/moni/activities.csv": """\
日期,类别,活动名称,组织单位,人数,单位,金额,资金来源,说明
2022-05-01,服务职工群众,困难职工慰问,虚构市总工会（测试用）,520,人,260000.00,工会经费,{日期}慰问困难职工{人数}，发放慰问金{金额}
""",
}


@pytest.fixture(scope="session")
def complete(tmp_path_factory):
    """A federation that does not exist and has handed in everything, run once; whoever changes it takes a copy."""

    def make(folder: Path) -> None:
        code = run(write(folder, COMPLETE), "--notebook", "35")
        (folder / "exit").write_text(str(code))

    return once(tmp_path_factory, "complete", make)


@pytest.fixture
def filed(complete, tmp_path) -> Path:
    """A copy of the complete federation that a test may change."""
    return Path(shutil.copytree(complete, tmp_path / "copy"))


def test_a_unit_that_has_handed_in_everything_is_scored_out_of_a_hundred_and_graded(complete, command):
    assert (complete / "exit").read_text() == "0"
    assert command("check", "--inputs", complete / "inputs")[0] == 0
    case = open_case(2022, "moni", inputs=complete / "inputs")
    total = case.totals["selfeval2020"]
    # 9.80 for 980 of 1,000万元; 20 + 8 + 10 + 10 of 50; 28 judged of 30; 10 of 10
    assert (str(total.score), total.evaluated, total.possible, total.grade) == ("95.80", 100, 100, "优")
    assert [outcome.check for outcome in case.contradictions] == []
    text = (complete / "outputs" / "2022" / "moni" / "35_evaluation_report.html").read_text("utf-8")
    assert "95.80分 / 可评分值100分（满分100分）" in text and "资料已齐" in text


NOT_FILED = (
    *("内部底稿", "未经复核", "附录二", "数据来源", "需要核对的数字", "接下来要做什么", "待补", "示例"),
    *("fiscal.csv", "inputs", "auditbook"),
)
FILED = (
    *("虚构市总工会（测试用）", "980.00万元", "预算执行率98.0%", "95.80分", "评价等次：优", "2023年2月20日"),
    *("5月1日慰问困难职工520人，发放慰问金26.00万元", "扣2.00分", "服务对象满意度95.0%"),
)


def body(path: Path) -> str:
    made = python_docx.Document(str(path))
    parts = [made.element, *(part._element for s in made.sections for part in (s.header, s.footer, s.even_page_footer))]
    return "".join(node.text or "" for part in parts for node in part.iter(qn("w:t")))


@pytest.mark.long
def test_the_filing_edition_holds_the_report_and_nothing_of_the_working_paper(filed, command):
    folder = filed / "outputs" / "2022" / "moni"
    code, said = command("release", folder, "--as", "filing")
    assert code == 0, said
    assert sorted(path.name for path in (folder / "released").iterdir()) == ["35_filing.docx", "35_filing.pdf"]
    assert said.count("报送稿：") == 2
    made = python_docx.Document(str(folder / "released" / "35_filing.docx"))
    sheets = PdfReader(folder / "released" / "35_filing.pdf").pages
    printed = re.sub(r"\s", "", "".join(sheet.extract_text() for sheet in sheets))
    for text in (body(folder / "released" / "35_filing.docx"), printed):
        assert [word for word in NOT_FILED if word in text] == []
        assert [word for word in FILED if word not in text] == []
        assert "五、文字报告" in text and "附表二" in text
    assert not list(made.element.iter(qn("w:hyperlink")))
    links = [note.get_object() for sheet in sheets for note in sheet.get("/Annots", ())]
    assert links == []
    # the run itself is what it was
    assert run(filed, "--notebook", "35") == 0
    assert "无变化" in command("run", "--inputs", filed / "inputs", "--notebook", "35")[1]


@pytest.mark.long
def test_a_filing_is_kept_and_a_changed_one_gets_its_own_name(filed, command):
    folder = filed / "outputs" / "2022" / "moni"
    release = ("release", folder, "--as", "filing")
    assert command(*release)[0] == 0
    first = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in (folder / "released").iterdir()}
    assert command(*release)[0] == 0
    assert {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in (folder / "released").iterdir()} == first

    day = filed / "inputs" / "2022" / "year.yaml"
    day.write_text(day.read_text().replace("2023-02-20", "2023-02-21"))
    code, said = command(*release)
    assert code == 1 and "资料或程序在上次运行后有变化" in said
    assert len(list((folder / "released").iterdir())) == 2

    assert run(filed, "--notebook", "35", "--format", "html") == 0
    code, said = command(*release)
    assert code == 0 and "35_filing_2.docx" in said
    kept = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in (folder / "released").iterdir()}
    assert {name: kept[name] for name in first} == first
    assert set(kept) - set(first) == {"35_filing_2.docx", "35_filing_2.pdf"}
    assert "2023年2月21日" in body(folder / "released" / "35_filing_2.docx")


def test_the_filing_of_a_unit_that_has_handed_in_everything_has_no_gap(complete):
    case = open_case(2022, "moni", inputs=complete / "inputs")
    assert "数据缺失]" not in Report(case, "evaluation", internal=False).document.markdown


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("fiscal.csv", "上年结转,0.00,,,,100000.00\n"),
        ("fiscal.csv", "其他财政性资金,0.00,,,,0.00\n"),
        ("fiscal.csv", "楼堂馆所批复规模,,,,,0.00\n"),
        ("profile.yaml", "thrift: 执行厉行节约制度\n"),
        ("profile.yaml", "departments: [办公室, 财务部]\n"),
    ],
)
def test_no_filing_goes_out_with_a_gap_in_it(tmp_path, file, line):
    write(tmp_path, {**COMPLETE, f"2022/moni/{file}": COMPLETE[f"2022/moni/{file}"].replace(line, "")})
    case = open_case(2022, "moni", inputs=tmp_path / "inputs")
    filing = Report(case, "evaluation", internal=False)
    assert "数据缺失]" in filing.document.markdown and gaps(case, filing.lacking)


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("profile.yaml", "contact: 测试员\n", "", "联系人"),
        ("targets.csv", ",培训签到表,虚构财〔2022〕2号", ",培训签到表,", "职工培训"),
        ("fiscal.csv", "三公经费,100000.00,120000.00,110000.00,", "三公经费,100000.00,120000.00,一点,", "输入问题"),
        ("fiscal.csv", "9800000.00", "9900000.00", "计算不符"),
        ("answers.yaml", "score: 28", "score: 10", "可评分值只有70分"),
        (
            "profile.yaml",
            "name: 虚构市总工会（测试用）\n",
            "name: 虚构市总工会（测试用）\nsynthetic: true\n",
            "合成数据",
        ),
    ],
)
def test_what_stands_against_a_filing_is_named(filed, command, file, old, new, reason):
    path = filed / "inputs" / "2022" / "moni" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    code, said = command("release", filed / "outputs" / "2022" / "moni", "--as", "filing")
    assert code == 1 and reason in said
    assert not (filed / "outputs" / "2022" / "moni" / "released").exists()


def test_a_failed_run_is_not_released(filed, command):
    path = filed / "outputs" / "2022" / "moni" / "manifest.json"
    path.write_text(path.read_text("utf-8").replace('"完成"', '"失败"'), "utf-8")
    assert command("release", filed / "outputs" / "2022" / "moni", "--as", "filing")[0] != 0


@pytest.mark.long
def test_outputs_elsewhere_are_released_with_their_inputs_named(filed, command, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    (filed / "outputs").rename(elsewhere)
    code, said = command("release", elsewhere / "2022" / "moni", "--as", "filing", "--inputs", filed / "inputs")
    assert code == 0, said


def test_a_copy_of_the_examples_is_found_from_within_it(tmp_path, command, monkeypatch):
    copy_inputs(tmp_path)
    monkeypatch.delenv("AUDITBOOK_INPUTS", raising=False)
    monkeypatch.chdir(tmp_path / "inputs" / "2022")
    assert command("check")[0] == 0


def typed_in(environment: dict[str, str], *arguments: str) -> bytes:
    """All that a command says as a process of its own, in an environment that differs from ours by this."""
    ours = {name: value for name, value in os.environ.items() if name != "PYTHONIOENCODING"}
    typed = [sys.executable, "-m", "auditbook", *arguments]
    said = subprocess.run(
        typed, check=False, env=ours | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )  # fmt: skip
    assert b"Traceback" not in said.stdout
    return said.stdout


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="names of files are Unicode there in every code page")
def test_a_locale_without_chinese_garbles_neither_names_of_files_nor_words(tmp_path):
    # as cron, or a server in ISO-8859-1: nothing tells Python that names of files are UTF-8
    poor = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    said = typed_in(poor, "new", "2023", str(tmp_path / "工会 资料")).decode("utf-8")
    assert "工会 资料" in said and (tmp_path / "工会 资料/inputs/units.csv").is_file()


@pytest.mark.long
@pytest.mark.parametrize(("encoding", "written"), [("cp1252", "utf-8"), ("ascii", "utf-8"), ("gbk", "gbk")])
def test_a_log_is_written_in_utf8_where_its_encoding_knows_no_chinese(encoding, written):
    assert "错误：" in typed_in({"PYTHONIOENCODING": encoding}, "explain", "Z99").decode(written)
