-- name: added-value-growth
-- title: Growth of value added by sector group
-- description: How much value added grew against the same period of the year before, in groups that overlap; a row without a figure is a statement.
-- columns: subject, statement, period, value, comparator, upper, decimals, unit, status, source, locator
with entry as (
  select 1 as part, f.end_date as sorting, f.subject, f.metric_name as statement, f.period, f.value, f.comparator,
         f.upper, m.decimals, coalesce(f.unit_symbol, f.unit) as unit, nullif(f.status_name, 'normal') as status,
         f.source, f.locator
    from current_fact as f
    join metric as m on m.code = f.metric
   where f.metric = 'value-added-growth'
  union all
  select 2, c.code, c.subject, c.text, c.period, null, null, null, null, null, null, c.source, c.locator
    from statement as c
   where c.code like 'growth-%'
)
select subject, statement, period, value, comparator, upper, decimals, unit, status, source, locator
  from entry
 order by part, sorting, value desc, subject;
