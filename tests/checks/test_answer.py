"""How a check is read, what it answers, and that a wrong one answers too."""

import re
from datetime import date
from decimal import Decimal

import pytest

import written_checks
from auditbook.checks import checks, complete, run
from auditbook.checks.examples import answered, views
from auditbook.checks.header import LISTED, sql_check
from auditbook.checks.rows import source_of
from auditbook.checks.telling import worded
from auditbook.errors import SetupError
from auditbook.finding import Evidence, Outcome, Source, evidence_hash
from auditbook.ledger.answers import read_outcomes, write_outcomes

HEAD = f"""{written_checks.HEAD}\
-- tested: SELECT count(*) AS lines, coalesce(sum(debit), 0) AS debit FROM journal
-- says: 核对{{lines}}行，借方{{debit}}元
"""
SQL = """
SELECT account AS group_key, origin, debit AS amount, '{summary}：{debit}元' AS reason, summary, debit
FROM journal WHERE debit >= $limit
"""
JOURNAL = """\
日期       | 凭证字号 | 分录号 | 摘要     | 科目编码 | 借方
2021-03-05 | 记-7     | 1      | {amount} | 50102    | 1234.50
2021-03-06 | 记-8     | 1      | 零星     | 50102    | 10.00
"""


def own(tmp_path, text, name="Z01_large.sql"):
    (tmp_path / name).write_text(text, "utf-8")
    return checks(tmp_path)


def test_a_new_file_is_a_check_and_finds_with_voucher_date_and_line(tmp_path):
    outcome = answered(own(tmp_path, HEAD + SQL)["Z01"], {"journal": JOURNAL})
    assert (outcome.status, outcome.amount, outcome.found) == ("findings", Decimal("1234.50"), 1)
    assert outcome.message == "核对2行，借方1,244.50元；疑点1行"
    piece = outcome.evidence[0]
    assert (piece.voucher, piece.line, piece.date, piece.account) == ("记-7", 1, date(2021, 3, 5), "50102")
    assert piece.source == Source("序时账.csv", "", 2)
    # a figure in a summary is text, not a figure of ours
    assert piece.reason == "{amount}：1,234.50元"


def test_a_setting_takes_the_place_of_a_parameter(tmp_path):
    check = own(tmp_path, HEAD + SQL)["Z01"]
    with views({"journal": JOURNAL}) as con:
        assert run(check, con, 2021, {"journal"}, {"limit": Decimal(10), "unknown": 1}).found == 2


def test_the_organisations_file_of_one_name_takes_the_place_of_ours(tmp_path):
    text = HEAD.replace("Z01", "C02") + SQL
    assert own(tmp_path, text, "C02_vouchers_balance.sql")["C02"].title == "大额分录"


def test_a_table_that_is_not_there_or_empty_is_named(tmp_path):
    check = own(tmp_path, HEAD.replace("[journal]", "[journal, budget|balances]") + SQL)["Z01"]
    with views({}) as con:
        assert run(check, con, 2021, set()).message == "未提供序时账，未提供收支预算表或科目余额表，未能核对"
        assert run(check, con, 2021, {"journal", "budget"}).message.startswith("序时账没有数据行，收支预算表")


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("FROM journal WHERE", "FROM jurnal WHERE", "SQL 有误"),
        ("$limit", "$limits", r"\$limits 没有定义"),
        ("debit AS amount,", "", "缺少列 amount"),
        ("-- severity: 低", "-- severity: 极高", "severity 应是"),
        ("-- title: 大额分录\n", "", "缺少 title"),
        ("-- says: 核对{lines}行，借方{debit}元\n", "", "tested 和 says 应同时写出"),
        ("-- title: 大额分录", "-- title: 大额: 分录", "第 2 行不是"),
        ("-- id: Z01", "-- id: Z01\n-- nmae: x", "不认识的键 nmae"),
        (SQL, "", "没有 SELECT"),
        (SQL, "\nSELECT 1; SELECT 2", "只能写一条"),
        (SQL, "\nDELETE FROM journal", "只能写一条"),
    ],
)
def test_a_check_that_is_written_wrong_answers_failed_with_its_file_and_the_others_run(tmp_path, right, wrong, told):
    found = own(tmp_path, (HEAD + SQL).replace(right, wrong))
    outcome = answered(found["Z01"], {"journal": JOURNAL})
    assert outcome.status == "failed" and "Z01_large.sql" in outcome.message
    assert re.search(told, outcome.message), outcome.message
    assert answered(found["C02"], {"journal": JOURNAL}).status == "findings"


def test_a_check_without_end_answers_failed(tmp_path):
    text = HEAD + "\nSELECT '' AS group_key, '' AS origin, 0.0 AS amount, max(a.range * b.range)::VARCHAR AS reason\n"
    check = own(tmp_path, text + "FROM range(1000000000) a, range(1000000000) b")["Z01"]
    with views({"journal": JOURNAL}) as con:
        outcome = run(check, con, 2021, {"journal"}, seconds=0.3)
        assert outcome.status == "failed" and "0.3 秒" in outcome.message
        assert run(checks()["C09"], con, 2021, {"journal"}).status == "clean"


def test_an_id_given_twice_leaves_the_first_and_tells_the_second(tmp_path):
    found = own(tmp_path, HEAD.replace("Z01", "C02") + SQL, "mine.sql")
    assert found["C02"].file.startswith("lib/") and "C02" in found["mine"].wrong


