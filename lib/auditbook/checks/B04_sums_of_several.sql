-- id: B04
-- title: 合并或拆分收付
-- severity: 低
-- basis: 《会计基础工作规范》第五十一条：记账凭证应附原始凭证，逐笔可核对
-- verified: false
-- advice: 建议核对合并或拆分的依据；付款的，对照采购和审批限额看合并后的金额
-- proves: 对账单的一笔等于账上不同凭证几笔的合计，或账上的一笔等于对账单几笔的合计
-- does_not_prove: 定期集中付款、按名单代发、分次到账都是正常的；金额的合计也可能碰巧相等
-- needs: [journal, bank]
-- params: {parts: 6}
-- enough: SELECT enough, booked, stated, booked_matched, stated_matched FROM reconciled_total
-- lacking: |
--   账上银行存款收付{booked}笔、对账单{stated}笔，相符的账上{booked_matched}笔、对账单{stated_matched}笔，不足以核对：
--   对账单可能不是这些账户、这个年度的，或账上汇总记账
-- tested: SELECT * FROM reconciled_total
-- says: 核对账上{booked}笔、对账单{stated}笔
-- examples:
--   - says: 两张凭证银行合并付了一笔
--     journal: |
--       日期       | 凭证字号 | 摘要     | 科目编码 | 借方    | 贷方    | 往来单位
--       2021-10-08 | 记-4     | 比赛用品 | 50102    | 1324.00 |         | 商户甲
--                  |          | 比赛用品 | 102      |         | 1324.00 | 商户甲
--       2021-10-08 | 记-5     | 比赛用品 | 50102    | 879.00  |         | 商户甲
--                  |          | 比赛用品 | 102      |         | 879.00  | 商户甲
--     bank: |
--       日期       | 摘要     | 对方户名 | 支出
--       2021-10-11 | 比赛用品 | 商户甲   | 2203.00
--     status: findings
--     vouchers: [记-4, 记-5, ""]
--   - says: 逐笔相符的、一张凭证里列了两笔银行存款的，不是合并
--     journal: |
--       日期       | 凭证字号 | 摘要     | 科目编码 | 借方    | 贷方    | 往来单位
--       2021-10-08 | 记-4     | 比赛用品 | 50102    | 1324.00 |         | 商户甲
--                  |          | 比赛用品 | 102      |         | 1324.00 | 商户甲
--       2021-10-08 | 记-5     | 比赛用品 | 50102    | 500.00  |         | 商户乙
--                  |          | 比赛奖品 | 50102    | 379.00  |         | 商户乙
--                  |          | 比赛用品 | 102      |         | 500.00  | 商户乙
--                  |          | 比赛奖品 | 102      |         | 379.00  | 商户乙
--     bank: |
--       日期       | 摘要     | 对方户名 | 支出
--       2021-10-11 | 比赛用品 | 商户甲   | 1324.00
--       2021-10-11 | 比赛用品 | 商户乙   | 879.00
--     status: clean
SELECT concat_ws('|', book, match) AS group_key, origin, abs(amount)::DECIMAL(18, 2) AS amount,
       CASE WHEN side = 'book' AND how = 'many_to_one' THEN '账上{date}{way}{amount}元（{party}），与另外的凭证合并为对账单的一笔{whole}元'
            WHEN side = 'bank' AND how = 'many_to_one' THEN '对账单{date}{way}{amount}元（{party}），等于账上{parts}笔的合计'
            WHEN side = 'book' THEN '账上{date}{way}{amount}元（{party}），等于对账单{parts}笔的合计'
            ELSE '对账单{date}{way}{amount}元（{party}），是账上一笔{whole}元的一部分' END
           || CASE WHEN ways > 1 THEN '；也可能由别的几笔组成' ELSE '' END AS reason,
       coalesce(voucher, '') AS voucher, line, date, coalesce(account, '') AS account,
       CASE WHEN amount < 0 THEN '付出' ELSE '收到' END AS way, coalesce(payee, summary, '无摘要') AS party,
       pieces - 1 AS parts, whole::DECIMAL(18, 2) AS whole, file, "row"
FROM (
    SELECT *, count(*) OVER same AS pieces, max(abs(amount)) OVER same AS whole,
           -- the one that is the sum: of the books where several rows of the bank make it, and the other way round
           (side = 'book') = (how = 'one_to_many') AS sum,
           how = 'many_to_one' AND min(voucher || date) OVER same = max(voucher || date) OVER same AS one_voucher
    FROM reconciled WHERE how IN ('one_to_many', 'many_to_one')
    WINDOW same AS (PARTITION BY unit, book, how, match)
)
-- of a long list (paid person by person) the sum is enough
WHERE NOT one_voucher AND (pieces - 1 <= $parts OR sum)
ORDER BY match, side = 'bank', date, file, "row"
