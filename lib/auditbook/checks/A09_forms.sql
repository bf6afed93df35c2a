-- id: A09
-- title: 慰问的形式（现金、购物卡、代金券）
-- severity: 中
-- basis: 《基层工会经费收支管理办法》（总工办发〔2017〕32号）：逢年过节慰问发放符合传统节日习惯和职工必需的生活用品
-- verified: false
-- advice: 建议查看发票、方案和签领表，核实发放的形式；确以现金或储值卡券发放的，建议今后改为实物或限定商品的提货方式
-- proves: 摘要、收款人或慰问明细写明节日慰问以现金、购物卡、储值卡、代金券等形式发放；没有写明节日的购物卡等作为较轻的疑点
-- does_not_prove: |
--   指定蛋糕店的蛋糕券、电影票和兑换券、年票、限定商品的提货券不是储值卡券；住院、去世、助学、困难、送温暖可以用慰问金；
--   公务用车加油、值班补贴不是节日慰问；摘要写的卡券实际兑换何物须看发票。摘要没有写明形式的看不出来
-- needs: [journal|benefits]
-- params:
--   festivals: [元旦, 春节, 新春, 新年, 两节, 双节, 清明, 五一, 劳动节, 端午, 中秋, 国庆, 过节, 节日, 佳节]
--   # stored value, whatever it is given for
--   cards: [购物卡, 购物券, 超市卡, 超市券, 商场卡, 商超卡, 百货卡, 代金券, 代金卡, 现金券, 储值卡, 预付卡, 礼品卡, 礼金卡,
--     抵用券, 消费卡, 京东卡, E卡, e卡, Ｅ卡, 沃尔玛卡, 家乐福卡, 步步高卡, 永辉卡, 大润发卡, 盒马卡, 商通卡, 超市提货卡, 超市提货券]
--   # stored value only where a festival is named beside it
--   festival_cards: [加油卡, 油卡, 加油券, 充值卡, 话费]
--   cash: [现金, 红包, 慰问金, 补贴, 补助, 津贴, 奖金, 利是, 礼金]
--   festival_cash: [过节费, 过节补贴, 过节补助, 节日补贴, 节日补助, 节日津贴, 节日奖金, 节日费, 节日慰问金, 过节慰问金]
--   # what may be given as a voucher, and what is no gift to members
--   named_goods: [蛋糕, 电影, 观影, 影院, 影城, 演出, 门票, 年票, 年卡, 购书, 图书, 书店, 公务, 用车, 车辆, 公车, 印制, 制作, 工本费, 手续费]
--   # what may be given in cash
--   in_need: [住院, 生病, 患病, 重病, 大病, 手术, 去世, 病故, 逝世, 丧, 吊唁, 亲属, 助学, 困难, 特困, 贫困, 帮扶, 救助, 救济, 送温暖,
--     送清凉, 劳模, 劳动奖, 巾帼, 先锋, 环卫, 一线, 坚守, 值守, 值班, 加班, 走访]
--   # money for work at an event
--   events: [联欢, 晚会, 演出, 比赛, 竞赛, 征文, 主持, 评委, 裁判, 志愿, 游园, 游艺, 稿费, 奖品, 表彰, 先进, 疫情, 防控, 生日, 三八, 妇女节, 六一, 教师节, 护士节]
--   goods: [慰问品, 物品, 实物, 礼包, 礼盒, 月饼, 粽, 大米, 食用油, 水果, 年货, 采购, 购买, 购]
--   # the word is named, the thing is not bought
--   not_bought: [严禁, 禁止, 不得, 杜绝, 不发, 未发, 整治, 自查, 检查, 抽查, 清理, 警示, 退回, 清退, 退还, 收回, 上缴, 卡套, 卡包]
-- first:
--   words: |
--     SELECT array_to_string($festivals::VARCHAR[], '|') AS feasts, array_to_string($cards::VARCHAR[], '|') AS cards,
--            array_to_string($festival_cards::VARCHAR[], '|') AS feast_cards,
--              array_to_string($cash::VARCHAR[], '|') AS cash,
--            array_to_string($festival_cash::VARCHAR[], '|') AS feast_cash,
--            array_to_string($named_goods::VARCHAR[], '|') AS named, array_to_string($in_need::VARCHAR[], '|') AS need,
--            array_to_string($events::VARCHAR[], '|') AS events, array_to_string($goods::VARCHAR[], '|') AS goods,
--            array_to_string($not_bought::VARCHAR[], '|') AS never
--   told: |
--     SELECT summary AS text FROM entry_summaries UNION SELECT payee FROM (SELECT DISTINCT payee FROM entries)
--   # summaries and payees that name a festival or a card
--   telling: |
--     SELECT text FROM told WHERE regexp_matches(text, array_to_string($festivals::VARCHAR[] || $cards::VARCHAR[], '|'))
--   # one row a distinct text; quoted names and other unions are names, not things
--   texts: |
--     SELECT s, p, regexp_matches(text, feasts) AS feast,
--            CASE WHEN regexp_matches(s, never) THEN ''
--                 WHEN regexp_matches(text, cards) AND NOT regexp_matches(text, named || '|' || need)
--                   THEN regexp_extract(text, cards)
--                 WHEN NOT regexp_matches(text, feasts) OR regexp_matches(text, named || '|' || need || '|' || events)
--                   THEN ''
--                 WHEN regexp_matches(text, feast_cards) THEN regexp_extract(text, feast_cards)
--                 WHEN regexp_matches(text, feast_cash) THEN regexp_extract(text, feast_cash)
--                 WHEN regexp_matches(s, goods || '|备用金|取现|提现|提取现金|现金(支票|收入|缴存)') THEN ''
--                 WHEN regexp_matches(s, cash) THEN regexp_extract(s, cash)
--                 WHEN regexp_matches(s, '发放|发给|发会员') THEN '现金付出' ELSE '' END AS form
--     FROM (SELECT s, p, regexp_replace(s, '[“"《「][^”"》」]*[”"》」]|五一(大道|路|广场|街)|[一-龥]{1,8}公司工会', '', 'g')
--                        || ' ' || p AS text
--           FROM (SELECT DISTINCT coalesce(e.summary, '') AS s, coalesce(e.payee, '') AS p
--                 FROM entries e
--                 LEFT JOIN (SELECT text FROM telling) a ON a.text = e.summary
--                 LEFT JOIN (SELECT text FROM telling) b ON b.text = e.payee
--                 WHERE e.class IS DISTINCT FROM '收入' AND (a.text IS NOT NULL OR b.text IS NOT NULL))), words
--     WHERE regexp_matches(text, concat_ws('|', feasts, cards))
--   named: |
--     SELECT e.id, e.file || '|' || e.sheet || '|' || e."row" AS origin, e.class = '支出' AS spending, t.form, t.feast
--     FROM entries e JOIN (SELECT * FROM texts WHERE form <> '') t
--       ON t.s = coalesce(e.summary, '') AND t.p = coalesce(e.payee, '')
--   marked: |
--     SELECT n.id, min(n.form) AS form, bool_or(n.feast) AS feast, bool_or(n.spending) AS spending,
--            any_value(v.book) AS book, any_value(v.date) AS date, any_value(v.summary) AS summary
--     FROM (SELECT id, book, date, summary, cash_out FROM vouchers WHERE spent <> 0) v
--     JOIN named n ON n.id = v.id
--     WHERE n.form <> '现金付出' OR v.cash_out > 0
--     GROUP BY n.id
--   # a red entry takes away what it reverses
--   paid: |
--     SELECT *, sum(amount) OVER (PARTITION BY book, form, abs(amount)) AS net
--     FROM (SELECT s.id, s.book, s.file || '|' || s.sheet || '|' || s."row" AS origin, s.file, s."row", s.date,
--                  s.voucher, s.role, trim(s.summary) AS summary, nullif(trim(s.payee), '') AS payee,
--                  s.dr - s.cr AS amount, m.form, m.feast,
--                  concat_ws('|', m.book, m.date, m.form, m.summary) AS group_key
--           FROM spending s JOIN marked m ON m.id = s.id
--           LEFT JOIN named n ON n.origin = s.file || '|' || s.sheet || '|' || s."row"
--           WHERE (n.origin IS NOT NULL OR NOT m.spending) AND s.role IS DISTINCT FROM 'aid')
--   # rows of the list with the voucher that they name
--   listed: |
--     SELECT b.*, v.id, regexp_matches(b.form, '现金|微信|转账|打卡|购物|储值|代金|'
--              || array_to_string($cards::VARCHAR[] || $festival_cards::VARCHAR[], '|'))
--              AND NOT regexp_matches(coalesce(v.text, ''), array_to_string($in_need::VARCHAR[]
--                || $named_goods::VARCHAR[], '|')) AS told
--     FROM (SELECT origin, file, "row", book, date, trim(event) AS event, coalesce(trim(form), '') AS form, voucher,
--                  coalesce(amount, standard * persons)::DECIMAL(18, 2) AS amount,
--                  coalesce(nullif(trim(person), ''), nullif(trim(member_id), ''), persons || '人', '') AS person,
--                  try_cast(regexp_extract(voucher, '([0-9]+)[^0-9]*$', 1) AS BIGINT) AS number
--           FROM benefits
--           WHERE regexp_matches(event, array_to_string($festivals::VARCHAR[], '|'))
--             AND NOT regexp_matches(event, array_to_string($in_need::VARCHAR[] || $events::VARCHAR[], '|'))) b
--     LEFT JOIN (SELECT id, number, word, book, month(date) AS month,
--                       concat_ws(' ', summary, one_payee, project) AS text
--                FROM vouchers
--                WHERE number IN (SELECT try_cast(regexp_extract(voucher, '([0-9]+)[^0-9]*$', 1) AS BIGINT)
--                                 FROM benefits)) v
--       ON v.number = b.number AND v.month = month(b.date)
--      AND (contains(b.voucher, v.word) OR NOT regexp_matches(b.voucher, '[一-龥]'))
--     QUALIFY row_number() OVER (PARTITION BY b.origin ORDER BY v.book IS DISTINCT FROM b.book, v.id) = 1
-- tested: |
--   SELECT count(*) AS lines, coalesce(sum(dr - cr), 0)::DECIMAL(38, 2) AS amount,
--          (SELECT count(*) FROM listed WHERE form <> '') AS gifts
--   FROM spending
-- says: "核对支出分录{lines}行、{amount}元的摘要和收款人，节日慰问明细的形式{gifts}行"
-- enough: |
--   SELECT (SELECT count(*) FROM spending WHERE summary IS NOT NULL) > 0
--          OR (SELECT count(*) FROM listed WHERE form <> '') > 0
-- lacking: 序时账没有支出的摘要，慰问明细也没有节日慰问的形式，未能核对
-- examples:
--   - says: 中秋购物卡，签领名单只写了“券”；国庆过节费发现金；明细写春节发代金券
--     journal: |
--       日期       | 凭证字号 | 摘要                 | 科目编码 | 借方    | 贷方    | 往来单位
--       2021-09-10 | 记-9     | 购买中秋购物卡6张    | 50104    | 1200.00 |         | 商户甲
--                  |          |                      | 102      |         | 1200.00 | 商户甲
--       2021-09-28 | 记-20    | 发放国庆节过节费10人 | 50104    | 900.00  |         | 会员10人
--                  |          |                      | 101      |         | 900.00  |
--       2021-01-28 | 记-5     | 春节慰问             | 50104    | 400.00  |         | 商户乙
--                  |          |                      | 102      |         | 400.00  |
--     benefits: |
--       日期       | 事由 | 姓名    | 金额   | 形式   | 凭证字号
--       2021-09-10 | 中秋 | 会员001 | 200.00 | 券     | 记-9
--       2021-01-28 | 春节 | 会员001 | 400.00 | 代金券 | 记-5
--     status: findings
--     vouchers: [记-5, 记-9, 记-20]
--   - says: 超市卡没有写节日，付款行的收款人写明预付卡
--     journal: |
--       日期       | 凭证字号 | 摘要         | 科目编码 | 借方   | 贷方   | 往来单位
--       2021-05-10 | 记-1     | 职工福利用品 | 50104    | 600.00 |        |
--                  |          |              | 102      |        | 600.00 | 商户甲预付卡中心
--     status: findings
--     vouchers: [记-1]
--   - says: 蛋糕券、电影票、限定商品的提货券；住院、去世、困难的慰问金；值班补贴；严禁购物卡的宣传；红字冲销
--     journal: |
--       日期       | 凭证字号 | 摘要                           | 科目编码 | 借方     | 贷方     | 往来单位
--       2021-03-10 | 记-1     | 会员生日蛋糕代金券             | 50104    | 600.00   |          | 商户甲蛋糕店
--                  |          |                                | 102      |          | 600.00   |
--       2021-03-10 | 记-2     | 购买电影兑换券40张             | 50102    | 600.00   |          | 商户乙
--                  |          |                                | 102      |          | 600.00   |
--       2021-09-10 | 记-3     | 购买中秋月饼提货券（商户丙）   | 50104    | 600.00   |          | 商户丙
--                  |          |                                | 102      |          | 600.00   |
--       2021-02-01 | 记-4     | 春节期间慰问住院会员慰问金     | 50205    | 600.00   |          | 会员001
--                  |          |                                | 101      |          | 600.00   |
--       2021-02-01 | 记-5     | 发放春节送温暖困难职工慰问金   | 50205    | 600.00   |          | 会员002
--                  |          |                                | 101      |          | 600.00   |
--       2021-10-01 | 记-6     | 国庆值班补贴                   | 50402    | 600.00   |          | 会员003
--                  |          |                                | 102      |          | 600.00   |
--       2021-09-01 | 记-7     | “中秋不收购物卡”廉洁宣传展板   | 50103    | 600.00   |          | 商户丁
--                  |          |                                | 102      |          | 600.00   |
--       2021-09-01 | 记-8     | 公务用车加油卡充值             | 50402    | 600.00   |          | 商户戊
--                  |          |                                | 102      |          | 600.00   |
--       2021-09-12 | 记-9     | 现金付中秋慰问品款             | 50104    | 600.00   |          | 商户己
--                  |          |                                | 101      |          | 600.00   |
--       2021-04-29 | 记-10    | 五一劳动奖章获得者奖金         | 50304    | 600.00   |          | 会员004
--                  |          |                                | 102      |          | 600.00   |
--       2021-11-01 | 记-11    | 购物卡                         | 50104    | 300.00   |          | 商户庚
--                  |          |                                | 102      |          | 300.00   |
--       2021-11-02 | 记-12    | 冲销记-11购物卡                | 50104    | -300.00  |          | 商户庚
--                  |          |                                | 102      |          | -300.00  |
--     benefits: |
--       日期       | 事由       | 姓名    | 金额    | 形式 | 凭证字号
--       2021-09-10 | 中秋       | 会员001 | 100.00  | 券   | 记-3
--       2021-02-01 | 住院       | 会员001 | 600.00  | 现金 | 记-4
--       2021-02-01 | 春节       | 会员002 | 600.00  | 现金 | 记-5
--     status: clean
--   - says: 明细没有写形式，也没有序时账
--     benefits: |
--       日期       | 事由 | 姓名    | 金额
--       2021-09-10 | 中秋 | 会员001 | 100.00
--     status: not_enough_data
SELECT group_key, origin, amount::DECIMAL(18, 2) AS amount, reason, voucher, date,
       CASE WHEN weak THEN '低' END AS severity, summary, coalesce(payee, '（未写）') AS payee, form, event, person
