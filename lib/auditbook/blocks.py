"""YAML blocks that stand for several: ``each: {name: {value: title}}`` fills ``<name>`` and ``<title>``."""

from __future__ import annotations

from typing import Any


def expand(block: str, body: dict) -> list[tuple[str, dict]]:
    """The blocks that ``body`` stands for: itself, or one for each value of its ``each``."""
    if "each" not in body:
        return [(block, body)]
    ((name, values),) = body["each"].items()
    rest = {key: entry for key, entry in body.items() if key != "each"}
    titles = values if isinstance(values, dict) else {value: value for value in values}
    marks = [{f"<{name}>": str(value), "<title>": str(title)} for value, title in titles.items()]
    return [(_fill(block, mark), _fill(rest, mark)) for mark in marks]


def _fill(node: Any, marks: dict[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _fill(entry, marks) for key, entry in node.items()}
    if isinstance(node, list):
        return [_fill(entry, marks) for entry in node]
    if isinstance(node, str):
        for mark, value in marks.items():
            node = node.replace(mark, value)
    return node
