-- 总工会与基层工会之间的经费往来，两边的账各一边：一行是一张凭证里给一个工会（或一个工会收到）的一种经费。
-- kind 是补助（补助下级支出—上级补助收入）或拨缴（应付下级转拨经费—拨缴经费收入）；side 是 1（总工会拨出）、-1（工会收到）；
-- pair 是工会的单位代号，拨出而认不出是哪个工会的为空；amount 红字为负；money 是该凭证银行、现金的净收付。
-- 两边都交了序时账的才在内；工会从别的上级（名称、摘要写明）或从单位行政收到的不在内。
WITH named AS (
    SELECT unit, kind, parent, regexp_replace(translate(name, '（）', '()'), '\s', '', 'g') AS full_name
    FROM units WHERE unit IN (SELECT unit FROM vouchers)
),
federations AS (SELECT unit, full_name FROM named WHERE kind = 'federation'),
unions AS (
    SELECT n.unit, n.full_name, regexp_replace(n.full_name, '(基层)?工会(联合会|委员会)?$', '') AS core, f.unit AS above,
           f.full_name AS above_name
    FROM named n
    JOIN federations f ON f.unit = n.parent OR (coalesce(n.parent, '') = ''
        AND (SELECT count(*) FROM federations) = 1)
    WHERE n.kind <> 'federation'
),
out_lines AS (
    SELECT e.id, e.unit, CASE WHEN e.top_role = 'to_below' OR e.role = 'to_below' THEN '补助' ELSE '拨缴' END AS kind,
           CASE WHEN e.class = '支出' THEN e.dr - e.cr ELSE e.dr END AS amount,
           regexp_replace(translate(coalesce(nullif(trim(e.payee), ''), nullif(trim(v.one_payee), ''), ''),
                                    '（）', '()'), '\s', '', 'g') AS party,
           regexp_replace(translate(coalesce(e.summary, '') || '|' || coalesce(v.summary, ''), '（）', '()'),
                          '\s', '', 'g') AS told,
           e.date, e.voucher, e.origin, e.account, e.account_title, e.summary, e.file, e."row", v.money_out AS money
    FROM entries e
    JOIN vouchers v ON v.id = e.id
    WHERE e.unit IN (SELECT unit FROM federations) AND NOT v.closing
      AND (e.role = 'to_below' OR e.top_role = 'to_below' OR e.role = 'passed_down'
           OR e.role = 'due_below' AND NOT regexp_matches(coalesce(e.account_title, ''), '补助|筹备'))
      AND (e.class = '支出' OR e.dr <> 0)
),
-- whom a name or a summary means: the same name, the same without 工会委员会, or one ends with the other
named_parties AS (
    SELECT p.unit, p.party, p.told,
           arg_max(u.unit, CASE WHEN p.party = u.full_name THEN 4000 WHEN p.party_core = u.core THEN 3000
                                WHEN p.party <> '' THEN 2000 ELSE 1000 END + length(u.full_name)) AS pair
    FROM (SELECT DISTINCT unit, party, told, regexp_replace(party, '(基层)?工会(联合会|委员会)?$', '') AS party_core
          FROM out_lines) p
    JOIN unions u ON u.above = p.unit
     AND (p.party_core = u.core
          OR length(p.party) >= 4 AND length(u.core) >= 3
             AND (ends_with(p.party, u.full_name) OR ends_with(p.party_core, u.core)
                 OR ends_with(u.full_name, p.party))
          OR p.party = '' AND (contains(p.told, u.full_name) OR length(u.core) >= 3 AND contains(p.told, u.core)))
    GROUP BY ALL
),
in_lines AS (
    SELECT e.id, e.unit, CASE WHEN e.top_role = 'from_above' THEN '补助' ELSE '拨缴' END AS kind, e.cr - e.dr AS amount,
           u.above, u.above_name,
           regexp_replace(translate(coalesce(nullif(trim(e.payee), ''), nullif(trim(v.one_payee), ''), ''),
                                    '（）', '()'), '\s', '', 'g') AS party,
           coalesce(e.summary, '') AS told, e.date, e.voucher, e.origin, e.account, e.account_title, e.summary, e.file,
           e."row", -v.money_out AS money
    FROM income e
    JOIN unions u ON u.unit = e.unit
    JOIN vouchers v ON v.id = e.id
    WHERE e.top_role = 'from_above' OR e.role = 'contributions'
),
from_federation AS (
    SELECT * FROM (
        SELECT *, party <> '' AND (ends_with(above_name, party) OR ends_with(party, above_name)
                                   OR regexp_matches(party, '^(上级工会|上级|[市县区]?总工会|[市县区]总)$')) AS by_name,
               party <> '' AND regexp_matches(party, '总工会|产业工会|系统工会|全总|[省市]总|财政|税务') AS by_other,
               nullif(regexp_extract(told, '(全国|省|市|州|县|区)总', 1), '') AS level_told
        FROM in_lines)
    WHERE (level_told IS NULL OR contains(above_name, level_told || '总'))
      AND CASE WHEN kind = '补助' THEN by_name OR NOT by_other
               ELSE by_name OR party = '' AND (regexp_matches(told, '总工会|上级|转拨|财政划拨|财政代扣|[市县区]总')
                   OR unit IN (SELECT unit FROM profile WHERE key = 'collection' AND value = '财政划拨')) END
)
SELECT o.kind, o.unit, p.pair, o.unit AS above, 1 AS side, o.date, sum(o.amount)::DECIMAL(18, 2) AS amount,
       any_value(o.money) AS money, o.id, o.voucher, arg_min(o.origin, o."row") AS origin,
       arg_min(o.account, o."row") AS account, arg_min(o.account_title, o."row") AS account_title,
       arg_min(o.summary, o."row") AS summary, min(o.file) AS file, min(o."row") AS "row"
FROM out_lines o
LEFT JOIN named_parties p ON p.unit = o.unit AND p.party = o.party AND p.told = o.told
GROUP BY o.kind, o.unit, p.pair, o.date, o.id, o.voucher
HAVING sum(o.amount) <> 0
UNION ALL BY NAME
SELECT kind, unit, unit AS pair, above, -1 AS side, date, sum(amount)::DECIMAL(18, 2) AS amount,
    any_value(money) AS money,
       id, voucher, arg_min(origin, "row") AS origin, arg_min(account, "row") AS account,
       arg_min(account_title, "row") AS account_title, arg_min(summary, "row") AS summary,
       min(file) AS file, min("row") AS "row"
FROM from_federation
GROUP BY kind, unit, above, date, id, voucher
HAVING sum(amount) <> 0
