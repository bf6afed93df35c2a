import re
from html import unescape
from urllib.parse import unquote

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from auditbook.report.page.whole import page, without_folders

STATE = "内部底稿，未经复核"

REPORT = """<h1>审计报告</h1>
<h2>一、基本情况</h2>
<p>支出 <a href="#src-1" class="fact"
title="余额表 第 14 行 &lt;b&gt;">63.11万元</a></p>
<h3>一、基本情况</h3>
<table><caption>收支表</caption><thead><tr><th>科目</th><th style="text-align: right;">金额</th></tr></thead>
<tbody><tr id="src-1"><td>办公费</td><td style="text-align: right;">1.00</td></tr></tbody></table>
"""


def shown(*cells: NotebookNode, title: str = "底稿", **options) -> str:
    return page(new_notebook(cells=list(cells)), title=title, state=STATE, **options)


def code(*outputs: NotebookNode, source: str = "secret_function()", tags: tuple[str, ...] = ()) -> NotebookNode:
    return new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags)})


def displayed(**data: str) -> NotebookNode:
    return new_output("display_data", data={name.replace("_", "/"): text for name, text in data.items()})


def contents(html: str) -> list[str]:
    nav = re.search(r"<nav.*?</nav>", html, re.DOTALL)
    return [unquote(href) for href in re.findall(r'href="#([^"]*)"', nav[0])] if nav else []


def ids(html: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'\sid="([^"]*)"', html)]


def test_the_first_heading_of_the_notebook_is_the_only_h1():
    html = shown(new_markdown_cell("前言"), new_markdown_cell("# 审计 *底稿*"), new_markdown_cell("# 又一个"))
    assert re.findall(r"<h1>(.*?)</h1>", html) == ["审计 <em>底稿</em>"]
    assert "又一个</h2>" in html


def test_without_a_heading_the_title_is_the_h1():
    assert re.findall(r"<h1>(.*?)</h1>", shown(title="甲 & 乙")) == ["甲 &amp; 乙"]


def test_the_title_is_the_given_one_and_the_state_is_said():
    html = shown(new_markdown_cell("# 底稿"), title="某工会 <2021>", notices=("模拟<数据>",))
    assert "<title>某工会 &lt;2021&gt;</title>" in html
    assert f"<span>{STATE}</span>" in html
    assert "模拟&lt;数据&gt;" in html
    assert '<html lang="zh-CN">' in html


def test_a_report_with_its_own_h1_moves_one_level_down():
    html = shown(new_markdown_cell("# 底稿"), code(displayed(text_html=REPORT)))
    assert html.count("<h1") == 1
    assert re.findall(r"<h(\d)[^>]*>(.*?)</h", html)[1:] == [
        ("2", "审计报告"),
        ("3", "一、基本情况"),
        ("4", "一、基本情况"),
    ]


def test_an_output_without_h1_keeps_its_levels():
    assert "<h2" in shown(code(displayed(text_html="<h2>一</h2>")))


def test_contents_lead_to_headings_also_with_equal_texts_and_odd_signs():
    odd = '100% "整改" #1 <见附件> & a%41'
    html = shown(new_markdown_cell(f"## 整改\n\n## 整改\n\n### 整改\n\n## {odd.replace('<', '&lt;')}\n\n## main"))
    assert contents(html)[:3] == ["整改", "整改-2", "整改-3"]
    assert set(contents(html)) <= set(ids(html))
    assert len(contents(html)) == 5
    assert len(ids(html)) == len(set(ids(html)))


def test_an_id_is_the_one_that_a_link_written_in_jupyterlab_expects():
    assert "二、-疑点 清单".replace(" ", "-") in ids(shown(new_markdown_cell("## 二、 疑点 清单")))


def test_nothing_is_fetched_from_anywhere():
    html = shown(new_markdown_cell("# 底稿\n\n## 一\n\n行内 $x$ 公式"), code(displayed(text_html=REPORT)))
    assert not re.search(r"https?:|//\w|@import|url\(|<link(?! rel=\"icon\" href=\"data:,\")", html)
    assert "default-src 'none'" in html


def test_code_prompts_parameters_and_stderr_are_not_shown():
    html = shown(
        code(new_output("stream", name="stderr", text="a warning")),
        code(displayed(text_plain="'u03'"), tags=("parameters",)),
        code(displayed(text_plain="'u04'"), tags=("injected-parameters",)),
        code(displayed(text_plain="scratch"), tags=("no-report",)),
        code(new_output("stream", name="stdout", text="共 12 行")),
    )
    assert "共 12 行" in html
    for hidden in ("secret_function", "a warning", "u03", "u04", "scratch", "In [", "Out["):
        assert hidden not in html


