"""``auditbook release``: the filing edition of an evaluation, or the list of what still stands against it."""

from __future__ import annotations

from pathlib import Path

from auditbook import manifest, notebooks
from auditbook.case import Case
from auditbook.errors import ReleaseRefusedError, UsageError
from auditbook.files import code_digest
from auditbook.report.pdf import pdf
from auditbook.report.report import Report
from auditbook.report.standing import gaps
from auditbook.report.word import docx
from auditbook.workspace import Workspace

STEM = "35_filing"


def case_of(folder: Path, place: Workspace) -> Case:
    """The case whose outputs lie in ``folder``. Errors: UsageError where it is no folder of a finished run."""
    body = manifest.read(folder)
    if body is None:
        raise UsageError(f"{folder.name}/ 不是完整的运行结果（没有可读的 manifest.json）。请先运行 auditbook run。")
    return Case(place, int(body["year"]), str(body["unit"]))


def reasons(case: Case, folder: Path) -> list[str]:
    """What stands against a filing edition, as lines for the clerk who can mend it."""
    found = []
    body = manifest.read(folder) or {}
    if body.get("inputs") != manifest.inputs(case) or body.get("code") != code_digest():
        found.append("资料或程序在上次运行后有变化：请先运行 auditbook run，再生成报送稿。")
    if case.example:
        found.append(f"这是示例（{case.example}），不能作为报送稿。")
    scores = case.scored[case.settings.system]
    total = case.totals.get(case.settings.system)
    if total is None or total.evaluated != total.possible:
        rated = "0" if total is None else str(total.evaluated)
        found.append(f"可评分值只有{rated}分，未达到100分。")
    if body.get("state") != "完成":
        found.append("上次运行没有全部完成：请先运行 auditbook run，排除错误。")
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
    return _keep(folder / "released", made)


def _keep(folder: Path, made: dict[str, bytes]) -> list[Path]:
    folder.mkdir(exist_ok=True)
    number = 1
    while True:
        stem = STEM if number == 1 else f"{STEM}_{number}"
        paths = {ending: folder / f"{stem}{ending}" for ending in made}
        if all(path.is_file() and path.read_bytes() == made[ending] for ending, path in paths.items()):
            return list(paths.values())
        if not any(path.exists() for path in paths.values()):
            break
        number += 1
    for ending, path in paths.items():
        with path.open("xb") as file:
            file.write(made[ending])
    return list(paths.values())
