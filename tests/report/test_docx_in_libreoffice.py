"""The Word file opened by the other office: what it prints has the figures of the report."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from examples import examples_run

pytestmark = pytest.mark.long

SOFFICE = next(filter(None, map(shutil.which, ("soffice", "libreoffice"))), None)


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """The pages of both reports as LibreOffice prints them."""
    if SOFFICE is None:
        pytest.skip("no LibreOffice: install libreoffice-writer to see the Word file opened by it")
    finished, folder = examples_run(tmp_path_factory), tmp_path_factory.mktemp("libreoffice")

    def pages(unit: str) -> list[str]:
        made = finished / "outputs" / "2022" / unit / "35_evaluation_report.docx"
        target = folder / unit
        # a profile of its own: a running office would take the order and answer nothing
        profile = f"-env:UserInstallation={Path(folder / 'profile').as_uri()}"
        order = [SOFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(target), str(made)]
        subprocess.run(order, check=True, capture_output=True, timeout=300)
        return [re.sub(r"\s", "", part.extract_text()) for part in PdfReader(target / f"{made.stem}.pdf").pages]

    return {unit: pages(unit) for unit in ("nanhu", "yiyang")}


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        (
            "nanhu",
            [
                *("63.11万元", "26.65万元", "36.46万元", "10086人", "80.0%", "86.5%", "11.82%", "10.0584万元"),
                *("计算不符", "资金来源未说明", "口径不一致", "范围未界定", "数据缺失", "南湖新区总工会"),
            ],
        ),
        ("yiyang", ["1342.49万元", "719.99万元", "95.86万元", "622.50万元", "关注", "数据缺失", "益阳市总工会"]),
    ],
)
def test_the_figures_are_printed(opened, unit, words):
    text = "".join(opened[unit])
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize("unit", ["nanhu", "yiyang"])
def test_every_page_says_what_it_is(opened, unit):
    assert "依据公开报告编制的示例，非该单位文件，不构成审计结论" in opened[unit][0]
    assert [number for number, text in enumerate(opened[unit], 1) if "内部底稿，未经复核" not in text] == []


@pytest.mark.parametrize("unit", ["nanhu", "yiyang"])
def test_no_sign_is_lost(opened, unit):
    text = "".join(opened[unit])
    assert "\ufffd" not in text and "□" not in text
    assert "Error" not in text and "错误!" not in text and "未找到引用源" not in text


@pytest.mark.parametrize("unit", ["nanhu", "yiyang"])
def test_pages_are_numbered_through(opened, unit):
    numbers = [int(re.search(r"—(\d+)—$", text)[1]) for text in opened[unit]]
    assert numbers == list(range(1, len(numbers) + 1))
