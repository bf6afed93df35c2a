-- id: J01
-- title: 非工作日的凭证
-- severity: 低
-- basis: 《中国注册会计师审计准则第1141号——财务报表审计中与舞弊相关的责任》（测试会计分录）；全国年节及纪念日放假办法和国务院办公厅各年放假安排
-- verified: false
-- advice: 建议了解凭证日期如何确定，抽查原始凭证上的业务日期、经办人和审批时间
-- proves: 凭证日期是周末或法定节假日（调休上班日算工作日）
-- does_not_prove: 周末举办的活动、节日值班和外地出差也会在当天记账；银行自动扣收和入账、月末结转、代理记账统一填月末日期的已经剔除
-- needs: [journal]
-- params:
--   # the bank does these itself, on its own day
--   interest_words: [结息, 利息]
--   fee_words: [手续费, 账户管理费, 账户维护费, 短信费, 短信服务费, 短信通知费, 网银, 汇款费, 汇划费, 回单费,
--     工本费, 账户年费, 银行收费, 银行费用, 银行扣费, 服务费扣款]
--   fee_most: 500.00
--   debit_words: [代扣, 自动扣, 扣划, 托收, 批扣, 委托扣款, 扣款]
--   # where more than this share of the vouchers is dated on days of rest, it is the habit of the books
--   habit_percent: 10
--   habit_vouchers: 50
-- first:
--   # one row a day and book; vouchers is how many are dated on it
--   days: |
--     SELECT v.date, v.book, v.vouchers, w.workday, w.holiday, v.date = last_day(v.date) AS last_of_month,
--            sum(v.vouchers) OVER (PARTITION BY v.date) AS that_day,
--            sum(v.vouchers) OVER (PARTITION BY v.book, year(v.date), month(v.date)) AS that_month
--     FROM (SELECT date, book, count(*) AS vouchers FROM vouchers WHERE date IS NOT NULL GROUP BY date, book) v
--     LEFT JOIN workdays w ON w.day = v.date
--   # one row: what the dates are worth
--   dates: |
--     SELECT *, vouchers >= $habit_vouchers AND 2 * on_it > vouchers AS one_day,
--            (SELECT bool_or(lower(value) IN ('true', '是')) FROM profile WHERE key = 'bookkeeping_agency') AS agency
--     FROM (SELECT coalesce(sum(vouchers), 0)::BIGINT AS vouchers,
--                  coalesce(sum(vouchers) FILTER (last_of_month), 0)::BIGINT AS at_end,
--                  coalesce(sum(vouchers) FILTER (workday IS NULL AND year(date) = $year), 0)::BIGINT AS unknown,
--                  coalesce(sum(vouchers) FILTER (NOT workday), 0)::BIGINT AS resting,
--                  -- a ledger of some size with one day in each month
--                  coalesce(sum(vouchers) FILTER (2 * that_day > that_month), 0) AS on_it
--           FROM days)
--   resting: |
--     SELECT v.*, d.holiday, d.last_of_month, 2 * d.that_day > d.that_month AS batch,
--            regexp_matches(coalesce(v.summary, ''), array_to_string($interest_words::VARCHAR[], '|')) AS interest,
--            regexp_matches(coalesce(v.summary, ''), array_to_string($fee_words::VARCHAR[], '|')) AS fee,
--            regexp_matches(coalesce(v.summary, ''), array_to_string($debit_words::VARCHAR[], '|')) AS taken
--     FROM vouchers v JOIN (SELECT * FROM days WHERE NOT workday) d
--       ON d.date = v.date AND d.book IS NOT DISTINCT FROM v.book
--     WHERE NOT v.closing
--   hits: |
--     SELECT * FROM resting
--     WHERE NOT (bank_in + bank_out <> 0
--                AND (interest OR fee AND abs(bank_out) <= $fee_most OR taken AND bank_out > 0))
--       -- the day on which money comes in is chosen by whoever pays
--       AND NOT (bank_in > 0 AND bank_out = 0 AND cash_in = 0 AND cash_out = 0 AND spent <= 0)
--       -- at the end of a month or of the year accounts are settled, whatever day it is
--       AND NOT (last_of_month AND (batch OR month(date) = 12
--                                 OR bank_in = 0 AND bank_out = 0 AND cash_in = 0 AND cash_out = 0))
-- applies: |
--   SELECT coalesce(NOT coalesce(agency, false) AND 2 * at_end <= vouchers AND NOT one_day, true) AS fits,
--          vouchers, at_end,
--          CASE WHEN agency THEN '本单位由代理记账机构记账，凭证日期多为统一填写'
--               WHEN 2 * at_end > vouchers THEN '有日期的凭证{vouchers}张，{at_end}张记在月末最后一天，像是代理记账统一填写'
--               ELSE '有日期的凭证{vouchers}张，过半集中在每月的同一天，像是统一填写' END
--            || '，日期不说明记账的时间，不判断；建议取得代理记账合同' AS says
--   FROM dates
-- otherwise: 凭证日期是统一填写的
-- enough: |
--   SELECT vouchers > 0 AND unknown = 0 AS there,
--          CASE WHEN vouchers = 0 THEN '凭证没有日期，未能核对'
--               ELSE '日历数据没有' || $year || '年的放假安排，未能核对；请更新 chinesecalendar' END AS says
--   FROM dates
-- lacking: 没有凭证日期或日历数据
-- tested: |
--   SELECT count(*) AS lines, coalesce(sum(debit), 0)::DECIMAL(38, 2) AS amount, (SELECT resting FROM dates) AS resting
--   FROM vouchers WHERE date IS NOT NULL
-- says: "核对有日期的凭证{lines}张、{amount}元，其中日期在非工作日的{resting}张（含银行自动入账和月末结转）"
-- examples:
--   - says: 国庆节当天付款，星期六报销办公费
--     journal: |
--       日期       | 凭证字号 | 摘要         | 科目编码 | 借方   | 贷方
--       2021-10-07 | 记-4     | 制作宣传栏   | 50103    | 452.00 |
--                  |          | 制作宣传栏   | 102      |        | 452.00
--       2021-10-16 | 记-9     | 报销办公用品 | 50402    | 120.00 |
--                  |          | 报销办公用品 | 101      |        | 120.00
--       2021-10-18 | 记-10    | 报销办公用品 | 50402    | 80.00  |
--                  |          | 报销办公用品 | 101      |        | 80.00
--     status: findings
--     vouchers: [记-4, 记-9]
--   - says: 10月9日是调休上班的星期六；结息和扣收手续费的日期由银行定；月末计提、年末结转记在最后一天
--     journal: |
--       日期       | 凭证字号 | 摘要             | 科目编码 | 借方   | 贷方
--       2021-10-09 | 记-2     | 报销办公用品     | 50402    | 120.00 |
--                  |          | 报销办公用品     | 101      |        | 120.00
--       2021-03-21 | 记-5     | 一季度存款结息   | 102      | 81.20  |
--                  |          | 一季度存款结息   | 408      |        | 81.20
--       2021-06-20 | 记-6     | 银行手续费       | 50402    | 13.50  |
--                  |          | 银行手续费       | 102      |        | 13.50
--       2021-07-31 | 记-7     | 计提7月社工工资  | 50401    | 900.00 |
--                  |          | 计提7月社工工资  | 225      |        | 900.00
--       2021-07-06 | 记-8     | 报销邮费         | 50402    | 20.00  |
--                  |          | 报销邮费         | 101      |        | 20.00
--     status: clean
--   - says: 代理记账，凭证都记在月末
--     journal: |
--       日期       | 凭证字号 | 摘要         | 科目编码 | 借方   | 贷方
--       2021-07-31 | 记-1     | 报销办公用品 | 50402    | 120.00 |
--                  |          | 报销办公用品 | 101      |        | 120.00
--       2021-10-31 | 记-1     | 报销办公用品 | 50402    | 120.00 |
--                  |          | 报销办公用品 | 101      |        | 120.00
--       2021-10-16 | 记-2     | 报销办公用品 | 50402    | 20.00  |
--                  |          | 报销办公用品 | 101      |        | 20.00
--     status: not_applicable
--     message: 代理记账合同
--   - says: 单位信息写明代理记账
--     profile: {bookkeeping_agency: true}
--     journal: |
--       日期       | 凭证字号 | 摘要         | 科目编码 | 借方   | 贷方
--       2021-10-16 | 记-2     | 报销办公用品 | 50402    | 20.00  |
--                  |          | 报销办公用品 | 101      |        | 20.00
--     status: not_applicable
--   - says: 日历数据还没有这一年的放假安排
--     year: 2044
--     journal: |
--       日期       | 凭证字号 | 摘要         | 科目编码 | 借方   | 贷方
--       2044-10-16 | 记-2     | 报销办公用品 | 50402    | 20.00  |
--                  |          | 报销办公用品 | 101      |        | 20.00
--     status: not_enough_data
--     message: 2044年
SELECT group_key, origin, amount, reason, voucher, date, weekday, holiday, summary, share, resting, vouchers
FROM (
  SELECT concat_ws('|', h.book, h.date, trim(h.summary), h.debit) AS group_key, h.origin,
         h.debit::DECIMAL(18, 2) AS amount,
         CASE WHEN h.holiday IS NULL THEN '凭证日期{date}是{weekday}：“{summary}”，{amount}元'
              ELSE '凭证日期{date}在{holiday}假期内：“{summary}”，{amount}元' END AS reason,
         h.voucher, h.date, '星期' || substr('一二三四五六日', isodow(h.date), 1) AS weekday, h.holiday,
         coalesce(h.summary, '摘要为空') AS summary, NULL::DECIMAL(18, 4) AS share, NULL::BIGINT AS resting,
         NULL::BIGINT AS vouchers, h.file, h."row"
  FROM hits h
  WHERE (SELECT resting * 100 <= vouchers * $habit_percent OR vouchers < $habit_vouchers FROM dates)
  UNION ALL
  -- single vouchers say nothing where it is done all the time
  SELECT '习惯', NULL, NULL, '有日期的凭证{vouchers}张，{resting}张的日期是非工作日，是常态，不逐张列出，须了解凭证日期如何确定',
         NULL, NULL, NULL, NULL, NULL, NULL, d.resting, d.vouchers, NULL, NULL
  FROM dates d
  WHERE d.resting * 100 > d.vouchers * $habit_percent AND d.vouchers >= $habit_vouchers
)
ORDER BY date, file, "row"
