-- view
-- 收入分录：年终结转除外；amount 是贷方减借方（红字为负）。列与 entries 相同。
SELECT e.*, e.cr - e.dr AS amount FROM entries e ANTI JOIN closings c ON c.id = e.id
WHERE e.class = '收入'
