-- id: A03
-- title: 会费收入与应收数的差异
-- severity: 中
-- basis: 《关于收交工会会费的通知》（工发〔1978〕101号）：会员按月基本收入的千分之五交纳会费
-- verified: false
-- advice: 建议核对会费收缴名册和入账时间，确有未收、未入账的，补收入账
-- proves: 会费收入比会费基数的 $rate 少 $off_share 以上；没有会费基数的，只看有会员而没有会费入账的月份
-- does_not_prove: 会费按季、按年收取，困难会员减免，十元以下尾数不计，代收后次年入账，也会有差异；按季、按年收取的合并核对
-- needs: [journal]
-- params: {rate: 0.005, off_share: 0.02, least: 100.00, monthly_from: 7}
-- first:
--   base_months: |
--     SELECT CASE WHEN month > 12 THEN month % 100 ELSE month END AS m, sum(members) AS members,
--            -- a year's line that states one month's basic income
--            sum(dues_base * CASE WHEN month IS NULL AND dues_base * 12 <= wages * 1.05 THEN 12 ELSE 1 END) AS base,
--            count(*) AS lines, arg_min(origin, "row") AS origin, min(file) AS file, min("row") AS "row"
--     FROM payroll
--     WHERE (dues_base IS NOT NULL OR members > 0)
--       AND (month IS NOT NULL OR NOT EXISTS (SELECT 1 FROM payroll
--                WHERE month IS NOT NULL AND (dues_base IS NOT NULL OR members > 0)))
--     GROUP BY m
--   received: |
--     SELECT least(coalesce(period, month(date)), 12) AS m, sum(cr - dr) AS got
--     FROM income WHERE role = 'dues' GROUP BY m
--   known: |
--     SELECT count(*) FILTER (got > 0) AS months, min(m) FILTER (got > 0) AS first_month, coalesce(sum(got), 0) AS got,
--            (SELECT coalesce(sum(base), 0) > 0 FROM base_months) AS based
--     FROM received
--   terms: |
--     SELECT CASE WHEN w.months >= $monthly_from OR w.months = 0 THEN k.m
--                 WHEN w.months > 2 THEN (k.m + 2) // 3 ELSE 0 END AS term,
--            sum(coalesce(p.base, 0) * $rate::DECIMAL(6, 4)) AS due, sum(coalesce(r.got, 0)) AS got
--     FROM (SELECT unnest(range(1, 13)) AS m) k
--     LEFT JOIN base_months p ON p.m = k.m LEFT JOIN received r ON r.m = k.m, known w
--     WHERE EXISTS (SELECT 1 FROM base_months WHERE m IS NOT NULL)
--     GROUP BY term
--     UNION ALL
--     SELECT 0, p.base * $rate::DECIMAL(6, 4), w.got FROM base_months p, known w WHERE p.m IS NULL
--   # money pays its own term first, then what is owed from before it; what is left is kept for the next terms, but
--   # not by who pays month by month: there one month too much hides no other
--   owed: |
--     SELECT term, due, got, greatest(lag(level, 1, 0) OVER (ORDER BY term) - max(level) OVER (
--                ORDER BY term ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING), 0) AS short
--     FROM (SELECT t.term, t.due, t.got,
--                  CASE WHEN w.months >= $monthly_from
--                       THEN t.level - greatest(max(t.level) OVER (ORDER BY t.term), 0)
--                       ELSE least(t.level, 0) END AS level
--           FROM (SELECT *, sum(got - due) OVER (ORDER BY term) AS level FROM terms) t, known w)
--   result: |
--     SELECT t.due::DECIMAL(18, 2) AS due, t.got::DECIMAL(18, 2) AS got, (t.due - t.got)::DECIMAL(18, 2) AS short,
--            w.based AND t.due - t.got >= $least AND t.due - t.got > t.due * $off_share::DECIMAL(6, 4)
--            -- December's dues, or those of the last quarter in arrears, come in January
--            AND NOT (t.due - t.got <= t.last_due * (1 + $off_share::DECIMAL(6, 4)) AND t.elsewhere = 0
--                     AND (w.months >= $monthly_from OR w.months > 2 AND w.first_month > 3)) AS off
--     FROM (SELECT sum(o.due) AS due, sum(o.got) AS got,
--                  CASE WHEN count(*) > 1 THEN arg_max(due, term) FILTER (due > 0)
--                       WHEN any_value(w.months) = 11 THEN sum(due) / 12 ELSE 0 END::DECIMAL(18, 2) AS last_due,
--                  count(*) FILTER (short > due * $off_share::DECIMAL(6, 4) AND count_all > 1
--                                   AND term NOT IN (last_term, first_term)) AS elsewhere
--           FROM (SELECT *, count(*) OVER () AS count_all, max(term) FILTER (due > 0) OVER () AS last_term,
--                        min(term) FILTER (due > 0) OVER () AS first_term FROM owed) o, known w) t, known w
--   # without a base: months between others that have dues, and a year that has none
--   silent: |
--     SELECT p.* FROM base_months p ANTI JOIN received r ON r.m = p.m AND r.got > 0
--     WHERE NOT (SELECT based FROM known) AND p.members > 0
--       AND ((SELECT months FROM known) = 0
--            OR (SELECT months FROM known) >= $monthly_from AND p.m > (SELECT min(m) FROM received)
--               AND p.m < (SELECT max(m) FROM received))
-- applies: |
--   SELECT NOT EXISTS (SELECT 1 FROM units u JOIN (SELECT DISTINCT unit AS id FROM journal) j ON j.id = u.unit
--                      WHERE u.kind = 'federation') AS applies
-- otherwise: 地方总工会不向会员个人收取会费
-- enough: SELECT count(*) > 0 AS enough FROM base_months
-- lacking: 没有工资总额表，或表中没有会费基数和会员人数，未能核对
-- tested: |
--   SELECT (SELECT sum(lines)::BIGINT FROM base_months) AS lines,
--          (SELECT coalesce(sum(base), 0)::DECIMAL(38, 2) FROM base_months) AS amount, due, got, short,
--          CASE WHEN (SELECT based FROM known) THEN '会费基数{lines}行、{amount}元，应收会费{due}元，账面{got}元，差额{short}元'
--               ELSE '没有会费基数，只核对{lines}个月有无会费：账面{got}元' END AS says
--   FROM (SELECT coalesce(max(due), 0) AS due, coalesce(max(got), (SELECT got FROM known))::DECIMAL(18, 2) AS got,
--                coalesce(max(short), 0) AS short FROM result)
-- says: "应收会费{due}元，账面{got}元"
-- examples:
--   - says: 三个月里有一个月没有会费
--     payroll: |
--       月份 | 会员人数 | 会费基数
--       6    | 100      | 400000.00
--       7    | 100      | 400000.00
--       8    | 100      | 400000.00
--     journal: |
--       日期       | 凭证字号 | 摘要     | 科目编码 | 借方    | 贷方
--       2021-06-05 | 记-1     | 6月会费  | 102      | 2000.00 |
--                  |          |          | 401      |         | 2000.00
--       2021-08-05 | 记-1     | 8月会费  | 102      | 2000.00 |
--                  |          |          | 401      |         | 2000.00
--     params: {monthly_from: 2}
--     status: findings
--     groups: [会费收入]
--     message: 差额2,000.00元；疑点1行
--   - says: 按季收会费；尾数不计的差额很小
--     payroll: |
--       月份 | 会员人数 | 会费基数
--       1    | 100      | 400000.00
--       2    | 100      | 400000.00
--       3    | 100      | 400000.00
--       4    | 100      | 400000.00
--       5    | 100      | 400000.00
--       6    | 100      | 400000.00
--       7    | 100      | 400000.00
--       8    | 100      | 400000.00
--       9    | 100      | 400000.00
--     journal: |
--       日期       | 凭证字号 | 摘要       | 科目编码 | 借方    | 贷方
--       2021-03-05 | 记-1     | 一季度会费 | 102      | 5960.00 |
--                  |          |            | 401      |         | 5960.00
--       2021-06-05 | 记-1     | 二季度会费 | 102      | 5960.00 |
--                  |          |            | 401      |         | 5960.00
--       2021-09-05 | 记-1     | 三季度会费 | 102      | 5960.00 |
--                  |          |            | 401      |         | 5960.00
--     status: clean
--   - says: 只有会员人数，全年没有会费
--     payroll: |
--       月份 | 会员人数
--       1    | 100
--       2    | 100
--     journal: |
--       日期       | 凭证字号 | 摘要     | 科目编码 | 借方    | 贷方
--       2021-06-05 | 记-1     | 拨缴经费 | 102      | 2000.00 |
--                  |          |          | 402      |         | 2000.00
--     status: findings
--   - says: 只有工资总额
--     payroll: |
--       月份 | 工资总额
--       1    | 100000.00
--     journal: |
--       日期       | 凭证字号 | 摘要     | 科目编码 | 借方    | 贷方
--       2021-06-05 | 记-1     | 拨缴经费 | 102      | 2000.00 |
--                  |          |          | 402      |         | 2000.00
--     status: not_enough_data
SELECT '会费收入' AS group_key, p.origin,
       CASE WHEN o.due > 0 THEN o.short * p.base * $rate::DECIMAL(6, 4) / o.due ELSE 0 END::DECIMAL(18, 2) AS amount,
       CASE WHEN p.m IS NULL THEN '全年会费基数{base}元，应收会费{due}元，账面{got}元'
            ELSE '{month}月会费基数{base}元；{span}应收会费{due}元，账面{got}元' END
       || '，少{short}元。全部应收{all_due}元，账面{all_got}元，差额{all_short}元' AS reason,
       '' AS voucher, NULL::DATE AS date, '' AS account, p.base::DECIMAL(18, 2) AS base, o.due::DECIMAL(18, 2) AS due,
       o.got::DECIMAL(18, 2) AS got, o.short::DECIMAL(18, 2) AS short, r.due AS all_due, r.got AS all_got,
       r.short AS all_short, p.m AS month,
       CASE WHEN o.term = 0 THEN '全年' WHEN w.months BETWEEN 3 AND $monthly_from - 1 THEN '第' || o.term || '季度'
            ELSE '当月' END AS span, p.file, p."row"
FROM base_months p, known w, result r
JOIN owed o ON true
WHERE r.off AND o.short > o.due * $off_share::DECIMAL(6, 4)
  AND o.term = CASE WHEN p.m IS NULL THEN 0 WHEN w.months >= $monthly_from OR w.months = 0 THEN p.m
                    WHEN w.months > 2 THEN (p.m + 2) // 3 ELSE 0 END
UNION ALL BY NAME
SELECT '会费收入' AS group_key, origin, NULL AS amount,
       CASE WHEN m IS NULL THEN '会员{members}人，全年没有会费入账' ELSE '{month}月会员{members}人，没有会费入账' END AS reason,
       '' AS voucher, NULL::DATE AS date, '' AS account, m AS month, members::BIGINT AS members, file, "row"
FROM silent
ORDER BY file, "row"
