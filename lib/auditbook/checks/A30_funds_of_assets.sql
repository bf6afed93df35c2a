-- id: A30
-- title: 资产与对应基金的勾稽差额
-- severity: 中
-- basis: 《工会会计制度》（2009年）：固定基金、在建工程占用资金、投资基金分别与固定资产、在建工程、投资的账面余额相等
-- verified: false
-- advice: 建议逐笔核对购置、报废、调拨、对外投资的凭证，查明只记一方的业务，按制度补记
-- proves: 年末固定资产、在建工程、投资的余额与对应的基金不等；有序时账的，列出只记了一方的凭证
-- does_not_prove: 差额可能在以前年度形成，融资购置、待处理资产也会有差额；2021年制度的资产基金口径不同，不在此核对
-- needs: [balances]
-- params: {least: 1.00}
-- first:
--   pairs: |
--     SELECT * FROM (VALUES ('fixed_assets', 'fund_of_assets'), ('construction', 'fund_of_construction'),
--                           ('investment', 'fund_of_investment')) t(asset, fund)
--   # the topmost rows of each account, of monthly tables the first and the last
--   sides: |
--     SELECT b.book, b.account, a.name, a.role, p.asset AS pair, a.role = p.asset AS is_asset,
--            b.origin, b.file, b."row",
--            CASE WHEN a.role = p.asset THEN 1 ELSE -1 END
--            * (coalesce(b.closing_debit, 0) - coalesce(b.closing_credit, 0)) AS closing,
--            CASE WHEN a.role = p.asset THEN 1 ELSE -1 END
--            * (coalesce(b.opening_debit, 0) - coalesce(b.opening_credit, 0)) AS opening,
--            b.period IS NOT DISTINCT FROM min(b.period) OVER () AS first,
--            b.period IS NOT DISTINCT FROM max(b.period) OVER () AS last
--     FROM balances b
--     JOIN accounts a ON a.code = b.account AND a.system = 'union2009'
--     JOIN pairs p ON a.role IN (p.asset, p.fund)
--     WHERE NOT EXISTS (SELECT 1 FROM balances q WHERE q.account = a.parent AND q.book IS NOT DISTINCT FROM b.book)
--   compared: |
--     SELECT book, pair, coalesce(max(name) FILTER (is_asset), any_value(missing_asset)) AS asset_name,
--            coalesce(max(name) FILTER (NOT is_asset), any_value(missing_fund)) AS fund_name,
--            coalesce(sum(closing) FILTER (is_asset AND last), 0) AS asset,
--            coalesce(sum(closing) FILTER (NOT is_asset AND last), 0) AS fund,
--            coalesce(sum(opening) FILTER (is_asset AND first), 0)
--            - coalesce(sum(opening) FILTER (NOT is_asset AND first), 0) AS before
--     FROM sides s
--     JOIN (VALUES ('fixed_assets', '固定资产', '固定基金'), ('construction', '在建工程', '在建工程占用资金'),
--                  ('investment', '投资', '投资基金')) t(role, missing_asset, missing_fund) ON t.role = s.pair
--     GROUP BY book, pair
--   differing: |
--     SELECT *, asset - fund AS difference FROM compared WHERE abs(asset - fund) >= $least
-- applies: SELECT count(*) > 0 AS applies FROM compared WHERE asset <> 0 OR fund <> 0 OR before <> 0
-- otherwise: 没有固定资产、在建工程、投资及对应的基金，或不适用2009年制度
-- tested: |
--   SELECT count(*) AS lines, coalesce(sum(asset), 0)::DECIMAL(38, 2) AS amount,
--          coalesce(sum(fund), 0)::DECIMAL(38, 2) AS fund
--   FROM compared
-- says: "核对资产与基金{lines}对：资产{amount}元，基金{fund}元"
-- examples:
--   - says: 投资没有投资基金，年初就有；音响入账时没有记固定基金
--     balances: |
--       科目编码 | 期初借方 | 期初贷方 | 期末借方 | 期末贷方
--       151      | 50000.00 |          | 50000.00 |
--       162      | 8000.00  |          | 9860.00  |
--       301      |          | 8000.00  |          | 8000.00
--     journal: |
--       日期       | 凭证字号 | 摘要         | 科目编码 | 借方    | 贷方
--       2021-08-05 | 记-7     | 音响设备入账 | 162      | 1860.00 |
--                  |          |              | 321      |         | 1860.00
--     status: findings
--     groups: [fixed_assets, investment]
--     message: 核对资产与基金2对
--   - says: 购置同时记了固定基金；明细科目加到一级
--     balances: |
--       科目编码 | 期初借方 | 期初贷方 | 期末借方 | 期末贷方
--       162      | 8000.00  |          | 9860.00  |
--       16201    | 8000.00  |          | 9860.00  |
--       301      |          | 8000.00  |          | 9860.00
--     status: clean
--   - says: 没有这些资产
--     balances: |
--       科目编码 | 期初借方 | 期末借方
--       102      | 8000.00  | 9860.00
--     status: not_applicable
--   - says: 2021年制度
--     year: 2022
--     balances: |
--       科目编码 | 科目名称 | 期末借方 | 期末贷方
--       162      | 固定资产 | 500.00   |
--       301      | 资产基金 |          | 480.00
--     status: not_applicable
SELECT concat_ws('|', d.book, d.pair) AS group_key, s.origin,
       CASE WHEN s.is_asset OR d.asset = 0 THEN d.difference END::DECIMAL(18, 2) AS amount,
       '{asset_name}年末余额{asset}元，{fund_name}{fund}元，相差{difference}元（年初相差{before}元，本年形成{new}元）' AS reason,
       '' AS voucher, NULL::DATE AS date, s.account, d.pair, d.asset_name, d.fund_name,
       d.asset::DECIMAL(18, 2) AS asset,
       d.fund::DECIMAL(18, 2) AS fund,
       d.difference::DECIMAL(18, 2) AS difference, d.before::DECIMAL(18, 2) AS before,
       (d.difference - d.before)::DECIMAL(18, 2) AS new, 0 AS place, s.file, s."row"
