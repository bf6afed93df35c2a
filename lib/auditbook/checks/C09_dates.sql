-- id: C09
-- title: 凭证日期在本年度之内
-- severity: 中
-- basis: 《会计基础工作规范》第五十一条：记账凭证应填明日期；会计年度自公历1月1日起至12月31日止（《会计法》第十一条）
-- verified: false
-- advice: 建议核对凭证日期和所属年度；跨年的核对原始凭证
-- proves: 凭证日期不在本年度；或会计期间与日期的月份不同（低）
-- does_not_prove: 12月业务在次年1月初补记、13期调整是常见做法；日期录错一位也会如此
-- needs: [journal]
-- first:
--   found: |
--     SELECT book, period, word, number, date, count(*) AS lines, min("row") AS "row",
--            date < $first_day OR date > $last_day AS outside
--     FROM journal
--     WHERE date IS NULL OR date < $first_day OR date > $last_day
--        OR period BETWEEN 1 AND 12 AND period <> month(date) OR period NOT BETWEEN 1 AND 12 AND month(date) <> 12
--     GROUP BY book, period, word, number, date
--   span: |
--     SELECT count(*) AS lines, min(date) AS first_date, max(date) AS last_date FROM journal
--   sums: |
--     SELECT coalesce(sum(lines) FILTER (WHERE outside), 0)::BIGINT AS outside,
--            coalesce(sum(lines) FILTER (WHERE NOT outside), 0)::BIGINT AS shifted,
--            coalesce(sum(lines) FILTER (WHERE date IS NULL), 0)::BIGINT AS undated
--     FROM found
--   # what is so for every second line is not told line by line
--   kinds: |
--     SELECT greatest(1000, 0.2 * lines) < outside AS outside_all, greatest(1000, 0.2 * lines) < shifted AS shifted_all
--     FROM span, sums
-- tested: SELECT * FROM span, sums
-- says: "核对分录{lines}行，日期{first_date}至{last_date}：不在本年度的{outside}行，期间与月份不同的{shifted}行\
--   ，没有日期的{undated}行"
-- examples:
--   - says: 一张凭证的日期在次年，一张的期间与月份不同
--     journal: |
--       日期       | 期间 | 凭证字号 | 科目编码 | 借方   | 贷方
--       2021-01-01 | 1    | 记-1     | 102      | 100.00 |
--                  |      |          | 401      |        | 100.00
--       2022-01-03 | 12   | 记-9     | 102      | 100.00 |
--                  |      |          | 401      |        | 100.00
--       2021-03-31 | 4    | 记-1     | 102      | 100.00 |
--     status: findings
--     vouchers: [记-9, 记-1]
--     message: 不在本年度的2行，期间与月份不同的1行
--   - says: 年初第一天、年末最后一天、十三期的调整都在年度之内
--     journal: |
--       日期       | 期间 | 凭证字号 | 科目编码 | 借方
--       2021-01-01 | 1    | 记-1     | 102      | 100.00
--       2021-12-31 | 12   | 记-9     | 102      | 100.00
--       2021-12-31 | 13   | 记-1     | 102      | 100.00
--     status: clean
WITH lines AS (
    SELECT f.book, f.period, f.word, f.number, f.date, any_value(f.outside) AS outside,
           arg_min(j.origin, j."row") AS origin, arg_min(j.voucher, j."row") AS voucher, min(j."row") AS "row"
    FROM journal j
    JOIN (SELECT f.* FROM found f, kinds k
          WHERE f.outside AND NOT k.outside_all OR NOT f.outside AND NOT k.shifted_all) f
      ON j.date = f.date AND j.number IS NOT DISTINCT FROM f.number AND j.period IS NOT DISTINCT FROM f.period
     AND j.word IS NOT DISTINCT FROM f.word AND j.book IS NOT DISTINCT FROM f.book
    GROUP BY f.book, f.period, f.word, f.number, f.date
)
SELECT concat_ws('|', book, period, nullif(word, ''), number, date) AS group_key, origin, NULL::DECIMAL(18,
    2) AS amount,
       CASE WHEN outside THEN '凭证日期{date}不在{year_text}年度之内'
           ELSE '凭证日期{date}，会计期间却是{period_text}' END AS reason,
       voucher, date, CASE WHEN outside THEN '' ELSE '低' END AS severity,
       $year::VARCHAR AS year_text, period::VARCHAR AS period_text, outside AS first_told, "row"
FROM lines
UNION ALL BY NAME
SELECT '不在本年度' AS group_key, NULL AS origin, NULL AS amount,
       '{lines}行分录的日期不在{year_text}年度之内：可能放错了年度的文件夹' AS reason, '' AS voucher, NULL AS date,
           '' AS severity,
       $year::VARCHAR AS year_text, outside AS lines, true AS first_told
FROM sums, kinds WHERE outside_all
UNION ALL BY NAME
SELECT '期间' AS group_key, NULL AS origin, NULL AS amount,
       '{lines}行分录的会计期间与日期的月份不同：可能会计期间不按月份' AS reason, '' AS voucher, NULL AS date,
           '低' AS severity,
       shifted AS lines, false AS first_told
FROM sums, kinds WHERE shifted_all
UNION ALL BY NAME
SELECT '没有日期' AS group_key, NULL AS origin, NULL AS amount,
       '{lines}行分录没有日期' AS reason, '' AS voucher, NULL AS date, '低' AS severity, undated AS lines,
           false AS first_told
FROM sums WHERE undated > 0
ORDER BY first_told DESC, date, "row"
