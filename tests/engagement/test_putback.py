"""findings.xlsx put back: what people filled in is read, what nobody changed is not theirs, every conflict is told."""

import datetime
import shutil

import pytest
from conftest_names import NUMBER
from workbooks import GRAVE, Filled, decide

from auditbook import cli
from auditbook.decisions import AGAIN, CONFIRMED, DISMISSED, OPEN

LIST = "疑点清单"


def told(case):
    return [problem.message for problem in [*case.problems, *case.engagement.problems]]


def entry(case, key):
    (found,) = case.decisions[key]
    return found


@pytest.fixture
def key(union):
    return union.finding("A25").key


def standing(case, check="A25"):
    return next(found.standing for found in case.found if found.outcome.check == check)


# --- there and back


def test_unchanged_it_adds_nothing_and_breaks_nothing(union):
    before = union.open()
    case = Filled(union).back()
    assert case.decisions == {} and told(case) == [] and case.engagement.reviews == {}
    assert [str(paper.content) for paper in case.engagement.papers] == [
        str(paper.content) for paper in before.engagement.papers
    ]
    assert case.loaded.files["inputs/2021/u/findings.xlsx"] == "疑点工作簿"


def test_a_decision_is_read_with_the_number_and_the_place(union, key):
    case = decide(Filled(union), key, 定性="重复支付").back()
    found = entry(case, key)
    assert (found.decision, found.reason, found.by) == (CONFIRMED, "凭证核对属实", "审计员甲")
    assert (found.evidence_sheet, found.characterisation, found.on) == (NUMBER, "重复支付", datetime.date(2022, 3, 1))
    assert (found.source.file, found.source.sheet) == ("inputs/2021/u/findings.xlsx", LIST)
    assert found.source.row == Filled(union).row(LIST, key) and told(case) == []


def test_the_next_export_shows_it_and_takes_the_place_of_the_old_one(union, key):
    decide(Filled(union), key).back()
    again = Filled(union)
    row, heads = again.row(LIST, key), again.heads(LIST)
    assert again.book[LIST].cell(row, heads["决定"]).value == CONFIRMED
    assert "确认" in again.book[LIST].cell(row, heads["现状"]).value
    before = union.open()
    case = again.back()
    assert entry(case, key).reason == "凭证核对属实" and told(case) == []
    assert [str(p.content) for p in case.engagement.papers] == [str(p.content) for p in before.engagement.papers]


def test_an_entry_that_decisions_csv_has_is_not_doubled(union, key):
    union.confirm("A25", number=NUMBER)
    case = Filled(union).back()
    assert len(case.decisions[key]) == 1 and told(case) == []
    (union.folder / "decisions.csv").unlink()
    assert entry(union.open(), key).reason == "凭证核对属实"


def test_a_decision_of_the_csv_that_is_changed_in_the_workbook_is_no_conflict(union, key):
    union.confirm("A25", number=NUMBER)
    case = Filled(union).put(LIST, key, 决定=DISMISSED, 理由="两份发票").back()
    assert standing(case).decision == DISMISSED and told(case) == []


def test_old_copies_that_a_newer_export_has_read_do_not_come_back(union, key):
    decide(Filled(union), key).back("findings-甲.xlsx")
    Filled(union).put(LIST, key, 决定=OPEN, 理由="再核对").back("findings.xlsx")
    Filled(union).back("findings.xlsx")
    case = union.open()
    assert standing(case).decision == OPEN and told(case) == []


def test_two_persons_dismiss_what_is_grave(union):
    own = union.root / "inputs" / "checks"
    own.mkdir()
    (own / "Z01_large.sql").write_text(GRAVE, "utf-8")
    grave = union.finding("Z01")
    filled = decide(Filled(union), grave.key, DISMISSED, reason="已有说明")
    assert standing(filled.back(), grave.outcome.check).decision == OPEN
    filled.put(
        LIST, grave.key, 第二人决定=DISMISSED, 第二人理由="已核对说明", 第二人="审计员乙", 第二人日期="2022-03-02"
    )
    case = filled.back()
    assert standing(case, grave.outcome.check).decision == DISMISSED and told(case) == []


