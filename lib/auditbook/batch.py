"""The batch: every notebook for every unit and year, by papermill; pages, documents, tables and the index.

One failed notebook stops no other. Outputs are written aside and renamed into place; ``manifest.json`` comes last and
commits the folder. What nothing has changed for is not run again.
"""

from __future__ import annotations

import re
import shutil
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from auditbook import manifest, notebooks
from auditbook.case import Case
from auditbook.engagement import putback
from auditbook.engagement.released import alterations
from auditbook.engagement.workbook import rescue, workbook
from auditbook.errors import AuditbookError, UsageError
from auditbook.execute import Failed, execute
from auditbook.executors import Where, spread
from auditbook.frames import csv_bytes
from auditbook.order import DONE, FAILED, FORMATS, SAME, Done, Order
from auditbook.report.document import escape
from auditbook.report.page import page
from auditbook.report.report import DRAFT, Report
from auditbook.workspace import Workspace

TABLES = ("facts", "scores", "outcomes", "findings", "coverage", "material", "papers")
ASIDE = ".making"
_PAGE = re.compile(r"[0-9]{2}_\w*(\.failed)?\.(html|ipynb|docx|pdf)")


def jobs(order: Order) -> list[tuple[int, str]]:
    """The unit-years of an order, oldest first. Errors: UsageError for a year or unit that is not there."""
    place = order.place
    years = order.years or tuple(place.years())
    if not years:
        raise UsageError(f"资料文件夹 {place.inputs.name}/ 里没有任何年度。请建立 inputs/<年度>/<单位>/ 并放入资料。")
    found = [(year, unit) for year in years for unit in place.with_unions(year)]
    for unit in order.units:
        if unit not in {known for _, known in found}:
            known = "、".join(dict.fromkeys(name for _, name in found))
            raise UsageError(f"{'、'.join(map(str, years))} 年度没有单位“{unit}”。可用的单位：{known}。")
    return [(year, unit) for year, unit in found if not order.units or unit in order.units]


def checked(order: Order) -> list[tuple[int, str]]:
    """The jobs of an order that can be run. Errors: UsageError for what it names and nothing answers to."""
    notebooks.check_parameters(notebooks.chosen(order.place.root, order.notebooks), order.given)
    return jobs(order)


def run(order: Order) -> Iterator[Done]:
    """Runs an order and yields how each job ended, as it ends; an error of one job is told and the others run.

    Errors: UsageError before anything runs, for what the order names and nothing answers to.
    """
    todo = checked(order)
    where = Where(order.jobs, order.scheduler)
    if order.scheduler or order.jobs > 1:
        # what several jobs would work out side by side is worked out once, before them
        deque(spread(partial(_answers_of_unit, order), todo, where), maxlen=0)
        deque(
            spread(partial(_answers_across, order), {year: (year, unit) for year, unit in todo}.values(), where),
            maxlen=0,
        )
    for (year, unit), ended in spread(partial(_job, order), todo, where):
        yield ended if isinstance(ended, Done) else _failed(order.place, year, unit, ended)


def _answers_of_unit(order: Order, job: tuple[int, str]) -> None:
    """The answers of the checks of one unit, into the store."""
    _ = Case(order.place, *job, again=order.force).answered_alone


def _answers_across(order: Order, job: tuple[int, str]) -> None:
    """The answers of the checks over all units of a year, into the store."""
    _ = Case(order.place, *job).across


def _job(order: Order, job: tuple[int, str]) -> Done:
    """One unit-year from beginning to end; whatever goes wrong is how it ended."""
    year, unit = job
    started = time.monotonic()
    try:
        done = _unit(order, notebooks.chosen(order.place.root, order.notebooks), year, unit)
    except Exception as problem:  # noqa: BLE001 (the one place that catches: no unit may stop the others)
        done = _failed(order.place, year, unit, problem)
    return replace(done, seconds=time.monotonic() - started)


def _failed(place: Workspace, year: int, unit: str, problem: BaseException) -> Done:
    told = str(problem) if isinstance(problem, AuditbookError | BrokenExecutor) else _unforeseen(problem)
    _remember_failure(place, year, unit, told)
    return Done(year, unit, FAILED, 0.0, errors=(f"{year} {unit}：{told}",))


