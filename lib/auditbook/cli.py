"""The command ``auditbook``. Messages are Chinese; what is slow to import is imported by the verb that needs it."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from pathlib import Path
from typing import Any, NoReturn

from auditbook import __version__
from auditbook.errors import AuditbookError, InputError, ReleaseRefusedError, UsageError


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and answers its exit code (0 done, 1 something failed or was refused, 2 wrong use)."""
    for stream in (sys.stdout, sys.stderr):
        # a Windows console in GBK must not stop the run at a sign that it cannot show
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    options = _parsed(arguments)
    try:
        return int(options.verb(options))
    except ReleaseRefusedError as refused:
        print(f"暂不能生成{refused.what}：", file=sys.stderr)
        for reason in refused.reasons:
            print(f"  · {reason}", file=sys.stderr)
        return refused.exit_code
    except AuditbookError as problem:
        print(f"错误：{problem}", file=sys.stderr)
        return problem.exit_code
    except BrokenPipeError:
        # the reader of a pipe has gone, as in “| head”
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


# what argparse says, for those who read Chinese
_SAID = {
    r"the following arguments are required: ": "缺少必需的参数 ",
    r"invalid choice: (\S+) \(choose from (.*)\)": r"没有 \1 这个选项，可用：\2",
    r"invalid int value: (\S+)": r"\1 不是整数",
    r"expected (?:one|at least one) argument": "后面要跟一个值",
    r"argument (\S+): ": r"参数 \1：",
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        for english, chinese in _SAID.items():
            message = re.sub(english, chinese, message)
        self.exit(2, f"命令写法有误：{message}\n{self.format_usage()}可用“{self.prog} -h”查看说明。\n")


def _parsed(arguments: list[str] | None) -> argparse.Namespace:
    parser = _parser()
    options, rest = parser.parse_known_args(arguments)
    # argparse gives an optional place up as soon as an option follows: new 2023 --from 2022 DIR
    if len(rest) == 1 and not rest[0].startswith("-") and getattr(options, "folder", "") is None:
        options.folder, rest = rest[0], []
    if rest:
        parser.error(f"不认识的参数 {' '.join(rest)}")
    return options


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="auditbook", description="工会与预算单位的审计与绩效评价工作簿")
    parser.add_argument("--version", action="version", version=f"auditbook {__version__}")
    verbs = parser.add_subparsers(required=True, metavar="命令")

    run = verbs.add_parser("run", help="运行笔记本，生成网页、Word、PDF 和数据表")
    _scope(run)
    run.add_argument("--notebook", action="append", default=[], metavar="NN", help="只运行编号以此开头的笔记本")
    run.add_argument("--format", default="html,docx,pdf", help="输出格式，逗号分隔（默认 html,docx,pdf）")
    run.add_argument("--set", action="append", default=[], metavar="名称=值", help="给笔记本的参数")
    run.add_argument("--force", action="store_true", help="没有变化也重新运行")
    run.set_defaults(verb=_run)

    check = verbs.add_parser("check", help="读一遍全部资料，列出要更正的地方")
    _scope(check)
    check.set_defaults(verb=_check)

    inspect = verbs.add_parser("inspect", help="看一个文件是什么：格式、表、行数、合计、跳过和修正的行")
    inspect.add_argument("file", metavar="文件")
    inspect.add_argument("--json", action="store_true", help="输出 JSON")
    inspect.set_defaults(verb=_inspect)

    example = verbs.add_parser("example", help="生成一个合成的示例区总工会，内有预设的疑点和答案 truth.csv")
    example.add_argument("folder", metavar="目录", help="不存在或为空的目录")
    example.add_argument("--units", type=int, default=13, help="基层工会个数（默认 13）")
    example.add_argument("--lines", type=int, help="全部序时账的总行数（默认每个单位几百行）")
    example.add_argument("--seed", type=int, default=1, help="随机种子；相同的种子得到相同的文件")
    example.set_defaults(verb=_example)

    new = verbs.add_parser("new", help="建立一个年度的工作区，附空白模板")
    new.add_argument("year", type=int, metavar="年度")
    new.add_argument("folder", nargs="?", metavar="目录", help="默认是当前目录")
    new.add_argument("--from", dest="from_year", type=int, metavar="年度", help="沿用哪一年的单位和上年数")
    new.add_argument("--inputs", help="从哪个资料文件夹沿用（默认：目录自己的 inputs，否则当前的）")
    new.set_defaults(verb=_new)

    explain = verbs.add_parser("explain", help="说明一个指标、检查、关系或事实：怎么算、依据什么、缺什么")
    explain.add_argument("id", metavar="编号")
    explain.add_argument("--year", type=int)
    explain.add_argument("--unit")
    explain.add_argument("--inputs")
    explain.set_defaults(verb=_explain)

    release = verbs.add_parser("release", help="发布报送稿、征求意见稿或定稿；还不能发布时说明原因")
    release.add_argument("folder", metavar="结果文件夹", help="例如 outputs/2022/nanhu")
    told = "filing：绩效自评报送稿；draft：审计报告征求意见稿；final：审计报告定稿"
    release.add_argument("--as", dest="edition", choices=["filing", "draft", "final"], required=True, help=told)
    release.add_argument("--inputs")
    release.set_defaults(verb=_release)

    archive = verbs.add_parser("archive", help="把一个年度的审计档案归成一个 zip 文件，附案卷目录和校验清单")
    archive.add_argument("year", type=int, metavar="年度")
    archive.add_argument("--unit", action="append", default=[], help="单位代号，可重复；不写为全部")
    archive.add_argument("--inputs", help="资料文件夹（默认 inputs）")
    archive.add_argument("--outputs", help="结果文件夹（默认在资料文件夹旁边的 outputs）")
    archive.add_argument(
        "--with-inputs", action="store_true", help="连同账簿等原始资料一起归档（含个人信息，注意保管）"
    )
    archive.set_defaults(verb=_archive)

    verify = verbs.add_parser("verify", help="核对归档文件或结果文件夹与其校验清单是否一致")
    verify.add_argument("path", metavar="归档文件或结果文件夹")
    verify.set_defaults(verb=_verify)
    return parser


