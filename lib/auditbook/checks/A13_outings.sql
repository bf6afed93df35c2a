-- id: A13
-- title: 春秋游的人均支出、天数和地点
-- severity: 中
-- basis: 《基层工会经费收支管理办法》（总工办发〔2017〕32号）：春秋游应当日往返，不得到有关部门明令禁止的风景名胜区；金额见疑点所引的标准
-- verified: false
-- advice: 建议核对活动方案、名单、合同和发票；确属超过标准或不是当日往返的，建议由单位说明情况，今后按规定安排
-- proves: 春秋游的人均支出超过当日有效的最低标准，或文字写明两日以上、住宿，或地点写明风景名胜区、景区
-- does_not_prove: |
--   劳模疗休养、培训考察不是春秋游；写明当日往返的不算多日；郊野公园、森林公园不是禁止的风景名胜区，名录须对照文件；
--   人数写少了、保险和车费分开列支会使人均偏高或偏低；春游和秋游各有人参加的，每人全年合计须看名单
-- needs: [journal|activities]
-- params:
--   outings: ['春游', '秋游', '春.{0,2}秋游', '[春秋][季日天](出|旅|郊|户外|赏|登)[^，,。；]{0,6}(游|枫|花|山)', '郊游', '踏青', '踏春', '踏秋',
--     '(^|[^0-9月])[一半两二三1-3] ?日游([^泳艺园戏]|$)', '(户外|休闲|赏花|赏枫|登山|采摘|亲子)[^，,。；]{0,2}游([^戏泳艺园览]|$)', '一日行', '农家乐', '采摘(活动|游)', '户外活动([^中室用帐][^，,。；]{0,1}|[）)]|$)', '(会|小组|职工|会员|人员) ?(游|赏)[^，,。；]{0,8}(公园|景区|古城|古镇|湿地|花海|油菜花|枫叶)', '家属[^，,。；]{0,4}游', '外出游玩', '(会员|职工|教职工|分会|小组|工会)[^，,。；]{0,6}(出游|外出游|游览|游玩)', '出游费', '赏花之旅',
--     '(会员|职工)游[^戏泳艺园]']
--   # the same letters, another thing
--   but: ['[春秋]游(园|艺|戏|泳|览)', '疗休养', '疗养', '劳模', '培训', '旅游(鞋|帽|年票|年卡)', '导游(大赛|证|员)', '游(园|艺|戏|泳)(会|活动|赛|项目)', '春游路', '秋游路', '春游券']
--   several_days: ['(^|[^十月初廿0-9])[两二三四](日|天)', '(^|[^0-9月.．/、，至到～~-])[2-9] *(日|天)', '[一二两三1-9]晚', '住宿', '过夜',
--     '次日返', '隔日返', '(非|未|没有|不)(能|是)?当(日|天)(往返|返)', '月[0-9]{1,2}日?[-—~～至到][0-9]{1,2}日']
--   one_day: ['当(日|天)', '一日', '一天', '(^|[^0-9])1(日|天)', '半(日|天)', '分批', '分期', '两批', '[二三四]批']
--   not_meant: ['(不含|无|未|没有|不)(安排)?住宿', '(非|不进|不去|不含|未进入?|无|不涉及|不属于)[^，。；、]{0,6}(风景名胜区|景区)',
--     '[二两三四2-9](日|天)(内|前|后)']
--   sights: ['风景名胜', '名胜区', '风景区', '[45５４]A级', '旅游度假区', '景区']
-- first:
--   paid: |
--     SELECT s.id, s.origin, s.file, s."row", s.book, s.date, s.voucher, s.number, s.word, trim(s.summary) AS summary,
--            concat_ws('；', s.summary, s.project) AS text, s.dr - s.cr AS amount,
--            try_cast(nullif(regexp_extract(s.summary, '([0-9]+) *(?:人|名)', 1), '') AS BIGINT) AS persons,
--            sum(s.dr - s.cr) OVER (PARTITION BY s.book, abs(s.dr - s.cr),
--              regexp_replace(s.summary, '^(冲销|红冲|更正)[：: ]*', ''))
--              AS net
--     FROM spending s JOIN (SELECT summary FROM entry_summaries
--                           WHERE regexp_matches(what, array_to_string($outings::VARCHAR[], '|'))
--                             AND NOT regexp_matches(what, array_to_string($but::VARCHAR[], '|'))) t
--       ON t.summary = s.summary
--   trips: |
--     SELECT id, any_value(book) AS book, min(date) AS date, min(number) AS number, min(word) AS word,
--            arg_min(summary, "row") AS summary,
--            string_agg(text, '；' ORDER BY "row") AS text, sum(amount) AS amount, max(persons) AS persons
--     FROM paid WHERE amount > 0 AND net > 0 GROUP BY id
--   # an activity and the vouchers that paid it: by the number that the list names, else by the sum
--   listed: |
--     SELECT a.*, t.id, t.text AS paid_text, t.amount AS paid_amount
--     FROM (SELECT origin, file, "row", date, trim(title) AS title, voucher, amount, place,
--       concat_ws('；', title, place, narrative) AS text,
--                  coalesce(participants, CASE WHEN coalesce(beneficiary_unit, '人') IN ('人', '人次')
--                    THEN beneficiaries END) AS persons,
--                  try_cast(regexp_extract(voucher, '([0-9]+)[^0-9]*$', 1) AS BIGINT) AS number
--           FROM activities
--           WHERE regexp_matches(concat_ws('；', title, narrative), array_to_string($outings::VARCHAR[], '|'))
--             AND NOT regexp_matches(concat_ws('；', title, narrative), array_to_string($but::VARCHAR[], '|'))) a
--     LEFT JOIN trips t ON coalesce(t.number = a.number AND month(t.date) = month(a.date)
--         AND (contains(a.voucher, t.word) OR NOT regexp_matches(a.voucher, '[一-龥]')), false)
--       OR a.number IS NULL AND t.amount = a.amount
--   outings_of: |
--     SELECT concat_ws('|', date, title) AS group_key, NULL AS book, date, title, min(origin) AS origin,
--            list(DISTINCT id) AS ids,
--            any_value(persons) AS persons, coalesce(any_value(amount), sum(paid_amount)) AS total,
--            concat_ws('；', any_value(text), string_agg(DISTINCT paid_text, '；' ORDER BY paid_text)) AS text
--     FROM listed GROUP BY date, title, file, "row"
--     UNION ALL
--     SELECT concat_ws('|', book, date, summary), book, date, summary, NULL, [id], persons, amount, text
--     FROM trips t ANTI JOIN listed l ON l.id = t.id
--   gifts_of: |
--     SELECT origin, file, "row", date, trim(event) AS event, voucher, coalesce(amount, standard * persons) AS amount,
--            coalesce(nullif(trim(person), ''), nullif(trim(member_id), ''), persons || '人', '') AS person,
--              coalesce(date, $last_day) AS day,
--            CASE WHEN persons > 1 THEN coalesce(standard, (amount / persons)::DECIMAL(18, 2))
--              ELSE coalesce(amount, standard) END AS share
--     FROM benefits
--     WHERE regexp_matches(event, array_to_string($outings::VARCHAR[], '|'))
--       AND NOT regexp_matches(event, array_to_string($but::VARCHAR[], '|'))
--   limit_on: |
--     SELECT d.day, min(l.amount) AS most, arg_min(l.basis || CASE WHEN l.verified THEN '' ELSE '（未核实原文）' END,
--            l.amount)
--            AS rule
--     FROM (SELECT DISTINCT coalesce(date, $last_day) AS day FROM outings_of UNION SELECT DISTINCT day FROM gifts_of) d
--     JOIN limits l ON l.topic = '春秋游' AND l.from_day <= d.day AND coalesce(l.to_day, d.day) >= d.day
--     GROUP BY d.day
--   judged: |
--     WITH told AS (
--       SELECT o.*, l.most, l.rule, regexp_replace(o.text, array_to_string($not_meant::VARCHAR[], '|'), '',
--              'g') AS meant,
--              o.total > l.most * o.persons AS dear
--       FROM outings_of o LEFT JOIN limit_on l ON l.day = coalesce(o.date, $last_day)),
--     flags AS (
--       SELECT *, regexp_matches(meant, array_to_string($several_days::VARCHAR[], '|'))
--                   AND (NOT regexp_matches(meant, array_to_string($one_day::VARCHAR[], '|'))
--                        OR regexp_matches(meant, '(非|未|没有|不)(能|是)?当(日|天)|住宿|过夜')) AS long,
--              nullif(regexp_extract(regexp_replace(meant, '[场背]景区', '', 'g'),
--                array_to_string($sights::VARCHAR[], '|')), '') AS sight
--       FROM told)
--     SELECT *, sum((total / persons)::DECIMAL(18, 2)) OVER () > any_value(most) OVER ()
--            AND sum(persons) OVER () > m.heads AND NOT bool_or(dear) OVER ()
--               AND persons > 0 AS twice,
--            CASE WHEN persons > 0 THEN (total / persons)::DECIMAL(18, 2) END AS each,
--            sum((total / persons)::DECIMAL(18, 2)) OVER () AS in_year
--     FROM flags, (SELECT nullif(greatest(
--       coalesce((SELECT max(try_cast(value AS BIGINT)) FROM profile WHERE key = 'members'), 0),
--       (SELECT count(DISTINCT coalesce(nullif(trim(member_id), ''), name)) FROM members)), 0) AS heads) m
--   hits: |
--     SELECT group_key, book, date, title, origin, ids, total, persons, each, most, rule, sight, in_year,
--            CASE WHEN NOT (coalesce(dear, false) OR long) AND (sight IS NULL OR sight = '景区')
--              THEN '低' END AS severity,
--            concat_ws('；', CASE WHEN dear THEN '{persons}人共{total}元，人均{each}元，超过{most}元；标准：{rule}' END,
--                      CASE WHEN long THEN '文字写明不是当日往返' END, CASE WHEN sight IS NOT NULL THEN '地点写作“{sight}”' END,
--                      CASE WHEN twice THEN '全年各次人均合计{in_year}元，有人不止参加一次，超过每人每年{most}元；标准：{rule}' END) AS why
--     FROM judged WHERE dear OR long OR sight IS NOT NULL OR twice
-- tested: |
--   SELECT count(*) AS lines, coalesce(sum(total), 0)::DECIMAL(38, 2) AS amount,
--          count(*) FILTER (persons > 0 AND most IS NOT NULL) AS each
--   FROM judged
-- says: "核对春秋游{lines}次、{amount}元，其中{each}次比较了人均"
-- enough: |
--   SELECT (SELECT count(*) FROM hits) > 0 OR (SELECT count(*) FROM judged) + (SELECT count(*) FROM gifts_of) = 0
--          OR (SELECT count(*) FROM judged WHERE each IS NOT NULL AND most IS NOT NULL) > 0
--          OR (SELECT count(*) FROM gifts_of) > 0 AND (SELECT count(*) FROM limit_on) > 0,
--          CASE WHEN (SELECT count(*) FROM limit_on) = 0 THEN '没有适用的标准：活动当日没有有效的春秋游标准，未能核对人均'
--               ELSE '有春秋游支出，没有参加人数，未能核对人均' END AS says
-- lacking: "{says}"
-- examples:
--   - says: 两日游、风景名胜区、人均260元，活动台账和凭证是同一次；另一次人均210元只在摘要里有人数
--     journal: |
--       日期       | 凭证字号 | 摘要                         | 科目编码 | 借方    | 贷方
--       2021-04-20 | 记-5     | 组织会员春游30人             | 50102    | 7800.00 |
--                  |          |                              | 102      |         | 7800.00
--       2021-10-20 | 记-6     | 会员秋游10人（当日往返）     | 50102    | 2100.00 |
--                  |          |                              | 102      |         | 2100.00
--     activities: |
--       日期       | 类别         | 活动名称     | 地点           | 金额    | 参加人数 | 凭证字号 | 说明
--       2021-04-20 | 服务职工群众 | 会员春游     | 某风景名胜区   | 7800.00 | 30       | 记-5     | 两日一晚
--     status: findings
--     groups: ["2021-04-20|会员春游", "2021-10-20|会员秋游10人（当日往返）"]
--   - says: 春游、秋游各190元，一百名会员里各有八十人参加，有人去了两次
--     profile: {members: 100}
--     activities: |
--       日期       | 类别         | 活动名称 | 地点     | 金额     | 参加人数
--       2021-04-20 | 服务职工群众 | 春游     | 郊野公园 | 15200.00 | 80
--       2021-10-20 | 服务职工群众 | 秋游     | 森林公园 | 15200.00 | 80
--     status: findings
--   - says: 当日往返、郊野公园、人均不超；迎春游园、长春游泳馆不是春游；劳模疗休养；10月12日不是两日；红字冲销
--     journal: |
--       日期       | 凭证字号 | 摘要                             | 科目编码 | 借方    | 贷方
--       2021-10-13 | 记-1     | 10月12日会员秋游20人（郊野公园） | 50102    | 4000.00 |
--                  |          |                                  | 102      |         | 4000.00
--       2021-01-13 | 记-2     | 迎春游园活动10人住宿             | 50102    | 4000.00 |
--                  |          |                                  | 102      |         | 4000.00
--       2021-05-13 | 记-3     | 长春游泳馆5人                    | 50102    | 4000.00 |
--                  |          |                                  | 102      |         | 4000.00
--       2021-06-13 | 记-4     | 劳模疗休养春游5人（三日）        | 50304    | 9000.00 |
--                  |          |                                  | 102      |         | 9000.00
--       2021-07-13 | 记-5     | 春游2人                          | 50102    | 9000.00 |
--                  |          |                                  | 102      |         | 9000.00
--       2021-07-14 | 记-6     | 冲销：春游2人                    | 50102    | -9000.00 |
--                  |          |                                  | 102      |         | -9000.00
--     status: clean
--   - says: 没有人数
--     journal: |
--       日期       | 凭证字号 | 摘要     | 科目编码 | 借方    | 贷方
--       2021-10-13 | 记-1     | 会员秋游 | 50102    | 4000.00 |
--                  |          |          | 102      |         | 4000.00
--     status: not_enough_data
--     message: 没有参加人数
SELECT group_key, origin, amount::DECIMAL(18, 2) AS amount, reason, voucher, date, severity, title, persons,
       total::DECIMAL(18, 2) AS total, each::DECIMAL(18, 2) AS each, most, rule, sight, in_year, person