def test_a_file_that_is_no_text_is_told(tmp_path):
    (tmp_path / "Z02_x.sql").write_bytes("-- id: 大额".encode("gb18030"))
    assert "UTF-8" in checks(tmp_path)["Z02"].wrong


def test_many_hits_are_counted_added_up_and_listed_in_part(tmp_path):
    text = HEAD + "\nSELECT range AS group_key, NULL AS origin, 0.01 AS amount, '无' AS reason FROM range(50000)\n"
    outcome = answered(own(tmp_path, text)["Z01"], {"journal": JOURNAL})
    assert (outcome.found, len(outcome.evidence), outcome.amount) == (50_000, LISTED, Decimal("500.00"))
    assert "疑点50,000行，此处列出前2,000行" in outcome.message


@pytest.mark.parametrize("amount", ["0.1::DOUBLE", "1 / 3.0", "1.005", "'viel'"])
def test_an_amount_that_is_not_exact_fails_the_check(tmp_path, amount):
    text = f"{HEAD}\nSELECT account AS group_key, origin, {amount} AS amount, '无' AS reason FROM journal\n"
    outcome = answered(own(tmp_path, text)["Z01"], {"journal": JOURNAL})
    assert outcome.status == "failed" and "DECIMAL(18, 2)" in outcome.message


@pytest.mark.parametrize("amount", ["500", "500.0", "500.000"])
def test_an_amount_has_two_places_however_it_is_written(tmp_path, amount):
    text = f"{HEAD}\nSELECT account AS group_key, origin, {amount} AS amount, '{{amount}}元' AS reason FROM journal\n"
    piece = answered(own(tmp_path, text)["Z01"], {"journal": JOURNAL}).evidence[0]
    assert (str(piece.amount), piece.reason) == ("500.00", "500.00元")


def test_whatever_an_own_check_calls_grave_is_one_of_three_words(tmp_path):
    text = (
        f"{HEAD}\nSELECT account AS group_key, origin, 1 AS amount, '无' AS reason, '极高' AS severity FROM journal\n"
    )
    outcome = answered(own(tmp_path, text)["Z01"], {"journal": JOURNAL})
    assert outcome.status == "failed" and "severity 应是 高、中、低 之一" in outcome.message


def test_what_an_own_check_gives_besides_is_kept_as_text_and_day(tmp_path):
    more = "TIMESTAMP '2021-03-05 10:00:00' AS date, 5 AS voucher, DATE '2021-03-05' AS account"
    text = f"{HEAD}\nSELECT account AS group_key, origin, 1 AS amount, '无' AS reason, {more} FROM journal\n"
    outcome = answered(own(tmp_path, text)["Z01"], {"journal": JOURNAL})
    piece = outcome.evidence[0]
    assert (piece.date, piece.voucher, piece.account) == (date(2021, 3, 5), "5", "2021-03-05")
    write_outcomes(tmp_path / "kept.json", [outcome])
    assert read_outcomes(tmp_path / "kept.json") == [outcome]


def test_a_sheet_may_have_the_sign_between_file_and_row_in_its_name():
    assert source_of("inputs/序时账.xlsx|2021|序时账|7") == Source("inputs/序时账.xlsx", "2021|序时账", 7)


def test_figures_in_a_sentence():
    row = {"a": Decimal("1234567.80"), "n": 12000, "d": date(2021, 3, 5), "t": "{a}", "x": None, "p": Decimal("86.5")}
    assert (
        worded("{a}元 {n}行 {d} {t} {x} {p}% {y}", row) == "1,234,567.80元 12,000行 2021-03-05 {a} 数据缺失 86.5% {y}"
    )


def test_the_head_ends_at_an_empty_line():
    assert sql_check(HEAD + "\n-- 说明\nSELECT 1", "x.sql").sql == "-- 说明\nSELECT 1"
    with pytest.raises(SetupError):
        sql_check(HEAD + "-- 说明\nSELECT 1", "x.sql")


def test_evidence_of_another_voucher_is_other_evidence():
    one, other = (Evidence(Source("a.csv", row=2), "x", voucher=voucher) for voucher in ("记-1", "记-2"))
    assert evidence_hash((one,)) != evidence_hash((other,))


# --- the gate


def outcomes(**statuses: str) -> list[Outcome]:
    told = {f"C0{n}": "clean" for n in range(1, 8)} | {"C12": "clean"} | statuses
    return [Outcome(check, "", status, "说明") for check, status in told.items()]


def test_books_that_passed_everything_are_complete():
    assert complete(outcomes()) == (True, [])
    # no totals in the files, a statement tie that differs: no gap in the proof
    assert complete(outcomes(C01="not_applicable", C06="findings", C08="findings"))[0]


@pytest.mark.parametrize("check", ["C01", "C02", "C04", "C05", "C07"])
@pytest.mark.parametrize("status", ["findings", "not_enough_data", "failed"])
def test_what_differs_or_could_not_be_looked_at_is_not_passed(check, status):
    passed, reasons = complete(outcomes(**{check: status}))
    assert not passed and len(reasons) == 1 and reasons[0].startswith(check)


@pytest.mark.parametrize(("group", "passed"), [("断号|1|记|7", False), ("重号|1|记|7", True)])
def test_of_the_numbers_only_gaps_count(group, passed):
    found = [o for o in outcomes() if o.check != "C03"]
    numbers = Outcome("C03", "", "findings", "说明", evidence=(Evidence(Source("a"), "x", group=group),))
    assert complete([*found, numbers])[0] is passed


def test_a_check_that_did_not_run_is_not_passed():
    assert complete([])[1][0] == "C01 文件自列的合计与明细行一致：未执行"
