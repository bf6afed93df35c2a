"""What others' SQL tries and must not get: files, settings, Python, a second statement, time without end."""

import gc
import time
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from auditbook.checks import sandbox
from auditbook.checks.sandbox import connect, keep, kept, lock, records, select, stream
from auditbook.errors import SetupError

JOURNAL = pa.table({"account": ["101", "50102"], "debit": pa.array([Decimal("1.10"), None], pa.decimal128(18, 2))})


@pytest.fixture
def con():
    found = connect(memory="500MB")
    found.register("journal", JOURNAL)
    lock(found)
    return found


def spill(con) -> Path:
    return Path(con.execute("SELECT current_setting('temp_directory')").fetchone()[0])


# both ways of asking are attacked
ask = pytest.mark.parametrize("ask", [select, records], ids=["select", "records"])


@ask
@pytest.mark.parametrize(
    "sql",
    [
        "COPY journal TO 'out.csv'",
        "WITH x AS (COPY (SELECT 1) TO '{folder}/out.csv') SELECT * FROM x",
        "WITH x AS MATERIALIZED ( /* 汇总 */ -- 注\n CoPy (SELECT 1) TO '{folder}/out.csv') SELECT '金额', * FROM x",
        "WITH x AS (WITH y AS (SELECT 1) DELETE FROM mine RETURNING *) SELECT * FROM x",
        "WITH x AS (DELETE FROM mine RETURNING *) SELECT * FROM x",
        "WITH x AS (INSERT INTO mine VALUES (1) RETURNING *) SELECT * FROM x",
        "ATTACH '{folder}/other.db'",
        "INSTALL json",
        "LOAD json",
        "PRAGMA version",
        "SET threads = 8",
        "SET lock_configuration = false",
        "CREATE TABLE mine2 AS SELECT 1",
        "DROP TABLE mine",
        "CALL pragma_version()",
        "EXPLAIN SELECT 1",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE mine",
        "",
        "-- nothing",
    ],
)
def test_only_one_select_is_taken(con, sql, ask):
    con.execute("CREATE TABLE mine AS SELECT 7 AS x")
    with pytest.raises(SetupError, match="只能写一条 SELECT"):
        ask(con, sql.replace("{folder}", str(spill(con))))
    assert con.execute("FROM mine").fetchall() == [(7,)] and list(spill(con).glob("*.csv")) == []


@ask
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('{file}')",
        "SELECT * FROM read_text('{file}')",
        "SELECT * FROM '{file}'",
        "SELECT * FROM parquet_scan('{file}')",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM sniff_csv('{file}')",
        "SELECT * FROM read_csv('https://example.org/x.csv')",
        "SELECT getenv('HOME')",
        "SELECT * FROM secret",
        "SELECT * FROM enable_logging('QueryLog', storage = 'file', storage_path = '{file}.log')",
        "SELECT * FROM arrow_scan(1, 2, 3)",
        "SELECT * FROM query('WITH x AS (COPY (SELECT 1) TO ''{file}.csv'') SELECT * FROM x')",
        "SELECT * FROM \"query\"('SELECT 1')",
        "SELECT value FROM duckdb_settings()",
        'SELECT * FROM "duckdb_databases"',
        "SELECT setting FROM pg_settings",
        "SELECT Current_Setting('temp_directory')",
        "SELECT write_log('x')",
        "SELECT * FROM checkpoint()",
        "SELECT * FROM pragma_database_list",
        "SELECT * FROM nothing_there",
        "SELECT FROM WHERE",
    ],
)
def test_files_python_and_the_machine_are_out_of_reach(con, sql, tmp_path, ask):
    secret = pa.table({"password": ["1234"]})
    (tmp_path / "a.csv").write_text("x\n1\n")
    with pytest.raises(SetupError, match=r"SQL 有误|不允许读写文件") as told:
        ask(con, sql.replace("{file}", (tmp_path / "a.csv").as_posix()))
    assert secret.num_rows == 1 and "1234" not in str(told.value)
    assert list(tmp_path.iterdir()) == [tmp_path / "a.csv"]


@ask
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM range(1000000000) a, range(1000000000) b",
        "SELECT max(a.range * b.range) FROM range(1000000000) a, range(1000000000) b, journal",
        "WITH RECURSIVE x AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM x) SELECT max(n) FROM x",
    ],
)
def test_a_query_without_end_is_stopped_and_the_next_one_runs(con, sql, ask):
    begun = time.monotonic()
    with pytest.raises(SetupError, match=r"超过 0\.3 秒"):
        ask(con, sql, seconds=0.3)
    assert time.monotonic() - begun < 10
    assert select(con, "SELECT count(*) AS n FROM journal").to_pylist() == [{"n": 2}]


def test_a_stream_without_end_is_stopped_too(con):
    with (
        pytest.raises(SetupError, match="秒仍未算完"),
        stream(con, "SELECT a.range FROM range(1000000000) a, range(1000000000) b", seconds=0.3) as batches,
    ):
        for _ in batches:
            pass


