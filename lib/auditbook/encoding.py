"""Which encoding a text file has: never one that merely happens to decode."""

from __future__ import annotations

import codecs
from pathlib import Path

from auditbook.errors import InputError

SAMPLE = 1 << 20
_READABLE = 0.7  # of the signs beyond ASCII: as many must be common ones of the language


def encoding_of(path: Path) -> str:
    """``utf-8-sig``, ``utf-8``, ``utf-16``, ``gb18030`` or ``cp1252``. Errors: InputError where none fits."""
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if guess := _without_mark(head):
        return guess
    if b"\0" in head:
        raise InputError(f"第 {head[: head.index(0)].count(10) + 1} 行有空字符（NUL），文件可能已损坏。请重新导出。")
    sample, whole = _odd_part(path, head)
    if _valid(sample, "utf-8", whole):
        return "utf-8"
    if _valid(sample, "gb18030", whole) and _common_chinese(sample.decode("gb18030", "ignore")):
        return "gb18030"
    if _common_chinese(sample.decode("utf-8", "ignore")):
        return "utf-8"  # with a broken place, which the reading names
    if _valid(sample, "gb18030", whole) and _chinese_enough(sample):
        return "gb18030"
    if whole and _cut_within_a_sign(sample):
        raise InputError("文件在一个字的中间断开，没有传完整。请重新导出或重新拷贝。")
    try:
        if _latin(sample.decode("cp1252")):
            return "cp1252"
    except UnicodeDecodeError:
        pass
    raise InputError("文字编码无法识别。请用 Excel 打开，另存为“CSV UTF-8（逗号分隔）”。")


def wrongly_encoded(path: Path, encoding: str) -> InputError:
    """The error for a file of which only a part is in ``encoding``, with the first row that is not."""
    name = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "gb18030": "GBK"}.get(encoding, encoding)
    told = f"第 {_first_odd_row(path, encoding)} 行起的文字编码与前面的（{name}）不同"
    return InputError(f"{told}，文件可能由两个拼接而成或已损坏。请重新导出，另存为 UTF-8 的 CSV。")


def _first_odd_row(path: Path, encoding: str) -> int:
    decoder = codecs.getincrementaldecoder(encoding)()
    number = 0
    with path.open("rb") as file:
        for line in file:
            number += 1
            try:
                decoder.decode(line)
            except UnicodeError:
                break
    return number


def _without_mark(head: bytes) -> str:
    """UTF-16 without its mark: every other byte of plain figures is zero."""
    even, odd = head[0:4000:2].count(0), head[1:4000:2].count(0)
    length = len(head[:4000]) / 2
    if odd > 0.2 * length and even < 0.02 * length:
        return "utf-16-le"
    if even > 0.2 * length and odd < 0.02 * length:
        return "utf-16-be"
    return ""


def _odd_part(path: Path, head: bytes) -> tuple[bytes, bool]:
    """The first part of the file with a sign beyond ASCII, from the start of a line; whether the file ends there."""
    if not head.isascii() or len(head) < SAMPLE:
        return head, len(head) < SAMPLE
    with path.open("rb") as file:
        while part := file.read(SAMPLE):
            if not part.isascii():
                cut = part.find(b"\n") + 1
                first = next(index for index, byte in enumerate(part) if byte > 127)
                start = part.rfind(b"\n", 0, first) + 1 if first > cut else 0
                return part[start:], len(part) < SAMPLE
    return b"", True


def _valid(sample: bytes, encoding: str, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(sample, final=whole)
    except UnicodeDecodeError:
        return False
    return True


def _cut_within_a_sign(sample: bytes) -> bool:
    """Without its last bytes it would be Chinese text."""
    ends = [(sample[:-cut], encoding) for cut in (1, 2, 3) for encoding in ("utf-8", "gb18030")]
    return any(_common_chinese(start.decode(e, "ignore")) and _valid(start, e, True) for start, e in ends)


def _common_chinese(text: str) -> bool:
    """Most signs beyond ASCII are among the common characters and punctuation of Chinese."""
    beyond = [sign for sign in text if ord(sign) > 127]
    return bool(beyond) and sum(map(_is_common, beyond)) >= _READABLE * len(beyond)


def _is_common(sign: str) -> bool:
    try:
        raw = sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    # level 1 of GB 2312 holds the 3,755 commonest characters, row 1 and 3 the punctuation
    return len(raw) == 2 and (0xB0 <= raw[0] <= 0xD7 or raw[0] in (0xA1, 0xA3))


def _chinese_enough(sample: bytes) -> bool:
    text = sample.decode("gb18030", "ignore")
    beyond = [sign for sign in text if ord(sign) > 127]
    return sum("一" <= sign <= "鿿" for sign in beyond) >= _READABLE * len(beyond) and len(beyond) > 3


def _latin(text: str) -> bool:
    beyond = [sign for sign in text if ord(sign) > 127]
    return all(sign.isalpha() or sign in "€£«»°’‘“”–—…· \xa0²³½§ªº©®¿¡" for sign in beyond)
