-- view
-- 支出分录：年终结转除外；amount 是借方减贷方（红字为负）。列与 entries 相同。
SELECT e.*, e.dr - e.cr AS amount FROM entries e ANTI JOIN closings c ON c.id = e.id
WHERE e.class = '支出'
