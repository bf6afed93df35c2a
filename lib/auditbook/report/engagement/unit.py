"""基本情况: who the audited unit is, from its own sheet, and what its books add up to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditbook.engagement.adjusted import adjusted
from auditbook.report.books.cells import amount, count, title_of
from auditbook.report.books.chart import EXPENDITURE, INCOME
from auditbook.report.citations import Citations, Markdown, markdown
from auditbook.report.privacy import masked

if TYPE_CHECKING:
    from auditbook.case import Case


def about(case: Case, citations: Citations) -> Markdown:
    """Members, way of collection, bookkeeping and accounts, each only where the unit said it."""
    profile = case.loaded.profile
    above = case.place.units().get(case.about.parent)
    told = [f"{case.about.name}{f'是{above.name}所属的工会' if above else ''}"]
    if "members" in profile:
        told.append(f"年末会员{count(int(profile['members'].value))}人")
    if "collection" in profile:
        told.append(f"经费收缴方式为{profile['collection'].value}")
    if "bookkeeping_agency" in profile:
        told.append("会计核算由代理记账机构办理" if profile["bookkeeping_agency"].value else "会计核算由本单位办理")
    if "bank_accounts" in profile:
        listed = list(profile["bank_accounts"].value)
        told.append(f"银行账户{len(listed)}个（{'；'.join(masked(str(one)) for one in listed)}）")
    return markdown("，".join(told) + "。")


def figures(case: Case, citations: Citations) -> Markdown:
    """Income, expenditure and what is left, book by book, as booked and as audited where these differ."""
    found = adjusted(case)
    if not found.booked.books:
        return markdown("未提供序时账，收支数不能列示。")
    lines = []
    for book in found.booked.books:
        booked, audited = found.booked, found.audited
        told = []
        for name, class_ in (("收入", INCOME), ("支出", EXPENDITURE)):
            before, after = booked.sum(book, class_), audited.sum(book, class_)
            changed = "" if before == after else f"，审定{amount(after)}元"
            told.append(f"账面{name}合计{amount(before)}元{changed}")
        left = audited.sum(book, INCOME) - audited.sum(book, EXPENDITURE)
        lines.append(f"{title_of(book, booked.books)}{case.year}年度{'；'.join(told)}；收支相抵结余{amount(left)}元。")
    return markdown("".join(lines))
