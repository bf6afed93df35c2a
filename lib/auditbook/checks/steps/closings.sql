-- 年终结转凭证的 id。
SELECT id FROM vouchers WHERE closing
