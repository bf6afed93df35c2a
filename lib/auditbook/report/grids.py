"""Tables in our Markdown: cells are escaped unless they are Markdown already, widths are said, not guessed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditbook.report.citations import Markdown, markdown


def grid(
    headings: Sequence[object],
    rows: Iterable[Sequence[object]],
    widths: Sequence[int],
    align: str = "",
    caption: str = "",
) -> Markdown:
    """A pipe table. ``widths`` are the shares of the columns; ``align`` has a letter for each: l, r or c."""
    marks = align or "l" * len(headings)
    lines = [_line(headings), "|" + "|".join(_rule(w, a) for w, a in zip(widths, marks, strict=True)) + "|"]
    lines += [_line(row) for row in rows]
    if caption:
        lines += ["", f": {markdown(caption)}"]
    return Markdown("\n" + "\n".join(lines) + "\n")


def _line(cells: Sequence[object]) -> str:
    return "| " + " | ".join(markdown(cell) for cell in cells) + " |"


def _rule(width: int, align: str) -> str:
    dashes = "-" * max(3, width)
    return {"l": f":{dashes}", "r": f"{dashes}:", "c": f":{dashes}:"}[align]
