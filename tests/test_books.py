"""A case's books: views, questions in SQL, what is kept, what is computed once."""

import json
from decimal import Decimal

import pytest

from auditbook import cli, open_case
from auditbook.errors import SetupError
from auditbook.ledger.inspect import inspect
from auditbook.readers import read_sheets

JOURNAL = """\
某工会,,,,,,
日期,凭证字号,摘要,科目编码,科目名称,借方金额,贷方金额
2021-01-05,记-1,付慰问品给示例商户01,50205,送温暖费,"1,200.00",
,,,102,银行存款,,"1,200.00"
2021-02-08,记-1,收会费,102,银行存款,300,
,,,401,会费收入,,300
,,本年累计,,,1500,1500
"""
BALANCES = """\
科目编码,科目名称,期初借方,期初贷方,本期借方,本期贷方,期末借方,期末贷方
102,银行存款,5000,,300,1200,4100,
331,结余,,5000,,,,5000
401,会费收入,,,,300,,300
502,维权支出,,,1200,,1200,
50205,送温暖费,,,1200,,1200,
"""


@pytest.fixture
def books(tmp_path, proved):
    """A workspace of one union with a journal and a balance table; files given replace or add to them."""

    def build(unit="u", outputs=proved, **files):
        folder = tmp_path / "inputs" / "2021" / unit
        folder.mkdir(parents=True, exist_ok=True)
        (tmp_path / "inputs" / "units.csv").write_text("unit,name,kind\nu,某工会,grassroots\n", "utf-8")
        for name, text in {"序时账": JOURNAL, "余额表": BALANCES, **files}.items():
            if text is not None:
                (folder / f"{name}.csv").write_text(text, "utf-8")
        return open_case(2021, unit, inputs=tmp_path / "inputs", outputs=outputs)

    return build


def answer(case, check):
    return next(outcome for outcome in case.answered if outcome.check == check)


def test_a_figure_leads_to_its_file_and_row(books):
    found = books().sql("SELECT account, debit, file, row FROM journal WHERE account = '50205'").iloc[0]
    assert (found["debit"], found["row"]) == (Decimal("1200.00"), 3)
    assert found["file"] == "inputs/2021/u/序时账.csv"


def test_books_that_tie_say_what_was_compared(books):
    case = books()
    checks = ("C01", "C02", "C04", "C05", "C07", "C11")
    assert {o.check: o.status for o in case.answered if o.check in checks} == dict.fromkeys(checks, "clean")
    assert "1,500.00元" in answer(case, "C02").message
    assert case.complete == (True, [])


def test_an_amount_that_was_changed_is_found_from_both_sides(books):
    case = books(序时账=JOURNAL.replace(',"1,200.00",\n,,,102', ',"1,300.00",\n,,,102'))
    assert answer(case, "C02").status == answer(case, "C01").status == answer(case, "C05").status == "findings"
    passed, reasons = case.complete
    assert not passed and any(reason.startswith("C02") for reason in reasons)
    row = case.findings.query("check == 'C02'").iloc[0]
    assert (row["voucher"], row["amount"], row["row"]) == ("记-1", Decimal("100.00"), 3)


def test_a_voucher_is_word_number_and_month(books):
    lines = books().vouchers("记-1")
    assert list(lines["period"]) == [1, 1, 2, 2]


def test_what_a_union_has_set_for_itself_is_a_limit_and_stands_in_its_profile(books, tmp_path):
    books()
    profile = "name: 某工会\nown_limits: {会员生日慰问: 200.50}\nstaff: {参公: 3}\n"
    (tmp_path / "inputs" / "2021" / "u" / "profile.yaml").write_text(profile, "utf-8")
    case = open_case(2021, "u", inputs=tmp_path / "inputs", outputs=tmp_path / "outputs")
    assert case.sql("SELECT amount FROM limits WHERE whose = '本单位'")["amount"].tolist() == [Decimal("200.50")]
    told = case.sql("SELECT value FROM profile WHERE key IN ('own_limits', 'staff') ORDER BY key")
    assert told["value"].tolist() == ["200.50", "3"]


