-- name: supplier-cluster
-- title: The supplier cluster and local sourcing
-- description: How many suppliers there are within which distance, and how much is sourced nearby, before and after; a row without a figure is a statement.
-- columns: subject, statement, period, display, unit, status, citation
with entry as (
  select 1 as part, f.metric_name as sorting, f.subject,
         f.metric_name as statement, f.period, f.display,
         coalesce(f.unit_symbol, f.unit) as unit, nullif(f.status_name, 'normal') as status, f.citation, f.end_date
    from current_fact as f
   where f.metric in ('parts-suppliers', 'supplier-radius', 'local-sourcing-share')
  union all
  select 2, c.code, c.subject, c.text, c.period, null, null, null, c.citation, null
    from statement as c
   where c.code like 'suppliers-%'
)
select subject, statement, period, display, unit, status, citation
  from entry
 order by part, sorting, subject, end_date;
