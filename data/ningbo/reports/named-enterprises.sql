-- name: named-enterprises
-- title: Named enterprises and all that is stated of each
-- description: Every figure and statement about an enterprise seated in Ningbo or acting there. A period that the source does not state is marked as inferred.
-- columns: section, enterprise, figure, statement, period, period_inferred, value, comparator, upper, decimals, unit, status, source, published_on, locator
with place as (
  select code from region where code = '330200' or parent = '330200'
), entry as (
  select 1 as part, 'Figures' as section, f.enterprise_name as enterprise, null as sorting,
         f.metric_name || coalesce(' (' || coalesce(f.sector_name, f.region_name) || ')', '') as figure,
         null as statement, f.start_date, f.end_date, f.period, f.period_inferred, f.value, f.comparator, f.upper, m.decimals,
         coalesce(f.unit_symbol, f.unit) as unit, nullif(f.status_name, 'normal') as status, f.source,
         f.published_on, f.locator
    from current_fact as f
    join metric as m on m.code = f.metric
    join enterprise as e on e.code = f.enterprise
   where f.region in (select code from place) or e.region in (select code from place)
  union all
  select 2, 'Statements', c.enterprise_name, c.code, null, c.text, null, null, c.period, c.period_inferred, null, null, null, null,
         null, null, c.source, c.published_on, c.locator
    from statement as c
    join enterprise as e on e.code = c.enterprise
   where c.region in (select code from place) or e.region in (select code from place)
)
select section, enterprise, figure, statement, period, period_inferred,
       value, comparator, upper, decimals, unit, status, source, published_on, locator
  from entry
 order by part, enterprise, sorting nulls first, figure nulls first, start_date nulls first, end_date nulls first;
