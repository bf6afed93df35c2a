"""The gate: whether later checks may speak of all entries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from auditbook.finding import Outcome

GATE = {
    "C01": "文件自列的合计与明细行一致",
    "C02": "每张凭证借贷平衡",
    "C03": "凭证号连续",
    "C04": "各科目期初余额加减发生额等于期末余额",
    "C05": "序时账发生额与科目余额表一致",
    "C07": "试算平衡",
    "C12": "没有一行在两个文件里",
}
# of C03 only missing numbers matter here: a number used twice leaves nothing out
GAP = "断号"
_PASSED = ("clean", "not_applicable")


class Completeness(NamedTuple):
    """Whether the books were shown to be complete, and in words what was not shown. True only if they were."""

    passed: bool
    reasons: list[str]

    def __bool__(self) -> bool:
        return self.passed


def complete(outcomes: Iterable[Outcome]) -> Completeness:
    """Whether the books were shown to be complete, and in words what was not shown.

    What could not be looked at is not passed. A file that states no totals of its own (C01 not applicable) is no gap
    in the proof: the other checks carry it.
    """
    given = {outcome.check: outcome for outcome in outcomes}
    told = [_told(check, matter, given.get(check)) for check, matter in GATE.items()]
    return Completeness(not any(told), [reason for reason in told if reason])


def _told(check: str, matter: str, outcome: Outcome | None) -> str:
    if outcome is None:
        return f"{check} {matter}：未执行"
    if outcome.status in _PASSED:
        return ""
    gaps = any(piece.group.startswith(GAP) for piece in outcome.evidence)
    if check == "C03" and outcome.status == "findings" and not gaps:
        return ""
    said = {"findings": "有不符", "failed": "检查未能运行"}.get(outcome.status, "无法核对")
    return f"{check} {matter}：{said}（{outcome.message}）"
