import pytest

from auditbook.errors import UsageError
from auditbook.workspace import workspace

UNITS = """\
unit,name,short_name,kind,parent
zz,某区总工会,,地方总工会,
b,乙工会,,基层,zz
a,甲工会,,基层,zz
c,丙工会,,基层,zz
"""


@pytest.fixture
def place(tmp_path):
    for unit in ("a", "b", "x"):
        (tmp_path / "inputs" / "2022" / unit).mkdir(parents=True)
    (tmp_path / "inputs" / "units.csv").write_text(UNITS, "utf-8")
    return workspace(tmp_path / "inputs")


def test_units_stand_in_the_order_of_the_list_and_strangers_last(place):
    assert place.folders(2022) == ["b", "a", "x"]


def test_a_federation_is_a_unit_of_the_year_by_its_unions(place):
    assert place.with_unions(2022) == ["zz", "b", "a", "x"]


def test_a_union_without_a_folder_is_no_unit_of_the_year(place):
    with pytest.raises(UsageError, match="没有单位“c”。可用的单位：zz、b、a、x"):
        place.folder_of(2022, "c")


def test_a_unit_listed_twice_is_told_and_the_first_line_counts(place):
    path = place.inputs / "units.csv"
    path.write_text(UNITS + "a,另一工会,,基层,\n", "utf-8")
    problems = []
    assert place.units(problems)["a"].name == "甲工会"
    assert "inputs/units.csv 第6行：单位代号“a”重复" in str(problems[0])


def test_only_numbers_are_years(place):
    (place.inputs / "rules").mkdir()
    (place.inputs / "2021").mkdir()
    assert place.years() == [2021, 2022]


def test_outputs_lie_beside_inputs_unless_told(place, tmp_path):
    assert place.destination(2022, "a") == (tmp_path / "outputs" / "2022" / "a").resolve()


def test_the_environment_names_the_folders(place, monkeypatch, tmp_path):
    monkeypatch.setenv("AUDITBOOK_INPUTS", str(place.inputs))
    monkeypatch.setenv("AUDITBOOK_OUTPUTS", str(tmp_path / "o"))
    assert (workspace().inputs, workspace().outputs) == (place.inputs, (tmp_path / "o").resolve())


def test_the_nearest_folder_above_is_found(place, monkeypatch):
    monkeypatch.delenv("AUDITBOOK_INPUTS", raising=False)
    monkeypatch.chdir(place.inputs / "2022" / "a")
    assert workspace().inputs == place.inputs


def test_no_inputs_at_all_says_what_to_do(tmp_path):
    with pytest.raises(UsageError, match="--inputs"):
        workspace(tmp_path / "nothing")


def test_results_of_the_synthetic_federation_do_not_fall_among_the_inputs(tmp_path):
    (tmp_path / "inputs" / "synthetic").mkdir(parents=True)
    assert workspace(tmp_path / "inputs" / "synthetic").outputs == tmp_path / "outputs" / "synthetic"
