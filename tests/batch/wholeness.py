"""What must be true of an outputs folder at any moment, also after a run was killed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from small import OPEN, notebook

from auditbook.batch import log

UNITS = "unit,name,kind,parent\nf,某市总工会,federation,\nu,某区总工会,federation,f\ng,某厂工会,grassroots,f\n"
JOURNAL = """日期,凭证字号,摘要,科目编码,科目名称,借方金额,贷方金额
2022-01-05,记-1,收到会费,1001,库存现金,{amount}.00,
2022-01-05,记-1,收到会费,401,会费收入,,{amount}.00
2022-03-08,记-3,慰问,501,职工活动支出,{amount}.00,
2022-03-08,记-3,慰问,1001,库存现金,,{amount}.00
"""
STATES = (100, 200, 300)
Files = dict[str, bytes]


def small_federation(root: Path) -> Path:
    """A federation with a union that keeps books; a notebook for all, one with a report, and one that runs nowhere."""
    folder = root / "某事务所 资料"
    for unit in "fug":
        (folder / "inputs" / "2022" / unit).mkdir(parents=True)
    (folder / "inputs" / "units.csv").write_text(UNITS, "utf-8")
    notebook(folder, "10_good", OPEN, "case.facts")
    notebook(folder, "20_report", "print(year, unit)", audience="federation")
    notebook(folder, "90_nobody", audience="nobody")
    path = folder / "notebooks" / "20_report.ipynb"
    body = json.loads(path.read_text("utf-8"))
    body["metadata"]["auditbook"]["document"] = "evaluation"
    path.write_text(json.dumps(body), "utf-8")
    return folder


def given(folder: Path, amount: int) -> None:
    """Other inputs of every unit."""
    for unit in "fu":
        text = f"项目,本年决算数\n支出总额,{amount}\n"
        (folder / "inputs" / "2022" / unit / "fiscal.csv").write_text(text, "utf-8")
    journal = folder / "inputs" / "2022" / "g" / "序时账.csv"
    journal.write_text(JOURNAL.format(amount=amount), "utf-8")


def made(folder: Path) -> Files:
    """All outputs by name, without the log and what is kept for the next run."""
    outputs = folder / "outputs"
    files = (path.relative_to(outputs) for path in sorted(outputs.rglob("*")) if path.is_file())
    return {path.as_posix(): (outputs / path).read_bytes() for path in files if path.parts[0] not in ("log", ".store")}


def halves(folder: Path) -> list[str]:
    """What is half-made, or kept beside an open file, wherever it lies."""
    found = (path for path in (folder / "outputs").rglob("*") if path.name != ".store")
    names = (path.relative_to(folder).as_posix() for path in found if path.name.startswith(".") or ".新." in path.name)
    return sorted(name for name in names if not name.endswith("/.made.json"))


def wrong(folder: Path, versions: list[Files]) -> Iterator[str]:
    """What is not whole: a file that is no complete old or new one, a manifest that does not say what is there."""
    outputs = folder / "outputs"
    for name, content in made(folder).items():
        path = Path(name)
        if path.name.startswith(".") or any(part.startswith(".") for part in path.parts):
            continue
        if name == "index.html" or name.endswith(".failed.html"):
            if not content.rstrip().endswith(b"</html>"):
                yield f"{name} is cut off"
        elif name.endswith(("manifest.json", ".failed.ipynb")):
            json.loads(content)
        elif content not in (version.get(name) for version in versions):
            yield f"{name} is neither an old nor a new one"
        if path.name == "manifest.json" and len(path.parts) > 1:
            for output, known in json.loads(content)["outputs"].items():
                there = outputs / path.parent / output
                if not there.is_file() or hashlib.sha256(there.read_bytes()).hexdigest() != known:
                    yield f"{name} does not say what {output} is"
    lines = log.entries(outputs / "log")
    yield from (f"line {place} of the chain" for place, (_, told) in enumerate(lines[:-1], 1) if told is None)


def broken_chain(folder: Path) -> list[str]:
    """What is wrong with the chain of runs, but for lines that a kill cut off."""
    return [told for told in log.broken(folder / "outputs" / "log") if "不完整" not in told]
