-- id: J07
-- title: 与该收款人历史不符的金额
-- severity: 中
-- basis: 《中国注册会计师审计准则第1141号——财务报表审计中与舞弊相关的责任》（测试会计分录）、第1313号（分析程序）
-- verified: false
-- advice: 建议核对合同、发票和验收单，了解这一笔为什么比平时大得多
-- proves: 与同一往来单位的收付至少 $least 笔（含上年），其中一笔达到平时金额（中位数）的 $times 倍、其余最大一笔的 $times_second 倍以上
-- does_not_prove: 一年一次的大额采购、补付几个月的款项、换了品种或数量也会这样；单位之间的拨款、银行税务社保、工资和帮扶、有合同的已经剔除
-- needs: [journal]
-- params:
--   least: 6
--   times: 5
--   times_second: 3
--   min_amount: 3000.00
--   # those whose sums vary by their nature, and names that stand for many
--   not_one: [总工会, 工会委员会, 联合会, 互助会, 互助保障, 银行, 信用社, 税务, 国库, 财政, 社保, 社会保险, 公积金, 医保, 人力资源,
--     '^(会员|职工|员工|学员|工会会员|个人|多人|各单位|各会员|各部门|其他|零星|现金|备用金|工资|散户|多户|困难职工)']
-- first:
--   # last year's, one row a voucher: who, and what was paid or received
--   last_sums: |
--     SELECT CASE WHEN min(trim(j.payee)) = max(trim(j.payee)) THEN nullif(min(trim(j.payee)), '') END AS party,
--            sum(coalesce(j.credit, 0) - coalesce(j.debit, 0)) FILTER (a.role IN ('cash', 'bank')) AS money_out
--     FROM last_journal j LEFT JOIN accounts a ON a.code = j.account
--     WHERE j.void IS NOT TRUE
--     GROUP BY j.book, coalesce(j.period, month(j.date)), j.word,
--              CASE WHEN j.number > 0 THEN j.number ELSE -j."row" END,
--              CASE WHEN j.number > 0 THEN '' ELSE j.file || j.sheet END
--   sums: |
--     SELECT id, nullif(trim(one_payee), '') AS party, money_out, abs(money_out) AS size, money_out > 0 AS paid,
--            date, voucher, file, sheet, "row", summary, red
--     FROM vouchers
--     WHERE money_out <> 0 AND NOT money_only AND NOT closing
--     UNION ALL BY NAME
--     SELECT party, money_out, abs(money_out) AS size, money_out > 0 AS paid, false AS red
--     FROM last_sums WHERE money_out <> 0
--   # the middle one is what is usual; whatever is red is no payment
--   histories: |
--     SELECT party, paid, count(*) AS times, quantile_disc(size, 0.5) AS usual, max(size) AS most,
--            coalesce(max(size, 2)[2], 0) AS second
--     FROM sums
--     WHERE party IS NOT NULL AND NOT red
--     GROUP BY party, paid
--     HAVING count(*) >= $least AND max(size) >= $min_amount AND max(size) >= quantile_disc(size, 0.5) * $times
--        AND max(size) >= coalesce(max(size, 2)[2], 0) * $times_second
--        AND NOT regexp_matches(party, array_to_string($not_one::VARCHAR[], '|'))
-- enough: SELECT count(party) FILTER (id IS NOT NULL) > 0 AS there FROM sums
-- lacking: 序时账没有往来单位，看不出与谁的收付，未能核对
-- tested: |
--   SELECT count(id) AS lines, coalesce(sum(size) FILTER (id IS NOT NULL), 0)::DECIMAL(38, 2) AS amount,
--          count(id) FILTER (party IS NULL) AS unnamed, count(*) - count(id) AS before
--   FROM sums
-- says: "核对收付款凭证{lines}张、{amount}元，另以上年{before}张作比较；没有往来单位的{unnamed}张未比较"
-- examples:
--   - says: 每月几百元的印刷费，11月付了8,420元
--     journal: |
--       日期       | 凭证字号 | 摘要       | 科目编码 | 借方    | 贷方    | 往来单位
--       2021-01-10 | 记-1     | 资料印刷费 | 50402    | 420.00  |         | 印刷店甲
--                  |          | 资料印刷费 | 102      |         | 420.00  | 印刷店甲
--       2021-02-10 | 记-1     | 资料印刷费 | 50402    | 510.00  |         | 印刷店甲
--                  |          | 资料印刷费 | 102      |         | 510.00  | 印刷店甲
--       2021-03-10 | 记-1     | 资料印刷费 | 50402    | 380.00  |         | 印刷店甲
--                  |          | 资料印刷费 | 102      |         | 380.00  | 印刷店甲
--       2021-04-10 | 记-1     | 资料印刷费 | 50402    | 640.00  |         | 印刷店甲
--                  |          | 资料印刷费 | 102      |         | 640.00  | 印刷店甲
--       2021-05-10 | 记-1     | 资料印刷费 | 50402    | 450.00  |         | 印刷店甲
--                  |          | 资料印刷费 | 102      |         | 450.00  | 印刷店甲
--       2021-11-10 | 记-1     | 资料印刷费 | 50402    | 8420.00 |         | 印刷店甲
--                  |          | 资料印刷费 | 102      |         | 8420.00 | 印刷店甲
--     status: findings
--     groups: ['印刷店甲|2021-11-10|8420.00']
--   - says: 上年春节也从这家超市采购过慰问品；上级补助大小不一；次数太少的看不出习惯
--     units: |
--       单位 | 名称     | 类型       | 上级
--       demo | 某区工会 | federation |
--     last_journal: |
--       日期       | 凭证字号 | 摘要       | 科目编码 | 借方     | 贷方     | 往来单位
--       2020-01-15 | 记-1     | 春节慰问品 | 50104    | 21000.00 |          | 超市甲
--                  |          | 春节慰问品 | 102      |          | 21000.00 | 超市甲
--       2020-02-10 | 记-1     | 饮用水     | 50402    | 120.00   |          | 超市甲
--                  |          | 饮用水     | 102      |          | 120.00   | 超市甲
--       2020-03-10 | 记-1     | 饮用水     | 50402    | 150.00   |          | 超市甲
--                  |          | 饮用水     | 102      |          | 150.00   | 超市甲
--       2020-04-10 | 记-1     | 饮用水     | 50402    | 130.00   |          | 超市甲
--                  |          | 饮用水     | 102      |          | 130.00   | 超市甲
--     journal: |
--       日期       | 凭证字号 | 摘要         | 科目编码 | 借方     | 贷方     | 往来单位
--       2021-01-15 | 记-1     | 春节慰问品   | 50104    | 22000.00 |          | 超市甲
--                  |          | 春节慰问品   | 102      |          | 22000.00 | 超市甲
--       2021-02-10 | 记-1     | 饮用水       | 50402    | 120.00   |          | 超市甲
--                  |          | 饮用水       | 102      |          | 120.00   | 超市甲
--       2021-03-10 | 记-1     | 饮用水       | 50402    | 150.00   |          | 超市甲
--                  |          | 饮用水       | 102      |          | 150.00   | 超市甲
--       2021-02-11 | 记-2     | 上级补助     | 102      | 500.00   |          | 某区工会
--                  |          | 上级补助     | 403      |          | 500.00   | 某区工会
--       2021-03-11 | 记-2     | 上级补助     | 102      | 500.00   |          | 某区工会
--                  |          | 上级补助     | 403      |          | 500.00   | 某区工会
--       2021-04-11 | 记-2     | 上级补助     | 102      | 600.00   |          | 某区工会
--                  |          | 上级补助     | 403      |          | 600.00   | 某区工会
--       2021-05-11 | 记-2     | 上级补助     | 102      | 700.00   |          | 某区工会
--                  |          | 上级补助     | 403      |          | 700.00   | 某区工会
--       2021-06-11 | 记-2     | 上级补助     | 102      | 500.00   |          | 某区工会
--                  |          | 上级补助     | 403      |          | 500.00   | 某区工会
--       2021-07-11 | 记-2     | 上级补助     | 102      | 90000.00 |          | 某区工会
--                  |          | 上级补助     | 403      |          | 90000.00 | 某区工会
--       2021-08-11 | 记-2     | 宣传栏       | 50103    | 100.00   |          | 商户乙
--                  |          | 宣传栏       | 102      |          | 100.00   | 商户乙
--       2021-09-11 | 记-2     | 宣传栏       | 50103    | 9000.00  |          | 商户乙
--                  |          | 宣传栏       | 102      |          | 9000.00  | 商户乙
--     status: clean
--   - says: 没有往来单位这一列
--     journal: |
--       日期       | 凭证字号 | 摘要       | 科目编码 | 借方    | 贷方
--       2021-01-10 | 记-1     | 资料印刷费 | 50402    | 420.00  |
--                  |          | 资料印刷费 | 102      |         | 420.00
--     status: not_enough_data
SELECT concat_ws('|', s.party, s.date, s.size) AS group_key,
       s.file || '|' || s.sheet || '|' || s."row" AS origin, s.size::DECIMAL(18, 2) AS amount,
       CASE WHEN s.paid THEN '付给“{party}”{amount}元：“{summary}”，与其往来{times}笔，平时约{usual}元，其余最多{second}元'
            ELSE '收到“{party}”{amount}元：“{summary}”，与其往来{times}笔，平时约{usual}元，其余最多{second}元' END AS reason,
       s.voucher, s.date, s.party, coalesce(s.summary, '摘要为空') AS summary, h.times, h.usual, h.second
FROM sums s JOIN histories h ON h.party = s.party AND h.paid = s.paid AND h.most = s.size
LEFT JOIN (SELECT e.id,
                  bool_or(e.role IN ('wages', 'to_persons', 'aid', 'warmth', 'to_below', 'to_institutions', 'due_above',
                                     'due_below', 'passed_down', 'entrusted', 'pay_owed', 'contributions',
                                     'from_employer')
                          OR e.top_role IN ('from_above', 'from_government')) AS given
           FROM entries e
           SEMI JOIN (SELECT id FROM sums s SEMI JOIN histories h ON h.party = s.party AND h.most = s.size) m
             ON m.id = e.id
           GROUP BY e.id) g ON g.id = s.id
WHERE s.id IS NOT NULL AND NOT s.red AND NOT coalesce(g.given, false)
  AND NOT EXISTS (SELECT 1 FROM units u WHERE u.name = s.party)
  AND NOT EXISTS (SELECT 1 FROM contracts c WHERE trim(c.supplier) = s.party AND c.amount >= s.size)
  -- reversed, or sent back
  AND NOT EXISTS (SELECT 1 FROM sums r WHERE r.party = s.party AND r.money_out = -s.money_out)
ORDER BY s.date, s.file, s."row"
