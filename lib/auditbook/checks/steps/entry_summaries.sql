-- kept
-- 分录的每种摘要一行：what 是去掉空格的摘要。
-- What a check looks for in summaries is looked for once each here: over a DISTINCT of its own, the condition would be
-- moved below it, to every line.
SELECT summary, regexp_replace(summary, '\s+', '', 'g') AS what
FROM (SELECT DISTINCT summary FROM numbered_lines WHERE summary IS NOT NULL)
