"""The pages 资料接收与读取 and 账簿 in a browser: those of a union of the synthetic federation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from test_pages_in_browser import WIDTHS, Visit

from auditbook import example
from auditbook.batch.order import Order
from auditbook.batch.run import run
from auditbook.workspace import Workspace
from examples import once

pytestmark = pytest.mark.browser

# page: pictures
PAGES = {"10_inputs": 0, "20_ledger": 6}
every_page = pytest.mark.parametrize("name", PAGES)


@pytest.fixture(scope="session")
def synthetic(tmp_path_factory) -> Path:
    """A synthetic federation whose first union has been run; nobody changes anything in it."""

    def make(folder: Path) -> None:
        example.write(folder / "inputs", units=2)
        place = Workspace(folder / "inputs", folder / "outputs")
        done = list(run(Order(place, (2021,), ("u01",), ("10", "20"), ("html",))))
        assert [unit.errors for unit in done] == [()]

    return once(tmp_path_factory, "books", make)


@pytest.fixture
def visit(browser, synthetic) -> Iterator:
    """Opens a page of the union; at the end, none has said anything on the console or asked for another address."""
    visits: list[Visit] = []

    def opened(name: str, width: int = 1280) -> Visit:
        visits.append(Visit(browser, synthetic / "outputs" / "2021" / "u01" / f"{name}.html", width))
        return visits[-1]

    yield opened
    for each in visits:
        each.tab.close()
        assert each.said == []
        assert {url.partition("#")[0] for url in each.asked if not url.startswith("data:")} == {each.file.as_uri()}


@every_page
@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_opens_whole_and_never_scrolls_sideways(visit, name, width):
    tab = visit(name, width).tab
    assert "示例工会01（合成）" in tab.locator("h1").inner_text()
    assert "合成数据" in tab.locator("div.notice").inner_text()
    assert tab.locator("img").count() == PAGES[name]
    assert tab.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 600)")
    assert tab.evaluate("[...document.images].every(image => image.getBoundingClientRect().width <= innerWidth)")
    assert tab.evaluate("[...document.images].every(image => image.alt.length > 20)")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


@every_page
def test_the_page_opens_with_period_state_scope_and_limits(visit, name):
    first = visit(name).tab.locator("main h2 ~ p").first.inner_text()
    assert first.startswith("2021年1月1日至12月31日") and "内部底稿，未经复核" in first and "范围：" in first


@every_page
def test_no_cell_of_figures_is_broken_over_two_lines(visit, name):
    broken = visit(name).tab.evaluate("""() => [...document.querySelectorAll("td")].filter(cell =>
        /^[-借贷 ]*[\\d,]+\\.\\d\\d%?$/.test(cell.innerText.trim()) && cell.getClientRects().length
        && cell.offsetHeight > cell.closest("tr").offsetHeight + 1
        || /^[\\d,]+\\.\\d\\d$/.test(cell.innerText.trim()) && getComputedStyle(cell).whiteSpace != "nowrap"
    ).map(cell => cell.innerText)""")
    assert broken == []


def test_every_figure_leads_to_its_source_and_on_to_the_file(visit, synthetic):
    tab = visit("20_ledger").tab
    lost = tab.evaluate("""() => [...document.querySelectorAll("a.fact")].filter(link => {
        const goal = document.getElementById(decodeURIComponent(link.hash.slice(1)));
        return !goal || !goal.closest("tr") || !goal.closest("tr").offsetHeight;
    }).map(link => link.textContent)""")
    assert lost == []
    tab.locator("a.fact").first.click()
    link = tab.locator("tr:has(:target) a.file").first
    file = Path(unquote(urlparse(link.evaluate("link => link.href")).path))
    assert file.is_file() and file.parent == synthetic / "inputs" / "2021" / "u01"


def test_the_files_of_the_page_are_the_files_of_the_folder(visit, synthetic):
    tab = visit("10_inputs").tab
    cells = tab.locator("table").first.locator("tbody td:first-child").all_inner_texts()
    there = {path.name for path in (synthetic / "inputs" / "2021" / "u01").iterdir()}
    assert there == {text.partition("[")[0] for text in cells} - {"合计"}


def test_on_paper_a_wide_table_lies_across(visit):
    tab = visit("20_ledger").tab
    tab.emulate_media(media="print")
    assert tab.locator(".scroll.wide").count() >= 1
    assert not tab.locator("nav.contents").is_visible()
