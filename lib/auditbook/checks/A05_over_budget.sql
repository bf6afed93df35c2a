-- id: A05
-- title: 支出超过预算或没有列入预算
-- severity: 中
-- basis: 《工会预算管理办法》：经批准的预算未经规定程序不得调整，各项支出按批准的预算执行
-- verified: false
-- advice: 建议核对有无追加预算的审批；确需超出的，按规定程序调整预算，以后年度在预算内安排
-- proves: 一个科目的账面支出超过其全年预算（年初预算加调整）$over_share 以上且不少于$least元，或有支出而预算表没有这个科目
-- does_not_prove: 预算调整已批准而预算表没有列出、由上级科目或其他项目统筹、年中收到专项补助并按规定用途支出，也会有此结果；\
--   有相应专项补助的已经剔除，其余须核对预算调整文件
-- needs: [budget, journal|balances]
-- params: {over_share: 0.01, least: 100.00, listed: 10}
-- first:
--   # of a grant above the income budget, what was spent on its purpose
--   given: |
--     SELECT p.book, p.account, sum(g.spent) AS amount
--     FROM granted g
--     JOIN (SELECT book, account, unnest(accounts) AS code FROM plans
--           WHERE class = '支出' AND state IN ('line', 'unplanned')) p
--       ON p.code = g.account AND (p.book IS NULL OR p.book = coalesce(g.book, '工会经费'))
--     GROUP BY p.book, p.account
--   spare: |
--     SELECT book, sum(greatest(booked - coalesce(own, 0), 0)) AS amount
--     FROM plans
--     WHERE state IN ('line', 'unplanned') AND class = '收入'
--       AND role IN ('from_above', 'earmarked', 'aid_from_above', 'warmth_from_above', 'relief_from_above',
--                    'from_government', 'from_employer')
--     GROUP BY book
--   over: |
--     SELECT p.*, p.booked - coalesce(p.own, 0) AS excess,
--            least(coalesce(g.amount, 0), coalesce(s.amount, 0)) AS excused
--     FROM plans p
--     LEFT JOIN given g ON g.account = p.account AND g.book IS NOT DISTINCT FROM p.book
--     LEFT JOIN spare s ON s.book IS NOT DISTINCT FROM p.book
--     WHERE p.class = '支出' AND p.state IN ('line', 'unplanned')
--       -- of books without any line of expenditure the budget was not handed in
--       AND EXISTS (SELECT 1 FROM plans q WHERE q.state = 'line' AND q.class = '支出'
--                   AND q.book IS NOT DISTINCT FROM p.book)
--   # a line that is known by no account may be the one that is missing
--   unplaced: |
--     SELECT book, sum(plan) AS plan, count(*) AS lines FROM plans
--     WHERE state = 'unplaced' AND class IS DISTINCT FROM '收入' GROUP BY book
--   hits: |
--     SELECT o.*, coalesce(o.own, 0) = 0 AS missing, (o.excess - o.excused)::DECIMAL(18, 2) AS amount
--     FROM over o LEFT JOIN unplaced u ON u.book IS NOT DISTINCT FROM o.book
--     WHERE o.excess - o.excused >= $least AND o.excess - o.excused > coalesce(o.own, 0) * $over_share
--       AND (coalesce(o.own, 0) > 0 OR o.excess - o.excused > coalesce(u.plan, 0))
-- enough: SELECT count(*) > 0 AS enough FROM over WHERE state = 'line'
-- lacking: 预算表没有能与账面支出科目对应的预算行，未能核对
-- tested: |
--   SELECT count(*) FILTER (WHERE state = 'line') AS lines, coalesce(sum(booked), 0)::DECIMAL(38, 2) AS amount,
--          coalesce(sum(own), 0)::DECIMAL(38, 2) AS plan,
--          (SELECT coalesce(sum(lines), 0)::BIGINT FROM unplaced) AS unplaced
--   FROM over
-- says: "核对支出预算{lines}项、预算{plan}元，账面支出{amount}元；找不到对应科目的预算项目{unplaced}项"
-- examples:
--   - says: 会议费超出预算；法律援助费没有预算
--     budget: |
--       科目编码 | 项目       | 类别 | 年初预算 | 预算调整
--       50102    | 文体活动费 | 支出 | 5000.00  |
--       50302    | 会议费     | 支出 | 1000.00  | 200.00
--     journal: |
--       日期       | 凭证字号 | 摘要         | 科目编码 | 借方    | 贷方
--       2021-03-05 | 记-1     | 运动会器材   | 50102    | 4800.00 |
--                  |          |              | 102      |         | 4800.00
--       2021-04-05 | 记-2     | 工作会议     | 50302    | 1700.00 |
--                  |          |              | 102      |         | 1700.00
--       2021-06-05 | 记-3     | 法律咨询服务 | 50203    | 3500.00 |
--                  |          |              | 102      |         | 3500.00
--     status: findings
--     groups: ['50302', '50203']
--     message: 支出预算2项、预算6,200.00元，账面支出10,000.00元
--   - says: 年中收到专项补助并用于书屋，超出的部分有相应的收入；下级科目的支出由上级科目的预算承担
--     budget: |
--       科目编码 | 项目         | 类别 | 年初预算 | 调整预算
--       40302    | 专项补助     | 收入 | 3000.00  | 3000.00
--       50101    | 职工教育费   | 支出 | 7000.00  | 7000.00
--       502      | 维权支出     | 支出 | 4000.00  | 4000.00
--     journal: |
--       日期       | 凭证字号 | 摘要                       | 科目编码 | 借方     | 贷方
--       2021-06-11 | 记-1     | 收到上级职工书屋建设专项补助 | 102    | 23000.00 |
--                  |          | 收到上级职工书屋建设专项补助 | 40302  |          | 23000.00
--       2021-07-14 | 记-2     | 购职工书屋图书、书架       | 50101    | 20000.00 |
--                  |          |                            | 102      |          | 20000.00
--       2021-08-14 | 记-3     | 读书活动                   | 50101    | 6900.00  |
--                  |          |                            | 102      |          | 6900.00
--       2021-09-14 | 记-4     | 送温暖                     | 50205    | 3900.00  |
--                  |          |                            | 102      |          | 3900.00
--     status: clean
--   - says: 预算只列项目名称，上下级都列；当年收支已结转
--     budget: |
--       项目             | 类别 | 年初预算
--       一、职工活动支出 | 支出 | 9000.00
--       其中：文体活动费 | 支出 | 6000.00
--       宣传活动费       | 支出 | 2000.00
--       支出合计         | 支出 | 9000.00
--     journal: |
--       日期       | 凭证字号 | 摘要         | 科目编码 | 借方    | 贷方
--       2021-03-05 | 记-1     | 运动会器材   | 50102    | 5900.00 |
--                  |          |              | 102      |         | 5900.00
--       2021-04-05 | 记-2     | 宣传栏       | 50103    | 2500.00 |
--                  |          |              | 102      |         | 2500.00
--       2021-04-15 | 记-3     | 宣传栏退款   | 50103    | -600.00 |
--                  |          |              | 102      |         | -600.00
--       2021-05-05 | 记-4     | 读书活动     | 50101    | 950.00  |
--                  |          |              | 102      |         | 950.00
--       2021-12-31 | 记-5     | 年终结转     | 331      | 8750.00 |
--                  |          |              | 50102    |         | 5900.00
--                  |          |              | 50103    |         | 1900.00
--                  |          |              | 50101    |         | 950.00
--     status: clean
--   - says: 没有序时账，用科目余额表
--     budget: |
--       科目编码 | 调整预算
--       50302    | 1000.00
--     balances: |
--       科目编码 | 本期借方 | 本期贷方
--       503      | 1700.00  | 1700.00
--       50302    | 1700.00  | 1700.00
--     status: findings
--     groups: ['50302']
--   - says: 预算项目与账面科目对不上
--     budget: |
--       项目           | 年初预算
--       “五小”车间创建 | 9000.00
--     journal: |
--       日期       | 凭证字号 | 摘要         | 科目编码 | 借方    | 贷方
--       2021-03-05 | 记-1     | 运动会器材   | 50102    | 5900.00 |
--                  |          |              | 102      |         | 5900.00
--     status: not_enough_data
SELECT concat_ws('|', book, account) AS group_key, origin, amount,
       CASE WHEN missing THEN '{account}“{title}”在预算表中没有余下的预算，账面支出{booked}元'
            ELSE '{account}“{title}”全年预算{own}元，账面支出{booked}元，超出{amount}元' END
       || CASE WHEN excused > 0 THEN '（已扣除用专项补助列支的{excused}元）' ELSE '' END AS reason,
       '' AS voucher, NULL::DATE AS date, account, title, own::DECIMAL(18, 2) AS own,
       booked::DECIMAL(18, 2) AS booked, excused::DECIMAL(18, 2) AS excused, 0 AS place, file, "row"
