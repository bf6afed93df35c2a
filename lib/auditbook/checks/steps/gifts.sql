-- view
-- 慰问发放：一行一人或一批。who 是会员编号，没有编号的用姓名；each 是每人金额，persons 是人数（一人一行的为 1）；
-- festival 是法定节日的慰问；for_year 是事由写明的年度，没有写明的按发放日期。
SELECT b.*, coalesce(nullif(trim(b.member_id), ''), nullif(trim(b.person), '')) AS who,
       coalesce(b.standard, CASE WHEN b.persons > 1 THEN (b.amount / b.persons)::DECIMAL(18, 4) ELSE b.amount END) AS each,
       CASE WHEN b.person IS NOT NULL OR b.member_id IS NOT NULL THEN 1 ELSE coalesce(b.persons, 1) END AS heads,
       coalesce(b.amount, b.standard * coalesce(b.persons, 1)) AS paid,
       regexp_matches(coalesce(b.event, ''), '元旦|春节|新年|清明|五一|劳动节|端午|中秋|国庆') AS festival,
       coalesce(try_cast(regexp_extract(coalesce(b.event, ''), '(20[0-9]{2})年', 1) AS INTEGER), year(b.date)) AS for_year
FROM benefits b
