-- id: A26
-- title: 制单人与审核人为同一人的凭证
-- severity: 中
-- basis: 《会计法》（2017年修正）第二十七条：会计岗位的职责权限应当相互分离、相互制约；《会计基础工作规范》关于记账凭证稽核的规定
-- verified: false
-- advice: 建议核对纸质凭证上的签章，由制单人以外的人审核凭证；人手不足的，明确由工会主席或经审委员复核
-- proves: 序时账上制单人和审核人是同一个姓名
-- does_not_prove: |
--   序时账没有审批人，不能说明没有审批；软件里用一个账号操作、纸质凭证另有人签字的，以及代理记账机构内部的分工，须看签章和合同
-- needs: [journal]
-- params:
--   # where more than this share of the vouchers is so, it is how the books are kept, and is asked about once
--   half: 0.50
-- first:
--   seen: |
--     SELECT book, trim(maker) AS maker, trim(checker) AS checker, date, voucher, file, sheet, "row",
--            greatest(debit, credit) AS size
--     FROM vouchers WHERE NOT closing
--   counted: |
--     SELECT count(*) AS vouchers, count(*) FILTER (maker <> '' AND checker <> '') AS signed,
--            count(*) FILTER (checker <> '') AS checked,
--            count(*) FILTER (maker <> '' AND maker = checker) AS same,
--            coalesce(sum(size) FILTER (maker <> '' AND checker <> ''), 0) AS size,
--            coalesce(sum(size) FILTER (maker <> '' AND maker = checker), 0) AS same_size
--     FROM seen
-- applies: |
--   SELECT NOT EXISTS (SELECT 1 FROM profile WHERE key = 'bookkeeping_agency' AND lower(value) IN ('true', '是'))
--          AS applies
-- otherwise: 单位委托代理记账，制单、审核都在代理机构，不作判断；请取得代理记账合同和机构内部的复核分工
-- enough: |
--   SELECT signed > 0 AS enough, CASE WHEN checked = 0 THEN '审核人' ELSE '制单人' END AS empty FROM counted
-- lacking: "序时账的凭证没有填{empty}，未能核对"
-- tested: |
--   SELECT signed AS lines, size::DECIMAL(38, 2) AS amount, same,
--          CASE WHEN signed < vouchers THEN '，另有' || (vouchers - signed) || '张没有填制单人或审核人' ELSE '' END AS lacking
--   FROM counted
-- says: "核对凭证{lines}张、{amount}元，制单与审核为同一人的{same}张{lacking}"
-- examples:
--   - says: 三张凭证中一张由制单人自己审核
--     journal: |
--       日期       | 凭证字号 | 摘要   | 科目编码 | 借方  | 贷方  | 制单人 | 审核人
--       2021-03-01 | 记-1     | 办公费 | 50402    | 10.00 |       | 张三   | 李四
--                  |          |        | 101      |       | 10.00 |        |
--       2021-03-02 | 记-2     | 办公费 | 50402    | 20.00 |       | 张三   | 张三
--                  |          |        | 101      |       | 20.00 |        |
--       2021-03-03 | 记-3     | 办公费 | 50402    | 30.00 |       | 李四   | 张三
--                  |          |        | 101      |       | 30.00 |        |
--     status: findings
--     vouchers: [记-2]
--   - says: 全部凭证都由一人制单、审核，合并为一行
--     journal: |
--       日期       | 凭证字号 | 摘要   | 科目编码 | 借方  | 贷方  | 制单人 | 审核人
--       2021-03-01 | 记-1     | 办公费 | 50402    | 10.00 |       | 张三   | 张三
--                  |          |        | 101      |       | 10.00 |        |
--       2021-03-02 | 记-2     | 办公费 | 50402    | 20.00 |       | 张三   | 张三
--                  |          |        | 101      |       | 20.00 |        |
--     status: findings
--     vouchers: ['']
--   - says: 代理记账
--     profile: {bookkeeping_agency: true}
--     journal: |
--       日期       | 凭证字号 | 摘要   | 科目编码 | 借方  | 贷方  | 制单人 | 审核人
--       2021-03-01 | 记-1     | 办公费 | 50402    | 10.00 |       | 张三   | 张三
--                  |          |        | 101      |       | 10.00 |        |
--     status: not_applicable
--     message: 代理记账合同
--   - says: 两人分工
--     journal: |
--       日期       | 凭证字号 | 摘要   | 科目编码 | 借方  | 贷方  | 制单人 | 审核人
--       2021-03-01 | 记-1     | 办公费 | 50402    | 10.00 |       | 张三   | 李四
--                  |          |        | 101      |       | 10.00 |        |
--     status: clean
--   - says: 没有审核人
--     journal: |
--       日期       | 凭证字号 | 摘要   | 科目编码 | 借方  | 贷方  | 制单人
--       2021-03-01 | 记-1     | 办公费 | 50402    | 10.00 |       | 张三
--                  |          |        | 101      |       | 10.00 |
--     status: not_enough_data
--     message: 没有填审核人
SELECT concat_ws('|', s.book, s.maker) AS group_key,
       s.file || '|' || s.sheet || '|' || s."row" AS origin, s.size::DECIMAL(18, 2) AS amount,
       '制单人和审核人都是“{maker}”' AS reason, '' AS severity, s.voucher, s.date, '' AS account, s.maker,
       NULL::BIGINT AS same, NULL::BIGINT AS signed, s.file, s."row"
FROM seen s CROSS JOIN counted c
WHERE s.maker <> '' AND s.maker = s.checker AND c.same <= $half * c.signed
UNION ALL BY NAME
SELECT '全部凭证' AS group_key, NULL AS origin, NULL AS amount,
       '有制单人和审核人的凭证{signed}张，其中{same}张两者为同一人（合计{same_size}元）；请说明由谁复核，代理记账的提供合同' AS reason,
       '低' AS severity, '' AS voucher, NULL AS date, '' AS account, same, signed,
       same_size::DECIMAL(38, 2) AS same_size, '' AS file, 0 AS "row"
FROM counted WHERE same > $half * signed
ORDER BY file, "row"
