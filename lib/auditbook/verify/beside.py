"""What stands beside the unit-years of an outputs folder and holds them together: their list, the index, the log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from auditbook import manifest
from auditbook.batch import log
from auditbook.files import digest, shown
from auditbook.verify.folder import MAX_MANIFEST, closed

INDEX = "index.html"


def of_summary(outputs: Path) -> Iterator[str]:
    """What is not as the list of all outputs says: a unit-year exchanged, removed or put in, another index."""
    if why := closed(outputs, manifest.NAME):
        yield f"{manifest.NAME}（全部结果的清单）：{why}"
        return
    body = _body(outputs / manifest.NAME)
    units: dict[str, Any] = body.get("units", {})
    there = {path.parent.relative_to(outputs).as_posix() for path in manifests(outputs)}
    for name, told in units.items():
        if name not in there:
            yield f"{shown(name)}：全部结果的清单里有，没有这个单位的运行结果"
        elif not isinstance(told, dict) or digest(outputs / name / manifest.NAME) != told.get("manifest"):
            yield f"{name}/{manifest.NAME}：与全部结果的清单不符"
    yield from (f"{shown(name)}：全部结果的清单里没有这个单位" for name in sorted(there - set(units)))
    if not units:
        yield f"{manifest.NAME}（全部结果的清单）：不是运行写出的样子"
    if why := closed(outputs, INDEX):
        yield f"{INDEX}：{why}"
    elif digest(outputs / INDEX) != body.get("index"):
        yield f"{INDEX}：内容与运行时不同"


def of_log(outputs: Path) -> Iterator[str]:
    """Where the chain of runs is broken, and whether its last line covers the list of all outputs."""
    folder = outputs / log.FOLDER
    if why := closed(outputs, f"{log.FOLDER}/{log.RUNS}"):
        yield f"{log.FOLDER}/{log.RUNS}：{why}"
        return
    if links := [path.name for path in sorted(folder.iterdir()) if path.is_symlink()]:
        yield from (f"{log.FOLDER}/{shown(name)}：是链接，没有读取" for name in links)
        return
    try:
        yield from log.broken(folder)
        last: dict[str, Any] = next((told for _, told in reversed(log.entries(folder)) if told), {})
    except (TypeError, AttributeError, RecursionError):
        yield f"{log.FOLDER}/{log.RUNS}：不是运行写出的样子"
        return
    if not closed(outputs, manifest.NAME) and digest(outputs / manifest.NAME) != last.get("manifest"):
        yield f"{manifest.NAME}（全部结果的清单）：与 {log.FOLDER}/{log.RUNS} 最后一行记录的不符"


def manifests(outputs: Path) -> list[Path]:
    """The manifests of all unit-years that lie in the folder itself."""
    found = sorted(outputs.glob(f"[12][0-9][0-9][0-9]/*/{manifest.NAME}"))
    return [path for path in found if not closed(outputs, path.relative_to(outputs).as_posix())]


def _body(path: Path) -> dict[str, Any]:
    try:
        body = json.loads(path.read_text("utf-8")) if path.stat().st_size <= MAX_MANIFEST else {}
    except (ValueError, RecursionError):
        body = {}
    return body if isinstance(body, dict) and isinstance(body.get("units"), dict) else {}
