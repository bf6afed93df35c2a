"""What only a browser can tell: nothing is fetched, nothing runs over the edge, links and keys work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from auditbook.changes import Compared, Matter, Moved
from auditbook.report.changes import Change, Run, Stand, changes_page
from auditbook.report.index import IndexRow, index
from auditbook.report.page.whole import page

pytestmark = pytest.mark.browser

WIDTHS = (1280, 360)

FINDINGS = """<h1>审计报告</h1><h2>一、基本情况</h2>
<p>支出 <a href="#src-29" class="fact" title="科目余额表.xlsx 第 40 行">63.11万元</a></p>
<h2>二、疑点清单</h2><div class="sortable"><table><thead>
<tr><th>疑点</th><th>日期</th><th style="text-align: right;">金额</th><th>依据</th></tr></thead><tbody>
<tr><td>重复支付</td><td>2021-03-05</td><td style="text-align: right;">3,200.00</td><td>规范</td></tr>
<tr><td>现金支付</td><td>2021-11-02</td><td style="text-align: right;">12,000.50</td><td>条例</td></tr>
<tr><td>超标准</td><td>2021-02-20</td><td style="text-align: right;">980.00</td><td>办法</td></tr>
<tr><td>未填</td><td></td><td style="text-align: right;"></td><td>办法</td></tr>
<tr><td>合计</td><td></td><td style="text-align: right;">16,180.50</td><td></td></tr>
</tbody></table></div>
<h2>附录 数据来源</h2><div class="sortable"><table><thead><tr><th>编号</th><th>来源</th></tr></thead><tbody>
{sources}</tbody></table></div>"""

SOURCES = "".join(
    f'<tr><td><span id="src-{n}"></span>{n}</td><td>很长的文件名称{"甲乙丙丁" * 5}.xlsx 第 {n} 行</td></tr>'
    for n in range(1, 60)
)

Open = Callable[..., "Visit"]


class Visit:
    """One page in one window, with what it said and asked for."""

    def __init__(self, browser, file: Path, width: int) -> None:
        self.tab = browser.new_page(viewport={"width": width, "height": 800})
        self.said: list[str] = []
        self.asked: list[str] = []
        self.tab.on("console", lambda message: self.said.append(message.text))
        self.tab.on("pageerror", lambda error: self.said.append(str(error)))
        self.tab.on("request", lambda request: self.asked.append(request.url))
        self.tab.goto(file.as_uri())
        self.file = file

    def column(self, number: int) -> list[str]:
        cells = f".sortable >> nth=0 >> tbody tr:visible > :nth-child({number})"
        return self.tab.locator(cells).all_inner_texts()

    def focused(self) -> str:
        return self.tab.evaluate("document.activeElement.textContent.trim()")

    def tab_to(self, text: str) -> None:
        for _ in range(60):
            self.tab.keyboard.press("Tab")
            if self.focused() == text:
                return
        raise AssertionError(f"no key leads to {text}")


@pytest.fixture
def visit(browser, tmp_path) -> Iterator[Open]:
    visits: list[Visit] = []

    def opened(html: str, width: int = 1280) -> Visit:
        file = tmp_path / "底稿 1.html"
        file.write_text(html, encoding="utf-8")
        visits.append(Visit(browser, file, width))
        return visits[-1]

    yield opened
    for each in visits:
        each.tab.close()
        assert each.said == []
        assert [url.partition("#")[0] for url in each.asked] == [each.file.as_uri()]


def working_paper(extra: str = "") -> str:
    wide = "<tr>" + "<td>一个不短的单元格 1,000,000.00</td>" * 12 + "</tr>"
    cells = [
        new_markdown_cell(f"# 底稿\n\n## 一、问题 100% “引号”\n\n{'A' * 200}"),
        new_code_cell(outputs=[html_output(FINDINGS.format(sources=SOURCES))]),
        new_code_cell(outputs=[html_output(f"<table>{wide * 3}</table>{extra}")]),
        new_code_cell(outputs=[new_output("stream", name="stdout", text="很长的一行 " * 60)]),
    ]
    return page(new_notebook(cells=cells), title="底稿", state="内部底稿，未经复核", home="index.html")


def html_output(html: str):
    return new_output("display_data", data={"text/html": html})


PAGES = tuple(
    (label, f"2021/u01/60_audit_report.{ending}")
    for label, ending in (("审计报告", "html"), ("Word", "docx"), ("PDF", "pdf"), ("疑点工作簿 Excel", "xlsx"))
)


def overview() -> str:
    done = IndexRow(2021, "u01", "第一小学工会委员会", "grassroots", "完成", "88.50 / 90（满分100）", "良", {"高": 2},
                    PAGES * 4, amounts={"高": "1234567.80", "中": "0.00", "低": "99.00"}, report="定稿")  # fmt: skip
    lost = IndexRow(2022, "u02", "第二小学工会委员会", "grassroots", "未收到资料")
    more = IndexRow(2021, "u03", "第三小学工会委员会", "grassroots", "完成", "9.50 / 90（满分100）", "差", {"低": 90},
                    amounts={"高": "0.00", "中": "0.00", "低": "12.00"}, report="未出具")  # fmt: skip
    failed = IndexRow(2021, "u04", "长" * 60, "grassroots", "失败", note="40_checks.ipynb：" + "A" * 300, findings={})
    return index([done, lost, more, failed], changes="log/changes.html")


def units(count: int) -> str:
    """An index of so many units in each of two years."""
    return index([
        IndexRow(year, f"u{n:05}", f"第{n}小学工会委员会", "grassroots", "失败" if n % 97 == 0 else "完成",
                 f"{60 + n % 40}（可评90分，满分100分）", "良", {"高": n % 3, "低": n % 7}, PAGES * 5,
                 amounts={"高": f"{n}.00"}, report="未出具")
        for year in (2021, 2022) for n in range(count)
    ])  # fmt: skip


def changed() -> str:
    matter = Matter("A25-0011223344", "高", "疑似重复支付" * 9, "3200000.00", "1000000.00")
    moved = Moved("activities.很长的活动名称" * 5, "1234567.80", None, "元")
    found = Compared("compared", (matter,), (matter,), (matter,), (moved,), (moved,), {"new": 51, "facts": 51})
    row = Change(2021, "u01", "第一小学工会委员会", Stand("完成", "88"), Stand("失败"), ("序时账.xlsx 有改动" * 9,),
                 ("B" * 300,), PAGES * 4, found)  # fmt: skip
    return changes_page(Run(12, "2026-11-28 02:00", 3), [row, replace(row, unit="u02", compared=None)])


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("html", [working_paper(), overview(), changed()], ids=["page", "index", "changes"])
def test_the_page_never_scrolls_sideways(visit, html, width):
    tab = visit(html, width).tab
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.evaluate("scrollTo(500, 0), scrollX") == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_every_line_of_the_contents_leads_to_a_heading_in_view(visit, width):
    tab = visit(working_paper(), width).tab
    links = tab.locator("nav.contents a")
    assert links.count() >= 4
    for link in links.all():
        if not link.is_visible():
            tab.locator("nav.contents summary").click()
        text = link.inner_text()
        link.click()
        goal = tab.locator(":target")
        assert goal.inner_text() == text
        assert tab.evaluate("""() => {
            const box = document.querySelector(":target").getBoundingClientRect();
            return box.top >= 0 && box.bottom <= innerHeight;
        }""")


def test_contents_are_folded_on_a_phone_and_open_on_a_wide_screen(visit):
    assert not visit(working_paper(), 360).tab.locator("nav.contents a").first.is_visible()
    assert visit(working_paper(), 1280).tab.locator("nav.contents a").first.is_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_figure_shows_its_source_on_focus_and_leads_to_its_row(visit, width):
    seen = visit(working_paper(), width)
    seen.tab_to("63.11万元")
    shown = "getComputedStyle(document.querySelector('.fact'), '::after').content"
    assert "科目余额表.xlsx 第 40 行" in seen.tab.evaluate(shown)
    seen.tab.keyboard.press("Enter")
    row = seen.tab.locator("tr:has(:target)")
    assert row.locator("td").first.inner_text() == "29"
    assert row.evaluate("row => row.getBoundingClientRect().top > 0 && row.getBoundingClientRect().top < innerHeight")
    assert row.evaluate("row => getComputedStyle(row).backgroundColor") == "rgb(255, 241, 194)"


def test_a_row_that_a_filter_hides_is_shown_when_a_figure_leads_to_it(visit):
    tab = visit(working_paper()).tab
    tab.locator(".filter input").nth(1).fill("没有这样的行")
    assert not tab.locator("tr:has(#src-29)").is_visible()
    tab.locator(".fact").click()
    tab.locator("tr:has(:target)").wait_for(state="visible")


def test_columns_sort_by_keyboard_with_blanks_and_the_total_last(visit):
    seen = visit(working_paper())
    seen.tab_to("金额")
    seen.tab.keyboard.press("Enter")
    assert seen.column(3) == ["980.00", "3,200.00", "12,000.50", "", "16,180.50"]
    assert seen.tab.locator("th[aria-sort=ascending]").all_inner_texts() == ["金额"]
    seen.tab.keyboard.press("Space")
    assert seen.column(3) == ["12,000.50", "3,200.00", "980.00", "", "16,180.50"]
    assert seen.tab.locator("th[aria-sort=descending]").all_inner_texts() == ["金额"]
    seen.tab.get_by_role("button", name="日期").first.press("Enter")
    assert seen.column(2) == ["2021-02-20", "2021-03-05", "2021-11-02", "", ""]


def test_a_filter_takes_several_words_and_says_how_many_rows_are_left(visit):
    seen = visit(working_paper())
    field = seen.tab.get_by_label("筛选").first
    field.press_sequentially("办法 980")
    assert seen.column(1) == ["超标准"]
    assert seen.tab.locator(".filter output").first.inner_text() == "1 / 5 行"
    field.fill("")
    assert len(seen.column(1)) == 5


def test_the_index_filters_over_all_years_and_sorts_scores_as_numbers(visit):
    seen = visit(overview())
    seen.tab.get_by_label("筛选").fill("未收到")
    assert seen.tab.locator("h2:visible").all_inner_texts() == ["2022 年度"]
    seen.tab.get_by_label("筛选").fill("2021 小学")
    assert seen.tab.locator("h2:visible").all_inner_texts() == ["2021 年度"]
    seen.tab.get_by_label("筛选").fill("")
    seen.tab.locator("section >> nth=1 >> th button >> nth=2").press("Enter")
    assert seen.tab.locator("section >> nth=1 >> tbody .number").all_text_contents()[0].startswith("9.50")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_index_is_picked_by_year_state_severity_and_report(visit, width):
    tab = visit(overview(), width).tab
    left = tab.locator("tbody tr:visible th")

    def picked(name: str, value: str) -> list[str]:
        tab.locator(".filter label", has_text=name).locator("select").select_option(value)
        return [text.split()[0] for text in left.all_text_contents()]  # also of rows out of view

    assert picked("年度", "2022 年度") == ["第二小学工会委员会"]
    assert picked("年度", "2021 年度")[1:] == ["第三小学工会委员会", "长" * 60]
    assert picked("疑点", "低") == ["第三小学工会委员会"]
    assert picked("疑点", "未发现") == ["长" * 60]
    picked("疑点", "")
    assert picked("状态", "完成") == ["第一小学工会委员会", "第三小学工会委员会"]
    assert picked("审计报告", "定稿") == ["第一小学工会委员会"]
    assert tab.locator(".filter output").inner_text() == "1 / 4 行"
    tab.get_by_label("筛选").fill("第三")
    assert left.count() == 0


def test_the_index_sorts_by_amount(visit):
    seen = visit(overview())
    head = seen.tab.locator("section >> nth=1").get_by_role("button", name="涉及金额")
    head.press("Enter")
    head.press("Enter")
    assert seen.tab.locator("section >> nth=1 >> tbody th").all_text_contents()[0].startswith("第一小学")


def test_on_a_phone_a_unit_is_a_card_that_shows_all_of_it(visit):
    tab = visit(overview(), 390).tab
    card = tab.locator("tr", has_text="第一小学")
    for text in ("定稿", "高 1,234,567.80", "88.50", "疑点工作簿 Excel"):
        box = card.get_by_text(text).first.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    assert tab.locator(".scroll").evaluate_all("boxes => boxes.every(box => box.scrollWidth <= box.clientWidth)")


@pytest.mark.long
def test_an_index_of_a_thousand_units_is_filtered_and_sorted(visit):
    seen = visit(units(1000))
    seen.tab.get_by_label("状态").select_option("失败")
    assert seen.tab.locator(".filter output").inner_text() == "22 / 2000 行"
    seen.tab.get_by_label("筛选").fill("u00097")
    assert seen.tab.locator("tbody tr:visible").count() == 2
    seen.tab.get_by_label("筛选").fill("")
    head = seen.tab.locator("section >> nth=0").get_by_role("button", name="涉及金额")
    head.press("Enter")
    head.press("Enter")
    assert seen.tab.locator("tbody tr:visible th").first.text_content().startswith("第970小学")


def test_a_unit_of_the_overview_of_changes_leads_to_what_changed_in_it(visit):
    tab = visit(changed(), 390).tab
    tab.locator(".sortable tbody a").nth(1).click()
    assert tab.locator(":target").inner_text().endswith("u02")


def test_a_script_that_slipped_into_an_output_does_not_run(browser, tmp_path):
    file = tmp_path / "x.html"
    slipped = "<script>document.title = 'taken'</script><img src=x onerror=\"document.title='taken'\">"
    file.write_text(working_paper(slipped), encoding="utf-8")
    seen = Visit(browser, file, 1280)
    assert seen.tab.title() == "底稿"
    assert "Content Security Policy" in " ".join(seen.said)
    seen.tab.close()


def test_the_page_reads_without_scripts(browser, tmp_path):
    file = tmp_path / "x.html"
    file.write_text(working_paper(), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    tab = context.new_page()
    tab.goto(file.as_uri())
    assert tab.locator("nav.contents a").first.is_visible()
    assert tab.locator(".filter").count() == 0
    context.close()
