from dataclasses import replace

from auditbook.finding import Evidence, Problem, Source, evidence_hash, finding_key

PAID = Evidence(Source("inputs/2022/u/activities.csv", row=18, column="金额"), "慰问 135600元", 135600)
OTHER = Evidence(Source("inputs/2022/u/activities.csv", row=19, column="金额"), "劳模 2000元", 2000)


def test_the_place_of_a_figure_reads_as_a_person_says_it():
    assert str(Source("fiscal.xlsx", "决算", 5, "本年决算数")) == "fiscal.xlsx[决算] 第5行“本年决算数”"
    assert str(Source("fiscal.csv")) == "fiscal.csv"


def test_a_problem_reads_place_matter_remedy():
    assert str(Problem(Source("a.csv", row=2), "没有填写", "请填写项目")) == "a.csv 第2行：没有填写。请填写项目"


def test_a_key_belongs_to_one_unit_and_one_year():
    keys = {finding_key("K09", unit, year, "K09") for unit in ("u", "v") for year in (2021, 2022)}
    assert len(keys) == 4 and all(key.startswith("K09-") for key in keys)


def test_parts_of_a_key_do_not_run_together():
    assert finding_key("K", "u1", 2022, "") != finding_key("K", "u", 12022, "")


def test_evidence_that_only_moved_is_the_same_evidence():
    moved = replace(PAID, source=replace(PAID.source, row=30))
    assert evidence_hash((PAID, OTHER)) == evidence_hash((OTHER, moved))


def test_evidence_of_another_amount_or_with_another_row_is_other_evidence():
    assert len({evidence_hash(e) for e in ((PAID,), (replace(PAID, amount=1),), (PAID, OTHER), (PAID, PAID))}) == 4
