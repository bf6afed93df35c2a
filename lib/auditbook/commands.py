"""What each command does. What is slow to import is imported by the command that needs it."""

from __future__ import annotations

import argparse
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from auditbook.errors import UsageError


def run(options: argparse.Namespace) -> int:
    """The batch: notebooks for every unit and year; what has not changed is not run again."""
    from auditbook.batch.telling import summary
    from auditbook.batch.whole import carry_out

    order, started = _order(options), time.monotonic()
    ended = carry_out(order, options.wait)
    for line in summary(ended, time.monotonic() - started, _relative, order.place.outputs / "index.html"):
        print(line)
    for told in ended.unwritten:
        print(f"错误：{told}。", file=sys.stderr)
    return 1 if ended.unwritten or ended.failed else 0


def _order(options: argparse.Namespace) -> Any:
    """What the options ask for. Errors: UsageError."""
    from auditbook.batch.order import FORMATS, Order, Running, processors
    from auditbook.workspace import workspace

    formats = tuple(filter(None, options.format.split(",")))
    if not formats:
        raise UsageError(f"--format 没有写格式。可用：{'、'.join(FORMATS)}。")
    if unknown := set(formats) - set(FORMATS):
        raise UsageError(f"没有这样的输出格式：{'、'.join(sorted(unknown))}。可用：{'、'.join(FORMATS)}。")
    if options.jobs is not None and options.jobs < 1:
        raise UsageError("--jobs 应是大于 0 的整数。")
    return Order(
        workspace(options.inputs, options.outputs), tuple(options.year), tuple(options.unit),
        tuple(options.notebook), formats, dict(map(_parameter, options.set)), options.force,
        Running(options.engine, options.timeout, options.memory), options.jobs or processors(), options.scheduler,
    )  # fmt: skip


def status(options: argparse.Namespace) -> int:
    """Says what a run would do, and why."""
    from auditbook.batch import fresh

    order = _order(options)
    if (ended := fresh.unchanged(order)) is not None:
        print(f"没有变化：{len(ended.units)} 个单位都不会重新运行。")
        return 0
    from auditbook.batch.plan import planned  # slow to import

    total, stale = 0, 0
    for job in planned(order):
        total, stale = total + 1, stale + bool(job.why)
        if job.why:
            print(f"{job.year} {job.unit}：将运行，因为{'；'.join(job.why)}")
    print(f"将运行 {stale} 个，其余 {total - stale} 个不变。")
    if stale:
        print("资料变化的单位运行后，跨单位检查结果因此改变的其他单位也会运行。")
    return 0


def _parameter(text: str) -> tuple[str, Any]:
    name, found, value = text.partition("=")
    if not found or not name.isidentifier():
        raise UsageError(f"--set 应写成 名称=值，现在是“{text}”。")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def check(options: argparse.Namespace) -> int:
    """Lists what is wrong in the inputs, with the remedy."""
    from auditbook.batch.order import Order
    from auditbook.batch.plan import jobs
    from auditbook.inspection import problems
    from auditbook.workspace import workspace

    place = workspace(options.inputs, options.outputs)
    jobs(Order(place, tuple(options.year), tuple(options.unit)))
    found = problems(place, tuple(options.year), tuple(options.unit))
    for problem in found:
        print(problem)
    print(f"共 {len(found)} 处需要更正。" if found else "没有发现填写问题。")
    if not found:
        print("这里只看填写和读取；账是否完整、有无不符，看 auditbook run 生成的 20_ledger。")
    return 1 if found else 0


def inspect(options: argparse.Namespace) -> int:
    """Says what one file is."""
    from auditbook.ledger.description import told
    from auditbook.ledger.inspect import inspect

    found = inspect(Path(options.file))
    print(json.dumps(found, ensure_ascii=False, indent=1) if options.json else "\n".join(told(found)))
    return 0 if found["table"] else 1


def example(options: argparse.Namespace) -> int:
    """Writes a federation that does not exist."""
    from auditbook.example import write

    folder = Path(options.folder)
    write(folder, units=options.units, lines=options.lines, seed=options.seed)
    print(f"合成示例已写入 {_relative(folder)}；预设的疑点见 {_relative(folder / 'truth.csv')}。")
    print(f"下一步：auditbook run --inputs {_relative(folder)} --outputs {_relative(folder)}_outputs --year 2021")
    return 0


def new(options: argparse.Namespace) -> int:
    """Makes a workspace, or the next year in it."""
    from auditbook.template import new_workspace
    from auditbook.workspace import workspace

    folder = Path(options.folder or ".")
    inputs = Path(options.inputs) if options.inputs else None
    if inputs is None and options.from_year is not None and not (folder / "inputs" / str(options.from_year)).is_dir():
        inputs = workspace().inputs
    made = new_workspace(options.year, folder, options.from_year, inputs)
    for path in made:
        print(f"  {_relative(path)}")
    print(f"已建立 {len(made)} 个文件；原有的文件一律保留。")
    print("下一步：填好模板后运行 auditbook check --inputs " + str(_relative(folder / "inputs")))
    return 0


