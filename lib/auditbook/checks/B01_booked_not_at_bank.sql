-- id: B01
-- title: 账上有收付、对账单没有
-- severity: 中
-- basis: 《会计基础工作规范》第六十三条：银行存款账户余额定期与银行对账单核对相符
-- verified: false
-- advice: 建议调阅该笔收付的银行回单和次年对账单，查明是未达账项、记错账户，还是没有实际收付
-- proves: 账上的一笔银行收付，在对账单前后 31 天内没有同额的收付，也不是几笔的合计，也没有同一收款人金额相近的一笔
-- does_not_prove: |
--   年末最后几天的多为在途的未达账项，次年初到账；收付走的是没有提供对账单的账户，或实际是现金收付而记作银行，也有此结果
-- needs: [journal, bank]
-- params: {transit_days: 10}
-- enough: SELECT enough, booked, stated, booked_matched, stated_matched FROM reconciled_total
-- lacking: |
--   账上银行存款收付{booked}笔、对账单{stated}笔，相符的账上{booked_matched}笔、对账单{stated_matched}笔，不足以核对：
--   对账单可能不是这些账户、这个年度的，或账上汇总记账
-- tested: SELECT * FROM reconciled_total
-- says: 核对账上{booked}笔、对账单{stated}笔
-- examples:
--   - says: 一笔展板款账上已付而银行没有；12月30日的一笔是年末在途，另行说明
--     journal: |
--       日期       | 凭证字号 | 摘要         | 科目编码 | 借方    | 贷方    | 往来单位
--       2021-04-15 | 记-4     | 购买学习资料 | 50101    | 300.00  |         | 商户甲
--                  |          | 购买学习资料 | 102      |         | 300.00  | 商户甲
--       2021-04-16 | 记-5     | 制作宣传展板 | 50103    | 1584.40 |         | 商户乙
--                  |          | 制作宣传展板 | 102      |         | 1584.40 | 商户乙
--       2021-12-30 | 记-9     | 更新宣传栏   | 50103    | 602.30  |         | 商户丙
--                  |          | 更新宣传栏   | 102      |         | 602.30  | 商户丙
--     bank: |
--       日期       | 摘要     | 对方户名 | 支出   | 收入
--       2021-04-16 | 转账支出 | 商户甲   | 300.00 |
--       2021-12-21 | 结息     |          |        | 3.21
--     status: findings
--     vouchers: [记-5, 记-9]
--   - says: 银行晚到几天、月底一次入账、代发工资逐人付款、红字冲销重记，都能对上
--     journal: |
--       日期       | 凭证字号 | 摘要           | 科目编码 | 借方     | 贷方     | 往来单位
--       2021-04-15 | 记-1     | 购买学习资料   | 50101    | 300.00   |          | 商户甲
--                  |          | 购买学习资料   | 102      |          | 300.00   | 商户甲
--       2021-04-30 | 记-2     | 收到拨缴经费   | 102      | 9254.40  |          | 单位
--                  |          | 收到拨缴经费   | 402      |          | 9254.40  | 单位
--       2021-04-20 | 记-3     | 发放帮扶金     | 50204    | 3000.00  |          |
--                  |          | 发放帮扶金     | 102      |          | 3000.00  |
--       2021-04-21 | 记-4     | 培训教材款     | 50301    | 1560.00  |          | 商户丁
--                  |          | 培训教材款     | 102      |          | 1560.00  | 商户丁
--       2021-04-22 | 记-5     | 冲销培训教材款 | 50301    | -1560.00 |          | 商户丁
--                  |          | 冲销培训教材款 | 102      |          | -1560.00 | 商户丁
--       2021-04-22 | 记-6     | 培训教材款     | 50301    | 1650.00  |          | 商户丁
--                  |          | 培训教材款     | 102      |          | 1650.00  | 商户丁
--     bank: |
--       日期       | 摘要     | 对方户名 | 支出    | 收入
--       2021-04-08 | 拨款     | 单位     |         | 9254.40
--       2021-04-20 | 代发     | 会员001  | 1000.00 |
--       2021-04-20 | 代发     | 会员002  | 1000.00 |
--       2021-04-20 | 代发     | 会员003  | 1000.00 |
--       2021-04-21 | 转账支出 | 商户甲   | 300.00  |
--       2021-04-25 | 转账支出 | 商户丁   | 1650.00 |
--     status: clean
--   - says: 没有提供对账单
--     journal: |
--       日期       | 凭证字号 | 摘要         | 科目编码 | 借方   | 贷方
--       2021-04-15 | 记-1     | 购买学习资料 | 50101    | 300.00 |
--                  |          | 购买学习资料 | 102      |        | 300.00
--     status: not_enough_data
SELECT concat_ws('|', book, date, amount, coalesce(payee, summary)) AS group_key, origin,
       abs(amount)::DECIMAL(18, 2) AS amount,
       '账上{date}{way}{amount}元（{party}），对账单没有相符的一笔'
           || CASE WHEN searched THEN '' ELSE '；是否与其他几笔合并收付未能逐一查找' END
           || CASE WHEN late THEN '；距年末不足{transit}天，应属未达账项（在途），可用次年对账单核实' ELSE '' END AS reason,
       CASE WHEN late THEN '低' END AS severity, voucher, line, date, account,
       CASE WHEN amount < 0 THEN '付出' ELSE '收到' END AS way, coalesce(payee, summary, '无摘要') AS party,
       $transit_days AS transit, NULL AS lines, NULL AS month, file, "row"
FROM (SELECT *, date > $last_day - $transit_days::INTEGER AS late FROM reconciled WHERE side = 'book')
WHERE how = 'unmatched'
UNION ALL BY NAME
SELECT concat_ws('|', book, '账户', account) AS group_key, arg_min(origin, "row") AS origin,
       sum(abs(amount))::DECIMAL(18, 2) AS amount,
       '银行存款科目{account}的收付{lines}笔、{amount}元，对账单没有一笔相符：可能没有提供这个账户的对账单' AS reason,
       '' AS voucher, account, count(*) AS lines, min(file) AS file, min("row") AS "row"
FROM reconciled WHERE side = 'book' AND how = 'no_statement' GROUP BY account, book
UNION ALL BY NAME
SELECT concat_ws('|', book, '月份', strftime(date, '%Y-%m')) AS group_key, arg_min(origin, "row") AS origin,
       sum(abs(amount))::DECIMAL(18, 2) AS amount,
       '{month}账上银行收付{lines}笔、{amount}元，对账单没有这个月的记录，未能核对' AS reason,
       '低' AS severity, '' AS voucher, count(*) AS lines, strftime(any_value(date), '%Y-%m') AS month,
       min(file) AS file, min("row") AS "row"
FROM reconciled WHERE side = 'book' AND how = 'not_covered' AND date IS NOT NULL GROUP BY strftime(date, '%Y-%m'), book
ORDER BY date NULLS LAST, group_key, file, "row"
