"""How much the checks find of what is planted into a copy of the unit's own books, and what they miss."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from auditbook.power import Trial, trials
from auditbook.report.books.cells import NOTHING, count
from auditbook.report.citations import Citations, Markdown, markdown
from auditbook.report.grids import grid
from auditbook.report.privacy import masked

if TYPE_CHECKING:
    from auditbook.case import Case


def tried(case: Case) -> list[Trial]:
    """The trial of a case, made once."""
    if "_trials" not in case.__dict__:
        case.__dict__["_trials"] = trials(case)
    kept: list[Trial] = case.__dict__["_trials"]
    return kept


def summary(case: Case, citations: Citations) -> Markdown:
    """How many variations were planted and found, and that this is no assurance."""
    found = tried(case)
    if not found:
        return markdown("未提供序时账，不能测试。")
    run = [trial for trial in found if not trial.lacking]
    hits, planted = sum(len(t.found) for t in run), sum(len(t.found) + len(t.missed) for t in run)
    return markdown(
        f"在内存里的一份账簿副本中植入固定的一组已知异常，再用同样的检查去找：{len(run)}类、{planted}种写法，找到{hits}种；"
        f"另有{len(found) - len(run)}类因资料不足或不适用没有测试。原有资料没有任何改动，植入的内容不进入疑点清单。"
        "这不是保证：找得到植入的写法，不等于找得到没有植入的写法；没有测试的类别不能作任何推断。"
    )


def table(case: Case, citations: Citations) -> Markdown:
    """One row a kind."""
    rows = []
    for trial in tried(case):
        planted = len(trial.found) + len(trial.missed)
        figures = (planted, len(trial.found), trial.looked_at)
        told = [NOTHING if trial.lacking else count(figure) for figure in figures]
        rows.append((trial.check, trial.title, *told, masked(trial.lacking)))
    headings = ["编号", "检查", "植入（种）", "找到（种）", "需看的凭证或行", "没有测试的原因"]
    return grid(headings, rows, [8, 26, 10, 10, 14, 32], "llrrrl") if rows else Markdown("")


def missed(case: Case, citations: Citations) -> Markdown:
    """The variations that were not found, by name."""
    lines = [f"- {trial.check} {trial.title}：{'；'.join(trial.missed)}" for trial in tried(case) if trial.missed]
    return Markdown("\n".join(lines)) if lines else markdown("植入的写法都找到了。" if tried(case) else NOTHING)


SENTENCES: dict[str, Callable[[Case, Citations], Markdown]] = {"检查力": summary}
TABLES: dict[str, Callable[[Case, Citations], Markdown]] = {"检查力": table, "检查力漏掉的": missed}
