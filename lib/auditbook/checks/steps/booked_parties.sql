-- kept
-- 支出的每个往来单位一行，取自 booked_lines。
SELECT DISTINCT party FROM booked_lines WHERE class = '支出'
