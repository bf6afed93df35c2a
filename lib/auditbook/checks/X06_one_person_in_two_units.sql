-- id: X06
-- title: 同一人在两个单位领取同类慰问
-- severity: 中
-- basis: 《基层工会经费收支管理办法》（总工办发〔2017〕32号）：慰问对象是本会会员；会员只在一个基层工会享受待遇
-- verified: false
-- advice: 建议核对两个单位的会员花名册和签领表，确认会籍所在的工会；重复领取的由两个单位协商处理
-- proves: 会员编号相同（且姓名不冲突）的人，同一年度在两个单位领取了同一节日或同一事由的慰问；或同一帮扶档案号在两个基层工会领取了同类帮扶
-- does_not_prove: 同名的不同人不在内；年中调动、先后在两个单位入会的不在内；夫妻双方各在本单位领取不是一人；编号录入错误也有此特征
-- scope: units
-- needs: [benefits|aid]
-- params:
--   # what an event is about, however it is written
--   events: [元旦, 春节, 清明, 五一, 端午, 中秋, 国庆, 三八, 妇女节, 生日, 结婚, 生育, 亲属去世, 去世, 住院, 退休, 春游, 秋游]
--   # prizes are won, not granted: one person may win in two contests
--   not_events: [奖励, 奖品, 竞赛, 比赛, 体检]
--   # without any number: an event that a person has once, under one name, within this many days
--   once: [结婚, 生育, 去世, 退休]
--   once_days: 31
--   # a move from one employer to the other may leave a gap or an overlap of so many days
--   move_days: 31
--   # two units that share more numbers than these have numbered their members each for itself
--   max_shared: 10
-- first:
--   # who holds which number, by the rolls of the units
--   numbered: |
--     SELECT unit, trim(member_id) AS member_id, trim(name) AS name, min(joined) AS joined,
--            -- whoever has not left in one of several lines is still there
--            CASE WHEN bool_or("left" IS NULL) THEN NULL ELSE max("left") END AS gone
--     FROM members WHERE nullif(trim(member_id), '') IS NOT NULL GROUP BY ALL
--   of_name: |
--     SELECT unit, name, min(member_id) AS member_id FROM numbered GROUP BY unit, name
--         HAVING count(DISTINCT member_id) = 1
--   given: |
--     SELECT g.unit, coalesce(nullif(trim(g.member_id), ''), n.member_id) AS member_id,
--            nullif(trim(g.person), '') AS person,
--            -- the festival of the year that the list names
--            coalesce(nullif(regexp_extract(g.event, array_to_string($events::VARCHAR[], '|')), ''),
--                     regexp_replace(trim(g.event), '^20[0-9]{2}年度?', '')) AS event,
--            coalesce(g.for_year, $year) AS for_year, g.date, coalesce(g.paid, g.each) AS paid,
--            g.voucher, g.origin, g.file, g."row"
--     FROM gifts g LEFT JOIN of_name n ON n.unit = g.unit AND n.name = trim(g.person)
--     WHERE g.heads = 1 AND g.who IS NOT NULL AND nullif(trim(g.event), '') IS NOT NULL
--       AND coalesce(g.paid, g.each, 0) >= 0
--       AND NOT regexp_matches(g.event, array_to_string($not_events::VARCHAR[], '|'))
--   # the same number with another name is another person: then the units number each for itself
--   own_numbers: |
--     SELECT unit FROM (
--         SELECT unit, count(*) AS shared
--         FROM (SELECT n.unit, n.member_id FROM numbered n
--               JOIN (SELECT member_id FROM numbered GROUP BY member_id HAVING count(DISTINCT unit) > 1) t
--                 ON t.member_id = n.member_id
--               UNION
--               SELECT g.unit, g.member_id FROM given g
--               JOIN (SELECT member_id FROM given GROUP BY member_id HAVING count(DISTINCT unit) > 1) t
--                   ON t.member_id = g.member_id)
--         GROUP BY unit)
--     WHERE shared > $max_shared
--   # in how many units a number has the same event of the same year
--   twice: |
--     SELECT member_id, event, for_year FROM given
--     WHERE member_id IS NOT NULL AND unit NOT IN (SELECT unit FROM own_numbers)
--     GROUP BY member_id, event, for_year
--     HAVING count(DISTINCT unit) > 1 AND count(DISTINCT person) <= 1
--   by_number: |
--     SELECT g.*, n.joined, n.gone, n.member_id IS NOT NULL AS listed
--     FROM given g
--     JOIN twice t ON t.member_id = g.member_id AND t.event = g.event AND t.for_year = g.for_year
--     LEFT JOIN numbered n ON n.unit = g.unit AND n.member_id = g.member_id
--     WHERE g.unit NOT IN (SELECT unit FROM own_numbers)
--   # who left one unit and then joined the other was a member of each on the day
--   moved: |
--     SELECT DISTINCT a.member_id, a.event, a.for_year
--     FROM by_number a JOIN by_number b ON b.member_id = a.member_id AND b.event = a.event
--      AND b.for_year = a.for_year AND b.unit <> a.unit
--     WHERE a.listed AND b.listed AND a.gone IS NOT NULL AND b.joined IS NOT NULL
--       AND b.joined >= a.gone - $move_days AND a.date <= a.gone + $move_days AND b.date >= b.joined
--   # nobody has numbers: only what happens to a person once, at about the same time, under one name
--   by_name: |
--     SELECT g.* FROM given g
--     JOIN (SELECT person, event FROM given
--           WHERE person IS NOT NULL AND member_id IS NULL AND list_contains($once::VARCHAR[], event)
--           GROUP BY person, event
--           HAVING count(DISTINCT unit) = 2 AND count(*) = 2 AND max(date) - min(date) <= $once_days) t
--       ON t.person = g.person AND t.event = g.event
--     WHERE g.member_id IS NULL
--   # a file of hardship has one number everywhere; a federation may help besides a union
--   helped: |
--     SELECT a.*, regexp_replace(upper(a.file_no), '\s', '', 'g') AS number, coalesce(nullif(trim(a.category), ''), '帮扶') AS kind
--     FROM aid a JOIN units u ON u.unit = a.unit AND u.kind = 'grassroots'
--     WHERE nullif(trim(a.file_no), '') IS NOT NULL AND coalesce(a.amount, 0) > 0
--   helped_twice: |
--     SELECT h.* FROM helped h
--     JOIN (SELECT number, kind FROM helped WHERE regexp_matches(number, '[0-9]{4}')
--           GROUP BY number, kind
--           HAVING count(DISTINCT unit) > 1 AND min(trim(person)) = max(trim(person)) AND count(nullif(trim(person), '')) = count(*)) t
--       ON t.number = h.number AND t.kind = h.kind
-- enough: |
--   SELECT (SELECT count(DISTINCT unit) FROM given) > 1 OR (SELECT count(DISTINCT unit) FROM helped) > 1 AS enough
-- lacking: 列有姓名或会员编号的慰问发放明细、列有档案号的帮扶台账都不足两个单位，未能核对
-- looked: SELECT unit FROM given UNION SELECT unit FROM helped
-- tested: |
--   SELECT count(*) AS lines, coalesce(sum(paid), 0)::DECIMAL(38, 2) AS amount, count(DISTINCT unit) AS units,
--          count(*) FILTER (member_id IS NULL) AS without,
--          CASE WHEN (SELECT count(*) FROM own_numbers) > 0
--               THEN '；有' || (SELECT count(*) FROM own_numbers)::VARCHAR || '个单位的会员编号各编各的，不能跨单位比对' ELSE '' END AS own
--          , (SELECT count(*) FROM helped) AS helped,
--          CASE WHEN count(DISTINCT unit) > 1 THEN '' ELSE '（不足两个单位，慰问没有比对）' END AS gifts
--   FROM given
-- says: "核对{units}个单位写明个人的慰问{lines}笔、{amount}元，其中{without}笔查不到会员编号{own}{gifts}；帮扶台账有档案号的{helped}笔"
-- examples:
--   - says: 同一会员编号在两个工会都领了端午慰问；一边没写编号，由花名册查得
--     benefits: |
--       单位 | 日期       | 事由     | 姓名    | 会员编号 | 金额   | 凭证字号
--       u01  | 2021-06-10 | 端午     | 会员001 | A001     | 300.00 | 记-3
--       u02  | 2021-06-11 | 端午慰问 | 会员001 | A001     | 280.00 | 记-5
--       u01  | 2021-09-10 | 中秋     | 会员002 | A002     | 300.00 | 记-8
--       u02  | 2021-09-11 | 中秋     | 会员002 |          | 280.00 | 记-9
--     members: |
--       单位 | 会员编号 | 姓名    | 入会日期
--       u01  | A001     | 会员001 | 2015-01-01
--       u01  | A002     | 会员002 | 2015-01-01
--       u02  | A002     | 会员002 | 2016-01-01
--     status: findings
--     vouchers: [记-3, 记-5, 记-8, 记-9]
--   - says: 同名不同编号；十一月底调出、十二月调入；夫妻各领各的；两个单位都得了奖
--     benefits: |
--       单位 | 日期       | 事由 | 姓名    | 会员编号 | 金额   | 凭证字号
--       u01  | 2021-06-10 | 端午 | 会员001 | A001     | 300.00 | 记-3
--       u02  | 2021-06-11 | 端午 | 会员001 | B001     | 280.00 | 记-5
--       u01  | 2021-04-10 | 生日 | 会员003 | A003     | 200.00 | 记-6
--       u02  | 2021-12-11 | 生日 | 会员003 | A003     | 200.00 | 记-7
--       u01  | 2021-05-10 | 结婚 | 会员004 | A004     | 800.00 | 记-8
--       u02  | 2021-05-12 | 结婚 | 会员005 | B005     | 800.00 | 记-9
--       u01  | 2021-05-20 | 奖励 | 会员004 | A004     | 200.00 | 记-11
--       u02  | 2021-05-22 | 奖励 | 会员004 | A004     | 200.00 | 记-12
--     members: |
--       单位 | 会员编号 | 姓名    | 入会日期   | 离会日期
--       u01  | A003     | 会员003 | 2015-01-01 | 2021-11-30
--       u02  | A003     | 会员003 | 2021-12-01 |
--     status: clean
--   - says: 没有编号，同一姓名同一个月在两处领取结婚慰问；同名的人都过端午不说明什么
--     benefits: |
--       单位 | 日期       | 事由 | 姓名    | 金额   | 凭证字号
--       u01  | 2021-05-10 | 结婚 | 会员004 | 800.00 | 记-8
--       u02  | 2021-05-12 | 结婚 | 会员004 | 800.00 | 记-9
--       u01  | 2021-06-10 | 端午 | 会员001 | 300.00 | 记-3
--       u02  | 2021-06-11 | 端午 | 会员001 | 280.00 | 记-5
--     status: findings
--     vouchers: [记-8, 记-9]
--   - says: 同一档案号在两个工会都领了大病救助；总工会另给的、不同类别的不算
--     units: |
--       单位 | 名称       | 类型       | 上级
--       demo | 某区总工会 | federation |
--       u01  | 甲工会     | grassroots | demo
--       u02  | 乙工会     | grassroots | demo
--     aid: |
--       单位 | 档案号  | 姓名    | 困难类别 | 资金来源 | 金额    | 日期       | 发放方式 | 凭证字号
--       u01  | LH77120 | 会员001 | 大病     | 工会经费 | 3000.00 | 2021-10-29 | 打卡     | 记-10
--       u02  | LH77120 | 会员001 | 大病     | 工会经费 | 3000.00 | 2021-10-22 | 打卡     | 记-24
--       u01  | LH77121 | 会员002 | 大病     | 工会经费 | 3000.00 | 2021-10-29 | 打卡     | 记-11
--       demo | LH77121 | 会员002 | 大病     | 中央财政 | 3000.00 | 2021-10-22 | 打卡     | 记-25
--       u01  | LH77122 | 会员003 | 大病     | 工会经费 | 3000.00 | 2021-10-29 | 打卡     | 记-12
--       u02  | LH77122 | 会员003 | 助学     | 工会经费 | 3000.00 | 2021-08-22 | 打卡     | 记-26
--     status: findings
--     vouchers: [记-24, 记-10]
--   - says: 只有一个单位有名单
--     benefits: |
--       单位 | 日期       | 事由 | 姓名    | 金额   | 人数 | 标准
--       u01  | 2021-05-10 | 结婚 | 会员004 | 800.00 |      |
--       u02  | 2021-06-10 | 端午 |         |        | 20   | 300.00
--     status: not_enough_data
SELECT concat_ws('|', member_id, event, for_year) AS group_key, origin, paid::DECIMAL(18, 2) AS amount,
       '{person}（会员编号{member_id}）{date}领取{event}慰问{amount}元，同一编号在{other}也领取了{event}慰问' AS reason,
       coalesce(voucher, '') AS voucher, date, h.unit, coalesce(person, '') AS person, member_id, event,
           '中' AS severity,
       (SELECT string_agg(DISTINCT coalesce(u.name, o.unit), '、') FROM by_number o LEFT JOIN units u
           ON u.unit = o.unit
        WHERE o.member_id = h.member_id AND o.event = h.event AND o.for_year = h.for_year
            AND o.unit <> h.unit) AS other,
       file, "row"
