"""What an audit file is made of: classes of matters, papers, levels of signature. Data: ``engagement.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from auditbook.errors import SetupError
from auditbook.yamlfile import read_yaml

FILE = "engagement.yaml"


@dataclass(frozen=True)
class Plan:
    """``classes`` by code with title and checks; ``papers`` by code with their titles; ``levels`` of signature.

    ``matter``, ``draft`` and ``final`` are the levels that must stand before a matter enters a report, before a draft
    goes out and before a report is issued; the last two on the paper ``report``.
    """

    classes: dict[str, tuple[str, tuple[str, ...]]]
    papers: dict[str, str]
    levels: tuple[str, ...]
    matter: tuple[str, ...]
    report: str
    draft: tuple[str, ...]
    final: tuple[str, ...]

    def class_of(self, check: str) -> str:
        """The code of the class that a check's matters belong to; the last one where none names it."""
        return next((code for code, (_, checks) in self.classes.items() if check in checks), list(self.classes)[-1])

    def title(self, code: str) -> str:
        """The title of a class."""
        return self.classes[code][0]


def plan(inputs: Path | None = None) -> Plan:
    """The plan of the package, or the organisation's own in ``inputs``. Errors: SetupError for one that is wrong."""
    own = inputs / FILE if inputs is not None else None
    path = own if own is not None and own.is_file() else Path(__file__).parent / FILE
    return _plan(path, path.stat().st_mtime_ns)


@cache
def _plan(path: Path, _: int) -> Plan:
    body: Any = read_yaml(path)
    try:
        classes = {str(one["code"]): (str(one["title"]), tuple(map(str, one["checks"]))) for one in body["classes"]}
        papers = {str(one["code"]): str(one["title"]) for one in body["papers"]}
        report = body["report"]
        found = Plan(classes, papers, tuple(body["levels"]), tuple(body["matter"]), str(report["code"]),
                     tuple(report["draft"]), tuple(report["final"]))  # fmt: skip
    except (KeyError, TypeError) as problem:
        raise SetupError(f"{path.name}：缺少或写错了 {problem}。请对照项目自带的 {FILE} 改正。") from None
    unknown = sorted({*found.matter, *found.draft, *found.final} - set(found.levels))
    if unknown or not classes or found.report not in papers:
        told = f"没有 {'、'.join(unknown)} 这样的级次" if unknown else "classes 或 report 的编号不对"
        raise SetupError(f"{path.name}：{told}。请对照项目自带的 {FILE} 改正。")
    return found
