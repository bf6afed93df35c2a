"""A small union whose journal pays one bill twice, and another one near the limit: what an audit file grows from."""

import pytest

from auditbook import open_case

JOURNAL = (
    "日期,凭证字号,摘要,科目编码,科目名称,借方金额,贷方金额,往来单位,制单人,审核人\n"
    "2021-03-02,记-1,付宣传册款,50103,宣传活动费,600.00,,示例商户01,甲,乙\n"
    "2021-03-02,记-1,付宣传册款,102,银行存款,,600.00,示例商户01,甲,乙\n"
    "2021-03-03,记-2,付宣传册款,50103,宣传活动费,600.00,,示例商户01,甲,乙\n"
    "2021-03-03,记-2,付宣传册款,102,银行存款,,600.00,示例商户01,甲,乙\n"
    "2021-05-10,记-3,购端午节购物卡发放会员,50101,职工福利,900.00,,示例商户02,甲,乙\n"
    "2021-05-10,记-3,购端午节购物卡发放会员,102,银行存款,,900.00,示例商户02,甲,乙\n"
)
HEADS = {
    "decisions": "finding,evidence,decision,reason,evidence_sheet,characterisation,by,on",
    "evidence_sheets": "取证单号,附件页数,审计人员一,审计人员二,证据提供单位意见,意见或拒签说明,取证日期",
    "reviews": "底稿编号,级次,签署人,日期,底稿指纹",
}


class Union:
    """A workspace of one union; ``write`` puts what people wrote beside its journal, ``open`` gives the case."""

    def __init__(self, root, outputs):
        self.root, self.outputs = root, outputs
        self.folder = root / "inputs" / "2021" / "u"
        self.folder.mkdir(parents=True)
        (root / "inputs" / "units.csv").write_text("unit,name,kind\nu,某工会,grassroots\n", "utf-8")
        self.journal(JOURNAL)

    def journal(self, text):
        (self.folder / "序时账.csv").write_text(text, "utf-8")

    def write(self, table, *lines):
        (self.folder / f"{table}.csv").write_text("\n".join([HEADS[table], *lines, ""]), "utf-8")

    def open(self):
        return open_case(2021, "u", inputs=self.root / "inputs", outputs=self.outputs)

    def finding(self, check="A25"):
        return next(found for found in self.open().found if found.outcome.check == check)

    def confirm(self, *checks, number="", by="审计员甲"):
        found = [self.finding(check) for check in checks]
        self.write("decisions", *(f"{one.key},{one.evidence},确认,凭证核对属实,{number},重复支付,{by},2022-03-01"
                                  for one in found))  # fmt: skip

    def take_evidence(self, *lines):
        self.write("evidence_sheets", *lines)

    def sign(self, index, *signed):
        """``signed``: pairs of level and person, on the paper's present content."""
        content = self.open().engagement.paper(index).content
        self.write("reviews", *(f"{index},{level},{by},2022-03-05,{content}" for level, by in signed))


@pytest.fixture
def union(tmp_path, kept):
    return Union(tmp_path, kept)
