"""One check asked of several units at once answers what it answers about each alone, or leaves the unit out."""

from datetime import date
from decimal import Decimal
from itertools import groupby

import pyarrow as pa
import pytest

from auditbook.checks import checks, run
from auditbook.checks.asking import run_together
from auditbook.checks.examples import SAYS, YEAR, answered, given, views
from auditbook.checks.header import UNITS, sql_check
from auditbook.checks.order import unordered
from auditbook.checks.sandbox import connect, lock, there
from auditbook.checks.together import Together, marked
from written_checks import HEAD

COLUMNS = "account AS group_key, origin, debit AS amount, '{summary}：{debit}元' AS reason, summary, debit"
SQL = f"SELECT {COLUMNS} FROM journal WHERE debit >= $limit"
ORDERED = f"{SQL} ORDER BY debit DESC, origin"
UNITS_OF_TEST = {
    "a": "2021-03-05 | 记-7 | 甲 | 50102 | 300.00\n2021-03-06 | 记-8 | 乙 | 50102 | 900.00",
    "b": "2021-03-05 | 记-7 | 丙 | 50102 | 500.00\n2021-03-06 | 记-8 | 丁 | 50103 | 500.00",
    "c": "2021-03-05 | 记-7 | 戊 | 50102 | 99.00",
    "d": "",
    "e": "2021-03-05 | 记-7 | 己 | 50102 | 100.00",
}
BLOCKS = {
    unit: {"journal": f"日期 | 凭证字号 | 摘要 | 科目编码 | 借方\n{lines}"} if lines else {}
    for unit, lines in UNITS_OF_TEST.items()
}


def together_of(units, year=YEAR, seconds=20.0):
    """The tables of examples, each of them a unit."""
    con = connect(memory="1GB", threads=1, joins=True)
    found = {unit: given(blocks, year, province) for unit, (blocks, province) in units.items()}
    together = Together(con, year, {unit: set(blocks) for unit, (blocks, _) in units.items()}, seconds)
    for name in next(iter(found.values())):
        parts = [marked(unit, rows[name]) for unit, rows in found.items()]
        together.add(name, pa.concat_tables(parts, promote_options="permissive"))
    lock(con)
    return together


@pytest.fixture
def several():
    together = together_of({unit: (blocks, "湖南") for unit, blocks in BLOCKS.items()})
    yield together
    together.con.close()


def check_of(sql, head=HEAD):
    return sql_check(head + sql, "Z01_large.sql")


def alone(check, unit, settings=None):
    with views(BLOCKS[unit]) as con:
        return run(check, con, YEAR, set(BLOCKS[unit]), settings)


def examples():
    """Every example of a check of one unit: its check, its unit, what it is."""
    for check in checks().values():
        for number, example in enumerate(check.examples, 1):
            if check.scope != UNITS and check.answer is None:
                yield check, f"{check.id}-{number}", example


def asked_together(chosen):
    """The outcomes of examples by unit; those of one year and of equal parameters are the units of one connection."""

    def kind(one):
        return one[2].get("year", YEAR), str(one[2].get("params"))

    found = {}
    for (year, _), some in groupby(sorted(chosen, key=kind), key=kind):
        of_kind = list(some)
        blocks = {
            unit: ({name: text for name, text in example.items() if name not in SAYS}, example.get("province", "湖南"))
            for _, unit, example in of_kind
        }
        together = together_of(blocks, year)
        for check in {check.id: check for check, _, _ in of_kind}.values():
            outcomes = run_together(check, together, of_kind[0][2].get("params"))
            found |= {unit: outcomes.get(unit) for one, unit, _ in of_kind if one.id == check.id}
        together.con.close()
    return found


@pytest.mark.long
@pytest.mark.parametrize("kinds", ["ACJY", "B"])  # all units of a connection are reconciled with the bank as one is
def test_every_example_of_a_check_holds_among_all_others(kinds):
    chosen = [one for one in examples() if one[0].id[0] in kinds]
    found = asked_together(chosen)
    left = [unit for unit, outcome in found.items() if outcome is None]
    assert len(left) <= len(chosen) // 50, left
    for _, unit, example in chosen:
        if (outcome := found[unit]) is not None:
            assert outcome.status == example["status"], (unit, outcome.message)
            assert example.get("message", "") in outcome.message
            for name, told in (("vouchers", "voucher"), ("groups", "group")):
                listed = list(dict.fromkeys(getattr(piece, told) for piece in outcome.evidence))
                assert listed == list(map(str, example.get(name, listed))), unit


@pytest.mark.long
@pytest.mark.usefixtures("one_database")
def test_every_example_answers_the_same_alone_and_among_all_others():
    chosen = list(examples())
    found = asked_together(chosen)
    differing = [unit for check, unit, example in chosen if found[unit] and found[unit] != answered(check, example)]
    assert differing == []


def test_a_unit_finds_its_own_rows_in_the_order_of_the_statement(several):
    check = check_of(ORDERED)
    found = run_together(check, several)
    assert found == {unit: alone(check, unit) for unit in BLOCKS}
    assert [piece.amount for piece in found["a"].evidence] == [Decimal("900.00"), Decimal("300.00")]
    assert [piece.voucher for piece in found["a"].evidence] == ["记-8", "记-7"]
    assert (found["c"].status, found["d"].message) == ("clean", "未提供序时账，未能核对")


