-- 年末银行存款余额调节表：每个账套一组（unit、book、nth 为序），item 项目，amount 金额，lines 笔数，reason 不能编制的原因。
-- 缺少期初余额、对账单余额，或对账单没有覆盖到年末时，只有一行“无法编制”。金额不一致的按未达账项两边分列。
-- 对账单的年末余额：每个账号截至年末最后一天的最后一笔；最近的在前的，取该日最上面的一笔。
WITH given AS (
    SELECT count(DISTINCT book) <= 1 AS one_book,
           count(opening_debit) + count(opening_credit) > 0 AS opening,
           count(debit) + count(credit) > 0 AND count(cumulative_debit) + count(cumulative_credit) > 0 AS monthly
    FROM balances
), books AS (
    SELECT unit, book FROM reconciled GROUP BY ALL
), listed AS (
    -- a month's table opens with the month: the year's opening is what is left without 本年累计
    SELECT b.unit, CASE WHEN g.one_book THEN NULL ELSE b.book END AS book, b.account,
           sum(coalesce(b.opening_debit, 0) - coalesce(b.opening_credit, 0)
               + CASE WHEN g.monthly THEN coalesce(b.debit, 0) - coalesce(b.credit, 0)
                      - coalesce(b.cumulative_debit, 0) + coalesce(b.cumulative_credit, 0) ELSE 0 END) AS opening
    FROM balances b JOIN accounts a ON a.code = b.account, given g
    WHERE a.role = 'bank' AND g.opening AND b.period IS NOT DISTINCT FROM (SELECT min(period) FROM balances)
    GROUP BY ALL
), opened AS (
    -- an account counts where none above it is listed
    SELECT unit, book, sum(opening)::DECIMAL(18, 2) AS opening
    FROM listed l ANTI JOIN listed above ON above.account <> l.account AND starts_with(l.account, above.account)
     AND above.unit = l.unit AND above.book IS NOT DISTINCT FROM l.book
    GROUP BY ALL
), marked AS (
    SELECT r.unit, r.book, coalesce(b.account_no, b.file || b.sheet) AS place, b.date, b.balance, b.file,
           CASE WHEN first_value(b.date) OVER whole > last_value(b.date) OVER whole THEN -b."row" ELSE b."row" END AS nth
    FROM bank b JOIN (SELECT unit, origin, book FROM reconciled WHERE side = 'bank') r
      ON r.origin = b.origin AND r.unit = b.unit
    WHERE b.date <= $last_day
    WINDOW whole AS (PARTITION BY b.unit, b.file, b.sheet, b.account_no ORDER BY b."row"
                     ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
), last_balances_of AS (
    SELECT unit, book, place, max(date) AS until, count(balance) > 0 AS has,
           arg_max(balance, (date, nth)) FILTER (balance IS NOT NULL) AS balance
    FROM marked GROUP BY ALL
), stated AS (
    SELECT unit, book, sum(balance)::DECIMAL(18, 2) AS balance, bool_and(has) AS has, max(until) AS until
    FROM last_balances_of GROUP BY ALL
), after AS (
    -- booked in the year, at the bank only after it
    SELECT unit, book, match FROM reconciled WHERE side = 'bank' AND match IS NOT NULL AND date > $last_day
), items AS (
    SELECT r.unit, r.book, coalesce(sum(r.amount) FILTER (r.side = 'book'), 0) AS moved,
           bool_or(r.how IN ('no_statement', 'not_covered')) AS uncovered,
           sum(r.amount) FILTER (r.open AND r.side = 'bank' AND r.amount > 0) AS bank_in,
           sum(r.amount) FILTER (r.open AND r.side = 'bank' AND r.amount < 0) AS bank_out,
           sum(r.amount) FILTER (r.open AND r.side = 'book' AND r.amount > 0) AS book_in,
           sum(r.amount) FILTER (r.open AND r.side = 'book' AND r.amount < 0) AS book_out,
           count(*) FILTER (r.open AND r.side = 'bank' AND r.amount > 0) AS bank_in_lines,
           count(*) FILTER (r.open AND r.side = 'bank' AND r.amount < 0) AS bank_out_lines,
           count(*) FILTER (r.open AND r.side = 'book' AND r.amount > 0) AS book_in_lines,
           count(*) FILTER (r.open AND r.side = 'book' AND r.amount < 0) AS book_out_lines
    FROM (
        SELECT r.*, r.how IN ('unmatched', 'amount_differs', 'fee_or_interest', 'other_year')
                    AND (r.side = 'book' OR r.date BETWEEN $first_day AND $last_day)
                    OR r.side = 'book' AND a.match IS NOT NULL AS open
        FROM reconciled r LEFT JOIN (SELECT DISTINCT * FROM after) a
          ON a.match = r.match AND a.unit = r.unit AND a.book IS NOT DISTINCT FROM r.book
    ) r
    GROUP BY ALL
), sheet AS (
    SELECT b.unit, b.book, i.*, coalesce(o.opening, p.opening) AS opening, s.balance AS stated,
           concat_ws('；',
               CASE WHEN coalesce(o.opening, p.opening) IS NULL THEN '科目余额表没有银行存款的期初余额' END,
               CASE WHEN s.until IS NULL THEN '没有对账单' WHEN NOT s.has THEN '对账单有账号没有余额' END,
               CASE WHEN i.uncovered THEN '有的月份或账户没有对账单' END,
               CASE WHEN s.until < $last_day - 31 THEN '对账单止于' || s.until END) AS reason
    FROM books b
    JOIN items i ON i.unit = b.unit AND i.book IS NOT DISTINCT FROM b.book
    LEFT JOIN opened o ON o.unit = b.unit AND o.book IS NOT DISTINCT FROM b.book
    -- one table without a book's name belongs to the one book there is
    LEFT JOIN opened p ON p.unit = b.unit AND p.book IS NULL AND (SELECT count(*) FROM books x WHERE x.unit = b.unit) = 1
    LEFT JOIN stated s ON s.unit = b.unit AND s.book IS NOT DISTINCT FROM b.book
), rows AS (
    SELECT s.unit, s.book, r.* FROM sheet s, LATERAL (VALUES
        (1, '账面余额', s.opening + s.moved, NULL),
        (2, '加：银行已收、单位未收', coalesce(s.bank_in, 0), s.bank_in_lines),
        (3, '减：银行已付、单位未付', -coalesce(s.bank_out, 0), s.bank_out_lines),
        (4, '调节后账面余额', s.opening + s.moved + coalesce(s.bank_in, 0) + coalesce(s.bank_out, 0), NULL),
        (5, '对账单余额', s.stated, NULL),
        (6, '加：单位已收、银行未收', coalesce(s.book_in, 0), s.book_in_lines),
        (7, '减：单位已付、银行未付', -coalesce(s.book_out, 0), s.book_out_lines),
        (8, '调节后对账单余额', s.stated + coalesce(s.book_in, 0) + coalesce(s.book_out, 0), NULL),
        (9, '差额', s.opening + s.moved + coalesce(s.bank_in, 0) + coalesce(s.bank_out, 0) - s.stated
            - coalesce(s.book_in, 0) - coalesce(s.book_out, 0), NULL)
    ) r(nth, item, amount, lines)
    WHERE s.reason = ''
)
SELECT unit, book, nth, item, amount::DECIMAL(18, 2) AS amount, lines, NULL AS reason FROM rows
UNION ALL BY NAME
SELECT unit, book, 0 AS nth, '无法编制' AS item, NULL::DECIMAL(18, 2) AS amount, NULL AS lines, reason
FROM sheet WHERE reason <> ''
ORDER BY unit, book NULLS FIRST, nth
