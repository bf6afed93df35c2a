-- id: A20
-- title: 疑似专项资金使用或实名登记不符
-- severity: 中
-- basis: 《工会会计制度》（财会〔2009〕7号）关于上级补助收入的规定：专项补助专款专用；《基层工会经费收支管理办法》（总工办发〔2017〕32号）；
--   各项帮扶、送温暖、劳模专项资金管理办法：先建档后帮扶、实名发放（原文未见）
-- verified: false
-- advice: 建议核对补助文件的用途和期限、发放名册和打卡记录；结余较大的，建议说明原因和使用计划，按规定结转或报告上级；名册不全的补齐
-- proves: 当年到账的专项补助，同类支出明显少于补助；或帮扶、劳模台账有的行没有登记姓名和档案号；或写明用专项资金的支出用于办公、接待、文体活动等
-- does_not_prove: 文件允许跨年使用、年底才到账、转拨下级的补助会有结余；姓名可能因保密没有写进台账，名册另存；本单位自有经费的慰问不要求建档
-- needs: [journal|aid|model_workers]
-- params:
--   # one purpose a place in the lists; a role or words make a grant or a spending one of this purpose
--   purposes: [困难职工帮扶, 送温暖, 救灾, 劳模]
--   grant_roles: [aid_from_above, warmth_from_above, relief_from_above, '-']
--   grant_words: ['困难职工|帮扶|助学', '送温暖|送清凉', '救灾|受灾|抗灾|抗旱|抗洪', '劳模|劳动模范']
--   spending_roles: [aid, warmth, '-', '-']
--   spending_words: ['困难|帮扶|救助|助学|大病', '送温暖|送清凉|慰问', '灾', '劳模|劳动模范|先进工作者|工匠']
--   # gifts to all members, and what members get for an event of their own, warm nobody in need
--   to_members: '(端午|中秋|五一|国庆|三八|妇女节|节日|会员|全体)[^，,。；]{0,8}慰问|慰问(全体|会员|女职工)|生日|结婚|生育|退休|住院|去世'
--   # a grant that came later may wait for the next year
--   before: '09-30'
--   least_share: 0.5
--   complete_share: 0.8
--   min_amount: 1000.00
--   # what a batch is called in place of a person
--   batches:
--     - '批|等[0-9一二三四五六七八九十百]+(人|户|名|个)|^各|全体|若干|不详|帮扶对象|^[0-9]+(人|户|名)$'
--     - '^(困难|特困|帮扶|救助|慰问)?(职工|会员|群众|对象|户|家庭)$'
--   public_money: '中央|省级|省财政|市县|市级|县级|区级|财政|上级|专项|省总|市总'
--   higher_money: '中央|省级|省财政|省总'
--   local_file: '地方级|地方建档|市级档案|县级档案'
--   # spending that names earmarked money and a purpose of the office
--   named_fund: '(困难|特困)?(职工|家庭)?(帮扶|送温暖|送清凉|(抗洪|抗旱|防汛)?救灾|[洪旱火]灾救助|大病救助|困难救助|劳模(疗休养|慰问)?|助学|解困脱困)(中心|工作|活动|专项|补助)*(资金|经费|专款|专户|补助款?|款项?|金|余款|结余款?|专项)'
--   other_use:
--     - '办公(用|费|设备|经费|耗材|纸|桌|椅|家具|电脑|室)|[复打]印[纸机]|硒鼓|墨[盒粉]|文具|文件柜|桌椅|沙发|电脑|空调|投影|招待|接待|宴请|烟酒'
--     - '车辆|公务用?车|加油|油[费款]|修车|装修|装饰|工资|奖金|津贴|加班|餐费|用餐|聚餐|工作餐|差旅|会务|年会|物业|水电|电费|话费'
--     - '[联球竞大]赛|比赛|运动会|趣味|晚会|联欢|文艺|汇演|演出|春游|秋游|郊游|旅游|团建|拓展|外出学习|电影|观影|蛋糕'
--     - '全体(职工|会员|员工)|全员|会员[^，,。；]{0,6}(慰问品|福利|礼品)|(端午|中秋|春节|元旦|国庆|五一|三八|妇女节)[^，,。；]{0,6}(福利|礼品|月饼|粽|慰问品)|(会员|职工)[^，,。；]{0,4}(月饼|粽子|年货)|(会员|全员)[^，,。；]{0,4}慰问$|会员慰问'
--     - '订阅|报刊|弥补|垫付|借[给出]|转借|周转|地板|铺设|装饰|合唱|服装|礼品|外单位|食堂|罚款|赞助|机关干部|外出考察|考察|工会干部|班子|领导班子|主席|中层|场地费|球场|会场|会议[费室]|培训|宣传[栏墙]|文化墙|展板|横幅|宣传?画?册|审计|网络费|电信|三八|五四|(印刷|印制)费?'
--   # of these some belong to the purpose, where the summary speaks of it besides the fund's name
--   its_own: '困难|帮扶|救助|特困|劳模|先进|工匠|灾|抗洪|抗旱|送温暖|送清凉|一线|户外|环卫|高温|子女|学生|学子|助学'
--   never: '办公(用|费|设备|经费|耗材|纸|桌|椅|家具|电脑)|招待|接待|宴请|烟酒|加油|工资|全体(职工|会员|员工)|全员'
--   # aid that nobody signed for by name
--   unsigned: '代签|代领|(无|未|没有)[^，,。；]{0,2}(签领|名册|名单|建档|签名)|不附名单|名单后补|平均(分配|发放)'
--   aid_words: '帮扶|困难|救助|助学|送温暖'
--   # for those whom the money is meant for
--   to_the_people: '慰问(困难|特困|劳模|一线|户外|环卫|受灾)|发放.*(困难|劳模)|助学|子女|学生|赠送|工资集体|农民工工资|不占|未(用|动用)|本级工作经费|(资金|经费)(管理|使用|监督|核算)|管理系统|审计(帮扶|送温暖|救灾|劳模|专项)'
--   # what may be booked as office costs and still serves the purpose
--   for_the_purpose: '慰问|发放|困难|帮扶|救助|劳模|先进|工匠|体检|疗休养|灾|送温暖|送清凉|助学|子女|宣传|手续费|冲|更正|退'
--   model_use: '招待|接待|办公|工作经费|车辆|餐费|礼品|工作人员|会务'
-- first:
--   purposes_of: |
--     SELECT unnest($purposes::VARCHAR[]) AS purpose, unnest($grant_roles::VARCHAR[]) AS grant_role,
--            unnest($grant_words::VARCHAR[]) AS grant_word, unnest($spending_roles::VARCHAR[]) AS spending_role,
--            unnest($spending_words::VARCHAR[]) AS spending_word
--   # the account tells the purpose, in the accounts for any purpose the words do
--   grants_in: |
--     SELECT b.book, b.origin, b.voucher, b.date, b.account, b.what, b.amount, b.file, b."row", p.purpose
--     FROM (FROM booked_lines WHERE class = '收入' AND top_role = 'from_above') b
--     JOIN purposes_of p ON b.role = p.grant_role
--       OR b.role IN ('earmarked', 'from_above') AND regexp_matches(b.what || coalesce(b.project, ''), p.grant_word)
--   spent_on: |
--     SELECT b.book, p.purpose, sum(b.amount) AS spent,
--            coalesce(sum(b.amount) FILTER (b.role = p.grant_role), 0) AS passed_down,
--            coalesce(sum(b.amount) FILTER (b.role = 'aid' AND p.spending_role = 'aid'), 0) AS aided
--     FROM (SELECT book, role, what || coalesce(project, '') AS what, regexp_replace(what, $named_fund, '', 'g') AS rest,
--                  amount
--           FROM (SELECT book, role, what, project, sum(amount) AS amount
--                 FROM booked_lines WHERE class = '支出' GROUP BY ALL)) b
--     -- the name of the fund alone makes no other use a proper one
--     JOIN purposes_of p ON b.role IN (p.spending_role, p.grant_role)
--       OR regexp_matches(b.what, p.spending_word)
--          AND (regexp_matches(b.rest, p.spending_word)
--               OR NOT regexp_matches(b.rest, array_to_string($other_use::VARCHAR[], '|')))
--          AND (p.purpose <> '送温暖' OR regexp_matches(b.what, '送温暖|送清凉|困难|特困|一线')
--               OR NOT regexp_matches(b.what, $to_members))
--     GROUP BY b.book, p.purpose
--   # summaries that name a fund, each looked at once
--   named: |
--     SELECT what, project, regexp_matches(what, $unsigned) AS unsigned,
--            CASE WHEN NOT regexp_matches(rest, $its_own) OR regexp_matches(rest, $never) THEN
--              regexp_extract(rest, array_to_string($other_use::VARCHAR[], '|')) ELSE '' END AS other,
--            regexp_matches(rest, $for_the_purpose) AS proper
--     FROM (SELECT DISTINCT what, project, regexp_replace(what, $named_fund, '', 'g') AS rest
--           FROM booked_wordings WHERE class = '支出')
--     WHERE regexp_matches(what, $aid_words) AND regexp_matches(what, $unsigned)
--       OR regexp_matches(what || coalesce(project, ''), $named_fund) AND NOT regexp_matches(rest, $to_the_people)
--       AND NOT regexp_matches(what, '助学.*(文具|书包)|(文具|书包).*助学')
--   # a list of the aid that tells the fund of every payment parts the union's own money from the grant
--   by_list: |
--     SELECT book, coalesce(sum(amount), 0) AS listed, count(*) = count(nullif(trim(fund), '')) AS told,
--            coalesce(sum(amount) FILTER (regexp_matches(fund, $public_money)), 0) AS granted
--     FROM aid GROUP BY book
--   unspent: |
--     SELECT g.book, g.purpose, g.granted, least(coalesce(s.spent, 0), CASE WHEN by_fund THEN of_fund END) AS spent,
--            CASE WHEN by_fund AND of_fund < s.spent THEN '台账写明用上级或财政资金的支出' ELSE '同类支出' END AS kind
--     FROM (SELECT book, purpose, sum(amount) AS granted FROM grants_in
--           WHERE date <= CAST($year || '-' || $before AS DATE) OR amount < 0 GROUP BY book, purpose) g
--     LEFT JOIN (SELECT s.*, l.granted + s.passed_down AS of_fund,
--                       coalesce(s.aided > 0 AND l.told AND l.listed >= $complete_share * s.aided, false) AS by_fund
--                FROM spent_on s LEFT JOIN by_list l ON l.book IS NOT DISTINCT FROM s.book) s
--       ON s.purpose = g.purpose AND s.book IS NOT DISTINCT FROM g.book
--     WHERE g.granted >= $min_amount
--       AND coalesce(least(s.spent, CASE WHEN by_fund THEN of_fund END), 0) < $least_share * g.granted
--       -- the books must reach the end of the year
--       AND (SELECT max(date) FROM journal) > $last_day - 45
--   persons: |
--     SELECT *, nullif(trim(file_no), '') AS file_number,
--            CASE WHEN NOT regexp_matches(trim(person), array_to_string($batches::VARCHAR[], '|'))
--                 THEN nullif(trim(person), '') END AS named,
--            (SELECT 2 * count(nullif(trim(file_no), '')) >= count(*) FROM aid) AS numbered
--     FROM aid
--   nameless: |
--     SELECT *, CASE WHEN named IS NULL AND file_number IS NULL THEN '未登记姓名和档案号'
--                    WHEN file_number IS NULL AND numbered AND regexp_matches(fund, $public_money) THEN '未登记档案号'
--                    WHEN regexp_matches(fund, $higher_money) AND regexp_matches(category, $local_file)
--                    THEN '档案级别与资金来源不符'
--               END AS lacking
--     FROM persons WHERE amount IS NULL OR amount > 0
-- applies: |
--   SELECT EXISTS (SELECT 1 FROM grants_in) OR EXISTS (SELECT 1 FROM aid)
--       OR EXISTS (SELECT 1 FROM model_workers) OR EXISTS (SELECT 1 FROM named WHERE other <> '' OR unsigned) AS applies
-- otherwise: 账上没有帮扶、送温暖、救灾、劳模专项补助收入，也没有帮扶台账和劳模台账
-- tested: |
--   SELECT (SELECT count(*) FROM grants_in) AS lines,
--          (SELECT coalesce(sum(amount), 0)::DECIMAL(38, 2) FROM grants_in) AS amount,
--          CASE WHEN EXISTS (SELECT 1 FROM journal) THEN '' ELSE '（未提供序时账）' END AS journal_state,
--          (SELECT CASE WHEN count(*) > 0 THEN count(*) || '行' ELSE '未提供，是否实名未核对' END FROM aid) AS aid_state,
--          (SELECT CASE WHEN count(*) > 0 THEN count(*) || '行' ELSE '未提供' END FROM model_workers) AS model_state
-- says: "核对专项补助收入{lines}笔、{amount}元{journal_state}与同类支出；帮扶台账{aid_state}，劳模台账{model_state}"
-- examples:
--   - says: 帮扶补助到账3万元只用了6千元，台账里有两批没有姓名和档案号
--     journal: |
--       日期       | 凭证字号 | 摘要                   | 科目编码 | 借方     | 贷方
--       2021-05-10 | 记-1     | 收到困难职工帮扶补助   | 102      | 30000.00 |
--                  |          |                        | 40304    |          | 30000.00
--       2021-06-10 | 记-2     | 发放困难职工帮扶金     | 50204    | 3000.00  |
--                  |          |                        | 102      |          | 3000.00
--       2021-12-20 | 记-3     | 发放困难职工帮扶金     | 50204    | 3000.00  |
--                  |          |                        | 102      |          | 3000.00
--     aid: |
--       档案号 | 姓名    | 资金来源 | 金额    | 日期       | 发放方式 | 凭证字号
--       A-1    | 会员001 | 中央财政 | 1000.00 | 2021-03-10 | 打卡     | 记-9
--              |         | 上级补助 | 3000.00 | 2021-06-10 | 现金     | 记-2
--              | 第2批   | 上级补助 | 3000.00 | 2021-12-20 | 现金     | 记-3
--     status: findings
--     groups: [结存|困难职工帮扶, 未登记姓名和档案号]
--     vouchers: [记-1, 记-2, 记-3]
--   - says: 劳模专项资金买了办公用品；劳模台账有一行没有姓名
--     journal: |
--       日期       | 凭证字号 | 摘要                         | 科目编码 | 借方     | 贷方
--       2021-03-10 | 记-1     | 收到上级劳模专项补助         | 102      | 30000.00 |
--                  |          |                              | 40302    |          | 30000.00
--       2021-06-10 | 记-2     | 发放劳模春节慰问金           | 50304    | 28000.00 |
--                  |          |                              | 102      |          | 28000.00
--       2021-12-20 | 记-3     | 从劳模专项资金列支办公用品   | 50402    | 900.00   |
--                  |          |                              | 102      |          | 900.00
--     model_workers: |
--       姓名    | 用途       | 金额    | 日期       | 凭证字号
--       会员001 | 春节慰问金 | 1000.00 | 2021-02-10 | 记-2
--               | 春节慰问金 | 2000.00 | 2021-02-10 | 记-2
--     status: findings
--     vouchers: [记-3, 记-2]
--   - says: 没有台账，项目或摘要写明专项资金而买的是办公用的东西、记在行政支出；劳模体检、助学文具是本来的用途
--     journal: |
--       日期       | 凭证字号 | 摘要                       | 科目编码 | 借方     | 贷方     | 项目
--       2021-03-10 | 记-1     | 收到上级劳模专项补助       | 102      | 5000.00  |          |
--                  |          |                            | 40302    |          | 5000.00  |
--       2021-06-10 | 记-2     | 劳模体检费                 | 50304    | 4000.00  |          | 劳模专项资金
--                  |          |                            | 102      |          | 4000.00  |
--       2021-06-12 | 记-3     | 助学文具一批（帮扶资金）   | 50204    | 600.00   |          |
--                  |          |                            | 102      |          | 600.00   |
--       2021-06-15 | 记-4     | A4纸和碳粉                 | 50402    | 700.00   |          | 劳模专项资金
--                  |          |                            | 102      |          | 700.00   |
--       2021-06-16 | 记-5     | 购硒鼓（劳模专项资金列支） | 50305    | 300.00   |          |
--                  |          |                            | 102      |          | 300.00   |
--     status: findings
--     vouchers: [记-4, 记-5]
--   - says: 写明送温暖资金而用于球赛，项目写劳模而买打印机，不算用在这些用途；全体会员的端午慰问品不是送温暖
--     journal: |
--       日期       | 凭证字号 | 摘要                     | 科目编码 | 借方     | 贷方     | 项目
--       2021-02-10 | 记-1     | 收到送温暖补助           | 102      | 20000.00 |          |
--                  |          |                          | 40305    |          | 20000.00 |
--       2021-02-11 | 记-2     | 收到上级劳模专项补助     | 102      | 12000.00 |          |
--                  |          |                          | 40302    |          | 12000.00 |
--       2021-06-10 | 记-3     | 送温暖资金列支篮球联赛   | 50102    | 9000.00  |          |
--                  |          |                          | 102      |          | 9000.00  |
--       2021-06-11 | 记-4     | 购端午会员慰问品         | 50104    | 27600.00 |          |
--                  |          |                          | 102      |          | 27600.00 |
--       2021-07-11 | 记-5     | 高温慰问环卫工人         | 50104    | 3000.00  |          |
--                  |          |                          | 102      |          | 3000.00  |
--       2021-07-12 | 记-6     | 购彩色打印机             | 50402    | 9000.00  |          | 劳模
--                  |          |                          | 102      |          | 9000.00  |
--       2021-08-12 | 记-7     | 用帮扶款购办公桌         | 50402    | 900.00   |          |
--                  |          |                          | 102      |          | 900.00   |
--       2021-12-12 | 记-8     | 助学款购文具（困难职工） | 50204    | 800.00   |          |
--                  |          |                          | 102      |          | 800.00   |
--     status: findings
--     groups: [结存|送温暖, 结存|劳模, '用途|2021-06-10|50102|送温暖资金列支篮球联赛|9000.00', '用途|2021-08-12|50402|用帮扶款购办公桌|900.00']
--   - says: 用完的补助、十一月才到的补助、有档案号而没有写姓名的台账，没有不符
--     journal: |
--       日期       | 凭证字号 | 摘要                   | 科目编码 | 借方     | 贷方
--       2021-05-10 | 记-1     | 收到困难职工帮扶补助   | 102      | 5000.00  |
--                  |          |                        | 40304    |          | 5000.00
--       2021-06-10 | 记-2     | 发放金秋助学款         | 50204    | 5000.00  |
--                  |          |                        | 102      |          | 5000.00
--       2021-11-20 | 记-3     | 收到送温暖补助         | 102      | 20000.00 |
--                  |          |                        | 40305    |          | 20000.00
--       2021-12-20 | 记-4     | 购买办公用品           | 50402    | 300.00   |
--                  |          |                        | 102      |          | 300.00
--     aid: |
--       档案号 | 姓名    | 资金来源 | 金额    | 日期       | 发放方式
--       A-1    |         | 中央财政 | 2000.00 | 2021-06-10 | 打卡
--       A-2    |         | 中央财政 | 2000.00 | 2021-06-10 | 打卡
--              | 会员003 | 工会经费 | 1000.00 | 2021-06-10 | 现金
--     status: clean
--   - says: 没有专项补助
--     journal: |
--       日期       | 凭证字号 | 摘要     | 科目编码 | 借方   | 贷方
--       2021-05-10 | 记-1     | 宣传册   | 50103    | 900.00 |
--                  |          |          | 102      |        | 900.00
--     status: not_applicable
SELECT concat_ws('|', '结存', g.book, g.purpose) AS group_key, g.origin, g.amount::DECIMAL(18, 2) AS amount,
       '{date}到账{purpose}补助{amount}元；当年到账共{granted}元，{kind}{spent}元，尚有{rest}元未见使用' AS reason,
       g.voucher, g.date, g.account, g.purpose, u.granted::DECIMAL(18, 2) AS granted, u.spent::DECIMAL(18, 2) AS spent,
       (u.granted - u.spent)::DECIMAL(18, 2) AS rest, u.kind, '' AS person, '' AS fund, 1 AS part, g.file, g."row"