FROM by_number h
ANTI JOIN moved m ON m.member_id = h.member_id AND m.event = h.event AND m.for_year = h.for_year
UNION ALL BY NAME
SELECT concat_ws('|', person, event) AS group_key, origin, paid::DECIMAL(18, 2) AS amount,
       '{person}{date}领取{event}慰问{amount}元，{within}天内另一单位也有同名的人领取{event}慰问；两边都没有会员编号' AS reason,
       coalesce(voucher, '') AS voucher, date, unit, person, event, $once_days AS within, '低' AS severity, file, "row"
FROM by_name
UNION ALL BY NAME
SELECT concat_ws('|', '帮扶', number, kind) AS group_key, origin, amount::DECIMAL(18, 2) AS amount,
       '帮扶档案{member_id}（{person}）{date}领取帮扶{amount}元（{event}），同一档案在{other}也领取了帮扶' AS reason,
       coalesce(voucher, '') AS voucher, paid_on AS date, h.unit, coalesce(person, '') AS person, h.file_no AS member_id,
       kind AS event, '中' AS severity,
       (SELECT string_agg(DISTINCT coalesce(u.name, o.unit), '、') FROM helped_twice o LEFT JOIN units u ON u.unit = o.unit
        WHERE o.number = h.number AND o.kind = h.kind AND o.unit <> h.unit) AS other, file, "row"
FROM helped_twice h
ORDER BY group_key, date, unit, file, "row"
