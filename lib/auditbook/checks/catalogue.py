"""All checks by id: the files of this folder, and an organisation's own SQL, where a file of one name wins.

A check is registered nowhere: it is a file ``A25_paid_twice.sql``. Where SQL did not fit it would be a module
``z01_name.py`` whose docstring is the head and whose function ``answer`` gives the rows; so far every check is SQL, and
what is worked out in Python is a step that checks start from. Own checks are SQL only: nothing in inputs/ is run.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache
from pathlib import Path

from auditbook.checks.header import Check, python_check, sql_check, unreadable
from auditbook.errors import SetupError
from auditbook.yamlfile import MAX_BYTES, shown_name

_HERE = Path(__file__).parent
_MODULE = re.compile(r"[a-z]{1,3}\d+_\w+")


def checks(own: Path | None = None) -> dict[str, Check]:
    """Every check by id, in the order of ids."""
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
            told = f"编号 {check.id} 与 {found[check.id].file} 重复。请改用另一个编号。"
            check = unreadable(Path(check.file).stem, check.file, told)
        found[check.id] = check
    return dict(sorted(found.items()))


def _read(path: Path) -> Check:
    """The check of a file; one that cannot be read answers ``failed`` with the reason, and the others run."""
    file = shown_name(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SetupError("文件超过 2 MB，不像是一项检查。")
        return sql_check(path.read_text("utf-8-sig"), file)
    except UnicodeDecodeError:
        return unreadable(path.stem, file, "不是 UTF-8 编码。请用记事本“另存为”，编码选 UTF-8。")
    except SetupError as problem:
        return unreadable(path.stem, file, str(problem))


def _modules() -> list[Check]:
    names = sorted(module.name for module in pkgutil.iter_modules([str(_HERE)]) if _MODULE.fullmatch(module.name))
    return [_module(name) for name in names]


def _module(name: str) -> Check:
    module = importlib.import_module(f"{__package__}.{name}")
    return python_check(module.__doc__ or "", module.answer, shown_name(_HERE / f"{name}.py"))