def test_what_goes_wrong_late_in_a_stream_is_told_as_well(con):
    text = "SELECT CASE WHEN range = 900000 THEN 'x' ELSE '1' END::INTEGER AS n FROM range(1000000)"
    with pytest.raises(SetupError, match="SQL 有误（Conversion Error"):
        select(con, text)
    with pytest.raises(SetupError, match="秒仍未算完"):
        select(con, "SELECT range FROM range(100000000000) WHERE range % 3 = 1", seconds=0.5)
    assert select(con, "SELECT count(*) AS n FROM journal").to_pylist() == [{"n": 2}]


def test_rows_of_arguments_are_given(con):
    assert select(con, "SELECT unnest([1, 2]) AS x, range FROM range(1)").num_rows == 2


def test_more_than_the_memory_is_told(con):
    with pytest.raises(SetupError, match=r"内存或临时空间超过上限|秒仍未算完"):
        select(con, "SELECT list(a.range || repeat('x', 1000)) FROM range(100000000) a", seconds=30)


def test_a_reader_who_leaves_early_leaves_nothing_open(con):
    with stream(con, "SELECT range FROM range(10000000)") as batches:
        next(batches)
        next(batches)
    assert select(con, "SELECT 1 AS x").to_pylist() == [{"x": 1}]


def test_only_the_parameters_that_are_named_are_bound(con):
    assert select(con, "SELECT $year AS y", {"year": 2021, "other": object()}).to_pylist() == [{"y": 2021}]
    with pytest.raises(SetupError, match=r"\$limit 没有定义"):
        select(con, "SELECT $limit", {"year": 2021})


def test_records_are_few_or_an_error(con, monkeypatch):
    monkeypatch.setattr(sandbox, "RECORDS", 2)
    assert records(con, "SELECT account, debit FROM journal WHERE debit > $least", {"least": 1}) == [
        {"account": "101", "debit": Decimal("1.10")}
    ]
    with pytest.raises(SetupError, match="超过 2 行"):
        records(con, "SELECT range FROM range(3)")


def test_a_text_that_one_connection_parsed_asks_the_books_of_the_next(con):
    sql = "SELECT count(*) AS n FROM journal"
    other = connect(memory="500MB")
    other.register("journal", JOURNAL.slice(1))
    assert [records(each, sql) for each in (con, other)] == [[{"n": 2}], [{"n": 1}]]


def test_an_answer_without_rows_keeps_its_columns(con):
    assert select(con, "SELECT account, debit FROM journal WHERE false").schema.names == ["account", "debit"]


def test_what_is_worked_out_first_is_gone_afterwards(con):
    with kept(con, {"one": "SELECT sum(debit) AS d FROM journal", "two": "SELECT d * 2 AS d FROM one"}):
        assert select(con, "SELECT d FROM two").to_pylist() == [{"d": Decimal("2.20")}]
    with pytest.raises(SetupError, match="SQL 有误"):
        select(con, "FROM two")


def test_nothing_is_kept_for_good_while_a_check_reads(con):
    with kept(con, {"one": "SELECT 1 AS x"}), pytest.raises(SetupError, match="查询开始之前"):
        keep(con, "lasting", "SELECT 2 AS x", {}, 9, view=False)
    keep(con, "lasting", "SELECT 2 AS x", {}, 9, view=False)
    assert records(con, "FROM lasting") == [{"x": 2}]


def test_a_step_cannot_take_the_place_of_a_view(con):
    with pytest.raises(SetupError, match="已有的视图"), kept(con, {"journal": "SELECT 1 AS x"}):
        pass
    with pytest.raises(SetupError, match="只能写一条 SELECT"), kept(con, {"a": "SELECT 1 AS x; DROP VIEW journal"}):
        pass
    assert select(con, "SELECT count(*) AS n FROM journal").to_pylist() == [{"n": 2}]


def test_the_configuration_stays_locked(con):
    with pytest.raises(duckdb.Error, match="locked"):
        con.execute("SET enable_external_access = true")


def test_the_folder_for_what_does_not_fit_goes_with_the_connection():
    found = connect()
    folder = spill(found)
    assert folder.is_dir()
    found.close()
    del found
    assert not folder.exists()


def test_what_is_kept_of_large_books_lies_in_that_folder_and_cannot_be_written():
    con = connect(packed=True)
    con.register("journal", JOURNAL)
    lock(con)
    keep(con, "spent", "SELECT sum(debit) AS debit FROM journal WHERE account <> $cash", {"cash": "101"}, 9, view=False)
    assert [table for (table,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()] == ["spent"]
    assert select(con, "SELECT * FROM spent").to_pylist() == [{"debit": None}]
    with pytest.raises(SetupError):
        select(con, "WITH x AS (INSERT INTO packed.spent VALUES (1) RETURNING *) SELECT * FROM x")
    files = list(spill(con).iterdir())
    assert files
    del con
    gc.collect()
    assert not any(file.exists() for file in files)
