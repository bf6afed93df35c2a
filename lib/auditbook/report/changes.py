"""``outputs/log/changes.html``: what a run changed, unit by unit, against what was there before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from auditbook.changes import ALTERED, FIRST, Compared, Matter, Moved
from auditbook.figures import NO_DATA, in_yuan
from auditbook.report.index import SEVERITIES, STATES, chip, links
from auditbook.report.page.frame import frame

# lines of detail on the whole page; past them the units' own pages have to do
MOST_LINES = 5000
KINDS = {"new": "新增", "gone": "不再出现", "altered": "证据有变化"}
BASES = {
    ALTERED: "疑点、事实和各指标得分都没有变化。",
    FIRST: "首次运行，没有可比的结果。",
    "unreadable": "之前的结果读不了，不能比较。",
}
SHORT = {ALTERED: "", FIRST: "首次运行", "unreadable": "不能比较"}
_SUMMARY = ("单位", "年度", "状态", "得分", "等级")
_COUNTED = {"new": "新增疑点", "gone": "不再出现", "altered": "证据有变化", "facts": "事实", "scores": "指标得分"}


@dataclass(frozen=True)
class Run:
    """A run: its ``number`` in the chain, when it began as a person reads it (2026-11-28 02:00), and how many
    unit-years it found as they were."""

    number: int
    time: str
    unchanged: int = 0


@dataclass(frozen=True)
class Stand:
    """How a unit-year stands: its state (完成, 失败), score and grade as the index shows them."""

    state: str
    score: str = ""
    grade: str = ""


@dataclass(frozen=True)
class Change:
    """A unit-year that the run changed, or that failed; every text is plain.

    ``before`` is None where there was nothing. ``why`` are the reasons for running it, ``errors`` what went wrong;
    ``pages`` are (label, path relative to the outputs folder). ``compared`` is None where nothing was compared.
    """

    year: int
    unit: str
    name: str
    now: Stand
    before: Stand | None = None
    why: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    pages: tuple[tuple[str, str], ...] = ()
    compared: Compared | None = None

    @property
    def same(self) -> bool:
        """It was run, and all figures are what they were."""
        found, stands = self.compared, self.before == self.now
        return stands and found is not None and found.basis == ALTERED and not any(map(found.count, _COUNTED))


def changes_page(run: Run, rows: Iterable[Change], *, state: str = "内部底稿，未经复核") -> str:
    """The page: failures first, an overview to filter and sort, then each unit with what changed in it."""
    ordered = sorted(rows, key=lambda row: (-row.year, row.unit))
    failed = [row for row in ordered if row.errors]
    title = f"第{run.number}次运行（{run.time}）与之前相比"
    moved = [row for row in ordered if not row.same]
    told = (
        f"运行了 {len(ordered)} 个：失败 {len(failed)} 个，结果与之前不同或首次运行的 {len(moved)} 个，按单位和年度计；"
        f"资料没有变化、不必运行的 {run.unchanged} 个。"
    )
    body = [f"<p>{told if ordered else _nothing(run)}</p>\n"]
    body += _failures(failed)
    if ordered:
        body += ["<h2>一览</h2>\n", _overview(ordered)]
    if moved:
        body += ["<h2>逐个单位</h2>\n", *_sections(moved)]
    return frame("".join(body), title=title, state=state, home="../index.html", contents=False)


def _nothing(run: Run) -> str:
    return f"{run.unchanged} 个单位年度都没有变化。"


def _failures(failed: list[Change]) -> Iterator[str]:
    if failed:
        rows = (
            f"<tr><th>{_to(row)}</th><td>{row.year}</td><td>{'<br>'.join(map(escape, row.errors))}</td></tr>\n"
            for row in failed
        )
        head = "<thead><tr><th>单位</th><th>年度</th><th>原因</th></tr></thead>"
        yield f'<h2>失败</h2>\n<table class="overview">{head}<tbody>\n{"".join(rows)}</tbody></table>\n'


def _overview(rows: list[Change]) -> str:
    head = "".join(f"<th>{column}</th>" for column in _SUMMARY)
    head += "".join(f'<th class="number">{column}</th>' for column in _COUNTED.values()) + "<th>比较</th>"
    table = f"<table><thead><tr>{head}</tr></thead><tbody>\n{''.join(map(_line, rows))}</tbody></table>"
    return f'<div class="sortable overview">{table}</div>\n'


def _line(row: Change) -> str:
    found = row.compared or Compared("")
    counts = (str(found.count(kind)) if found.basis == ALTERED else "" for kind in _COUNTED)
    cells = (str(row.year), _states(row), *map(escape, (_moved(row, "score"), _moved(row, "grade"))))
    told = [f"<td>{cell}</td>" for cell in cells] + [f'<td class="number">{count}</td>' for count in counts]
    return f"<tr><th>{_to(row)}</th>{''.join(told)}<td>{SHORT.get(found.basis, '未比较')}</td></tr>\n"


def _sections(rows: list[Change]) -> Iterator[str]:
    left = MOST_LINES
    for row in rows:
        yield f'<section class="change"><h3 id="{escape(_anchor(row))}">{row.year} {_name(row)}</h3>\n'
        yield f'<p class="links">{links((label, f"../{path}") for label, path in row.pages)}</p>\n' if row.pages else ""
        yield _told(row)
        found = row.compared
        lines = [] if found is None else [*found.new, *found.gone, *found.altered, *found.facts, *found.scores]
        if found is not None and len(lines) > left:
            yield f"<p>本页已列满 {MOST_LINES} 行明细，这里只列数目：{_numbers(found)}。请打开单位的页面查看。</p>\n"
        elif found is not None:
            left -= len(lines)
            yield _details(found)
        yield "</section>\n"


def _told(row: Change) -> str:
    entries = [
        ("重新运行的原因", "<br>".join(map(escape, row.why))),
        ("状态", _states(row)),
        ("得分", escape(_moved(row, "score"))),
        ("等级", escape(_moved(row, "grade"))),
        ("失败原因", "<br>".join(map(escape, row.errors))),
    ]
    told = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in entries if value)
    return f"<dl>{told}</dl>\n"


def _details(found: Compared) -> str:
    if not any(map(found.count, _COUNTED)):
        now = "，".join(f"{severity} {count}" for severity, count in found.found.items() if count)
        counted = f"现有疑点：{escape(now or '未发现')}。" if found.basis != ALTERED and found.found else ""
        return f"<p>{BASES.get(found.basis, BASES['unreadable'])}{counted}</p>\n"
    return _findings(found) + _values("事实", found, "facts") + _values("指标得分", found, "scores")


def _numbers(found: Compared) -> str:
    named = {kind: f"{word}的疑点" for kind, word in KINDS.items()}
    named |= {"facts": "变化的事实", "scores": "变化的指标得分"}
    return "，".join(f"{word} {found.count(kind)} 项" for kind, word in named.items() if found.count(kind))


def _findings(found: Compared) -> str:
    rows = "".join(_matters(word, getattr(found, kind), found.count(kind)) for kind, word in KINDS.items())
    columns = '<th>疑点</th><th>等级</th><th class="number">金额（元）</th><th>事项</th><th>编号</th>'
    return f"<table><thead><tr>{columns}</tr></thead><tbody>\n{rows}</tbody></table>\n" if rows else ""


def _matters(word: str, matters: tuple[Matter, ...], count: int) -> str:
    rows = "".join(
        f"<tr><td>{word}</td><td>{chip(one.severity, SEVERITIES.get(one.severity, 'plain'))}</td>"
        f'<td class="number">{_amounts(one, word)}</td><td>{escape(one.title)}</td>'
        f'<td class="muted">{escape(one.finding)}</td></tr>\n'
        for one in matters
    )
    rest = f'<tr><td>{word}</td><td colspan="4">另有 {count - len(matters)} 项</td></tr>\n'
    return rows + (rest if count > len(matters) else "")


def _amounts(one: Matter, word: str) -> str:
    if word != KINDS["altered"] or one.before == one.amount:
        return in_yuan(one.amount)
    return f"{in_yuan(one.before) or '无金额'} → {in_yuan(one.amount) or '无金额'}"


def _values(word: str, found: Compared, kind: str) -> str:
    values: tuple[Moved, ...] = getattr(found, kind)
    rest = found.count(kind) - len(values)
    if not values and not rest:
        return ""
    lacking = NO_DATA if kind == "facts" else "未计分"
    rows = "".join(
        f'<tr><td>{escape(one.name)}</td><td class="number">{_value(one.before, one.measure, lacking)}</td>'
        f'<td class="number">{_value(one.now, one.measure, lacking)}</td></tr>\n'
        for one in values
    )
    more = f'<tr><td colspan="3">另有 {rest} 项</td></tr>\n' if rest else ""
    head = f'<th>{word}</th><th class="number">之前</th><th class="number">现在</th>'
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}{more}</tbody></table>\n"


def _value(value: str | None, measure: str, lacking: str) -> str:
    if value is None:
        return "（没有此项）"
    shown = in_yuan(value) or value if measure == "元" else value
    return escape(f"{shown} {measure}".rstrip()) if value else lacking


def _states(row: Change) -> str:
    now = chip(row.now.state, STATES.get(row.now.state, "plain"))
    if row.before is None or row.before.state == row.now.state:
        return now
    return f"{escape(row.before.state)} → {now}"


def _moved(row: Change, what: str) -> str:
    """Score or grade: as it is where it did not move."""
    now = getattr(row.now, what)
    was = now if row.before is None else getattr(row.before, what)
    return now if was == now else f"{was or '未得出'} → {now or '未得出'}"


def _anchor(row: Change) -> str:
    return f"{row.year}-{row.unit}"


def _to(row: Change) -> str:
    if row.same:
        return _name(row)
    return f'<a href="#{quote(_anchor(row))}">{escape(row.name)}</a> <span class="muted">{escape(row.unit)}</span>'


def _name(row: Change) -> str:
    return f'{escape(row.name)} <span class="muted">{escape(row.unit)}</span>'
