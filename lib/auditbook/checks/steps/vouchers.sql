-- view
-- 每张凭证一行（作废的除外）。origin、file、sheet、row、voucher、summary 是第一行分录的；money_out 是现金和银行存款净付出，
-- cash_out、bank_out 是贷记现金、银行存款的金额；spent 是支出净额，earned 是收入净额；
-- closing 是只在收入、支出和结余之间结转的年终凭证；one_payee 是凭证上唯一的往来单位，有几个时为空；
-- red 是有负数；money_only 是只在现金和银行存款之间划转。
SELECT *, file || '|' || sheet || '|' || "row" AS origin FROM voucher_sums
