-- id: B03
-- title: 银行收付与账上金额不一致
-- severity: 中
-- basis: 《会计基础工作规范》第六十三条：银行存款账户余额定期与银行对账单核对相符
-- verified: false
-- advice: 建议对照银行回单和原始凭证，查明哪一方金额有误；账上有误的更正
-- proves: 票据号相同，或收款人、摘要相同而金额相近，日期相隔不远，账上和银行的金额不同，两边都没有其他相符的一笔
-- does_not_prove: 也可能是两笔不同的业务，一笔银行没有、另一笔账上没有；含手续费、扣回预付的合并收付也会不同
-- needs: [journal, bank]
-- enough: SELECT enough, booked, stated, booked_matched, stated_matched FROM reconciled_total
-- lacking: |
--   账上银行存款收付{booked}笔、对账单{stated}笔，相符的账上{booked_matched}笔、对账单{stated_matched}笔，不足以核对：
--   对账单可能不是这些账户、这个年度的，或账上汇总记账
-- tested: SELECT * FROM reconciled_total
-- says: 核对账上{booked}笔、对账单{stated}笔
-- examples:
--   - says: 银行付了1268元，账上记了1286元
--     journal: |
--       日期       | 凭证字号 | 摘要       | 科目编码 | 借方    | 贷方    | 往来单位
--       2021-09-16 | 记-18    | 培训资料费 | 50301    | 1286.00 |         | 商户甲
--                  |          | 培训资料费 | 102      |         | 1286.00 | 商户甲
--     bank: |
--       日期       | 摘要       | 对方户名 | 支出
--       2021-09-17 | 培训资料费 | 商户甲   | 1268.00
--     status: findings
--     vouchers: [记-18, ""]
--   - says: 同一商户两笔不同的付款各自相符；另有一笔只在账上，与银行的另一商户无关
--     journal: |
--       日期       | 凭证字号 | 摘要   | 科目编码 | 借方    | 贷方    | 往来单位
--       2021-09-16 | 记-18    | 资料费 | 50301    | 1286.00 |         | 商户甲
--                  |          | 资料费 | 102      |         | 1286.00 | 商户甲
--       2021-09-18 | 记-19    | 资料费 | 50301    | 1268.00 |         | 商户甲
--                  |          | 资料费 | 102      |         | 1268.00 | 商户甲
--       2021-09-19 | 记-20    | 场地费 | 50102    | 800.00  |         | 商户乙
--                  |          | 场地费 | 102      |         | 800.00  | 商户乙
--     bank: |
--       日期       | 摘要     | 对方户名 | 支出
--       2021-09-17 | 转账支出 | 商户甲   | 1286.00
--       2021-09-18 | 转账支出 | 商户甲   | 1268.00
--       2021-09-19 | 转账支出 | 商户丙   | 900.00
--     status: clean
SELECT concat_ws('|', book, match) AS group_key, origin, abs(amount)::DECIMAL(18, 2) AS amount,
       CASE WHEN side = 'book' THEN '账上{date}{way}{amount}元（{party}），对账单为{other}元'
            ELSE '对账单{date}{way}{amount}元（{party}），账上为{other}元' END
           || CASE WHEN hint IS NULL THEN '' ELSE '：{hint}' END AS reason,
       coalesce(voucher, '') AS voucher, line, date, coalesce(account, '') AS account,
       CASE WHEN amount < 0 THEN '付出' ELSE '收到' END AS way, coalesce(payee, summary, '无摘要') AS party, hint,
       other::DECIMAL(18, 2) AS other, file, "row"
FROM (SELECT *, (sum(abs(amount)) OVER (PARTITION BY unit, book, match) - abs(amount)) AS other
      FROM reconciled WHERE how = 'amount_differs')
ORDER BY match, side = 'bank', file, "row"
