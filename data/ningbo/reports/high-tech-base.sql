-- name: high-tech-base
-- title: The base of high-tech enterprises and clusters
-- description: How many high-tech enterprises there are, what high-tech industries weigh in industry, and the clusters around them. A period that the source does not state is marked as inferred.
-- columns: section, subject, figure, statement, period, period_inferred, value, comparator, upper, decimals, unit, status, source, published_on, locator
with entry as (
  select 1 as part, 'Figures' as section, f.metric as sorting,
         replace(f.subject, ' [' || f.breakdown || ']', '') as subject,
         f.metric_name || coalesce(': ' || d.name, '') as figure, null as statement, f.end_date, f.period, f.period_inferred,
         f.value, f.comparator, f.upper, m.decimals, coalesce(f.unit_symbol, f.unit) as unit,
         nullif(f.status_name, 'normal') as status, f.source, f.published_on, f.locator
    from current_fact as f
    join metric as m on m.code = f.metric
    left join designation as d on f.breakdown = 'designation=' || d.code
   where f.metric = 'designation-holders' and f.breakdown = 'designation=high-tech-enterprise'
      or f.metric = 'value-added-share' and f.sector = 'high-tech-industries'
  union all
  select 2, 'Statements', c.code, c.subject, null, c.text, null, c.period, c.period_inferred, null, null, null, null, null, null,
         c.source, c.published_on, c.locator
    from statement as c
   where c.code like 'high-tech-%'
)
select section, subject, figure, statement, period, period_inferred,
       value, comparator, upper, decimals, unit, status, source, published_on, locator
  from entry
 order by part, sorting, subject, end_date nulls first;
