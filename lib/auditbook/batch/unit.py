"""One unit-year from beginning to end: its notebooks, pages, documents and tables, made aside and renamed into place.

``manifest.json`` goes first and comes last: it commits the folder. A folder without one is made anew by the next run.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from auditbook import manifest
from auditbook.batch.changed import changes
from auditbook.batch.leftovers import ASIDE
from auditbook.batch.order import DONE, FAILED, Done, Order
from auditbook.batch.plan import Job
from auditbook.batch.standing import notes_of, pages
from auditbook.case import ACROSS, Case
from auditbook.engagement import ours, putback
from auditbook.engagement.workbook import workbook
from auditbook.errors import AuditbookError, UsageError
from auditbook.execute import Failed, execute
from auditbook.files import settle, trouble
from auditbook.frames import csv_bytes
from auditbook.ledger.store import Store
from auditbook.notebooks import Notebook
from auditbook.recipe import recipe
from auditbook.report.document import escape
from auditbook.report.page.whole import page
from auditbook.report.report import DRAFT, Report

TABLES = ("facts", "scores", "outcomes", "findings", "coverage", "material", "papers")
_PAGE = re.compile(r"[0-9]{2}_\w*(\.failed)?(\.新)?\.(html|ipynb|docx|pdf)")
_BESIDE = ".新"  # in the name of a file whose older one is open in another program


def make(order: Order, chosen: list[Notebook], job: Job) -> Done:
    """Runs a unit-year and answers how it ended. Errors: AuditbookError, OSError."""
    place = order.place
    case = Case(place, job.year, job.unit, across_name=job.across)
    wanted = [notebook for notebook in chosen if notebook.suits(case.about.kind)]
    if not case.about.kind:
        raise UsageError(f"单位名录 units.csv 里没有“{job.unit}”。请补上这一行（unit、name、kind）。")
    target = place.destination(job.year, job.unit)
    # as everything is before anything is read: what changes meanwhile is new for the next run
    now = recipe(place, Store(case.store.folder, order.force), job.year, job.unit, wanted, order.formats, order.given,
                 case.across_marks)  # fmt: skip
    aside = target / ASIDE
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        for table in TABLES:
            (aside / f"{table}.csv").write_bytes(csv_bytes(getattr(case, table)))
        if (book := workbook(case)) is not None:
            (aside / putback.NAME).write_bytes(book)
        errors = [error for notebook in wanted for error in _notebook(order, case, notebook, aside)]
        errors += ours.rescue(target, book)
        differs = changes(target, aside, job.unit)
        ours.remember(target, book)
        errors += publish(aside, target)
        kept, wrong = _evidence(order, case, target)
        errors += wrong
        manifest.write(target, case, now, FAILED if errors else DONE)
        ours.forget(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    told = (*case.loaded.unread, *errors)
    notes = (*notes_of(target), *kept)
    state = FAILED if errors else DONE
    return Done(job.year, job.unit, state, 0.0, tuple(pages(target, wanted)), told, notes, changes=differs)


def _notebook(order: Order, case: Case, notebook: Notebook, aside: Path) -> Iterable[str]:
    """Runs one notebook into ``aside``: notebook, page and documents, or its half-run copy. Yields what went wrong."""
    given = {name: value for name, value in order.given.items() if name in notebook.parameters}
    parameters = {"year": case.year, "unit": case.unit, **given}
    environment = {
        "AUDITBOOK_INPUTS": str(case.place.inputs), "AUDITBOOK_OUTPUTS": str(case.place.outputs),
        ACROSS: f"{case.year}:{case.across_name}",
    }  # fmt: skip
    made = execute(notebook.path, parameters, environment, order.running)
    report = Report(case, notebook.document) if notebook.document else None
    title = f"{case.about.name}{report.title}" if report else f"{case.about.name}{case.year}年度{notebook.title}"
    notices = (case.example,) if case.example else ()
    state = DRAFT
    stem = notebook.path.stem
    heading = f"# {escape(title)}"
    made.notebook.cells[0].source = re.sub(r"\A# .*", lambda _: heading, made.notebook.cells[0].source)
    if isinstance(made, Failed):
        (aside / f"{stem}.failed.ipynb").write_text(made.text, "utf-8")
        html = page(made.notebook, title=title, state=state, notices=notices, home="../../index.html")
        (aside / f"{stem}.failed.html").write_text(html, "utf-8")
        yield f"{notebook.path.name}：{made.message}"
        return
    (aside / f"{stem}.ipynb").write_text(made.text, "utf-8")
    if "html" in order.formats:
        html = page(made.notebook, title=title, state=state, notices=notices, home="../../index.html")
        (aside / f"{stem}.html").write_text(html, "utf-8")
    if report:
        yield from _documents(order, report, aside, stem)


def _evidence(order: Order, case: Case, target: Path) -> tuple[list[str], list[str]]:
    """Writes the evidence sheets: in words, which of them somebody had changed by hand, and what went wrong."""
    from auditbook.engagement.documents import write_evidence_sheets

    try:
        return (write_evidence_sheets(case, target) if "docx" in order.formats and case.proved else []), []
    except AuditbookError as problem:
        return [], [f"取证单：{problem}"]
    except OSError as problem:
        return [], [f"取证单：{trouble(problem)}"]


def _documents(order: Order, report: Report, aside: Path, stem: str) -> Iterable[str]:
    from auditbook.report.pdf import pdf
    from auditbook.report.word import docx

    for ending, made in (("docx", docx), ("pdf", pdf)):
        try:
            if ending in order.formats:
                (aside / f"{stem}.{ending}").write_bytes(made(report.document))
        except AuditbookError as problem:
            yield f"{stem}.{ending}：{problem}"


def publish(aside: Path, target: Path) -> list[str]:
    """Renames what was made into ``target``, whose manifest goes first and is written last; older pages go.

    In words what could not take its place, because another program has the older one open: then both are there.
    """
    made = sorted(path.name for path in aside.iterdir())
    for name in made:
        settle(aside / name)
    (target / manifest.NAME).unlink(missing_ok=True)
    kept = [told for name in made if (told := _placed(aside / name, target / name))]
    for path in sorted(target.iterdir()):
        # an older page does not belong to these figures, whichever notebook made it
        if path.is_file() and _PAGE.fullmatch(path.name) and path.name not in made:
            try:
                path.unlink()
            except PermissionError:
                kept.append(f"{path.name} 是以前的结果，正被别的程序打开，不能删除。请关闭它后重新运行")
    return kept


def _placed(new: Path, old: Path) -> str:
    beside = old.with_name(f"{old.stem}{_BESIDE}{old.suffix}")
    try:
        new.replace(old)
    except PermissionError:
        told = f"{old.name} 正被别的程序打开，不能替换：旧的留着"
        try:
            new.replace(beside)
        except PermissionError:
            return f"{told}，{beside.name} 也被打开，新的没有存下。请关闭这两个文件后重新运行"
        return f"{told}，新的存为 {beside.name}。请关闭它后重新运行"
    try:
        beside.unlink(missing_ok=True)
    except PermissionError:
        return f"{beside.name} 正被别的程序打开，不能删除，{old.name} 已是最新的。请关闭它后重新运行"
    return ""
