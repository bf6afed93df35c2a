"""Writes the lists that a union delivers beside its books, and its profile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from auditbook.example.grids import Cell, money
from auditbook.example.model import Absent, Books, Ref
from auditbook.example.statements import Target

Name = Callable[[Ref], str]


@dataclass(frozen=True)
class Form:
    """A list as a file: its name, its title, and the heading of each column."""

    file: str
    title: str
    columns: dict[str, str]

    @property
    def kind(self) -> str:
        return "xlsx" if self.file.endswith("xlsx") else "csv"


MONEY = frozenset({"amount", "standard", "wages", "dues_base", "cost", "collected", "passed_on", "claim", "prize"})
FORMS = {
    "benefits": Form(
        "慰问发放明细.xlsx",
        "慰问发放明细",
        {
            "date": "日期",
            "event": "事由",
            "person": "姓名",
            "member_id": "会员编号",
            "amount": "金额",
            "form": "形式",
            "voucher": "凭证字号",
            "persons": "人数",
            "standard": "标准",
        },
    ),
    "payroll": Form(
        "工资总额.csv",
        "职工工资总额表",
        {"month": "月份", "wages": "工资总额", "members": "会员人数", "dues_base": "会费基数"},
    ),
    "members": Form(
        "会员花名册.csv",
        "会员花名册",
        {"member_id": "会员编号", "name": "姓名", "joined": "入会日期", "left": "离会日期"},
    ),
    "aid": Form(
        "帮扶台账.xlsx",
        "困难职工帮扶台账",
        {
            "file_no": "档案号",
            "person": "姓名",
            "category": "困难类别",
            "fund": "资金来源",
            "amount": "金额",
            "paid_on": "日期",
            "way": "发放方式",
            "voucher": "凭证字号",
        },
    ),
    "model_workers": Form(
        "劳模台账.csv",
        "劳模专项台账",
        {
            "name": "姓名",
            "use": "用途",
            "fund": "资金来源",
            "amount": "金额",
            "paid_on": "日期",
            "voucher": "凭证字号",
        },
    ),
    "mutual_aid": Form(
        "医疗互助台账.csv",
        "职工医疗互助台账",
        {
            "member_id": "会员编号",
            "collected": "代收",
            "passed_on": "上缴",
            "claim": "赔付",
            "date": "日期",
            "voucher": "凭证字号",
        },
    ),
    "activities": Form(
        "活动台账.xlsx",
        "活动台账",
        {
            "date": "日期",
            "section": "类别",
            "title": "活动名称",
            "place": "地点",
            "beneficiaries": "人数",
            "beneficiary_unit": "单位",
            "amount": "金额",
            "fund": "资金来源",
            "voucher": "凭证字号",
            "participants": "参加人数",
            "winners": "获奖人数",
            "prize": "奖品单价",
            "narrative": "说明",
        },
    ),
    "assets": Form(
        "固定资产卡片.xlsx",
        "固定资产卡片",
        {
            "asset": "资产编号",
            "name": "名称",
            "category": "类别",
            "acquired": "取得日期",
            "cost": "原值",
            "quantity": "数量",
            "location": "地点",
            "status": "状态",
        },
    ),
    "approvals": Form(
        "审批公开.csv", "审批和公开情况", {"date": "日期", "document": "文件", "body": "机构", "subject": "事项"}
    ),
    "contracts": Form(
        "合同.csv",
        "合同台账",
        {
            "contract": "合同编号",
            "supplier": "对方",
            "subject": "标的",
            "amount": "金额",
            "signed": "签订日期",
            "method": "采购方式",
        },
    ),
    "requests": Form(
        "资料清单.csv", "资料清单", {"item": "资料", "state": "状态", "handler": "经手人", "date": "日期"}
    ),
    "followup": Form(
        "整改台账.csv",
        "以前年度问题整改台账",
        {
            "year": "年度",
            "check": "检查",
            "matter": "问题",
            "measure": "措施",
            "due": "期限",
            "done": "完成日期",
            "proof": "佐证",
        },
    ),
}


def write_lists(to: Target, books: Books, name: Name) -> None:
    """Every list that has rows; ``name`` gives the text of the voucher that a row refers to."""
    for table, form in FORMS.items():
        entries = books.lists.get(table, [])
        if not entries:
            continue
        order = (
            [*entries]
            if "date" not in form.columns
            else sorted(entries, key=lambda e: e.values.get("date") or date.max)
        )
        sheet = to.open(form.file, form.title, form.kind, ((f"{{name}}{{year}}年度{form.title}（合成数据）",),))
        sheet.add(list(form.columns.values()))
        for entry in order:
            row = sheet.add([_cell(column, entry.values.get(column), name) for column in form.columns])
            voucher = entry.values.get("voucher")
            fen = next((entry.values[c] for c in form.columns if c in MONEY and entry.values.get(c) is not None), None)
            to.note(entry.marks, form.file, row, fen, name(voucher) if isinstance(voucher, Ref) else "")
        sheet.close()


def _cell(column: str, value: Any, name: Name) -> Cell:
    if isinstance(value, Ref):
        return name(value)
    if column in MONEY and value is not None:
        return money(value)
    return value


def write_profile(to: Target, books: Books) -> None:
    values = {key: value for key, value in books.profile.items() if value is not None}
    text = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=200)
    (to.folder / "profile.yaml").write_text(f"# 合成数据，不是任何真实单位的资料\n{text}", "utf-8")


def write_absent(to: Target, absent: list[Absent], journal: str, name: Callable[[str], str]) -> None:
    """Truth about what has no row: ``name`` gives the number that is missing."""
    for one in absent:
        file = {"journal": journal, "profile": "profile.yaml", "budget": "收支预算表.xlsx"}.get(one.table)
        to.note((one.mark,), file or FORMS[one.table].file, None, None, name(one.key) if one.key else "")
