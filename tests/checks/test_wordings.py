"""Summaries as bookkeepers write them: which of them a check names, and which it must not.

``wordings/*.psv`` were written without a look at the checks: check (* for all that go by words), whether it is meant
(``bad``), innocent (``ok``) or meant and known to be missed (``gap``), account, summary, payee, amount, why. All of it
is invented. The checks were mended by the first two, then by the third and the fourth, in this order; README tells
what each showed before. The fifth are innocent ones that somebody wrote who did look at the checks.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from auditbook.checks import checks, sandbox
from auditbook.checks.examples import answered, views
from auditbook.checks.steps import period, prepare

FOLDER = Path(__file__).parent / "wordings"
YEAR = 2021
# these compare sums: what is looked at is which vouchers they count
COUNTED = {"A12": "spent_on", "A13": "paid"}
HEAD = "日期 | 凭证字号 | 摘要 | 科目编码 | 借方 | 贷方 | 往来单位"
BY_WORDS = ("A09", "A14", "A15", "A19", "A20", "A22")
GRANTS = (("40304", "收到困难职工帮扶补助"), ("40305", "收到送温暖补助"), ("40302", "收到劳模专项补助"))


class Wording(NamedTuple):
    label: str
    account: str
    summary: str
    payee: str
    amount: str


def _wordings() -> dict[tuple[str, str], list[Wording]]:
    found: dict[tuple[str, str], list[Wording]] = {}
    for path in sorted(FOLDER.glob("*.psv")):
        for line in path.read_text("utf-8").splitlines():
            check, label, account, summary, payee, amount, _ = line.split("|")
            for name in BY_WORDS if check == "*" else [check]:
                # what is an asset is rightly asked for where none was entered
                if (check, name) != ("*", "A22") or not account.startswith("505"):
                    found.setdefault((path.stem, name), []).append(Wording(label, account, summary, payee, amount))
    return found


WORDINGS = _wordings()


def _journal(wordings: list[Wording]) -> str:
    """A voucher for each wording, no two of one day and one amount."""
    lines = [HEAD]
    for number, (account, told) in enumerate(GRANTS):
        lines.append(f"{YEAR}-01-02 | 收-{number} | {told} | 102 | 5000.00 | | 某总工会")
        lines.append(f"{YEAR}-01-02 | 收-{number} | {told} | {account} | | 5000.00 | 某总工会")
    for number, one in enumerate(wordings):
        day, amount = date(YEAR, 1, 3) + timedelta(number % 360), f"{float(one.amount) + number / 100:.2f}"
        lines.append(f"{day} | 记-{number} | {one.summary} | {one.account} | {amount} | | {one.payee}")
        lines.append(f"{day} | 记-{number} | {one.summary} | 102 | | {amount} | {one.payee}")
    return "\n".join(lines)


def _named(name: str, wordings: list[Wording]) -> set[str]:
    check, example = checks()[name], {"journal": _journal(wordings)}
    if name in COUNTED:
        with views(example) as con:
            sql, bound = check.first[COUNTED[name]], {**check.params, **period(YEAR)}
            prepare(con, [sql], period(YEAR))
            return set(sandbox.select(con, sql, bound)["voucher"].to_pylist())
    return {piece.voucher for piece in answered(check, example).evidence}


@pytest.mark.parametrize(("written", "check"), WORDINGS)
def test_a_check_names_what_is_meant_and_nothing_else(written, check):
    wordings = WORDINGS[written, check]
    named = _named(check, wordings)
    wrong = {"bad": [], "ok": [], "gap": []}
    for number, one in enumerate(wordings):
        if (f"记-{number}" in named) != (one.label == "bad"):
            wrong[one.label].append(one.summary)
    assert wrong == {"bad": [], "ok": [], "gap": []}


def test_most_of_what_is_meant_is_found():
    labels = Counter(one.label for wordings in WORDINGS.values() for one in wordings)
    assert labels["bad"] >= 10 * labels["gap"] and labels["ok"] >= 3_000
