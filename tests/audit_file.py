"""A small audit file that can be closed: a union with complete books, two matters, and what people write about them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from auditbook import cli, open_case
from auditbook.case import Case

JOURNAL = (
    "日期,凭证字号,摘要,科目编码,科目名称,借方金额,贷方金额,往来单位,制单人,审核人\n"
    "2021-03-02,记-1,付宣传册款,50103,宣传活动费,600.00,,示例商户01,甲,乙\n"
    "2021-03-02,记-1,付宣传册款,102,银行存款,,600.00,示例商户01,甲,乙\n"
    "2021-03-03,记-2,付宣传册款,50103,宣传活动费,600.00,,示例商户01,甲,乙\n"
    "2021-03-03,记-2,付宣传册款,102,银行存款,,600.00,示例商户01,甲,乙\n"
    "2021-05-10,记-3,购端午节购物卡发放会员,50101,职工福利,900.00,,示例商户02,甲,乙\n"
    "2021-05-10,记-3,购端午节购物卡发放会员,102,银行存款,,900.00,示例商户02,甲,乙\n"
)
BALANCES = (
    "科目编码,科目名称,期初借方,期初贷方,本期借方,本期贷方,期末借方,期末贷方\n"
    "102,银行存款,5000.00,,,2100.00,2900.00,\n"
    "321,工会资金结余,,5000.00,,,,5000.00\n"
    "50101,职工福利,,,900.00,,900.00,\n"
    "50103,宣传活动费,,,1200.00,,1200.00,\n"
)
HEADS = {
    "decisions": "finding,evidence,decision,reason,evidence_sheet,characterisation,by,on",
    "evidence_sheets": "取证单号,附件页数,审计人员一,审计人员二,证据提供单位意见,意见或拒签说明,取证日期",
    "reviews": "底稿编号,级次,签署人,日期,底稿指纹",
    "feedback": "疑点编号,反馈意见,反馈日期,是否采纳,采纳说明",
    "adjustments": "调整编号,科目编码,借方金额,贷方金额,调整原因,底稿编号",
}
NUMBER, REPORT = "2021-U-D6-01", "2021-U-Z-01"
LEVELS = (("编制", "审计员甲"), ("一级复核", "审计员乙"), ("二级复核", "审计员丙"), ("三级复核", "审计员丁"))
NO_COMMENT = ",无,2022-03-20,,"


class AuditFile:
    """The workspace of unit ``u`` of 2021; every step writes what people would, and nothing runs."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.inputs, self.outputs = root / "inputs", root / "outputs"
        self.folder, self.results = self.inputs / "2021" / "u", self.outputs / "2021" / "u"

    def begin(self) -> AuditFile:
        """With its books and the year's settings."""
        self.folder.mkdir(parents=True)
        (self.inputs / "units.csv").write_text("unit,name,kind\nu,某工会,grassroots\n", "utf-8")
        (self.folder / "序时账.csv").write_text(JOURNAL, "utf-8")
        (self.folder / "科目余额表.csv").write_text(BALANCES, "utf-8")
        self.settings()
        return self

    def copy(self, root: Path) -> AuditFile:
        """The same file elsewhere, with what the checks have answered already."""
        shutil.copytree(self.root, root, dirs_exist_ok=True)
        return AuditFile(root)

    @property
    def signed(self) -> list[str]:
        """The lines of reviews.csv."""
        path = self.folder / "reviews.csv"
        return path.read_text("utf-8").splitlines()[1:] if path.is_file() else []

    def open(self) -> Case:
        return open_case(2021, "u", self.inputs, self.outputs)

    def write(self, table: str, *lines: str) -> None:
        (self.folder / f"{table}.csv").write_text("\n".join([HEADS[table], *lines, ""]), "utf-8")

    def journal(self, old: str, new: str) -> None:
        """Changes the journal and the balances, so that they still tie."""
        for path in (self.folder / "序时账.csv", self.folder / "科目余额表.csv"):
            path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")

    def settings(self, text: str = "report_date: 2022-04-30\n") -> None:
        (self.inputs / "2021" / "year.yaml").write_text(text, "utf-8")

    def decide(self, confirmed: tuple[str, ...] = ("A25",), leave: tuple[str, ...] = ()) -> None:
        """Confirms the findings of ``confirmed`` under one number, dismisses all others but those of ``leave``."""
        lines = []
        for found in self.open().found:
            check = found.outcome.check
            if check in confirmed:
                lines.append(f"{found.key},{found.evidence},确认,凭证核对属实,{NUMBER},重复支付,审计员甲,2022-03-01")
            elif check not in leave:
                lines += [
                    f"{found.key},{found.evidence},排除,已核对,,,{by},2022-03-01" for by in ("审计员甲", "审计员乙")
                ]
        self.write("decisions", *lines)

    def take_evidence(self) -> None:
        self.write("evidence_sheets", f"{NUMBER},3,审计员甲,审计员乙,属实,,2022-03-02")

    def sign(self, paper: str, *signed: tuple[str, str], on: str = "2022-03-25") -> None:
        """Adds signatures on the present content of ``paper``."""
        content = self.open().engagement.paper(paper).content
        self.write("reviews", *self.signed, *(f"{paper},{level},{by},{on},{content}" for level, by in signed))

    def for_draft(self) -> None:
        """All that a draft needs."""
        self.decide()
        self.take_evidence()
        self.sign(NUMBER, ("一级复核", "审计员丙"), on="2022-03-03")
        self.sign(REPORT, LEVELS[1], on="2022-03-05")

    def for_final(self) -> None:
        """All that a final needs once a draft is out."""
        self.write("feedback", NO_COMMENT)
        self.sign(REPORT, *LEVELS)

    def run(self, *more: str) -> int:
        """``auditbook run`` with no notebook: tables and manifest."""
        notebooks = self.root / "notebooks"
        notebooks.mkdir(exist_ok=True)
        empty = {"cells": [], "metadata": {"auditbook": {"for": "nobody"}}, "nbformat": 4, "nbformat_minor": 5}
        (notebooks / "10_none.ipynb").write_text(json.dumps(empty), "utf-8")
        return self.command("run", "--outputs", str(self.outputs), *more)

    def release(self, edition: str) -> int:
        return self.command("release", str(self.results), "--as", edition)

    def command(self, verb: str, *given: str) -> int:
        return cli.main([verb, *given, "--inputs", str(self.inputs)])
