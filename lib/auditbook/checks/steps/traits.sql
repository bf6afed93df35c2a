-- 每张凭证的三个特征，用来排先后，本身不是疑点。id 同 vouchers；round_amount 是整千元；
-- vague_summary 是摘要为空或只有“付款”“往来”“调整”一类的词；rare_maker 是制单人的凭证不到全部的百分之二。
SELECT id, debit <> 0 AND debit % 1000 = 0 AS round_amount,
       regexp_full_match(regexp_replace(coalesce(summary, ''), '[\s　（）()、，,。.：:—\-0-9]|[一二三四五六七八九十]+月|[年月日]', '', 'g'),
                         '(支付|付|收到|收|报销|报|计提|转|调整|结转|补记|补)?(各项|各种|其他|其它|日常|有关|相关)?'
                         || '(费用|费|款项|款|支出|开支|付款|收款|转账|往来|往来款|其他|其它|调整|调账|杂费|杂项|经费|报销|摘要|无|同上|工会|一批|等)?')
         AS vague_summary,
       maker IS NOT NULL
       AND 50 * count(*) OVER (PARTITION BY book, maker) < count(*) OVER (PARTITION BY book) AS rare_maker
FROM vouchers
