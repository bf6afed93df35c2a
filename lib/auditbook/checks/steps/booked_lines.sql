-- view
-- 收入和支出的分录（年终结转除外），一行一条：what 是去掉空格的摘要，本行没有的用凭证第一行的；party 是往来单位，本行没有的用
-- 凭证上唯一的；amount 是发生额（红字为负）；leaf_title 是末级科目的名称；undone 是同一科目中已被同额红字冲销的。
-- Origins and titles are put together when asked: to keep them takes as much room and time as all the rest.
SELECT b.*, b.file || '|' || b.sheet || '|' || b."row" AS origin, coalesce(t.leaf_title, '') AS leaf_title
FROM booked_texts b
LEFT JOIN (
    SELECT code, regexp_extract(coalesce(any_value(name), ''), '[^/\\＼_—-]*$') AS leaf_title FROM accounts GROUP BY code
) t ON t.code = b.account