def test_a_payee_is_found_in_the_summary_too(books):
    assert list(books().payee("示例商户01")["account"]) == ["50205"]


def test_the_sum_of_a_parent_is_not_read_into_an_account_that_only_looks_like_its_child(books):
    case = books(余额表=BALANCES + "5010,别的科目,,,,,,\n501,职工活动支出,,,,,,\n")
    parents = case.sql("SELECT code, parent FROM accounts WHERE code IN ('5010', '50205')").set_index("code")["parent"]
    assert parents["50205"] == "502" and parents["5010"] != "501"


@pytest.mark.parametrize(
    "query",
    [
        "COPY journal TO '/tmp/x.csv'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "ATTACH '/tmp/x.db'",
        "SELECT 1; SELECT 2",
        "DELETE FROM journal",
        "SET memory_limit = '100GB'",
    ],
)
def test_a_question_can_only_look(books, query):
    with pytest.raises(SetupError):
        books().sql(query)


def test_an_unchanged_file_is_not_read_again(books, monkeypatch, tmp_path):
    first = books(outputs=tmp_path).sql("SELECT count(*) AS n FROM journal")["n"][0]

    def never(path):
        assert path.name == "units.csv", "the file was opened"
        return read_sheets(path)

    monkeypatch.setattr("auditbook.load.read_sheets", never)
    assert books(outputs=tmp_path).sql("SELECT count(*) AS n FROM journal")["n"][0] == first == 4


def test_the_checks_are_asked_once(books, monkeypatch, tmp_path):
    first = [(o.check, o.status, o.message, o.amount) for o in books(outputs=tmp_path).answered]
    monkeypatch.setattr("auditbook.ledger.answers.run", None)
    assert [(o.check, o.status, o.message, o.amount) for o in books(outputs=tmp_path).answered] == first


@pytest.mark.long
def test_monthly_files_are_one_journal_and_an_overlap_is_told(books, capsys, tmp_path):
    head, january, rest = JOURNAL.split("\n", 1)[1].split("\n", 1)[0] + "\n", "".join(JOURNAL.splitlines(True)[2:4]), ""
    february = "".join(JOURNAL.splitlines(True)[4:6])
    case = books(序时账=None, 一月序时账=head + january + rest, 二月序时账=head + february)
    assert case.sql("SELECT count(*) AS n FROM journal")["n"][0] == 4
    assert answer(case, "C12").status == "clean"
    books(二月序时账=head + january + february)
    assert cli.main(["check", "--inputs", str(tmp_path / "inputs"), "--year", "2021"]) == 1
    assert "二月序时账.csv" in capsys.readouterr().out


def test_the_same_export_twice_is_read_once_and_told(books):
    case = books(序时账副本=JOURNAL)
    assert case.sql("SELECT count(*) AS n FROM journal")["n"][0] == 4
    assert any("内容完全相同" in problem.message for problem in case.own_problems)


def test_inspect_gives_the_contract(tmp_path, capsys):
    path = tmp_path / "序时账2021.csv"
    path.write_text(JOURNAL, "utf-8")
    assert cli.main(["inspect", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {key: told[key] for key in ("table", "encoding", "rows", "skipped", "vouchers", "debit", "credit")} == {
        "table": "journal", "encoding": "utf-8", "rows": 4, "skipped": 3, "vouchers": 2,
        "debit": "1500.00", "credit": "1500.00",
    }  # fmt: skip
    assert (told["first_date"], told["last_date"], told["accounts"]) == ("2021-01-05", "2021-02-08", 3)


def test_inspect_does_not_recognise_a_letter(tmp_path, capsys):
    path = tmp_path / "通知.txt"
    path.write_text("各基层工会：\n请于本月底前报送资料。\n", "utf-8")
    assert cli.main(["inspect", str(path)]) == 1
    assert "没有认出" in capsys.readouterr().out
    assert inspect(path)["table"] is None


def test_large_tables_are_frames_like_the_small_ones(books):
    tables = books().tables
    assert {"journal", "balances"} <= set(tables)
    assert len(tables["journal"]) and {"account", "file", "row"} <= set(tables["journal"].columns)
    assert "payroll" not in tables
