-- view
-- 序时账的分录（作废的除外）：numbered_lines 的各列，加上科目的类别和角色。
SELECT n.*, a.class, a.role, a.top, a.top_role, a.name AS account_title
FROM numbered_lines n LEFT JOIN accounts a ON a.code = n.account
