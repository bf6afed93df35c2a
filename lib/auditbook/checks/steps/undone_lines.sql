-- kept
-- 收入、支出的分录中，同一科目已被同额红字冲销的。
WITH amounts AS (
    SELECT e.book, e.account, e.date, e.file, e.sheet, e."row",
           CASE WHEN e.class = '支出' THEN e.dr - e.cr ELSE e.cr - e.dr END AS amount
    FROM entries e ANTI JOIN closings c ON c.id = e.id
    WHERE e.class IN ('收入', '支出')
),
reds AS (
    SELECT book, account, -amount AS amount, count(*) AS times FROM amounts WHERE amount < 0 GROUP BY book, account, amount
)
SELECT file, sheet, "row" FROM (
    SELECT l.file, l.sheet, l."row", r.times,
           row_number() OVER (PARTITION BY l.book, l.account, l.amount ORDER BY l.date, l.file, l."row") AS n
    FROM amounts l JOIN reds r ON r.account = l.account AND r.amount = l.amount AND r.book IS NOT DISTINCT FROM l.book
) WHERE n <= times
