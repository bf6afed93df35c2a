-- id: B05
-- title: 银行手续费、利息账上没有
-- severity: 低
-- basis: 《会计基础工作规范》第三十七条：收支发生时应当及时办理会计手续、进行会计核算
-- verified: false
-- advice: 建议凭银行回单补记手续费支出和利息收入
-- proves: 对账单的一笔手续费、账户管理费或利息，账上没有同额的一笔，也不在合并入账的几笔之内
-- does_not_prove: 可能记在现金或往来科目，或与其他收付合并入账；年末结息可能次年入账
-- needs: [journal, bank]
-- enough: SELECT enough, booked, stated, booked_matched, stated_matched FROM reconciled_total
-- lacking: |
--   账上银行存款收付{booked}笔、对账单{stated}笔，相符的账上{booked_matched}笔、对账单{stated_matched}笔，不足以核对：
--   对账单可能不是这些账户、这个年度的，或账上汇总记账
-- tested: SELECT * FROM reconciled_total
-- says: 核对账上{booked}笔、对账单{stated}笔
-- examples:
--   - says: 账户管理费和一次结息没有入账
--     journal: |
--       日期       | 凭证字号 | 摘要         | 科目编码 | 借方   | 贷方   | 往来单位
--       2021-10-15 | 记-4     | 购买学习资料 | 50101    | 300.00 |        | 商户甲
--                  |          | 购买学习资料 | 102      |        | 300.00 | 商户甲
--     bank: |
--       日期       | 摘要       | 对方户名 | 支出   | 收入
--       2021-10-16 | 转账支出   | 商户甲   | 300.00 |
--       2021-10-18 | 账户管理费 |          | 12.50  |
--       2021-10-21 | 结息       |          |        | 33.21
--     status: findings
--     groups: ["2021-10-18|-12.50|账户管理费", "2021-10-21|33.21|结息"]
--   - says: 手续费按季合并入账，利息逐笔入账；向商户付的安装手续费不是银行的费用
--     journal: |
--       日期       | 凭证字号 | 摘要           | 科目编码 | 借方   | 贷方   | 往来单位
--       2021-10-31 | 记-4     | 三季度手续费   | 50402    | 37.50  |        |
--                  |          | 三季度手续费   | 102      |        | 37.50  |
--       2021-10-31 | 记-5     | 收到存款利息   | 102      | 33.21  |        |
--                  |          | 收到存款利息   | 408      |        | 33.21  |
--     bank: |
--       日期       | 摘要       | 对方户名 | 支出   | 收入
--       2021-08-18 | 账户管理费 |          | 12.50  |
--       2021-09-18 | 账户管理费 |          | 12.50  |
--       2021-09-21 | 结息       |          |        | 33.21
--       2021-10-18 | 账户管理费 |          | 12.50  |
--       2021-10-20 | 安装手续费 | 商户甲   | 800.00 |
--     status: clean
SELECT concat_ws('|', book, date, amount, coalesce(payee, summary)) AS group_key, origin,
       abs(amount)::DECIMAL(18, 2) AS amount, '对账单{date}{way}{amount}元（{what}），账上没有相符的一笔' AS reason,
       '' AS voucher, date, '' AS account, CASE WHEN amount < 0 THEN '扣收' ELSE '入账' END AS way,
       coalesce(summary, payee) AS what, file, "row"
FROM reconciled WHERE how = 'fee_or_interest'
ORDER BY date, file, "row"
