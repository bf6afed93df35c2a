"""What goes out after the report: 整改通知, the form of the 回执, and a 整改台账 to be kept up until all is closed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from auditbook.frames import csv_bytes
from auditbook.release import keep
from auditbook.report.citations import Citations, Markdown
from auditbook.report.document import Document
from auditbook.report.engagement.issued import TABLES, issued, release_of
from auditbook.report.privacy import masked
from auditbook.report.texts import numbered, parts, render
from auditbook.report.unions.problems import deadline
from auditbook.report.vocabulary import Vocabulary
from auditbook.report.word import docx
from auditbook.tables import tables

if TYPE_CHECKING:
    from auditbook.case import Case

FOLDER = "rectification"
NOTICE, RECEIPT, LEDGER = "整改通知", "整改回执", "整改台账"
STATES = {NOTICE: "整改通知，签章后送达", RECEIPT: "整改回执，由被审计单位填写"}
_COLUMNS = ("year", "finding", "check", "matter", "measure", "due", "done", "proof", "receipt", "closed", "closed_by")


def write_rectification(case: Case, folder: Path) -> list[Path]:
    """Writes the documents on the issues of the issued report into ``folder``/rectification.

    Nothing is written where no 定稿 was released, or where none of its issues stands any more. What is there already
    is never overwritten: other contents get the next number.
    """
    if not issued(case):
        return []
    target = folder / FOLDER
    made = [path for title in (NOTICE, RECEIPT) for path in _written(case, target, title)]
    ledger = csv_bytes(ledger_form(case))
    return [*made, *keep(target, LEDGER, lambda stem: {f"{stem}.csv": ledger})]


def document(case: Case, title: str) -> Document:
    """整改通知 or 整改回执 as a text; an organisation's own texts take the place of ours."""
    images: dict[str, bytes] = {}
    citations = Citations(case.known, links=False)
    words = Vocabulary(case, citations, images, internal=False).words()
    forms = {name: Markdown(f"\n{make(case, citations)}\n") for name, make in TABLES.items()}
    record = release_of(case)
    number = f"定稿{record.number}" if record and record.number > 1 else "定稿"
    found = {name: text for name, text in parts(FOLDER, case.place.texts).items() if _of(name) == title}
    rendered = render(found, {**words, **forms, "所依据的报告": number})
    notices = (case.example,) if case.example else ()
    text = "\n\n".join(numbered(rendered).values())
    return Document(
        f"{case.year}年度审计{title}", case.about.name, STATES[title], text, notices, images, case.place.reference
    )


def ledger_form(case: Case) -> pd.DataFrame:
    """The 整改台账 with the issues of the issued report; measures, days and proofs are filled in as they come back."""
    columns = tables()["followup"].columns
    rows = [
        {"year": str(case.year), "finding": issue.number, "check": issue.findings[0].outcome.check,
         "matter": masked(issue.title), "due": str(deadline(case) or "")}
        for issue in issued(case)
    ]  # fmt: skip
    return pd.DataFrame([{columns[name].title: row.get(name, "") for name in _COLUMNS} for row in rows])


def _written(case: Case, target: Path, title: str) -> list[Path]:
    made = docx(document(case, title))
    return keep(target, title, lambda stem: {f"{stem}.docx": made})


def _of(name: str) -> str:
    return RECEIPT if "receipt" in name else NOTICE
