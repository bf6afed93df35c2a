"""What the texts of the summary report can name: its tables, sentences, pictures and the list of unions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from auditbook.report.unions.charts import CHARTS
from auditbook.report.unions.matter_tables import TABLES as OF_MATTERS
from auditbook.report.unions.matter_tables import reported
from auditbook.report.unions.money_tables import TABLES as OF_MONEY
from auditbook.report.unions.sentences import SENTENCES

if TYPE_CHECKING:
    from auditbook.case import Case

__all__ = ["CHARTS", "SENTENCES", "TABLES", "unions_of"]

TABLES = {**OF_MONEY, **OF_MATTERS}


def unions_of(case: Case) -> list[dict[str, Any]]:
    """Every union with its 主要问题."""
    return [{"名称": name, "主要问题": table} for name, table in reported(case)]
