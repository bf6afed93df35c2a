-- id: C05
-- title: 序时账发生额与科目余额表一致
-- severity: 高
-- basis: 《会计基础工作规范》第六十三条：会计账簿记录与会计凭证、总账与明细账核对相符
-- verified: false
-- advice: 建议重新导出全年序时账和科目余额表，查明差额科目缺少或多出的凭证
-- proves: 序时账按科目汇总（下级计入上级）的借方或贷方发生额，不等于科目余额表所列
-- does_not_prove: 序时账漏导凭证、余额表不含年终结转、红字在余额表中改列另一方，都会有此结果
-- needs: [journal, balances]
-- first:
--   # one book here and an unnamed one there are the same; where one side names none, all books are compared at once
--   one_book: |
--     SELECT count(DISTINCT book) <= 1 OR count(journal) = 0 OR count(balances) = 0 AS one
--     FROM (SELECT DISTINCT book, book AS journal, NULL AS balances FROM journal UNION ALL
--           SELECT DISTINCT book, NULL, book FROM balances)
--   posted: |
--     SELECT CASE WHEN o.one THEN NULL ELSE j.book END AS book, j.account, sum(j.debit) AS debit,
--         sum(j.credit) AS credit
--     FROM (SELECT book, account, coalesce(sum(debit), 0) AS debit, coalesce(sum(credit), 0) AS credit
--           FROM journal WHERE void IS NOT TRUE GROUP BY book, account) j, one_book o
--     GROUP BY 1, 2
--   above: |
--     WITH RECURSIVE above AS (
--         SELECT code, code AS ancestor FROM accounts
--         UNION ALL
--         SELECT a.code, p.parent FROM above a JOIN accounts p ON p.code = a.ancestor WHERE p.parent IS NOT NULL
--     )
--     SELECT * FROM above
--   rolled_up: |
--     SELECT p.book, a.ancestor AS account, sum(p.debit) AS debit, sum(p.credit) AS credit
--     FROM posted p JOIN above a ON a.code = p.account GROUP BY p.book, a.ancestor
--   # several monthly tables add up; one table of December has the whole year in 本年累计
--   basis: |
--     SELECT count(cumulative_debit) + count(cumulative_credit) > 0 AND count(DISTINCT (file, sheet, period)) = 1
--            OR count(debit) + count(credit) = 0 AS cumulative,
--            count(debit) + count(credit) + count(cumulative_debit) + count(cumulative_credit) > 0 AS given
--     FROM balances
--   listed: |
--     SELECT CASE WHEN o.one THEN NULL ELSE b.book END AS book, b.account, arg_min(b.origin, b."row") AS origin,
--            sum(coalesce(CASE WHEN s.cumulative THEN b.cumulative_debit ELSE b.debit END, 0)) AS debit,
--            sum(coalesce(CASE WHEN s.cumulative THEN b.cumulative_credit ELSE b.credit END, 0)) AS credit
--     FROM balances b, one_book o, basis s
--     WHERE b.account IS NOT NULL
--     GROUP BY 1, 2
--   compared: |
--     SELECT l.book, l.account, l.origin, coalesce(r.debit, 0) AS posted_debit, coalesce(r.credit, 0) AS posted_credit,
--            l.debit, l.credit, coalesce(r.debit, 0) - l.debit AS debit_off, coalesce(r.credit,
--                0) - l.credit AS credit_off
--     FROM listed l LEFT JOIN rolled_up r ON r.account = l.account AND r.book IS NOT DISTINCT FROM l.book
--   # what a subordinate account already shows is not told again for those above it
--   explained: |
--     SELECT c.book, n.parent AS account, sum(c.debit_off) AS debit_off, sum(c.credit_off) AS credit_off
--     FROM compared c JOIN (
--         SELECT l.book, l.account, arg_max(a.ancestor, length(a.ancestor)) AS parent
--         FROM listed l JOIN above a ON a.code = l.account AND a.ancestor <> l.account
--         JOIN listed p ON p.account = a.ancestor AND p.book IS NOT DISTINCT FROM l.book
--         GROUP BY l.book, l.account
--     ) n ON n.account = c.account AND n.book IS NOT DISTINCT FROM c.book
--     GROUP BY c.book, n.parent
--   # posted to an account that the table lists neither itself nor above
--   unlisted: |
--     SELECT p.book, p.account, any_value(p.debit) AS debit, any_value(p.credit) AS credit,
--            arg_min(j.origin, j."row") AS origin, arg_min(j.voucher, j."row") AS voucher
--     FROM journal j
--     JOIN (SELECT p.* FROM posted p ANTI JOIN (
--               SELECT a.code, l.book FROM above a JOIN listed l ON l.account = a.ancestor
--           ) k ON k.code = p.account AND k.book IS NOT DISTINCT FROM p.book
--           WHERE p.debit <> 0 OR p.credit <> 0) p
--       ON j.account IS NOT DISTINCT FROM p.account AND (j.book IS NOT DISTINCT FROM p.book OR p.book IS NULL)
--     WHERE j.void IS NOT TRUE
--     GROUP BY p.book, p.account
--   accounts_off: |
--     SELECT c.* FROM compared c
--     LEFT JOIN explained e ON e.account = c.account AND e.book IS NOT DISTINCT FROM c.book
--     WHERE (c.debit_off <> 0 OR c.credit_off <> 0)
--       AND (c.debit_off <> coalesce(e.debit_off, 0) OR c.credit_off <> coalesce(e.credit_off, 0))
-- enough: SELECT given FROM basis
-- lacking: 科目余额表没有本期发生额，也没有本年累计，未能核对
-- tested: |
--   SELECT (SELECT count(*) FROM compared) AS accounts,
--          (SELECT coalesce(sum(debit), 0)::DECIMAL(38, 2) FROM posted) AS posted_debit,
--          (SELECT coalesce(sum(credit), 0)::DECIMAL(38, 2) FROM posted) AS posted_credit,
--          coalesce(sum(l.debit), 0)::DECIMAL(38, 2) AS debit, coalesce(sum(l.credit), 0)::DECIMAL(38, 2) AS credit,
--          ((SELECT coalesce(sum(debit), 0) FROM posted) - coalesce(sum(l.debit), 0))::DECIMAL(38, 2) AS debit_off,
--          ((SELECT coalesce(sum(credit), 0) FROM posted) - coalesce(sum(l.credit), 0))::DECIMAL(38, 2) AS credit_off,
--          (SELECT count(*) FROM accounts_off) + (SELECT count(*) FROM unlisted) AS off,
--          (SELECT CASE WHEN cumulative THEN '本年累计' ELSE '本期发生额' END FROM basis) AS column
--   FROM listed l ANTI JOIN (
--       SELECT DISTINCT l.book, a.code FROM above a JOIN listed l ON l.account = a.ancestor WHERE a.code <> a.ancestor
--   ) u ON u.code = l.account AND u.book IS NOT DISTINCT FROM l.book
-- says: "逐个核对科目{accounts}个：序时账借方{posted_debit}元、贷方{posted_credit}元，余额表最上级科目{column}借\
--   方{debit}元、贷方{credit}元，相差借方{debit_off}元、贷方{credit_off}元；不符的科目{off}个"
-- examples:
--   - says: 序时账漏了一张凭证，只报最下级科目
--     journal: |
--       日期       | 凭证字号 | 科目编码 | 借方   | 贷方
--       2021-01-05 | 记-1     | 50102    | 100.00 |
--                  |          | 102      |        | 100.00
--     balances: |
--       科目编码 | 期初借方 | 本期借方 | 本期贷方 | 期末借方 | 期末贷方
--       102      | 500.00   |          | 130.00   | 370.00   |
--       501      |          | 130.00   |          | 130.00   |
--       50102    |          | 130.00   |          | 130.00   |
--     status: findings
--     groups: ['102', '50102']
--   - says: 记到了余额表里没有的科目；501不是5010的上级
--     journal: |
--       日期       | 凭证字号 | 科目编码 | 借方   | 贷方
--       2021-01-05 | 记-1     | 5010     | 100.00 |
--                  |          | 102      |        | 100.00
--     balances: |
--       科目编码 | 期初借方 | 本期借方 | 本期贷方 | 期末借方
--       102      | 500.00   |          | 100.00   | 400.00
--       501      |          |          |          |
--     status: findings
--     groups: ['5010']
--     vouchers: [记-1]
--   - says: 红字、作废、年终结转、余额表只列到一级和只有期初的科目
--     journal: |
--       日期       | 凭证字号 | 科目编码 | 借方   | 贷方   | 作废
--       2021-01-05 | 记-1     | 50102    | 100.00 |        |
--                  |          | 102      |        | 100.00 |
--       2021-01-06 | 记-2     | 50102    | -20.00 |        |
--                  |          | 102      |        | -20.00 |
--       2021-01-07 | 记-3     | 50102    | 99.00  |        | 是
--       2021-12-31 | 记-1     | 331      | 80.00  |        |
--                  |          | 50102    |        | 80.00  |
--     balances: |
--       科目编码 | 期初借方 | 期初贷方 | 本期借方 | 本期贷方 | 期末借方 | 期末贷方
--       102      | 500.00   |          |          | 80.00    | 420.00   |
--       162      | 70.00    |          |          |          | 70.00    |
--       331      |          | 570.00   | 80.00    |          |          | 490.00
--       501      |          |          | 80.00    | 80.00    |          |
--     status: clean
--   - says: 十二月的余额表，全年数在本年累计
--     journal: |
--       日期       | 凭证字号 | 科目编码 | 借方   | 贷方
--       2021-01-05 | 记-1     | 102      | 100.00 |
--                  |          | 401      |        | 100.00
--       2021-12-05 | 记-1     | 102      | 7.00   |
--                  |          | 401      |        | 7.00
--     balances: |
--       科目编码 | 期初借方 | 期初贷方 | 本期借方 | 本期贷方 | 本年累计借方 | 本年累计贷方 | 期末借方 | 期末贷方
--       102      | 100.00   |          | 7.00     |          | 107.00       |              | 107.00   |
--       401      |          | 100.00   |          | 7.00     |              | 107.00       |          | 107.00
--     status: clean
--     message: 本年累计借方107.00元
--   - says: 没有余额表就没有核对
--     journal: |
--       日期       | 凭证字号 | 科目编码 | 借方   | 贷方
--       2021-01-05 | 记-1     | 102      | 100.00 | 100.00
--     status: not_enough_data
--     message: 未提供科目余额表
SELECT concat_ws('|', book, account) AS group_key, origin,
       CASE WHEN debit_off <> 0 THEN debit_off ELSE credit_off END::DECIMAL(18, 2) AS amount,
       '科目{account}序时账借方{posted_debit}元、贷方{posted_credit}元，'
           || '余额表借方{debit}元、贷方{credit}元，相差借方{debit_off}元、贷方{credit_off}元' AS reason,
       '' AS voucher, account, posted_debit::DECIMAL(38, 2) AS posted_debit, posted_credit::DECIMAL(38,
           2) AS posted_credit,
       debit::DECIMAL(38, 2) AS debit, credit::DECIMAL(38, 2) AS credit,
       debit_off::DECIMAL(38, 2) AS debit_off, credit_off::DECIMAL(38, 2) AS credit_off
FROM accounts_off
UNION ALL BY NAME
SELECT concat_ws('|', u.book, coalesce(u.account, '无编码')) AS group_key, u.origin,
       CASE WHEN u.debit <> 0 THEN u.debit ELSE u.credit END::DECIMAL(18, 2) AS amount,
       '序时账科目{account}有发生额（借方{debit}元、贷方{credit}元），科目余额表没有这个科目，也没有它的上级' AS reason,
       u.voucher,
       coalesce(u.account, '（无编码）') AS account, u.debit::DECIMAL(38, 2) AS debit, u.credit::DECIMAL(38,
           2) AS credit
FROM unlisted u
ORDER BY group_key
