"""Every figure in a report leads to the row that it comes from: links in the text, a table of sources at the end."""

from __future__ import annotations

from dataclasses import dataclass, field

from auditbook.facts import MONEY, Fact, Facts
from auditbook.figures import NO_DATA, show, show_cell
from auditbook.report.document import escape

STATUS = {"measured": "资料所列", "derived": "计算", "stated": "所称", "no_data": NO_DATA}


class Markdown(str):
    """Text that is our own Markdown; any other string is escaped before it enters a document."""

    __slots__ = ()


def markdown(value: object) -> Markdown:
    """``value`` as Markdown: our own as it is, all else escaped."""
    return value if isinstance(value, Markdown) else Markdown(escape("" if value is None else str(value)))


@dataclass
class Citations:
    """The facts that a document has shown so far, numbered in the order in which they came up.

    ``links`` is False for a document that goes out without the table of sources. ``lacking`` are the ids of the
    facts (or the names of what no fact stands for) that the document had to show as 数据缺失.
    """

    facts: Facts
    links: bool = True
    numbers: dict[str, int] = field(default_factory=dict)
    shown: dict[str, Fact] = field(default_factory=dict)
    lacking: dict[str, None] = field(default_factory=dict)

    def cite(self, fact: Fact, text: str | None = None) -> Markdown:
        """The figure as a link to its row in the table of sources; ``text`` in place of its usual dress."""
        figure = show(fact) if text is None else text
        if not fact.known:
            return self.lack(fact.id)
        if not self.links:
            return markdown(figure)
        return Markdown(f'[{escape(figure)}](#src-{self._number(fact)}){{.fact title="{_attribute(self.told(fact))}"}}')

    def lack(self, name: str) -> Markdown:
        """数据缺失, remembered as a gap of the document."""
        self.lacking[name] = None
        return Markdown(f"[{escape(NO_DATA)}]{{.missing}}")

    def told(self, fact: Fact) -> str:
        """In words, where a fact comes from."""
        if fact.formula:
            return f"{fact.title}＝{fact.formula}"
        places = "；".join(map(str, fact.sources[:3]))
        more = f" 等{len(fact.sources)}处" if len(fact.sources) > 3 else ""
        return f"来源：{places}{more}" if places else fact.title

    def rows(self) -> list[tuple[Markdown, Markdown, Markdown, Markdown, Markdown, Markdown]]:
        """The table of sources: number, fact, figure, status, book, and where it stands or how it was computed.

        Operands of computed facts are listed as well, so that every figure ends at a file and a row.
        """
        rows = []
        listed: set[str] = set()
        while len(listed) < len(self.shown):
            for name in [name for name in self.shown if name not in listed]:
                listed.add(name)
                rows.append((self.numbers[name], self._row(self.shown[name])))
        return [row for _, row in sorted(rows)]

    def _row(self, fact: Fact) -> tuple[Markdown, Markdown, Markdown, Markdown, Markdown, Markdown]:
        number = self._number(fact)
        book = fact.book if fact.measure == MONEY else "—"
        return (
            Markdown(f"[]{{#src-{number}}}{number}"),
            markdown(fact.title),
            markdown(show_cell(fact)),
            markdown(STATUS[fact.status]),
            markdown(book),
            self._origin(fact),
        )

    def _origin(self, fact: Fact) -> Markdown:
        operands = [self.facts[name] for name in fact.operands if name in self.facts]
        if fact.formula:
            used = "、".join(f"{escape(o.title)}（[{self._number(o)}](#src-{self._number(o)})）" for o in operands)
            places = "；".join(place(source.file, str(source)) for source in fact.sources)
            told = f"用到：{used}" if used else places
            return Markdown("；".join(filter(None, [escape(fact.formula), told])))
        return Markdown("；".join(place(source.file, str(source)) for source in fact.sources))

    def _number(self, fact: Fact) -> int:
        name = fact.id or f"（{fact.title}）{'|'.join(map(str, fact.sources))}|{fact.value}"
        self.shown.setdefault(name, fact)
        return self.numbers.setdefault(name, len(self.numbers) + 1)


def place(file: str, words: str) -> Markdown:
    """A place of a file, ``words`` beginning with the file's name, which becomes a link where there is something."""
    # the folder is said once above the table; the whole name would take the width of the page
    name = file.rpartition("/")[2]
    return Markdown(f"[{escape(name)}]{{.file}}{escape(words.removeprefix(file))}")


def _attribute(text: str) -> str:
    return escape(text.replace('"', "”"))
