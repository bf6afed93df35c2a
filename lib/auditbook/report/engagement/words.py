"""What the texts of an audit report can name: its shell, its issues, tables and sentences."""

from __future__ import annotations

from auditbook.report.engagement import audited, evaluation, file_papers, unit
from auditbook.report.engagement.issues import by_class, summary
from auditbook.report.engagement.shell import words

__all__ = ["SENTENCES", "TABLES", "by_class", "words"]

TABLES = {**audited.TABLES, **evaluation.TABLES, **file_papers.TABLES, "问题类别汇总": summary}
SENTENCES = {
    **audited.SENTENCES, **evaluation.SENTENCES, **file_papers.SENTENCES,
    "单位概况": unit.about, "收支概况": unit.figures,
}  # fmt: skip
