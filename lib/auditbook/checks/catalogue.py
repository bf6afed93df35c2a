"""All checks by id: the files of this folder, and an organisation's own SQL, where a file of one name wins.

A check is registered nowhere: ``A25_duplicates.sql``, or a module ``b01_reconciliation.py`` whose docstring is the
head and whose function ``answer`` gives the rows. Own checks are SQL only: nothing in inputs/ runs as Python.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache
from pathlib import Path

from auditbook.checks.header import Check, python_check, sql_check
from auditbook.errors import SetupError
from auditbook.yamlfile import MAX_BYTES, shown_name

_HERE = Path(__file__).parent
_MODULE = re.compile(r"[a-z]{1,3}\d+_\w+")


def checks(own: Path | None = None) -> dict[str, Check]:
    """Every check by id, in the order of ids. Errors: SetupError for a file that is none, or an id given twice."""
    files = {path.name: path for path in _HERE.glob("*.sql")}
    if own is not None and own.is_dir():
        files.update({path.name: path for path in own.glob("*.sql")})
    stamped = tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for _, path in sorted(files.items()))
    return dict(_checks(stamped))


@cache
def _checks(files: tuple[tuple[Path, int, int], ...]) -> dict[str, Check]:
    found: dict[str, Check] = {}
    for check in (*(_read(path) for path, _, _ in files), *_modules()):
        if check.id in found:
            raise SetupError(f"{check.file}：编号 {check.id} 与 {found[check.id].file} 重复。")
        found[check.id] = check
    return dict(sorted(found.items()))


def _read(path: Path) -> Check:
    file = shown_name(path)
    if path.stat().st_size > MAX_BYTES:
        raise SetupError(f"{file}：文件超过 2 MB，不像是一项检查。")
    try:
        return sql_check(path.read_text("utf-8-sig"), file)
    except UnicodeDecodeError:
        raise SetupError(f"{file}：不是 UTF-8 编码。请用记事本“另存为”，编码选 UTF-8。") from None


def _modules() -> list[Check]:
    names = [module.name for module in pkgutil.iter_modules([str(_HERE)]) if _MODULE.fullmatch(module.name)]
    loaded = [importlib.import_module(f"{__package__}.{name}") for name in sorted(names)]
    return [python_check(module.__doc__ or "", module.answer, shown_name(_HERE / f"{module.__name__.rpartition('.')[2]}.py"))
            for module in loaded]  # fmt: skip
