-- id: J04
-- title: 少见的对方科目
-- severity: 中
-- basis: 《中国注册会计师审计准则第1141号——财务报表审计中与舞弊相关的责任》（测试会计分录）；《工会会计制度》关于收入、支出的核算规定
-- verified: false
-- advice: 建议核对原始凭证和审批资料，了解业务实质；属于错记科目的，建议更正
-- proves: 凭证里的借方和贷方科目按性质是全年少有的组合（不超过 $rare 张），且收入或支出没有相应的收付款
-- does_not_prove: 实物补助、行政代付、借款报销、往来核销也可能这样入账；写明这些事由的、年终结转和红字冲销已经剔除
-- needs: [journal]
-- params:
--   rare: 2
--   least_vouchers: 30
--   min_amount: 200.00
--   # given in kind, or paid by another: income and spending without money of one's own
--   in_kind: [实物, 物资, 捐赠, 赠送, 受赠, 代付, 代垫, 垫付, 直接支付, 授权支付, 抵扣, 抵缴, 扣缴, 净额]
--   # an advance that is accounted for
--   settled: [借款, 借支, 备用金, 预借, 预付, 暂付, 冲抵, 核销借, 冲借, 还款, 归还, 报账, 结算, 垫]
--   earlier_years: [以前年度, 上年, 往年, 期初, 年初, '20[0-9]{2}年', 调整结余, 结转]
-- first:
--   # only where there is income, a receivable or a surplus can a combination be odd
--   candidates: |
--     SELECT id FROM vouchers WHERE earned <> 0
--     UNION SELECT id FROM entries WHERE role IN ('receivable', 'surplus')
--   # one row a voucher: what each group of accounts gained on balance
--   sides: |
--     WITH by_group AS (
--     SELECT e.id,
--            CASE WHEN e.role IN ('cash', 'bank') THEN e.role
--                 WHEN e.class = '收入' THEN 'income' WHEN e.class = '支出' THEN 'spending'
--                 WHEN e.role IN ('receivable', 'payable', 'entrusted') THEN e.role
--                 -- a special fund may be spent, the balance of the years may not
--                 WHEN e.role = 'surplus' AND regexp_matches(e.account_title, '结余|盈余|结转') THEN 'surplus'
--                 ELSE 'other' END AS part,
--            e.dr - e.cr AS net, e.account, e.role, e.top_role, e.account_title AS title
--     FROM entries e SEMI JOIN candidates c ON c.id = e.id)
--     SELECT id, coalesce(sum(net) FILTER (part = 'cash'), 0) AS cash,
--            coalesce(sum(net) FILTER (part = 'bank'), 0) AS bank,
--            coalesce(sum(net) FILTER (part = 'income'), 0) AS income,
--            coalesce(sum(net) FILTER (part = 'spending'), 0) AS spending,
--            coalesce(sum(net) FILTER (part = 'receivable'), 0) AS receivable,
--            coalesce(sum(net) FILTER (part = 'payable'), 0) AS payable,
--            coalesce(sum(net) FILTER (part = 'entrusted'), 0) AS entrusted,
--            coalesce(sum(net) FILTER (part = 'surplus'), 0) AS surplus,
--            bool_or(part IN ('cash', 'bank')) AS money,
--            bool_and(role IN ('other_income')) FILTER (part = 'income') AS only_other_income,
--            bool_or(role IN ('dues')) AS dues, bool_or(role = 'from_government') AS fiscal,
--            max(account) FILTER (net > 0) AS debited, max(account) FILTER (net < 0) AS credited,
--            max(title) FILTER (net > 0) AS debit_title, max(title) FILTER (net < 0) AS credit_title
--     FROM by_group GROUP BY id
--   odd: |
--     SELECT s.*, CASE
--              WHEN NOT money AND spending > 0 AND income < 0 AND NOT fiscal THEN '支出直接冲收入'
--              WHEN NOT money AND income < 0 AND payable > 0 AND only_other_income AND spending = 0 THEN '往来款转作收入'
--              WHEN NOT money AND income < 0 AND entrusted > 0 THEN '代管经费转作收入'
--              WHEN NOT money AND income < 0 AND receivable > 0 THEN '没有收款的收入'
--              WHEN NOT money AND spending > 0 AND receivable < 0 AND income = 0 THEN '用往来款列支出'
--              WHEN cash > 0 AND bank = 0 AND income < 0 AND NOT dues AND spending = 0 THEN '现金收入'
--              WHEN money AND cash + bank <> 0 AND surplus <> 0 AND income = 0 AND spending = 0 THEN '收付款直接记入结余'
--            END AS kind
--     FROM sides s
--     WHERE (income < 0 OR spending > 0 AND receivable < 0 OR surplus <> 0)
--   hits: |
--     SELECT o.*, v.book, v.date, v.voucher, v.origin, v.file, v."row", v.debit, v.one_payee,
--            coalesce(v.summary, '') AS summary, count(*) OVER (PARTITION BY o.kind) AS times
--     FROM vouchers v JOIN odd o ON o.id = v.id
--     WHERE kind IS NOT NULL AND NOT v.red AND NOT v.closing AND v.debit >= $min_amount
--   # an advance to the same person earlier in the year explains that spending settles it
--   advances: |
--     SELECT DISTINCT h.id
--     FROM (SELECT book, account, payee, date, dr FROM entries WHERE role = 'receivable' AND dr > 0) e
--     JOIN (SELECT id, book, date, credited, one_payee FROM hits WHERE kind = '用往来款列支出') h
--       ON h.credited = e.account AND h.book IS NOT DISTINCT FROM e.book AND e.date <= h.date
--      AND coalesce(e.payee = h.one_payee, true)
-- enough: SELECT count(*) >= $least_vouchers AS there, count(*) AS vouchers FROM vouchers
-- lacking: 只有{vouchers}张凭证，看不出哪种组合少见，未能核对
-- tested: SELECT count(*) AS lines, coalesce(sum(debit), 0)::DECIMAL(38, 2) AS amount FROM vouchers WHERE NOT closing
-- says: 核对凭证{lines}张、{amount}元的借贷方组合
-- examples:
--   - says: 办公费直接冲其他收入、挂账款转作收入
--     params: {least_vouchers: 3}
--     journal: |
--       日期       | 凭证字号 | 摘要         | 科目编码 | 借方    | 贷方
--       2021-06-10 | 记-1     | 报销办公费   | 50402    | 100.00  |
--                  |          | 报销办公费   | 102      |         | 100.00
--       2021-10-10 | 记-2     | 调整费用     | 50402    | 1260.00 |
--                  |          | 调整费用     | 408      |         | 1260.00
--       2021-11-10 | 记-3     | 清理挂账款   | 225      | 3000.00 |
--                  |          | 清理挂账款   | 408      |         | 3000.00
--     status: findings
--     vouchers: [记-2, 记-3]
--   - says: 借款报销、实物补助、固定资产入账、年终结转、银行存款收支都是平常的组合
--     params: {least_vouchers: 3}
--     journal: |
--       日期       | 凭证字号 | 摘要               | 科目编码 | 借方    | 贷方    | 往来单位
--       2021-03-01 | 记-1     | 借支活动经费       | 135      | 2000.00 |         | 会员001
--                  |          |                    | 101      |         | 2000.00 | 会员001
--       2021-03-20 | 记-2     | 春游费用           | 50102    | 1900.00 |         | 会员001
--                  |          |                    | 135      |         | 1900.00 | 会员001
--       2021-04-02 | 记-3     | 上级拨来慰问实物   | 50205    | 5000.00 |         | 上级工会
--                  |          |                    | 403      |         | 5000.00 | 上级工会
--       2021-05-06 | 记-4     | 电脑入账           | 162      | 4800.00 |         |
--                  |          |                    | 301      |         | 4800.00 |
--       2021-06-02 | 记-5     | 收缴会费           | 101      | 600.00  |         |
--                  |          |                    | 401      |         | 600.00  |
--       2021-12-31 | 记-6     | 结转本年支出       | 331      | 6900.00 |         |
--                  |          |                    | 50102    |         | 1900.00 |
--                  |          |                    | 50205    |         | 5000.00 |
--     status: clean
--   - says: 凭证太少
--     journal: |
--       日期       | 凭证字号 | 摘要         | 科目编码 | 借方    | 贷方
--       2021-10-10 | 记-2     | 调整费用     | 50402    | 1260.00 |
--                  |          | 调整费用     | 408      |         | 1260.00
--     status: not_enough_data
SELECT concat_ws('|', h.book, h.kind, h.date, h.debited, h.credited, h.debit) AS group_key, h.origin,
       h.debit::DECIMAL(18, 2) AS amount,
       '{kind}：“{summary}”，借记{debited}{debit_title}，贷记{credited}{credit_title}，{amount}元，这类组合全年{times}张' AS reason,
       h.voucher, h.date, h.kind, h.summary, h.debited, h.credited, coalesce(h.debit_title, '') AS debit_title,
       coalesce(h.credit_title, '') AS credit_title, h.times
FROM hits h ANTI JOIN advances a ON a.id = h.id
WHERE h.times <= $rare
  AND NOT (h.kind IN ('支出直接冲收入', '没有收款的收入')
           AND regexp_matches(h.summary, array_to_string($in_kind::VARCHAR[], '|')))
  AND NOT (h.kind = '用往来款列支出'
           AND regexp_matches(h.summary, array_to_string($settled::VARCHAR[], '|')))
  AND NOT (h.kind = '收付款直接记入结余'
           AND regexp_matches(h.summary, array_to_string($earlier_years::VARCHAR[], '|')))
ORDER BY h.date, h.file, h."row"
