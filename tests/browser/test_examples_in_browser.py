"""The real pages of a run, in a browser: what a stranger sees who opens them from a folder, on a desk or on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from test_pages_in_browser import WIDTHS, Visit

pytestmark = pytest.mark.browser

# page: unit's name in the heading, pictures
PAGES = {
    "nanhu/30_self_assessment": ("南湖新区总工会", 3),
    "nanhu/35_evaluation_report": ("南湖新区总工会", 3),
    "yiyang/30_self_assessment": ("益阳市总工会", 2),
    "yiyang/35_evaluation_report": ("益阳市总工会", 2),
}
REPORT = "nanhu/35_evaluation_report"
every_page = pytest.mark.parametrize("name", PAGES)


@pytest.fixture
def visit(browser, finished) -> Iterator:
    """Opens a page of the run; at the end, none has said anything on the console or asked for another address."""
    visits: list[Visit] = []

    def opened(name: str, width: int = 1280) -> Visit:
        visits.append(Visit(browser, finished / "outputs" / name, width))
        return visits[-1]

    yield opened
    for each in visits:
        each.tab.close()
        assert each.said == []
        assert {url.partition("#")[0] for url in each.asked if not url.startswith("data:")} == {each.file.as_uri()}


def page(name: str) -> str:
    return f"2022/{name}.html"


@every_page
@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_opens_whole_and_never_scrolls_sideways(visit, name, width):
    unit, pictures = PAGES[name]
    tab = visit(page(name), width).tab
    assert unit in tab.locator("h1").inner_text()
    assert tab.locator("img").count() == pictures
    assert tab.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 100)")
    assert tab.evaluate("[...document.images].every(image => image.getBoundingClientRect().width <= innerWidth)")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.evaluate("scrollTo(500, 0), scrollX") == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_the_index_opens_and_every_page_is_a_link_of_it(visit, finished, width):
    tab = visit("index.html", width).tab
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    hrefs = tab.locator("td.links a").evaluate_all("links => links.map(link => link.href)")
    files = [Path(unquote(urlparse(href).path)) for href in hrefs]
    assert len(files) == 20 and all(file.is_file() for file in files)


def test_from_the_index_to_a_page_and_back(visit, finished):
    seen = visit("index.html")
    seen.tab.get_by_role("link", name="部门整体支出绩效自评报告").first.click()
    assert "南湖新区总工会" in seen.tab.locator("h1").inner_text()
    seen.tab.get_by_role("link", name="返回总览").click()
    assert seen.tab.locator("section h2").first.inner_text() == "2022 年度"
    seen.asked[:] = seen.asked[:1]


@pytest.mark.parametrize("name", [REPORT, "yiyang/30_self_assessment"])
def test_every_line_of_the_contents_leads_to_its_heading(visit, name):
    tab = visit(page(name)).tab
    links = tab.locator("nav.contents a").all()
    assert len(links) >= 5
    for link in links:
        text = link.inner_text()
        link.click()
        assert tab.locator(":target").inner_text().split() == text.split()
        assert tab.evaluate("""() => {
            const box = document.querySelector(":target").getBoundingClientRect();
            return box.top >= 0 && box.bottom <= innerHeight;
        }""")


def test_a_figure_shows_its_source_on_hover_and_on_focus(visit):
    tab = visit(page(REPORT)).tab
    figure = tab.locator("a.fact", has_text="63.11万元").first
    bubble = "link => getComputedStyle(link, '::after').content"
    assert "fiscal.csv" not in figure.evaluate(bubble)
    figure.hover()
    assert "fiscal.csv 第2行“本年决算数”" in figure.evaluate(bubble).replace("\\", "")
    tab.mouse.move(0, 0)
    figure.focus()
    assert "fiscal.csv 第2行“本年决算数”" in figure.evaluate(bubble).replace("\\", "")


def test_two_clicks_lead_from_a_figure_to_its_row_and_its_file(visit, finished):
    tab = visit(page(REPORT)).tab
    tab.locator("a.fact", has_text="36.46万元").first.click()
    row = tab.locator("tr:has(:target)")
    box = row.bounding_box()
    assert box["y"] >= 0 and box["y"] + box["height"] <= 800
    assert "364,600.00 元" in row.inner_text() and "第5行“本年决算数”" in row.inner_text()
    link = row.locator("a.file")
    file = Path(unquote(urlparse(link.evaluate("link => link.href")).path))
    assert file == finished / "inputs" / "2022" / "nanhu" / "fiscal.csv" and file.is_file()
    assert file.read_text("utf-8").splitlines()[4].startswith("公用经费,,,,,364600.00")


def test_a_computed_figure_leads_on_to_what_it_was_computed_of(visit):
    tab = visit(page(REPORT)).tab
    tab.locator("a.fact", has_text="57.77%").first.click()
    row = tab.locator("tr:has(:target)")
    operands = row.locator("a[href^='#src-']")
    assert operands.count() == 2
    operands.first.click()
    assert "364,600.00 元" in tab.locator("tr:has(:target)").inner_text()


@every_page
def test_every_figure_of_a_page_leads_to_a_row_that_can_be_seen(visit, name):
    tab = visit(page(name)).tab
    lost = tab.evaluate("""() => [...document.querySelectorAll("a.fact")].filter(link => {
        const goal = document.getElementById(decodeURIComponent(link.hash.slice(1)));
        return !goal || !goal.closest("tr") || !goal.closest("tr").offsetHeight;
    }).map(link => link.textContent)""")
    assert lost == []


def test_on_paper_the_page_says_what_it_is_and_has_no_contents(visit):
    tab = visit(page(REPORT)).tab
    tab.emulate_media(media="print")
    assert tab.locator("div.notice").first.is_visible()
    assert not tab.locator("nav.contents").is_visible()
    rules = "[...document.styleSheets].flatMap(sheet => [...sheet.cssRules]).map(rule => rule.cssText).join(' ')"
    assert "@page" in tab.evaluate(rules)


def test_a_report_reads_without_scripts(browser, finished):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    tab = context.new_page()
    tab.goto((finished / "outputs" / page(REPORT)).as_uri())
    assert tab.locator("a.fact").count() > 20 and tab.locator("table").last.is_visible()
    context.close()
