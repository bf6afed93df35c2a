import json
from pathlib import Path

import pytest

from auditbook import manifest, overview
from auditbook.overview import write_index
from auditbook.workspace import Workspace

BODY = {
    "schema": manifest.SCHEMA, "state": "完成", "score": "81.5", "evaluated": "90", "possible": "100", "grade": None,
    "findings": {"高": 1, "中": 0, "低": 2}, "amounts": {"高": "1234.00", "中": "0.00", "低": "5.60"},
    "report": "未出具",
    "outputs": {"40_checks.html": "", "60_audit_report.docx": "", "60_audit_report.html": "", "findings.xlsx": "",
                "facts.csv": "", "20_ledger.failed.html": "", "20_ledger.failed.ipynb": ""},
}  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    inputs, outputs = tmp_path / "inputs", tmp_path / "outputs"
    for year in (2021, 2022):
        for unit in ("u1", "u2", "u3"):
            (inputs / str(year) / unit).mkdir(parents=True)
            write(outputs / str(year) / unit, BODY)
    listed = "".join(f"u{n},第{n}小学工会,grassroots\n" for n in range(1, 5))
    (inputs / "units.csv").write_text(f"unit,name,kind\n{listed}", "utf-8")
    return Workspace(inputs, outputs)


def write(folder: Path, body: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text(body if isinstance(body, str) else json.dumps(body), "utf-8")


def written(place: Workspace) -> str:
    write_index(place)
    return (place.outputs / "index.html").read_text("utf-8")


def test_a_row_shows_what_the_manifest_says(place):
    html = written(place)
    assert "81.5（可评90分，满分100分）" in html
    assert "<span>高 1,234.00</span> <span>低 5.60</span>" in html
    assert html.count("未收到资料</span>") == 2


def test_pages_documents_and_the_workbook_are_linked_and_tables_are_not(place):
    html = written(place)
    for name in ("40_checks.html", "60_audit_report.docx", "findings.xlsx", "20_ledger.failed.html"):
        assert html.count(f'href="2021/u1/{name}"') == 1
    assert "疑点工作簿 Excel</a>" in html
    assert "（未完成）</a>" in html
    assert "facts.csv" not in html


def test_every_manifest_is_read_once_and_the_titles_are_made_once(place, monkeypatch):
    asked: list[Path] = []
    titles: list[Path] = []
    read, chosen = manifest.read, overview.chosen
    monkeypatch.setattr(manifest, "read", lambda folder: asked.append(folder) or read(folder))
    monkeypatch.setattr(overview, "chosen", lambda root, names: titles.append(root) or chosen(root, names))
    write_index(place)
    assert len(asked) == len(set(asked)) == 6
    assert len(titles) == 1


def test_the_page_of_what_changed_is_linked_once_it_is_there(place):
    assert "log/changes.html" not in written(place)
    (place.outputs / "log").mkdir()
    (place.outputs / "log" / "changes.html").write_text("")
    assert '<a href="log/changes.html">与上次运行相比</a>' in written(place)


@pytest.mark.parametrize(
    "body",
    [
        "{",
        {**BODY, "findings": [1], "amounts": "x", "grade": 3, "state": None},
        {**BODY, "findings": {"高": "<b>"}, "amounts": {"高": 1.5, "中": "NaN"}, "evaluated": 1},
        {"schema": manifest.SCHEMA, "outputs": {}},
    ],
)
def test_a_broken_manifest_breaks_its_own_row_only(place, body):
    write(place.destination(2021, "u2"), body)
    html = written(place)
    assert html.count("<tbody>") == 2
    assert "<b>" not in html
    assert html.count("<span>高 1,234.00</span>") == 5


def test_nothing_changed_gives_the_same_bytes_and_no_path_of_the_machine(place, tmp_path):
    assert written(place) == written(place)
    assert str(tmp_path) not in written(place)
