-- id: C12
-- title: 同一行不在两个文件中
-- severity: 中
-- basis: 同一笔业务只计一次；按月导出的文件首尾重叠时，合并后金额会重复
-- verified: false
-- advice: 建议删去重叠的文件或重新按不重叠的期间导出，再运行
-- proves: "序时账的日期、凭证、科目、金额、摘要，或银行对账单的日期、金额、余额、流水号、摘要，\
--   在两个文件（工作表）中完全相同"
-- does_not_prove: 两个账套未分列“账套”而各有相同的凭证时，也会有此结果
-- needs: [journal|bank]
-- params: {listed: 1000}
-- first:
--   spread: |
--     SELECT 'journal' AS name, date, file, sheet, count(*) AS lines FROM journal GROUP BY date, file, sheet UNION ALL
--     SELECT 'bank', date, file, sheet, count(*) FROM bank GROUP BY date, file, sheet
--   places: |
--     SELECT name, file, sheet, row_number() OVER (ORDER BY name, file, sheet) AS place, sum(lines)::BIGINT AS lines
--     FROM spread GROUP BY name, file, sheet
--   # only days that stand in two files can hold a row twice
--   days: |
--     SELECT name, date FROM spread GROUP BY name, date HAVING count(*) > 1
--   marks: |
--     SELECT p.name, p.place, hash(j.book, j.date, j.voucher, j.account, j.debit, j.credit, j.summary) AS mark
--     FROM journal j
--     JOIN days d ON d.date IS NOT DISTINCT FROM j.date AND d.name = 'journal'
--     JOIN places p ON p.file = j.file AND p.sheet = j.sheet AND p.name = 'journal'
--     UNION ALL
--     SELECT p.name, p.place, hash(b.account_no, b.date, b.paid, b.received, b.balance, b.reference, b.summary,
--         b.payee)
--     FROM bank b
--     JOIN days d ON d.date IS NOT DISTINCT FROM b.date AND d.name = 'bank'
--     JOIN places p ON p.file = b.file AND p.sheet = b.sheet AND p.name = 'bank'
--     -- without either, two fees of one day cannot be told apart
--     WHERE b.balance IS NOT NULL OR b.reference IS NOT NULL
--   twice: |
--     SELECT name, mark, min(place) AS place, max(place) AS last FROM marks GROUP BY name,
--         mark HAVING min(place) <> max(place)
--   pairs: |
--     SELECT t.name, t.place, t.last, count(*) AS lines, count(*) <= $listed AS listed
--     FROM marks m JOIN twice t ON t.mark = m.mark AND t.name = m.name
--     WHERE m.place > t.place GROUP BY t.name, t.place, t.last
--   # of a file that is as a whole in another one, the rows are not told one by one
--   told: |
--     SELECT t.* FROM twice t JOIN pairs p ON p.name = t.name AND p.place = t.place AND p.last = t.last WHERE p.listed
-- tested: |
--   SELECT (SELECT count(*) FROM places WHERE name = 'journal') AS journals,
--          (SELECT count(*) FROM places WHERE name = 'bank') AS banks,
--          (SELECT coalesce(sum(lines), 0)::BIGINT FROM places WHERE name = 'journal') AS lines,
--          (SELECT coalesce(sum(lines), 0)::BIGINT FROM places WHERE name = 'bank') AS payments,
--          (SELECT coalesce(sum(lines), 0)::BIGINT FROM pairs) AS twice
-- says: 比较序时账{journals}个文件（工作表）{lines}行、银行对账单{banks}个{payments}行：在另一个文件中已有的{twice}行
-- examples:
--   - says: 一月的文件带着二月的第一张凭证
--     journal: |
--       文件   | 行 | 日期       | 凭证字号 | 摘要 | 科目编码 | 借方   | 贷方
--       01.csv | 2  | 2021-01-05 | 记-1     | 活动 | 50102    | 100.00 |
--       01.csv | 3  |            |          | 活动 | 102      |        | 100.00
--       01.csv | 4  | 2021-02-01 | 记-1     | 活动 | 50102    | 80.00  |
--       01.csv | 5  |            |          | 活动 | 102      |        | 80.00
--       02.csv | 2  | 2021-02-01 | 记-1     | 活动 | 50102    | 80.00  |
--       02.csv | 3  |            |          | 活动 | 102      |        | 80.00
--     status: findings
--     groups: [02.csv|01.csv]
--     vouchers: [记-1]
--   - says: 银行流水重叠一天
--     bank: |
--       文件 | 日期       | 支出 | 收入 | 余额   | 流水号
--       1季  | 2021-03-31 | 5.00 |      | 95.00  | 001
--       2季  | 2021-03-31 | 5.00 |      | 95.00  | 001
--       2季  | 2021-04-01 | 5.00 |      | 90.00  | 002
--     status: findings
--     groups: [2季|1季]
--   - says: 同日同额的两张凭证，和一张凭证里的两行
--     journal: |
--       文件   | 日期       | 凭证字号 | 摘要 | 科目编码 | 借方   | 贷方
--       01.csv | 2021-01-31 | 记-1     | 补助 | 50204    | 100.00 |
--       01.csv | 2021-01-31 | 记-1     | 补助 | 50204    | 100.00 |
--       02.csv | 2021-01-31 | 记-2     | 补助 | 50204    | 100.00 |
--     status: clean

