-- name: supplier-cluster
-- title: The supplier cluster and local sourcing
-- description: How many suppliers there are within which distance, and how much is sourced nearby, before and after. A period that the source does not state is marked as inferred.
-- columns: section, subject, figure, statement, period, period_inferred, value, comparator, upper, decimals, unit, status, source, published_on, locator
with entry as (
  select 1 as part, 'Figures' as section, case f.metric when 'parts-suppliers' then '1' else '2' end as sorting,
         replace(f.subject, ' [' || f.breakdown || ']', '') as subject,
         f.metric_name ||
         case when f.breakdown like 'radius-km=%' then ' within ' || substr(f.breakdown, 11) || ' km' else '' end
           as figure,
         null as statement, f.end_date, f.period, f.period_inferred, f.value, f.comparator, f.upper, m.decimals,
         coalesce(f.unit_symbol, f.unit) as unit, nullif(f.status_name, 'normal') as status, f.source,
         f.published_on, f.locator
    from current_fact as f
    join metric as m on m.code = f.metric
   where f.metric in ('parts-suppliers', 'local-sourcing-share')
  union all
  select 2, 'Statements', c.code, c.subject, null, c.text, null, c.period, c.period_inferred, null, null, null, null, null, null,
         c.source, c.published_on, c.locator
    from statement as c
   where c.code like 'suppliers-%'
)
select section, subject, figure, statement, period, period_inferred,
       value, comparator, upper, decimals, unit, status, source, published_on, locator
  from entry
 order by part, sorting, subject, end_date nulls first, figure nulls first;
