"""Whether the outputs of a unit-year still are what their manifest says, by hashes. Nothing outside them is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from auditbook import manifest
from auditbook.batch.order import DONE
from auditbook.engagement.released import FOLDER as RELEASED
from auditbook.engagement.released import alterations
from auditbook.errors import InputError, UsageError
from auditbook.files import digest, safe, shown
from auditbook.verify.verified import Verified, listed

MAX_MANIFEST = 64_000_000
_NAMED = 10


def verify_folder(folder: Path) -> Verified:
    """Compares the outputs of a unit-year with their manifest. Errors: UsageError, InputError."""
    body = body_of(folder)
    found, others = listed(moved(folder, body))
    remarks = tuple(unlisted(folder, body))
    if found:
        return Verified(found, f"与运行清单不一致：{len(found) + others}处。", remarks, others)
    told = f"{len(body['outputs'])}个文件与运行清单一致。这里只核对文件有没有变动，没有按资料重新计算。"
    return Verified([], told, remarks)


def body_of(folder: Path) -> dict[str, Any]:
    """The manifest of a unit-year. Errors: UsageError where there is none, InputError for one that may not be read."""
    path = folder / manifest.NAME
    if path.is_symlink():
        raise InputError(f"{folder.name}/{path.name} 是链接，没有读取。请换成文件。")
    try:
        large = path.is_file() and path.stat().st_size > MAX_MANIFEST
        body = None if large else manifest.read(folder)
    except RecursionError:
        body = None
    if body is None or "unit" not in body:
        example = "例如 outputs/2021/u03，或归档文件 outputs/archive/2021.zip"
        raise UsageError(f"{folder.name}/ 不是一个单位的运行结果（没有可读的 {manifest.NAME}）。请指定{example}。")
    return body


def moved(folder: Path, body: dict[str, Any]) -> Iterator[str]:
    """What of a unit-year's outputs is no longer as its manifest says."""
    for name, known in body["outputs"].items():
        if told := closed(folder, name) or ("" if digest(folder / name) == known else "内容与运行时不同"):
            yield f"{shown(name)}：{told}"
    if (folder / RELEASED).is_symlink():
        yield f"{RELEASED}：是链接，没有读取"
    else:
        yield from alterations(folder)
    if body.get("state") != DONE:
        told = "：".join(shown(str(body[key])) for key in ("state", "message") if body.get(key))
        yield f"{manifest.NAME}：上次运行没有全部完成（{told}）"


def closed(folder: Path, name: str) -> str:
    """Why a file that a manifest names cannot be read; empty where it is a plain file of the folder."""
    if not safe(name):
        return "清单里的路径不安全"
    path = folder
    try:
        for part in name.split("/"):
            path /= part
            if path.is_symlink():
                return "是链接，没有读取"
        if not path.exists():
            return "缺失"
        if not path.is_file():
            return "不是普通文件，没有读取"
        with path.open("rb"):
            return ""
    except OSError as problem:
        return f"读不了（{problem.strerror}），请检查权限后重试"


def unlisted(folder: Path, body: dict[str, Any]) -> Iterator[str]:
    """Which files nobody vouches for: they lie in the folder and the manifest does not know them."""
    known = {manifest.NAME, *body["outputs"]}
    found = sorted(path.name for path in folder.iterdir() if not path.is_dir() or path.is_symlink())
    names = [shown(name) for name in found if name not in known and not name.startswith((".", "~$"))]
    if [*filter(lambda name: name != RELEASED, names)]:
        more = f"等{len(names)}个" if len(names) > _NAMED else ""
        yield f"不是运行生成的文件，没有核对：{'、'.join(names[:_NAMED])}{more}"
