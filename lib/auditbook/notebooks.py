"""The notebooks: which there are, for whom, and which parameters they take."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditbook.errors import SetupError, UsageError

OURS = Path(__file__).resolve().parents[2] / "notebooks"
FOR = {
    "unit": ("federation", "grassroots"),
    "federation": ("federation",),
    "grassroots": ("grassroots",),
    "nobody": (),
}


@dataclass(frozen=True)
class Notebook:
    """One notebook as its metadata declares it; ``document`` names the report of which docx and pdf are made."""

    path: Path
    title: str
    audience: str
    needs: tuple[str, ...]
    parameters: tuple[str, ...]
    document: str | None = None

    def suits(self, kind: str) -> bool:
        """The notebook is made for units of ``kind``."""
        return kind in FOR[self.audience]


def chosen(root: Path, names: tuple[str, ...]) -> list[Notebook]:
    """The notebooks of a workspace (its own folder, else ours), or those whose name starts with one of ``names``."""
    folder = root / "notebooks" if (root / "notebooks").is_dir() else OURS
    found = [_notebook(path) for path in sorted(folder.glob("[0-9][0-9]_*.ipynb"))]
    if not found:
        raise SetupError(f"没有找到笔记本（{folder.name}/NN_*.ipynb）。请从完整的项目文件夹运行。")
    for name in names:
        if not any(notebook.path.stem.startswith(name) for notebook in found):
            known = "、".join(notebook.path.stem for notebook in found)
            raise UsageError(f"没有名为“{name}”的笔记本。可用的：{known}。")
    return [n for n in found if not names or any(n.path.stem.startswith(name) for name in names)]


def check_parameters(found: list[Notebook], given: dict[str, Any]) -> None:
    """Refuses parameters that no notebook declares: papermill would run it with its defaults instead."""
    if own := {"year", "unit"} & set(given):
        raise UsageError(f"--set 不能改 {'、'.join(sorted(own))}，请用 --year 和 --unit。")
    made = [notebook for notebook in found if notebook.audience != "nobody"]
    for notebook in made:
        for name in {"year", "unit"} - set(notebook.parameters):
            raise UsageError(
                f"{notebook.path.name} 没有名为“{name}”的参数，不能批量运行。请在 parameters 单元格里补上。"
            )
    for name in given:
        if not any(name in notebook.parameters for notebook in made):
            known = "、".join(
                dict.fromkeys(p for notebook in made for p in notebook.parameters if p not in ("year", "unit"))
            )
            raise UsageError(f"没有名为“{name}”的参数。可用的参数：{known or '（没有）'}。请核对 --set 的拼写。")


def _notebook(path: Path) -> Notebook:
    try:
        body = json.loads(path.read_text("utf-8"))
        meta = body["metadata"]["auditbook"]
        audience = meta["for"]
    except (ValueError, KeyError, TypeError):
        raise SetupError(f"{path.name}：不是本项目的笔记本（元数据里缺少 auditbook 或 for）。") from None
    if audience not in FOR:
        raise SetupError(f"{path.name}：for 应是 {'、'.join(FOR)} 之一，现在是“{audience}”。")
    return Notebook(
        path, meta.get("title", path.stem), audience, tuple(meta.get("needs", ())), _parameters(path, body),
        meta.get("document"),
    )  # fmt: skip


def _parameters(path: Path, body: dict) -> tuple[str, ...]:
    cells = [cell for cell in body["cells"] if "parameters" in cell["metadata"].get("tags", ())]
    source = "".join(cells[0]["source"]) if cells else ""
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        raise SetupError(f"{path.name}：参数单元格不是合法的 Python。") from None
    return tuple(
        target.id
        for statement in statements
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    )