FROM (
  SELECT group_key, origin, amount, file, "row", voucher, date, NOT feast OR role IS NOT DISTINCT FROM 'warmth'
         OR form = '现金付出' AS weak, summary, payee, form, '' AS event, '' AS person,
         '“{summary}”付给“{payee}”{amount}元，写明的形式是“{form}”' || CASE WHEN feast THEN '' ELSE '（没有写明节日）' END AS reason
  FROM paid WHERE amount > 0 AND net > 0
  UNION ALL
  -- the money stands in the voucher's own row
  SELECT p.group_key, l.origin, NULL, l.file, l."row", l.voucher, l.date, false, p.summary, p.payee, p.form, l.event,
         l.person, '慰问明细：“{person}”的“{event}”慰问出自凭证“{summary}”，该凭证写明的形式是“{form}”'
  FROM listed l
  JOIN (SELECT id, min(group_key) AS group_key, min(summary) AS summary, min(payee) AS payee, min(form) AS form
        FROM paid WHERE amount > 0 AND net > 0 GROUP BY id) p ON p.id = l.id
  UNION ALL
  SELECT concat_ws('|', l.book, l.date, l.event, l.form), l.origin, l.amount, l.file, l."row", l.voucher, l.date, false,
         '', '', l.form, l.event, l.person, '慰问明细：发给“{person}”的“{event}”慰问，形式写作“{form}”'
  FROM listed l
  ANTI JOIN (SELECT id FROM paid WHERE amount > 0 AND net > 0) p ON p.id = l.id
  WHERE l.told)
ORDER BY date, group_key, amount IS NULL, file, "row"
