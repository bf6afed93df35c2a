-- id: J02
-- title: 结账后入账的凭证
-- severity: 中
-- basis: 《中国注册会计师审计准则第1141号——财务报表审计中与舞弊相关的责任》（测试会计分录）；《会计基础工作规范》关于定期结账的规定
-- verified: false
-- advice: 建议查明补记的原因和批准人，核对原始凭证的日期，检查结转后的收支和结余是否相应更正
-- proves: 凭证号排在年终结转凭证之后（或日期在其后），又涉及收支、结余以外的科目；或录入时间晚于所属年末（月末）超过规定天数
-- does_not_prove: 按审计意见或决算批复调账、银行未达账项补记也会在结账之后；写明调整的、记在第13期的和一并晚录的已经剔除
-- needs: [journal]
-- params:
--   # entered later than this after 31 December, or after the end of the voucher's month
--   year_end_days: 31
--   month_end_days: 45
--   # what is done to so many is no exception: books kept by the quarter, moved into another program, numbered by kind
--   habit_percent: 10
--   adjusting: [审计调整, 决算调整, 年终调整, 年末调整, 第13期, 十三期, 调整期, 按审计意见, 根据审计, 决算批复]
-- first:
--   # every day and hour of entry is read once
--   keyed_in: |
--     SELECT entered,
--            CASE WHEN regexp_matches(trim(entered), '^[3-6][0-9]{4}([.][0-9]+)?$')
--                 THEN DATE '1899-12-30' + try_cast(left(trim(entered), 5) AS INTEGER)
--                 ELSE try_cast(regexp_replace(
--                      regexp_extract(entered, '(20[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}|20[0-9]{6})'),
--                      '^([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})$', '\1-\2-\3') AS DATE) END AS keyed
--     FROM (SELECT DISTINCT entered FROM entries)
--   dated: |
--     SELECT v.id, v.book, v.word, v.number, v.date, v.voucher, v.closing, v.debit,
--            coalesce(v.period, month(v.date)) AS month, k.keyed
--     FROM vouchers v LEFT JOIN keyed_in k ON k.entered = v.entered
--   # the last transfer of each series of numbers in December; balances are not transferred twice
--   year_end_closings: |
--     SELECT book, word, max(number) AS number, max(max(date)) OVER (PARTITION BY book) AS date,
--            arg_max(voucher, number) AS voucher
--     FROM dated WHERE closing AND month = 12 AND coalesce(year(date) = $year, true)
--     GROUP BY book, word
--   # late are those keyed in after the month's books, or the year's, should have been shut
--   late: |
--     SELECT id, CASE WHEN keyed > $last_day + $year_end_days::INTEGER THEN 'year'
--                    WHEN keyed > last_day(date) + $month_end_days::INTEGER THEN 'month' END AS how
--     FROM dated WHERE keyed IS NOT NULL AND date BETWEEN $first_day AND $last_day
--       AND NOT closing AND month <= 12
--   after: |
--     SELECT v.id, count(*) OVER (PARTITION BY v.book, t.word) AS behind
--     FROM (SELECT * FROM dated WHERE month = 12 AND NOT closing AND coalesce(year(date) >= $year, true)) v
--     JOIN year_end_closings t
--       ON t.book IS NOT DISTINCT FROM v.book
--      AND (v.word = t.word AND v.number > 0 AND t.number > 0 AND v.number > t.number
--           OR (coalesce(v.number, 0) <= 0 OR v.word <> t.word) AND v.date > t.date)
--   hits: |
--     SELECT id, max(how) AS how FROM (
--     SELECT id, 'year-end' AS how FROM after
--     WHERE behind <= greatest(3, (SELECT count(*) FROM dated WHERE month = 12) * $habit_percent / 100)
--     UNION ALL
--     SELECT id, how FROM late
--     WHERE how IS NOT NULL
--       AND (SELECT count(how) * 100 <= greatest(count(*), 10) * $habit_percent FROM late)
--     ) GROUP BY id
-- enough: |
--   SELECT (SELECT count(*) FROM year_end_closings) > 0 OR (SELECT count(*) FROM late) > 0 AS there
-- lacking: 12月没有年终结转凭证，也没有能识别的录入时间，看不出结账的时间，未能核对
-- tested: |
--   SELECT (SELECT count(*) FROM dated WHERE NOT closing) AS lines,
--          (SELECT coalesce(sum(debit), 0) FROM dated WHERE NOT closing)::DECIMAL(38, 2) AS amount,
--          (SELECT count(*) FROM late) AS keyed, (SELECT count(how) FROM late) AS behind,
--          '核对凭证{lines}张、{amount}元'
--          || CASE WHEN (SELECT count(*) FROM year_end_closings) = 0 THEN '（没有年终结转凭证，只核对录入时间）' ELSE '' END
--          || CASE WHEN count(*) = 0 THEN '（没有能识别的录入时间，只核对年终结转之后的凭证号）'
--                  WHEN count(how) * 100 > greatest(count(*), 10) * $habit_percent
--                  THEN '（有录入时间的{keyed}张中{behind}张晚录，像是集中记账或数据迁移，不逐张列出）'
--                  ELSE '，其中有录入时间的{keyed}张' END AS says
--   FROM late
-- says: 核对凭证{lines}张、{amount}元
-- examples:
--   - says: 年终结转之后又记了一笔往来款，没有再结转
--     journal: |
--       日期       | 凭证字号 | 摘要         | 科目编码 | 借方    | 贷方
--       2021-12-30 | 记-1     | 报销办公用品 | 50402    | 500.00  |
--                  |          | 报销办公用品 | 102      |         | 500.00
--       2021-12-31 | 记-2     | 结转本年支出 | 331      | 500.00  |
--                  |          | 结转本年支出 | 50402    |         | 500.00
--       2021-12-31 | 记-3     | 补记往来款   | 135      | 1460.00 |
--                  |          | 补记往来款   | 102      |         | 1460.00
--     status: findings
--     vouchers: [记-3]
--   - says: 12月的凭证次年2月18日才录入
--     journal: |
--       日期       | 凭证字号 | 摘要         | 科目编码 | 借方   | 贷方   | 录入时间
--       2021-11-01 | 记-1     | 报销办公用品 | 50402    | 500.00 |        | 2021/11/2
--                  |          | 报销办公用品 | 102      |        | 500.00 | 2021/11/2
--       2021-12-28 | 记-7     | 补记宣传费   | 50103    | 843.90 |        | 2022年2月18日 16:20
--                  |          | 补记宣传费   | 102      |        | 843.90 | 2022年2月18日 16:20
--     status: findings
--     vouchers: [记-7]
--   - says: 1月上旬录入12月的凭证、第13期写明审计调整、结转之后又补记并重新结转，都不列
--     journal: |
--       日期       | 凭证字号 | 摘要                 | 科目编码 | 借方   | 贷方   | 录入时间   | 期间
--       2021-12-31 | 记-1     | 报销办公用品         | 50402    | 500.00 |        | 2022-01-10 | 12
--                  |          | 报销办公用品         | 102      |        | 500.00 | 2022-01-10 | 12
--       2021-12-31 | 记-2     | 结转本年支出         | 331      | 500.00 |        | 2022-01-10 | 12
--                  |          | 结转本年支出         | 50402    |        | 500.00 | 2022-01-10 | 12
--       2021-12-31 | 记-3     | 补记利息             | 102      | 20.00  |        | 2022-01-11 | 12
--                  |          | 补记利息             | 408      |        | 20.00  | 2022-01-11 | 12
--       2021-12-31 | 记-4     | 结转本年收入         | 408      | 20.00  |        | 2022-01-11 | 12
--                  |          | 结转本年收入         | 331      |        | 20.00  | 2022-01-11 | 12
--       2021-12-31 | 记-1     | 审计调整：补记应付款 | 50402    | 80.00  |        | 2022-03-11 | 13
--                  |          | 审计调整：补记应付款 | 225      |        | 80.00  | 2022-03-11 | 13
--     status: clean
--   - says: 没有年终结转，也没有录入时间
--     journal: |
--       日期       | 凭证字号 | 摘要         | 科目编码 | 借方   | 贷方
--       2021-12-30 | 记-1     | 报销办公用品 | 50402    | 500.00 |
--                  |          | 报销办公用品 | 102      |        | 500.00
--     status: not_enough_data
SELECT concat_ws('|', v.book, h.how, v.date, trim(v.summary), v.debit) AS group_key, v.origin,
       v.debit::DECIMAL(18, 2) AS amount,
       CASE h.how
            WHEN 'year-end' THEN '排在年终结转凭证{transfer}之后：“{summary}”，{amount}元'
            WHEN 'year' THEN '日期{date}的凭证到{keyed}才录入，在次年{limit}之后：“{summary}”，{amount}元'
            ELSE '日期{date}的凭证到{keyed}才录入，晚于月末{limit}天以上：“{summary}”，{amount}元' END AS reason,
       v.voucher, v.date, d.keyed, coalesce(v.summary, '摘要为空') AS summary,
       CASE h.how WHEN 'year' THEN strftime($last_day + $year_end_days::INTEGER, '%m月%d日')
                  ELSE $month_end_days::VARCHAR END AS "limit",
       coalesce((SELECT min(t.voucher) FROM year_end_closings t
                 WHERE t.book IS NOT DISTINCT FROM v.book AND t.word = v.word),
                (SELECT min(t.voucher) FROM year_end_closings t WHERE t.book IS NOT DISTINCT FROM v.book)) AS transfer
FROM vouchers v JOIN hits h ON h.id = v.id JOIN dated d ON d.id = h.id
WHERE NOT regexp_matches(coalesce(v.summary, ''), array_to_string($adjusting::VARCHAR[], '|'))
ORDER BY v.date, v.file, v."row", h.how
