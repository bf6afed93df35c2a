"""What the report texts can say: names in Chinese for figures, tables, lists and pictures of one case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from auditbook.facts import Fact
from auditbook.figures import wan
from auditbook.finding import Outcome
from auditbook.report import tables as forms
from auditbook.report.books.charts import CHARTS as CHARTS_OF_BOOKS
from auditbook.report.books.sentences import SENTENCES as OF_BOOKS
from auditbook.report.charts import CHARTS
from auditbook.report.citations import Citations, Markdown, markdown
from auditbook.report.document import escape
from auditbook.report.drawing import Chart
from auditbook.report.engagement.rectification import SENTENCES as OF_RECTIFICATION
from auditbook.report.engagement.words import SENTENCES as OF_AUDIT
from auditbook.report.engagement.words import by_class
from auditbook.report.engagement.words import words as of_shell
from auditbook.report.findings.power import SENTENCES as OF_POWER
from auditbook.report.findings.sentences import SENTENCES as OF_FINDINGS
from auditbook.report.papers import SENTENCES as OF_PAPERS
from auditbook.report.received.sentences import SENTENCES as OF_INPUTS
from auditbook.report.standing import gaps, losses, score_line
from auditbook.report.texts import numeral
from auditbook.report.unions.words import CHARTS as CHARTS_OF_UNIONS
from auditbook.report.unions.words import SENTENCES as OF_UNIONS
from auditbook.report.unions.words import unions_of
from auditbook.scores import Score
from auditbook.tables import tables

if TYPE_CHECKING:
    from auditbook.case import Case

Makers = Mapping[str, Callable[[Any, Citations], Markdown]]
SENTENCES: Makers = {
    **OF_AUDIT, **OF_PAPERS, **OF_INPUTS, **OF_BOOKS, **OF_FINDINGS, **OF_RECTIFICATION, **OF_POWER, **OF_UNIONS,
}  # fmt: skip


class Lazy(Sequence):
    """A list that is made when a text first asks for it, so that figures are numbered in the order of the text."""

    def __init__(self, make: Callable[[], list[Any]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> list[Any]:
        return self._make()

    def __getitem__(self, index: Any) -> Any:
        return self._made[index]

    def __len__(self) -> int:
        return len(self._made)


@dataclass(frozen=True)
class Vocabulary:
    """The words of one report. ``images`` fills up with the pictures that its texts ask for;
    ``wanted`` is what the filing edition lacks, ``state`` the line that every page carries."""

    case: Case
    citations: Citations
    images: dict[str, bytes]
    internal: bool = True
    wanted: tuple[str, ...] = ()
    state: str = ""

    def words(self) -> dict[str, Any]:
        """The names that a text may use."""
        case, system = self.case, self.case.systems[self.case.settings.system]
        return {
            "年度": case.year,
            "单位": case.about.name,
            "内部": self.internal,
            "状态": self.state,
            "示例": case.example,
            "体系": system.title,
            "数": self.figure,
            "万元": self.ten_thousands,
            "文": self.wording,
            "有": lambda fact: case.fact(fact).known,
            "图": self.chart,
            "账图": self.chart_of_books,
            "联图": self.chart_of_unions,
            **of_shell(case),
            "问题类别": Lazy(lambda: by_class(case, self.citations)),
            "表": _Named(self, forms.TABLES, block=True),
            "句": _Named(self, SENTENCES),
            "提供": self.delivered,
            "有绩效目标表": system.targets is not None,
            "各体系": Lazy(self.systems),
            "总分": case.totals.get(system.id),
            "得分": score_line(self.case),
            "缺": self.citations.lack,
            "机构": "、".join(self._listed("departments")),
            "计划": "；".join(self._listed("plan")),
            "人员": Lazy(lambda: self._named(self._staff())),
            "项目": Lazy(lambda: self._named(self._projects())),
            "固定资产": Lazy(lambda: self._named(self._assets())),
            "资产利用率": Lazy(lambda: self._named(self._assets("rate.固定资产利用率"))),
            "报告日期": self._report_date(),
            "组": Lazy(self.groups),
            "各工会": Lazy(lambda: unions_of(case)),
            "矛盾": Lazy(self.contradictions),
            "问题": Lazy(self.problems),
            "措施": Lazy(self.measures),
            "影响评分": [markdown(line) for line in gaps(case, ())],
            "表内空缺": [markdown(line) for line in gaps(case, self.wanted, scored=False)],
            "资料夹": f"{case.place.inputs.name}/{case.year}/{case.unit}",
            "读入问题": [str(problem) for problem in case.problems],
            "读入说明": [str(problem) for problem in case.loaded.problems if problem.note],
        }

    def figure(self, fact: str) -> Markdown:
        """A figure in the dress of a sentence, with its source."""
        return self.citations.cite(self.case.fact(fact))

    def ten_thousands(self, fact: str) -> Markdown:
        """The number of 万元, for a column whose heading names the unit."""
        found = self.case.fact(fact)
        return self.citations.cite(found, None if found.value is None else wan(found.value))

    def wording(self, fact: str) -> Markdown:
        """A wording from the unit's forms."""
        found = self.case.fact(fact)
        return markdown(found.text) if found.known else self.citations.cite(found)

    def told(self, outcome: Outcome) -> Markdown:
        """What an outcome says, its figures with their sources."""
        return self._sentence(outcome.parts) if outcome.parts else markdown(outcome.message)

    def delivered(self, table: str) -> bool:
        """The unit delivered ``table`` with at least one row."""
        return table in self.case.books.now.present

    def chart(self, name: str) -> Markdown:
        """A picture with its caption; a line that says why where there is nothing to draw."""
        return self._drawn(CHARTS[name](self.case))

    def chart_of_books(self, name: str) -> Markdown:
        """A picture of the ledger."""
        return self._drawn(CHARTS_OF_BOOKS[name](self.case))

    def chart_of_unions(self, name: str) -> Markdown:
        """A picture of the unions of a federation side by side."""
        return self._drawn(CHARTS_OF_UNIONS[name](self.case))

    def _drawn(self, drawn: Chart | None) -> Markdown:
        if drawn is None:
            return Markdown("数据缺失，未绘制图表。")
        self.images[drawn.name] = drawn.png
        number = list(self.images).index(drawn.name) + 1
        alt = escape(drawn.alt.replace('"', "”"))
        return Markdown(f'\n![图{number}　{escape(drawn.caption)}]({drawn.name}){{alt="{alt}"}}\n')

    def contradictions(self) -> list[dict[str, Any]]:
        """What does not add up."""
        return [{"性质": o.word, "事实": self.told(o), "建议": o.advice} for o in self.case.contradictions]

    def systems(self) -> list[dict[str, Any]]:
        """Every indicator system with the table of its scores."""
        return [
            {"名称": system.title, "得分表": forms.scores_of(name)(self.case, self.citations)}
            for name, system in self.case.systems.items()
        ]

    def groups(self) -> list[dict[str, Any]]:
        """The activities by section, told as 一是…；二是…。"""
        sections: dict[str, list[Markdown]] = {name: [] for name in tables()["activities"].columns["section"].values}
        for activity in self.case.told:
            section = activity.row["section"] or "其他工作"
            sections.setdefault(section, []).append(self._sentence(activity.parts))
        return [{"名称": name, "内容": _enumerated(told)} for name, told in sections.items() if told]

    def problems(self) -> list[Markdown]:
        """存在的主要问题: the unit's own, then contradictions, lost points and missing data."""
        found = [markdown(f"{own.rstrip('。')}。") for own in self._listed("problems")]
        found += [Markdown(f"{escape(o.word)}：{self.told(o)}。") for o in self._reported()]
        found += [markdown(f"{_loss(score)}。") for score in losses(self.case)]
        if missing := self._missing():
            total = self.case.totals.get(self.case.settings.system)
            points = f"，涉及{total.missing}分" if total else ""
            words = f"{'、'.join(missing)}共{len(missing)}项指标未能评分{points}"
            found.append(markdown(f"数据缺失或未具备评分条件：{words}。"))
        return found

    def measures(self) -> list[Markdown]:
        """改进措施和有关建议: the unit's own, then one for each further problem, in the same order."""
        found = list(self._listed("measures"))
        found += [self._voice(o.advice) for o in self._reported()]
        found += [
            f"针对“{s.levels[2]}”，{self._voice(s.advice or '建议分析失分原因并改进')}" for s in losses(self.case)
        ]
        if self._missing():
            found.append(self._voice("建议按待补资料清单补齐数据、批复和佐证，补齐后重新自评"))
        return [markdown(f"{advice.rstrip('。')}。") for advice in found]

    def _voice(self, advice: str) -> str:
        """A reviewer suggests; the unit that signs says what it will do."""
        return advice if self.internal else f"下一步将{advice.removeprefix('建议')}"

    def _reported(self) -> list[Outcome]:
        return self.case.contradictions if self.internal else []

    def _missing(self) -> list[str]:
        unscored = [s for s in self.case.scored[self.case.settings.system] if s.status in ("no_data", "not_scored")]
        return list(dict.fromkeys(s.levels[2] if s.levels[1] else s.levels[0] for s in unscored))

    def _listed(self, key: str) -> list[str]:
        entry = self.case.loaded.profile.get(key)
        return [] if entry is None else list(entry.value)

    def _staff(self) -> list[tuple[str, str, str]]:
        entry = self.case.loaded.profile.get("staff")
        kinds = [] if entry is None else list(entry.value)
        if len(kinds) > 1:
            # the same persons once more, under the name of the 基础数据表
            kinds = [kind for kind in kinds if kind != "实际在职人员"]
        return [(kind, f"profile.staff.{kind}", "人数") for kind in kinds]

    def _assets(self, of: str = "sum.固定资产") -> list[tuple[str, str, str]]:
        titles = {"财政资金": "财政资金账套", "工会经费": "工会经费账套", "未说明": "账套未说明"}
        books = {book: f"{of}.{book}" for book in titles}
        return [(titles[book], fact, "金额") for book, fact in books.items() if self.case.fact(fact).known]

    def _projects(self) -> list[tuple[str, str, str]]:
        return [(item, f"fiscal.{item}.actual", "金额") for item in forms.projects(self.case)]

    def _named(self, facts: list[tuple[str, str, str]]) -> list[dict[str, Any]]:
        return [{"名称": name, column: self.figure(fact)} for name, fact, column in facts]

    def _report_date(self) -> Markdown:
        day = self.case.settings["report_date"]
        return Markdown(f"{day.year}年{day.month}月{day.day}日" if day else "　　年　　月　　日")

    def _sentence(self, parts: tuple[object, ...]) -> Markdown:
        said = [self.citations.cite(part) if isinstance(part, Fact) else markdown(part) for part in parts]
        return Markdown("".join(said))


def _loss(score: Score) -> str:
    reason = score.row["reason"] if score.row is not None else None
    told = f"“{score.levels[2]}”{score.basis}，扣{score.lost}分"
    return f"{told}；原因：{reason}" if reason else told


def _enumerated(told: list[Markdown]) -> Markdown:
    if len(told) == 1:
        return Markdown(f"{told[0].rstrip('。；')}。")
    lines = [f"{numeral(number)}是{text.rstrip('。；')}" for number, text in enumerate(told, 1)]
    return Markdown("；".join(lines) + "。")


class _Named:
    """``表.自评表``, ``句.取数`` in a text: what is made of the case, by its Chinese name."""

    def __init__(self, vocabulary: Vocabulary, made: Makers, block: bool = False) -> None:
        self._vocabulary, self._made, self._block = vocabulary, made, block

    def __getitem__(self, name: str) -> Markdown:
        made = self._made[name](self._vocabulary.case, self._vocabulary.citations)
        return Markdown(f"\n{made}\n") if self._block and made.strip() else Markdown(made.strip())
