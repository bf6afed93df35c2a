-- 用专项补助列支的支出分录：摘要或项目与补助的摘要、项目有相同的词（四个字，短的三个字），写明用上级专项，
-- 或金额与一笔补助相等，并且在补助到账之后。spent 是金额，arrived 是此前最近一次到账的日期。补助是上级、政府的各项补助
-- （回拨除外），和写明专项的行政补助。
WITH grants AS (
    SELECT book, date, cr - dr AS amount,
           -- what is left of a summary when the words that every grant has are taken away
           list_concat(
               string_split(regexp_replace(coalesce(summary, ''),
                   '[（(].*?总工会.*?[）)]|收到|收[取回]?|省|市|区|县|上级|总工会|工会|关于|拨付|拨入|拨来|下拨|拨款|划拨|专项|专款|行政'
                   || '|政府|财政|补助|补贴|资金|经费|收入|款项?|年度|用于|[0-9]+年?|月份?|季度|转?入账|到账|\pP|\pZ|\pS|的', ' ', 'g'), ' '),
               [coalesce(project, '')]) AS parts
    FROM income
    WHERE cr > dr AND date IS NOT NULL
      AND (role IN ('from_above', 'earmarked', 'aid_from_above', 'warmth_from_above', 'relief_from_above',
                    'from_government')
           OR role = 'from_employer' AND regexp_matches(concat(summary, project), '专项|专款'))
),
grams AS (
    SELECT DISTINCT book, date, substr(part, n::BIGINT, least(length(part), 4)) AS gram
    FROM (SELECT book, date, part, unnest(range(1, greatest(length(part) - 2, 2))) AS n
          FROM (SELECT book, date, unnest(parts) AS part FROM grants) WHERE length(part) >= 3)
),
-- every wording is looked at once
wordings AS (
    SELECT book, summary, project, concat_ws('|', summary, project) AS text
    FROM (SELECT DISTINCT book, summary, project FROM spending WHERE dr > cr AND EXISTS (SELECT 1 FROM grants))
),
texts AS (SELECT DISTINCT book, text FROM wordings),
said AS (
    SELECT t.book, t.text, list(DISTINCT g.date) AS days
    FROM (SELECT book, text, substr(text, n::BIGINT, size) AS gram
          FROM (SELECT book, text, size, unnest(range(1, length(text) - size + 2)) AS n
                FROM (SELECT book, text, unnest([3, 4]) AS size FROM texts))) t
    JOIN grams g ON g.gram = t.gram AND g.book IS NOT DISTINCT FROM t.book
    GROUP BY ALL
    UNION ALL
    SELECT t.book, t.text, g.days
    FROM texts t JOIN (SELECT book, list(DISTINCT date) AS days FROM grants GROUP BY book) g
      ON g.book IS NOT DISTINCT FROM t.book
    WHERE regexp_matches(t.text, '上级(专项|补助|拨款|下拨)|专项(补助|资金|经费)')
),
meant AS (
    SELECT w.book, w.summary, w.project, t.days
    FROM wordings w
    JOIN (SELECT book, text, flatten(list(days)) AS days FROM said GROUP BY book, text) t
      ON t.text = w.text AND t.book IS NOT DISTINCT FROM w.book
),
equal AS (SELECT book, amount, list(DISTINCT date) AS days FROM grants WHERE amount >= 1000 GROUP BY book, amount)
SELECT *
FROM (SELECT s.id, s.book, s.date, s.voucher, s.summary, s.project, s.account, s.file, s.sheet, s."row",
             s.dr - s.cr AS spent,
             list_max(list_filter(list_concat(coalesce(m.days, []), coalesce(q.days, [])), lambda d: d <= s.date))
               AS arrived
      FROM spending s
      LEFT JOIN meant m ON m.summary IS NOT DISTINCT FROM s.summary AND m.project IS NOT DISTINCT FROM s.project
           AND m.book IS NOT DISTINCT FROM s.book
      LEFT JOIN equal q ON q.amount = s.dr - s.cr AND q.book IS NOT DISTINCT FROM s.book
      WHERE m.days IS NOT NULL OR q.amount IS NOT NULL)
WHERE arrived IS NOT NULL
