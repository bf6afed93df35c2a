"""YAML blocks that stand for several: ``each: {name: {value: title}}`` fills ``<name>`` and ``<title>``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from auditbook.errors import SetupError
from auditbook.yamlfile import read_yaml


def blocks(path: Path, file: str) -> Iterator[tuple[str, dict]]:
    """The named blocks of a YAML file, those with ``each`` spelled out.

    Errors: SetupError naming ``file`` and the block that is none.
    """
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise SetupError(f"{file}：内容应是“编号: 定义”的清单。")
    for name, body in content.items():
        if not isinstance(body, dict):
            raise SetupError(f"{file}：“{name}”下面应是“键: 值”的清单。")
        try:
            yield from expand(str(name), body)
        except (ValueError, TypeError, AttributeError):
            raise SetupError(f"{file}：“{name}”的 each 应写成 each: {{名称: {{值: 标题}}}}。") from None


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
        return {_fill(key, marks): _fill(entry, marks) for key, entry in node.items()}
    if isinstance(node, list):
        return [_fill(entry, marks) for entry in node]
    if isinstance(node, str):
        for mark, value in marks.items():
            node = node.replace(mark, value)
    return node
