-- id: J03
-- title: 略低于审批限额的付款
-- severity: 中
-- basis: 《中国注册会计师审计准则第1141号——财务报表审计中与舞弊相关的责任》（测试会计分录）；单位的采购和大额支出审批规定
-- verified: false
-- advice: 建议核对询价、合同和审批资料，了解定价依据，看前后有无同一事项的其他付款
-- proves: 一笔支付给商户的款项低于审批限额，差额不超过限额的 $band_percent%
-- does_not_prove: 金额可能就是市场价格；按月等额的服务费、分期支付的合同款、补助和工资、单位之间的划拨已经剔除
-- needs: [journal]
-- params:
--   purchase_limit: 10000.00
--   # other limits that the unit approves by, e.g. [5000.00, 50000.00]
--   approval_limits: []
--   band_percent: 5
--   # a price paid in so many months is the price of a contract
--   habit_months: 3
--   installments: [进度款, 尾款, 余款, 首付款, 首期款, 预付款, 定金, 质保金, 分期, '第[一二三四五六七八九十0-9]+期', '[一二三四]季度', 季度款]
--   # what is not bought: pay, aid to persons, money passed on
--   not_bought: [工资, 薪, 津贴, 补贴, 补助, 慰问金, 帮扶金, 救助金, 助学金, 救济, 抚恤, 奖金, 奖励金, 社保, 社会保险, 公积金,
--     讲课费, 劳务费, 报销款, 备用金, 借支, 借款, 上解, 上缴, 转拨, 下拨, 拨付, 拨款, 划拨, 退回, 互助金, 缴税, 税金, 税款]
--   # what contains such a word and is bought all the same
--   but: [工资集体协商, 工资协商, 集体协商, 薪火, 社保宣传, 政策宣传, 劳务派遣工]
--   firms: 公司|商户|店|厂|中心|商行|超市|酒店|宾馆|饭店|学校|学院|医院|协会|俱乐部|平台|社$|部$|馆$|所$|院$|场$|站$|局$|行$|室$|队$|会$|堂$|屋$
-- first:
--   limits_of_approval: |
--     SELECT DISTINCT amount, (amount * (100 - $band_percent) / 100)::DECIMAL(18, 2) AS low
--     FROM (SELECT unnest(list_append($approval_limits::DECIMAL(18, 2)[], $purchase_limit::DECIMAL(18, 2))) AS amount
--           UNION ALL
--           SELECT l.amount FROM limits l WHERE l.whose = '本单位' AND regexp_matches(l.title, '审批|限额|采购'))
--     WHERE amount > 0
--   # what was paid for spending, voucher by voucher, with whom it was paid to
--   bought: |
--     SELECT v.id, v.book, v.date, v.voucher, v.origin, v.file, v."row", trim(v.one_payee) AS payee, v.money_out,
--            coalesce(v.summary, '') AS summary,
--            coalesce(nullif(trim(v.one_payee), ''),
--                     regexp_replace(coalesce(v.summary, ''), '[0-9]+|[一二三四五六七八九十]+月', '', 'g')) AS party
--     FROM vouchers v
--     WHERE v.money_out > 0 AND v.spent > 0 AND v.earned = 0 AND NOT v.red AND NOT v.closing
--   near: |
--     SELECT b.*, l.amount AS top
--     FROM bought b JOIN limits_of_approval l ON b.money_out >= l.low AND b.money_out < l.amount
--   # a seller's price that comes again month by month
--   monthly: |
--     SELECT b.book, b.party, b.money_out
--     FROM bought b SEMI JOIN near n ON n.party = b.party AND n.money_out = b.money_out
--     GROUP BY b.book, b.party, b.money_out
--     HAVING count(DISTINCT month(b.date)) >= $habit_months
--   # not for goods and services: aid, pay, money to other unions
--   to_whom: |
--     SELECT e.id, bool_or(e.role IN ('wages', 'to_persons', 'aid', 'warmth', 'to_below', 'to_institutions', 
--                                     'due_above', 'due_below', 'passed_down', 'entrusted', 'pay_owed')) AS given
--     FROM entries e SEMI JOIN near n ON n.id = e.id
--     GROUP BY e.id
-- tested: |
--   SELECT count(*) AS lines, coalesce(sum(money_out), 0)::DECIMAL(38, 2) AS amount,
--          (SELECT string_agg(amount::VARCHAR || '元', '、' ORDER BY amount) FROM limits_of_approval) AS tops,
--          $band_percent AS band
--   FROM bought
-- says: "核对付款凭证{lines}张、{amount}元，限额{tops}，列出低于限额而差额在{band}%以内的"
-- examples:
--   - says: 向一家商户付培训服务费9,960元，限额10,000元
--     journal: |
--       日期       | 凭证字号 | 摘要           | 科目编码 | 借方    | 贷方    | 往来单位
--       2021-06-10 | 记-4     | 培训服务费     | 50301    | 9960.00 |         | 商户甲
--                  |          | 培训服务费     | 102      |         | 9960.00 | 商户甲
--       2021-06-11 | 记-5     | 购买会议用品   | 50302    | 9400.00 |         | 商户乙
--                  |          | 购买会议用品   | 102      |         | 9400.00 | 商户乙
--     status: findings
--     vouchers: [记-4]
--   - says: 单位自己定的限额也看
--     params: {approval_limits: [5000.00]}
--     journal: |
--       日期       | 凭证字号 | 摘要           | 科目编码 | 借方    | 贷方    | 往来单位
--       2021-06-10 | 记-4     | 制作宣传展板   | 50103    | 4900.00 |         | 商户甲
--                  |          | 制作宣传展板   | 102      |         | 4900.00 | 商户甲
--     status: findings
--     vouchers: [记-4]
--   - says: 按月等额的场地租金、分期的合同款、发给个人的补助、给下级的补助、从银行提现，都不是采购定价
--     units: |
--       单位 | 名称   | 类型       | 上级
--       u01  | 甲工会 | grassroots | u
--     contracts: |
--       合同编号 | 对方   | 标的     | 金额
--       HT-1     | 商户丁 | 球场租用 | 39600.00
--     journal: |
--       日期       | 凭证字号 | 摘要             | 科目编码 | 借方    | 贷方    | 往来单位
--       2021-01-10 | 记-1     | 1月场地租金      | 50102    | 9800.00 |         | 商户丙
--                  |          |                  | 102      |         | 9800.00 | 商户丙
--       2021-02-10 | 记-1     | 2月场地租金      | 50102    | 9800.00 |         | 商户丙
--                  |          |                  | 102      |         | 9800.00 | 商户丙
--       2021-03-10 | 记-1     | 3月场地租金      | 50102    | 9800.00 |         | 商户丙
--                  |          |                  | 102      |         | 9800.00 | 商户丙
--       2021-04-10 | 记-1     | 球场租用         | 50102    | 9900.00 |         | 商户丁
--                  |          |                  | 102      |         | 9900.00 | 商户丁
--       2021-04-12 | 记-2     | 困难职工帮扶     | 50204    | 9600.00 |         | 会员001
--                  |          |                  | 102      |         | 9600.00 | 会员001
--       2021-04-13 | 记-3     | 购买活动奖品     | 50102    | 9600.00 |         | 张某某
--                  |          |                  | 102      |         | 9600.00 | 张某某
--       2021-04-14 | 记-4     | 文体活动补助     | 50701    | 9900.00 |         | 甲工会
--                  |          |                  | 102      |         | 9900.00 | 甲工会
--       2021-04-15 | 记-5     | 提取备用金       | 101      | 9900.00 |         |
--                  |          |                  | 102      |         | 9900.00 |
--       2021-04-16 | 记-6     | 展厅装修尾款     | 50303    | 9900.00 |         | 商户戊
--                  |          |                  | 102      |         | 9900.00 | 商户戊
--     status: clean
SELECT concat_ws('|', n.book, n.party, n.date, n.money_out) AS group_key, n.origin,
       n.money_out::DECIMAL(18, 2) AS amount,
       '支付{party}{amount}元，离{top}元的限额差{under}元：“{summary}”' AS reason, n.voucher, n.date, n.summary,
       CASE WHEN n.payee <> '' THEN '“' || n.payee || '”' ELSE '' END AS party, n.top,
       (n.top - n.money_out)::DECIMAL(18, 2) AS under
FROM near n
LEFT JOIN monthly m ON m.party = n.party AND m.money_out = n.money_out AND m.book IS NOT DISTINCT FROM n.book
LEFT JOIN to_whom t ON t.id = n.id
WHERE m.party IS NULL AND NOT coalesce(t.given, false)
  AND NOT regexp_matches(regexp_replace(n.summary, array_to_string($but::VARCHAR[], '|'), '', 'g'),
                         array_to_string($not_bought::VARCHAR[], '|'))
  AND NOT regexp_matches(n.summary, array_to_string($installments::VARCHAR[], '|'))
  AND NOT EXISTS (SELECT 1 FROM units u WHERE u.name = n.payee)
  AND NOT EXISTS (SELECT 1 FROM contracts c WHERE trim(c.supplier) = n.payee AND c.amount >= n.top)
  -- a name of two or three characters is a person's, unless it says what shop it is
  AND (n.payee IS NULL OR n.payee = '' OR regexp_matches(n.payee, $firms)
       OR NOT regexp_matches(n.payee, '^[一-龥·某＊*×X]{2,3}$|^(会员|职工|员工|学员|工号)[0-9A-Za-z一-龥]*$'))
ORDER BY n.date, n.file, n."row"
