-- view
-- 序时账的分录（作废的除外）：加上所属凭证 id，借贷方没有填的按零计算。
-- id 是账套、期间、凭证字、号的散列；没有凭证号的分录各自成一张。
SELECT hash(j.unit, j.book, j.period, j.word, CASE WHEN j.number > 0 THEN j.number ELSE -j."row" END,
            CASE WHEN j.number > 0 THEN '' ELSE j.file || j.sheet END) AS id,
       j.*, coalesce(j.debit, 0) AS dr, coalesce(j.credit, 0) AS cr
FROM journal j
WHERE j.void IS NOT TRUE
