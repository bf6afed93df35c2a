-- kept
-- 序时账的分录（作废的除外），不看科目：what 是去掉空格的摘要，本行没有的用凭证第一行的；party 是往来单位，本行没有的用
-- 凭证上唯一的。
SELECT n.id, n.unit, n.book, n.date, n.voucher, n.file, n.sheet, n."row", n.account, n.project, n.dr, n.cr,
       coalesce(w.what, '') AS what,
       coalesce(nullif(trim(n.payee), ''), nullif(trim(h.one_payee), ''), '') AS party
FROM numbered_lines n
JOIN (SELECT id, summary, one_payee FROM voucher_sums) h ON h.id = n.id
LEFT JOIN entry_summaries w ON w.summary = CASE WHEN trim(n.summary) <> '' THEN n.summary ELSE h.summary END
