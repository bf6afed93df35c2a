"""Whether findings.xlsx in a folder of results is as a run left it, or somebody has filled it in there by mistake.

The manifest knows what a run left; while there is none, because a run is under way, was killed or failed, a note in the
folder does.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from auditbook import manifest
from auditbook.engagement.putback import NAME
from auditbook.files import digest, write_whole

NOTE = ".findings.json"


def rescue(target: Path, new: bytes | None) -> list[str]:
    """Keeps what somebody filled in, where the run would write ``new`` over it; tells so. Errors: OSError."""
    path = target / NAME
    if not path.is_file() or digest(path) in {*_left(target), *_hashes(new)}:
        return []
    number = next(n for n in range(1, 1000) if not (target / f"findings-已填写{n}.xlsx").exists())
    kept = path.with_name(f"findings-已填写{number}.xlsx")
    path.rename(kept)
    place = f"{target.parent.name}/{target.name}"
    told = f"结果文件夹 {place} 里的 {NAME} 有人填写过，没有读取，已另存为 {kept.name}。"
    return [f"{told}请把它移到资料文件夹 inputs/{place}/ 后重新运行"]


def remember(target: Path, new: bytes | None = None) -> None:
    """Notes what runs have left there, and ``new`` which is about to take its place: the manifest goes now."""
    if known := sorted({*_left(target), *_hashes(new)}):
        write_whole(target / NOTE, json.dumps(known))


def forget(target: Path) -> None:
    """The manifest knows it again."""
    (target / NOTE).unlink(missing_ok=True)


def _left(target: Path) -> set[str]:
    known = (manifest.read(target) or {}).get("outputs", {}).get(NAME)
    try:
        noted = json.loads((target / NOTE).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        noted = []
    listed = noted if isinstance(noted, list) else []
    return {one for one in (known, *listed) if isinstance(one, str)}


def _hashes(new: bytes | None) -> list[str]:
    return [] if new is None else [hashlib.sha256(new).hexdigest()]
