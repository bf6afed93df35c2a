-- id: A10
-- title: 生日、婚育、住院和去世慰问超过标准
-- severity: 中
-- basis: 《基层工会经费收支管理办法》（总工办发〔2017〕32号）关于会员生日、婚丧嫁娶、退休离岗慰问的规定；金额见疑点所引的标准
-- verified: false
-- advice: 建议核对事由的证明、签领表和凭证，按人按事重算；确属超过标准或次数的，由单位研究处理意见
-- proves: 一人一年的生日、结婚、生育、本人去世慰问，或一次住院、一次亲属去世慰问超过当日有效的最低标准；一人一年两次以上住院慰问
-- does_not_prove: |
--   同一凭证里分几行登记的按一次计算，红字更正已抵减；两位亲属先后去世、双胞胎、夫妻都是会员的各算各的；
--   同名的人按花名册上的人数放宽；跨年度补发的慰问、两次住院隔年发放须核对证明
-- needs: [benefits]
-- params:
--   kin: [亲属, 父, 母, 配偶, 子女, 儿子, 女儿, 岳, 公公, 婆婆, 爱人, 妻, 丈夫, 家公, 家婆]
--   # events of another kind that hold the same words
--   other_events: [困难, 帮扶, 救助, 送温暖, 医疗互助, 互助金, 计划生育, 政治生日, 党的生日, 建党, 集体婚礼, 联谊, 相亲, 助学, 活动]
-- first:
--   namesakes: |
--     SELECT trim(name) AS name, count(DISTINCT coalesce(nullif(trim(member_id), ''), origin)) AS heads,
--            CASE WHEN count(DISTINCT nullif(trim(member_id), '')) = 1 THEN min(nullif(trim(member_id), '')) END AS id
--     FROM members GROUP BY ALL
--   kinds: |
--     SELECT event, CASE
--       WHEN regexp_matches(event, '去世|病故|逝世|身故|丧') THEN
--         CASE WHEN regexp_matches(event, '(去世|病故|已故)(会员|职工)|本人') OR NOT regexp_matches(event, kin) THEN '去世'
--              ELSE '亲属去世' END
--       WHEN regexp_matches(event, '住院|生病|患病|因病|手术|伤病|病号') THEN '住院'
--       WHEN regexp_matches(event, '生育|分娩|生小孩|生孩子|二孩|三孩|添丁|产妇') THEN '生育'
--       WHEN regexp_matches(event, '结婚|新婚|婚礼|婚嫁') THEN '结婚'
--       WHEN contains(event, '生日') THEN '生日' END AS topic, regexp_matches(event, '双胞胎|多胞胎|双胎|龙凤胎') AS twins
--     FROM (SELECT DISTINCT event, array_to_string($kin::VARCHAR[], '|') AS kin FROM benefits
--           WHERE event IS NOT NULL AND NOT regexp_matches(event, array_to_string($other_events::VARCHAR[], '|')))
--   gifts_of: |
--     SELECT b.origin, b.file, b."row", b.book, b.date, coalesce(b.date, $last_day) AS day, b.voucher, b.event,
--            k.topic,
--            b.amount, coalesce(b.persons, 1) > 1 AS grouped, b.persons,
--            CASE WHEN coalesce(b.persons, 1) > 1 THEN coalesce(b.standard, (b.amount / b.persons)::DECIMAL(18, 4))
--                 ELSE coalesce(b.amount, b.standard) END::DECIMAL(18, 4) AS share,
--            coalesce(nullif(trim(b.person), ''), nullif(trim(b.member_id), '')) AS person,
--            coalesce(nullif(trim(b.member_id), ''), n.id,
--                     CASE WHEN NOT regexp_matches(b.person, '[*＊某]') THEN nullif(trim(b.person), '') END) AS who,
--            CASE WHEN nullif(trim(b.member_id), '') IS NULL AND n.id IS NULL THEN coalesce(n.heads, 1) ELSE 1 END
--              * CASE WHEN k.twins THEN 2 ELSE 1 END AS times,
--            -- one grant: a voucher, else a day
--            coalesce(month(b.date) || '月' || nullif(trim(b.voucher), ''), b.date::VARCHAR, '') AS grant_of
--     FROM benefits b JOIN kinds k ON k.event = b.event LEFT JOIN namesakes n ON n.name = trim(b.person)
--     WHERE k.topic IS NOT NULL AND NOT regexp_matches(coalesce(b.person, ''), '^(合|小|总) *计')
--   limit_on: |
--     SELECT d.topic, d.day, min(l.amount) AS most,
--            arg_min(l.basis || CASE WHEN l.verified THEN '' ELSE '（未核实原文）' END, l.amount) AS rule
--     FROM (SELECT DISTINCT topic, day FROM gifts_of WHERE share IS NOT NULL) d
--     JOIN limits l ON l.topic = d.topic AND l.from_day <= d.day AND coalesce(l.to_day, d.day) >= d.day
--     GROUP BY d.topic, d.day
--   # what one person got at once: an event; what was given once a year is added up over the year
--   grants: |
--     SELECT book, topic, who, grant_of, sum(share) AS share, max(day) AS day, max(times) AS times,
--            sum(sum(share)) OVER person AS in_year, max(max(day)) OVER person AS last_on,
--            count(*) FILTER (sum(share) > 0) OVER person - count(*) FILTER (sum(share) < 0) OVER person AS given
--     FROM gifts_of WHERE who IS NOT NULL AND NOT grouped AND share IS NOT NULL
--     GROUP BY book, topic, who, grant_of
--     WINDOW person AS (PARTITION BY book, topic, who)
--   over: |
--     SELECT g.*, l.most, l.rule, g.topic IN ('住院', '亲属去世') AS each_time,
--            g.topic = '住院' AND g.given > g.times AND g.in_year > 0 AS too_often,
--            CASE WHEN g.topic IN ('住院', '亲属去世') THEN g.share > l.most * g.times AND g.in_year > l.most
--                 ELSE g.in_year > l.most * g.times END AS too_much
--     FROM grants g JOIN limit_on l ON l.topic = g.topic AND l.day = CASE
--       WHEN g.topic IN ('住院', '亲属去世') THEN g.day ELSE g.last_on END
-- tested: |
--   SELECT topic, count(share) AS lines, coalesce(sum(coalesce(amount, share * persons)), 0)::DECIMAL(38, 2) AS amount,
--          coalesce(any_value((SELECT count(*) FROM limit_on l WHERE l.topic = g.topic)), 0) AS rules,
--          CASE WHEN (SELECT count(*) FROM limit_on l WHERE l.topic = g.topic) = 0
--               THEN '“{topic}”慰问{lines}行没有适用的标准，未核对' END AS says
--   FROM gifts_of g GROUP BY topic ORDER BY topic
-- says: "核对“{topic}”慰问{lines}行、{amount}元"
-- enough: |
--   SELECT (SELECT count(*) FROM gifts_of) = 0 AND (SELECT count(*) FROM benefits WHERE event IS NOT NULL) > 0
--          OR (SELECT count(*) FROM limit_on) > 0,
--          CASE WHEN (SELECT count(*) FROM benefits WHERE event IS NOT NULL) = 0 THEN '慰问明细没有事由，未能核对'
--               WHEN (SELECT count(share) FROM gifts_of) = 0 THEN '慰问明细没有金额，未能核对'
--               ELSE '没有适用的标准：发放日没有有效的生日、婚育、住院、去世慰问标准，未能核对' END AS says
-- lacking: "{says}"
-- examples:
--   - says: 生日超标、一年两次住院、父亲去世超标，另有按批发放的生日券超过单位自定的标准
--     profile: {own_limits: {会员生日慰问: 200.00}}
--     benefits: |
--       日期       | 事由       | 姓名    | 会员编号 | 金额    | 形式 | 凭证字号 | 人数 | 标准
--       2021-03-10 | 会员生日   | 会员001 | H01      | 200.00  | 券   | 记-1     |      |
--       2021-08-10 | 生日补发   | 会员001 | H01      | 100.00  | 券   | 记-2     |      |
--       2021-03-12 | 住院       | 会员002 | H02      | 1000.00 | 现金 | 记-3     |      |
--       2021-09-12 | 因病住院   | 会员002 | H02      | 1000.00 | 现金 | 记-4     |      |
--       2021-05-12 | 会员父亲病故 | 会员003 | H03    | 1500.00 | 现金 | 记-5     |      |
--       2021-04-12 | 生日       |         |          | 1250.00 | 券   | 记-6     | 5    | 250.00
--     status: findings
--     groups: ["亲属去世|H03", "住院|H02", "生日|H01", "生日|按批|2021-04-12|250.0000"]
--   - says: 一次住院分两行登记、错发后红字更正、父母先后去世、同名两人、本人去世慰问家属、夫妻各得一份
--     members: |
--       会员编号 | 姓名    | 入会日期
--       H07      | 会员007 | 2015-01-01
--       H08      | 会员007 | 2015-01-01
--     benefits: |
--       日期       | 事由           | 姓名    | 金额     | 形式 | 凭证字号
--       2021-03-12 | 住院           | 会员001 | 500.00   | 现金 | 记-1
--       2021-03-12 | 住院           | 会员001 | 500.00   | 实物 | 记-1
--       2021-03-12 | 住院           | 会员002 | 1000.00  | 现金 | 记-2
--       2021-03-22 | 住院           | 会员002 | -1000.00 | 现金 | 记-3
--       2021-03-22 | 住院           | 会员002 | 1000.00  | 现金 | 记-4
--       2021-04-12 | 父亲去世       | 会员003 | 1000.00  | 现金 | 记-5
--       2021-06-12 | 母亲去世       | 会员003 | 1000.00  | 现金 | 记-6
--       2021-05-12 | 去世会员家属   | 会员004 | 2000.00  | 现金 | 记-7
--       2021-05-12 | 生育（双胞胎） | 会员005 | 2000.00  | 实物 | 记-8
--       2021-02-12 | 生日           | 会员007 | 300.00   | 券   | 记-9
--       2021-02-12 | 生日           | 会员007 | 300.00   | 券   | 记-9
--       2021-02-12 | 困难职工住院救助 | 会员008 | 5000.00 | 现金 | 记-9
--     status: clean
--   - says: 别的省没有登记标准
--     province: 河南
--     benefits: |
--       日期       | 事由 | 姓名    | 金额
--       2021-02-12 | 生日 | 会员007 | 300.00
--     status: not_enough_data
--     message: 没有适用的标准
SELECT group_key, origin, amount::DECIMAL(18, 2) AS amount, reason, voucher, date, person, topic, event, days,
       given, total::DECIMAL(18, 2) AS total, most::DECIMAL(18, 2) AS most, rule
