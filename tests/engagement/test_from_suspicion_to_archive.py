"""The whole way as a firm goes it: run, decide in Excel, take evidence, review, draft, feedback, report, archive."""

import csv
import json
import re
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from pypdf import PdfReader

from auditbook import cli, open_case

pytestmark = pytest.mark.long
UNIT = "u03"
EXAMPLE = Path(__file__).parents[2] / "inputs" / "synthetic"
SIGNERS = {"编制": "审计员甲", "一级复核": "审计员丙", "二级复核": "审计员丁", "三级复核": "审计员戊"}


class Firm:
    """A union of the committed federation by itself, and people who fill in its findings.xlsx."""

    def __init__(self, root):
        self.inputs, self.outputs = root / "inputs", root / "outputs"
        for year in ("2020", "2021"):
            shutil.copytree(EXAMPLE / year / UNIT, self.inputs / year / UNIT)
        for name in ("units.csv", "2021/year.yaml"):
            shutil.copy(EXAMPLE / name, self.inputs / name)
        settings = self.inputs / "2021" / "year.yaml"
        text = re.sub(r"report_date: .*", "report_date: 2022-06-30", settings.read_text("utf-8"))
        settings.write_text(re.sub(r"cut_off: .*", "cut_off: 2022-05-01", text), "utf-8")
        self.folder, self.made = self.inputs / "2021" / UNIT, self.outputs / "2021" / UNIT

    def auditbook(self, *arguments):
        return cli.main([*arguments, "--inputs", str(self.inputs)])

    def run(self):
        arguments = ("--outputs", str(self.outputs), "--year", "2021", "--unit", UNIT, "--notebook", "60")
        assert self.auditbook("run", *arguments) == 0

    def fill(self, sheet, change):
        """Opens what the last run made, changes rows of a sheet as a person would, and puts it back."""
        book = openpyxl.load_workbook(self.made / "findings.xlsx")
        head = [cell.value for cell in book[sheet][1]]
        for number, cells in enumerate(book[sheet].iter_rows(min_row=2)):
            row = dict(zip(head, cells, strict=True))
            for title, value in (change(number, {name: cell.value for name, cell in row.items()}) or {}).items():
                row[title].value = value
        book.save(self.folder / "findings.xlsx")
        self.run()

    def sign(self):
        def signed(number, row):
            paper, level = str(row["底稿编号"] or ""), row["级次"]
            wanted = paper.endswith("Z-01") or ("-D" in paper and level == "一级复核")
            return {"签署人": SIGNERS[level], "日期": date(2022, 5, 20)} if wanted and row["状态"] != "有效" else {}

        self.fill("复核", signed)

    def release(self, edition):
        return self.auditbook("release", str(self.made), "--as", edition)

    def open(self):
        return open_case(2021, UNIT, self.inputs, self.outputs)


def confirm(number, row):
    if number > 2:
        return {}
    return {"决定": "确认", "理由": "核对原始凭证属实", "定性": f"定性{number}", "决定人": "审计员甲",
            "日期": date(2022, 5, 10)}  # fmt: skip


def dismiss(number, row):
    if not row["疑点编号"] or row["决定"]:
        return {}
    return {"决定": "排除", "理由": "已核对附件", "决定人": "审计员甲", "日期": date(2022, 5, 11), "第二人决定": "排除",
            "第二人理由": "同意", "第二人": "审计员乙", "第二人日期": date(2022, 5, 11)}  # fmt: skip


def evidence(number, row):
    if not row["取证单号"]:
        return {}
    return {"附件页数": 3, "审计人员一": "审计员甲", "审计人员二": "审计员乙", "证据提供单位意见": "属实",
            "取证日期": date(2022, 5, 12)}  # fmt: skip


def no_objection(number, row):
    if not row["事项"]:
        return {}
    return {"反馈意见": "无", "反馈日期": date(2022, 5, 25), "是否采纳": "采纳", "采纳说明": "无异议"}


