-- id: C02
-- title: 每张凭证借贷平衡
-- severity: 高
-- basis: 《会计基础工作规范》第五十一条：记账凭证的借方、贷方金额应当相等
-- verified: false
-- advice: 建议核对原始凭证，补齐或更正缺少、录错的分录
-- proves: 同一账套、期间、凭证字、凭证号的分录，借方合计不等于贷方合计；作废凭证不计金额
-- does_not_prove: 导出时漏行、一张凭证跨两个文件、两张凭证误用同一号，也会有此结果
-- needs: [journal]
-- first:
--   groups: |
--     SELECT book, period, word, number, count(*) AS lines,
--            sum(CASE WHEN void THEN 0 ELSE coalesce(debit, 0) END) AS debit,
--            sum(CASE WHEN void THEN 0 ELSE coalesce(credit, 0) END) AS credit,
--            -- a voucher has one day: one number over many lines and days is no voucher
--            count(*) > 20 AND min(date) IS DISTINCT FROM max(date) OR count(*) > 1000 AND count(date) = 0 AS senseless
--     FROM journal GROUP BY book, period, word, number
-- enough: |
--   SELECT count(*) = 0 OR sum(lines) FILTER (WHERE number > 0 AND NOT senseless) >= 0.8 * sum(lines) AS enough,
--          sum(lines)::BIGINT AS lines FROM groups
-- lacking: 序时账{lines}行中，凭证号缺失、为0或同一号用于大量不同日期的分录超过20%，无法区分凭证，未能逐张核对
-- tested: |
--   SELECT count(*) AS vouchers, sum(lines)::BIGINT AS lines, sum(debit) AS debit, sum(credit) AS credit,
--          sum(debit) - sum(credit) AS difference, count(*) FILTER (WHERE debit <> credit) AS unbalanced FROM groups
-- says: "核对凭证{vouchers}张、分录{lines}行：借方合计{debit}元，贷方合计{credit}元，相差{difference}元；\
--   借贷不平的凭证{unbalanced}张"
-- examples:
--   - says: 一张凭证差一分
--     journal: |
--       日期       | 凭证字号 | 科目编码 | 借方   | 贷方
--       2021-01-05 | 记-1     | 50102    | 100.00 |
--                  |          | 102      |        | 100.00
--       2021-01-06 | 记-2     | 50102    | 80.00  |
--                  |          | 102      |        | 79.99
--     status: findings
--     vouchers: [记-2]
--     message: 相差0.01元
--   - says: 红字、作废和每月重新编号都不是不平
--     journal: |
--       日期       | 凭证字号 | 科目编码 | 借方    | 贷方    | 作废
--       2021-01-05 | 记-1     | 50102    | -100.00 |         |
--                  |          | 102      |         | -100.00 |
--       2021-01-06 | 记-2     | 50102    | 70.00   |         | 是
--       2021-02-05 | 记-1     | 102      | 30.00   |         |
--                  |          | 401      |         | 30.00   |
--     status: clean
--   - says: 凭证号全是0，只说一次
--     journal: |
--       日期       | 凭证字号 | 科目编码 | 借方   | 贷方
--       2021-01-05 | 0        | 50102    | 100.00 |
--       2021-01-05 | 0        | 102      |        | 100.00
--       2021-03-05 | 0        | 50102    | 100.00 |
--       2021-03-05 | 0        | 102      |        | 100.00
--     status: not_enough_data
--     message: 无法区分凭证
--   - says: 空的序时账不是平衡的序时账
--     journal: |
--       日期 | 凭证字号 | 科目编码 | 借方 | 贷方
--     status: not_enough_data
SELECT concat_ws('|', u.book, u.period, u.word, u.number) AS group_key,
       arg_min(j.origin, j."row") AS origin,
       any_value(u.debit - u.credit)::DECIMAL(18, 2) AS amount,
       '凭证{voucher}的分录{lines}行：借方合计{debit}元，贷方合计{credit}元，相差{amount}元' AS reason,
       arg_min(j.voucher, j."row") AS voucher,
       min(j.date) AS date,
       any_value(u.lines) AS lines,
       any_value(u.debit)::DECIMAL(38, 2) AS debit,
       any_value(u.credit)::DECIMAL(38, 2) AS credit
FROM journal j
JOIN (SELECT * FROM groups WHERE debit <> credit) u
  ON j.number IS NOT DISTINCT FROM u.number AND j.period IS NOT DISTINCT FROM u.period
 AND j.word IS NOT DISTINCT FROM u.word AND j.book IS NOT DISTINCT FROM u.book
GROUP BY u.book, u.period, u.word, u.number
ORDER BY u.book, u.period, u.word, u.number
