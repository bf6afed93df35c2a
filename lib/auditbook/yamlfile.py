"""YAML as this workbook writes it: exact numbers, plain words, no key twice.

PyYAML's own loaders read ``on:`` as True, ``12:30`` as 750 and ``1.10`` as a float, and let a second key
silently replace the first. Here only ``true`` and ``false`` are booleans, numbers with a point are Decimal,
``0123`` stays text, and a repeated key is an error.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from yaml.composer import Composer

from auditbook.errors import AuditbookError, InputError, SetupError

MAX_BYTES = 2_000_000


def read_yaml(path: Path, *, of_unit: bool = False) -> Any:
    """The content of ``path``; an empty file is an empty mapping.

    ``of_unit`` says whose mistake a wrong file is: the unit's (InputError) or the workbook's (SetupError).
    """
    error: type[AuditbookError] = InputError if of_unit else SetupError
    if path.stat().st_size > MAX_BYTES:
        raise error(f"{path.name}：文件超过 2 MB，不像是配置文件。请检查后重试。")
    # a unit's file is named by the place of the problem already
    name = "" if of_unit else f"{path.name}："
    try:
        return parse_yaml(path.read_text("utf-8-sig"))
    except UnicodeDecodeError:
        raise error(f"{name}不是 UTF-8 编码。请用记事本“另存为”，编码选 UTF-8。") from None
    except yaml.YAMLError as problem:
        raise error(f"{name}{_where(problem)}") from None


def files_of(ours: Path, own: Path | None) -> tuple[tuple[Path, int, int], ...]:
    """The YAML files of ``ours`` and of an organisation's folder ``own``, where a file of one name wins.

    Each with its time and size, so that what is remembered of them is forgotten when one is edited.
    """
    found = {path.stem: path for path in sorted(ours.glob("*.yaml"))}
    if own is not None and own.is_dir():
        found.update({path.stem: path for path in sorted(own.glob("*.yaml"))})
    return tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in found.values())


def shown_name(path: Path) -> str:
    """Where a file of definitions lies, as a reader finds it: in the package, or in an organisation's inputs."""
    ours = Path(__file__).parent
    if path.is_relative_to(ours):
        return f"lib/auditbook/{path.relative_to(ours).as_posix()}"
    depth = 3 if path.parent.name == "relations" else 2
    return "/".join(path.parts[-depth - 1 :])


def parse_yaml(text: str) -> Any:
    """The content of a YAML text, by the rules above. Errors: ``yaml.YAMLError``."""
    try:
        loaded = yaml.load(text, Loader=_Loader)  # a SafeLoader
    except RecursionError:
        raise yaml.YAMLError("嵌套太深") from None
    except (ValueError, TypeError, KeyError, ArithmeticError, AttributeError):
        raise yaml.YAMLError("有无法读取的值") from None
    return {} if loaded is None else loaded


def key_lines(text: str) -> dict[tuple[str, ...], int]:
    """The line (from 1) on which every key of a YAML text stands, by its path; items of a list count as keys."""
    lines: dict[tuple[str, ...], int] = {}

    def walk(node: yaml.Node | None, path: tuple[str, ...]) -> None:
        pairs: list[tuple[str, yaml.Node, yaml.Node]] = []
        if isinstance(node, yaml.MappingNode):
            pairs = [(str(key.value), key, value) for key, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            pairs = [(str(index), item, item) for index, item in enumerate(node.value)]
        for name, key, value in pairs:
            lines[(*path, name)] = key.start_mark.line + 1
            walk(value, (*path, name))

    try:
        walk(yaml.compose(text, _Loader), ())
    except RecursionError:
        raise yaml.YAMLError("嵌套太深") from None
    return lines


# libyaml, where PyYAML was built with it (every wheel is), reads ten times as fast as PyYAML's own scanner
_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(Composer, _Parser):  # type: ignore[misc]
    """A safe loader with our few scalars and without aliases; nodes are put together by PyYAML's own composer."""

    def __init__(self, text: str) -> None:
        _Parser.__init__(self, text)
        Composer.__init__(self)

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            mark = self.peek_event().start_mark
            # nine nested aliases are a billion laughs; nobody needs one in a rule
            raise yaml.MarkedYAMLError(problem="不允许使用别名（*）", problem_mark=mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"键“{key}”出现了两次，请删去一处", problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("bool", r"^(?:true|false)$", list("tf")),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", list("-0123456789")),
    ("float", r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$", list("-0123456789")),
    ("timestamp", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", list("0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)


def _decimal(loader: _Loader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(loader.construct_scalar(node))


def _date(loader: _Loader, node: yaml.ScalarNode) -> date:
    text = loader.construct_scalar(node)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise yaml.MarkedYAMLError(problem=f"“{text}”不是存在的日期", problem_mark=node.start_mark) from None


_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _date)


def _where(problem: yaml.YAMLError) -> str:
    if not isinstance(problem, yaml.MarkedYAMLError) or problem.problem_mark is None:
        said = str(problem)
        return f"{said}。请检查。" if re.search("[一-鿿]", said) else "YAML 写法有误，请检查缩进、冒号后的空格和引号。"
    said = problem.problem or ""
    if "could not find expected ':'" in said and problem.context_mark is not None:
        return f"第 {problem.context_mark.line + 1} 行：冒号后缺空格，或缺冒号。请写成“键: 值”。"
    mark = problem.problem_mark
    if not re.search("[一-鿿]", said):
        said = "YAML 写法有误，请检查缩进、冒号后的空格和引号"
    return f"第 {mark.line + 1} 行第 {mark.column + 1} 列：{said}。"