-- both copies are shown; the amount stands once
SELECT concat_ws('|', l.file, nullif(l.sheet, ''), f.file, nullif(f.sheet, '')) AS group_key, j.origin,
       CASE WHEN p.place > t.place THEN coalesce(nullif(j.debit, 0), j.credit) END AS amount,
       '文件{other}中也有这一行' AS reason, j.voucher, j.line, j.date, j.account,
       CASE WHEN p.place > t.place THEN concat_ws('的', f.file, nullif(f.sheet, ''))
            ELSE concat_ws('的', l.file, nullif(l.sheet, '')) END AS other, j.file, j."row"
FROM journal j
JOIN days d ON d.date IS NOT DISTINCT FROM j.date AND d.name = 'journal'
JOIN places p ON p.file = j.file AND p.sheet = j.sheet AND p.name = 'journal'
JOIN told t ON t.mark = hash(j.book, j.date, j.voucher, j.account, j.debit, j.credit, j.summary) AND t.name = 'journal'
JOIN places f ON f.place = t.place
JOIN places l ON l.place = t.last
UNION ALL BY NAME
SELECT concat_ws('|', l.file, nullif(l.sheet, ''), f.file, nullif(f.sheet, '')) AS group_key, b.origin,
       CASE WHEN p.place > t.place THEN coalesce(nullif(b.paid, 0), b.received) END AS amount,
       '文件{other}中也有这一笔' AS reason, '' AS voucher, NULL AS line, b.date, '' AS account,
       CASE WHEN p.place > t.place THEN concat_ws('的', f.file, nullif(f.sheet, ''))
            ELSE concat_ws('的', l.file, nullif(l.sheet, '')) END AS other, b.file, b."row"
FROM bank b
JOIN days d ON d.date IS NOT DISTINCT FROM b.date AND d.name = 'bank'
JOIN places p ON p.file = b.file AND p.sheet = b.sheet AND p.name = 'bank'
JOIN told t ON t.mark = hash(b.account_no, b.date, b.paid, b.received, b.balance, b.reference, b.summary, b.payee)
 AND t.name = 'bank'
JOIN places f ON f.place = t.place
JOIN places l ON l.place = t.last
WHERE b.balance IS NOT NULL OR b.reference IS NOT NULL
UNION ALL BY NAME
SELECT concat_ws('|', l.file, nullif(l.sheet, ''), f.file, nullif(f.sheet, '')) AS group_key, NULL AS origin,
       NULL AS amount, '文件{one}有{lines}行在文件{other}中也有' AS reason, '' AS voucher, '' AS account,
       concat_ws('的', l.file, nullif(l.sheet, '')) AS one, concat_ws('的', f.file, nullif(f.sheet, '')) AS other,
           s.lines,
       l.file, 0 AS "row"
FROM pairs s
JOIN places f ON f.place = s.place
JOIN places l ON l.place = s.last
WHERE NOT s.listed
ORDER BY group_key, "row", file
