"""How charts are drawn: one canvas, one set of colours, and bytes that are equal for equal figures."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from auditbook.report.fonts import use_in_charts

LARGEST = 12  # bars that one picture can hold
BLUE, PALE, GREY, RED, OCHRE = "#1f4e79", "#9dc3e6", "#d0d4d9", "#b4413c", "#bf7f30"


@dataclass(frozen=True)
class Chart:
    """A picture (PNG), its caption, and what it shows in words for those who cannot see it."""

    name: str
    png: bytes
    caption: str
    alt: str


def canvas(height: float, panels: int = 1, ratios: list[float] | None = None) -> tuple[Any, Any]:
    """A figure as wide as the text; its axes, a list of them where there are ``panels`` one above the other."""
    from matplotlib.figure import Figure

    use_in_charts()
    figure = Figure(figsize=(6.6, height), dpi=160, layout="constrained")
    axes = figure.subplots(panels, 1, sharex=panels > 1, height_ratios=ratios)
    for each in axes if panels > 1 else [axes]:
        each.spines[["top", "right"]].set_visible(False)
    return figure, axes


def png(figure: Any) -> bytes:
    """The picture as bytes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    out = io.BytesIO()
    # savefig would draw twice, once for its own measures; no software name and no date: equal figures give equal bytes
    FigureCanvasAgg(figure).print_png(out, metadata={"Software": None})  # type: ignore[no-untyped-call]
    return out.getvalue()
