"""SQL that others have written: it may look at the views of the books and at nothing else.

The views stand on Arrow tables that are registered first; then the connection is locked: no files, no network, no
extensions, no Python variables as tables, no settings. What runs is exactly one SELECT, in a read-only transaction,
for a limited time and in limited memory. (Views over Parquet with allowed paths are not safe: a COPY could overwrite
the stored ledger.) Joins run as they are written, the first table against a table in memory of the second.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

import duckdb
import pyarrow as pa

from auditbook.checks.watch import limited
from auditbook.errors import SetupError

SECONDS = 300.0
RECORDS = 100_000
ONLY_SELECT = "只能写一条 SELECT 语句"
_BATCH = 10_000
_PACKED = "packed"
_STATEMENTS = 4096  # whose words are remembered: the same checks are asked unit after unit
_WRITES = {"COPY", "INSERT", "UPDATE", "DELETE", "MERGE"}
# of what DuckDB can select from these give rows of their arguments; the others read, write, run a text or tell of paths
_GIVES = {"range", "generate_series", "unnest", "repeat", "repeat_row", "json_each", "json_tree"}
_TELLS = {"current_setting", "write_log", "pg_settings", "from_substrait", "from_substrait_json"}
_ABOUT = ("duckdb_", "pragma_")  # how DuckDB calls what tells about itself
# what DuckDB made of a text, and of those that were found to be one SELECT their parameters: neither depends on the
# connection, and parsing is a fifth of the work where books are small
_PARSED: dict[str, duckdb.Statement] = {}
_SELECTS: dict[str, frozenset[str]] = {}
# by the kind of an error, and by how it begins where a stream breaks off: Arrow makes an OSError of it
_TOLD: tuple[tuple[type[duckdb.Error], str, str], ...] = (
    (
        duckdb.InterruptException, "INTERRUPT Error",
        "超过 {seconds:g} 秒仍未算完，已停止。请缩小查询范围，或检查是否漏写了连接条件。",
    ),
    (
        duckdb.OutOfMemoryException, "Out of Memory Error",
        "所需内存或临时空间超过上限，已停止。请缩小查询范围，或检查是否漏写了连接条件。",
    ),
    (
        duckdb.PermissionException, "Permission Error",
        "不允许读写文件、网络或改动设置。检查只能查询已有的视图。",
    ),
)  # fmt: skip


@dataclass
class _State:
    """What is known of a connection without asking it: every statement counts where books are small.

    ``packed``: it keeps tables in its folder; ``reads``: it is within ``_reading``; ``names``: see ``_taken``.
    """

    packed: bool = False
    reads: bool = False
    names: set[str] = field(default_factory=set)


_STATES: weakref.WeakKeyDictionary[duckdb.DuckDBPyConnection, _State] = weakref.WeakKeyDictionary()


def connect(
    memory: str = "3GB", threads: int = 2, spill: str = "20GB", packed: bool = False, joins: bool = False
) -> duckdb.DuckDBPyConnection:
    """A database in memory, with a private folder for what does not fit, removed with the connection.

    ``packed``: what ``keep`` makes lies in that folder, compressed. In memory nothing is, and the steps of ten million
    lines would take gigabytes. ``joins``: they are put into the best order, for who asks tables in memory only.
    """
    folder = tempfile.mkdtemp(prefix="auditbook-")
    con = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": memory,
            "threads": str(threads),
            "temp_directory": folder,
            "max_temp_directory_size": spill,
            "python_enable_replacements": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "preserve_insertion_order": "false",
            # of an Arrow table it knows no size: it would put ten million lines into memory to look up ten
            "disabled_optimizers": "build_side_probe_side" if joins else "join_order,build_side_probe_side",
        },
    )
    weakref.finalize(con, shutil.rmtree, folder, ignore_errors=True)
    if packed:
        con.execute("ATTACH '" + folder.replace("'", "''") + f"/{_PACKED}.duckdb' AS {_PACKED}")
    _STATES[con] = _State(packed)
    return con


def lock(con: duckdb.DuckDBPyConnection) -> None:
    """From now on ``con`` knows only what is registered in it; this cannot be undone."""
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")


def select(
    con: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any] | None = None, seconds: float = SECONDS
) -> pa.Table:
    """The whole answer to one SELECT; see ``stream``."""
    with stream(con, sql, parameters, seconds) as batches:
        found = list(batches)
    return pa.Table.from_batches(found) if found else pa.table({})


def records(
    con: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any] | None = None, seconds: float = SECONDS
) -> list[dict[str, Any]]:
    """The answer to one SELECT that gives at most ``RECORDS`` rows, each by the names of its columns.

    Errors: SetupError as of ``stream``, and for more rows than that. Small answers cost half of what a stream costs.
    """
    with _asked(con, sql, parameters or {}, seconds) as bound:
        found = con.execute(_parsed(con, sql), bound)
        names = [column[0] for column in found.description or ()]
        rows = found.fetchmany(RECORDS + 1)
    if len(rows) > RECORDS:
        raise SetupError(f"语句给出的行超过 {RECORDS:,} 行。请合计后再列出。")
    return [dict(zip(names, row, strict=True)) for row in rows]


@contextmanager
def stream(
    con: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any] | None = None, seconds: float = SECONDS
) -> Iterator[Iterator[pa.RecordBatch]]:
    """The answer to one SELECT batch by batch, at least one batch, in bounded memory.

    Of ``parameters`` those are bound that the statement names. Errors: SetupError, in Chinese, for anything but one
    SELECT, for a mistake in it, and when it takes more than ``seconds``.
    """
    with _asked(con, sql, parameters or {}, seconds) as bound, closing(_batches(con, sql, bound)) as batches:
        yield batches


def keep(
    con: duckdb.DuckDBPyConnection, name: str, sql: str, parameters: Mapping[str, Any], seconds: float, view: bool
) -> None:
    """The answer to one SELECT as a table of this name, or as a view, which takes no parameters; as long as ``con``."""
    if _state(con).reads:
        # it would be gone with what is being read, and whoever asks next would take it for there
        raise SetupError(f"{name} 要在查询开始之前备好。请先调用 prepare，再查询。")
    taken = _taken(con)
    with _said(seconds), limited(con, seconds):
        bound = _bound(con, sql, parameters)
        if not view and _state(con).packed:
            con.execute(_parsed(con, f'CREATE TABLE {_PACKED}."{name}" AS {sql}'), bound)
            con.execute(f'CREATE TEMP VIEW "{name}" AS SELECT * FROM {_PACKED}."{name}"')
        else:
            con.execute(_parsed(con, f'CREATE TEMP {"VIEW" if view else "TABLE"} "{name}" AS {sql}'), bound or None)
    taken.add(name)


@lru_cache(_STATEMENTS)
def words(sql: str) -> frozenset[str]:
    """The words of a statement, comments left out, as DuckDB parts them."""
    return frozenset(word.strip('"').lower() for word in _words(sql))


def there(con: duckdb.DuckDBPyConnection) -> set[str]:
    """The names of the views and tables that ``con`` has by now."""
    found = con.execute(
        "SELECT view_name FROM duckdb_views() WHERE NOT internal "
        "UNION ALL SELECT table_name FROM duckdb_tables() WHERE database_name IN ('memory', 'temp')"
    )
    return {name for (name,) in found.fetchall()}


def parameters_in(con: duckdb.DuckDBPyConnection, sql: str) -> frozenset[str]:
    """The names of the parameters in one SELECT. Errors: SetupError if it is anything else."""
    if (known := _SELECTS.get(sql)) is not None:
        return known
    try:
        statements = con.extract_statements(sql)
    except duckdb.Error as error:
        raise SetupError(_told(error, SECONDS)) from None
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT or _writes(sql):
        raise SetupError(f"{ONLY_SELECT}，不能有分号隔开的第二条，也不能改动数据或设置。")
    if reaching := _reaching(sql):
        raise SetupError(f"不能使用 {reaching}：不允许读写文件、网络或改动设置。检查只能查询已有的视图。")
    named = frozenset(statements[0].named_parameters)
    if len(_SELECTS) < _STATEMENTS:
        _SELECTS[sql] = named
    _remember(sql, statements[0])
    return named


def made_of(text: str, named: frozenset[str]) -> str:
    """``text``, made of SELECTs that were looked at, with their parameters: it is not looked at again."""
    if len(_SELECTS) < _STATEMENTS:
        _SELECTS[text] = named
    return text


def _state(con: duckdb.DuckDBPyConnection) -> _State:
    return _STATES.setdefault(con, _State())


def _taken(con: duckdb.DuckDBPyConnection) -> set[str]:
    """What ``there`` tells, asked once: what is kept later is added to it."""
    state = _state(con)
    state.names = state.names or there(con)
    return state.names


@contextmanager
def kept(
    con: duckdb.DuckDBPyConnection,
    selects: Mapping[str, str],
    parameters: Mapping[str, Any] | None = None,
    seconds: float = SECONDS,
) -> Iterator[None]:
    """The answers to several SELECTs as tables of these names, each may use those before it; gone at the end."""
    with _reading(con):
        with _said(seconds), limited(con, seconds):
            taken = _taken(con)
            for name, sql in selects.items():
                bound = _bound(con, sql, parameters or {})
                if name in taken:
                    raise SetupError(f"{name} 是已有的视图，不能另作他用。请换一个名称。")
                con.execute(_parsed(con, f'CREATE TEMP TABLE "{name}" AS {sql}'), bound)
        yield


@contextmanager
def _said(seconds: float) -> Iterator[None]:
    try:
        yield
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        raise SetupError(_told(error, seconds)) from None


@contextmanager
def _asked(
    con: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any], seconds: float
) -> Iterator[dict[str, Any]]:
    """Around the reading of one SELECT: the parameters that it names, no writing, and no longer than ``seconds``."""
    bound = _bound(con, sql, parameters)
    with _said(seconds), nullcontext() if _state(con).reads else _reading(con), limited(con, seconds):
        yield bound


@contextmanager
def _reading(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Around what may write nothing but temporary tables, which are gone at its end without being dropped."""
    con.execute(_parsed(con, "BEGIN TRANSACTION READ ONLY"))
    _state(con).reads = True
    try:
        yield
    finally:
        _state(con).reads = False
        con.execute(_parsed(con, "ROLLBACK"))


