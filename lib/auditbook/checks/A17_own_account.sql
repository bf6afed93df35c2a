-- id: A17
-- title: 未见独立账户资料
-- severity: 高
-- basis: 《基层工会经费收支管理办法》（总工办发〔2017〕32号）：工会经费独立核算，基层工会单独开立银行账户，不准将工会账户并入单位行政账户
-- verified: false
-- advice: 建议取得开户证明和银行询证回函，核对户名；尚未单独开户的，建议按规定开立工会账户，经费单独核算
-- proves: 单位信息所列账户的户名不是工会，或写明没有单独账户；或摘要写明经费转给单位行政统一管理、借用；或账上有支出而从未使用银行存款科目；或资料清单称开户证明不适用
-- does_not_prove: 资料没有交来不等于没有账户（那是“资料不足”）；户名写行政单位的也可能是填写时写错，须看开户证明
-- needs: [profile|journal|bank|requests]
-- params:
--   none_of_its_own:
--     - '(无|没有|未|尚未|不)(单独|独立|专门)?的?(开设|开立|开|设立|设)?(单独|独立|专门|工会)?的?(银行)?(账户|帐户|账号|开户|户头)'
--     - '^[（(]?(无|没有|未开设|未开立|暂无)[）)]?$|(与|和)[^，,。；]{0,12}(共用|合用|合并|同一)[^，,。；]{0,6}(账户|帐户|账号|户)'
--     - '(并入|使用|借用|挂靠|纳入)[^，,。；]{0,8}(行政|单位|公司|学校|局)[^，,。；]{0,6}(账户|帐户|账号|基本户)'
--     - '行政(单位)?的?(基本|银行)?(账户|帐户|户头)'
--   holder: '(?:户名|账户名称|开户名称|开户名)[:：]?\s*([^，,；;。]*[^，,；;。）)\s])'
--   # the union's money in the employer's hands, as a summary tells it
--   pooled: '(资金|经费|余额|存款|款)[^，,。；]{0,8}(统一管理|统一核算|统管|集中管理)|财政专户|(资金|经费|款)[^，,。；]{0,6}(并入|归并)|(转|划|拨|存|调|借)(入|到|至|给|由)?[^，,。；]{0,6}(行政|单位|公司|学校|医院|机关|局)[^，,。；工]{0,6}(账户|帐户|基本户|财务|专户|周转)|(行政|单位|公司|学校|医院)[^，,。；]{0,6}(借用|占用|周转|调用|暂借)|(借给|出借|暂借)[^，,。；]{0,4}(行政|单位|公司|学校|医院)'
--   not_pooled: '工会(账户|帐户|专户)|回拨|下级|预付|定金|订金|系统管理|归还|退还|退回|返还|偿还|还款|垫付|备用金|押金|保证金|代扣|代收'
--   pooled_amount: 1000.00
--   papers: '银行对账单|开户|银行账户'
--   opening_papers: '开户'
--   # fewer payments than these show nothing
--   few: 5
--   known_share: 0.9
-- first:
--   listed: |
--     SELECT value, origin, file, "row", regexp_extract(value, $holder, 1) AS holder,
--            regexp_matches(trim(value), array_to_string($none_of_its_own::VARCHAR[], '|')) AS none,
--            contains(regexp_extract(value, $holder, 1), '工会')
--              OR regexp_extract(value, $holder, 1) = (SELECT min(value) FROM profile WHERE "key" = 'name') AS own
--     FROM profile WHERE "key" = 'bank_accounts' AND nullif(trim(value), '') IS NOT NULL
--   booked: |
--     SELECT (SELECT count(*) FROM journal) AS lines,
--            (SELECT count(*) FROM vouchers WHERE spent > 0 AND NOT closing) AS payments,
--            (SELECT coalesce(sum(spent), 0) FROM vouchers WHERE spent > 0 AND NOT closing) AS spent,
--            (SELECT count(*) FROM entries WHERE role = 'bank')
--              + (SELECT count(*) FROM balances b JOIN accounts a ON a.code = b.account WHERE a.role = 'bank')
--              AS banked,
--            (SELECT coalesce(sum(cr), 0) FROM entries WHERE role IN ('receivable', 'payable')) AS through,
--            (SELECT count(class) >= $known_share * count(*) FROM entries) AS known
--   pooled: |
--     SELECT e.book, e.origin, e.voucher, e.date, e.account, e.summary, coalesce(e.payee, '') AS payee,
--            e.dr - e.cr AS amount, e.file, e."row"
--     FROM entries e
--     JOIN (SELECT summary FROM entry_summaries
--           WHERE regexp_matches(what, $pooled) AND NOT regexp_matches(what, $not_pooled)) t ON t.summary = e.summary
--     JOIN (SELECT id FROM vouchers WHERE money_out > 0 AND spent = 0 AND NOT closing) v ON v.id = e.id
--     WHERE e.role IN ('receivable', 'payable', 'lent', 'entrusted') AND e.dr - e.cr >= $pooled_amount
--       AND NOT contains(coalesce(e.payee, ''), '工会')
--   judged: |
--     SELECT EXISTS (SELECT 1 FROM listed WHERE own) AS own,
--            EXISTS (SELECT 1 FROM listed WHERE none AND NOT own) AS none,
--            EXISTS (SELECT 1 FROM listed WHERE holder <> '' AND NOT own) AS others,
--            lines > 0 AND known AND payments >= $few AND banked = 0 AS unbanked,
--            EXISTS (SELECT 1 FROM bank) AS statements,
--            EXISTS (SELECT 1 FROM requests WHERE regexp_matches(item, $opening_papers) AND state = '已收') AS proved,
--            EXISTS (SELECT 1 FROM requests WHERE regexp_matches(item, $opening_papers) AND state = '不适用') AS unneeded
--     FROM booked
--   hits: |
--     SELECT *, (none OR others) AND NOT own AS told,
--            unneeded AND NOT own AND NOT statements AS needless
--     FROM judged
-- # what nobody has handed in says nothing about the account
-- enough: |
--   SELECT EXISTS (SELECT 1 FROM pooled) OR own OR told OR unbanked OR needless OR statements OR proved OR EXISTS (SELECT 1 FROM listed) AS enough
--   FROM hits
-- lacking: 单位信息没有写银行账户，银行对账单和开户证明没有收到，账上的银行存款是否为工会自己的账户，未能核对
-- tested: |
--   SELECT (SELECT count(*) FROM listed) AS lines, (SELECT count(*) FROM listed WHERE own) AS own,
--          CASE WHEN b.lines = 0 THEN '未提供' WHEN b.banked = 0 THEN '没有银行存款科目' ELSE '有银行存款科目' END AS books,
--          CASE WHEN h.statements THEN '已提供' ELSE '未提供' END AS statements,
--          CASE WHEN h.proved THEN '已收' ELSE '未见' END AS proved
--   FROM booked b CROSS JOIN hits h
-- says: "单位信息列账户{lines}个，户名为工会的{own}个；账簿{books}，银行对账单{statements}，开户证明{proved}"
-- examples:
--   - says: 单位信息写明用的是行政的账户，对账单和开户证明也没有收到
--     profile: {name: 某局工会, bank_accounts: ['（户名：某局，工会无单独账户）']}
--     requests: |
--       资料       | 状态
--       银行对账单 | 未收
--       开户证明   | 未收
--     status: findings
--     groups: [账户]
--   - says: 只写了户名，是行政单位
--     profile: {name: 某局工会, bank_accounts: ['某银行支行 0001 户名：某局']}
--     status: findings
--     groups: [账户]
--   - says: 全年支出都从行政往来走，账上没有银行存款
--     journal: |
--       日期       | 凭证字号 | 摘要   | 科目编码 | 借方   | 贷方
--       2021-01-10 | 记-1     | 活动费 | 50102    | 100.00 |
--                  |          |        | 135      |        | 100.00
--       2021-02-10 | 记-1     | 活动费 | 50102    | 100.00 |
--                  |          |        | 135      |        | 100.00
--       2021-03-10 | 记-1     | 活动费 | 50102    | 100.00 |
--                  |          |        | 135      |        | 100.00
--       2021-04-10 | 记-1     | 活动费 | 50102    | 100.00 |
--                  |          |        | 135      |        | 100.00
--       2021-05-10 | 记-1     | 活动费 | 50102    | 100.00 |
--                  |          |        | 135      |        | 100.00
--     status: findings
--     groups: [账簿]
--   - says: 经费转给行政统一管理；归还行政垫付的款、备用金、拨给下级的不是
--     profile: {name: 某局工会, bank_accounts: ['某银行支行 0001（户名：某局工会委员会）']}
--     journal: |
--       日期       | 凭证字号 | 摘要                       | 科目编码 | 借方     | 贷方     | 往来单位
--       2021-05-31 | 记-1     | 资金转街道财政专户统一管理 | 135      | 60000.00 |          | 某街道
--                  |          |                            | 102      |          | 60000.00 | 某街道
--       2021-06-30 | 记-2     | 归还单位行政垫付活动款     | 225      | 8000.00  |          | 某局
--                  |          |                            | 102      |          | 8000.00  | 某局
--       2021-07-30 | 记-3     | 借支活动备用金             | 135      | 3000.00  |          | 会员001
--                  |          |                            | 102      |          | 3000.00  | 会员001
--     status: findings
--     vouchers: [记-1]
--   - says: 户名是工会自己的，另有一个食堂账户不影响
--     profile: {name: 某局工会, bank_accounts: ['某银行支行 0001（户名：某局工会委员会）', '某银行支行 0002（户名：某局）']}
--     status: clean
--   - says: 只是没有交来对账单和开户证明，不能说没有账户
--     requests: |
--       资料       | 状态
--       银行对账单 | 未收
--       开户证明   | 未收
--     journal: |
--       日期       | 凭证字号 | 摘要   | 科目编码 | 借方   | 贷方
--       2021-01-10 | 记-1     | 活动费 | 50102    | 100.00 |
--                  |          |        | 102      |        | 100.00
--     status: not_enough_data
SELECT '账户' AS group_key, l.origin, NULL::DECIMAL(18, 2) AS amount,
       CASE WHEN l.none THEN '单位信息称“{value}”，未见工会独立的银行账户'
            ELSE '单位信息所列账户的户名是“{holder}”，不是工会' END AS reason,
       '' AS voucher, NULL::DATE AS date, '' AS account, l.value, l.holder, 1 AS part, l.file, l."row"
