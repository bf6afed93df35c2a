-- 银行存款与对账单核对的总数，恰好一行：lines、amount 是两边合计，enough 是能否下结论，says 是一句话（数字由占位符填入）。
-- 相符的不到两边较少一方的五分之一时，多半是对账单不是这些账户的，或账上是汇总记账，不逐笔列示。
WITH counted AS (
    SELECT count(*) AS lines, coalesce(sum(abs(amount)), 0)::DECIMAL(38, 2) AS amount,
           count(*) FILTER (side = 'book') AS booked, count(*) FILTER (side = 'bank') AS stated,
           coalesce(sum(abs(amount)) FILTER (side = 'book'), 0)::DECIMAL(38, 2) AS booked_amount,
           coalesce(sum(abs(amount)) FILTER (side = 'bank'), 0)::DECIMAL(38, 2) AS stated_amount,
           count(*) FILTER (side = 'book' AND how IN ('one_to_one', 'one_to_many', 'many_to_one')) AS booked_matched,
           count(*) FILTER (side = 'bank' AND how IN ('one_to_one', 'one_to_many', 'many_to_one')) AS stated_matched,
           count(*) FILTER (side = 'book' AND how IN ('unmatched', 'amount_differs')) AS booked_left,
           count(*) FILTER (side = 'bank' AND how IN ('unmatched', 'amount_differs', 'fee_or_interest')) AS stated_left,
           coalesce(sum(abs(amount)) FILTER (side = 'book' AND how IN ('unmatched', 'amount_differs')), 0)
               ::DECIMAL(38, 2) AS booked_left_amount,
           coalesce(sum(abs(amount)) FILTER (side = 'bank' AND how IN ('unmatched', 'amount_differs',
               'fee_or_interest')), 0)::DECIMAL(38, 2) AS stated_left_amount,
           count(*) FILTER (how IN ('reversed', 'between_accounts')) AS netted,
           count(*) FILTER (how = 'last_year') AS last_year,
           count(*) FILTER (side = 'book' AND ways > 1) AS several,
           count(*) FILTER (NOT searched AND how = 'unmatched') AS unsearched,
           count(*) FILTER (how IN ('not_covered', 'no_statement', 'other_year')) AS beyond
    FROM reconciled
), others AS (
    SELECT count(*) FILTER (coalesce(currency, 'CNY') <> 'CNY') AS currencies,
           count(*) FILTER (coalesce(neutral, 0) <> 0 AND coalesce(paid, 0) = coalesce(received, 0)) AS neutrals
    FROM bank
)
SELECT *, booked > 0 AND stated > 0 AND (least(booked, stated) < 10 OR least(booked_matched, stated_matched) * 5
           >= least(booked, stated)) AS enough,
       '账上银行存款收付{booked}笔、{booked_amount}元，对账单{stated}笔、{stated_amount}元；相符的账上{booked_matched}笔、'
       || '对账单{stated_matched}笔，未相符的账上{booked_left}笔、{booked_left_amount}元，对账单{stated_left}笔、{stated_left_amount}元'
       || CASE WHEN netted > 0 THEN '；{netted}笔一正一负相抵' ELSE '' END
       || CASE WHEN last_year > 0 THEN '；{last_year}笔对应上年末已入账的收付' ELSE '' END
       || CASE WHEN several > 0 THEN '；账上{several}笔有同额的其他对法，对应关系不唯一' ELSE '' END
       || CASE WHEN unsearched > 0 THEN '；{unsearched}笔因数量过多未逐一查找合并、拆分' ELSE '' END
       || CASE WHEN beyond > 0 THEN '；{beyond}笔所在月份或账户没有对应资料，未核对' ELSE '' END
       || CASE WHEN currencies > 0 THEN '；对账单另有外币{currencies}笔，未核对' ELSE '' END
       || CASE WHEN neutrals > 0 THEN '；对账单另有不计收支{neutrals}笔，未核对' ELSE '' END AS says
FROM counted, others
