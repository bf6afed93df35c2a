-- kept
-- vouchers 除 origin 外的各列；各列的含义见 vouchers。
-- place orders the lines of a voucher by row, and where it stands in several files by those; it is a number, because to
-- compare the names of files of ten million lines takes as long as all the rest.
WITH placed AS NOT MATERIALIZED (
    SELECT *, "row"::HUGEINT * 18446744073709551616 + hash(file, sheet) AS place FROM entries
),
files_of AS (
    SELECT file, sheet, hash(file, sheet) AS mark FROM (SELECT DISTINCT file, sheet FROM numbered_lines)
),
sums AS (
    SELECT id, any_value(unit) AS unit, any_value(book) AS book, any_value(period) AS period, any_value(word) AS word,
           any_value(number) AS number, min(date) AS date, count(*) AS lines, min(place) AS place,
           arg_min(voucher, place) AS voucher, arg_min(summary, place) AS summary,
           CASE WHEN min(payee) = max(payee) THEN min(payee) END AS one_payee, min(method) AS method,
           min(reference) AS reference, max(attachments) AS attachments, min(maker) AS maker, min(checker) AS checker,
           min(poster) AS poster, min(project) AS project, min(entered) AS entered, sum(dr) AS debit,
           sum(cr) AS credit,
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
    FROM placed
    GROUP BY id
)
SELECT s.* EXCLUDE (place), f.file, f.sheet, (s.place // 18446744073709551616)::INTEGER AS "row"
FROM sums s JOIN files_of f ON f.mark = (s.place % 18446744073709551616)::UBIGINT