def test_sheets_reviews_feedback_and_adjustments_make_a_reported_issue(union, key):
    decide(Filled(union), key).back()
    filled = Filled(union).put("取证单", NUMBER, 附件页数=2, 审计人员一="审计员甲", 审计人员二="审计员乙",
                               证据提供单位意见="属实", 取证日期=datetime.date(2022, 3, 2))  # fmt: skip
    case = filled.back()
    assert case.engagement.lacking(case.engagement.issues[0]) == ["缺一级复核"]
    filled = Filled(union).put("复核", (NUMBER, "一级复核"), 签署人="审计员丙", 日期="2022/3/5")
    filled.add("审计调整", 调整编号="1", 科目编码="50103", 贷方金额=600, 调整原因="重复支付", 底稿编号=NUMBER)
    filled.add("审计调整", 调整编号="1", 科目编码="102", 借方金额="600.00", 调整原因="重复支付", 底稿编号=NUMBER)
    case = filled.back()
    assert [issue.number for issue in case.engagement.reported] == [NUMBER] and told(case) == []
    assert [row["account"] for row in case.loaded.tables["adjustments"]] == ["50103", "102"]
    filled = Filled(union).put("反馈意见", NUMBER, 反馈意见="同意，款项已收回", 反馈日期="2022-03-20", 是否采纳="采纳")
    filled.add("反馈意见", 反馈意见="对报告整体无意见")
    filled.put("整改", NUMBER, 措施="已收回款项", 完成日期="2022-04-01")
    case = filled.back()
    assert [row["comment"] for row in case.loaded.tables["feedback"]] == ["同意，款项已收回", "对报告整体无意见"]
    (row,) = case.loaded.tables["followup"]
    assert (row["finding"], row["year"], row["measure"]) == (NUMBER, 2021, "已收回款项")
    assert [issue.number for issue in case.engagement.reported] == [NUMBER] and told(case) == []
    last = Filled(union).back()
    assert len(last.loaded.tables["feedback"]) == 2 and len(last.loaded.tables["adjustments"]) == 2
    assert [issue.number for issue in last.engagement.reported] == [NUMBER] and told(last) == []


def test_a_lapsed_signature_is_blank_and_says_why_and_signing_again_stands(union):
    paper = "2021-U-Z-01"
    Filled(union).put("复核", (paper, "编制"), 签署人="审计员甲", 日期="2022-03-05").back()
    assert "编制" in union.open().engagement.report_paper.signed.standing
    union.journal((union.folder / "序时账.csv").read_text("utf-8").replace("宣传册", "宣传品"))
    filled = Filled(union)
    row, heads = filled.row("复核", paper, "编制"), filled.heads("复核")
    assert filled.book["复核"].cell(row, heads["状态"]).value.startswith("已失效：数据")
    assert filled.book["复核"].cell(row, heads["签署人"]).value is None
    case = filled.put("复核", (paper, "编制"), 签署人="审计员甲", 日期="2022-03-09").back()
    assert "编制" in case.engagement.report_paper.signed.standing


# --- conflicts


def copies(union, key, one, two):
    first, second = Filled(union), Filled(union)
    decide(first, key, **one).back("findings-1.xlsx")
    return decide(second, key, **two).back("findings-2.xlsx")


def test_of_two_copies_of_one_person_the_later_day_counts_and_it_is_told(union, key):
    one = {"decision": DISMISSED, "on": "2022-03-09", "reason": "两份发票"}
    case = copies(union, key, one, {"on": "2022-03-01"})
    assert standing(case).decision == DISMISSED
    (message,) = told(case)
    assert "决定两处不同" in message and "findings-1.xlsx" in message and "findings-2.xlsx" in message


def test_on_the_same_day_it_is_open(union, key):
    case = copies(union, key, {"decision": DISMISSED, "reason": "两份发票"}, {})
    assert standing(case).decision == OPEN and "分不清先后" in told(case)[0]
    assert {found.reason for found in case.decisions[key]} >= {"两份发票", "凭证核对属实"}


def test_two_persons_in_two_copies_are_no_conflict_of_the_files(union, key):
    case = copies(union, key, {"decision": DISMISSED, "reason": "两份发票"}, {"by": "审计员乙"})
    assert told(case) == [] and "意见不一致" in standing(case).note


def test_a_deleted_row_keeps_its_exported_decision(union, key):
    decide(Filled(union), key).back()
    filled = Filled(union)
    filled.book[LIST].delete_rows(filled.row(LIST, key))
    case = filled.back()
    assert standing(case).decision == CONFIRMED and "删去了1行" in told(case)[0] and key in told(case)[0]


def test_an_emptied_decision_is_withdrawn_and_told(union, key):
    union.confirm("A25", number=NUMBER)
    case = Filled(union).put(LIST, key, 决定=None).back()
    assert standing(case).decision == OPEN and "被清空" in told(case)[0]


def test_an_emptied_signature_is_withdrawn_and_told(union):
    paper = "2021-U-Z-01"
    union.sign(paper, ("编制", "审计员甲"))
    case = Filled(union).put("复核", (paper, "编制"), 签署人=None, 日期=None).back()
    assert case.engagement.report_paper.signed.standing == {} and "按撤回处理" in told(case)[0]


@pytest.mark.long
def test_an_old_copy_is_looked_at_again_and_new_findings_are_counted_once(union, key):
    filled = decide(Filled(union), key)
    union.journal((union.folder / "序时账.csv").read_text("utf-8").replace("记-2", "记-7")
                  + "2021-06-10,记-4,购中秋节购物卡发放会员,50101,职工福利,800.00,,示例商户02,甲,乙\n"
                  + "2021-06-10,记-4,购中秋节购物卡发放会员,102,银行存款,,800.00,示例商户02,甲,乙\n")  # fmt: skip
    case = filled.back()
    assert standing(case).decision == AGAIN
    assert len([message for message in told(case) if "其后新增疑点" in message]) == 1


