-- id: J06
-- title: 红字分录未见对应的原凭证
-- severity: 中
-- basis: 《会计基础工作规范》第五十一条、第六十四条关于更正记账凭证的规定；《中国注册会计师审计准则第1141号》（测试会计分录）
-- verified: false
-- advice: 建议查明冲减的原因，取得原凭证、退款单据和银行回单，核对冲减的收入或支出
-- proves: 凭证以负数冲减支出或收入，本年和上年的序时账里没有同科目、同额、同一往来单位的原分录，摘要也没有写明原凭证
-- does_not_prove: 退货退款、冲减更早年度的错账也可能只有红字；冲销后重记、写明原凭证号的差额更正、已付款的部分退款、银行退息退费、同一凭证内调整科目的已经剔除
-- needs: [journal]
-- params:
--   min_amount: 50.00
--   # words of one who corrects: then the same account and amount are enough
--   correcting: [冲销, 红冲, 冲红, 冲正, 冲回, 冲账, 更正, 红字, 作废, 错账, 调账, 调整, 重复]
--   # money that a seller or the bank gives back
--   refunds: [退款, 退回, 退费, 退票, 退货, 退还, 返还, 退多]
--   bank_words: [利息, 结息, 手续费, 账户管理费, 短信费, 汇款费, 汇划费, 工本费, 银行收费]
-- first:
--   # what a voucher adds to or takes from an account of income or spending that has red lines
--   movements: |
--     SELECT e.id, any_value(e.book) AS book, e.account, any_value(e.class) AS side, min(e.date) AS date,
--            min(nullif(trim(e.payee), '')) AS payee,
--            sum(CASE WHEN e.class = '支出' THEN e.dr - e.cr ELSE e.cr - e.dr END) AS net,
--            min(least(e.dr, e.cr)) < 0 AS red
--     FROM entries e
--     SEMI JOIN (SELECT DISTINCT account FROM entries WHERE dr < 0 OR cr < 0) r ON r.account = e.account
--     ANTI JOIN closings c ON c.id = e.id
--     WHERE e.class IN ('支出', '收入')
--     GROUP BY e.id, e.account
--   red_ones: |
--     SELECT m.*, l.* EXCLUDE (id, book, account), -m.net AS size, v.one_payee, v.bank_in, v.bank_out,
--            coalesce(m.payee, nullif(trim(v.one_payee), '')) AS party,
--            -- of equal ones, the second needs a second original
--            row_number() OVER (PARTITION BY m.book, m.account, m.net ORDER BY m.date, l.file, l."row") AS nth
--     FROM (SELECT id, one_payee, bank_in, bank_out, spent, earned FROM vouchers WHERE NOT closing) v
--     JOIN (SELECT * FROM movements WHERE red AND net < 0) m ON m.id = v.id
--     JOIN (SELECT e.id, e.book, e.account, any_value(e.account_title) AS title,
--                  arg_min(e.voucher, e."row") AS voucher,
--                  arg_min(e.file || '|' || e.sheet || '|' || e."row", e."row") AS origin, min(e.file) AS file,
--                  min(e."row") AS "row", arg_min(e.summary, e."row") AS summary
--           FROM entries e SEMI JOIN (SELECT id FROM movements WHERE red AND net < 0) r ON r.id = e.id
--           WHERE e.class IN ('支出', '收入') GROUP BY e.id, e.book, e.account) l
--       ON l.id = m.id AND l.account = m.account AND l.book IS NOT DISTINCT FROM m.book
--     -- in a voucher that pays or receives, or that moves between accounts, a red line is a discount or a shift
--     WHERE CASE m.side WHEN '支出' THEN v.spent < 0 ELSE v.earned < 0 END
--   # lines of the same account and amount that a red one may take back, with the payees they name
--   originals: |
--     SELECT r.id, r.account, count(*) AS times, bool_or(coalesce(o.payee = r.party, false)) AS same_payee,
--            bool_or(o.payee IS NULL) AS unnamed
--     FROM (SELECT book, account, net, payee FROM movements WHERE net > 0
--           UNION ALL
--           SELECT book, account, abs(coalesce(debit, 0) - coalesce(credit, 0)), nullif(trim(payee), '')
--           FROM last_journal WHERE void IS NOT TRUE) o
--     JOIN red_ones r ON r.account = o.account AND r.size = o.net AND coalesce(r.book = o.book, true)
--     GROUP BY r.id, r.account
--   # what the same payee was paid on the account, where part of it comes back
--   paid_before: |
--     SELECT DISTINCT r.id, r.account
--     FROM movements o JOIN red_ones r
--       ON r.account = o.account AND r.party = o.payee AND o.net > r.size AND o.date <= r.date
--      AND r.book IS NOT DISTINCT FROM o.book
-- tested: |
--   SELECT (SELECT count(*) FROM red_ones) AS lines,
--          (SELECT coalesce(sum(size), 0) FROM red_ones)::DECIMAL(38, 2) AS amount,
--          (SELECT count(*) FROM entries WHERE class IN ('支出', '收入')) AS entries
-- says: 看了收入、支出分录{entries}条，其中红字冲减{lines}笔、{amount}元
-- examples:
--   - says: 现金冲减办公费，没有原来的付款
--     journal: |
--       日期       | 凭证字号 | 摘要         | 科目编码 | 借方    | 贷方    | 往来单位
--       2021-07-08 | 记-5     | 冲减办公费   | 50402    | -860.00 |         | 商户甲
--                  |          | 冲减办公费   | 101      |         | -860.00 | 商户甲
--       2021-07-09 | 记-6     | 付办公费     | 50402    | 300.00  |         | 商户乙
--                  |          | 付办公费     | 102      |         | 300.00  | 商户乙
--     status: findings
--     vouchers: [记-5]
--   - says: 原分录只有一笔，却冲了两次
--     journal: |
--       日期       | 凭证字号 | 摘要         | 科目编码 | 借方     | 贷方     | 往来单位
--       2021-05-11 | 记-1     | 培训教材款   | 50301    | 1560.00  |          | 商户丁
--                  |          |              | 102      |          | 1560.00  | 商户丁
--       2021-05-12 | 记-2     | 冲销教材款   | 50301    | -1560.00 |          | 商户丁
--                  |          |              | 102      |          | -1560.00 | 商户丁
--       2021-06-12 | 记-3     | 冲销教材款   | 50301    | -1560.00 |          | 商户丁
--                  |          |              | 102      |          | -1560.00 | 商户丁
--     status: findings
--     vouchers: [记-3]
--   - says: 冲销重记、写明原凭证的差额更正、部分退款、银行退手续费、调整科目、付款时的折扣
--     journal: |
--       日期       | 凭证字号 | 摘要                  | 科目编码 | 借方     | 贷方     | 往来单位
--       2021-05-11 | 记-1     | 培训教材款            | 50301    | 1560.00  |          | 商户丁
--                  |          |                       | 102      |          | 1560.00  | 商户丁
--       2021-05-12 | 记-2     | 冲销：培训教材款      | 50301    | -1560.00 |          | 商户丁
--                  |          |                       | 102      |          | -1560.00 | 商户丁
--       2021-05-12 | 记-3     | 更正：培训教材款      | 50301    | 1650.00  |          | 商户丁
--                  |          |                       | 102      |          | 1650.00  | 商户丁
--       2021-06-01 | 记-4     | 冲减5月记-3多记的金额 | 50301    | -60.00   |          |
--                  |          |                       | 102      |          | -60.00   |
--       2021-06-02 | 记-5     | 会议室订金            | 50302    | 800.00   |          | 酒店甲
--                  |          |                       | 102      |          | 800.00   | 酒店甲
--       2021-06-09 | 记-6     | 退回多付的会议室订金  | 50302    | -200.00  |          | 酒店甲
--                  |          |                       | 102      |          | -200.00  | 酒店甲
--       2021-06-10 | 记-7     | 银行退回多收手续费    | 50402    | -60.00   |          |
--                  |          |                       | 102      |          | -60.00   |
--       2021-06-11 | 记-8     | 调整科目              | 50301    | -300.00  |          |
--                  |          | 调整科目              | 50302    | 300.00   |          |
--       2021-06-12 | 记-9     | 购买书籍              | 50101    | 900.00   |          | 书店
--                  |          | 优惠                  | 50101    | -80.00   |          | 书店
--                  |          | 购买书籍              | 102      |          | 820.00   | 书店
--     status: clean
SELECT concat_ws('|', r.book, r.account, r.date, r.size, r.party, r.nth) AS group_key, r.origin,
       r.net::DECIMAL(18, 2) AS amount,
       '红字冲减{side}{size}元（{account}{title}）：“{summary}”，没有找到同额的原分录' AS reason,
       r.voucher, r.date, r.account, r.side, r.size::DECIMAL(18, 2) AS size, coalesce(r.title, '') AS title,
       coalesce(r.summary, '摘要为空') AS summary
FROM red_ones r
LEFT JOIN originals o ON o.id = r.id AND o.account = r.account
LEFT JOIN paid_before p ON p.id = r.id AND p.account = r.account
WHERE r.size >= $min_amount
  AND NOT (o.times IS NOT NULL AND r.nth <= o.times
           AND (o.same_payee OR r.party IS NULL OR o.unnamed
                OR regexp_matches(coalesce(r.summary, ''), array_to_string($correcting::VARCHAR[], '|'))))
  -- the voucher that is corrected stands in the summary
  AND NOT regexp_matches(coalesce(r.summary, ''), '[记付收转现银](字第?|[-—－]) ?[0-9]+|[0-9]+号凭证|凭证号?[0-9]+|[记付收转][0-9]+号')
  AND NOT (p.id IS NOT NULL AND regexp_matches(coalesce(r.summary, ''), array_to_string($refunds::VARCHAR[], '|')))
  AND NOT (r.bank_in + r.bank_out <> 0
           AND regexp_matches(coalesce(r.summary, ''), array_to_string($bank_words::VARCHAR[], '|')))
ORDER BY r.date, r.file, r."row", r.account
