-- name: added-value-growth
-- title: Growth of value added by sector group
-- description: How much value added grew against the same period of the year before, in groups that overlap. A period that the source does not state is marked as inferred.
-- columns: section, subject, statement, period, period_inferred, value, comparator, upper, decimals, unit, status, source, published_on, locator
with entry as (
  select 1 as part, 'Figures' as section, null as sorting, f.end_date, f.subject, null as statement, f.period, f.period_inferred,
         f.value, f.comparator, f.upper, m.decimals, coalesce(f.unit_symbol, f.unit) as unit,
         nullif(f.status_name, 'normal') as status, f.source, f.published_on, f.locator
    from current_fact as f
    join metric as m on m.code = f.metric
   where f.metric = 'value-added-growth'
  union all
  select 2, 'Statements', c.code, null, c.subject, c.text, c.period, c.period_inferred, null, null, null, null, null, null,
         c.source, c.published_on,
         c.locator
    from statement as c
   where c.code like 'growth-%'
)
select section, subject, statement, period, period_inferred,
       value, comparator, upper, decimals, unit, status, source, published_on, locator
  from entry
 order by part, sorting nulls first, end_date nulls first, value desc nulls last, subject;
