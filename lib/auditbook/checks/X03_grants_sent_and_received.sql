-- id: X03
-- title: 上级拨付补助与下级收到补助不一致
-- severity: 中
-- basis: 《工会会计制度》（财会〔2009〕7号）关于上级补助收入、补助下级支出核算的规定
-- verified: false
-- advice: 建议总工会与工会逐笔核对补助的拨付和入账，取得银行回单；未入账的查明款项去向后按规定入账
-- proves: 总工会账上的补助下级支出与工会账上的上级补助收入，在相隔不超过 $within_days 天内找不到同额的另一边
-- does_not_prove: 年末在途、上年拨付本年到账、合并登记、与欠缴经费轧差、拨付时没有写明单位的不在内；更上一级或产业工会直接拨给的补助、记入其他科目也会有此特征
-- scope: units
-- needs: [journal]
-- params:
--   # how long money may be on its way, and how far apart the two books may enter it
--   within_days: 30
--   # differences of up to this much are charges and rounding
--   min_amount: 1.00
-- first:
--   moves: |
--     SELECT *, side * amount > 0 AS sent, abs(amount) AS size,
--            -- the union may enter a slip some days before the federation does
--            date + CASE WHEN side < 0 THEN 5 ELSE 0 END AS place
--     FROM transfers WHERE kind = '补助' AND abs(amount) >= $min_amount AND date IS NOT NULL
--   # equal sums of a pair that follow each other closely; sent opens, booked closes, a red entry takes back
--   runs: |
--     SELECT *, sum(CASE WHEN sent THEN 1 ELSE -1 END) OVER (w ROWS UNBOUNDED PRECEDING) AS level
--     FROM (SELECT *, sum(CASE WHEN place - before <= $within_days + 5 THEN 0 ELSE 1 END)
--                  OVER (v ROWS UNBOUNDED PRECEDING) AS run
--           FROM (SELECT *, lag(place) OVER v AS before FROM moves WHERE pair IS NOT NULL
--                 WINDOW v AS (PARTITION BY pair, size ORDER BY place, side DESC, file, "row"))
--           WINDOW v AS (PARTITION BY pair, size ORDER BY place, side DESC, file, "row"))
--     WINDOW w AS (PARTITION BY pair, size, run ORDER BY place, side DESC, file, "row")
--   # what no entry of the other side (or no reversal) closes
--   open_ones: |
--     SELECT * FROM (
--         SELECT *, min(level) OVER (w ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS later,
--                least(0, min(level) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS earlier
--         FROM runs
--         WINDOW w AS (PARTITION BY pair, size, run ORDER BY place, side DESC, file, "row"))
--     WHERE CASE WHEN sent THEN later IS NULL OR later >= level ELSE level < coalesce(earlier, 0) END
--   # several sums of one side that together are those of the other: one slip entered in two vouchers, or the reverse
--   groups: |
--     SELECT *, sum(side * amount) OVER g AS difference, sum(amount) FILTER (side > 0) OVER g AS total_sent,
--            sum(amount) FILTER (side < 0) OVER g AS total_got,
--            count(*) FILTER (side > 0) OVER g AS n_sent, count(*) FILTER (side < 0) OVER g AS n_got,
--            min(date) OVER g AS since
--     FROM (SELECT *, sum(CASE WHEN place - last_place <= $within_days THEN 0 ELSE 1 END)
--                  OVER (v ROWS UNBOUNDED PRECEDING) AS cluster
--           FROM (SELECT *, lag(place) OVER v AS last_place FROM open_ones
--                 WINDOW v AS (PARTITION BY pair ORDER BY place, side DESC, file, "row"))
--           WINDOW v AS (PARTITION BY pair ORDER BY place, side DESC, file, "row"))
--     WINDOW g AS (PARTITION BY pair, cluster)
--   # arrears kept back: the money agrees with what the other side has moved or booked
--   netted: |
--     SELECT DISTINCT a.origin FROM groups a
--     JOIN groups b ON b.pair = a.pair AND b.side = -a.side AND abs(b.date - a.date) <= $within_days
--      AND (a.amount = b.money OR a.money = b.amount OR a.money = b.money AND a.money > 0)
--   # the same sum under another account of the union
--   elsewhere: |
--     SELECT g.origin, arg_min(e.account, e.date) AS other_account, arg_min(e.voucher, e.date) AS other_voucher,
--            arg_min(e.account_title, e.date) AS other_title, arg_min(e.origin, e.date) AS other_origin
--     FROM entries e
--     JOIN groups g ON g.pair = e.unit AND g.amount = e.cr AND e.date BETWEEN g.date - 5 AND g.date + $within_days
--     WHERE g.side > 0 AND e.cr > 0
--       AND (e.class = '收入' OR e.role IN ('entrusted', 'payable', 'due_from_above', 'due_above'))
--       AND NOT (e.class = '收入' AND e.top_role = 'from_above')
--     GROUP BY g.origin
--   # a sum that the federation paid to nobody that we could name covers what no sum covers
--   unnamed: |
--     SELECT above, date, amount FROM moves WHERE side > 0 AND pair IS NULL
--   # still under way: sent in the last days, or received in the first days of the year
--   judged: |
--     SELECT g.*, CASE WHEN g.side > 0 AND g.date > $last_day::DATE - $within_days THEN '在途'
--                      WHEN g.side < 0 AND g.date < $first_day::DATE + $within_days THEN '上年在途'
--                      WHEN abs(g.difference) < $min_amount AND g.n_sent > 0 AND g.n_got > 0 THEN '合并登记'
--                      WHEN g.origin IN (SELECT origin FROM netted) THEN '轧差'
--                      WHEN g.side < 0 AND EXISTS (SELECT 1 FROM unnamed u WHERE u.above = g.above
--                           AND u.amount >= g.amount AND abs(u.date - g.date) <= $within_days) THEN '未写明单位'
--                      ELSE '' END AS innocent
--     FROM groups g
-- enough: |
--   SELECT count(*) FILTER (side > 0) > 0 AND (SELECT count(DISTINCT unit) FROM vouchers) > 1 AS enough FROM moves
-- lacking: 没有同时取得总工会（含补助下级支出）和所属工会的序时账，未能逐笔核对
-- tested: |
--   SELECT count(*) AS lines, coalesce(sum(amount) FILTER (side > 0), 0)::DECIMAL(38, 2) AS amount,
--          coalesce(sum(amount) FILTER (side < 0), 0)::DECIMAL(38, 2) AS booked, count(DISTINCT pair) AS pairs,
--          count(*) FILTER (pair IS NULL) AS unknown,
--          coalesce(sum(amount) FILTER (pair IS NULL), 0)::DECIMAL(38, 2) AS unknown_amount,
--          (SELECT count(*) FROM judged WHERE innocent IN ('在途', '上年在途')) AS moving,
--          (SELECT coalesce(sum(amount), 0)::DECIMAL(38, 2) FROM judged
--              WHERE innocent IN ('在途', '上年在途')) AS moving_amount,
--          (SELECT count(*) FROM units u WHERE u.kind <> 'federation'
--              AND u.unit NOT IN (SELECT unit FROM vouchers)) AS absent
--   FROM moves
-- says: "核对总工会与{pairs}个工会的补助：拨出{amount}元、登记收到{booked}元，共{lines}笔；年末、年初在途{moving}笔{moving_amount}元\
--   ，未写明单位的{unknown}笔{unknown_amount}元；未提供序时账的工会{absent}个不在内"
-- examples:
--   - says: 拨出8,000元，工会没有入账；另一笔工会少记了一千元；工会多记一笔总工会没有的
--     units: |
--       单位 | 名称             | 类型       | 上级
--       demo | 某区总工会       | federation |
--       u01  | 甲公司工会委员会 | grassroots | demo
--       u02  | 乙学校工会委员会 | grassroots | demo
--     journal: |
--       单位 | 日期       | 凭证字号 | 摘要             | 科目编码 | 借方    | 贷方    | 往来单位
--       demo | 2021-05-12 | 记-1     | 拨付文体补助     | 50602    | 8000.00 |         | 甲公司工会
--       demo |            |          |                  | 102      |         | 8000.00 |
--       demo | 2021-09-12 | 记-2     | 拨乙学校工会补助 | 50602    | 6000.00 |         |
--       demo |            |          |                  | 102      |         | 6000.00 |
--       u02  | 2021-09-15 | 记-5     | 收上级补助       | 102      | 5000.00 |         |
--       u02  |            |          |                  | 40302    |         | 5000.00 |
--       u01  | 2021-11-15 | 记-6     | 收上级补助       | 102      | 2000.00 |         |
--       u01  |            |          |                  | 40304    |         | 2000.00 |
--     status: findings
--     groups: [u01|-1|2021-11-15|2000.00, u01|1|2021-05-12|8000.00, u02|2021-09-12|5000.00]
--   - says: 逐笔一致；每月同额的；一笔分两张入账；错拨冲回；年末在途；年初到账；轧差；市总工会直接给的
--     units: |
--       单位 | 名称             | 类型       | 上级
--       demo | 某区总工会       | federation |
--       u01  | 甲公司工会委员会 | grassroots | demo
--       u02  | 乙学校工会委员会 | grassroots | demo
--     journal: |
--       单位 | 日期       | 凭证字号 | 摘要               | 科目编码 | 借方     | 贷方    | 往来单位
--       u01  | 2021-01-05 | 记-1     | 收上级补助         | 102      | 700.00   |         | 某区总工会
--       u01  |            |          |                    | 40302    |          | 700.00  | 某区总工会
--       demo | 2021-02-12 | 记-1     | 2月补助            | 50602    | 1000.00  |         | 甲公司工会委员会
--       demo |            |          |                    | 102      |          | 1000.00 |
--       u01  | 2021-02-20 | 记-2     | 2月补助            | 102      | 1000.00  |         |
--       u01  |            |          |                    | 40302    |          | 1000.00 |
--       demo | 2021-03-12 | 记-2     | 3月补助            | 50602    | 1000.00  |         | 甲公司工会委员会
--       demo |            |          |                    | 102      |          | 1000.00 |
--       u01  | 2021-03-11 | 记-3     | 3月补助            | 102      | 1000.00  |         |
--       u01  |            |          |                    | 40302    |          | 1000.00 |
--       demo | 2021-05-12 | 记-3     | 专项和帮扶补助     | 50602    | 5000.00  |         | 乙学校工会
--       demo |            |          |                    | 102      |          | 5000.00 |
--       u02  | 2021-05-14 | 记-1     | 专项补助           | 102      | 3000.00  |         |
--       u02  |            |          |                    | 40302    |          | 3000.00 |
--       u02  | 2021-05-14 | 记-2     | 帮扶补助           | 102      | 2000.00  |         |
--       u02  |            |          |                    | 40304    |          | 2000.00 |
--       demo | 2021-06-01 | 记-4     | 补助               | 50602    | 900.00   |         | 乙学校工会
--       demo |            |          |                    | 102      |          | 900.00  |
--       demo | 2021-06-08 | 记-5     | 冲销误拨           | 50602    | -900.00  |         | 乙学校工会
--       demo |            |          |                    | 102      |          | -900.00 |
--       demo | 2021-08-08 | 记-6     | 补助（扣欠缴）     | 50602    | 4000.00  |         | 乙学校工会
--       demo |            |          |                    | 132      |          | 500.00  |
--       demo |            |          |                    | 102      |          | 3500.00 |
--       u02  | 2021-08-12 | 记-3     | 补助               | 102      | 3500.00  |         |
--       u02  |            |          |                    | 40302    |          | 3500.00 |
--       u02  | 2021-09-12 | 记-4     | 市总工会文体补助   | 102      | 2600.00  |         | 某市总工会
--       u02  |            |          |                    | 40302    |          | 2600.00 |
--       demo | 2021-12-29 | 记-7     | 迎春补助           | 50602    | 5000.00  |         | 甲公司工会
--       demo |            |          |                    | 102      |          | 5000.00 |
--     status: clean
--   - says: 只有工会的账
--     units: |
--       单位 | 名称             | 类型       | 上级
--       demo | 某区总工会       | federation |
--       u01  | 甲公司工会委员会 | grassroots | demo
--       u02  | 乙学校工会委员会 | grassroots | demo
--     journal: |
--       单位 | 日期       | 凭证字号 | 摘要       | 科目编码 | 借方   | 贷方   | 往来单位
--       u01  | 2021-03-05 | 记-1     | 收上级补助 | 102      | 700.00 |        | 某区总工会
--       u01  |            |          |            | 40302    |        | 700.00 | 某区总工会
--     status: not_enough_data
WITH hits AS (
SELECT CASE WHEN n_sent = 1 AND n_got = 1 THEN concat_ws('|', pair, since, least(total_sent, total_got))
            ELSE concat_ws('|', pair, side, date, amount) END AS group_key,
       n_sent = 1 AND n_got = 1 AS one_to_one,
       j.origin, amount::DECIMAL(18, 2) AS amount,
       CASE WHEN n_sent = 1 AND n_got = 1
            THEN '{above_name}拨出补助{total_sent}元，{union_name}登记上级补助{total_got}元，相差{apart}元'
            WHEN side > 0 AND e.other_voucher IS NOT NULL
            THEN '{above_name}拨给{union_name}补助{amount}元，工会没有登记上级补助，{other_voucher}记有同额的“{other_title}”'
            WHEN side > 0
            THEN '{above_name}拨给{union_name}补助{amount}元，工会账上前后{within}天没有同额的上级补助收入'
            ELSE '{union_name}登记收到上级补助{amount}元，{above_name}账上前后{within}天没有同额的拨出'
       END || '（全年拨出{year_sent}元，登记收到{year_got}元）' AS reason,
       voucher, date, account, j.unit, pair, above, side, j.file, j."row", e.other_origin,
           coalesce(u.name, pair) AS union_name, coalesce(f.name, above) AS above_name,
       total_sent::DECIMAL(18, 2) AS total_sent, total_got::DECIMAL(18, 2) AS total_got,
       abs(difference)::DECIMAL(18, 2) AS apart, other_voucher, coalesce(other_title, other_account) AS other_title,
       $within_days AS within, y.year_sent, y.year_got,
       CASE WHEN e.other_voucher IS NOT NULL AND NOT (n_sent = 1 AND n_got = 1) THEN '低' ELSE '中' END AS severity
FROM judged j
LEFT JOIN elsewhere e ON e.origin = j.origin
LEFT JOIN (SELECT unit AS id, name FROM units) u ON u.id = pair
LEFT JOIN (SELECT unit AS id, name FROM units) f ON f.id = above
LEFT JOIN (SELECT pair AS id, coalesce(sum(amount) FILTER (side > 0), 0)::DECIMAL(18, 2) AS year_sent,
                  coalesce(sum(amount) FILTER (side < 0), 0)::DECIMAL(18, 2) AS year_got FROM moves GROUP BY pair) y
                      ON y.id = pair
WHERE innocent = ''
)
SELECT * FROM hits
-- the side that has nothing, or has it elsewhere, is told too
UNION ALL BY NAME
SELECT group_key, other_origin AS origin, CASE WHEN other_origin IS NOT NULL THEN amount END AS amount,
       CASE WHEN side > 0 AND other_origin IS NOT NULL
           THEN '{above_name}{day}拨来补助{sum}元，本单位记在“{other_title}”，没有登记上级补助'
            WHEN side > 0 THEN '{above_name}{day}拨来补助{sum}元，本单位账上前后{within}天没有同额的上级补助收入'
            ELSE '{union_name}{day}登记收到上级补助{sum}元，总工会账上前后{within}天没有同额的拨出' END AS reason,
       coalesce(CASE WHEN other_origin IS NOT NULL THEN other_voucher END, '') AS voucher,
       CASE WHEN side > 0 THEN pair ELSE above END AS unit, severity, amount AS sum, date AS day, union_name,
           above_name,
       other_title, within, -side AS side, file, "row"
FROM hits WHERE NOT one_to_one
ORDER BY group_key, side DESC, date, file, "row"
