import re
from dataclasses import replace

from auditbook.changes import FIRST, MOST, Compared, Matter, Moved
from auditbook.report import changes
from auditbook.report.changes import Change, Run, Stand, changes_page

RUN = Run(12, "2026-11-28 02:00", unchanged=985)
FOUND = Compared(
    "compared",
    new=(Matter("A25-1", "高", "疑似重复支付", "3200.00"),),
    gone=(Matter("A05-9", "中", "支出超过预算"),),
    altered=(
        Matter("A08-7", "低", "节日慰问超过标准", "2500.5", "1000.00"),
        Matter("A08-8", "低", "节日慰问", "", "7"),
    ),
    facts=(Moved("union.支出", "", "1234567.8", "元"), Moved("旧事实", "3", None, "人")),
    scores=(Moved("hn2017 R03 预算完成率", "5", "", "分"),),
    counts={"new": 1, "gone": 1, "altered": 2, "facts": 2, "scores": 61},
)
CHANGE = Change(
    2021, "u03", "第三小学工会", Stand("完成", "88.50（可评90分，满分100分）"),
    Stand("失败", "90.00（可评90分，满分100分）", "优"),
    why=("序时账.xlsx 有改动",), pages=(("疑点", "2021/u 03/40_checks.html"),), compared=FOUND,
)  # fmt: skip


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html.partition("<main")[2]))


def test_a_unit_that_was_run_and_came_out_as_before_is_only_counted():
    same = replace(CHANGE, before=CHANGE.now, compared=Compared("compared"))
    html = changes_page(RUN, [same])
    assert "结果与之前不同或首次运行的 0 个" in text(html) and "逐个单位" not in text(html)
    assert same.name in text(html)


def test_the_page_says_which_run_and_how_many_units_it_left_alone():
    html = changes_page(RUN, [CHANGE])
    assert "<h1>第12次运行（2026-11-28 02:00）与之前相比</h1>" in html
    assert "运行了 1 个：失败 0 个，结果与之前不同或首次运行的 1 个" in text(html)
    assert "不必运行的 985 个" in text(html)
    assert "985 个单位年度都没有变化" in text(changes_page(RUN, []))


def test_a_unit_tells_why_it_ran_and_how_it_stands_now_and_before():
    told = text(changes_page(RUN, [CHANGE]))
    assert "序时账.xlsx 有改动" in told
    assert "失败 → 完成" in told
    assert "90.00（可评90分，满分100分） → 88.50（可评90分，满分100分）" in told
    assert "优 → 未得出" in told


def test_findings_carry_severity_title_amounts_and_key():
    told = text(changes_page(RUN, [CHANGE]))
    assert "新增 高 3,200.00 疑似重复支付 A25-1" in told
    assert "不再出现 中 支出超过预算 A05-9" in told
    assert "证据有变化 低 1,000.00 → 2,500.50 节日慰问超过标准 A08-7" in told
    assert "7.00 → 无金额" in told


def test_no_data_is_said_in_words():
    told = text(changes_page(RUN, [CHANGE]))
    assert "union.支出 数据缺失 1,234,567.80 元" in told
    assert "旧事实 3 人 （没有此项）" in told
    assert "hn2017 R03 预算完成率 5 分 未计分" in told
    assert "另有 60 项" in told


def test_more_findings_than_are_listed_are_counted():
    many = Compared("compared", new=FOUND.new * MOST, counts={"new": 73})
    assert "新增 另有 23 项" in text(changes_page(RUN, [replace(CHANGE, compared=many)]))


def test_what_was_not_compared_is_not_said_to_be_unchanged():
    told = {
        basis: text(changes_page(RUN, [replace(CHANGE, compared=Compared(basis, found={"高": 2, "低": 0}))]))
        for basis in ("compared", FIRST, "unreadable")
    }
    same = "都没有变化"
    assert same in told["compared"]
    assert "首次运行" in told[FIRST]
    assert "现有疑点：高 2。" in told[FIRST]
    assert "之前的结果读不了" in told["unreadable"]
    assert not any(same in told[basis] for basis in (FIRST, "unreadable"))
    assert same not in text(changes_page(RUN, [replace(CHANGE, compared=None)]))


def test_failures_stand_first_with_their_message():
    failed = Change(2021, "u09", "第九小学工会", Stand("失败"), errors=("40_checks.ipynb：超过时限",))
    told = text(changes_page(RUN, [CHANGE, failed]))
    assert told.index("40_checks.ipynb：超过时限") < told.index("一览")


def test_links_lead_from_the_log_to_the_units_pages_and_home():
    html = changes_page(RUN, [CHANGE])
    assert 'href="../2021/u%2003/40_checks.html"' in html
    assert 'href="../index.html"' in html
    assert 'href="#2021-u03"' in html
    assert 'id="2021-u03"' in html


def test_every_text_of_others_is_text():
    bad = '<script>alert("1")</script>'
    matter, moved = Matter(bad, bad, bad, bad, bad), Moved(bad, bad, bad, bad)
    found = Compared("compared", (matter,), (matter,), (matter,), (moved,), (moved,), {"new": 1}, {bad: 1})
    stand = Stand(bad, bad, bad)
    row = Change(2021, bad, bad, stand, Stand("x"), (bad,), (bad,), ((bad, "javascript:alert(1)"),), found)
    others = [replace(row, unit="u2", compared=Compared(bad, found={bad: 1})), replace(row, unit="u3", before=None)]
    html = changes_page(Run(1, bad), [row, *others])
    assert html.count("<script") == 1
    assert 'href="javascript' not in html


def test_the_page_stays_bounded_where_everything_changed(monkeypatch):
    monkeypatch.setattr(changes, "MOST_LINES", 10)
    rows = [replace(CHANGE, unit=f"u{n}") for n in range(3)]
    told = text(changes_page(RUN, rows))
    assert told.count("疑似重复支付") == 1
    assert told.count("本页已列满 10 行明细") == 2
    assert "新增的疑点 1 项，不再出现的疑点 1 项" in told
