-- 每张凭证一行（作废的除外）。origin 是第一行分录的位置；money_out 是现金和银行存款净付出，
-- cash_out、bank_out 是贷记现金、银行存款的金额；spent 是支出净额，earned 是收入净额；
-- closing 是只在收入、支出和结余之间结转的年终凭证；one_payee 是凭证上唯一的往来单位，有几个时为空；
-- red 是有负数；money_only 是只在现金和银行存款之间划转。
SELECT id, any_value(unit) AS unit, any_value(book) AS book, any_value(period) AS period, any_value(word) AS word,
       any_value(number) AS number, min(date) AS date, arg_min(voucher, "row") AS voucher, count(*) AS lines,
       arg_min(origin, "row") AS origin, min(file) AS file, min(sheet) AS sheet, min("row") AS "row",
       arg_min(summary, "row") AS summary, CASE WHEN min(payee) = max(payee) THEN min(payee) END AS one_payee,
       min(method) AS method, min(reference) AS reference, max(attachments) AS attachments,
       min(maker) AS maker, min(checker) AS checker, min(poster) AS poster, min(project) AS project,
       min(entered) AS entered, sum(dr) AS debit, sum(cr) AS credit,
       coalesce(sum(dr - cr) FILTER (class = '支出'), 0) AS spent,
       coalesce(sum(cr - dr) FILTER (class = '收入'), 0) AS earned,
       coalesce(sum(cr) FILTER (role = 'cash'), 0) AS cash_out,
       coalesce(sum(dr) FILTER (role = 'cash'), 0) AS cash_in,
       coalesce(sum(cr) FILTER (role = 'bank'), 0) AS bank_out,
       coalesce(sum(dr) FILTER (role = 'bank'), 0) AS bank_in,
       coalesce(sum(cr - dr) FILTER (role IN ('cash', 'bank')), 0) AS money_out,
       min(dr) < 0 OR min(cr) < 0 AS red,
       bool_and(coalesce(role IN ('cash', 'bank'), false)) AS money_only,
       bool_and(coalesce(class IN ('收入', '支出', '预算收入', '预算支出') OR role = 'surplus', false))
         AND (bool_or(coalesce(role = 'surplus', false))
              OR min(coalesce(number, 0)) <= 0 AND bool_or(contains(coalesce(summary, ''), '结转'))) AS closing
FROM entries
GROUP BY id
