"""Whether an archive still is what its manifest says.

It is read where it lies, never unpacked: it may come from anybody. Its manifest's hash (校验码) is compared
with the one in the zip; only the copy that somebody wrote down elsewhere proves that both were not exchanged.
"""

from __future__ import annotations

import hashlib
import json
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from pathlib import Path
from typing import Any, BinaryIO

from auditbook.archive import KIND, NAME
from auditbook.files import safe, shown
from auditbook.verify.verified import Verified

MAX_MANIFEST = 64_000_000
MAX_TOTAL = 50_000_000_000
LARGE, MAX_RATIO = 50_000_000, 200  # books in csv are packed to a twentieth; a bomb to a thousandth
_CHUNK = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError, struct.error)


def verify_archive(path: Path) -> Verified:
    """Compares a zip of ``archive`` with its manifest."""
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as raw:
            return _archive(archive, raw, path.name)
    except _BROKEN as problem:
        return _told([f"{path.name}：不是完整的 zip 文件（{type(problem).__name__}）"], 0, "")


def _archive(archive: zipfile.ZipFile, raw: BinaryIO, name: str) -> Verified:
    listed = archive.infolist()
    if unsafe := [*_unsafe(listed), *_beside(archive, raw)]:
        return _told(unsafe, len(listed), "")
    entries = {entry.filename: entry for entry in listed}
    if NAME not in entries or entries[NAME].file_size > MAX_MANIFEST:
        return _told([f"{name}：没有可读的 {NAME}，不是 auditbook archive 归成的文件"], len(listed), "")
    text = archive.read(NAME)
    mark = hashlib.sha256(text).hexdigest()
    members = _members(text)
    if members is None:
        return _told([f"{NAME}：内容不是校验清单"], len(listed), mark)
    found = [f"{NAME}：与 zip 里写的校验码不符"] if archive.comment != mark.encode() else []
    found += [f"{shown(one)}：清单里有，归档文件里没有" for one in sorted(set(members) - set(entries))]
    found += [f"{shown(one)}：归档文件里有，清单里没有" for one in sorted(set(entries) - set(members) - {NAME})]
    for one in sorted(set(entries) & set(members) - {NAME}):
        if told := _differs(archive, entries[one], members[one]):
            found.append(f"{shown(one)}：{told}")
    return _told(found, len(listed), mark)


def _told(differences: list[str], count: int, mark: str) -> Verified:
    code = f"校验码 {mark}" if mark else "没有校验码"
    if differences:
        return Verified(differences, f"与校验清单不一致：{len(differences)}处。{code}。")
    told = f"{count}个文件与校验清单一致。{code}，请与归档时另行记录的核对；这里只核对文件有没有变动，没有重新计算。"
    return Verified([], told)


def _unsafe(listed: list[zipfile.ZipInfo]) -> list[str]:
    """What no archive of ours has, and what would harm whoever unpacks it: nothing more is read then."""
    found = [f"{shown(entry.orig_filename)}：{told}" for entry in listed if (told := _harm(entry))]
    names = Counter(unicodedata.normalize("NFC", entry.filename).casefold() for entry in listed)
    found += [f"{shown(name)}：同名文件有{count}个" for name, count in sorted(names.items()) if count > 1]
    if sum(entry.file_size for entry in listed) > MAX_TOTAL:
        found.append(f"展开后超过{MAX_TOTAL // 10**9}GB，没有读取")
    return found


def _harm(entry: zipfile.ZipInfo) -> str:
    name = entry.orig_filename
    if name != entry.filename or not safe(name):
        return "路径不安全"
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
        return "不是普通文件"
    if entry.flag_bits & 1:
        return "已加密，不能核对"
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "压缩方式不能核对"
    if entry.file_size > LARGE and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        return "压缩比异常，没有读取"
    return ""


def _beside(archive: zipfile.ZipFile, raw: BinaryIO) -> list[str]:
    """Bytes that belong to no member: what somebody put before, between or behind them."""
    place = 0
    for entry in sorted(archive.infolist(), key=lambda one: one.header_offset):
        if entry.header_offset != place:
            return [f"{shown(entry.filename)}：之前有不属于任何文件的内容"]
        raw.seek(place)
        head = raw.read(30)
        named, extra = struct.unpack("<HH", head[26:30])
        if raw.read(named) != entry.orig_filename.encode("utf-8" if entry.flag_bits & 0x800 else "cp437"):
            return [f"{shown(entry.filename)}：目录与文件头的名称不同"]
        place += 30 + named + extra + entry.compress_size
    ends = 22 + len(archive.comment)
    raw.seek(-ends, 2)
    whole = place == archive.start_dir and raw.read(4) == b"PK\x05\x06"
    return [] if whole else ["目录前后有不属于任何文件的内容"]


def _members(text: bytes) -> dict[str, dict[str, Any]] | None:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return None
    members = body.get("members") if isinstance(body, dict) and body.get("kind") == KIND else None
    if not isinstance(members, dict) or not all(isinstance(one, dict) for one in members.values()):
        return None
    return members


def _differs(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, known: dict[str, Any]) -> str:
    if entry.file_size != known.get("bytes"):
        return f"应为{known.get('bytes')}字节，现为{entry.file_size}字节"
    seen = hashlib.sha256()
    try:
        with archive.open(entry) as source:
            while piece := source.read(_CHUNK):
                seen.update(piece)
    except _BROKEN as problem:
        return f"已损坏（{type(problem).__name__}）"
    return "" if seen.hexdigest() == known.get("sha256") else "内容与校验值不符"