FROM (
  SELECT concat_ws('|', r.book, r.topic, r.who) AS group_key, r.origin, coalesce(r.amount, r.share) AS amount, r.file,
         r."row", r.voucher, r.date, r.person, r.topic, r.event, o.given,
         CASE WHEN o.each_time THEN o.share ELSE o.in_year END AS total, o.most * o.times AS most, o.rule,
         string_agg(DISTINCT r.date::VARCHAR, '、' ORDER BY r.date::VARCHAR) OVER (PARTITION BY r.book, r.topic,
           r.who) AS days,
         CASE WHEN o.too_often AND o.too_much
                THEN '“{person}”一年内有{given}次{topic}慰问（每年一次），本次{total}元超过{most}元；标准：{rule}'
              WHEN o.too_often THEN '“{person}”一年内有{given}次{topic}慰问（{days}），标准是每年一次；标准：{rule}'
              WHEN o.each_time THEN '“{person}”的{topic}慰问一次{total}元，超过{most}元；标准：{rule}'
              ELSE '“{person}”的{topic}慰问在本年共{total}元，超过每人{most}元；标准：{rule}' END AS reason
  FROM gifts_of r
  JOIN over o ON o.who = r.who AND o.topic = r.topic AND o.grant_of = r.grant_of AND o.book IS NOT DISTINCT FROM r.book
  WHERE NOT r.grouped AND r.share IS NOT NULL AND (o.too_much OR o.too_often)
  UNION ALL
  SELECT concat_ws('|', r.book, r.topic, CASE WHEN r.grouped THEN '按批' ELSE r.person END, r.date, r.share), r.origin,
         coalesce(r.amount, r.share * r.persons), r.file, r."row", r.voucher, r.date, coalesce(r.person, ''), r.topic,
           r.event,
         1, r.share, l.most, l.rule, '',
         CASE WHEN r.grouped THEN '按批发放的{topic}慰问每人{total}元，超过{most}元；标准：{rule}'
              ELSE '“{event}”{topic}慰问{total}元，超过{most}元；标准：{rule}' END
  FROM gifts_of r JOIN limit_on l ON l.topic = r.topic AND l.day = r.day
  WHERE (r.grouped OR r.who IS NULL AND (r.person IS NOT NULL OR r.persons = 1)) AND round(r.share, 2) > l.most)
ORDER BY topic, group_key, date, file, "row"
