-- kept
-- 每张凭证一行（作废的除外），不看科目：file、sheet、row、voucher、summary 是第一行分录的；one_payee 是凭证上唯一的往来单位，
-- 有几个时为空；red 是有负数；carried 是摘要写明结转。
-- place orders the lines of a voucher by row, and where it stands in several files by those; it is a number, because to
-- compare the names of files of ten million lines takes as long as all the rest.
WITH placed AS NOT MATERIALIZED (
    SELECT *, "row"::HUGEINT * 18446744073709551616 + hash(file, sheet) AS place FROM numbered_lines
),
files_of AS (
    SELECT file, sheet, hash(file, sheet) AS mark FROM (SELECT DISTINCT file, sheet FROM numbered_lines)
),
heads AS (
    SELECT id, any_value(unit) AS unit, any_value(book) AS book, any_value(period) AS period, any_value(word) AS word,
           any_value(number) AS number, min(date) AS date, count(*) AS lines, min(place) AS place,
           arg_min(voucher, place) AS voucher, arg_min(summary, place) AS summary,
           CASE WHEN min(payee) = max(payee) THEN min(payee) END AS one_payee, min(method) AS method,
           min(reference) AS reference, max(attachments) AS attachments, min(maker) AS maker, min(checker) AS checker,
           min(poster) AS poster, min(project) AS project, min(entered) AS entered, sum(dr) AS debit,
           sum(cr) AS credit, min(dr) < 0 OR min(cr) < 0 AS red,
           bool_or(contains(coalesce(summary, ''), '结转')) AS carried
    FROM placed
    GROUP BY id
)
SELECT h.* EXCLUDE (place), f.file, f.sheet, (h.place // 18446744073709551616)::INTEGER AS "row"
FROM heads h JOIN files_of f ON f.mark = (h.place % 18446744073709551616)::UBIGINT
