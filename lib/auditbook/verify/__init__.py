"""``auditbook verify``: whether finished results still are what they were, and whether given inputs give them.

Of an archive (``archive``) and of the outputs of a unit-year (``folder``) the hashes are compared with the manifest;
with the inputs a unit-year is worked out anew (``reperform``) and its tables are compared value by value
(``differences``). ``whole`` does so for every unit-year of an outputs folder.
"""

from __future__ import annotations

from pathlib import Path

from auditbook.errors import UsageError
from auditbook.verify.archive import verify_archive
from auditbook.verify.folder import verify_folder
from auditbook.verify.reperform import reperform
from auditbook.verify.verified import Verified
from auditbook.verify.whole import is_whole, verify_whole

__all__ = ["Verified", "is_whole", "verify", "verify_whole"]


def verify(path: Path, inputs: Path | None = None, pages: bool = False) -> Verified:
    """Compares a zip of ``archive``, or the outputs of a unit-year, with its manifest; with ``inputs`` the unit-year is
    worked out anew, with ``pages`` its notebooks and documents too. Nothing is written to either. Errors: UsageError,
    InputError.
    """
    if path.is_dir():
        return verify_folder(path) if inputs is None else reperform(path, inputs, pages)
    if not path.is_file():
        raise UsageError(f"没有文件或文件夹 {path}。例如 auditbook verify outputs/archive/2021.zip。")
    if inputs is not None:
        raise UsageError("归档文件只核对校验值，不能加 --inputs。要重新计算，请指定结果文件夹，例如 outputs/2021/u03。")
    return verify_archive(path)
