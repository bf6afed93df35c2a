import json
import re
from dataclasses import replace
from html import unescape

import pytest

from auditbook.report.index import IndexRow, index

UNION = IndexRow(2021, "u03", "第三小学工会", "grassroots", "完成", findings={"高": 1, "低": 12})
FEDERATION = IndexRow(2021, "zz", "某区总工会", "federation", "完成", score="10.00 / 10（满分100）", grade="优")


def names(html: str) -> list[str]:
    return re.findall(r'<th scope="row"[^>]*>(.*?) <', html)


def test_the_newest_year_stands_first_and_the_federation_above_its_unions():
    html = index([UNION, FEDERATION, replace(UNION, year=2022, name="第四小学工会")])
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", html) == ["2022 年度", "2021 年度"]
    assert names(html) == ["第四小学工会", "某区总工会", "第三小学工会"]


def test_a_unit_that_was_not_examined_does_not_look_clean():
    missing = replace(UNION, state="未收到资料", findings=None)
    assert "未发现" not in index([missing])
    assert "未发现" in index([replace(UNION, findings={})])
    assert "共 2 个单位：完成 1，未收到资料 1。" in index([UNION, missing])


def test_suspicions_sort_by_the_gravest():
    keys = re.findall(r'data-sort="(1\d{15})"', index([UNION, replace(UNION, unit="u04", findings={"低": 90})]))
    assert keys == ["1000010000000012", "1000000000000090"]


def test_a_score_sorts_by_its_first_number():
    assert 'data-sort="10.00"' in index([FEDERATION])


def test_every_text_is_escaped_and_every_path_quoted():
    hostile = '<script>alert("1")</script>'
    row = IndexRow(
        2021,
        hostile,
        hostile,
        "grassroots",
        hostile,
        score=hostile,
        grade=hostile,
        pages=((hostile, 'u 03/审计"报告.html'), ("脚本", "javascript:alert(1)")),
        note=hostile,
        sample=hostile,
    )
    html = index([row], title=hostile, state=hostile)
    assert "<script>alert" not in html
    assert html.count("<script") == 1
    assert 'href="u%2003/%E5%AE%A1%E8%AE%A1%22%E6%8A%A5%E5%91%8A.html"' in html
    assert "javascript:" not in html


def test_samples_are_said_to_be_samples():
    html = index([replace(UNION, sample="模拟数据")])
    assert '<div class="notice"><p>标有“模拟数据”的单位用于演示' in html
    assert '<span class="chip warn">模拟数据</span>' in html
    assert "用于演示" not in index([UNION])


def test_without_rows_the_page_says_what_to_do():
    html = index([])
    assert "auditbook run" in html
    assert html.count("<h1>") == 1


def test_the_index_needs_nothing_from_outside_and_is_the_same_twice():
    assert not re.search(r"https?:|//\w", index([UNION, FEDERATION]))
    assert index([UNION, FEDERATION]) == index([FEDERATION, UNION])


def test_amounts_stand_by_severity_and_an_old_run_says_none():
    html = index([replace(UNION, amounts={"高": "1234.5", "中": "0.00", "低": "0.10"})])
    assert re.search(r'data-sort="1234.60"><span>高 1,234.50</span> <span>低 0.10</span></td>', html)
    assert 'data-sort="0.00">无</td>' in index([replace(UNION, amounts={"高": "0.00", "中": "0.00", "低": "0.00"})])
    assert "<td></td>" in index([UNION])
    assert "<td></td>" in index([replace(UNION, amounts={"高": "=1+1", "中": "1e99999999"})])


def test_rows_can_be_picked_by_what_there_is():
    html = index([replace(UNION, report="定稿"), replace(UNION, year=2022, findings={}), FEDERATION])
    picks = json.loads(unescape(re.search(r'data-pick="([^"]*)"', html)[1]))
    assert picks == {
        "年度": ["2022 年度", "2021 年度"],
        "状态": ["完成"],
        "疑点": ["高", "低", "未发现"],
        "审计报告": ["定稿"],
    }


def test_what_the_last_run_changed_is_linked_where_there_is_a_page_of_it():
    assert '<a href="log/changes.html">与上次运行相比</a>' in index([UNION], changes="log/changes.html")
    assert "与上次运行相比" not in index([UNION])


def test_the_page_grows_in_line_with_the_units():
    few, many = (len(index([replace(UNION, unit=f"u{n:05}") for n in range(count)])) for count in (100, 1000))
    assert (many - len(index([UNION]))) / (few - len(index([UNION]))) == pytest.approx(999 / 99, rel=0.01)