def _scope(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--year", action="append", type=int, default=[], help="年度，可重复；不写为全部")
    verb.add_argument("--unit", action="append", default=[], help="单位代号，可重复；不写为全部")
    verb.add_argument("--inputs", help="资料文件夹（默认 inputs）")
    verb.add_argument("--outputs", help="结果文件夹（默认在资料文件夹旁边的 outputs）")


def _run(options: argparse.Namespace) -> int:
    from auditbook import fresh
    from auditbook.order import FORMATS, Order
    from auditbook.workspace import workspace

    formats = tuple(filter(None, options.format.split(",")))
    if not formats:
        raise UsageError(f"--format 没有写格式。可用：{'、'.join(FORMATS)}。")
    if unknown := set(formats) - set(FORMATS):
        raise UsageError(f"没有这样的输出格式：{'、'.join(sorted(unknown))}。可用：{'、'.join(FORMATS)}。")
    order = Order(
        workspace(options.inputs, options.outputs), tuple(options.year), tuple(options.unit),
        tuple(options.notebook), formats, dict(map(_parameter, options.set)), options.force,
    )  # fmt: skip
    ended = fresh.unchanged(order)
    if ended is None:
        ended = _executed(order)
    else:
        for done in ended:
            _tell(done, print)
    for path in (page for done in ended for page in done.pages if page.suffix == ".html"):
        print(f"  {_relative(path)}")
    print(f"目录页：{_relative(order.place.outputs / 'index.html')}")
    return 1 if any(done.errors for done in ended) else 0


def _executed(order: Any) -> list[Any]:
    """How every unit-year of an order ended, told as it ends; then the index is written."""
    from auditbook import fresh
    from auditbook.batch import jobs, run
    from auditbook.overview import write_index

    before = fresh.Glance.of(order)
    ended = []
    with _progress(len(jobs(order))) as bar:
        for done in run(order):
            _tell(done, bar.write)
            ended.append(done)
            bar.update()
    try:
        write_index(order.place)
    except OSError as problem:
        raise InputError(f"目录页不能写入（{problem.strerror}）。请检查结果文件夹的权限后重新运行。") from None
    fresh.remember(order, before, ended)
    return ended


def _tell(done: Any, say: Any) -> None:
    say(f"{done.year} {done.unit}：{done.state}（{done.seconds:.1f} 秒）")
    for note in done.notes:
        say(f"  · {note}")
    for error in done.errors:
        say(f"  ✗ {error}", file=sys.stderr)


def _progress(total: int) -> Any:
    from tqdm import tqdm

    # where nobody watches, only the lines of the jobs are written
    return tqdm(total=total, unit="单位", disable=not sys.stderr.isatty(), leave=False)


def _parameter(text: str) -> tuple[str, Any]:
    name, found, value = text.partition("=")
    if not found or not name.isidentifier():
        raise UsageError(f"--set 应写成 名称=值，现在是“{text}”。")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _check(options: argparse.Namespace) -> int:
    from auditbook.batch import jobs
    from auditbook.inspection import problems
    from auditbook.order import Order
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


def _inspect(options: argparse.Namespace) -> int:
    from auditbook.ledger.description import told
    from auditbook.ledger.inspect import inspect

    found = inspect(Path(options.file))
    print(json.dumps(found, ensure_ascii=False, indent=1) if options.json else "\n".join(told(found)))
    return 0 if found["table"] else 1


def _example(options: argparse.Namespace) -> int:
    from auditbook.example import write

    folder = Path(options.folder)
    write(folder, units=options.units, lines=options.lines, seed=options.seed)
    print(f"合成示例已写入 {_relative(folder)}；预设的疑点见 {_relative(folder / 'truth.csv')}。")
    print(f"下一步：auditbook run --inputs {_relative(folder)} --outputs {_relative(folder)}_outputs --year 2021")
    return 0


def _new(options: argparse.Namespace) -> int:
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


def _explain(options: argparse.Namespace) -> int:
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


def _release(options: argparse.Namespace) -> int:
    from auditbook import manifest
    from auditbook.engagement.gates import warnings
    from auditbook.overview import write_index
    from auditbook.release import case_of, release_filing, release_report
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
    if options.edition == "filing":
        for path in release_filing(case, folder):
            print(f"报送稿：{_relative(path)}")
        return 0
    for path in release_report(case, folder, options.edition):
        print(f"{'征求意见稿' if options.edition == 'draft' else '定稿'}：{_relative(path)}")
    for warning in warnings(case):
        print(f"注意：{warning}")
    manifest.restate(folder, case)
    write_index(place)
    return 0


def _archive(options: argparse.Namespace) -> int:
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


def _verify(options: argparse.Namespace) -> int:
    from auditbook.verify import verify

    told = verify(Path(options.path))
    for difference in told.differences:
        print(f"  · {difference}", file=sys.stderr)
    print(told.conclusion)
    return 1 if told.differences else 0


def _relative(path: Path) -> Path:
    resolved, here = path.resolve(), Path.cwd()
    return resolved.relative_to(here) if resolved.is_relative_to(here) else resolved
