"""Report texts: Jinja templates in Chinese that a clerk can edit, rendered in a sandbox.

A text reaches nothing but what it is given: no file, no import, no attribute of Python's. Whatever it prints is
escaped unless the workbook made it as Markdown. Its figures are fact references, never typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from auditbook.errors import SetupError
from auditbook.report.citations import markdown

TEXTS = Path(__file__).parent / "texts"
_SLIPS = (TypeError, ValueError, KeyError, AttributeError, ArithmeticError)
_HEADING = re.compile(r"^(#{1,4}) +(.*?)( *\{-\})? *$")
_NUMERALS = "零一二三四五六七八九"


def parts(name: str, own: Path) -> dict[str, str]:
    """The texts of the report ``name``, in order; one of the same name in ``own`` takes the place of ours."""
    found: dict[str, str] = {}
    for folder in (TEXTS / name, own / name):
        if folder.is_dir():
            found.update({path.name: _read(path) for path in sorted(folder.glob("*.md.j2"))})
    return dict(sorted(found.items()))


def syntax(own: Path) -> None:
    """Reads all texts of an organisation. Errors: SetupError for one that is not well-formed."""
    for folder in sorted(path for path in own.glob("*") if path.is_dir()):
        for name, text in parts(folder.name, own).items():
            try:
                jinja2.Environment(autoescape=False).parse(text)
            except jinja2.TemplateSyntaxError as problem:
                raise SetupError(f"报告文本 {name} 第 {problem.lineno} 行：写法有误（{problem.message}）。") from None


def render(texts: Mapping[str, str], given: Mapping[str, Any]) -> dict[str, str]:
    """Every text with its figures. Errors: SetupError naming the text, the line and what is wrong there."""
    environment = _Sandbox(
        given,
        undefined=jinja2.StrictUndefined,
        loader=jinja2.DictLoader(dict(texts)),
        finalize=markdown,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return {name: _render(environment, name) for name in texts}


def numbered(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts with their headings numbered throughout: 一、（一）1.（1）; ``{-}`` leaves a heading without number."""
    counts = [0, 0, 0, 0]
    return {name: "\n".join(_numbered(line, counts) for line in text.split("\n")) for name, text in texts.items()}


def numeral(number: int) -> str:
    """1 to 99 as Chinese counts chapters: 一, 十, 十一, 二十.

    >>> numeral(7), numeral(10), numeral(12), numeral(20), numeral(31)
    ('七', '十', '十二', '二十', '三十一')
    """
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return head + (_NUMERALS[ones] if ones or not tens else "")


class _Sandbox(ImmutableSandboxedEnvironment):
    """A sandbox that calls nothing but the words it is given and computes nothing.

    Jinja's own keeps Python's insides away; a text that multiplies or pads could still fill the memory.
    """

    intercepted_binops = frozenset(("*", "**", "%", "+", "-", "/", "//"))

    def __init__(self, given: Mapping[str, Any], **options: Any) -> None:
        super().__init__(**options)
        self.globals = dict(given)
        self.filters = {name: self.filters[name] for name in ("first", "join", "last", "length")}

    def is_safe_callable(self, obj: Any) -> bool:
        # jinja's own loop and the like are no words of ours and are needed
        return any(obj == word for word in self.globals.values() if callable(word))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        raise SecurityError(f"文本里不做运算（{operator}）")


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise SetupError(f"报告文本 {path.name}：不是 UTF-8 编码。请用记事本“另存为”，编码选 UTF-8。") from None


def _render(environment: ImmutableSandboxedEnvironment, name: str) -> str:
    place = f"报告文本 {name}"
    try:
        return _tidy(environment.get_template(name).render())
    except SetupError as problem:
        raise SetupError(f"{place}{_line(problem, name)}：{problem}") from None
    except jinja2.TemplateSyntaxError as problem:
        raise SetupError(f"{place} 第 {problem.lineno} 行：写法有误（{problem.message}）。") from None
    except SecurityError as problem:
        raise SetupError(f"{place}{_line(problem, name)}：文本里不允许这样的写法（{problem}）。") from None
    except jinja2.UndefinedError as problem:
        raise SetupError(f"{place}{_line(problem, name)}：用到了没有的名称（{problem}）。") from None
    except jinja2.TemplateNotFound as problem:
        raise SetupError(f"{place}{_line(problem, name)}：文本里不允许引用别的文件（{problem}）。") from None
    except (
        jinja2.TemplateError,
        RecursionError,
        TypeError,
        ValueError,
        KeyError,
        AttributeError,
        ArithmeticError,
        OverflowError,
    ) as problem:
        raise SetupError(f"{place}{_line(problem, name)}：无法生成（{problem}）。") from None


def _tidy(text: str) -> str:
    """Without the blank lines that tags leave behind: one between blocks, none between the items of a list."""
    return re.sub(r"(^- .*)\n+(?=- )", r"\1\n", re.sub(r"\n\s*\n+", "\n\n", text), flags=re.MULTILINE).lstrip()


def _line(problem: BaseException, name: str) -> str:
    trace, found = problem.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == name or trace.tb_frame.f_code.co_filename == "<template>":
            found = trace.tb_lineno
        trace = trace.tb_next
    return f" 第 {found} 行" if found else ""


def _numbered(line: str, counts: list[int]) -> str:
    found = _HEADING.match(line)
    if not found:
        return line
    level = len(found[1])
    if found[3]:
        return f"{found[1]} {found[2]}"
    counts[level - 1] += 1
    counts[level:] = [0] * (len(counts) - level)
    number = counts[level - 1]
    mark = {1: f"{numeral(number)}、", 2: f"（{numeral(number)}）", 3: f"{number}\\. ", 4: f"（{number}）"}[level]
    return f"{found[1]} {mark}{found[2]}"
