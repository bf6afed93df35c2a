"""The request list: what came, how that is known, and what cannot be said because of what did not."""

from __future__ import annotations

import pytest

from auditbook import open_case
from auditbook.engagement.material import conflicts, listed, material_rows
from auditbook.errors import SetupError
from auditbook.frames import csv_bytes
from auditbook.template import new_workspace

HEAD = "资料,状态,经手人,日期\n"
CUT_OFF = "cut_off: 2022-02-28\nreport_date: 2022-03-31\n"


@pytest.fixture
def asked(union):
    """The items of the union by title; ``lines`` are what people wrote, ``files`` what else lies in the folder."""

    def build(*lines, year="", checked=False, **files):
        if lines:
            (union.folder / "资料清单.csv").write_text(HEAD + "\n".join(lines) + "\n", "utf-8")
        for name, content in files.items():
            path = union.folder / name.replace("__", "/").replace("_dot_", ".")
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        if year:
            (union.folder.parent / "year.yaml").write_text(year, "utf-8")
        case = union.open()
        return case, {item.request.title: item for item in (case.requested if checked else listed(case))}

    return build


def told(case):
    return [str(problem) for problem in conflicts(case)]


def test_a_table_with_rows_has_come_and_its_file_and_rows_say_so(asked):
    case, items = asked()
    journal = items["会计账簿与凭证"]
    assert (journal.state, journal.rows) == ("已收", 6)
    assert [one.name.rpartition("/")[2] for one in journal.files] == ["序时账.csv"] and "系统判定" in journal.known
    assert not journal.limits and told(case) == []


def test_a_heading_without_rows_is_nothing_received(asked):
    _, items = asked(工资总额_dot_csv="月份,工资总额\n")
    assert items["工资总额表"].state == "应收"


def test_a_paper_has_come_where_a_file_or_a_folder_is_called_so(asked):
    _, items = asked(**{"会议纪要__2021-03_dot_pdf": "%PDF-1.4", "法人证_dot_jpg": b"\xff\xd8"})
    assert [one.name for one in items["工会委员会纪要"].files] == ["inputs/2021/u/会议纪要/2021-03.pdf"]
    assert items["法人资格证书"].state == "已收" and items["经审会纪要"].state == "应收"


@pytest.mark.long
def test_a_file_that_cannot_be_read_has_come_and_still_limits_the_scope(asked):
    _, items = asked(checked=True, 科目余额表_dot_xlsx=b"PK\x03\x04 broken")
    assert (items["科目余额表"].state, items["科目余额表"].shown) == ("已收", "已收（未能读取）")
    assert items["科目余额表"].limits and ("C04" in dict(items["科目余额表"].waiting))


def test_what_people_wrote_counts_for_papers_with_who_and_when(asked):
    case, items = asked("开户许可证,已收,审计员甲,2022-01-12", "目标管理责任书,不适用,,")
    opening = items["开户证明"]
    assert (opening.state, opening.noted("handler"), str(opening.noted("date"))) == ("已收", "审计员甲", "2022-01-12")
    assert "人工登记" in opening.known and items["目标管理责任书"].state == "不适用"
    assert not items["目标管理责任书"].limits and told(case) == []


def test_before_the_last_day_things_are_awaited_and_after_it_they_did_not_come(asked):
    assert asked()[1]["银行对账单"].state == "应收"
    assert asked(year="cut_off: 2022-02-28\n")[1]["银行对账单"].state == "应收"
    late = asked(year=CUT_OFF)[1]["银行对账单"]
    assert late.state == "未收" and "截止日已过" in late.known


def test_an_entry_after_the_last_day_shows_that_it_has_passed(asked):
    _, items = asked("承诺书,已收,,2022-03-01", "银行对账单,应收,,", year="cut_off: 2022-02-28\n")
    assert items["银行对账单"].state == "未收"


@pytest.mark.parametrize(
    ("line", "title", "state", "words"),
    [
        ("银行对账单,已收,,2022-01-12", "银行对账单", "应收", "资料夹里没有读到银行对账单"),
        ("序时账,未收,,", "会计账簿与凭证", "已收", "资料夹里却有 序时账.csv"),
        ("序时账,不适用,,", "会计账簿与凭证", "已收", "资料夹里却有 序时账.csv"),
        ("承诺书,不适用,,", "承诺书", "应收", "标准清单规定应当提供"),
    ],
)
def test_a_contradiction_is_told_with_file_and_row_and_the_folder_is_right(asked, line, title, state, words):
    case, items = asked(line)
    assert items[title].state == state
    [problem] = told(case)
    assert problem.startswith("inputs/2021/u/资料清单.csv 第2行") and words in problem
    assert any(words in str(own) for own in case.own_problems)


