-- 分录的每种摘要一行：what 是去掉空格的摘要。
-- Kept, so that what a check looks for in summaries is looked for once each: a condition on a DISTINCT would be moved
-- below it, to every line.
SELECT summary, regexp_replace(summary, '\s+', '', 'g') AS what
FROM (SELECT DISTINCT summary FROM entries WHERE summary IS NOT NULL)
