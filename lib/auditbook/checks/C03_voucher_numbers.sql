-- id: C03
-- title: 凭证号连续、不重复
-- severity: 高
-- basis: 《会计基础工作规范》第五十一条：填制记账凭证时，应当对记账凭证进行连续编号
-- verified: false
-- advice: 建议查明缺号凭证是作废、未导出还是未装订，重号的核对是否两张凭证误用一号
-- proves: 同一账套、期间、凭证字内的凭证号缺号；一个号用于两个日期、两名制单人或文件中不相连的两处
-- does_not_prove: 缺号可能是作废后未导出；最后一号之后是否还有凭证，从编号看不出来
-- needs: [journal]
-- params: {habit: 0.2, listed: 50}
-- first:
--   spans: |
--     SELECT book, period, word, min(number) AS lowest, max(number) AS highest
--     FROM journal WHERE number > 0 GROUP BY book, period, word
--   # numbers that run on over most turns of the month are numbers of the whole year
--   manner: |
--     SELECT book, word,
--            count(*) > 1 AND min(lowest) < 100000 AND 2 * count(*)
--                FILTER (WHERE lowest > before) > count(*) - 1 AS yearly
--     FROM (SELECT *, lag(highest) OVER (PARTITION BY book, word ORDER BY period) AS before FROM spans)
--     GROUP BY book, word
--   # one row a number; what a void voucher has is no second voucher
--   numbers: |
--     SELECT j.book, CASE WHEN m.yearly THEN NULL ELSE j.period END AS term, j.word, j.number,
--            min(j.date) < max(j.date) AS days, min(j.maker) < max(j.maker) AS makers,
--            max(j."row") - min(j."row") >= count(*) AS apart, count(*) AS lines,
--            -- a voucher has one day: one number over many lines and days is no voucher
--            count(*) > 20 AND min(j.date) < max(j.date) OR count(*) > 1000 AND count(j.date) = 0 AS senseless
--     FROM journal j JOIN manner m ON m.word = j.word AND m.book IS NOT DISTINCT FROM j.book
--     WHERE j.number > 0 AND j.void IS NOT TRUE
--     GROUP BY j.book, term, j.word, j.number
--   # but it uses its number up
--   voided: |
--     SELECT DISTINCT j.book, CASE WHEN m.yearly THEN NULL ELSE j.period END AS term, j.word, j.number
--     FROM journal j JOIN manner m ON m.word = j.word AND m.book IS NOT DISTINCT FROM j.book
--     WHERE j.number > 0 AND j.void
--   unused: |
--     SELECT v.* FROM voided v ANTI JOIN (
--         SELECT v.* FROM numbers n JOIN voided v ON v.number = n.number AND v.word = n.word
--            AND v.term IS NOT DISTINCT FROM n.term AND v.book IS NOT DISTINCT FROM n.book
--     ) u ON u.number = v.number AND u.word = v.word AND u.term IS NOT DISTINCT FROM v.term
--        AND u.book IS NOT DISTINCT FROM v.book
--   # what is so for many numbers is this file's habit (business days, sorted by account) and tells nothing
--   habits: |
--     SELECT greatest(5, $habit * count(*)) AS usual, count(*) FILTER (WHERE days) AS days,
--            count(*) FILTER (WHERE makers) AS makers, count(*) FILTER (WHERE apart) AS apart
--     FROM numbers
--   suspects: |
--     SELECT n.book, n.term, n.word, n.number, n.days AND h.days <= usual AS days,
--            n.makers AND h.makers <= usual AS makers, n.apart AND h.apart <= usual AS apart
--     FROM numbers n, habits h
--     WHERE n.days AND h.days <= usual OR n.makers AND h.makers <= usual OR n.apart AND h.apart <= usual
--   suspect_lines: |
--     SELECT s.*, j.file, j.sheet, j."row", j.origin, j.voucher, j.date, j.maker
--     FROM journal j JOIN suspects s
--       ON j.number = s.number AND j.word = s.word AND j.book IS NOT DISTINCT FROM s.book
--      AND (j.period = s.term OR s.term IS NULL) AND j.void IS NOT TRUE
--   # the first rows between two lines of one number: a page total and a heading, or lines of other vouchers
--   between_lines: |
--     SELECT book, term, word, number, file, sheet, unnest(range(previous + 1, least("row", previous + 13))) AS "row"
--     FROM (
--         SELECT *, lag("row") OVER (PARTITION BY book, term, word, number, file, sheet ORDER BY "row") AS previous
--         FROM suspect_lines WHERE apart
--     )
--     WHERE "row" > previous + 1
--   broken: |
--     SELECT DISTINCT b.book, b.term, b.word, b.number
--     FROM journal j JOIN between_lines b ON j."row" = b."row" AND j.file = b.file AND j.sheet = b.sheet
--   doubles: |
--     SELECT l.book, l.term, l.word, l.number, arg_min(l.voucher, l."row") AS voucher,
--            min(l.date) AS first_day, max(l.date) AS last_day,
--            arg_min(l.origin, (l.date, l."row")) AS first_origin, arg_max(l.origin, (l.date, l."row")) AS last_origin,
--            concat_ws('、', CASE WHEN any_value(l.days) THEN '用于' || min(l.date) || '至' || max(l.date)
--                || '的不同日期' END,
--                      CASE WHEN any_value(l.makers) THEN '制单人为' || min(l.maker) || '和' || max(l.maker) END,
--                      CASE WHEN any_value(b.number) IS NOT NULL THEN '在文件中分成不相连的几处' END) AS signs
--     FROM suspect_lines l
--     LEFT JOIN broken b ON b.number = l.number AND b.term IS NOT DISTINCT FROM l.term AND b.word = l.word
--          AND b.book IS NOT DISTINCT FROM l.book
--     GROUP BY l.book, l.term, l.word, l.number
--     HAVING any_value(l.days) OR any_value(l.makers) OR any_value(b.number) IS NOT NULL
--   # the ends of each sequence; 202101001 is the first of its kind, not the 202101001st
--   ends: |
--     SELECT book, term, word, count(*) AS used, max(number) AS highest,
--            CASE WHEN min(number) >= 100000 AND min(number) > 10 * count(*) THEN min(number) - 1 ELSE 0 END AS zero
--     FROM (SELECT book, term, word, number FROM numbers UNION ALL
--           SELECT * FROM unused)
--     GROUP BY book, term, word
--   open_ends: |
--     SELECT * FROM ends WHERE highest - zero > used
--   # only sequences in which something is missing are looked at number by number
--   loose: |
--     SELECT n.book, n.term, n.word, n.number, e.zero
--     FROM (SELECT book, term, word, number FROM numbers UNION ALL SELECT * FROM unused) n
--     SEMI JOIN open_ends o ON o.term IS NOT DISTINCT FROM n.term AND o.book IS NOT DISTINCT FROM n.book
--     JOIN ends e ON e.word = n.word AND e.term IS NOT DISTINCT FROM n.term AND e.book IS NOT DISTINCT FROM n.book
--   # 收, 付 and 转 may share one sequence: then several words take hardly ever the same number
--   united: |
--     SELECT book, count(DISTINCT word) > 1 AND count(*) FILTER (WHERE words > 1) <= 0.01 * count(*) AS united
--     FROM (SELECT book, term, number, count(*) AS words, min(word) AS word FROM loose GROUP BY book, term,
--         number)
--     GROUP BY book
--   numbered: |
--     SELECT DISTINCT l.book, l.term, CASE WHEN u.united THEN '' ELSE l.word END AS series, l.number,
--            CASE WHEN u.united THEN min(l.zero) OVER (PARTITION BY l.book, l.term) ELSE l.zero END AS zero
--     FROM loose l JOIN united u ON u.book IS NOT DISTINCT FROM l.book
--   gaps: |
--     SELECT book, term, series, coalesce(previous, zero) AS before, number AS after, previous
--     FROM (SELECT *, lag(number) OVER (PARTITION BY book, term, series ORDER BY number) AS previous FROM numbered)
--     WHERE number > coalesce(previous, zero) + 1
--   # more numbers missing than there are: the numbering follows another rule, or this is a selection; said once
--   scattered: |
--     SELECT g.book, g.series, missing, used
--     FROM (SELECT book, series, sum(after - before - 1) AS missing FROM gaps GROUP BY book, series) g
--     JOIN (SELECT book, series, count(*) AS used FROM numbered GROUP BY book, series) n
--       ON n.series = g.series AND n.book IS NOT DISTINCT FROM g.book
--     WHERE missing > greatest(used, $listed)
--   single_gaps: |
--     SELECT g.* FROM gaps g ANTI JOIN scattered s ON s.series = g.series AND s.book IS NOT DISTINCT FROM g.book
-- enough: |
--   SELECT lines = 0 OR numbered >= 0.8 * lines AS enough, lines
--   FROM (SELECT (SELECT count(*) FROM journal WHERE void IS NOT TRUE) AS lines,
--                (SELECT sum(lines) FROM numbers WHERE NOT senseless) AS numbered)
-- lacking: 序时账{lines}行中，凭证号缺失、为0或同一号用于大量不同日期的分录超过20%，无法区分凭证，未能核对编号
-- tested: |
--   SELECT (SELECT sum(used)::BIGINT FROM ends) AS numbers,
--          (SELECT count(*) FROM ends) AS sequences,
--          (SELECT CASE WHEN bool_and(yearly) THEN '全年连续编号' WHEN bool_or(yearly) THEN '有的全年、有的按月编号'
--                  ELSE '按月编号' END FROM manner) AS manner,
--          (SELECT coalesce(sum(after - before - 1), 0)::BIGINT FROM gaps) AS missing,
--          (SELECT count(*) FROM doubles) AS doubled,
--          (SELECT count(*) FROM journal WHERE number IS NULL OR number <= 0) AS without,
--          coalesce((SELECT string_agg(month || '月', '、' ORDER BY month) FROM range(1, 13) AS months(month)
--                    WHERE month NOT IN (SELECT period FROM spans WHERE period IS NOT NULL)
--                      AND month BETWEEN (SELECT min(period) FROM spans) AND (SELECT max(period) FROM spans)),
--                   '无') AS idle
-- says: "核对凭证号{numbers}个（{manner}，共{sequences}个序列）：缺号{missing}个，重号{doubled}个，\
--   没有编号的分录{without}行；首末月之间没有凭证的月份：{idle}"
-- examples:
--   - says: 缺一号，号的写法照文件
--     journal: |
--       日期       | 凭证字号 | 科目编码 | 借方   | 贷方
--       2021-01-05 | 记-6     | 102      | 100.00 |
--                  |          | 401      |        | 100.00
--       2021-01-05 | 记-8     | 102      | 100.00 |
--                  |          | 401      |        | 100.00
--       2021-01-01 | 记-1     | 102      | 1.00   |
--       2021-01-01 | 记-2     | 102      | 1.00   |
--       2021-01-01 | 记-3     | 102      | 1.00   |
--       2021-01-01 | 记-4     | 102      | 1.00   |
--       2021-01-01 | 记-5     | 102      | 1.00   |
--       2021-01-09 | 记-9     | 102      | 1.00   |
--     status: findings
--     vouchers: [记-7]
--     groups: [断号|1|记|7]
--   - says: 编号补零，且缺的是第一号和两位数
--     journal: |
--       日期       | 凭证字号     | 科目编码 | 借方
--       2021-01-02 | 记字第0002号 | 102      | 1.00
--       2021-01-03 | 记字第0003号 | 102      | 1.00
--       2021-02-03 | 记字第0001号 | 102      | 1.00
--       2021-02-03 | 记字第0003号 | 102      | 1.00
--     status: findings
--     vouchers: [记字第0001号, 记字第0002号]
--   - says: 同一号两张凭证，日期不同
--     journal: |
--       日期       | 凭证字号 | 科目编码 | 借方   | 贷方   | 制单人
--       2021-01-05 | 记-1     | 102      | 100.00 |        | 甲
--                  |          | 401      |        | 100.00 | 甲
--       2021-01-09 | 记-2     | 102      | 50.00  |        | 甲
--                  |          | 401      |        | 50.00  | 甲
--       2021-01-20 | 记-2     | 102      | 70.00  |        | 甲
--                  |          | 401      |        | 70.00  | 甲
--     status: findings
--     vouchers: [记-2]
--     groups: [重号|1|记|2]
--   - says: 同日同人，但在文件里分成两处
--     journal: |
--       日期       | 凭证字号 | 科目编码 | 借方   | 贷方
--       2021-01-05 | 记-1     | 102      | 100.00 |
--                  |          | 401      |        | 100.00
--       2021-01-05 | 记-2     | 102      | 50.00  |
--                  |          | 401      |        | 50.00
--       2021-01-05 | 记-1     | 102      | 70.00  |
--                  |          | 401      |        | 70.00
--     status: findings
--     groups: [重号|1|记|1]
--   - says: 每月重新编号、各字分别编号、作废占号、凭证中间隔着本页合计
--     journal: |
--       行 | 日期       | 凭证字号 | 科目编码 | 借方   | 贷方   | 作废
--       2  | 2021-01-05 | 收-1     | 102      | 100.00 |        |
--       5  | 2021-01-05 | 收-1     | 401      |        | 100.00 |
--       6  | 2021-01-06 | 付-1     | 50102    | 30.00  | 30.00  |
--       7  | 2021-01-07 | 付-2     | 50102    | 30.00  | 30.00  | 是
--       8  | 2021-01-08 | 付-3     | 50102    | 30.00  | 30.00  |
--       9  | 2021-02-05 | 收-1     | 102      | 100.00 | 100.00 |
--     status: clean
--   - says: 全年连续编号，二月从3号起不是缺号
--     journal: |
--       日期       | 凭证字号 | 科目编码 | 借方 | 贷方
--       2021-01-05 | 记-1     | 102      | 1.00 | 1.00
--       2021-01-06 | 记-2     | 102      | 1.00 | 1.00
--       2021-02-05 | 记-3     | 102      | 1.00 | 1.00
--       2021-04-05 | 记-4     | 102      | 1.00 | 1.00
--     status: clean
--     message: 没有凭证的月份：3月
--   - says: 全年连续编号，跨月的缺号
--     journal: |
--       日期       | 凭证字号 | 科目编码 | 借方 | 贷方
--       2021-01-05 | 记-1     | 102      | 1.00 | 1.00
--       2021-01-06 | 记-2     | 102      | 1.00 | 1.00
--       2021-02-05 | 记-4     | 102      | 1.00 | 1.00
--       2021-03-05 | 记-5     | 102      | 1.00 | 1.00
--     status: findings
--     vouchers: [记-3]
--   - says: 收付转合用一个号码序列
--     journal: |
--       日期       | 凭证字号 | 科目编码 | 借方 | 贷方
--       2021-01-05 | 收-1     | 102      | 1.00 | 1.00
--       2021-01-06 | 付-2     | 102      | 1.00 | 1.00
--       2021-01-07 | 付-3     | 102      | 1.00 | 1.00
--       2021-01-08 | 收-4     | 102      | 1.00 | 1.00
--       2021-02-08 | 转-1     | 102      | 1.00 | 1.00
--       2021-02-08 | 付-2     | 102      | 1.00 | 1.00
--     status: clean
WITH neighbours AS (
    SELECT g.book, g.term, g.series, g.before, g.after,
           arg_min(j.voucher, j."row") FILTER (WHERE j.number = g.after) AS voucher,
           arg_min(j.file || '|' || j.sheet || '|' || j."row", j."row") FILTER (WHERE j.number = g.after) AS origin,
           min(j.date) FILTER (WHERE j.number = g.after) AS date,
           max(j.period) AS period,
           regexp_extract(arg_min(j.voucher, j."row") FILTER (WHERE j.number = g.previous), '(\d+)\D*$', 1) AS digits
    FROM (SELECT *, unnest([before, after]) AS neighbour FROM single_gaps) g
    JOIN journal j
      ON j.number = g.neighbour AND (j.period = g.term OR g.term IS NULL)
     AND (j.word = g.series OR g.series = '') AND j.book IS NOT DISTINCT FROM g.book
    GROUP BY g.book, g.term, g.series, g.before, g.after
),
written AS (
    SELECT *, regexp_extract(voucher, '^(.*?)(\d+)(\D*)$', ['head', 'number', 'tail']) AS parts,
           -- 0007 is written with zeros; of 10 only the number before it can tell
           CASE WHEN coalesce(digits, '') LIKE '0%' THEN length(digits)
                WHEN regexp_extract(voucher, '(\d+)\D*$', 1) LIKE '0%' THEN length(regexp_extract(voucher,
                    '(\d+)\D*$', 1))
                ELSE 1 END AS width
    FROM neighbours
),
missing AS (
    SELECT *, unnest(range(before + 1, after)) AS number, NULL AS upto FROM written WHERE after - before - 1 <= $listed
    UNION ALL
    SELECT *, before + 1 AS number, after - 1 AS upto FROM written WHERE after - before - 1 > $listed
),
shown AS (
    SELECT *, CASE WHEN length(number::VARCHAR) < width THEN lpad(number::VARCHAR, width::INTEGER, '0')
        ELSE number::VARCHAR END AS digit
    FROM missing
)
SELECT 1 AS kind, concat_ws('|', '断号', book, term, nullif(series, ''), number) AS group_key, origin,
    NULL::DECIMAL(18, 2) AS amount,
       CASE WHEN upto IS NULL THEN '{manner}缺凭证号{digit}，其后一张是{after_text}'
            ELSE '{manner}缺凭证号{digit}至{upto_text}，共{count}个，其后一张是{after_text}' END AS reason,
       coalesce(parts.head || digit || parts.tail, concat_ws('-', nullif(series, ''), digit))
           || CASE WHEN upto IS NULL THEN '' ELSE '至' || upto END AS voucher,
       date, coalesce(term || '月', '全年') AS manner, digit, voucher AS after_text, term, series, number,
       upto::VARCHAR AS upto_text, upto - number + 1 AS count
FROM shown
UNION ALL BY NAME
SELECT 2 AS kind, concat_ws('|', '断号', book, series, '全部') AS group_key, NULL AS origin, NULL AS amount,
       '凭证字“{series}”用了{used}个号，其间缺{missing}个：编号不是逐张连续的，或资料只是一部分' AS reason,
       '' AS voucher, series, used, missing::BIGINT AS missing
FROM scattered
UNION ALL BY NAME
SELECT 3 AS kind, concat_ws('|', '重号', book, term, nullif(word, ''), number) AS group_key, unnest([first_origin,
    last_origin]) AS origin,
       NULL AS amount, '凭证号{voucher}{signs}' AS reason, voucher, unnest([first_day, last_day]) AS date, signs,
       term, word AS series, number
FROM doubles
UNION ALL BY NAME
SELECT 4 AS kind, '无号' AS group_key, arg_min(origin, "row") AS origin, NULL AS amount,
       '有{used}行分录没有凭证号' AS reason, '' AS voucher, count(*) AS used
FROM journal WHERE number IS NULL OR number <= 0 HAVING count(*) > 0
ORDER BY kind, term, series, number, group_key, date, origin