FROM listed l CROSS JOIN hits h WHERE h.told AND (l.none OR l.holder <> '') AND NOT l.own
UNION ALL BY NAME
SELECT CASE WHEN h.unbanked AND NOT h.told THEN '账簿' ELSE '账户' END AS group_key, r.origin, NULL AS amount,
       '资料清单：{item}的状态是“{state}”' AS reason, '' AS voucher, NULL AS date, '' AS account,
       r.item, r.state, 2 AS part, r.file, r."row"
FROM requests r CROSS JOIN hits h
WHERE regexp_matches(r.item, $papers)
  AND ((h.told OR h.unbanked) AND r.state IN ('未收', '不适用') OR h.needless AND r.state = '不适用')
UNION ALL BY NAME
SELECT '账簿' AS group_key, NULL AS origin, b.spent::DECIMAL(18, 2) AS amount,
       '{payments}张支出凭证、{amount}元，账上没有银行存款科目，往来科目贷方发生{through}元，未见工会独立账户的收付' AS reason,
       '' AS voucher, NULL AS date, '' AS account, b.payments, b.through::DECIMAL(18, 2) AS through, 3 AS part,
       '' AS file, 0 AS "row"
FROM booked b CROSS JOIN hits h WHERE h.unbanked
UNION ALL BY NAME
SELECT concat_ws('|', '经费转出', book, date, account, amount) AS group_key, origin, amount::DECIMAL(18, 2) AS amount,
       '摘要“{value}”，{amount}元转给“{holder}”，记在往来科目{account}，请核对经费是否并入单位行政账户或被借用' AS reason,
       voucher, date, account, summary AS value, payee AS holder, 4 AS part, file, "row"
FROM pooled
ORDER BY part, file, "row"
