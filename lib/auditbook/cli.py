"""The command ``auditbook``. Messages are Chinese; what is slow to import is imported by the verb that needs it."""

from __future__ import annotations

import argparse
import os
import re
import sys
from typing import Any, NoReturn

from auditbook import __version__, commands
from auditbook.batch.order import ENGINES
from auditbook.errors import AuditbookError, ReleaseRefusedError
from auditbook.files import trouble


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and answers its exit code (0 done, 1 something failed or was refused, 2 wrong use)."""
    if arguments is None:
        _in_utf8()
    for stream in (sys.stdout, sys.stderr):
        # a Windows console in GBK must not stop the run at a sign that it cannot show; a log that knows no Chinese at
        # all, as of a scheduled task on an English Windows, would be nothing but question marks
        encoding = stream.encoding if _chinese(stream.encoding) else "utf-8"
        stream.reconfigure(encoding=encoding, errors="replace")  # type: ignore[union-attr]
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
    except OSError as problem:
        print(f"错误：{trouble(problem)}。", file=sys.stderr)
        return 1


def _in_utf8() -> None:
    """Starts the command anew in UTF-8 mode where the locale's encoding would garble Chinese names of files.

    A server in zh_CN.GBK or ISO-8859-1, or cron with Python's own remedies switched off; never Windows.
    """
    if sys.getfilesystemencoding() == "utf-8" or "utf8" in sys._xoptions:
        return
    if _chinese(sys.stdout.encoding):
        os.environ.setdefault("PYTHONIOENCODING", sys.stdout.encoding)  # what the terminal understands
    os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])


def _chinese(encoding: str) -> bool:
    """Whether Chinese can be written in it."""
    try:
        return bool("审".encode(encoding))
    except UnicodeEncodeError:
        return False


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

    _of_batch(verbs)

    check = verbs.add_parser("check", help="读一遍全部资料，列出要更正的地方")
    _scope(check)
    check.set_defaults(verb=commands.check)

    inspect = verbs.add_parser("inspect", help="看一个文件是什么：格式、表、行数、合计、跳过和修正的行")
    inspect.add_argument("file", metavar="文件")
    inspect.add_argument("--json", action="store_true", help="输出 JSON")
    inspect.set_defaults(verb=commands.inspect)

    example = verbs.add_parser("example", help="生成一个合成的示例区总工会，内有预设的疑点和答案 truth.csv")
    example.add_argument("folder", metavar="目录", help="不存在或为空的目录")
    example.add_argument("--units", type=int, default=13, help="基层工会个数（默认 13）")
    example.add_argument("--lines", type=int, help="全部序时账的总行数（默认每个单位几百行）")
    example.add_argument("--seed", type=int, default=1, help="随机种子；相同的种子得到相同的文件")
    example.set_defaults(verb=commands.example)

    new = verbs.add_parser("new", help="建立一个年度的工作区，附空白模板")
    new.add_argument("year", type=int, metavar="年度")
    new.add_argument("folder", nargs="?", metavar="目录", help="默认是当前目录")
    new.add_argument("--from", dest="from_year", type=int, metavar="年度", help="沿用哪一年的单位和上年数")
    new.add_argument("--inputs", help="从哪个资料文件夹沿用（默认：目录自己的 inputs，否则当前的）")
    new.set_defaults(verb=commands.new)

    explain = verbs.add_parser("explain", help="说明一个指标、检查、关系或事实：怎么算、依据什么、缺什么")
    explain.add_argument("id", metavar="编号")
    explain.add_argument("--year", type=int)
    explain.add_argument("--unit")
    explain.add_argument("--inputs")
    explain.set_defaults(verb=commands.explain)

    _of_engagement(verbs)
    return parser


def _of_batch(verbs: Any) -> None:
    run = verbs.add_parser("run", help="运行笔记本，生成网页、Word、PDF 和数据表；没有变化的不重新运行")
    status = verbs.add_parser("status", help="看 run 会运行哪些单位、为什么；不运行")
    for verb in (run, status):
        _scope(verb)
        verb.add_argument("--notebook", action="append", default=[], metavar="NN", help="只运行编号以此开头的笔记本")
        verb.add_argument("--format", default="html,docx,pdf", help="输出格式，逗号分隔（默认 html,docx,pdf）")
        verb.add_argument("--set", action="append", default=[], metavar="名称=值", help="给笔记本的参数")
    run.add_argument("--force", action="store_true", help="没有变化也重新运行，资料重新读取、重新计算")
    run.add_argument("--jobs", type=int, metavar="N", help="同时运行几个单位（默认与处理器个数相同；1 便于查错）")
    run.add_argument(
        "--scheduler", default="", metavar="tcp://…", help="交给 Dask 调度器运行，资料和结果须在共享文件夹里"
    )
    run.add_argument(
        "--engine", choices=ENGINES, default=ENGINES[0], help="笔记本在哪里运行：预热的进程，或 Jupyter 内核"
    )
    run.add_argument("--timeout", type=float, metavar="秒", help="一个笔记本最多运行多久（默认不限）")
    run.add_argument("--memory", type=int, metavar="MB", help="一个笔记本最多占用多少内存（默认不限）")
    run.add_argument("--wait", action="store_true", help="另一次运行正在写同一个结果文件夹时，排队等候")
    run.set_defaults(verb=commands.run)
    # what a look at the order needs to know of running
    status.set_defaults(
        verb=commands.status, force=False, jobs=1, scheduler="", engine=ENGINES[0], timeout=None, memory=None
    )


def _of_engagement(verbs: Any) -> None:
    release = verbs.add_parser("release", help="发布报送稿、征求意见稿或定稿；还不能发布时说明原因")
    release.add_argument("folder", metavar="结果文件夹", help="例如 outputs/2022/nanhu")
    told = "filing：绩效自评报送稿；draft：审计报告征求意见稿；final：审计报告定稿"
    release.add_argument("--as", dest="edition", choices=["filing", "draft", "final"], required=True, help=told)
    release.add_argument("--inputs")
    release.set_defaults(verb=commands.release)

    archive = verbs.add_parser("archive", help="把一个年度的审计档案归成一个 zip 文件，附案卷目录和校验清单")
    archive.add_argument("year", type=int, metavar="年度")
    archive.add_argument("--unit", action="append", default=[], help="单位代号，可重复；不写为全部")
    archive.add_argument("--inputs", help="资料文件夹（默认 inputs）")
    archive.add_argument("--outputs", help="结果文件夹（默认在资料文件夹旁边的 outputs）")
    archive.add_argument(
        "--with-inputs", action="store_true", help="连同账簿等原始资料一起归档（含个人信息，注意保管）"
    )
    archive.set_defaults(verb=commands.archive)

    verify = verbs.add_parser("verify", help="核对归档文件或结果文件夹与校验清单是否一致；给出资料时重新计算并逐项比较")
    verify.add_argument(
        "path", metavar="归档文件或结果文件夹", help="例如 outputs/archive/2021.zip、outputs/2021/u03，或整个 outputs"
    )
    verify.add_argument("--inputs", help="按这个资料文件夹重新计算，与结果逐项比较（不写入任何一个文件夹）")
    verify.add_argument("--pages", action="store_true", help="连同网页和文档一起重新生成比较（较慢）")
    verify.set_defaults(verb=commands.verify)


def _scope(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--year", action="append", type=int, default=[], help="年度，可重复；不写为全部")
    verb.add_argument("--unit", action="append", default=[], help="单位代号，可重复；不写为全部")
    verb.add_argument("--inputs", help="资料文件夹（默认 inputs）")
    verb.add_argument("--outputs", help="结果文件夹（默认在资料文件夹旁边的 outputs）")
