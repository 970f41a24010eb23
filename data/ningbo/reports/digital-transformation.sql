-- name: digital-transformation
-- title: Digital transformation of industry
-- description: Projects, coverage, smart factories and the pace of an intelligent line; a row without a figure is a statement.
-- columns: subject, statement, period, value, comparator, upper, decimals, unit, status, source, locator
with entry as (
  select 1 as part, f.metric_name as sorting, f.subject,
         f.metric_name || coalesce(': ' || d.name, '') as statement, f.period, f.value, f.comparator, f.upper, m.decimals,
         coalesce(f.unit_symbol, f.unit) as unit, nullif(f.status_name, 'normal') as status, f.source, f.locator, f.end_date
    from current_fact as f
    join metric as m on m.code = f.metric
    left join designation as d on f.breakdown = 'designation=' || d.code
   where f.metric in ('digital-transformation-projects', 'digital-transformation-coverage',
                      'designations-added', 'cycle-time')
  union all
  select 2, c.code, c.subject, c.text, c.period, null, null, null, null, null, null, c.source, c.locator, null
    from statement as c
   where c.code like 'digital-%' or c.code like 'twin-%'
)
select subject, statement, period, value, comparator, upper, decimals, unit, status, source, locator
  from entry
 order by part, sorting, subject, end_date;
