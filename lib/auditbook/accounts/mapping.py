"""What became of an account when the accounting system changed: for opening balances and figures of two years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from auditbook.accounts.account import Chart
from auditbook.accounts.charts import MAPPING, OURS, chart
from auditbook.cells import fold
from auditbook.errors import SetupError
from auditbook.yamlfile import files_of, read_yaml, shown_name

CONFIDENCES = ("高", "中", "低")


@dataclass(frozen=True)
class Mapped:
    """The accounts that follow one account, by name, with the codes that the later chart gives them.

    A code is empty where the later chart knows only the name. With more than one name the balance was divided, and
    nothing here can say how.
    """

    names: tuple[str, ...]
    codes: tuple[str, ...]
    confidence: str
    note: str = ""

    @property
    def divided(self) -> bool:
        """The balance of the account went to more than one."""
        return len(self.names) > 1


@dataclass(frozen=True)
class _Table:
    earlier: str
    later: str
    accounts: Mapping[str, tuple[tuple[str, ...], str, str]]


def mapped(code: str, from_year: int, to_year: int, own: Path | None = None) -> Mapped | None:
    """What ``code`` of the books of ``from_year`` is in those of ``to_year``; None if nobody has said.

    Within one system it is itself. Across systems a detailed account follows the account above it that the mapping
    names: ``50205`` goes where ``502`` goes, without its own detail.
    """
    before, after = chart(from_year, own), chart(to_year, own)
    system, later = before.chart_of(code), after.chart_of(code)
    if system and later and system.system == later.system:
        return Mapped((before.name_of(code) or "",), (code,), "高")
    table = _table(files_of(OURS, own))
    if system is None or (system.system, after.system) != (table.earlier, table.later):
        return None
    lengths = [length for length in reversed(system.lengths) if length <= len(code)]
    found = next((table.accounts[code[:length]] for length in lengths if code[:length] in table.accounts), None)
    return _named(found, after) if found else None


def _named(found: tuple[tuple[str, ...], str, str], after: Chart) -> Mapped | None:
    names, confidence, note = found
    accounts = [after.by_name[fold(name)] for name in names if fold(name) in after.by_name]
    if len(accounts) < len(names):
        return None
    return Mapped(names, tuple(account.code for account in accounts), confidence, note)


@cache
def _table(files: tuple[tuple[Path, int, int], ...]) -> _Table:
    path = next(path for path, _, _ in files if path.stem == MAPPING)
    body = read_yaml(path)
    try:
        accounts = {
            str(code): (tuple(map(str, spec["to"])), str(spec["confidence"]), str(spec.get("note", "")))
            for code, spec in body["accounts"].items()
        }
        table = _Table(body["from"], body["to"], accounts)
    except (KeyError, TypeError, AttributeError) as problem:
        raise SetupError(f"{shown_name(path)}：缺少键或写法有误（{problem}）。") from None
    for code, (names, confidence, _) in accounts.items():
        if not names or confidence not in CONFIDENCES:
            raise SetupError(
                f"{shown_name(path)}：科目 {code} 要有 to，confidence 应是 {'、'.join(CONFIDENCES)} 之一。"
            )
    return table
