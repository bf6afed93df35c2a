-- id: A22
-- title: 购置的固定资产未见登记入账
-- severity: 中
-- basis: 《工会会计制度》（财会〔2009〕7号，2022年起为财会〔2021〕7号）关于固定资产的规定：购入固定资产应增加固定资产并设卡登记
-- verified: false
-- advice: 建议核对实物、发票和资产卡片，属于固定资产的补登固定资产和卡片；账卡不符的，盘点后按规定程序调整
-- proves: |
--   资本性支出没有同额的固定资产（在建工程）增加与它对应；或者固定资产的年末余额不等于资产卡片原值合计
-- does_not_prove: |
--   修缮、改造不增加固定资产；上级配发、接受捐赠增加固定资产而没有支出；分期付款在验收时一次登记、按月按季汇总登记的已经剔除；
--   软件、低值物品和跨年验收的须核对验收单和发票
-- needs: [journal]
-- params:
--   within_days: 60
--   unit_price: 1000.00
--   tolerance: 1.00
--   repairs: [修缮, 维修, 装修, 改造, 翻新, 加固, 防水, 检修, 延保, 质保]
--   # bought as goods and services: what usually costs more than an asset's least price and lasts for years
--   devices: [电脑, 计算机, ThinkBook, ThinkPad, MacBook, iPad, 台式机, '笔记本 ?[^本，,。；]{0,6}[0-9一二两三四五] ?[台部]', 打印机, 复印机, 复合机, 一体机, 扫描仪, 碎纸机, 考勤机, 投影, 显示屏, 显示器,
--     电子屏, LED屏, 触摸屏, 会议平板, 智慧屏, 服务器, 交换机, 监控设备, 电视, 空调, 冰箱, 冰柜, 洗衣机, 消毒柜, 热水器, 净水器, 直饮机, 开水器, 微波炉, 按摩椅, 相机, 单反, 微单, 摄像机,
--     摄影机, 无人机, 音响, 音箱, 功放, 调音台, 话筒设备, 扩音, 钢琴, 电子琴, 古筝, 架子鼓, 跑步机, 单车, 训练器, 健身器, 椭圆机, 划船机, '乒乓球[台桌]', '台球[台桌]', 桌球台,
--     办公桌, 办公椅, 桌椅, 会议桌, 阅览桌, 书架, 书柜, 文件柜, 保险柜, 档案柜, 更衣柜, 货架, 沙发, 家具, '[机仪器][0-9一二两三四五六七八九十]+ ?台', '[0-9一二两三四五六七八九十]+ ?台[^，,。；]{0,8}[机仪器]', 电瓶车, 电动车, 电动三轮]
--   no_devices: [灯光, 伴奏, 劳务, 电视台, 头盔, 绣花, 骑行, '[会赛]音响', 视频, 制作, 广告, 摆件, 绿植, 布置, 上级专项, 租, 零件, 五金, 图书, 维修, 维护, 修理, 修$, 保养, 清洗, 加氟, 移机, 安装费, 耗材, 硒鼓, 墨, 配件, 更换, 换, 电池, 存储卡, '硬盘([^柜]|$)', 内存, 键盘, 鼠标, 支架, 膜, 线$, '(^|[^碎])纸', 奖, 慰问, 帮扶, 困难, 救助,
--     资助, 助学, 捐, 赠, 礼品, 纪念品, 送清凉, 送温暖, 软件, '保险[^柜]', 充值, 费, 调音, '培训([^室]|$)', 比赛, 竞赛, 大赛, 比武, 知识, 教材, 被, 扇, 台面, 收视, 年检, 下乡, 放映, 会员卡, 回收, 处置, 变卖,
--     报废, 押金, 退, 共享单车, 课, 技能]
-- first:
--   named: |
--     SELECT summary, regexp_matches(summary, array_to_string($repairs::VARCHAR[], '|')) AS repairs,
--            regexp_matches(summary, array_to_string($devices::VARCHAR[], '|'))
--              AND NOT regexp_matches(summary, array_to_string($no_devices::VARCHAR[], '|')) AS device,
--            -- one number of pieces tells the price of each
--            CASE WHEN len(counts) = 1 THEN greatest(1, coalesce(try_cast(counts[1] AS INTEGER),
--              nullif(position(counts[1] IN '一二三四五六七八九十'), 0), 2)) ELSE 1 END AS pieces
--     FROM (SELECT summary, regexp_extract_all(summary, '([0-9]+|[一二两三四五六七八九十]) ?(?:台|套|部|张|个|组|把|辆|架|块)', 1) AS counts
--           FROM entry_summaries)
--   capital: |
--     SELECT s.id, s.book, coalesce(s.date, make_date($year, greatest(coalesce(s.period, 1), 1)::INTEGER, 1)) AS date,
--            s.account, trim(s.payee) AS payee, s.summary, s.dr - s.cr AS amount, s.voucher,
--            s.file || '|' || s.sheet || '|' || s."row" AS origin, s.file, s."row", s.top_role = 'capital' AS capital,
--            row_number() OVER (PARTITION BY s.book, s.account, abs(s.dr - s.cr), s.dr > s.cr
--                               ORDER BY s.date, s.file, s."row") AS turn,
--            count(*) FILTER (s.dr < s.cr) OVER (PARTITION BY s.book, s.account, abs(s.dr - s.cr)) AS reversed
--     FROM spending s
--     LEFT JOIN named n ON n.summary = s.summary
--     WHERE s.dr <> s.cr AND n.repairs IS NOT TRUE
--       AND (s.top_role = 'capital' AND s.role IS DISTINCT FROM 'repairs'
--            OR n.device AND s.top_role NOT IN ('capital', 'rights', 'to_below') AND abs(s.dr - s.cr) >= $unit_price * n.pieces)
--   # one row a purchase; red reversals take away what they reverse
--   bought: |
--     SELECT *, sum(amount) OVER (PARTITION BY id) AS together FROM capital WHERE amount > 0 AND turn > reversed
--   raised: |
--     SELECT id, any_value(book) AS book,
--            min(coalesce(date, make_date($year, greatest(coalesce(period, 1), 1)::INTEGER, 1))) AS date,
--            min(trim(payee)) AS payee, sum(dr - cr) AS amount
--     FROM entries e
--     SEMI JOIN (SELECT code FROM accounts WHERE role IN ('fixed_assets', 'construction')
--                OR class = '资产' AND regexp_matches(name, '无形资产|文物|图书')) a ON a.code = e.account
--     GROUP BY id HAVING sum(dr - cr) > 0
--   # not in the same voucher: the same amount soon, or one entry for what a payee, a day, a month, a quarter had
--   apart: |
--     SELECT b.*, row_number() OVER (PARTITION BY b.book, b.amount ORDER BY b.date, b."row") AS nth
--     FROM bought b LEFT JOIN raised r ON r.id = b.id
--     WHERE r.id IS NULL OR r.amount < b.amount
--   raised_apart: |
--     SELECT r.*, row_number() OVER (PARTITION BY r.book, r.amount ORDER BY r.date) AS nth
--     FROM raised r ANTI JOIN bought b ON b.id = r.id
--   alone: |
--     SELECT a.* FROM apart a
--     LEFT JOIN raised_apart r ON r.amount = a.amount AND r.nth = a.nth AND r.book IS NOT DISTINCT FROM a.book
--           AND abs(r.date - a.date) <= $within_days
--     WHERE r.id IS NULL
--   heaped: |
--     SELECT DISTINCT h.book, h.heap FROM (
--       SELECT book, heap, sum(amount) AS amount
--       FROM (SELECT book, amount, unnest(['收款人' || payee, '日' || date, '月' || month(date), '季' || quarter(date), '年'])
--                    AS heap FROM alone)
--       WHERE heap IS NOT NULL GROUP BY book, heap) h
--     JOIN raised_apart r ON r.amount = h.amount AND r.book IS NOT DISTINCT FROM h.book
--   cards: |
--     SELECT count(*) AS cards, count(cost) AS costs, count(book) AS books,
--            sum(cost) FILTER (status IS DISTINCT FROM '报废') AS in_use, sum(cost) AS total,
--            sum(cost * coalesce(quantity, 1)) AS by_number, min(acquired) AS first_acquired
--     FROM assets WHERE acquired IS NULL OR acquired <= $last_day
--   # the top account where it stands, else its details
--   at_year_end: |
--     SELECT book, arg_min(origin, (length(account), -"row")) AS origin, arg_min(account, length(account)) AS account,
--            sum(coalesce(closing_debit, 0) - coalesce(closing_credit, 0)) AS closing,
--            sum(coalesce(closing_debit, 0) - coalesce(closing_credit, 0)
--                - coalesce(opening_debit, 0) + coalesce(opening_credit, 0)) AS added
--     FROM (SELECT b.*, length(b.account) = min(length(b.account)) OVER (PARTITION BY b.book) AS topmost
--           FROM balances b JOIN accounts a ON a.code = b.account
--           WHERE a.role = 'fixed_assets' AND b.period IS NOT DISTINCT FROM (SELECT max(period) FROM balances))
--     WHERE topmost GROUP BY book
--   differing: |
--     SELECT y.*, c.in_use, y.closing - c.in_use AS difference
--     FROM at_year_end y, cards c
--     WHERE c.cards > 0 AND c.costs = c.cards AND c.books = 0 AND (SELECT count(*) FROM at_year_end) = 1
--       AND abs(y.closing - c.in_use) > $tolerance AND abs(y.closing - c.total) > $tolerance
--       AND abs(y.closing - c.by_number) > $tolerance
--       AND NOT (c.first_acquired >= $first_day AND abs(y.added - c.in_use) <= $tolerance)
--   # the ledger raised it and no card shows it; asked only where ledger and cards differ
--   no_card: |
--     SELECT b.* FROM bought b
--     ANTI JOIN alone x ON x.id = b.id
--     ANTI JOIN (SELECT cost AS amount FROM assets WHERE cost IS NOT NULL
--                UNION SELECT (cost * quantity)::DECIMAL(18, 2) FROM assets WHERE quantity > 1 AND cost IS NOT NULL
--                UNION SELECT sum(cost)::DECIMAL(18, 2) FROM assets WHERE acquired IS NOT NULL GROUP BY acquired
--                UNION SELECT sum(cost)::DECIMAL(18, 2) FROM assets GROUP BY acquired, name) c
--       ON c.amount = b.amount OR c.amount = b.together
--     WHERE b.capital AND (SELECT count(*) FROM differing WHERE difference > 0) > 0
-- tested: |
--   SELECT count(b.id) AS lines, coalesce(sum(b.amount), 0)::DECIMAL(38, 2) AS amount,
--          CASE WHEN c.cards = 0 THEN '未提供资产卡片，未核对账卡'
--               WHEN c.costs < c.cards OR c.books > 0 THEN '资产卡片' || c.cards || '张，原值不全或分账套，未核对合计'
--               WHEN (SELECT count(*) FROM at_year_end) <> 1 THEN '没有固定资产的年末余额，未核对账卡'
--               ELSE '资产卡片' || c.cards || '张，已与年末余额核对' END AS how
--   FROM cards c LEFT JOIN bought b ON true GROUP BY c.cards, c.costs, c.books
-- says: "核对购置支出{lines}笔、{amount}元（不含修缮）；{how}"
-- examples:
--   - says: 购买空调没有增加固定资产；另一台电脑列在商品和服务支出
--     journal: |
--       日期       | 凭证字号 | 摘要         | 科目编码 | 借方    | 贷方    | 往来单位
--       2021-07-05 | 记-1     | 购买空调一台 | 50502    | 3900.00 |         | 商户甲
--                  |          |              | 102      |         | 3900.00 | 商户甲
--       2021-09-05 | 记-2     | 购买电脑1台  | 50402    | 4500.00 |         | 商户乙
--                  |          |              | 102      |         | 4500.00 | 商户乙
--     status: findings
--     vouchers: [记-1, 记-2]
--   - says: 同一张凭证、另一张凭证、分两次付款验收时一次登记的，都有固定资产；修缮不登记；上级配发没有支出；红字冲销的不算
--     journal: |
--       日期       | 凭证字号 | 摘要               | 科目编码 | 借方     | 贷方    | 往来单位
--       2021-03-05 | 记-1     | 购买打印机         | 50502    | 2000.00  |         | 商户甲
--                  |          |                    | 102      |          | 2000.00 | 商户甲
--                  |          |                    | 162      | 2000.00  |         |
--                  |          |                    | 301      |          | 2000.00 |
--       2021-04-05 | 记-2     | 购买电脑           | 50502    | 5000.00  |         | 商户乙
--                  |          |                    | 102      |          | 5000.00 | 商户乙
--       2021-04-30 | 记-3     | 电脑登记           | 162      | 5000.00  |         |
--                  |          |                    | 301      |          | 5000.00 |
--       2021-05-05 | 记-4     | 付音响设备首付     | 50503    | 3000.00  |         | 商户丙
--                  |          |                    | 102      |          | 3000.00 | 商户丙
--       2021-09-05 | 记-5     | 付音响设备尾款     | 50503    | 7000.00  |         | 商户丙
--                  |          |                    | 102      |          | 7000.00 | 商户丙
--       2021-09-06 | 记-6     | 音响设备验收       | 162      | 10000.00 |         |
--                  |          |                    | 301      |          | 10000.00 |
--       2021-10-05 | 记-7     | 活动室修缮         | 50505    | 6400.00  |         | 商户丁
--                  |          |                    | 102      |          | 6400.00 | 商户丁
--       2021-10-08 | 记-8     | 上级配发健身器材   | 162      | 3280.00  |         |
--                  |          |                    | 301      |          | 3280.00 |
--       2021-11-01 | 记-9     | 购买相机           | 50502    | 6000.00  |         | 商户戊
--                  |          |                    | 102      |          | 6000.00 | 商户戊
--       2021-11-02 | 记-10    | 冲销：购买相机     | 50502    | -6000.00 |         | 商户戊
--                  |          |                    | 102      |          | -6000.00 | 商户戊
--       2021-11-09 | 记-11    | 空调维修费2台      | 50402    | 1200.00  |         | 商户己
--                  |          |                    | 102      |          | 1200.00 | 商户己
--     status: clean
--   - says: 账上有固定资产，卡片上没有这一件
--     journal: |
--       日期       | 凭证字号 | 摘要       | 科目编码 | 借方    | 贷方
--       2021-03-05 | 记-1     | 购买打印机 | 50502    | 2000.00 |
--                  |          |            | 102      |         | 2000.00
--                  |          |            | 162      | 2000.00 |
--                  |          |            | 301      |         | 2000.00
--     balances: |
--       科目编码 | 期初借方 | 期末借方
--       162      | 5000.00  | 7000.00
--     assets: |
--       名称   | 取得日期   | 原值    | 状态
--       会议桌 | 2018-03-01 | 5000.00 | 在用
--     status: findings
--     vouchers: ['', 记-1]
--   - says: 待报废的卡片还在账上，账卡相符
--     journal: |
--       日期       | 凭证字号 | 摘要 | 科目编码 | 借方 | 贷方
--       2021-03-05 | 记-1     | 利息 | 102      | 1.00 |
--                  |          |      | 408      |      | 1.00
--     balances: |
--       科目编码 | 期初借方 | 期末借方
--       162      | 5600.00  | 5600.00
--     assets: |
--       名称   | 取得日期   | 原值    | 状态
--       会议桌 | 2018-03-01 | 5000.00 | 在用
--       风扇   | 2010-03-01 | 600.00  | 报废
--     status: clean
--   - says: 只有资产卡片，没有序时账
--     assets: |
--       名称   | 取得日期   | 原值    | 状态
--       会议桌 | 2018-03-01 | 5000.00 | 在用
--     status: not_enough_data
SELECT concat_ws('|', book, account, payee, date, amount) AS group_key, origin, amount::DECIMAL(18, 2) AS amount,
       '{day}“{summary}”支出{amount}元，未见同额的固定资产增加'
         || CASE WHEN NOT capital THEN '；列在非资本性支出科目{account}，请核对是否达到固定资产标准' ELSE '' END AS reason,
       CASE WHEN NOT capital THEN '低' END AS severity, voucher, date, date AS day, account,
       coalesce(summary, '（无摘要）') AS summary, NULL::DECIMAL(18, 2) AS closing, NULL::DECIMAL(18, 2) AS in_use,
       file, "row"
FROM alone
WHERE NOT EXISTS (SELECT 1 FROM heaped h
                  WHERE h.book IS NOT DISTINCT FROM alone.book
                    AND h.heap IN ('收款人' || payee, '日' || date, '月' || month(date), '季' || quarter(date), '年'))
UNION ALL BY NAME
SELECT concat_ws('|', book, account, payee, date, amount) AS group_key, origin, amount::DECIMAL(18, 2) AS amount,
       '{day}“{summary}”支出{amount}元，资产卡片中没有这个金额' AS reason, '低' AS severity, voucher, date, date AS day,
       account, coalesce(summary, '（无摘要）') AS summary, file, "row"
FROM no_card
UNION ALL BY NAME
SELECT concat_ws('|', book, account, '账卡') AS group_key, origin, difference::DECIMAL(18, 2) AS amount,
       '科目{account}固定资产年末余额{closing}元，在用卡片原值合计{in_use}元，相差{amount}元' AS reason,
       '' AS voucher, account, closing::DECIMAL(18, 2) AS closing, in_use::DECIMAL(18, 2) AS in_use, '' AS file,
       0 AS "row"
FROM differing
ORDER BY file, "row", group_key
