-- id: C13
-- title: 银行对账单余额逐笔衔接
-- severity: 中
-- basis: 对账单每笔余额等于上一笔余额加收入减支出
-- verified: false
-- advice: 建议向开户银行重新取得盖章的对账单，核对断开处前后有无删改、漏页
-- proves: 同一文件、账号中，一笔的余额与相邻一笔的余额和收支推算的不同
-- does_not_prove: 导出时漏页、漏行、排序被打乱，也会有此结果；第一笔之前的余额无从核对
-- needs: [bank]
-- first:
--   # counted from the top: balance less all flows so far stays the same, or with the newest first balance plus them
--   flows: |
--     SELECT file, sheet, account_no, currency, "row", origin, date, paid, received, balance,
--            coalesce(received, 0) - coalesce(paid, 0) AS net,
--            sum(coalesce(received, 0) - coalesce(paid, 0)) OVER (PARTITION BY file, sheet, account_no,
--                currency ORDER BY "row") AS flow
--     FROM bank
--   levels: |
--     SELECT *, lag(oldest_first) OVER w AS oldest_before, lag(oldest_first, 2) OVER w AS oldest_before_that,
--            lag(newest_first) OVER w AS newest_before, lag(newest_first, 2) OVER w AS newest_before_that
--     FROM (SELECT *, balance - flow AS oldest_first, balance + flow - net AS newest_first FROM flows
--         WHERE balance IS NOT NULL)
--     WINDOW w AS (PARTITION BY file, sheet, account_no, currency ORDER BY "row")
--   statements: |
--     SELECT file, sheet, account_no, currency, count(*) AS lines, arg_min(balance, "row") AS top, arg_max(balance,
--         "row") AS bottom,
--            count(*) FILTER (WHERE oldest_first <> oldest_before) AS oldest_breaks,
--            count(*) FILTER (WHERE newest_first <> newest_before) AS newest_breaks,
--            -- fewer breaks decide, else the dates
--            CASE WHEN oldest_breaks <> newest_breaks THEN newest_breaks < oldest_breaks
--                 ELSE arg_min(date, "row") > arg_max(date, "row") END AS newest,
--            least(oldest_breaks, newest_breaks) > greatest(10, count(*) / 2) AS disorder
--     FROM levels GROUP BY file, sheet, account_no, currency
--   breaks: |
--     SELECT l.file, l.sheet, l.account_no, l.currency, l."row", l.origin, l.date, l.balance,
--            CASE WHEN s.newest THEN newest_first - newest_before ELSE oldest_first - oldest_before END AS difference
--     FROM levels l JOIN statements s ON s.file = l.file AND s.sheet = l.sheet
--      AND s.account_no IS NOT DISTINCT FROM l.account_no AND s.currency IS NOT DISTINCT FROM l.currency
--     WHERE NOT s.disorder
--       -- where the row after a wrong one is right again, the wrong one is told alone
--       AND CASE WHEN s.newest THEN newest_first <> newest_before AND newest_first IS DISTINCT FROM newest_before_that
--                ELSE oldest_first <> oldest_before AND oldest_first IS DISTINCT FROM oldest_before_that END
-- enough: SELECT coalesce(max(lines), 0) > 1 AS enough FROM statements
-- lacking: 银行对账单没有余额列或不足两笔，未能核对
-- tested: |
--   SELECT s.file, coalesce(' 账号' || s.account_no, '') AS account_no, s.lines,
--          CASE WHEN s.newest THEN '最近的在前' ELSE '最早的在前' END AS sequence,
--          CASE WHEN s.newest THEN s.bottom ELSE s.top END AS first_balance,
--          CASE WHEN s.newest THEN s.top ELSE s.bottom END AS last_balance,
--          (SELECT count(*) FROM breaks b WHERE b.file = s.file AND b.sheet = s.sheet
--             AND b.account_no IS NOT DISTINCT FROM s.account_no AND b.currency IS NOT DISTINCT
--                 FROM s.currency) AS breaks
--   FROM statements s ORDER BY s.file, s.sheet, s.account_no
-- says: "{file}{account_no}余额{lines}笔（{sequence}）：首笔{first_balance}元，末笔{last_balance}元，断开{breaks}处"
-- examples:
--   - says: 漏了一笔，只在一处断开
--     bank: |
--       日期       | 支出  | 收入   | 余额
--       2021-01-05 |       | 100.00 | 100.00
--       2021-01-06 | 30.00 |        | 70.00
--       2021-01-08 | 10.00 |        | 40.00
--       2021-01-09 | 5.00  |        | 35.00
--     status: findings
--     groups: [2021-01-08|40.00]
--   - says: 最近的在前，一笔余额改动过
--     bank: |
--       日期       | 支出  | 收入   | 余额
--       2021-01-09 | 5.00  |        | 55.00
--       2021-01-08 | 10.00 |        | 60.00
--       2021-01-07 |       | 20.00  | 77.00
--       2021-01-06 | 50.00 |        | 50.00
--       2021-01-05 |       | 100.00 | 100.00
--     status: findings
--     groups: [2021-01-07|77.00]
--   - says: 两个账号在一个文件里，有的行没有余额
--     bank: |
--       账号 | 日期       | 支出  | 收入   | 余额
--       A    | 2021-01-05 |       | 100.00 | 100.00
--       B    | 2021-01-05 |       | 7.00   | 57.00
--       A    | 2021-01-06 | 30.00 |        |
--       A    | 2021-01-07 | 30.00 |        | 40.00
--       B    | 2021-01-08 | 7.00  |        | 50.00
--     status: clean
--   - says: 没有余额列
--     bank: |
--       日期       | 支出  | 收入
--       2021-01-05 |       | 100.00
--       2021-01-06 | 3.00  |
--     status: not_enough_data
SELECT concat_ws('|', account_no, date, balance) AS group_key, origin, difference::DECIMAL(18, 2) AS amount,
       '余额{balance}元，由相邻一笔的余额和收支推算应为{expected}元，相差{amount}元' AS reason,
       '' AS voucher, date, '' AS account, balance, (balance - difference)::DECIMAL(38, 2) AS expected, file, "row"
FROM breaks
UNION ALL BY NAME
SELECT concat_ws('|', account_no, file, nullif(sheet, '')) AS group_key, NULL AS origin, NULL AS amount,
       '{file}的余额{lines}笔，至少{count}笔与收支不能衔接：可能排序被打乱，或收支两列颠倒' AS reason,
       '' AS voucher, NULL AS date, '' AS account, file, lines, least(oldest_breaks, newest_breaks) AS count, 0 AS "row"
FROM statements WHERE disorder
ORDER BY file, "row"