FROM hits WHERE state = 'line'
UNION ALL BY NAME
-- the vouchers of an account without a line, the largest first
SELECT concat_ws('|', h.book, h.account) AS group_key, e.origin, (e.dr - e.cr)::DECIMAL(18, 2) AS amount,
       '“{summary}”{amount}元列入{account}“{title}”，预算表没有这个科目（全年支出{booked}元）' AS reason,
       e.voucher, e.date, h.account, h.title, h.booked::DECIMAL(18, 2) AS booked, coalesce(e.summary, '') AS summary,
       1 AS place, e.file, e."row"
FROM spending e
JOIN (SELECT *, unnest(accounts) AS code FROM hits WHERE state = 'unplanned') h
  ON h.code = e.account AND (h.book IS NULL OR h.book = coalesce(e.book, '工会经费'))
WHERE e.dr > e.cr
QUALIFY row_number() OVER (PARTITION BY h.book, h.account ORDER BY e.dr - e.cr DESC, e.file, e."row") <= $listed
UNION ALL BY NAME
SELECT concat_ws('|', book, account) AS group_key, NULL AS origin, amount,
       '{account}“{title}”账面支出{booked}元，预算表没有这个科目' AS reason, '' AS voucher, account, title,
       booked::DECIMAL(18, 2) AS booked, 1 AS place, '' AS file, 0 AS "row"
FROM hits WHERE state = 'unplanned' AND NOT EXISTS (SELECT 1 FROM journal)
ORDER BY place, group_key, file, "row"
