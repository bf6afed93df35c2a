"""A finished run as the manifest of its unit-year tells it; the manifest may come from anybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from auditbook import manifest
from auditbook.batch.order import FORMATS
from auditbook.errors import InputError
from auditbook.files import safe, shown
from auditbook.recipe import Recipe

_LONG = 120  # signs; longer names of folders no file system takes


@dataclass(frozen=True)
class Finished:
    """What a unit-year was made from. ``inputs`` are hashes by the way below the inputs folder, which was called
    ``called``; ``body`` is the whole manifest.
    """

    year: int
    unit: str
    called: str
    inputs: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def notebooks(self) -> Mapping[str, str]:
        """The hashes of the notebooks by name."""
        return self.body.get("notebooks") or {}

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats of the pages."""
        told = self.body.get("formats")
        return tuple(told) if told is not None else FORMATS

    @property
    def parameters(self) -> Mapping[str, Any]:
        """What was given to the notebooks."""
        return self.body.get("parameters") or {}

    def moved(self, recipe: Recipe, folder: str) -> Iterator[str]:
        """Which inputs of ``recipe`` are not those of the run; ``folder`` is what their folder is called."""
        now = {name.partition("/")[2]: known for name, known in recipe.inputs.items()}
        for name in sorted({*now, *self.inputs}):
            if name not in now:
                yield f"{folder}/{shown(name)}：运行时有，给出的资料里没有"
            elif name not in self.inputs:
                yield f"{folder}/{shown(name)}：运行时没有，给出的资料里有"
            elif now[name] != self.inputs[name]:
                yield f"{folder}/{shown(name)}：与运行时不同"

    def remarks(self, recipe: Recipe) -> Iterator[str]:
        """Where the program of ``recipe`` is not the one that made the results."""
        if self.body.get("code") != recipe.code:
            yield "程序（含检查、规则、文字）与运行时的不是同一版本：数字不同可能由此而来，请用运行时的版本再核对"
        now, then = recipe.versions, self.body.get("versions") or {}
        moved = [
            f"{shown(str(name))}（运行时 {shown(str(then.get(name, '没有')))}，现在 {now.get(name, '没有')}）"
            for name in sorted({*now, *then})
            if now.get(name) != then.get(name)
        ]
        if moved:
            yield f"软件包与运行时的版本不同：{'、'.join(moved)}"


def finished(body: dict[str, Any]) -> Finished:
    """The run that a manifest tells of. Errors: InputError where it does not say what anything was made from."""
    if wrong := _wrong(body):
        raise InputError(f"{manifest.NAME}：{wrong}，不能重新计算。请重新运行 auditbook run，或向提供方索取原件。")
    inputs = {name.partition("/")[2]: known for name, known in body["inputs"].items()}
    (called,) = {name.partition("/")[0] for name in body["inputs"]}
    return Finished(body["year"], body["unit"], called, inputs, body)


def _wrong(body: dict[str, Any]) -> str:
    """What of a manifest no run has written."""
    year, unit, inputs, formats = (body.get(key) for key in ("year", "unit", "inputs", "formats"))
    if type(year) is not int or not 1000 <= year < 3000 or not isinstance(unit, str) or not _name(unit):
        return "年度或单位不是运行写出的样子"
    if not isinstance(inputs, dict) or not inputs:
        told = f"：{shown(str(body['message']))}" if body.get("message") else ""
        return f"没有记录所用的资料（运行没有完成{told}）"
    called = {name.partition("/")[0] for name in inputs}
    if len(called) != 1 or not all(map(_name, called)):
        return "资料的名称不是运行写出的样子"
    if not all(isinstance(body.get(key, {}), dict) for key in ("notebooks", "parameters", "versions")):
        return "笔记本、参数或版本不是运行写出的样子"
    if not all(map(str.isidentifier, body.get("parameters", {}))):
        return "参数的名称不是运行写出的样子"
    known = formats is None or (isinstance(formats, list) and all(one in FORMATS for one in formats))
    return "" if known else "输出格式不是运行写出的样子"


def _name(text: str) -> bool:
    """It can be the name of a folder."""
    return safe(text) and "/" not in text and len(text) < _LONG
