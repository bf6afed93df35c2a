"""A report: texts with the figures of a case, shown part by part in a notebook and as a whole in docx and pdf."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import quote

from auditbook.engagement.released import STATES as RELEASED
from auditbook.errors import UsageError
from auditbook.report import pandoc
from auditbook.report.citations import Citations
from auditbook.report.document import Document
from auditbook.report.engagement import shell
from auditbook.report.texts import numbered, parts, render
from auditbook.report.vocabulary import Vocabulary

if TYPE_CHECKING:
    from auditbook.case import Case

DRAFT = "内部底稿，未经复核"
FILING = "报送稿"
# the editions of a report by name, and the line that every page of one carries
EDITIONS = {"internal": DRAFT, "filing": FILING, **RELEASED}
TITLES = {
    "evaluation": "{year}年度部门整体支出绩效自评报告",
    "assessment": "{year}年度绩效自评：指标、得分与核对",
    "inputs": "{year}年度资料接收与读取",
    "ledger": "{year}年度账簿",
    "checks": "{year}年度审计检查与疑点清单",
    "trial": "{year}年度检查能力测试",
    "federation": "{year}年度所属工会审计汇总报告",
    "audit": "{year}年度工会经费收支{shell}",
    "answers": "{year}年度工会经费收支审计反馈意见采纳说明",
}
_END = "\n\n::: part-end\n:::\n\n"  # between two parts
_ENDED = re.compile(r'<div class="part-end">\s*</div>\n?')
FILED = ("evaluation", "assessment")  # have a filing edition, whose gaps the internal one lists


@dataclass(frozen=True)
class Part:
    """One part of a report, which a notebook shows as HTML."""

    markdown: str
    html: str = field(repr=False)

    def _repr_html_(self) -> str:
        return self.html


@dataclass(frozen=True)
class NotAsked:
    """In the place of a report that costs time and that nobody asked for."""

    told: str = "没有要求测试这些检查能发现什么。需要时加 --set power=true 运行。"

    def part(self, name: str) -> Part:
        """The line that says so."""
        return Part(self.told, f"<p>{self.told}</p>")


@dataclass(frozen=True)
class Report:
    """The report ``name`` of a case in one ``edition``: internal, filing, draft (征求意见稿) or final (定稿).

    ``Report(case, "audit", edition="draft").document`` is the whole of a released edition, for ``docx`` and ``pdf``; it
    never refuses: whether it may go out is for whoever releases it. Only the internal edition has sources,
    contradictions, gaps, working papers and what is undecided; the draft carries 反馈意见表; what became of the unit's
    comments (意见采纳说明) is a document of its own, ``Report(case, "answers", edition="final")``. ``internal`` is the
    older way to say internal or filing. Errors: KeyError for an edition that is not there.
    """

    case: Case
    name: str
    internal: bool = True
    edition: str = ""

    def __post_init__(self) -> None:
        edition = self.edition or ("internal" if self.internal else "filing")
        object.__setattr__(self, "edition", edition)
        object.__setattr__(self, "internal", EDITIONS[edition] == DRAFT)

    @property
    def title(self) -> str:
        """The title, with the year."""
        return TITLES[self.name].format(year=self.case.year, shell=shell.title(self.case))

    @property
    def state(self) -> str:
        """The line that every page carries."""
        return EDITIONS[self.edition]

    @cached_property
    def _made(self) -> tuple[dict[str, str], dict[str, bytes], tuple[str, ...]]:
        """The texts, the pictures, and the names of what had to be shown as missing."""
        images: dict[str, bytes] = {}
        citations = Citations(self.case.known, links=self.internal)
        wanted = Report(self.case, self.name, internal=False).lacking if self.internal and self.name in FILED else ()
        words = Vocabulary(self.case, citations, images, self.internal, wanted, self.state).words()
        rendered = render(parts(self.name, self.case.place.texts), words)
        return numbered(rendered), images, tuple(citations.lacking)

    @property
    def lacking(self) -> tuple[str, ...]:
        """The ids of the facts, or the names, that this edition shows as 数据缺失."""
        return self._made[2]

    def part(self, name: str) -> Part:
        """The part whose file is called ``NN_<name>.md.j2``. Errors: UsageError for a part that is not there."""
        texts = self._made[0]
        found = [file for file in texts if re.fullmatch(rf"\d+_{re.escape(name)}\.md\.j2", file)]
        if not found:
            known = "、".join(file.partition("_")[2].removesuffix(".md.j2") for file in texts)
            raise UsageError(f"报告没有名为“{name}”的部分。可用的部分：{known}。")
        return Part(texts[found[0]], self._htmls[found[0]])

    @cached_property
    def document(self) -> Document:
        """The whole report as one text with its pictures."""
        texts, images, _ = self._made
        notices = (self.case.example,) if self.case.example else ()
        text, dress = "\n\n".join(texts.values()), self.case.place.reference
        return Document(self.title, self.case.about.name, self.state, text, notices, images, dress)

    @cached_property
    def _htmls(self) -> dict[str, str]:
        """Every part as HTML: pandoc is started once for all of them, as most of its time is its start."""
        texts, images, _ = self._made
        whole = pandoc.convert(_END.join(texts.values()), "html5", images=images)
        found = _ENDED.split(whole)
        if len(found) != len(texts):
            # an own text leaves a block open, which swallows what is behind it: each alone, without links to others
            found = [pandoc.convert(text, "html5", images=images) for text in texts.values()]
        return {
            file: re.sub(r'<span class="file">(.*?)</span>', self._file_link, html)
            for file, html in zip(texts, found, strict=True)
        }

    def _file_link(self, found: re.Match[str]) -> str:
        up = self.case.place.up_to_inputs
        if up is None:
            return found[0]
        folder = f"{up}/{self.case.year}/{self.case.unit}"
        return f'<a class="file" href="{quote(folder)}/{quote(unescape(found[1]))}">{found[1]}</a>'
