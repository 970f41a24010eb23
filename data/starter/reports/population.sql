-- name: population
-- title: Population of each place
-- description: The figures of one year, the largest place first.
-- parameter: period | period | default 2024 | The year
-- columns: subject, period, value, comparator, upper, decimals, unit, status, source, locator
-- People see value, comparator and upper as one figure, and source and locator as a citation.
-- `yearbook schema current_fact` lists the columns; `yearbook explain reports` describes these lines.
select f.subject, f.period, f.value, f.comparator, f.upper, m.decimals, coalesce(f.unit_symbol, f.unit) as unit,
       nullif(f.status_name, 'normal') as status, f.source, f.locator
  from current_fact as f
  join metric as m on m.code = f.metric
 where f.metric = 'population' and f.period = :period
 order by f.value desc nulls last, f.subject;
