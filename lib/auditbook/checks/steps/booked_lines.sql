-- 收入和支出的分录（年终结转除外），一行一条：what 是去掉空格的摘要，本行没有的用凭证第一行的；party 是往来单位，本行没有的用
-- 凭证上唯一的；amount 是发生额（红字为负）；leaf_title 是末级科目的名称；undone 是同一科目中已被同额红字冲销的。
WITH lines AS MATERIALIZED (
    SELECT e.id, e.unit, e.book, e.date, e.voucher, e.origin, e.file, e."row", e.account, e.class, e.role, e.top_role,
           e.top, e.project, regexp_extract(coalesce(e.account_title, ''), '[^/\\＼_—-]*$') AS leaf_title,
           regexp_replace(coalesce(nullif(trim(e.summary), ''), v.summary, ''), '\s+', '', 'g') AS what,
           coalesce(nullif(trim(e.payee), ''), nullif(trim(v.one_payee), ''), '') AS party,
           CASE WHEN e.class = '支出' THEN e.dr - e.cr ELSE e.cr - e.dr END AS amount
    FROM entries e JOIN vouchers v ON v.id = e.id
    WHERE e.class IN ('收入', '支出') AND NOT v.closing
),
reds AS (
    SELECT book, account, -amount AS amount, count(*) AS times FROM lines WHERE amount < 0 GROUP BY book, account, amount
),
undone AS (
    SELECT origin FROM (
        SELECT l.origin, r.times,
               row_number() OVER (PARTITION BY l.book, l.account, l.amount ORDER BY l.date, l.file, l."row") AS n
        FROM lines l JOIN reds r ON r.account = l.account AND r.amount = l.amount AND r.book IS NOT DISTINCT FROM l.book
    ) WHERE n <= times
)
SELECT l.*, u.origin IS NOT NULL AS undone FROM lines l LEFT JOIN undone u ON u.origin = l.origin
