-- booked_lines 除 origin、leaf_title 外的各列；各列的含义见 booked_lines。
WITH amounts AS (
    SELECT e.book, e.account, e.date, e.file, e.sheet, e."row",
           CASE WHEN e.class = '支出' THEN e.dr - e.cr ELSE e.cr - e.dr END AS amount
    FROM entries e ANTI JOIN closings c ON c.id = e.id
    WHERE e.class IN ('收入', '支出')
),
reds AS (
    SELECT book, account, -amount AS amount, count(*) AS times FROM amounts WHERE amount < 0 GROUP BY book, account, amount
),
undone AS (
    SELECT file, sheet, "row" FROM (
        SELECT l.file, l.sheet, l."row", r.times,
               row_number() OVER (PARTITION BY l.book, l.account, l.amount ORDER BY l.date, l.file, l."row") AS n
        FROM amounts l JOIN reds r ON r.account = l.account AND r.amount = l.amount AND r.book IS NOT DISTINCT FROM l.book
    ) WHERE n <= times
)
SELECT e.id, e.unit, e.book, e.date, e.voucher, e.file, e.sheet, e."row", e.account, e.class, e.role, e.top_role,
       e.top, e.project, coalesce(w.what, '') AS what,
       coalesce(nullif(trim(e.payee), ''), nullif(trim(v.one_payee), ''), '') AS party,
       CASE WHEN e.class = '支出' THEN e.dr - e.cr ELSE e.cr - e.dr END AS amount, u."row" IS NOT NULL AS undone
FROM entries e
JOIN (SELECT id, summary, one_payee FROM vouchers WHERE NOT closing) v ON v.id = e.id
LEFT JOIN entry_summaries w ON w.summary = CASE WHEN trim(e.summary) <> '' THEN e.summary ELSE v.summary END
LEFT JOIN undone u ON u."row" = e."row" AND u.file = e.file AND u.sheet = e.sheet
WHERE e.class IN ('收入', '支出')
