-- view
-- 收入和支出的分录（年终结转除外），一行一条：what 是去掉空格的摘要，本行没有的用凭证第一行的；party 是往来单位，本行没有的用
-- 凭证上唯一的；amount 是发生额（红字为负）；leaf_title 是末级科目的名称；undone 是同一科目中已被同额红字冲销的。
SELECT l.* EXCLUDE (dr, cr), a.class, a.role, a.top, a.top_role, a.leaf_title,
       CASE WHEN a.class = '支出' THEN l.dr - l.cr ELSE l.cr - l.dr END AS amount, u."row" IS NOT NULL AS undone,
       l.file || '|' || l.sheet || '|' || l."row" AS origin
FROM line_texts l
JOIN (
    SELECT code, class, role, top, top_role, regexp_extract(coalesce(name, ''), '[^/\\＼_—-]*$') AS leaf_title
    FROM accounts WHERE class IN ('收入', '支出')
) a ON a.code = l.account
ANTI JOIN closings c ON c.id = l.id
LEFT JOIN undone_lines u ON u."row" = l."row" AND u.file = l.file AND u.sheet = l.sheet
