-- name: green-transformation
-- title: Green transformation of industry
-- description: Solar power, what firms save, and what they do for the environment. A period that the source does not state is marked as inferred.
-- columns: section, subject, figure, statement, period, period_inferred, value, comparator, upper, decimals, unit, status, source, published_on, locator
with entry as (
  select 1 as part, 'Figures' as section,
         case f.metric when 'solar-capacity' then '1' when 'annual-energy-savings' then '2' else '3' end as sorting,
         f.subject, f.metric_name as figure, null as statement, f.end_date, f.period, f.period_inferred,
         f.value, f.comparator, f.upper, m.decimals, coalesce(f.unit_symbol, f.unit) as unit,
         nullif(f.status_name, 'normal') as status, f.source, f.published_on, f.locator
    from current_fact as f
    join metric as m on m.code = f.metric
   where f.metric in ('solar-capacity', 'annual-energy-savings', 'annual-energy-savings-usd')
  union all
  select 2, 'Statements', c.code, c.subject, null, c.text, null, c.period, c.period_inferred, null, null, null, null, null, null,
         c.source, c.published_on, c.locator
    from statement as c
   where c.code like 'green-%' or c.code like 'twin-%'
)
select section, subject, figure, statement, period, period_inferred,
       value, comparator, upper, decimals, unit, status, source, published_on, locator
  from entry
 order by part, sorting, subject, end_date nulls first;