def _batches(con: duckdb.DuckDBPyConnection, sql: str, bound: dict[str, Any]) -> Generator[pa.RecordBatch]:
    reader = con.sql(_parsed(con, sql), params=bound).to_arrow_reader(_BATCH)
    yield pa.RecordBatch.from_pylist([], schema=reader.schema)
    yield from reader


def _bound(con: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that the statement names. Errors: SetupError if it is not one SELECT, or names an unknown one."""
    named = parameters_in(con, sql)
    if unknown := sorted(named - set(parameters)):
        raise SetupError(f"语句里的参数 {'、'.join(f'${name}' for name in unknown)} 没有定义。请写进 params。")
    return {name: parameters[name] for name in named}


def _parsed(con: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    """One statement, parsed once. Errors: whatever DuckDB says about it."""
    if (known := _PARSED.get(sql)) is not None:
        return known
    (statement,) = con.extract_statements(sql)
    _remember(sql, statement)
    return statement


def _remember(sql: str, statement: duckdb.Statement) -> None:
    if len(_PARSED) < _STATEMENTS:
        _PARSED[sql] = statement


def _writes(sql: str) -> bool:
    """What DuckDB calls a SELECT all the same: a WITH that holds a COPY or a DELETE, which begins after a bracket."""
    return any(word in ("(", ")") and after.upper() in _WRITES for word, after in pairwise(_words(sql)))


def _reaching(sql: str) -> str:
    """The first word that reaches out of the books: a function that reads, writes, runs a text or tells of paths."""
    for word, after in pairwise([*_words(sql), ""]):
        name = word.strip('"').lower()
        if name in _TELLS or name.startswith(_ABOUT) or (after == "(" and name in _sources()):
            return name
    return ""


@cache
def _sources() -> frozenset[str]:
    """The functions that DuckDB can select from, without those that give rows of their arguments."""
    with duckdb.connect(":memory:") as con:
        found = con.execute("SELECT function_name FROM duckdb_functions() WHERE function_type IN ('table', 'pragma')")
        return frozenset(name for (name,) in found.fetchall()) - _GIVES


def _words(sql: str) -> list[str]:
    """The words and signs of a statement as DuckDB itself parts them, comments left out."""
    text = sql.encode()
    found = duckdb.tokenize(sql)
    ends = [place for place, _ in found[1:]] + [len(text)]
    return [
        text[place:end].decode().strip()
        for (place, kind), end in zip(found, ends, strict=True)
        if kind != duckdb.token_type.comment
    ]


def _told(error: Exception, seconds: float) -> str:
    said = str(error).strip()
    for kind, begins, told in _TOLD:
        if isinstance(error, kind) or said.startswith(begins):
            return told.format(seconds=seconds)
    return f"SQL 有误（{(said.splitlines() or [type(error).__name__])[0].strip()}）。请对照已有的视图和列名改正。"
