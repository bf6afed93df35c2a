"""取证单: one Word document a confirmed issue, filled in from its evidence and from the register, for the unit to sign.

What a person changed in a document by hand is set aside, never overwritten.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditbook.engagement.issues import Issue
from auditbook.files import digest, write_whole
from auditbook.finding import Evidence, Source
from auditbook.report.books.cells import NOTHING, amount, bold, day
from auditbook.report.citations import Markdown, markdown
from auditbook.report.document import Document
from auditbook.report.engagement.issues import period, pieces_of, place_of, tell, vouchers
from auditbook.report.engagement.shell import chinese
from auditbook.report.engagement.shell import words as of_shell
from auditbook.report.findings.tables import brief
from auditbook.report.grids import grid
from auditbook.report.privacy import masked
from auditbook.report.report import DRAFT
from auditbook.report.texts import numbered, parts, render
from auditbook.report.word import docx

if TYPE_CHECKING:
    from auditbook.case import Case

FOLDER = "evidence"
TITLE = "审计取证单"
STATE = f"{DRAFT}　·　取证用，由证据提供单位核对签章"
ROWS = 40  # of evidence that a sheet lists
_MADE = ".made.json"
_ODD = re.compile(r"[^\w（）()〔〕\[\]-]+")


def evidence_sheets(case: Case) -> dict[str, bytes]:
    """The sheets by file name: 取证单-2021-U03-D2-05.docx. Errors: SetupError for a broken text or reference."""
    found: dict[str, bytes] = {}
    for issue in case.engagement.issues:
        stem = name = f"取证单-{_plain(issue.number)}"
        more = 1
        while f"{name}.docx" in found:
            more += 1
            name = f"{stem}_{more}"
        found[f"{name}.docx"] = docx(evidence_sheet(case, issue))
    return found


def evidence_sheet(case: Case, issue: Issue) -> Document:
    """The sheet of one issue; an organisation's own ``texts/evidence`` take the place of ours."""
    rendered = render(parts(FOLDER, case.place.texts), {**of_shell(case), **_words(case, issue)})
    notices = (case.example,) if case.example else ()
    text = "\n\n".join(numbered(rendered).values())
    return Document(TITLE, masked(issue.number), STATE, text, notices, {}, case.place.reference)


def write_evidence_sheets(case: Case, folder: Path) -> list[str]:
    """Writes the sheets into ``folder``/evidence and takes away those of issues that are none any more.

    A document that somebody changed since it was made is kept under another name, which is told in words.
    """
    made = evidence_sheets(case)
    target = folder / FOLDER
    if not made and not target.is_dir():
        return []
    target.mkdir(parents=True, exist_ok=True)
    told = []
    known = _known(target)
    now = {(name, hashlib.sha256(raw).hexdigest()) for name, raw in made.items()}
    # a run that is killed from here on has left some of both
    _note(target, known | now)
    for name in sorted({*made, *(name for name, _ in known)}):
        path = target / name
        if path.is_file() and (name, digest(path)) not in known | now:
            kept = _free(path)
            path.replace(kept)
            told.append(f"{FOLDER}/{name} 有人工修改，已另存为 {kept.name}；本次按最新资料重新生成")
        if name in made:
            write_whole(path, made[name])
        else:
            path.unlink(missing_ok=True)
    _note(target, now)
    return told


def _words(case: Case, issue: Issue) -> dict[str, Any]:
    sheet = issue.sheet
    told = tell(case, issue)
    auditors = [*(sheet.auditors if sheet else ()), "", ""][:2]
    return {
        "编号": markdown(masked(issue.number)),
        "单位": markdown(case.about.name),
        "年度": case.year,
        "事项": markdown("；".join(dict.fromkeys(found.outcome.title for found in issue.findings))),
        "取证期间": markdown(period(case, issue)),
        "凭证": markdown(vouchers(told)),
        "金额": markdown(f"{amount(issue.amount)}元" if issue.amount is not None else ""),
        "证据表": _evidence(case, issue),
        "疑点编号": markdown("、".join(found.key for found in issue.findings)),
        "附件页数": Markdown(sheet.pages if sheet and sheet.pages is not None else "　　"),
        "审计人员一": markdown(brief(auditors[0])),
        "审计人员二": markdown(brief(auditors[1])),
        "单位意见": markdown(sheet.opinion if sheet else ""),
        "意见说明": markdown(brief(sheet.remark) if sheet else ""),
        "取证日期": Markdown(chinese(sheet.on if sheet else None)),  # type: ignore[arg-type]
        "空行": Markdown("[]{.line}"),
    }


def _evidence(case: Case, issue: Issue) -> Markdown:
    """Day, voucher, amount, fact and place of every row of evidence."""
    pieces = pieces_of(issue)
    rows: list[tuple[object, ...]] = [
        (number, day(piece.date, case.year), place_of(case, piece, dated=False) or NOTHING, amount(piece.amount),  # type: ignore[arg-type]
         brief(piece.reason), _place(piece))
        for number, piece in enumerate(pieces[:ROWS], 1)
    ]  # fmt: skip
    if issue.amount is not None:
        rows.append(("", bold("合计"), "", bold(amount(issue.amount)), "同一凭证只计一次", ""))
    headings = ["序号", "日期", "凭证字号", "金额（元）", "摘要和事实", "来源"]
    more = f"另有{len(pieces) - ROWS}行，见 findings.csv。" if len(pieces) > ROWS else ""
    return Markdown(f"\n{grid(headings, rows, [6, 14, 10, 13, 39, 18], 'cllrll')}\n{markdown(more)}\n")


def _place(piece: Evidence) -> str:
    return str(Source(piece.source.file.rpartition("/")[2], "", piece.source.row)) if piece.source.file else NOTHING


def _plain(number: str) -> str:
    """A number that somebody wrote, as a file's name."""
    return _ODD.sub("_", masked(number)).strip("_")[:80] or "未编号"


def _known(target: Path) -> set[tuple[str, str]]:
    """What runs have written, by name and hash."""
    try:
        body = json.loads((target / _MADE).read_text("utf-8"))
        return {(name, known) for name, known in body if Path(name).name == name and isinstance(known, str)}
    except (OSError, ValueError, TypeError, RecursionError):
        return set()


def _note(target: Path, written: set[tuple[str, str]]) -> None:
    write_whole(target / _MADE, json.dumps(sorted(written), ensure_ascii=False, indent=1) + "\n")


def _free(path: Path) -> Path:
    number = 1
    while (kept := path.with_stem(f"{path.stem}_人工修改{number}")).exists():
        number += 1
    return kept
