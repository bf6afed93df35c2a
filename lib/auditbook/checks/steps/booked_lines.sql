-- view
-- 收入和支出的分录（年终结转除外），一行一条：what 是去掉空格的摘要，本行没有的用凭证第一行的；party 是往来单位，本行没有的用
-- 凭证上唯一的；amount 是发生额（红字为负）；leaf_title 是末级科目的名称；undone 是同一科目中已被同额红字冲销的。
-- The origins are put together when asked: no two are alike, and to keep them takes as much room as all the rest.
SELECT *, file || '|' || sheet || '|' || "row" AS origin FROM booked_texts