def _unit(order: Order, chosen: list[notebooks.Notebook], year: int, unit: str) -> Done:
    case = Case(order.place, year, unit, again=order.force)
    wanted = [notebook for notebook in chosen if notebook.suits(case.about.kind)]
    target = order.place.destination(year, unit)
    mark = manifest.fingerprint(case, wanted, order.formats, order.given)
    if not order.force and manifest.valid(target, mark):
        pages, unread = tuple(_pages(target, wanted)), tuple(case.loaded.unread)
        return Done(year, unit, SAME, 0.0, pages, unread, _notes(target))
    if not case.about.kind:
        raise UsageError(f"单位名录 units.csv 里没有“{unit}”。请补上这一行（unit、name、kind）。")
    aside = target / ASIDE
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        for table in TABLES:
            (aside / f"{table}.csv").write_bytes(csv_bytes(getattr(case, table)))
        if (book := workbook(case)) is not None:
            (aside / putback.NAME).write_bytes(book)
        errors = [error for notebook in wanted for error in _notebook(order, case, notebook, aside)]
        errors += rescue(target)
        _publish(aside, target)
        kept, wrong = _evidence(order, case, target)
        errors += wrong
        manifest.write(target, case, mark, FAILED if errors else DONE, wanted, order.given)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    state = FAILED if errors else DONE
    pages = tuple(_pages(target, wanted))
    return Done(year, unit, state, 0.0, pages, (*case.loaded.unread, *errors), (*_notes(target), *kept))


def _notes(target: Path) -> tuple[str, ...]:
    body = manifest.read(target) or {}
    return (*map(str, body.get("notes", ())), *alterations(target))


def _notebook(order: Order, case: Case, notebook: notebooks.Notebook, aside: Path) -> Iterable[str]:
    """Runs one notebook into ``aside``: notebook, page and documents, or its half-run copy. Yields what went wrong."""
    given = {name: value for name, value in order.given.items() if name in notebook.parameters}
    parameters = {"year": case.year, "unit": case.unit, **given}
    environment = {"AUDITBOOK_INPUTS": str(case.place.inputs), "AUDITBOOK_OUTPUTS": str(case.place.outputs)}
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


def _documents(order: Order, report: Report, aside: Path, stem: str) -> Iterable[str]:
    from auditbook.report.pdf import pdf
    from auditbook.report.word import docx

    for ending, made in (("docx", docx), ("pdf", pdf)):
        try:
            if ending in order.formats:
                (aside / f"{stem}.{ending}").write_bytes(made(report.document))
        except AuditbookError as problem:
            yield f"{stem}.{ending}：{problem}"


def _publish(aside: Path, target: Path) -> None:
    """Renames what was made into ``target``, whose manifest goes first and is written last; older pages go."""
    (target / manifest.NAME).unlink(missing_ok=True)
    made = sorted(path.name for path in aside.iterdir())
    for name in made:
        (aside / name).replace(target / name)
    for path in sorted(target.iterdir()):
        # an older page does not belong to these figures, whichever notebook made it
        if path.is_file() and _PAGE.fullmatch(path.name) and path.name not in made:
            path.unlink()


def _pages(target: Path, wanted: list[notebooks.Notebook]) -> Iterator[Path]:
    for notebook in wanted:
        for ending in FORMATS:
            path = target / f"{notebook.path.stem}.{ending}"
            if path.is_file():
                yield path


def _remember_failure(place: Workspace, year: int, unit: str, message: str) -> None:
    target = place.destination(year, unit)
    with suppress(OSError):
        target.mkdir(parents=True, exist_ok=True)
        manifest.write_failure(target, year, unit, message)


def _unforeseen(problem: BaseException) -> str:
    if isinstance(problem, OSError):
        return (
            f"结果文件夹不能写入（{problem.strerror or type(problem).__name__}）。请关闭打开的文件、检查权限后重新运行"
        )
    return f"程序出错（{type(problem).__name__}：{problem}）。请把这一行告诉开发者；其他单位不受影响"
