-- id: B02
-- title: 对账单有收付、账上没有
-- severity: 高
-- basis: 《会计法》第九条、第十六条：各单位发生的各项经济业务事项应当在依法设置的会计账簿上统一登记、核算
-- verified: false
-- advice: 建议取得该笔收付的银行回单和业务资料，查明用途后补记入账
-- proves: 对账单的一笔收付，账上前后 31 天内没有同额的银行收付，也不是几笔的合计，也没有同一对方金额相近的一笔
-- does_not_prove: |
--   年初的可能是上年已入账的未达账项，年末的可能次年入账；也可能记入了现金或往来科目，或账上漏导凭证
-- needs: [journal, bank]
-- params: {transit_days: 10}
-- enough: SELECT enough, booked, stated, booked_matched, stated_matched FROM reconciled_total
-- lacking: |
--   账上银行存款收付{booked}笔、对账单{stated}笔，相符的账上{booked_matched}笔、对账单{stated_matched}笔，不足以核对：
--   对账单可能不是这些账户、这个年度的，或账上汇总记账
-- tested: SELECT * FROM reconciled_total
-- says: 核对账上{booked}笔、对账单{stated}笔
-- examples:
--   - says: 一笔付款账上没有
--     journal: |
--       日期       | 凭证字号 | 摘要         | 科目编码 | 借方    | 贷方    | 往来单位
--       2021-04-15 | 记-4     | 购买学习资料 | 50101    | 300.00  |         | 商户甲
--                  |          | 购买学习资料 | 102      |         | 300.00  | 商户甲
--     bank: |
--       日期       | 摘要     | 对方户名 | 支出    | 收入
--       2021-04-16 | 转账支出 | 商户甲   | 300.00  |
--       2021-04-22 | 转账支出 | 商户乙   | 1524.20 |
--     status: findings
--     groups: ["2021-04-22|-1524.20|商户乙"]
--   - says: 付错退回、两个账户之间划转、上年已入账今年到账、手续费（见B05），都不算账上没有
--     last_journal: |
--       日期       | 凭证字号 | 摘要       | 科目编码 | 借方   | 贷方   | 往来单位
--       2020-12-30 | 记-40    | 更新宣传栏 | 50103    | 602.30 |        | 商户丙
--                  |          | 更新宣传栏 | 102      |        | 602.30 | 商户丙
--     journal: |
--       日期       | 凭证字号 | 摘要         | 科目编码 | 借方    | 贷方    | 往来单位
--       2021-01-15 | 记-4     | 购买学习资料 | 50101    | 300.00  |         | 商户甲
--                  |          | 购买学习资料 | 102      |         | 300.00  | 商户甲
--     bank: |
--       账号 | 日期       | 摘要       | 对方户名   | 支出    | 收入
--       A    | 2021-01-04 | 转账支出   | 商户丙     | 602.30  |
--       A    | 2021-01-12 | 转账支出   | 商户丁     | 500.00  |
--       A    | 2021-01-13 | 退汇       | 商户丁     |         | 500.00
--       A    | 2021-01-16 | 转账支出   | 商户甲     | 300.00  |
--       A    | 2021-01-20 | 转账       | 本单位账户 | 9000.00 |
--       B    | 2021-01-20 | 转账       | 本单位账户 |         | 9000.00
--       A    | 2021-01-21 | 账户管理费 |            | 12.50   |
--     status: clean
SELECT CASE WHEN known THEN concat_ws('|', book, date, amount, coalesce(payee, summary))
            ELSE concat_ws('|', '账号', account_no) END AS group_key, origin, abs(amount)::DECIMAL(18, 2) AS amount,
       '对账单{date}{way}{amount}元（{party}），账上没有相符的一笔'
           || CASE WHEN known THEN '' ELSE '；账号{account_no}全年没有一笔与账上相符' END
           || CASE WHEN searched THEN '' ELSE '；是否与其他几笔合并入账未能逐一查找' END
           || CASE WHEN late THEN '；距年末不足{transit}天，可能次年入账' WHEN early THEN '；年初{transit}天以内，可能上年已入账' ELSE '' END
           AS reason,
       CASE WHEN late OR early THEN '低' END AS severity, '' AS voucher, date, '' AS account,
       CASE WHEN amount < 0 THEN '付出' ELSE '收到' END AS way, coalesce(payee, summary, '无摘要') AS party, account_no,
       $transit_days AS transit, file, "row"
FROM (
    SELECT *, date > $last_day - $transit_days::INTEGER AS late, date < $first_day + $transit_days::INTEGER AS early,
           account_no IS NULL OR count(*) FILTER (how <> 'unmatched') OVER account > 0
               OR count(*) OVER account < 3 AS known
    FROM reconciled WHERE side = 'bank'
    WINDOW account AS (PARTITION BY account_no)
)
WHERE how = 'unmatched'
ORDER BY date, file, "row"
