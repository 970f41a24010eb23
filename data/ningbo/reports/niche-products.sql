-- name: niche-products
-- title: Niche products and their share of the world's market
-- description: What share of the world a product of the place reaches, each share on its own base; a row without a figure is a statement.
-- columns: subject, statement, period, value, comparator, upper, decimals, unit, status, source, locator
with entry as (
  select 1 as part, f.metric_name as sorting, f.subject,
         f.metric_name as statement, f.period, f.value, f.comparator, f.upper, m.decimals,
         coalesce(f.unit_symbol, f.unit) as unit, nullif(f.status_name, 'normal') as status, f.source, f.locator, f.end_date
    from current_fact as f
    join metric as m on m.code = f.metric
   where f.metric in ('device-share', 'maker-share', 'world-supply-share')
  union all
  select 2, c.code, c.subject, c.text, c.period, null, null, null, null, null, null, c.source, c.locator, null
    from statement as c
   where c.code like 'niche-%'
)
select subject, statement, period, value, comparator, upper, decimals, unit, status, source, locator
  from entry
 order by part, sorting, subject, end_date;
