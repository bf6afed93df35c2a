-- id: Y04
-- title: 整改超过期限
-- severity: 中
-- basis: 审计意见书、审计决定或上级工会整改通知写明的整改期限；《中国工会审计条例》关于审计整改的规定（条款待核实）
-- verified: false
-- advice: 建议向单位了解未按期完成的原因，重新约定完成时间并跟踪到销号
-- proves: 整改台账写明的期限早于报告日，而没有完成日期；或者完成日期晚于期限
-- does_not_prove: 已经完成而台账没有登记、经同意延期、因上级批复或诉讼而等待的，须看整改回执和佐证
-- needs: [followup]
-- params:
--   # the day of the report, from the year's settings; without one the year's end
--   report_date: null
-- first:
--   seen: |
--     SELECT *, coalesce($report_date::DATE, $last_day) AS as_of FROM followup
--     WHERE nullif(trim(matter), '') IS NOT NULL AND (year IS NULL OR year <= $year)
-- enough: SELECT count(due) > 0 AS enough FROM seen
-- lacking: 整改台账没有写明期限，未能核对
-- tested: |
--   SELECT count(due) AS lines, max(as_of) AS as_of,
--          CASE WHEN count(due) < count(*) THEN '；没有写明期限的' || (count(*) - count(due)) || '项未核对' ELSE '' END
--            AS lacking
--   FROM seen
-- says: "核对有期限的整改事项{lines}项，截至{as_of}{lacking}"
-- examples:
--   - says: 一项过期没有完成，一项晚了九天完成
--     followup: |
--       年度 | 检查 | 问题             | 期限       | 完成日期
--       2020 | A21  | 往来款长期挂账   | 2021-06-30 |
--       2020 | A18  | 个别支出缺少方案 | 2021-06-30 | 2021-07-09
--     status: findings
--     groups: ['往来款长期挂账|2021-06-30', '个别支出缺少方案|2021-06-30']
--   - says: 按期完成；当天完成；报告日以前还没有到期；没有期限的不核对
--     params: {report_date: 2022-03-31}
--     followup: |
--       年度 | 检查 | 问题             | 期限       | 完成日期
--       2020 | A18  | 个别支出缺少方案 | 2021-06-30 | 2021-06-30
--       2021 | A22  | 资产未登记       | 2022-03-31 |
--       2020 | A24  | 采购未比价       |            |
--     status: clean
--   - says: 都没有期限
--     followup: |
--       年度 | 检查 | 问题       | 完成日期
--       2020 | A22  | 资产未登记 |
--     status: not_enough_data
SELECT concat_ws('|', matter, due) AS group_key, origin, NULL::DECIMAL(18, 2) AS amount,
       CASE WHEN done IS NULL THEN '“{matter}”整改期限{due}，至{as_of}没有完成日期，已超过{days}天'
            ELSE '“{matter}”整改期限{due}，{done}完成，晚{days}天' END AS reason,
       CASE WHEN done IS NOT NULL THEN '低' END AS severity, '' AS voucher, trim(matter) AS matter, due, done, as_of,
       coalesce(done, as_of) - due AS days, file, "row"
FROM seen
WHERE due < coalesce(done, as_of)
ORDER BY done IS NOT NULL, due, matter, file, "row"
