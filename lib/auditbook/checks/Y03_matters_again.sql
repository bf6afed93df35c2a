-- id: Y03
-- title: 上年确认的问题本年再次出现疑点
-- severity: 中
-- basis: 审计意见书、审计决定关于整改的要求；《中国工会审计条例》关于审计整改的规定（条款待核实）
-- verified: false
-- advice: 建议对照上年取证单和整改佐证核对，属于屡次出现的，从制度和流程上提出改进办法
-- proves: 上年由审计人员确认的疑点，或整改台账已写明完成的问题，同一项检查本年又有疑点
-- does_not_prove: 本年的疑点尚未由人确认；可能发生在上年问题整改之前，或是同一检查下的另一种情形
-- needs: [outcomes, last_decisions|followup]
-- first:
--   # of several decisions on one finding the last one stands
--   confirmed: |
--     SELECT check_id, min(origin) AS origin, count(*) AS number, string_agg(finding, '、' ORDER BY finding) AS findings
--     FROM (SELECT trim(finding) AS finding, regexp_extract(trim(finding), '^[A-Z]{1,3}[0-9]+') AS check_id,
--                  arg_max(decision, ("on", "row")) AS decision, arg_max(origin, ("on", "row")) AS origin
--           FROM last_decisions WHERE finding IS NOT NULL GROUP BY ALL)
--     WHERE decision = '确认' AND check_id <> ''
--     GROUP BY check_id
--   # what the ledger of rectification calls done, and names a check
--   mended: |
--     SELECT regexp_extract(coalesce("check", ''), '^[A-Z]{1,3}[0-9]{2,}') AS check_id, trim(matter) AS matter, done,
--            coalesce(year || '年度', '以前年度') AS year_text, origin, file, "row"
--     FROM followup
--     WHERE done IS NOT NULL AND nullif(trim(matter), '') IS NOT NULL
--       AND (year IS NULL OR year < $year OR coalesce(due, done) <= $last_day)
--       AND regexp_matches(coalesce("check", ''), '^[A-Z]{1,3}[0-9]{2,}')
--   asked: |
--     SELECT s.check_id, o.status, o.status IN ('findings', 'clean') AS looked_at
--     FROM (SELECT check_id FROM confirmed UNION SELECT check_id FROM mended) s
--     LEFT JOIN outcomes o ON o.check_id = s.check_id
-- applies: SELECT count(*) > 0 AS applies FROM asked
-- otherwise: 上年没有确认的疑点，整改台账也没有写明检查编号且已完成的问题
-- enough: SELECT coalesce(bool_or(looked_at), false) AS enough FROM asked
-- lacking: 上年问题对应的检查本年资料不足或不适用，未能核对
-- tested: |
--   SELECT count(*) AS lines, count(*) FILTER (looked_at) AS looked_at,
--          (SELECT coalesce(sum(number), 0)::BIGINT FROM confirmed) AS confirmed,
--          (SELECT count(*) FROM mended) AS mended
--   FROM asked
-- says: "上年确认的疑点{confirmed}项、已完成整改的问题{mended}项，涉及检查{lines}个，本年有结果的{looked_at}个"
-- examples:
--   - says: 上年确认的大额现金本年又有；台账写明完成的资产登记本年又有
--     last_decisions: |
--       疑点编号 | 决定 | 日期
--       A23-3f01 | 待查 | 2021-03-01
--       A23-3f01 | 确认 | 2021-03-09
--       A08-77aa | 确认 | 2021-03-09
--     followup: |
--       年度 | 检查 | 问题               | 期限       | 完成日期
--       2020 | A22  | 固定资产未及时登记 | 2021-06-30 | 2021-04-12
--     outcomes: |
--       检查 | 标题           | 结果     | 行数 | 金额
--       A08  | 节日慰问超标准 | clean    | 0    |
--       A22  | 固定资产未登记 | findings | 1    |
--       A23  | 大额现金支付   | findings | 2    | 7700.00
--     status: findings
--     groups: [A22, A23]
--   - says: 上年排除的、没有完成的、本年没有疑点的，都不是再次出现
--     last_decisions: |
--       疑点编号 | 决定 | 日期
--       A23-3f01 | 确认 | 2021-03-01
--       A23-3f01 | 排除 | 2021-03-09
--       A08-77aa | 确认 | 2021-03-09
--     followup: |
--       年度 | 检查 | 问题           | 期限       | 完成日期
--       2020 | A21  | 往来款长期挂账 | 2021-06-30 |
--     outcomes: |
--       检查 | 标题           | 结果     | 行数 | 金额
--       A08  | 节日慰问超标准 | clean    | 0    |
--       A21  | 往来款长期挂账 | findings | 1    | 8000.00
--       A23  | 大额现金支付   | findings | 2    | 7700.00
--     status: clean
--   - says: 上年没有确认的疑点
--     last_decisions: |
--       疑点编号 | 决定 | 日期
--       A23-3f01 | 排除 | 2021-03-09
--     outcomes: |
--       检查 | 标题         | 结果     | 行数 | 金额
--       A23  | 大额现金支付 | findings | 2    | 7700.00
--     status: not_applicable
SELECT s.check_id AS group_key, s.origin, o.amount::DECIMAL(18, 2) AS amount,
       s.told || '；本年“{title}”又有疑点{findings}行' || CASE WHEN o.amount IS NOT NULL THEN '、{amount}元' ELSE '' END
         AS reason,
       '' AS voucher, s.number, s.matter, s.year_text, s.done, o.title, o.findings
FROM (SELECT check_id, origin, '上年确认的同类疑点{number}项' AS told, number, '' AS matter, '' AS year_text,
             NULL::DATE AS done, 0 AS place
      FROM confirmed
      UNION ALL
      SELECT check_id, origin, '{year_text}问题“{matter}”，台账写明{done}完成', NULL, matter, year_text, done, "row"
      FROM mended) s
JOIN outcomes o ON o.check_id = s.check_id
WHERE o.status = 'findings'
ORDER BY s.check_id, s.place, s.origin
