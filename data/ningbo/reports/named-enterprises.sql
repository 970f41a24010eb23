-- name: named-enterprises
-- title: Named enterprises and all that is stated of each
-- description: Every figure and statement about an enterprise seated in Ningbo or acting there; a row without a figure is a statement.
-- columns: enterprise, statement, period, value, comparator, upper, decimals, unit, status, source, locator
with place as (
  select code from region where code = '330200' or parent = '330200'
), entry as (
  select f.enterprise_name as enterprise, 1 as part, f.metric_name as sorting,
         f.metric_name || coalesce(' (' || coalesce(f.sector_name, f.region_name) || ')', '') as statement,
         f.period, f.value, f.comparator, f.upper, m.decimals, coalesce(f.unit_symbol, f.unit) as unit,
         nullif(f.status_name, 'normal') as status, f.source, f.locator, f.end_date
    from current_fact as f
    join metric as m on m.code = f.metric
    join enterprise as e on e.code = f.enterprise
   where f.region in (select code from place) or e.region in (select code from place)
  union all
  select c.enterprise_name, 2, c.code, c.text, c.period, null, null, null, null, null, null, c.source, c.locator, null
    from statement as c
    join enterprise as e on e.code = c.enterprise
   where c.region in (select code from place) or e.region in (select code from place)
)
select enterprise, statement, period, value, comparator, upper, decimals, unit, status, source, locator
  from entry
 order by enterprise, part, sorting, end_date;
