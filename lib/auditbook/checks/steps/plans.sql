-- 预算与账面：预算表每个科目一行（同一科目的几行相加，只列项目名称的按名称找科目），上下级都列的，
-- 下级的归下级，上级只留余下的部分。plan 是调整后预算，own 是没有分给下级的部分，finer 是下级行数；
-- booked 是账上归这一行的金额，accounts 是所归的科目，topmost 是没有上级行。state：line 有预算的科目；
-- unplanned 有发生额而没有预算的科目（plan 为空）；unplaced 找不到科目的预算行；whole 合计行。
-- 预算和账面各只有一个账套的，不看账套的名称；没有序时账的，按科目余额表。
WITH RECURSIVE above AS (
    SELECT code, code AS ancestor, 0 AS up FROM accounts WHERE class IN ('收入', '支出')
    UNION ALL
    SELECT a.code, p.parent, a.up + 1 FROM above a JOIN accounts p ON p.code = a.ancestor WHERE p.parent IS NOT NULL
),
posted AS (
    SELECT e.book, e.account, e.class, sum(CASE WHEN e.class = '收入' THEN e.cr - e.dr ELSE e.dr - e.cr END) AS amount
    FROM entries e ANTI JOIN closings c ON c.id = e.id
    WHERE e.class IN ('收入', '支出') GROUP BY ALL
    UNION ALL
    -- what stands open, or where it is closed its own side
    SELECT book, account, class,
           CASE WHEN closing <> 0 THEN abs(debit - credit) WHEN class = '收入' THEN credit ELSE debit END
    FROM (SELECT b.book, b.account, a.class, coalesce(max(b.cumulative_debit), sum(b.debit), 0) AS debit,
                 coalesce(max(b.cumulative_credit), sum(b.credit), 0) AS credit,
                 coalesce(arg_max(coalesce(b.closing_debit, 0) - coalesce(b.closing_credit, 0),
                                  coalesce(b.period, 0)), 0) AS closing
          FROM balances b JOIN accounts a ON a.code = b.account
          WHERE a.leaf AND a.class IN ('收入', '支出') AND NOT EXISTS (SELECT 1 FROM journal)
          GROUP BY ALL)
),
one AS (
    SELECT (SELECT count(DISTINCT coalesce(book, '')) <= 1 FROM budget)
           AND (SELECT count(DISTINCT coalesce(book, '')) <= 1 FROM posted) AS book
),
booked AS (
    SELECT CASE WHEN o.book THEN NULL ELSE coalesce(p.book, '工会经费') END AS book, p.account, p.class, p.amount
    FROM posted p, one o
),
listed AS (
    SELECT CASE WHEN o.book THEN NULL ELSE coalesce(b.book, '工会经费') END AS book, b.account AS code,
           coalesce(b.item, b.account) AS item,
           coalesce(b.final, coalesce(b.approved, 0) + b.adjustment, b.approved) AS plan,
           CASE WHEN contains(b.kind, '收') THEN '收入' WHEN contains(b.kind, '支') THEN '支出' END AS kind,
           -- 一、会费收入 and 其中：会费收入 are 会费收入
           regexp_replace(coalesce(b.item, ''), '\s|^(其中[:：])?[（(]?[一二三四五六七八九十0-9]*[）)、.．]?', '', 'g') AS name,
           b.origin, b.file, b."row"
    FROM budget b, one o
    WHERE coalesce(b.final, b.adjustment, b.approved) IS NOT NULL
),
named AS (
    SELECT list_extract(regexp_split_to_array(name, '[/\\\-_—:：]'), -1) AS name, class,
           arg_min(code, (level, code)) AS code
    FROM accounts WHERE class IN ('收入', '支出') AND name IS NOT NULL GROUP BY ALL
),
placed AS (
    SELECT l.book, l.item, l.name, l.plan, l.kind, l.origin, l.file, l."row",
           regexp_matches(l.name, '合计|总计|总收入|总支出|^(本年)?(收入|支出)小?计?$') AS whole,
           CASE WHEN any_value(l.code) IS NOT NULL THEN max_by(a.code, length(a.code))
                WHEN count(DISTINCT n.code) = 1 THEN min(n.code) END AS account
    FROM listed l
    LEFT JOIN accounts a ON a.class IN ('收入', '支出') AND length(a.code) >= 3 AND starts_with(l.code, a.code)
    LEFT JOIN named n ON l.code IS NULL AND n.name = l.name AND (l.kind IS NULL OR n.class = l.kind)
    GROUP BY ALL
),
lines AS (
    SELECT book, account, sum(plan) AS plan, arg_min(item, "row") AS item, arg_min(origin, "row") AS origin,
           arg_min(file, "row") AS file, min("row") AS "row"
    FROM placed WHERE account IS NOT NULL AND NOT whole GROUP BY book, account
),
covered AS (
    SELECT b.book, b.account, b.class, b.amount, arg_min(l.account, a.up) AS line
    FROM booked b JOIN above a ON a.code = b.account
    LEFT JOIN lines l ON l.account = a.ancestor AND l.book IS NOT DISTINCT FROM b.book
    GROUP BY ALL
),
own AS (
    SELECT book, line, sum(amount) AS amount, list(account ORDER BY account) AS accounts
    FROM covered WHERE line IS NOT NULL GROUP BY book, line
),
under AS (
    SELECT l.book, l.account, l.plan, arg_min(p.account, a.up) AS line
    FROM lines l JOIN above a ON a.code = l.account AND a.up > 0
    JOIN lines p ON p.account = a.ancestor AND p.book IS NOT DISTINCT FROM l.book
    GROUP BY ALL
),
finer AS (SELECT book, line, sum(plan) AS plan, count(*) AS lines FROM under GROUP BY book, line),
all_lines AS (
    SELECT 'line' AS state, l.book, l.account, l.item, l.plan,
           CASE WHEN f.lines > 0 THEN greatest(l.plan - f.plan, 0) ELSE l.plan END AS own,
           coalesce(f.lines, 0) AS finer, u.account IS NULL AS topmost, coalesce(o.amount, 0) AS booked,
           coalesce(o.accounts, []) AS accounts, NULL AS kind, l.origin, l.file, l."row"
    FROM lines l
    LEFT JOIN own o ON o.line = l.account AND o.book IS NOT DISTINCT FROM l.book
    LEFT JOIN finer f ON f.line = l.account AND f.book IS NOT DISTINCT FROM l.book
    LEFT JOIN under u ON u.account = l.account AND u.book IS NOT DISTINCT FROM l.book
    UNION ALL BY NAME
    -- as budgets are made: the account itself or, of lower ones, the one on the second level
    SELECT 'unplanned' AS state, book, account, sum(amount) AS booked, list(code ORDER BY code) AS accounts
    FROM (SELECT c.book, c.account AS code, c.amount, max_by(t.code, t.level) AS account
          FROM covered c JOIN above a ON a.code = c.account JOIN accounts t ON t.code = a.ancestor AND t.level <= 2
          WHERE c.line IS NULL GROUP BY ALL)
    GROUP BY book, account
    UNION ALL BY NAME
    SELECT CASE WHEN whole THEN 'whole' ELSE 'unplaced' END AS state, book, item, plan, kind, origin, file, "row"
    FROM placed WHERE account IS NULL OR whole
)
SELECT p.state, p.book, p.account, t.name AS title, t.role, t.top_role,
       coalesce(t.class, p.kind, CASE WHEN contains(p.item, '收') THEN '收入' WHEN contains(p.item, '支') THEN '支出' END)
       AS class,
       p.item, p.plan, p.own, p.finer, p.topmost, p.booked, p.accounts, p.origin, p.file, p."row"
FROM all_lines p LEFT JOIN accounts t ON t.code = p.account
