"""Which chart of accounts is in force in a year, and how the files of charts are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from auditbook.accounts.account import Account, Chart
from auditbook.cells import clean, fold
from auditbook.errors import InputError, SetupError
from auditbook.readers import read_sheets
from auditbook.yamlfile import files_of, read_yaml, shown_name

OURS = Path(__file__).parent
MAPPING = "mapping"
_APART = {MAPPING, "roles"}  # YAML files of this folder that are no charts
BOOK = "工会经费"
_SIDES = {"借": "借", "贷": "贷", "借方": "借", "贷方": "贷"}
_HEADINGS = {
    "code": ("code", "account", "科目编码", "科目编号", "科目代码", "编码"),
    "name": ("name", "account_name", "科目名称", "名称"),
    "class": ("class", "类别", "科目类别", "科目类型", "要素"),
    "side": ("side", "方向", "余额方向"),
    "verified": ("verified", "已核实", "核实"),
    "note": ("note", "说明", "备注"),
}
_YES = {"是": True, "true": True, "yes": True, "1": True, "否": False, "false": False, "no": False, "0": False}


def chart(year: int, own: Path | None = None) -> Chart:
    """The chart of the unions' books at the end of ``year``, with that of the fiscal book ``beside`` it.

    ``own`` is an organisation's folder of charts. Errors: SetupError where no chart is in force, or two are.
    """
    return _chart(date(year, 12, 31), _files(own))


def _files(own: Path | None) -> tuple[tuple[Path, int, int], ...]:
    """The files of charts: ours, an organisation's YAML of the same name in their place, and its CSV besides."""
    tables = sorted(own.glob("*.csv")) if own is not None and own.is_dir() else []
    return files_of(OURS, own) + tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in tables)


@cache
def _chart(day: date, files: tuple[tuple[Path, int, int], ...]) -> Chart:
    in_force = [chart for chart in _charts(files).values() if chart.covers(day)]
    main = _only([chart for chart in in_force if chart.book == BOOK], day)
    if main is None:
        raise SetupError(f"{day.year} 年没有可用的工会会计科目表。请在 inputs/accounts/ 放一份写明施行日期的科目表。")
    return replace(main, beside=_only([chart for chart in in_force if chart.book != BOOK], day))


def _only(charts: list[Chart], day: date) -> Chart | None:
    """The one chart of a book in force; an organisation's own goes before the package's."""
    own = [chart for chart in charts if not chart.file.startswith("lib/")]
    found = own or charts
    if len(found) > 1:
        names = "、".join(chart.file for chart in found)
        raise SetupError(f"{day.year} 年有几张科目表同时有效：{names}。请改 in_force，只留一张。")
    return found[0] if found else None


@cache
def _charts(files: tuple[tuple[Path, int, int], ...]) -> dict[str, Chart]:
    charts = {path.stem: _read(path) for path, _, _ in files if path.suffix == ".yaml" and path.stem not in _APART}
    for path, _, _ in files:
        if path.suffix == ".yaml":
            continue
        if path.stem not in charts:
            known = "、".join(charts)
            raise SetupError(f"{shown_name(path)}：CSV 只能替换已有的科目表（{known}）。新的科目表请写成 YAML。")
        replaced = charts[path.stem]
        if not replaced.file.startswith("lib/"):
            raise SetupError(f"{shown_name(path)}：与 {replaced.file} 同名。请只留一份。")
        charts[path.stem] = _of_csv(path, replaced)
    return charts


def _read(path: Path) -> Chart:
    body = read_yaml(path)
    place = shown_name(path)
    if not isinstance(body, dict) or body.get("chart") != path.stem:
        raise SetupError(f"{place}：“chart”应为 {path.stem}，与文件名一致。")
    try:
        coded = [account for name, spec in body["classes"].items() for account in _accounts(body, name, spec)]
        uncoded = [account for name, spec in body["classes"].items() for account in _uncoded(body, name, spec)]
        digits = {str(spec["digit"]): _by_digit(name, spec) for name, spec in body["classes"].items()}
        start, end = body["in_force"]["from"], body["in_force"]["to"]
        if not isinstance(start, date) or not isinstance(end, date | None):
            raise TypeError("in_force 应写日期")
        found = Chart(
            path.stem, body["title"], body["book"], body["document"], (start, end), tuple(map(int, body["rule"])),
            {account.code: account for account in coded}, tuple(uncoded), digits, place,
        )  # fmt: skip
    except KeyError as missing:
        raise SetupError(f"{place}：缺少 {missing}。") from None
    except (TypeError, ValueError, AttributeError) as problem:
        raise SetupError(f"{place}：写法有误（{problem}）。") from None
    return _checked(found)


