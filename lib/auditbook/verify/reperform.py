"""A finished unit-year worked out anew from given inputs, in a folder that goes away, and compared with what it says.

What the run had remembered is not asked: every file is hashed and read anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from auditbook import manifest, notebooks
from auditbook.batch.unit import TABLES
from auditbook.errors import InputError, UsageError
from auditbook.files import digest, shown
from auditbook.ledger.store import FOLDER, Store
from auditbook.recipe import recipe
from auditbook.verify.differences import differences, size
from auditbook.verify.finished import Finished, finished
from auditbook.verify.folder import body_of, closed, moved, unlisted
from auditbook.verify.scratch import place_of, worked_out, working_folder
from auditbook.verify.verified import Verified, listed
from auditbook.workspace import Workspace, beside

_ROOM = 64_000_000  # bytes by which a table may be larger than the one computed anew, and still be read
# what a manifest says of the run rather than of the unit, or what is compared elsewhere
_OF_RUN = {
    "schema", "fingerprint", "across", "parameters", "notebooks", "formats", "inputs", "code", "versions", "outputs",
    "state", "report", "notes",
}  # fmt: skip


def reperform(folder: Path, inputs: Path, pages: bool = False, scratch: Path | None = None) -> Verified:
    """Compares the outputs of a unit-year with their manifest and with what ``inputs`` give: tables value by value,
    with ``pages`` also the files that notebooks and reports become, by their bytes.

    ``scratch`` is a folder in which several unit-years are worked out, so that what they share is read once.
    Errors: UsageError, InputError, SetupError.
    """
    inputs = given(inputs)
    try:
        if scratch is not None:
            return _reperform(folder, inputs, pages, scratch)
        with working_folder() as own:
            return _reperform(folder, inputs, pages, own)
    except OSError as problem:
        name = shown(Path(str(problem.filename or "")).name)
        raise InputError(f"重新计算时“{name}”读写不了（{problem.strerror}）。请检查权限和磁盘空间后重试。") from None


def given(inputs: Path) -> Path:
    """The inputs, whichever way they were named. Errors: UsageError where there are none."""
    if not inputs.is_dir():
        raise UsageError(f"没有资料文件夹 {inputs}。请用 --inputs 指定运行时所用的资料。")
    return inputs.resolve()


def _reperform(folder: Path, inputs: Path, pages: bool, scratch: Path) -> Verified:
    body = body_of(folder)
    run = finished(body)
    # pages link to the inputs only where both lie in their usual places
    place = place_of(run, inputs, scratch, pages, beside(inputs) in folder.resolve().parents)
    place.folder_of(run.year, run.unit)
    store = Store(place.outputs / FOLDER, again=True)
    now = recipe(place, store, run.year, run.unit, [], run.formats, run.parameters, None)
    other = list(run.moved(now, inputs.name))
    target, wrong = worked_out(run, now, place, pages)
    paths = {table: target / f"{table}.csv" for table in TABLES}
    made = {table: path.read_bytes() for table, path in paths.items() if path.is_file()}
    told = [other, moved(folder, body), wrong, _figures(body, target), _tables(folder, made)]
    found, others = listed(chain(*told, _pages(folder, body, target) if pages else ()))
    remarks = [*_placed(folder, run), *run.remarks(now), *unlisted(folder, body)]
    remarks += _notebooks(run, place) if pages else ()
    ended = _conclusion(run, made, len(found) + others, len(other), pages)
    return Verified(found, ended, tuple(remarks), others)


def _figures(body: dict[str, Any], target: Path) -> Iterator[str]:
    """The figures that the index shows stand in the manifest alone."""
    made = manifest.read(target) or {}
    for key in sorted(set(made) - _OF_RUN):
        old, new = (shown(str(one.get(key))) for one in (body, made))
        if body.get(key) != made[key]:
            yield f"{manifest.NAME}：{key} 文件里是 {old or '空白'}，按资料重新计算是 {new or '空白'}"


def _tables(folder: Path, made: dict[str, bytes]) -> Iterator[str]:
    for table, wanted in made.items():
        name = f"{table}.csv"
        if why := closed(folder, name):
            yield f"{name}：{why}，没有比较"
        elif (folder / name).stat().st_size > len(wanted) + _ROOM:
            yield f"{name}：文件异常大（{(folder / name).stat().st_size}字节，应为{len(wanted)}字节），没有逐项比较"
        else:
            yield from differences(table, (folder / name).read_bytes(), wanted)


def _pages(folder: Path, body: dict[str, Any], target: Path) -> Iterator[str]:
    tables = {f"{table}.csv" for table in TABLES}
    made = {path.name: path for path in sorted(target.iterdir()) if path.is_file()}
    for name in sorted({*made, *body["outputs"]} - tables - {manifest.NAME}):
        if name not in made:
            yield f"{shown(name)}：重新运行没有生成这个文件"
        elif why := closed(folder, name):
            yield f"{name}：{why}，重新运行会生成"
        elif digest(folder / name) != digest(made[name]):
            yield f"{name}：与重新生成的不同"


def _placed(folder: Path, run: Finished) -> Iterator[str]:
    if folder.resolve().name != run.unit:
        yield f"文件夹叫 {shown(folder.resolve().name)}，运行清单说的是 {run.year} 年度的 {run.unit}"


def _notebooks(run: Finished, place: Workspace) -> Iterator[str]:
    now = {one.path.name: digest(one.path) for one in notebooks.chosen(place.root, ())}
    if names := [shown(name) for name, known in run.notebooks.items() if now.get(name) != known]:
        yield f"笔记本与运行时的不同：{'、'.join(names)}"


def _conclusion(run: Finished, made: dict[str, bytes], count: int, inputs: int, pages: bool) -> str:
    sizes = [size(table) for table in made.values()]
    rows, values = (sum(numbers) for numbers in zip(*sizes, strict=True)) if sizes else (0, 0)
    what = f"{run.year}年度{run.unit}：{len(run.inputs)}个资料文件的校验值、{len(sizes)}张数据表{rows}行{values}项数值"
    told = "网页和文档也已重新生成比较" if pages else "网页和文档没有重新生成，只核对了校验值"
    if not count:
        return f"{what}，按资料重新计算全部一致；{told}。"
    other = f"（其中资料文件{inputs}处）" if inputs else ""
    return f"{what}，按资料重新计算，不一致{count}处{other}；{told}。"