def test_a_cell_that_two_copies_fill_differently_is_told_and_other_cells_are_joined(union, key):
    decide(Filled(union), key).back()
    first, second = Filled(union), Filled(union)
    first.put("取证单", NUMBER, 附件页数=2, 审计人员一="审计员甲").back("findings-1.xlsx")
    case = second.put("取证单", NUMBER, 附件页数=3, 审计人员二="审计员乙").back("findings-2.xlsx")
    sheet = case.engagement.sheets[NUMBER]
    assert sheet.pages is None and set(sheet.auditors) == {"审计员甲", "审计员乙"}
    (message,) = told(case)
    assert "附件页数" in message and "均未采用" in message


# --- what people do to files


def test_a_word_outside_the_choices_is_told_with_its_place(union, key):
    case = decide(Filled(union), key, "同意").back()
    assert case.decisions == {} and any("“同意”不在可选值之内" in message for message in told(case))


def test_half_a_decision_is_told(union, key):
    case = decide(Filled(union), key, by=None).back()
    assert case.decisions == {} and any("没有写决定人" in message for message in told(case))


def test_sorted_renamed_moved_inserted(union, key):
    filled = decide(Filled(union), key, on=datetime.datetime(2022, 3, 1))  # noqa: DTZ001
    sheet = filled.book[LIST]
    sheet.insert_rows(1, 2)
    sheet.insert_cols(4)
    sheet["A1"] = "某工会疑点讨论稿"
    sheet["D3"] = "备忘"
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    for number, row in enumerate(reversed(rows), 4):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value
    sheet.title = "甲的清单"
    filled.book.move_sheet(sheet, 3)
    case = filled.back("findings-甲.xlsx")
    assert entry(case, key).on == datetime.date(2022, 3, 1) and told(case) == []


def test_merged_cells_are_told(union, key):
    filled = decide(Filled(union), key)
    column = filled.book[LIST].cell(1, filled.heads(LIST)["决定"]).column_letter
    row = filled.row(LIST, key)
    filled.book[LIST].merge_cells(f"{column}{row}:{column}{row + 1}")
    assert any("合并单元格" in message and "决定" in message for message in told(filled.back()))


def test_without_the_hidden_sheet_everything_filled_in_is_read(union, key):
    filled = decide(Filled(union), key)
    del filled.book["_原表"]
    assert entry(filled.back(), key).decision == CONFIRMED


def test_the_list_as_csv_in_gbk(union, key):
    filled = decide(Filled(union), key)
    rows = [[str(cell.value or "").replace("\n", " ").replace(",", "，") for cell in row] for row in filled.book[LIST]]
    text = "\r\n".join(",".join(row) for row in rows)
    (union.folder / "findings.csv").write_bytes(text.encode("gb18030"))
    assert entry(union.open(), key).reason == "凭证核对属实"


def test_the_table_that_a_run_leaves_is_not_taken_for_it(union, key):
    from auditbook.frames import csv_bytes

    (union.folder / "findings.csv").write_bytes(csv_bytes(union.open().findings))
    case = union.open()
    assert case.decisions == {} and any("没有找到疑点清单" in message for message in told(case))


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1broken", b""])
def test_a_broken_file_is_told_and_the_others_are_read(union, key, content):
    (union.folder / "findings-乙.xlsx").write_bytes(content)
    case = decide(Filled(union), key).back("findings-甲.xlsx")
    assert entry(case, key).decision == CONFIRMED
    assert any("findings-乙.xlsx" in line for line in case.loaded.unread)


def test_the_workbook_of_another_unit_is_told(union, key):
    other = union.folder.parent / "v"
    decide(Filled(union), key).back()
    shutil.copytree(union.folder, other)
    with (union.root / "inputs" / "units.csv").open("a", encoding="utf-8") as file:
        file.write("v,某某工会,grassroots\n")
    from auditbook import open_case

    case = open_case(2021, "v", inputs=union.root / "inputs")
    assert case.decisions == {} and any("放错了文件夹" in problem.message for problem in case.problems)


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "<script>alert(1)</script>", "+1", "@SUM(A1)", "长" * 40_000])
def test_hostile_texts_come_back_as_they_were(union, key, text):
    union.write("decisions", f'{key},{union.finding().evidence},确认,"{text}",,,审计员甲,2022-03-01')
    case = Filled(union).back()
    assert entry(case, key).reason == text and told(case) == []


@pytest.mark.long
def test_check_lists_what_cannot_be_taken(union, key, capsys):
    filled = decide(Filled(union), key, "同意")
    filled.put("复核", ("2021-U-Z-01", "编制"), 签署人="审计员甲")
    filled.back()
    assert cli.main(["check", "--inputs", str(union.root / "inputs")]) == 1
    said = capsys.readouterr()
    assert "同意" in said.out + said.err and "没有写日期" in said.out + said.err
