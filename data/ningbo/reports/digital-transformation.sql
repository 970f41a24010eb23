-- name: digital-transformation
-- title: Digital transformation of industry
-- description: Projects, coverage, smart factories and the pace of an intelligent line. A period that the source does not state is marked as inferred.
-- columns: section, subject, figure, statement, period, period_inferred, value, comparator, upper, decimals, unit, status, source, published_on, locator
with entry as (
  select 1 as part, 'Figures' as section,
         case f.metric when 'digital-transformation-projects' then '1' when 'digital-transformation-coverage' then '2'
                       when 'designations-added' then '3' else '4' end as sorting,
         replace(f.subject, ' [' || f.breakdown || ']', '') as subject,
         f.metric_name || coalesce(': ' || d.name, '') as figure, null as statement, f.end_date, f.period, f.period_inferred,
         f.value, f.comparator, f.upper, m.decimals, coalesce(f.unit_symbol, f.unit) as unit,
         nullif(f.status_name, 'normal') as status, f.source, f.published_on, f.locator
    from current_fact as f
    join metric as m on m.code = f.metric
    left join designation as d on f.breakdown = 'designation=' || d.code
   where f.metric in ('digital-transformation-projects', 'digital-transformation-coverage',
                      'designations-added', 'cycle-time')
  union all
  select 2, 'Statements', c.code, c.subject, null, c.text, null, c.period, c.period_inferred, null, null, null, null, null, null,
         c.source, c.published_on, c.locator
    from statement as c
   where c.code like 'digital-%' or c.code like 'twin-%'
)
select section, subject, figure, statement, period, period_inferred,
       value, comparator, upper, decimals, unit, status, source, published_on, locator
  from entry
 order by part, sorting, figure nulls first, subject, end_date nulls first;
