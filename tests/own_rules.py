"""What an organisation may write itself, for tests: a check and an indicator system, neither of them ours."""

SPENT = "支出{amount}元"


def own_check(most: str, reason: str = SPENT, more: str = "") -> str:
    """A grave check Z01 (.sql): vouchers that spend more than ``most`` yuan; ``more`` are further columns."""
    return f"""\
-- id: Z01
-- title: 单笔支出较大
-- severity: 高
-- basis: 本单位财务制度
-- advice: 建议核对审批手续
-- proves: 一张凭证的支出超过 $most 元
-- does_not_prove: 经过审批的大额支出也有此特征
-- needs: [journal]
-- params: {{most: {most}}}
-- tested: SELECT count(*) AS lines, sum(spent)::DECIMAL(38, 2) AS amount FROM vouchers
-- says: "核对凭证{{lines}}张"
SELECT voucher AS group_key, origin, spent::DECIMAL(18, 2) AS amount, '{reason}' AS reason{more}
FROM vouchers WHERE spent > $most
"""


def own_system(points: int, indicator: str = "") -> str:
    """An indicator system of one indicator worth 5 of ``points``; ``indicator`` are further lines of it (YAML)."""
    return f"""\
system: own
title: 自定评分表
points: {points}
in_force: {{from: 2020-01-01, to: null}}
heads_from: 2020-01-01
document: 某文件
clause: 某条
verified: false
indicators:
  A1:
    levels: [产出, 效益, 满意度]
    points: 5
    value: rate.满意度
    kind: proportional
    rule: {{target: 100}}
    clause: 某条
    verified: false
{indicator}"""
