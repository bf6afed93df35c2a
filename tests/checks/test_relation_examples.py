"""Every example that stands in a relation file, run; and what every relation must have."""

import re
from fractions import Fraction

import pytest

from auditbook.checks.relation import judge, relations
from auditbook.errors import SetupError
from auditbook.facts import Fact, Facts, absent
from auditbook.facts.derive import definitions, derive
from auditbook.finding import Source

WORDS = {"计算不符", "口径不一致", "资金来源未说明", "范围未界定", "关注"}
ACCUSING = ("挪用", "违规", "虚假", "造假", "截留", "违法", "套取", "虚列")
NOTHING = dict(derive({}, {}))
MONEY_ITEMS = ("支出", "经费")
RELATIONS = [pytest.param(relation, id=relation.id) for relation in relations().values()]
EXAMPLES = [
    pytest.param(relation, example, id=f"{relation.id}-{number}")
    for relation in relations().values()
    for number, example in enumerate(relation.examples, 1)
]
OWN = """\
K90:
  title: 满意份数与满意度
  kind: bound
  word: 关注
  severity: 高
  basis: 某文件
  value: sum.有效份数
  upper: sum.满意份数
  says: 有效{value}，满意{upper}
  ties: 有效{value}
  advice: 建议核对
"""


def known(name: str, **said: object) -> Fact:
    blank = definitions().get(name) or absent(name)
    assert blank is not None, f"{name} is no fact that anything can give"
    of_money = name.startswith("statistics.") and any(word in name for word in MONEY_ITEMS)
    measure = "元" if of_money else blank.measure
    place = (Source("示例.csv", row=2, column=name),)
    return Fact(name, blank.title, measure=measure, status="measured", sources=place, **said)


def facts_of(relation, example: dict) -> Facts:
    mark = relation.id.partition(".")[2]
    values = {re.sub("<.*?>", mark, name): value for name, value in example["facts"].items()}
    found = {name: known(name, value=Fraction(value)) for name, value in values.items()}
    found.update({name: known(name, text=text) for name, text in example.get("texts", {}).items()})
    return Facts({**NOTHING, **found})


@pytest.mark.parametrize(("relation", "example"), EXAMPLES)
def test_the_example_of_a_relation_holds(relation, example):
    outcome = judge(relation, facts_of(relation, example))
    assert outcome.status == example["status"], outcome.message
    assert example.get("says", "") in outcome.message
    assert bool(outcome.evidence) == (outcome.status == "findings")


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_relation_shows_one_case_that_ties_and_one_that_does_not(relation):
    shown = {example["status"] for example in relation.examples}
    assert "clean" in shown and shown - {"clean"}


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_relation_without_any_fact_does_not_answer_clean(relation):
    assert judge(relation, Facts(NOTHING)).status in ("not_enough_data", "not_applicable")


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_relation_names_a_kind_of_contradiction_and_accuses_nobody(relation):
    assert relation.word in WORDS and relation.severity in ("高", "中", "低")
    texts = (relation.title, relation.basis, relation.says, relation.ties, relation.advice, str(relation.also))
    assert [word for word in ACCUSING for text in texts if word in text] == []


def test_no_relation_of_the_package_is_there_twice():
    assert len({(r.title, r.word) for r in relations().values()}) == len(relations())


def test_a_number_given_twice_is_refused(tmp_path):
    (tmp_path / "own.yaml").write_text(OWN.replace("K90", "K21"), "utf-8")
    with pytest.raises(SetupError, match="编号 K21 与另一个文件重复"):
        relations(tmp_path)


def test_the_organisations_file_of_one_name_takes_the_place_of_ours(tmp_path):
    (tmp_path / "union.yaml").write_text(OWN, "utf-8")
    assert "K90" in relations(tmp_path) and "K21" not in relations(tmp_path)


def test_a_difference_of_a_cent_is_a_difference():
    facts = {f"fiscal.{item}.actual": Fraction(value) for item, value in
             (("支出总额", "631100.01"), ("人员经费", 266500), ("公用经费", 364600))}  # fmt: skip
    outcome = judge(relations()["K03"], Facts({name: known(name, value=value) for name, value in facts.items()}))
    assert (outcome.status, str(outcome.amount)) == ("findings", "0.01")


@pytest.mark.parametrize(("stated", "status"), [("86.5", "clean"), ("86.49", "clean"), ("86.4", "findings"),
                                                ("87", "findings"), ("86", "clean")])  # fmt: skip
def test_a_rate_is_compared_to_its_last_place(stated, status):
    values = {"工会建会率.stated": stated, "建会覆盖企业.value": 64, "应建工会企业.value": 74}
    facts = Facts({f"statistics.{k}": known(f"statistics.{k}", value=Fraction(v)) for k, v in values.items()})
    assert judge(relations()["K21"], facts).status == status


def test_the_evidence_of_a_relation_is_every_cell_that_it_compared(case_of):
    case = case_of(fiscal_csv="项目,本年决算数\n支出总额,641100\n人员经费,266500\n公用经费,364600\n")
    found = case.findings[case.findings["check"] == "K03"]
    assert sorted(found["row"]) == [2, 3, 4] and sorted(map(str, found["amount"])) == [
        "266500.00",
        "364600.00",
        "641100.00",
    ]


# --- found by attack


@pytest.mark.parametrize("wording", ["未实现全覆盖", "尚未全覆盖", "非全部"])
def test_who_denies_full_coverage_does_not_claim_it(case_of, wording):
    text = f"指标,数值,单位,报告所称\n被审计基层工会,13,家,{wording}\n已建基层工会组织,110,个,\n"
    outcome = next(o for o in case_of(statistics_csv=text).answered if o.check == "K22")
    assert outcome.status != "findings"


def test_figures_of_two_measures_are_not_compared(case_of):
    case = case_of(
        fiscal_csv="项目,本年决算数\n公用经费,364600\n",
        statistics_csv="指标,数值,单位,报告所称\n公用经费（再次表述）,,,36.46\n",
    )
    assert next(o for o in case.answered if o.check == "K08").status != "findings"


def test_a_claim_with_its_unit_is_compared_or_told(case_of):
    case = case_of(
        fiscal_csv="项目,本年决算数\n公用经费,364600\n",
        statistics_csv="指标,数值,单位,报告所称\n公用经费（再次表述）,,,36.40万元\n",
    )
    answer = next(o for o in case.answered if o.check == "K08").status
    assert answer in ("findings", "not_enough_data") or "写了单位" in str(case.problems[0])


def test_a_block_for_several_columns_is_filled_in_its_keys_too():
    assert "fiscal.支出总额.prior" in relations()["K01.prior"].examples[0]["facts"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("severity: 高", "severity: 严重"),
        ("  upper: sum.满意份数\n", ""),
        (OWN, "K90: 满意\n"),
        (OWN, "- K90\n"),
    ],
)
def test_a_slip_in_a_relation_names_the_file(case_of, right, wrong):
    case = case_of(survey_csv="对象,有效,满意\n职工,100,90\n",
                   around={"checks/relations/own.yaml": OWN.replace(right, wrong)})  # fmt: skip
    with pytest.raises(SetupError, match=r"relations/own\.yaml"):
        _ = case.contradictions
