-- id: X02
-- title: 两个单位向同一收款人付出同额款项
-- severity: 中
-- basis: 《会计基础工作规范》第五十一条：同一原始凭证不得重复报销
-- verified: false
-- advice: 建议对照两个单位的原始凭证，核对是否一笔业务在两处报销；联合开展活动、分摊费用的，取得分摊依据
-- proves: 同一年度内，两个单位在相隔不超过 $within_days 天的两天里，向同一收款人付出同一金额
-- does_not_prove: 联合开展的活动各付一半、统一定价的服务（培训、体检、审计）和缴给同一机构的固定费用也有此特征，须核对原始凭证
-- scope: units
-- needs: [journal]
-- params: {within_days: 3, min_amount: 1000.00}
-- first:
--   payments: |
--     SELECT unit, trim(one_payee) AS party, money_out, date, voucher, origin, file, "row"
--     FROM vouchers
--     WHERE money_out >= $min_amount AND nullif(trim(one_payee), '') IS NOT NULL AND NOT money_only AND NOT closing
--   # money that one unit sends to another is no purchase
--   purchases: |
--     SELECT p.* FROM payments p ANTI JOIN units u ON u.name = p.party
--   # a price that one unit pays again and again, or many units pay alike, is the seller's price and no double payment
--   prices: |
--     SELECT party, money_out FROM purchases GROUP BY party, money_out
--     HAVING count(DISTINCT unit) BETWEEN 2 AND 3 AND count(*) <= 2 * count(DISTINCT unit)
--   sides: |
--     SELECT a.*, b.unit AS other, least(a.date, b.date) AS since
--     FROM purchases a
--     JOIN (SELECT p.* FROM purchases p JOIN prices q ON q.party = p.party AND q.money_out = p.money_out) b
--       ON b.party = a.party AND b.money_out = a.money_out AND b.unit <> a.unit AND abs(b.date - a.date) <= $within_days
-- looked: SELECT DISTINCT unit FROM purchases
-- tested: |
--   SELECT count(*) AS lines, coalesce(sum(money_out), 0)::DECIMAL(38, 2) AS amount, count(DISTINCT unit) AS units
--   FROM purchases
-- says: "核对{units}个单位的付款凭证{lines}张、{amount}元"
-- examples:
--   - says: 两个单位同一天向同一场馆付同额场地费
--     journal: |
--       单位 | 日期       | 凭证字号 | 摘要       | 科目编码 | 借方    | 贷方    | 往来单位
--       u01  | 2021-05-12 | 记-7     | 运动会场地 | 50102    | 3187.00 |         | 体育场馆
--       u01  |            |          |            | 102      |         | 3187.00 | 体育场馆
--       u02  | 2021-05-13 | 记-3     | 运动会场地 | 50102    | 3187.00 |         | 体育场馆
--       u02  |            |          |            | 102      |         | 3187.00 | 体育场馆
--     status: findings
--     vouchers: [记-7, 记-3]
--   - says: 一个单位向另一个单位拨款、上解，两边不是重复；隔了一个月的同价采购也不是
--     units: |
--       单位 | 名称   | 类型       | 上级
--       demo | 区总工会 | federation |
--       u01  | 甲工会 | grassroots | demo
--       u02  | 乙工会 | grassroots | demo
--     journal: |
--       单位 | 日期       | 凭证字号 | 摘要     | 科目编码 | 借方    | 贷方    | 往来单位
--       u01  | 2021-05-12 | 记-7     | 上解     | 221      | 4000.00 |         | 区总工会
--       u01  |            |          |          | 102      |         | 4000.00 | 区总工会
--       u02  | 2021-05-12 | 记-3     | 上解     | 221      | 4000.00 |         | 区总工会
--       u02  |            |          |          | 102      |         | 4000.00 | 区总工会
--       u01  | 2021-06-12 | 记-9     | 印宣传册 | 50103    | 2000.00 |         | 印刷厂
--       u01  |            |          |          | 102      |         | 2000.00 | 印刷厂
--       u02  | 2021-08-12 | 记-9     | 印宣传册 | 50103    | 2000.00 |         | 印刷厂
--       u02  |            |          |          | 102      |         | 2000.00 | 印刷厂
--     status: clean
SELECT concat_ws('|', party, money_out, since) AS group_key, origin, money_out::DECIMAL(18, 2) AS amount,
       '向“{party}”付出{amount}元，{other_name}在{within}天内也付出同额' AS reason, voucher, date, unit,
       party, coalesce(u.name, other) AS other_name, $within_days AS within
FROM (SELECT unit, party, money_out, date, voucher, origin, file, "row", min(other) AS other, min(since) AS since
      FROM sides GROUP BY ALL) s
LEFT JOIN (SELECT unit AS id, name FROM units) u ON u.id = s.other
ORDER BY group_key, unit, date, file, "row"