def test_the_best_form_of_an_output_is_shown_once():
    html = shown(code(displayed(text_html="<p>表</p>", text_plain="plain form"), displayed(image_png="iVBORw0KGgo=\n")))
    assert "<p>表</p>" in html
    assert "plain form" not in html
    assert '<img src="data:image/png;base64,iVBORw0KGgo=" alt="图表">' in html


def test_a_picture_carries_the_description_that_it_was_given():
    picture = displayed(image_png="iVBORw0KGgo=")
    picture.metadata["image/png"] = {"alt": '支出"结构"'}
    assert 'alt="支出&#34;结构&#34;"' in shown(code(picture))


def test_text_from_an_input_is_never_markup():
    hostile = "<script>alert(1)</script>"
    html = shown(code(displayed(text_plain=hostile), new_output("stream", name="stdout", text=hostile)))
    assert hostile not in html
    assert html.count("&lt;script&gt;alert(1)") == 2
    assert html.count("<script") == 1


def test_a_failed_run_says_so_above_and_where_it_stopped():
    error = new_output(
        "error",
        ename="ValueError",
        evalue="<b>金额</b> in /data/某某工会/journal.csv",
        traceback=["\x1b[31mTraceback", 'File "/home/somebody/lib/ledger.py", line 3, in <module>'],
    )
    html = shown(code(displayed(text_plain="前面的结果")), code(error))
    assert "前面的结果" in html
    assert html.index("本页没有完整生成") < html.index("运行到此处出错")
    assert "&lt;b&gt;金额&lt;/b&gt; in journal.csv" in html
    assert "File &#34;ledger.py&#34;, line 3, in &lt;module&gt;" in html
    assert not re.search("somebody|某某工会|\x1b", html)


def test_folders_are_cut_and_divisions_are_not():
    assert without_folders(r"File C:\Users\张 三\a b\ledger.py:3") == "File ledger.py:3"
    assert without_folders("File ~/audit/x.py") == "File x.py"
    assert without_folders("rate = part / whole / 100 or a/b/c") == "rate = part / whole / 100 or a/b/c"


def test_tables_scroll_in_a_named_box_and_their_headers_have_a_scope():
    html = shown(code(displayed(text_html=REPORT + "<table><tbody><tr><th>一月</th><td>1</td></tr></tbody></table>")))
    assert '<div class="scroll" tabindex="0" role="region" aria-label="表格 收支表"><table>' in html
    assert 'aria-label="表格 一、基本情况"' in html
    assert html.count('<th scope="col"') == 2
    assert '<th scope="row">一月</th>' in html
    assert html.count('<div class="scroll') == html.count("</table></div>") == 2


def test_a_table_of_many_columns_is_printed_across():
    head = "<thead><tr>" + "<th>月</th>" * 12 + "</tr></thead>"
    html = shown(code(displayed(text_html=f"<table><tr><td>1</td></tr></table><table>{head}</table>")))
    assert re.findall(r'<div class="(scroll[^"]*)"', html) == ["scroll", "scroll wide"]


def test_a_fact_carries_its_source_for_mouse_keyboard_and_touch():
    fact = re.search(r"<a[^>]*fact[^>]*>", shown(code(displayed(text_html=REPORT))))
    assert fact is not None
    assert 'data-source="余额表 第 14 行 &lt;b&gt;"' in fact[0]
    assert "title=" not in fact[0]


def test_the_way_home_is_quoted():
    assert 'href="../../%E7%B4%A2%E5%BC%95%20%22x.html"' in shown(home='../../索引 "x.html')
    assert "返回总览" not in shown()


def test_the_printed_state_cannot_leave_its_string():
    assert r"\3c \2f style\3e \22 \7d " in page(new_notebook(), title="x", state='</style>"}')


def test_the_same_notebook_gives_the_same_page_and_stays_as_it_was():
    notebook = new_notebook(cells=[new_markdown_cell("# 底稿\n\n## 一"), code(displayed(text_html=REPORT))])
    before = repr(notebook)
    assert page(notebook, title="x", state=STATE) == page(notebook, title="x", state=STATE)
    assert repr(notebook) == before