def test_settings_take_the_place_of_parameters(several):
    check = check_of(ORDERED)
    for limit in (Decimal(50), Decimal(500)):
        assert run_together(check, several, {"limit": limit}) == {u: alone(check, u, {"limit": limit}) for u in BLOCKS}


@pytest.mark.parametrize("sql", [SQL, f"{SQL} ORDER BY debit", f"SELECT DISTINCT {ORDERED.removeprefix('SELECT ')}"])
def test_a_unit_whose_rows_have_no_certain_order_is_left_out(several, sql):
    check = check_of(sql)
    found = run_together(check, several)
    assert "b" not in found and set(found) >= {"c", "d", "e"}
    assert found == {unit: alone(check, unit) for unit in found}


@pytest.mark.parametrize(
    "sql",
    [
        # other units' rows by the names that they have here
        f'SELECT {COLUMNS} FROM "__of_each_journal" ORDER BY origin',
        f"SELECT {COLUMNS}, __unit FROM journal ORDER BY origin",
        f"SELECT {COLUMNS} FROM journal, (SELECT $__asked AS x) ORDER BY origin",
        # out of the brackets that stand around it
        f"{SQL}) x) y; DROP TABLE journal; SELECT * FROM (SELECT * FROM ({SQL}",
        f"{SQL}) x) y UNION ALL SELECT * FROM (SELECT * FROM ({SQL}",
        # wrong in one unit only
        f"SELECT {COLUMNS} FROM journal WHERE CASE WHEN debit > 800 THEN error('nein') ELSE true END ORDER BY origin",
        f"SELECT {COLUMNS}, 1 / (debit - 99)::INTEGER FROM jurnal",
        "SELECT 1 AS one",
        "DELETE FROM journal",
    ],
)
def test_what_reaches_out_or_fails_is_asked_alone(several, sql):
    before = there(several.con)
    assert run_together(check_of(sql), several) == {}
    assert there(several.con) == before
    check = check_of(ORDERED)
    assert run_together(check, several)["a"] == alone(check, "a")


def test_what_does_not_end_is_asked_alone():
    together = together_of({unit: (BLOCKS[unit], "湖南") for unit in "ab"}, seconds=0.5)
    endless = "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n) "
    assert run_together(check_of(f"{endless} {SQL} AND debit > (SELECT max(i) FROM n) ORDER BY origin"), together) == {}
    assert set(run_together(check_of(ORDERED), together)) == {"a", "b"}
    together.con.close()


def test_a_comment_at_the_end_of_a_statement_ends_with_it(several):
    check = check_of(f"{ORDERED} -- the largest first")
    assert run_together(check, several)["a"] == alone(check, "a")


def test_what_is_worked_out_first_and_asked_before_is_of_each_unit(several):
    head = HEAD + (
        "-- first:\n--   large: SELECT * FROM journal WHERE debit >= $limit\n"
        "--   counted: SELECT count(*) AS n FROM large\n"
        "-- applies: SELECT n > 0 AS applies, n FROM counted\n-- otherwise: 大额{n}笔\n"
        "-- tested: SELECT n AS lines, (SELECT sum(debit) FROM large) AS amount FROM counted\n"
        "-- says: 大额{lines}笔，共{amount}元\n"
    )
    check = check_of(f"SELECT {COLUMNS} FROM large ORDER BY origin", head)
    found = run_together(check, several)
    assert found == {unit: alone(check, unit) for unit in BLOCKS}
    assert found["c"].message == "大额0笔" and found["a"].message.startswith("大额2笔，共1,200.00元")


@pytest.mark.parametrize("name", ["asked", "units_asked", "unit", "now", "one", "rows", "journal_added", "by0"])
def test_whatever_a_check_calls_what_it_works_out_first(several, name):
    head = f"{HEAD}-- first:\n--   {name}: SELECT * FROM journal WHERE debit >= $limit\n"
    check = check_of(f"SELECT {COLUMNS} FROM {name} ORDER BY origin", head)
    assert run_together(check, several) == {unit: alone(check, unit) for unit in BLOCKS}


def test_a_step_in_python_is_worked_out_for_each_unit(several):
    check = check_of(
        "SELECT day::VARCHAR AS group_key, NULL AS origin, NULL::DECIMAL(18,2) AS amount, '' AS reason, '' AS voucher, "
        "day AS date FROM workdays ORDER BY day"
    )
    found = run_together(check, several)
    assert found == {unit: alone(check, unit) for unit in BLOCKS}
    assert [piece.date for piece in found["c"].evidence] == [date(2021, 3, 5)]
    assert not there(several.con) & {"journal", "vouchers"}


def test_the_order_is_taken_out_of_a_text():
    with connect() as con:
        assert unordered(con, "SELECT 1 AS one").keys == ()
        assert unordered(con, "SELECT debit AS d FROM journal ORDER BY d DESC, line").by == (
            ("__by0", " DESC"), ("__by1", ""),
        )  # fmt: skip
        assert unordered(con, "SELECT 1 AS a UNION SELECT 2 ORDER BY a").keys == ("a",)
        # these it leaves as they are
        for text in (
            "SELECT a FROM t ORDER BY 1",
            "SELECT a FROM t ORDER BY a LIMIT 3",
            "SELECT a FROM t ORDER BY ALL",
        ):
            assert unordered(con, text).sql == text