FROM grants_in g JOIN unspent u ON u.purpose = g.purpose AND u.book IS NOT DISTINCT FROM g.book
WHERE g.date <= CAST($year || '-' || $before AS DATE)
UNION ALL BY NAME
SELECT concat_ws('|', '用途', b.book, b.date, b.account, b.what, b.amount) AS group_key, b.origin,
       b.amount::DECIMAL(18, 2) AS amount,
       CASE WHEN n.unsigned THEN '摘要“{purpose}”，{amount}元，写明没有逐人签领或建档，请核对名册和签领单'
            ELSE '摘要“{purpose}”，{amount}元，写明用专项资金而用途是“{fund}”，请核对补助文件规定的用途' END AS reason,
       b.voucher, b.date, b.account, b.what AS purpose,
       coalesce(nullif(n.other, ''), nullif(b.leaf_title, ''), b.account) AS fund,
       2 AS part, b.file, b."row"
FROM booked_lines b JOIN named n ON n.what = b.what AND n.project IS NOT DISTINCT FROM b.project
WHERE b.class = '支出' AND b.amount > 0 AND NOT b.undone
  AND (n.other <> '' OR n.unsigned OR b.role IN ('administration', 'wages') AND NOT n.proper)
UNION ALL BY NAME
SELECT concat_ws('|', lacking, book) AS group_key, origin, amount::DECIMAL(18, 2) AS amount,
       CASE WHEN lacking = '档案级别与资金来源不符' THEN '帮扶台账：{person}，{amount}元，资金来源{fund}，档案是{purpose}，中央和省级资金一般只用于全国级档案'
            ELSE '帮扶台账：{person}，{amount}元，资金来源{fund}，{lacking}，未见先建档后帮扶、实名发放的依据' END AS reason,
       voucher, paid_on AS date, '' AS account, coalesce(category, '') AS purpose,
       coalesce(nullif(trim(person), ''), '（姓名空白）') AS person, coalesce(fund, '未写') AS fund, lacking,
       3 AS part, file, "row"
FROM nameless WHERE lacking IS NOT NULL
UNION ALL BY NAME
SELECT CASE WHEN m.improper THEN '劳模资金用途' ELSE '劳模台账未登记姓名' END || coalesce('|' || m.book, '') AS group_key,
       m.origin, m.amount::DECIMAL(18, 2) AS amount,
       CASE WHEN m.improper THEN '劳模台账：{person}，{amount}元，用途“{purpose}”，请核对是否属于劳模专项资金的用途'
            ELSE '劳模台账：{person}，{amount}元，用途“{purpose}”，没有登记姓名' END AS reason,
       m.voucher, m.paid_on AS date, '' AS account, coalesce(m."use", '未写') AS purpose,
       coalesce(nullif(trim(m.name), ''), '（姓名空白）') AS person, 4 AS part, m.file, m."row"
FROM (SELECT *, coalesce(regexp_matches("use", $model_use), false) AS improper FROM model_workers) m
WHERE m.improper OR nullif(trim(m.name), '') IS NULL
   OR regexp_matches(m.name, array_to_string($batches::VARCHAR[], '|'))
ORDER BY part, date, file, "row"