FROM sides s JOIN differing d ON d.pair = s.pair AND d.book IS NOT DISTINCT FROM s.book
WHERE s.last AND s.closing <> 0
UNION ALL BY NAME
-- the vouchers that book one side only
SELECT concat_ws('|', d.book, d.pair) AS group_key,
       v.at.file || '|' || v.at.sheet || '|' || v.at.row AS origin, NULL AS amount,
       '“{summary}”{asset_name}净增{asset}元，{fund_name}净增{fund}元' AS reason, v.at.voucher, v.at.date, '' AS account, d.pair,
       d.asset_name, d.fund_name, v.asset::DECIMAL(18, 2) AS asset, v.fund::DECIMAL(18, 2) AS fund,
       coalesce(v.at.summary, '') AS summary, 1 AS place, v.at.file, v.at.row
FROM (SELECT e.id, e.book, p.asset AS pair,
             min({'row': e."row", 'file': e.file, 'sheet': e.sheet, 'date': e.date, 'voucher': e.voucher,
                  'summary': e.summary}) AS at,
             coalesce(sum(e.dr - e.cr) FILTER (e.role = p.asset), 0) AS asset,
             coalesce(sum(e.cr - e.dr) FILTER (e.role = p.fund), 0) AS fund
      FROM entries e JOIN pairs p ON e.role IN (p.asset, p.fund)
      GROUP BY e.id, e.book, p.asset) v
JOIN differing d ON d.pair = v.pair AND d.book IS NOT DISTINCT FROM v.book
WHERE v.asset <> v.fund AND d.difference <> d.before
ORDER BY place, group_key, file, "row"
