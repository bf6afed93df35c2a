"""Decisions and signatures out of several workbooks and csv files: entries of persons, the last of each counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from auditbook.decisions import OPEN
from auditbook.engagement.copies import Copy, Line, Page, told
from auditbook.engagement.layout import FIRST, SECOND
from auditbook.finding import Problem
from auditbook.sheets import Row
from auditbook.tables import tables

Whose = tuple[str, ...]  # what was decided or signed, and by whom


@dataclass(frozen=True)
class Chain:
    """What one source says that a person entered, one after the other; ``strong`` unless it only repeats an export."""

    rows: tuple[Row, ...]
    strong: bool


def decisions(copies: Sequence[Copy], rows: Sequence[Row], problems: list[Problem]) -> list[Row]:
    """``rows`` (of decisions.csv) with what the copies add. Of two entries of a person the later day counts."""
    chains = _chains("decisions", ("finding", "by"), copies, rows, lambda page: _decided(page, problems))
    return _joined("decisions", rows, chains, lambda heads: _settled(heads, problems))


def reviews(copies: Sequence[Copy], rows: Sequence[Row], problems: list[Problem]) -> list[Row]:
    """``rows`` (of reviews.csv) with the signatures of the copies; one that was emptied is withdrawn, and told."""
    gone: set[Whose] = set()
    chains = _chains("reviews", ("paper", "level", "by"), copies, rows, lambda page: _signed(page, gone, problems))
    found = _joined("reviews", rows, chains, _latest)
    return [row for row in found if _whose(row, ("paper", "level", "by")) not in gone]


def _chains(
    table: str, names: Sequence[str], copies: Sequence[Copy], rows: Sequence[Row],
    entered: Callable[[Page], Iterable[Row]],
) -> dict[Whose, list[Chain]]:  # fmt: skip
    found: dict[Whose, list[Chain]] = {}
    for whose, own in _grouped(rows, names).items():
        found.setdefault(whose, []).append(Chain(tuple(own), strong=True))
    for copy in copies:
        kept = _grouped(copy.kept.get(table, ()), names)
        added = _grouped([row for page in copy.of(table) for row in entered(page)], names)
        for whose in {**kept, **added}:
            before = tuple(kept.get(whose, ()))
            chains = [Chain((*before, row), strong=True) for row in added.get(whose, ())]
            found.setdefault(whose, []).extend(chains or [Chain(before, strong=False)])
    return found


def _joined(
    table: str, rows: Sequence[Row], chains: Mapping[Whose, list[Chain]], settle: Callable[[list[Row]], Row]
) -> list[Row]:  # fmt: skip
    """The rows of the csv files in their order, then what the copies add, the entry that counts as the last."""
    own = {id(row) for row in rows}
    added: list[Row] = []
    moved: set[int] = set()
    for whose, listed in chains.items():
        if "" in whose:
            # nobody's: each is told where it is read
            added += [row for chain in listed if chain.strong for row in chain.rows[-1:] if id(row) not in own]
            continue
        chosen = _heads(table, listed)
        last = settle([chain.rows[-1] for chain in chosen]) if len(chosen) > 1 else chosen[0].rows[-1]
        mine = {_content(table, row): row for chain in listed for row in chain.rows if id(row) in own}
        ending = _content(table, last)
        if list(mine)[-1:] == [ending]:
            continue
        told_ = [chain for chain in listed if chain.strong] or chosen
        before = {_content(table, row): row for chain in told_ for row in chain.rows}
        added += [row for content, row in before.items() if content not in mine and content != ending]
        moved |= {id(mine[ending])} & own if ending in mine else set()
        added.append(last)
    return [row for row in rows if id(row) not in moved] + added


def _heads(table: str, listed: list[Chain]) -> list[Chain]:
    """The chains whose last entries no other source knows to be out of date; people's before exports'."""
    passed = {_content(table, row) for chain in listed for row in chain.rows[:-1]}
    chains = [chain for chain in listed if chain.rows and _content(table, chain.rows[-1]) not in passed]
    chains = chains or [max(listed, key=lambda chain: len(chain.rows))]
    strong = [chain for chain in chains if chain.strong]
    # of exports alone the one that knows most is the latest
    chosen = strong or [max(chains, key=lambda chain: len(chain.rows))]
    return list({_content(table, chain.rows[-1]): chain for chain in chosen}.values())


def _settled(heads: list[Row], problems: list[Problem]) -> Row:
    """Two entries of one person about one finding: the later day; on the same day nobody can know, so 待查."""
    finding, by = _whose(heads[0], ("finding", "by"))
    both = "；".join(f"{row['decision']}（{row['on'] or '未写日期'}，{row.source}）" for row in heads)
    days = [row["on"] for row in heads]
    last = _latest(heads)
    if len({row["decision"] for row in heads}) == 1:
        message, remedy = f"{by}对疑点 {finding} 的理由、定性、取证单号或日期有不同写法：{both}", "请只留一种写法"
        problems.append(Problem(last.source, f"{message}，采用{last.source}的", remedy))
        return last
    message = f"{by}对疑点 {finding} 的决定两处不同：{both}"
    if all(days) and days.count(last["on"]) == 1:
        problems.append(Problem(last.source, f"{message}，采用日期在后的一个", "请核对，把另一处改成一致"))
        return last
    problems.append(Problem(last.source, f"{message}，分不清先后，按待查处理", "请由本人确定，把另一处改成一致"))
    reason = "、".join(dict.fromkeys(str(row["decision"]) for row in heads))
    values = {**last.values, "decision": OPEN, "reason": f"同一人的决定两处不同（{reason}），须由本人确定"}
    return replace(last, values=values)


def _latest(heads: list[Row]) -> Row:
    return max(heads, key=lambda row: row["on"]) if all(row["on"] for row in heads) else heads[-1]


def _decided(page: Page, problems: list[Problem]) -> Iterator[Row]:
    """The entries of both persons in one sheet, as far as they differ from the export."""
    for person in (FIRST, SECOND):
        fields = [one for one in page.form.filled if one.person == person and one in page.heading.values()]
        titles = {one.column.name: one.title for one in fields if one.column}
        if not {"decision", "by"} <= set(titles):
            continue
        changed = {line.source.row or 0: line for line in page.lines if line.changed(fields)}
        entered = {number: line for number, line in changed.items() if _is_entry(line, titles)}
        for number, row in page.rows(entered.values(), person, problems).items():
            yield from _entry(entered[number], row, titles, problems)


def _is_entry(line: Line, titles: Mapping[str, str]) -> bool:
    base = line.base or {}
    said = [title for name, title in titles.items() if name != "evidence_sheet"]
    return any(line.now.get(title) for title in said) or bool(base.get(titles["decision"]))


def _entry(line: Line, row: Row, titles: Mapping[str, str], problems: list[Problem]) -> Iterator[Row]:
    base = line.base or {}
    was, person = base.get(titles["decision"], ""), base.get(titles["by"], "")
    if was and not line.now.get(titles["decision"]):
        told_ = f"{person}对疑点 {row['finding']} 的决定“{was}”被清空，按撤回处理，现为待查"
        problems.append(Problem(row.source, told_, "确要撤回的不必再改；误删的请重新填写"))
        on = row["on"] or (date.fromisoformat(base[titles["on"]]) if base.get(titles.get("on", "")) else None)
        values = {**row.values, "decision": OPEN, "reason": f"撤回原决定：{was}", "by": person, "on": on}
        yield replace(row, values=values)
        return
    if was and row["by"] and told(row["by"]) != person:
        told_ = f"疑点 {row['finding']} 的决定人由{person}改为{row['by']}，两人的决定都保留"
        problems.append(
            Problem(row.source, told_, f"{person}的决定要撤回的，请由本人撤回；第二人的决定请填在“第二人”各栏")
        )
    yield row


def _signed(page: Page, gone: set[Whose], problems: list[Problem]) -> Iterator[Row]:
    titles = {one.column.name: one.title for one in page.form.kept if one.column}
    changed = {line.source.row or 0: line for line in page.lines if line.changed(page.form.filled)}
    for line in changed.values():
        before = (line.base or {}).get(titles["by"], "")
        if before and line.now.get(titles["by"], "") != before:
            gone.add((*line.key, before))
            now = line.now.get(titles["by"]) or "空白"
            told_ = f"底稿 {line.key[0]} 的{line.key[-1]}由{before}改为{now}，原签署按撤回处理"
            problems.append(Problem(line.source, told_, "误改的请改回原签署人和日期"))
    signed = [line for line in changed.values() if any(line.now.get(one.title) for one in page.form.filled)]
    yield from page.rows(signed, FIRST, problems).values()


def _grouped(rows: Iterable[Row], names: Sequence[str]) -> dict[Whose, list[Row]]:
    found: dict[Whose, list[Row]] = {}
    for row in rows:
        found.setdefault(_whose(row, names), []).append(row)
    return found


def _whose(row: Row, names: Sequence[str]) -> Whose:
    return tuple(told(str(row[name] or "")) for name in names)


def _content(table: str, row: Row) -> tuple[Any, ...]:
    """What makes two entries one: all values, texts as far as a cell keeps them."""
    return tuple(told(str(row[name])) if row[name] is not None else "" for name in tables()[table].columns)
