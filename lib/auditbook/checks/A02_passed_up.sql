-- id: A02
-- title: 上解差异
-- severity: 高
-- basis: 工会经费分成规定（上级工会文件）：自收上解的工会按拨缴经费的百分之四十按时上解；《工会法》（2009年修正）第四十二条
-- verified: false
-- advice: 建议与上级工会核对应解、已解数，确有未解的，按分成规定上解；与补助互抵的，取得上级工会的确认
-- proves: 自收上解的单位，截至年末前 $keep_months 个月收到的拨缴经费，按 $share_up 计算的上级部分（含年初未解）尚有 $off_share \
--   以上没有上解
-- does_not_prove: 年末前 $keep_months 个月内收到的不算；上级工会批准缓解、与回拨互抵而没有入账、分成比例另有文件的，也会有差异
-- needs: [journal]
-- params: {share_up: 0.40, off_share: 0.01, least: 100.00, keep_months: 3}
-- first:
--   way: SELECT min(value) AS stated FROM profile WHERE key = 'collection'
--   # what came in and what was passed up: paid, or set off against a grant from above
--   moved: |
--     SELECT v.id, v.date, v.book,
--            CASE WHEN r.own < 0 AND NOT v.red AND v.money_out > 0 THEN 0 ELSE r.own END
--            + CASE WHEN r.own <> 0 OR r.up > 0 AND NOT v.red THEN r.up ELSE 0 END AS collected,
--            CASE WHEN r.own = 0 AND (v.money_out > 0 OR v.red OR r.from_above > 0)
--                   AND (r.up < 0 OR v.red) THEN -r.up
--                 WHEN r.own < 0 AND NOT v.red AND v.money_out > 0 THEN least(-r.own - r.up, v.money_out)
--                 ELSE 0 END AS passed,
--            r.up
--     FROM vouchers v
--     JOIN (SELECT id, coalesce(sum(cr - dr) FILTER (role = 'contributions'), 0) AS own,
--                  coalesce(sum(cr - dr) FILTER (role = 'due_above'), 0) AS up,
--                  coalesce(sum(cr - dr) FILTER (role IN ('from_above', 'refund_from_above')), 0) AS from_above
--           FROM entries GROUP BY id
--           HAVING count(*) FILTER (role IN ('contributions', 'due_above')) > 0) r ON r.id = v.id
--     WHERE NOT v.closing
--   opening: |
--     SELECT coalesce(sum(net) FILTER (first), 0) AS owed, arg_min(origin, "row") FILTER (last) AS origin,
--            sum(closing) FILTER (last) AS closing, min(account) AS account
--     FROM (SELECT b.account, b.origin, b."row", coalesce(b.opening_credit, 0) - coalesce(b.opening_debit, 0) AS net,
--                  coalesce(b.closing_credit, 0) - coalesce(b.closing_debit, 0) AS closing,
--                  b.period IS NOT DISTINCT FROM min(b.period) OVER () AS first,
--                  b.period IS NOT DISTINCT FROM max(b.period) OVER () AS last
--           FROM balances b JOIN accounts a ON a.code = b.account
--           WHERE a.role = 'due_above' AND NOT EXISTS (SELECT 1 FROM balances p WHERE p.account = a.parent))
--   result: |
--     SELECT *, (owed + due - passed)::DECIMAL(18, 2) AS late,
--            owed + due - passed >= $least AND owed + due - passed > (owed + due) * $off_share::DECIMAL(6, 4) AS off
--     FROM (SELECT any_value(o.owed) AS owed, any_value(o.origin) AS origin, any_value(o.closing) AS closing,
--                  any_value(o.account) AS account, coalesce(sum(m.collected), 0) AS collected,
--                  coalesce(sum(m.collected) FILTER (m.date <= $last_day::DATE - to_months($keep_months)), 0)
--                    * $share_up::DECIMAL(6, 4) AS due,
--                  coalesce(sum(m.passed), 0) AS passed, count(m.id) AS lines,
--                  count(*) FILTER (m.up > 0) > 0 AS booked
--           FROM opening o LEFT JOIN moved m ON true)
-- applies: |
--   SELECT coalesce((SELECT stated FROM way), '自收上解') = '自收上解'
--          AND NOT EXISTS (SELECT 1 FROM units u JOIN (SELECT DISTINCT unit AS id FROM journal) j ON j.id = u.unit
--                          WHERE u.kind = 'federation') AS applies,
--          coalesce((SELECT stated FROM way), '地方总工会') AS way
-- otherwise: "收缴方式：{way}，上级部分不经本单位上解"
-- enough: |
--   SELECT collected > 0 AND ((SELECT stated FROM way) IS NOT NULL OR booked) AS enough,
--          CASE WHEN collected > 0 THEN '单位信息没有填收缴方式，账面也没有应付上级经费'
--               ELSE '账面没有收到拨缴经费' END AS why
--   FROM result
-- lacking: "{why}，未能核对上解"
-- tested: |
--   SELECT lines, collected::DECIMAL(38, 2) AS amount, owed::DECIMAL(18, 2) AS owed,
--          due::DECIMAL(18, 2) AS due, passed::DECIMAL(18, 2) AS passed, $keep_months AS months
--   FROM result
-- says: "收缴和上解凭证{lines}张，收到拨缴经费{amount}元；年初未解{owed}元，年末前{months}个月以前应解{due}元，已解{passed}元"
-- examples:
--   - says: 第一季度上解以后没有再上解
--     profile: {collection: 自收上解}
--     balances: |
--       科目编码 | 期初贷方 | 期末贷方
--       221      |          | 1600.00
--     journal: |
--       日期       | 凭证字号 | 摘要        | 科目编码 | 借方    | 贷方
--       2021-03-05 | 记-1     | 3月拨缴经费 | 102      | 2000.00 |
--                  |          |             | 402      |         | 1200.00
--                  |          |             | 221      |         | 800.00
--       2021-03-25 | 记-2     | 上解经费    | 221      | 800.00  |
--                  |          |             | 102      |         | 800.00
--       2021-06-05 | 记-1     | 6月拨缴经费 | 102      | 2000.00 |
--                  |          |             | 402      |         | 1200.00
--                  |          |             | 221      |         | 800.00
--       2021-12-05 | 记-1     | 12月拨缴经费 | 102     | 2000.00 |
--                  |          |             | 402      |         | 1200.00
--                  |          |             | 221      |         | 800.00
--     status: findings
--     vouchers: ['', 记-1]
--     message: 疑点2行
--   - says: 第四季度的次年一月上解；上年末的在一月上解；一部分与回拨互抵
--     profile: {collection: 自收上解}
--     balances: |
--       科目编码 | 期初贷方 | 期末贷方
--       221      | 500.00   | 800.00
--     journal: |
--       日期       | 凭证字号 | 摘要         | 科目编码 | 借方    | 贷方
--       2021-01-05 | 记-1     | 上解上年经费 | 221      | 500.00  |
--                  |          |              | 102      |         | 500.00
--       2021-06-05 | 记-1     | 拨缴经费     | 102      | 2000.00 |
--                  |          |              | 402      |         | 1200.00
--                  |          |              | 221      |         | 800.00
--       2021-07-05 | 记-1     | 上解经费     | 221      | 600.00  |
--                  |          |              | 102      |         | 600.00
--       2021-07-25 | 记-9     | 回拨抵上解   | 221      | 200.00  |
--                  |          |              | 40301    |         | 200.00
--       2021-12-05 | 记-1     | 拨缴经费     | 102      | 2000.00 |
--                  |          |              | 402      |         | 1200.00
--                  |          |              | 221      |         | 800.00
--     status: clean
--   - says: 全部记入拨缴经费收入，没有上解
--     profile: {collection: 自收上解}
--     journal: |
--       日期       | 凭证字号 | 摘要     | 科目编码 | 借方    | 贷方
--       2021-06-05 | 记-1     | 拨缴经费 | 102      | 2000.00 |
--                  |          |          | 402      |         | 2000.00
--     status: findings
--   - says: 由税务代收上级部分的，不上解
--     profile: {collection: 税务代收上级部分+行政直拨}
--     journal: |
--       日期       | 凭证字号 | 摘要     | 科目编码 | 借方    | 贷方
--       2021-06-05 | 记-1     | 拨缴经费 | 102      | 1200.00 |
--                  |          |          | 402      |         | 1200.00
--     status: not_applicable
--   - says: 收缴方式不明
--     journal: |
--       日期       | 凭证字号 | 摘要     | 科目编码 | 借方    | 贷方
--       2021-06-05 | 记-1     | 拨缴经费 | 102      | 1200.00 |
--                  |          |          | 402      |         | 1200.00
--     status: not_enough_data
SELECT '应付上级经费' AS group_key, r.origin, r.late AS amount,
       '年初未解{owed}元，截至{until}应解{due}元，全年已解{passed}元，超过{months}个月没有上解的{amount}元'
       || CASE WHEN r.closing IS NULL THEN '' ELSE '（应付上级经费年末余额{closing}元）' END AS reason,
       CASE WHEN w.stated IS NULL THEN '低' END AS severity, '' AS voucher, NULL::DATE AS date,
       coalesce(r.account, '') AS account, r.owed::DECIMAL(18, 2) AS owed, r.due::DECIMAL(18, 2) AS due,
       r.passed::DECIMAL(18, 2) AS passed, r.closing::DECIMAL(18, 2) AS closing, $keep_months AS months,
       ($last_day::DATE - to_months($keep_months))::DATE AS until, 0 AS place, '' AS file, 0 AS "row"
FROM result r, way w WHERE r.off
UNION ALL BY NAME
-- the receipts whose upper share is still here; its money is in the row above
SELECT '应付上级经费' AS group_key, e.origin, NULL AS amount, '{date}应付上级经费{credit}元，至年末未见上解' AS reason,
       CASE WHEN w.stated IS NULL THEN '低' END AS severity, e.voucher, e.date, e.account,
       (e.cr - e.dr)::DECIMAL(18, 2) AS credit, 1 AS place, e.file, e."row"
FROM (SELECT e.*, sum(e.cr - e.dr) OVER (ORDER BY e.date, e.file, e."row") AS level
      FROM entries e JOIN (SELECT id FROM moved WHERE collected > 0 AND up > 0) m ON m.id = e.id
      WHERE e.role = 'due_above') e, result r, way w
WHERE r.off AND e.level + r.owed > r.passed AND e.date <= $last_day::DATE - to_months($keep_months)
ORDER BY place, date, file, "row"