def explain(options: argparse.Namespace) -> int:
    """Says in words what an id stands for."""
    from auditbook.case import open_case
    from auditbook.explain import explain
    from auditbook.workspace import workspace

    if options.year is None:
        if options.unit is not None:
            raise UsageError("写了 --unit 还要写 --year。")
        print("\n".join(explain(options.id, place=_anywhere(options.inputs))))
        return 0
    units = [options.unit] if options.unit else workspace(options.inputs).with_unions(options.year)
    for unit in units:
        print("\n".join(explain(options.id, open_case(options.year, unit, options.inputs))))
    return 0


def _anywhere(inputs: str | None) -> Any:
    """The workspace for its own rules and relations, where there is one."""
    from auditbook.workspace import workspace

    try:
        return workspace(inputs)
    except UsageError:
        if inputs is not None:
            raise
        return None


def release(options: argparse.Namespace) -> int:
    """Makes a filing edition, 征求意见稿 or 定稿, or says what stands against it."""
    from auditbook import manifest
    from auditbook.batch.log import chain
    from auditbook.batch.turn import turn
    from auditbook.engagement.gates import warnings
    from auditbook.files import digest
    from auditbook.overview import write_index
    from auditbook.release import case_of, release_filing, release_report
    from auditbook.report.engagement.notices import write_rectification
    from auditbook.workspace import workspace

    folder = Path(options.folder).resolve()
    if not folder.is_dir():
        raise UsageError(f"没有结果文件夹 {options.folder}。请先运行 auditbook run。")
    if len(folder.parents) < 3:
        raise UsageError(f"{options.folder} 不是一个单位的结果文件夹。例如 outputs/2022/nanhu。")
    # the inputs that lie beside the results are theirs
    beside = folder.parents[2] / "inputs"
    place = workspace(options.inputs or (beside if beside.is_dir() else None), folder.parents[1])
    case = case_of(folder, place)
    with turn(place.outputs):
        if options.edition == "filing":
            made = release_filing(case, folder)
            for path in made:
                print(f"报送稿：{_relative(path)}")
        else:
            made = release_report(case, folder, options.edition)
            for path in made:
                print(f"{'征求意见稿' if options.edition == 'draft' else '定稿'}：{_relative(path)}")
            for path in write_rectification(case, folder) if options.edition == "final" else ():
                print(f"整改：{_relative(path)}")
            for warning in warnings(case):
                print(f"注意：{warning}")
            manifest.restate(folder, case)
            write_index(place)
        manifest.write_summary(place.outputs)
        released = {path.name: digest(path) for path in made}
        told = {"year": case.year, "unit": case.unit, "edition": options.edition, "released": released}
        chain(place.outputs, "release", datetime.now(UTC), told)
    return 0


def archive(options: argparse.Namespace) -> int:
    """Closes the file of an engagement."""
    from auditbook.archive import archive
    from auditbook.workspace import workspace

    place = workspace(options.inputs, options.outputs)
    made = archive(place, options.year, tuple(options.unit), with_inputs=options.with_inputs)
    print(f"归档文件：{_relative(made.path)}（{made.files}个文件）")
    for note in made.notes:
        print(f"  · {note}")
    print(f"校验码：{made.digest}")
    print("请把校验码另行记录（例如写进归档登记簿）；核对：auditbook verify " + str(_relative(made.path)))
    return 0


def verify(options: argparse.Namespace) -> int:
    """Compares an archive or outputs with their manifest, and with what the inputs give."""
    from auditbook.verify import is_whole, verify, verify_whole

    path, inputs = Path(options.path), Path(options.inputs) if options.inputs else None
    if options.pages and inputs is None:
        raise UsageError("--pages 要和 --inputs 一起用：网页和文档要按资料重新生成才能比较。")
    if not is_whole(path):
        told = verify(path, inputs, options.pages)
        _list(told)
        print(told.conclusion)
        return 1 if told.count else 0
    other = []
    for name, told in verify_whole(path, inputs, options.pages):
        print(f"{name}：{f'不一致{told.count}处。' if told.count else ''}{told.conclusion}", flush=True)
        _list(told)
        other += [name] if told.count else []
    print(f"不一致：{'、'.join(other)}。" if other else "全部一致。")
    return 1 if other else 0


def _list(told: Any) -> None:
    for difference in told.differences:
        print(f"  · {difference}", file=sys.stderr)
    if told.others:
        print(f"  · 另有{told.others}处没有列出", file=sys.stderr)
    for remark in told.remarks:
        print(f"  （{remark}）")


def _relative(path: Path) -> Path:
    resolved, here = path.resolve(), Path.cwd()
    return resolved.relative_to(here) if resolved.is_relative_to(here) else resolved
