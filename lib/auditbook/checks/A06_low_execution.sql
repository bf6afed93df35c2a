-- id: A06
-- title: 预算执行率偏低、结余较多
-- severity: 低
-- basis: 《工会预算执行情况审计监督办法》（工审会发〔2016〕5号）：审查预算执行的效益性；《工会预算管理办法》：\
--   收支平衡、略有结余
-- verified: false
-- advice: 建议分析未执行和结余的原因，细化预算，统筹使用结余资金
-- proves: 全年支出不到预算的 $low_rate，或年末结余超过全年收入的 $high_surplus 倍；界限由审计人员设定，没有统一规定
-- does_not_prove: 年末才到账的专项补助、为基建或换届等积累的资金、受疫情等影响取消的活动，也会使执行率偏低、结余较多
-- needs: [budget|balances, journal|balances]
-- params: {low_rate: 0.70, high_surplus: 1.00, lines_rate: 0.70, not_counted: [专用基金]}
-- first:
--   lines: |
--     SELECT * FROM plans WHERE class = '支出' AND state IN ('line', 'unplanned')
--   # total rows count where no line can be matched to an account
--   rates: |
--     SELECT book, sum(booked) AS spent, sum(plan) FILTER (WHERE topmost) AS plan, arg_min(origin, "row") AS origin
--     FROM lines GROUP BY book HAVING sum(plan) FILTER (WHERE topmost) > 0
--   closing: |
--     SELECT b.book, b.account, a.name, a.class, a.role, b.origin, b."row",
--            coalesce(b.closing_credit, 0) - coalesce(b.closing_debit, 0) AS net
--     FROM balances b JOIN accounts a ON a.code = b.account
--     WHERE NOT EXISTS (SELECT 1 FROM balances p WHERE p.account = a.parent)
--       AND (a.role = 'surplus' OR a.class IN ('收入', '支出'))
--       AND NOT list_contains($not_counted, a.name)
--     QUALIFY b.period IS NOT DISTINCT FROM max(b.period) OVER ()
--   # income and expenditure that were not carried over belong to the surplus
--   surplus: |
--     SELECT s.book, s.net AS surplus, s.origin, s.account, i.amount AS income
--     FROM (SELECT book, sum(net) AS net, arg_max(origin, net) FILTER (WHERE role = 'surplus') AS origin,
--                  arg_max(account, net) FILTER (WHERE role = 'surplus') AS account
--           FROM closing GROUP BY book) s
--     JOIN (SELECT book, sum(cr - dr) AS amount FROM income GROUP BY book) i ON i.book IS NOT DISTINCT FROM s.book
--     WHERE i.amount > 0
--   hits: |
--     SELECT book, '执行率' AS what, origin, spent AS one, plan AS other, plan - spent AS amount, NULL AS account
--     FROM rates WHERE spent < plan * $low_rate
--     UNION ALL
--     SELECT book, '结余', origin, surplus, income, surplus - income * $high_surplus, account
--     FROM surplus WHERE surplus > income * $high_surplus
-- enough: SELECT EXISTS (SELECT 1 FROM rates) OR EXISTS (SELECT 1 FROM hits) AS enough
-- lacking: 没有能与账面核对的支出预算，未能计算执行率；结余未超过收入
-- tested: |
--   SELECT (SELECT count(*) FROM lines WHERE state = 'line') AS lines, sum(spent)::DECIMAL(38, 2) AS amount,
--          sum(plan)::DECIMAL(38, 2) AS plan, (sum(spent) * 100 / sum(plan))::DECIMAL(18, 1) AS rate,
--          CASE WHEN sum(plan) IS NULL THEN '没有支出预算，未计算执行率'
--               ELSE '支出预算{plan}元，支出{amount}元，执行率{rate}%' END
--          || coalesce((SELECT '；年末结余' || surplus || '元，全年收入' || income || '元' FROM surplus LIMIT 1),
--                      '；没有年末结余数，未核对结余') AS says
--   FROM rates
-- says: "支出预算{plan}元，支出{amount}元"
-- examples:
--   - says: 只花了一半的预算
--     budget: |
--       科目编码 | 项目       | 调整预算
--       50102    | 文体活动费 | 9000.00
--       50302    | 会议费     | 1000.00
--     journal: |
--       日期       | 凭证字号 | 摘要       | 科目编码 | 借方    | 贷方
--       2021-03-05 | 记-1     | 运动会器材 | 50102    | 4800.00 |
--                  |          |            | 102      |         | 4800.00
--       2021-04-05 | 记-2     | 工作会议   | 50302    | 200.00  |
--                  |          |            | 102      |         | 200.00
--     status: findings
--     groups: [执行率]
--     message: 执行率50
--   - says: 结余是两年多的收入，尚未结转的收支也算在内
--     balances: |
--       科目编码 | 期末借方 | 期末贷方
--       102      | 2600.00  |
--       331      |          | 2500.00
--       402      |          | 1000.00
--       501      | 900.00   |
--     journal: |
--       日期       | 凭证字号 | 科目编码 | 借方    | 贷方
--       2021-03-05 | 记-1     | 102      | 1000.00 |
--                  |          | 402      |         | 1000.00
--       2021-04-05 | 记-2     | 50102    | 900.00  |
--                  |          | 102      |         | 900.00
--     status: findings
--     groups: [结余]
--   - says: 执行率九成，结余不到一年的收入
--     budget: |
--       科目编码 | 项目       | 调整预算
--       501      | 职工活动   | 1000.00
--     balances: |
--       科目编码 | 期末借方 | 期末贷方
--       102      | 600.00   |
--       331      |          | 600.00
--     journal: |
--       日期       | 凭证字号 | 科目编码 | 借方    | 贷方
--       2021-03-05 | 记-1     | 102      | 1000.00 |
--                  |          | 402      |         | 1000.00
--       2021-04-05 | 记-2     | 50102    | 900.00  |
--                  |          | 102      |         | 900.00
--     status: clean
--   - says: 没有预算，不能说执行得好
--     balances: |
--       科目编码 | 期末借方 | 期末贷方
--       102      | 600.00   |
--       331      |          | 600.00
--     journal: |
--       日期       | 凭证字号 | 科目编码 | 借方    | 贷方
--       2021-03-05 | 记-1     | 102      | 1000.00 |
--                  |          | 402      |         | 1000.00
--     status: not_enough_data
SELECT concat_ws('|', book, what) AS group_key, CASE WHEN what = '结余' THEN origin END AS origin,
       amount::DECIMAL(18, 2) AS amount,
       CASE WHEN what = '结余' THEN '年末结余{one}元，是全年收入{other}元的{ratio}%，超过设定的{limit}%'
            ELSE '支出预算{other}元，账面支出{one}元，执行率{ratio}%，低于设定的{limit}%' END AS reason,
       '' AS voucher, NULL::DATE AS date, account, one::DECIMAL(18, 2) AS one, other::DECIMAL(18, 2) AS other,
       (one * 100 / other)::DECIMAL(18, 1) AS ratio,
       (100 * CASE WHEN what = '结余' THEN $high_surplus ELSE $low_rate END)::INTEGER AS limit,
       0 AS place, 0 AS "row"
FROM hits
UNION ALL BY NAME
-- the lines that make the rate low
SELECT concat_ws('|', l.book, '执行率') AS group_key, l.origin, NULL AS amount,
       '{account}“{title}”预算{own}元，账面支出{one}元，未执行{rest}元' AS reason, '' AS voucher, l.account, l.title,
       l.own::DECIMAL(18, 2) AS own, l.booked::DECIMAL(18, 2) AS one, (l.own - l.booked)::DECIMAL(18, 2) AS rest,
       1 AS place, l."row"
FROM lines l JOIN hits h ON h.what = '执行率' AND h.book IS NOT DISTINCT FROM l.book
WHERE l.own > 0 AND l.booked < l.own * $lines_rate
ORDER BY place, group_key, "row"
