-- name: green-transformation
-- title: Green transformation of industry
-- description: Solar power, what firms save, and what they do for the environment; a row without a figure is a statement.
-- columns: subject, statement, period, value, comparator, upper, decimals, unit, status, source, locator
with entry as (
  select 1 as part, f.metric_name as sorting, f.subject,
         f.metric_name as statement, f.period, f.value, f.comparator, f.upper, m.decimals,
         coalesce(f.unit_symbol, f.unit) as unit, nullif(f.status_name, 'normal') as status, f.source, f.locator, f.end_date
    from current_fact as f
    join metric as m on m.code = f.metric
   where f.metric in ('solar-capacity', 'annual-energy-savings', 'annual-energy-savings-usd')
  union all
  select 2, c.code, c.subject, c.text, c.period, null, null, null, null, null, null, c.source, c.locator, null
    from statement as c
   where c.code like 'green-%' or c.code like 'twin-%'
)
select subject, statement, period, value, comparator, upper, decimals, unit, status, source, locator
  from entry
 order by part, sorting, subject, end_date;
