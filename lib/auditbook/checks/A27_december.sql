-- id: A27
-- title: 年末支出占比较高
-- severity: 中
-- basis: 《工会预算执行情况审计监督办法》（工审会发〔2016〕5号）：审查预算执行的效益性；界限由审计人员设定，没有统一规定
-- verified: false
-- advice: 建议核对年末大额支出的合同、验收和用途，分析集中支出的原因，均衡安排预算执行
-- proves: 十二月支出占全年支出的 $december_share 以上；年末到账并按用途支出的专项补助、元旦春节慰问已经剔除
-- does_not_prove: 按合同在年末结算、活动安排在年末，也会使十二月支出较多；列出的是十二月较大的、以前月份没有的支出
-- needs: [journal]
-- params:
--   december_share: 0.40
--   much: 0.50
--   least: 5000.00
--   each_share: 0.05
--   listed: 10
--   months: 6
--   grants_from: 11
--   festivals: 元旦|春节|新年([^度]|$)|新春|迎新|过年|两节|年货|寒冬|冬送温暖
-- first:
--   spent: |
--     SELECT s.book, s.id, least(coalesce(s.period, month(s.date)), 12) AS m, sum(s.dr - s.cr) AS amount,
--            arg_min(s.summary, s."row") AS summary, arg_min(s.project, s."row") AS project
--     FROM spending s GROUP BY s.book, s.id, m
--   # of grants that came at the end of the year, what was spent on their purpose; never more than came
--   by_grant: |
--     SELECT g.book, g.id, sum(g.spent) AS amount FROM granted g
--     WHERE month(g.arrived) >= $grants_from AND month(g.date) = 12 GROUP BY g.book, g.id
--   december: |
--     SELECT v.*, v.festive OR v.by_grant IS NOT NULL AS excused,
--            least(coalesce(v.by_grant, 0), v.amount) AS granted_part
--     FROM (SELECT s.*, g.amount AS by_grant,
--                  regexp_matches(concat_ws('|', s.summary, s.project), $festivals) AS festive,
--                  -- what is paid in other months too is no rush: words without figures and months
--                  regexp_replace(coalesce(s.summary, ''), '[0-9一二三四五六七八九十]+[年月日季份]?度?|上旬|中旬|下旬|\pP|\s',
--                      '', 'g') AS words
--           FROM spent s LEFT JOIN by_grant g ON g.id = s.id
--           WHERE s.m = 12) v
--   late_grants: |
--     SELECT book, sum(cr - dr) AS amount FROM income
--     WHERE month(date) >= $grants_from
--       AND role IN ('from_above', 'earmarked', 'aid_from_above', 'warmth_from_above', 'relief_from_above',
--                    'from_government', 'from_employer')
--     GROUP BY book
--   shares: |
--     SELECT y.book, y.amount AS year, d.amount AS december, y.amount - d.excused AS base,
--            d.amount - d.excused AS late, d.excused, y.lines
--     FROM (SELECT book, sum(amount) AS amount, count(*) AS lines FROM spent GROUP BY book) y
--     JOIN (SELECT d.book, sum(d.amount) AS amount,
--                  greatest(coalesce(sum(d.amount) FILTER (d.festive), 0), 0)
--                  + least(coalesce(sum(d.granted_part) FILTER (NOT d.festive), 0),
--                          coalesce(any_value(l.amount), 0)) AS excused
--           FROM december d LEFT JOIN late_grants l ON l.book IS NOT DISTINCT FROM d.book
--           GROUP BY d.book) d ON d.book IS NOT DISTINCT FROM y.book
--   high: |
--     SELECT book, late, base, december::DECIMAL(18, 2) AS december, year::DECIMAL(18, 2) AS year,
--            excused::DECIMAL(18, 2) AS excused, (december * 100 / year)::DECIMAL(18, 1) AS percent,
--            (late * 100 / base)::DECIMAL(18, 1) AS rest
--     FROM shares WHERE base > 0 AND late > base * $december_share::DECIMAL(6, 4) AND late >= $least
--   # the largest ones that no other month has alike
--   hits: |
--     SELECT s.*, d.id, d.amount
--     FROM december d
--     JOIN high s ON s.book IS NOT DISTINCT FROM d.book
--     LEFT JOIN (SELECT book, max(most) AS most, regexp_replace(coalesce(summary, ''),
--                           '[0-9一二三四五六七八九十]+[年月日季份]?度?|上旬|中旬|下旬|\pP|\s', '', 'g') AS words
--                FROM (SELECT book, summary, max(amount) AS most FROM spent
--                      WHERE m < 12 AND EXISTS (SELECT 1 FROM high) GROUP BY book, summary)
--                GROUP BY book, words) o
--       ON o.words = d.words AND o.words <> '' AND o.book IS NOT DISTINCT FROM d.book
--     WHERE NOT d.excused AND d.amount >= s.december * $each_share::DECIMAL(6, 4)
--       AND (o.words IS NULL OR d.amount > 2 * o.most)
--     QUALIFY row_number() OVER (PARTITION BY d.book ORDER BY d.amount DESC, d.id) <= $listed
-- enough: |
--   SELECT count(DISTINCT coalesce(period, month(date))) >= $months AS enough,
--          count(DISTINCT coalesce(period, month(date))) AS found
--   FROM entries
-- lacking: "序时账只有{found}个月，不能比较十二月与全年的支出"
-- tested: |
--   SELECT coalesce(sum(lines), 0)::BIGINT AS lines, coalesce(sum(year), 0)::DECIMAL(38, 2) AS amount,
--          coalesce(sum(december), 0)::DECIMAL(38, 2) AS december, coalesce(sum(excused), 0)::DECIMAL(38, 2) AS excused
--   FROM shares
-- says: "支出凭证{lines}张、{amount}元，其中十二月{december}元（含年末专项补助列支和元旦春节慰问{excused}元）"
-- examples:
--   - says: 年底集中采购，占全年支出的八成
--     journal: |
--       日期       | 凭证字号 | 摘要               | 科目编码 | 借方     | 贷方
--       2021-03-05 | 记-1     | 运动会             | 50102    | 6000.00  |
--                  |          |                    | 102      |          | 6000.00
--       2021-11-05 | 记-1     | 11月读书活动       | 50101    | 1000.00  |
--                  |          |                    | 102      |          | 1000.00
--       2021-12-05 | 记-1     | 12月读书活动       | 50101    | 2000.00  |
--                  |          |                    | 102      |          | 2000.00
--       2021-12-25 | 记-2     | 年底集中采购器材   | 50102    | 26000.00 |
--                  |          |                    | 102      |          | 26000.00
--     params: {months: 2}
--     status: findings
--     vouchers: [记-2]
--   - says: 十二月到账的专项补助按用途支出，和次年春节的慰问品
--     journal: |
--       日期       | 凭证字号 | 摘要                       | 科目编码 | 借方     | 贷方
--       2021-03-05 | 记-1     | 运动会                     | 50102    | 9000.00  |
--                  |          |                            | 102      |          | 9000.00
--       2021-12-05 | 记-1     | 收到上级职工书屋专项补助   | 102      | 20000.00 |
--                  |          | 收到上级职工书屋专项补助   | 40302    |          | 20000.00
--       2021-12-15 | 记-2     | 职工书屋图书               | 50101    | 19000.00 |
--                  |          |                            | 102      |          | 19000.00
--       2021-12-25 | 记-3     | 购2022年春节慰问品         | 50104    | 8000.00  |
--                  |          |                            | 102      |          | 8000.00
--     params: {months: 2}
--     status: clean
--   - says: 只有十二月的序时账
--     journal: |
--       日期       | 凭证字号 | 摘要             | 科目编码 | 借方     | 贷方
--       2021-12-25 | 记-2     | 年底集中采购器材 | 50102    | 26000.00 |
--                  |          |                  | 102      |          | 26000.00
--     status: not_enough_data
SELECT concat_ws('|', h.book, '12月') AS group_key, v.origin, h.amount::DECIMAL(18, 2) AS amount,
       '“{summary}”{amount}元；十二月支出{december}元，占全年{year}元的{percent}%'
       || '（剔除年末专项补助列支和元旦春节慰问{excused}元后占{rest}%）' AS reason,
       CASE WHEN h.late < h.base * $much::DECIMAL(6, 4) THEN '低' END AS severity, v.voucher, v.date,
       coalesce(v.summary, '') AS summary, h.december, h.year, h.excused, h.percent, h.rest, v.file, v."row"
FROM vouchers v JOIN hits h ON h.id = v.id
UNION ALL BY NAME
SELECT concat_ws('|', s.book, '12月') AS group_key, NULL AS origin, s.late::DECIMAL(18, 2) AS amount,
       '十二月支出{december}元，占全年{year}元的{percent}%（剔除年末专项补助列支和元旦春节慰问{excused}元后占{rest}%）' AS reason,
       CASE WHEN s.late < s.base * $much::DECIMAL(6, 4) THEN '低' END AS severity, '' AS voucher,
       s.december, s.year, s.excused, s.percent, s.rest, '' AS file, 0 AS "row"
FROM high s WHERE NOT EXISTS (SELECT 1 FROM hits h WHERE h.book IS NOT DISTINCT FROM s.book)
ORDER BY group_key, amount DESC, file, "row"