def texts(folder, stem):
    """The words of a document in its three formats, white space left out."""
    html = re.sub(r"<[^>]+>", "", (folder / f"{stem}.html").read_text("utf-8"))
    word = Document(folder / f"{stem}.docx")
    cells = (cell.text for table in word.tables for row in table.rows for cell in row.cells)
    docx = "".join([*(paragraph.text for paragraph in word.paragraphs), *cells])
    pdf = "".join(page.extract_text() for page in PdfReader(folder / f"{stem}.pdf").pages)
    return [re.sub(r"\s", "", text) for text in (html, docx, pdf)]


def test_from_a_suspicion_to_the_archive(tmp_path, capsys):
    firm = Firm(tmp_path)
    firm.run()
    firm.fill("疑点清单", confirm)
    issues = firm.open().engagement.issues
    assert {issue.title for issue in issues} >= {"定性0"}
    assert sorted(path.name for path in (firm.made / "evidence").glob("取*")) == [
        f"取证单-{issue.number}.docx" for issue in issues
    ]

    # without evidence and review no draft, and the page names none of them as a problem
    assert firm.release("draft") == 1
    assert "取证单" in capsys.readouterr().err
    assert not (firm.made / "released").exists()
    assert all("定性：定性0" not in text for text in texts(firm.made, "60_audit_report"))

    firm.fill("取证单", evidence)
    firm.sign()
    assert [issue.number for issue in firm.open().engagement.reported] == [issue.number for issue in issues]
    assert firm.release("draft") == 0
    draft = (firm.made / "released" / "60_draft.docx").read_bytes()

    # the report waits for the answer of the union and for everything that nobody has decided
    assert firm.release("final") == 1
    told = capsys.readouterr().err
    assert "没有决定" in told and "反馈意见" in told
    undecided = {found.key for found in firm.open().engagement.undecided}
    firm.fill("疑点清单", dismiss)
    firm.fill("反馈意见", no_objection)
    assert firm.release("final") == 1
    assert "签署已失效" in capsys.readouterr().err
    firm.sign()
    assert firm.release("final") == 0
    released = firm.made / "released"
    assert (released / "60_draft.docx").read_bytes() == draft
    for text in texts(released, "60_final"):
        assert "定稿" in text and "定性0" in text and "合成数据" in text
        assert not any(key in text for key in undecided)
        assert not re.search("不存在任何违规|触犯|挪用|截留|滥发|责令|追回|清退", text)

    # the file is closed, and whoever changes it is found out
    assert firm.auditbook("archive", "2021", "--unit", UNIT, "--outputs", str(firm.outputs)) == 0
    (closed,) = (firm.outputs / "archive").glob("*.zip")
    assert cli.main(["verify", str(closed)]) == 0
    spoiled = bytearray(closed.read_bytes())
    spoiled[len(spoiled) // 2] ^= 1
    (tmp_path / "spoiled.zip").write_bytes(spoiled)
    assert cli.main(["verify", str(tmp_path / "spoiled.zip")]) == 1

    # one voucher is not what it was: what was signed is signed no more, and the run says why
    capsys.readouterr()
    decided = firm.open().engagement.issues[0].findings[0]
    assert decided.standing.decision == "确认"
    change_one_amount(firm.folder)
    firm.run()
    told = capsys.readouterr().out
    assert f"底稿2021-{UNIT.upper()}-Z-01（审计报告）的三级复核（审计员戊）已失效：数据" in told
    assert "已发布的定稿" in told
    assert firm.release("final") == 1
    assert "签署已失效" in (firm.outputs / "index.html").read_text("utf-8")
    assert json.loads((released / "60_final.json").read_text("utf-8"))["issues"]
    with (firm.made / "papers.csv").open(encoding="utf-8-sig") as file:
        assert any("已失效" in str(row.values()) for row in csv.DictReader(file))


def change_one_amount(folder):
    """Raises both sides of one voucher of the bank statement's month by a cent, in the file as it is."""
    (path,) = (path for path in folder.iterdir() if "序时" in path.name or "凭证" in path.name)
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        amounts = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, float | int)
                   and cell.value and float(cell.value) > 100]  # fmt: skip
        amounts[-1].value = float(amounts[-1].value) + 0.01
        book.save(path)
        return
    raw = path.read_bytes()
    place = max(found.start() for found in re.finditer(rb"\d\d\.\d\d", raw))
    path.write_bytes(raw[:place] + (b"1" if raw[place : place + 1] != b"1" else b"2") + raw[place + 1 :])
