"""The shell of an audit report: who writes to whom, and what follows from the kind of the engagement."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from auditbook.figures import fixed
from auditbook.report.citations import Markdown, markdown

if TYPE_CHECKING:
    from auditbook.case import Case

SPECIAL, AGREED, OWN = "专项审计", "商定程序", "经审会自审"
TITLES = {SPECIAL: "专项审计报告", AGREED: "执行商定程序的报告", OWN: "审计报告"}
# 财会〔2023〕15号 asks for a code of the 统一监管平台 on reports of firms from this day on
CODED_FROM = date(2023, 9, 14)
_COMMITTEE = "经费审查委员会"
_AGREED_BY = "《中国注册会计师相关服务准则第4101号——对财务信息执行商定程序》"
_BLANK = "　　　　"


def kind(case: Case) -> str:
    """专项审计, 商定程序 or 经审会自审, as the year's settings say."""
    return str(case.settings["engagement"] or SPECIAL)


def words(case: Case) -> dict[str, Any]:
    """What the texts of an audit report can name of its shell."""
    day = case.settings["report_date"]
    return {
        "业务": kind(case),
        "期间": markdown(f"{case.year}年1月1日至{case.year}年12月31日"),
        "商定程序准则": markdown(_AGREED_BY),
        "委托方": markdown(client(case)),
        "经审会": markdown(committee(case)),
        "事务所": markdown(str(case.settings["auditor"] or "（受托会计师事务所）")),
        "文号年": Markdown(day.year if day else _BLANK),
        "要填报告编码": day is not None and day >= CODED_FROM,
        "反馈天数": number(case.settings["respond_days"]),
        "整改期限": markdown(until(case)),
    }


def title(case: Case) -> str:
    """What a report of this kind is called, after the year."""
    return TITLES.get(kind(case), TITLES[SPECIAL])


def client(case: Case) -> str:
    """Who commissions the audit: as the settings say, else the committee of the federation above."""
    return str(case.settings["client"] or committee(case))


def committee(case: Case) -> str:
    """The 经费审查委员会 that audits or has it audited: the client if it is one, else that of the federation above."""
    named = str(case.settings["client"] or "")
    if _COMMITTEE in named or "经审会" in named:
        return named
    units = case.place.units()
    above = units.get(units[case.unit].parent) if case.unit in units else None
    return f"{above.name if above else case.about.name}{_COMMITTEE}"


def until(case: Case) -> str:
    """By when rectification is proposed; in days after the report where that has no date yet."""
    day, days = case.settings["report_date"], case.settings["rectify_days"]
    if days is None:
        return "（期限由审计人员填写）"
    return chinese(day + timedelta(days=int(days))) if day else f"报告日起{int(days)}日内"


def chinese(day: date | None) -> str:
    """2022年3月31日; a blank to be filled in where there is none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "　　年　月　日"


def number(value: Any) -> Markdown:
    """A setting that counts days."""
    return Markdown("（　　）") if value is None else markdown(fixed(Fraction(value), 0))
