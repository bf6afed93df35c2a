-- vouchers 除 origin 外的各列；各列的含义见 vouchers。
SELECT h.* EXCLUDE (carried), s.* EXCLUDE (id, carrying, to_surplus),
       s.carrying AND (s.to_surplus OR coalesce(h.number, 0) <= 0 AND h.carried) AS closing
FROM voucher_heads h
JOIN (
    SELECT id, coalesce(sum(dr - cr) FILTER (class = '支出'), 0) AS spent,
           coalesce(sum(cr - dr) FILTER (class = '收入'), 0) AS earned,
           coalesce(sum(cr) FILTER (role = 'cash'), 0) AS cash_out,
           coalesce(sum(dr) FILTER (role = 'cash'), 0) AS cash_in,
           coalesce(sum(cr) FILTER (role = 'bank'), 0) AS bank_out,
           coalesce(sum(dr) FILTER (role = 'bank'), 0) AS bank_in,
           coalesce(sum(cr - dr) FILTER (role IN ('cash', 'bank')), 0) AS money_out,
           bool_and(coalesce(role IN ('cash', 'bank'), false)) AS money_only,
           bool_and(coalesce(class IN ('收入', '支出', '预算收入', '预算支出') OR role = 'surplus', false)) AS carrying,
           bool_or(coalesce(role = 'surplus', false)) AS to_surplus
    FROM entries
    GROUP BY id
) s ON s.id = h.id
