"""``auditbook release``: a filing edition, a 征求意见稿 or a 定稿, or the list of what still stands against it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path

from auditbook import manifest, notebooks
from auditbook.case import Case
from auditbook.engagement.gates import against_draft, against_final, outdated
from auditbook.engagement.released import DRAFT, FINAL, FOLDER, STATES, Released, basis, last, released
from auditbook.errors import InputError, ReleaseRefusedError, UsageError
from auditbook.files import code_digest
from auditbook.recipe import inputs_of
from auditbook.report import pandoc
from auditbook.report.document import Document
from auditbook.report.page.frame import frame
from auditbook.report.pdf import pdf
from auditbook.report.report import Report
from auditbook.report.standing import gaps
from auditbook.report.word import docx
from auditbook.workspace import Workspace

STEM = "35_filing"
# the report of a unit by its kind, and the number of its notebook
REPORTS = {"grassroots": ("audit", "60"), "federation": ("federation", "70")}
ANSWERS, ANSWERED = "意见采纳说明", "answers"
SCHEMA = 1


def case_of(folder: Path, place: Workspace) -> Case:
    """The case whose outputs lie in ``folder``. Errors: UsageError where it is no folder of a finished run."""
    body = manifest.read(folder)
    if body is None or "year" not in body or "unit" not in body:
        raise UsageError(f"{folder.name}/ 不是完整的运行结果（没有可读的 manifest.json）。请先运行 auditbook run。")
    return Case(place, int(body["year"]), str(body["unit"]))


def release_report(case: Case, folder: Path, edition: str) -> list[Path]:
    """Writes ``released/60_draft.docx`` (or ``final``; a federation's is 70), pdf, html and their record.

    A released document is never overwritten: another content gets the next number. A 定稿 brings the 意见采纳说明
    with it. Errors: ReleaseRefusedError with the reasons; UsageError for a unit that has no such report.
    """
    if case.about.kind not in REPORTS:
        raise UsageError(f"单位名录 units.csv 里没有写“{case.unit}”的类别（kind），不知道出具哪种报告。")
    made = manifest.read(folder) or {}
    against = against_draft(case, made) if edition == DRAFT else against_final(case, made, _heard(folder))
    if against:
        raise ReleaseRefusedError(list(map(str, against)), STATES[edition])
    name, number = REPORTS[case.about.kind]
    documents = _dressed(Report(case, name, edition=edition).document)
    target = folder / FOLDER
    others = keep(target, ANSWERS, _answers(case)) if edition == FINAL else []

    def named(stem: str) -> dict[str, bytes]:
        files = {f"{stem}{ending}": raw for ending, raw in documents.items()}
        listed = files | {path.name: path.read_bytes() for path in others}
        return files | {f"{stem}.json": _record(case, edition, name, listed)}

    return [*keep(target, f"{number}_{edition}", named), *others]


def reasons(case: Case, folder: Path) -> list[str]:
    """What stands against a filing edition, as lines for the clerk who can mend it."""
    body = manifest.read(folder) or {}
    found = [str(problem) for problem in outdated(case, body)]
    if case.example:
        found.append(f"这是示例（{case.example}），不能作为报送稿。")
    scores = case.scored[case.settings.system]
    total = case.totals.get(case.settings.system)
    if total is None or total.evaluated != total.possible:
        rated = "0" if total is None else str(total.evaluated)
        found.append(f"可评分值只有{rated}分，未达到100分。")
    found += [f"待补资料　{line}" for line in gaps(case, Report(case, "evaluation", internal=False).lacking)]
    found += [f"待补资料　绩效目标（targets）：“{s.levels[2]}”{s.attention}" for s in scores if s.attention]
    if case.settings["report_date"] is None:
        found.append("待补资料　年度设置（year.yaml）：报告日期 report_date")
    found += [f"输入问题　{problem}" for problem in case.problems]
    found += [f"{o.word}　{o.message}。{o.advice}" for o in case.contradictions if o.severity != "低"]
    return found


def release_filing(case: Case, folder: Path) -> list[Path]:
    """Writes ``released/35_filing.docx`` and ``.pdf``; an edition that is there already is never overwritten.

    Errors: ReleaseRefusedError with the reasons.
    """
    if not any(n.document == "evaluation" and n.suits(case.about.kind) for n in notebooks.chosen(case.place.root, ())):
        raise UsageError(f"{case.about.name}不编制部门整体支出绩效自评报告，没有报送稿。")
    against = reasons(case, folder)
    if against:
        raise ReleaseRefusedError(against)
    document = Report(case, "evaluation", internal=False).document
    made = {".docx": docx(document), ".pdf": pdf(document)}
    return keep(folder / FOLDER, STEM, lambda stem: {f"{stem}{ending}": raw for ending, raw in made.items()})


def keep(folder: Path, stem: str, made: Callable[[str], Mapping[str, bytes]]) -> list[Path]:
    """Writes what ``made`` gives for a stem (bytes by file name) into ``folder``, which it never overwrites.

    Where the same content is there already, nothing is written; where another one is, the stem gets the next number.
    Errors: InputError where the folder cannot be written.
    """
    number = 1
    while True:
        files = made(stem if number == 1 else f"{stem}_{number}")
        paths = {folder / name: raw for name, raw in files.items()}
        if all(_same(path, raw) for path, raw in paths.items()):
            return list(paths)
        if not any(path.exists() for path in paths):
            break
        number += 1
    try:
        folder.mkdir(exist_ok=True)
        # the record comes last and commits the others
        for path, raw in sorted(paths.items(), key=lambda one: one[0].suffix == ".json"):
            with path.open("xb") as file:
                file.write(raw)
    except OSError as problem:
        told = f"{folder.name}/ 不能写入（{problem.strerror}）。请关闭打开的文件、检查权限后重试。"
        raise InputError(told) from None
    return list(paths)


def _heard(folder: Path) -> Released | None:
    return last(released(folder), DRAFT)


def _dressed(document: Document) -> dict[str, bytes]:
    body = pandoc.convert(document.markdown, "html5", images=document.images)
    title = f"{document.subtitle}{document.title}"
    page = frame(f"<h1>{escape(title)}</h1>\n{body}", title=title, state=document.state, notices=document.notices)
    return {".docx": docx(document), ".pdf": pdf(document), ".html": page.encode()}


def _answers(case: Case) -> Callable[[str], dict[str, bytes]]:
    made = docx(Report(case, ANSWERED, edition=FINAL).document)
    return lambda stem: {f"{stem}.docx": made}


def _record(case: Case, edition: str, report: str, files: Mapping[str, bytes]) -> bytes:
    """What the released ``files`` rest on: no time and no absolute path."""
    file = case.engagement
    papers = [file.report_paper, *(file.paper(issue.number) for issue in file.reported)]
    signed = [
        {"paper": paper.index, "level": level, "by": review.by, "on": str(review.on), "content": review.content}
        for paper in papers
        for level, review in paper.signed.standing.items()
    ]
    body = {
        "schema": SCHEMA, "edition": edition, "state": STATES[edition], "report": report,
        "year": case.year, "unit": case.unit, "name": case.about.name, "example": case.example,
        **basis(case),
        "signatures": signed,
        "inputs": inputs_of(case.place, case.store, case.year, case.unit),
        "code": code_digest(),
        "files": {name: hashlib.sha256(raw).hexdigest() for name, raw in sorted(files.items())},
    }  # fmt: skip
    return (json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _same(path: Path, raw: bytes) -> bool:
    if not path.is_file():
        return False
    there = path.read_bytes()
    return there == raw or (path.suffix == ".json" and _essence(there) == _essence(raw))


def _essence(record: bytes) -> object:
    """A record without the inputs' hashes: a file that the report does not rest on makes no new edition."""
    try:
        body = json.loads(record)
    except ValueError:
        return record
    return {key: value for key, value in body.items() if key != "inputs"} if isinstance(body, dict) else record