def test_two_lines_on_one_thing_go_by_their_days_and_without_days_neither_counts(asked):
    case, items = asked("承诺书,未收,,2022-01-12", "承诺书,已收,,2022-02-12")
    assert items["承诺书"].state == "已收" and told(case) == []
    case, items = asked("承诺书,未收,,", "承诺书,已收,,")
    assert items["承诺书"].state == "应收" and "第3行" in told(case)[0] and "第2行" in told(case)[0]


def test_a_line_that_no_list_knows_is_an_item_of_its_own(asked):
    _, items = asked("食堂承包资料,未收,,", 职工疗休养协议书_dot_pdf="%PDF")
    own = items["食堂承包资料"]
    assert own.state == "未收" and own.request.own
    assert items["合同"].state == "已收"


def test_checks_that_wait_are_those_that_were_not_performed_for_lack_of_the_table(asked):
    case, items = asked(checked=True)
    waiting = dict(items["科目余额表"].waiting)
    assert "C04" in waiting and "C02" not in waiting
    status = dict(zip(case.outcomes["check"], case.outcomes["status"], strict=True))
    assert {status[check] for item in items.values() for check, _ in item.waiting} == {"not_enough_data"}
    assert items["会计账簿与凭证"].waiting == ()


@pytest.mark.long
def test_papers_of_the_register_alone_still_let_checks_wait(asked):
    _, items = asked("合同,已收,,2022-01-12", checked=True)
    contract = items["合同"]
    assert contract.state == "已收" and contract.limits == bool(contract.waiting)


def test_the_csv_has_one_row_an_item_and_is_the_same_twice(asked, union):
    case, items = asked(checked=True)
    first, second = csv_bytes(case.material), csv_bytes(union.open().material)
    assert first == second and str(union.root) not in first.decode("utf-8-sig")
    assert list(case.material["item"]) == list(items) == [row[1] for row in material_rows(items.values())]
    assert ",6," in first.decode("utf-8-sig")


def test_an_organisation_s_own_list_takes_the_place_of_ours(asked, union):
    (union.root / "inputs" / "requests.yaml").write_text(
        "items:\n  - {title: 凭证, tables: [journal]}\n  - {title: 餐饮清单, words: [餐饮]}\n", "utf-8"
    )
    _, items = asked()
    assert {title: item.state for title, item in items.items()} == {"凭证": "已收", "餐饮清单": "应收"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("items: []\n", "没有 items"),
        ("items:\n  - {title: 一}\n", "第 1 项“一”没有写 tables 或 words"),
        ("items:\n  - {title: 一, tables: [nothing]}\n", "没有这样的表"),
        ("items:\n  - {title: 一, words: [一], colour: red}\n", "不认识的键 colour"),
        ("items:\n  - {title: 一, words: 一}\n", "应是清单"),
        ("items:\n  - {title: 一, words: [一]}\n  - {title: 一, words: [二]}\n", "不止一次"),
    ],
)
def test_a_wrong_list_is_refused_with_the_place(union, text, words):
    (union.root / "inputs" / "requests.yaml").write_text(text, "utf-8")
    with pytest.raises(SetupError, match=words):
        _ = union.open().requested


def test_a_federation_sees_all_its_unions_also_one_that_sent_nothing(tmp_path):
    inputs = tmp_path / "inputs"
    for unit, name, content in (
        ("f", "统计数据.csv", "指标,数值\n会员人数,10\n"),
        ("a", "工资总额.csv", "月份,工资总额\n1,1\n"),
    ):
        (inputs / "2021" / unit).mkdir(parents=True)
        (inputs / "2021" / unit / name).write_text(content, "utf-8")
    (inputs / "units.csv").write_text(
        "unit,name,kind,parent\nf,某区总工会,federation,\na,甲工会,grassroots,f\nb,乙工会,grassroots,f\n", "utf-8"
    )
    of = open_case(2021, "f", inputs=inputs).requested_of_unions
    assert list(of) == ["f", "a", "b"] and of["b"] == []
    states = {item.request.title: item.state for item in of["a"]}
    assert states["工资总额表"] == "已收" and "统计数据" not in states
    assert {item.request.title: item.state for item in of["f"]}["统计数据"] == "已收"


def test_a_new_year_brings_the_list_to_be_filled_in_and_its_empty_states_say_nothing(tmp_path):
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "units.csv").write_text(
        "unit,name,kind\nu,某工会,grassroots\nf,某总工会,federation\n", "utf-8"
    )
    new_workspace(2022, tmp_path)
    assert (tmp_path / "inputs" / "2022" / "f" / "returns.xlsx").is_file()
    case = open_case(2022, "f", inputs=tmp_path / "inputs")
    named = [row["item"] for row in case.loaded.tables["requests"]]
    assert named == [item.request.title for item in listed(case)] and "满意度" in named and conflicts(case) == []
    other = open_case(2022, "u", inputs=tmp_path / "inputs").loaded.tables["requests"]
    assert "满意度" not in [row["item"] for row in other]