def _accounts(body: dict, name: str, spec: dict) -> Iterator[Account]:
    for code, told in spec["accounts"].items():
        if not isinstance(code, str):
            raise TypeError(f"编码 {code} 要加引号")
        about = {"name": told} if isinstance(told, str) else told
        yield _account(body, name, spec, code, about)


def _uncoded(body: dict, name: str, spec: dict) -> Iterator[Account]:
    for title, told in spec.get("uncoded", {}).items():
        yield _account(body, name, spec, "", {"name": title, "verified": False, **told})


def _account(body: dict, name: str, spec: dict, code: str, told: dict[str, Any]) -> Account:
    about = {key: told.get(key, spec.get(key, body.get(key))) for key in ("side", "verified", "source")}
    if unknown := set(told) - {"name", "side", "verified", "source", "note"}:
        raise TypeError(f"科目 {code} 有不认识的键 {'、'.join(sorted(unknown))}")
    if about["source"] and about["source"] not in body.get("sources", {}):
        raise ValueError(f"科目 {code} 的来源 {about['source']} 没有写在 sources 里")
    verified = about["verified"] is True
    return Account(
        code, told["name"], name, str(about["side"]), verified, str(about["source"] or ""), told.get("note", "")
    )


def _by_digit(name: str, spec: dict) -> Account:
    return Account("", name, name, str(spec["side"]), verified=False, source="首位数字")


def _of_csv(path: Path, replaced: Chart) -> Chart:
    """The accounts of a CSV in the place of those of the chart whose name it has."""
    place = shown_name(path)
    try:
        rows = read_sheets(path)[0].rows
    except InputError as problem:
        raise SetupError(f"{place}：{problem}") from None
    columns = {_heading(cell): index for index, cell in enumerate(rows[0][1])}
    if not {"code", "name"} <= set(columns):
        raise SetupError(f"{place}：第一行应是列名，至少有“科目编码”和“科目名称”。")
    accounts: dict[str, Account] = {}
    for number, cells in rows[1:]:
        told = {name: clean(cells[index]) if index < len(cells) else "" for name, index in columns.items()}
        if not any(told.values()):
            continue
        code, guess = told["code"], replaced.digits.get(told["code"][:1])
        if code in accounts:
            raise SetupError(f"{place} 第{number}行：编码“{code}”重复。请删去一行。")
        accounts[code] = Account(
            code, told["name"],
            told.get("class") or (guess.class_ if guess else ""),
            _SIDES.get(told.get("side", ""), told.get("side", "")) or (guess.side if guess else ""),
            _YES.get(told.get("verified", "").lower(), False), place, told.get("note", ""),
        )  # fmt: skip
    return _checked(replace(replaced, accounts=accounts, file=place))


def _heading(cell: str) -> str:
    return next((name for name, words in _HEADINGS.items() if fold(cell).lower() in words), cell)


def _checked(found: Chart) -> Chart:
    """``found``; errors: SetupError for the first account that cannot be right."""
    classes = {account.class_ for account in found.digits.values()}
    for account in (*found.accounts.values(), *found.uncoded):
        where = f"{found.file}：科目 {account.code} {account.name}"
        if account.code and not found.fits(account.code):
            raise SetupError(f"{where} 的编码不合 {'-'.join(map(str, found.rule))} 的级次。请改编码或 rule。")
        if not account.name:
            raise SetupError(f"{where} 没有名称。请补上。")
        if account.class_ not in classes:
            raise SetupError(f"{where} 的类别“{account.class_}”不对。可用的类别：{'、'.join(sorted(classes))}。")
        if account.side not in ("借", "贷"):
            raise SetupError(f"{where} 的余额方向“{account.side}”不对。请填“借”或“贷”。")
    return found
