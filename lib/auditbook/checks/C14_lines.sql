-- id: C14
-- title: 分录只有一方金额，科目在科目表或余额表中
-- severity: 中
-- basis: 《会计基础工作规范》第五十一条：记账凭证应具备会计科目、金额等内容；一行分录只记借方或贷方
-- verified: false
-- advice: 建议核对原始凭证，更正分录；自设科目的补充科目表
-- proves: 一行分录借贷两方都有金额，或都没有金额（低）；科目编码空白，或科目表、余额表都没有
-- does_not_prove: 数量核算、外币调整的分录可能没有本币金额；导出的科目表可能不全
-- needs: [journal]
-- first:
--   sums: |
--     SELECT count(*) AS lines, count(*) FILTER (WHERE debit <> 0 AND credit <> 0) AS two,
--            count(*) FILTER (WHERE coalesce(debit, 0) = 0 AND coalesce(credit, 0) = 0) AS none,
--            greatest(1000, 0.2 * count(*)) AS usual
--     FROM journal WHERE void IS NOT TRUE
--   used: |
--     SELECT account, count(*) AS lines FROM journal WHERE void IS NOT TRUE GROUP BY account
--   above: |
--     WITH RECURSIVE above AS (
--         SELECT code, parent AS ancestor FROM accounts WHERE parent IS NOT NULL
--         UNION ALL
--         SELECT a.code, p.parent FROM above a JOIN accounts p ON p.code = a.ancestor WHERE p.parent IS NOT NULL
--     )
--     SELECT * FROM above
--   # the rows themselves are looked for only where they are no habit of the file
--   odd: |
--     SELECT book, period, word, number, line, file, sheet, "row", voucher, date, account, debit, credit
--     FROM journal
--     WHERE void IS NOT TRUE AND CASE WHEN coalesce(debit, 0) <> 0 THEN credit <> 0 AND (SELECT two <= usual FROM sums)
--                                ELSE coalesce(credit, 0) = 0 AND (SELECT none <= usual FROM sums) END
--   # a unit's own account below a listed one is known, unless the balance table lists its sisters and not it
--   parted: |
--     SELECT DISTINCT a.ancestor AS code FROM balances b JOIN above a ON a.code = b.account
--   known: |
--     SELECT account AS code FROM balances WHERE account IS NOT NULL
--     UNION SELECT code FROM accounts WHERE listed
--     UNION SELECT a.code FROM above a
--       JOIN (SELECT account AS code FROM balances UNION SELECT code FROM accounts
--           WHERE listed) k ON k.code = a.ancestor
--       ANTI JOIN parted p ON p.code = a.ancestor
--   unknown: |
--     SELECT u.account, u.lines FROM used u ANTI JOIN known k ON k.code = u.account
-- tested: |
--   SELECT lines, two, none, (SELECT count(*) FROM used) AS accounts, (SELECT count(*) FROM unknown) AS unknown
--       FROM sums
-- says: "核对分录{lines}行、科目{accounts}个：借贷两方都有金额的{two}行，都没有金额的{none}行，\
--   科目表和余额表都没有的科目{unknown}个"
-- examples:
--   - says: 两方都有、都没有，科目空白，科目谁也不认识
--     journal: |
--       日期       | 凭证字号 | 科目编码 | 借方   | 贷方
--       2021-01-05 | 记-1     | 50102    | 100.00 | 100.00
--       2021-01-06 | 记-2     | 102      |        | 0.00
--       2021-01-07 | 记-3     |          | 5.00   |
--       2021-01-07 | 记-4     | 9999     |        | 5.00
--     status: findings
--     groups: [两方|1|记|1, 无金额|1|记|2, 科目|, 科目|9999]
--   - says: 余额表列了明细，却没有这一个明细
--     journal: |
--       日期       | 凭证字号 | 科目编码 | 借方   | 贷方
--       2021-01-05 | 记-1     | 5010299  | 100.00 |
--       2021-01-05 | 记-2     | 5010201  | 100.00 |
--     balances: |
--       科目编码 | 期末借方
--       50102    | 100.00
--       5010201  | 100.00
--     status: findings
--     groups: [科目|5010299]
--   - says: 红字、作废、只有期初的科目、单位自设的明细
--     journal: |
--       日期       | 凭证字号 | 科目编码 | 借方    | 贷方   | 作废
--       2021-01-05 | 记-1     | 5010201  | -100.00 |        |
--       2021-01-05 | 记-2     | 102      |         |        | 是
--       2021-01-05 | 记-3     | 102      |         | 7.00   |
--     balances: |
--       科目编码 | 期末借方
--       501      | 100.00
--       162      | 100.00
--     status: clean
SELECT '两方|' || concat_ws('|', j.book, j.period, nullif(j.word, ''), j.number, j.line) AS group_key, concat_ws('|',
    j.file, j.sheet, j."row") AS origin,
       j.debit AS amount, '同一行借方{debit}元、贷方{credit}元' AS reason, j.voucher, j.line, j.date, j.account,
       '' AS severity, j.debit, j.credit, 1 AS kind, j."row"
FROM odd j WHERE j.debit <> 0
UNION ALL BY NAME
SELECT '无金额|' || concat_ws('|', j.book, j.period, nullif(j.word, ''), j.number, j.line) AS group_key,
    concat_ws('|', j.file, j.sheet, j."row") AS origin,
       NULL AS amount, '借方、贷方都没有金额' AS reason, j.voucher, j.line, j.date, j.account, '低' AS severity,
           2 AS kind, j."row"
FROM odd j WHERE coalesce(j.debit, 0) = 0
UNION ALL BY NAME
SELECT '两方' AS group_key, NULL AS origin, NULL AS amount,
    '{two}行分录借贷两方都有金额：可能导出的列有误' AS reason, '' AS voucher,
       '' AS account, '' AS severity, two, 1 AS kind
FROM sums WHERE two > usual
UNION ALL BY NAME
SELECT '无金额' AS group_key, NULL AS origin, NULL AS amount, '{none}行分录没有金额：可能导出的列有误' AS reason,
    '' AS voucher,
       '' AS account, '' AS severity, none, 2 AS kind
FROM sums WHERE none > usual
UNION ALL BY NAME
SELECT '科目|' || coalesce(u.account, '') AS group_key, arg_min(j.origin, j."row") AS origin, NULL AS amount,
       CASE WHEN u.account IS NULL THEN '{count}行分录没有科目编码，这是第一行'
            ELSE '科目{account}用于{count}行分录，科目表和余额表都没有，这是第一行' END AS reason,
       arg_min(j.voucher, j."row") AS voucher, arg_min(j.line, j."row") AS line, arg_min(j.date, j."row") AS date,
       u.account, '' AS severity, any_value(u.lines) AS count, 3 AS kind, min(j."row") AS "row"
FROM journal j JOIN unknown u ON u.account IS NOT DISTINCT FROM j.account
WHERE j.void IS NOT TRUE
GROUP BY u.account
ORDER BY kind, "row"