FROM (
  SELECT h.group_key, p.origin, p.amount, p.file, p."row", p.voucher, p.date, h.severity, h.title, h.persons, h.total,
         h.each, h.most,
         h.rule, h.sight, h.in_year, '' AS person, '“{title}”' || h.why AS reason
  FROM paid p JOIN (SELECT *, unnest(ids) AS id FROM hits) h ON h.id = p.id
  WHERE p.amount > 0 AND p.net > 0
  UNION ALL
  -- the money stands at the voucher's line where there is one
  SELECT h.group_key, h.origin, CASE WHEN list_count(h.ids) = 0 THEN h.total END, l.file, l."row", l.voucher, h.date,
         h.severity,
         h.title, h.persons, h.total, h.each, h.most, h.rule, h.sight, h.in_year, '', '“{title}”' || h.why
  FROM hits h JOIN (SELECT DISTINCT origin, file, "row", voucher FROM listed) l ON l.origin = h.origin
  UNION ALL
  SELECT concat_ws('|', g.date, g.event, g.share), g.origin, g.amount, g.file, g."row", g.voucher, g.date, NULL,
         g.event, NULL, g.share,
         g.share, l.most, l.rule, NULL, NULL, g.person, '慰问明细：“{person}”的“{title}”每人{each}元，超过{most}元；标准：{rule}'
  FROM gifts_of g JOIN limit_on l ON l.day = g.day WHERE g.share > l.most)
ORDER BY date, group_key, file, "row"
