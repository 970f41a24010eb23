-- name: high-tech-base
-- title: The base of high-tech enterprises and clusters
-- description: How many high-tech enterprises there are, what they weigh in industry, and the clusters around them; a row without a figure is a statement.
-- columns: subject, statement, period, value, comparator, upper, decimals, unit, status, source, locator
with entry as (
  select 1 as part, f.metric_name as sorting, f.subject,
         f.metric_name || coalesce(': ' || d.name, '') as statement, f.period, f.value, f.comparator, f.upper, m.decimals,
         coalesce(f.unit_symbol, f.unit) as unit, nullif(f.status_name, 'normal') as status, f.source, f.locator, f.end_date
    from current_fact as f
    join metric as m on m.code = f.metric
    left join designation as d on f.breakdown = 'designation=' || d.code
   where f.metric = 'designation-holders' and f.breakdown = 'designation=high-tech-enterprise'
      or f.metric = 'value-added-share' and f.sector = 'high-tech-industries'
  union all
  select 2, c.code, c.subject, c.text, c.period, null, null, null, null, null, null, c.source, c.locator, null
    from statement as c
   where c.code like 'high-tech-%'
)
select subject, statement, period, value, comparator, upper, decimals, unit, status, source, locator
  from entry
 order by part, sorting, subject, end_date;
