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
  select 2, c.code, coalesce(e.name, '') ||
         case when e.name is not null and s.name is not null then ', ' else '' end || coalesce(s.name, '') ||
         case when coalesce(e.name, s.name) is not null and r.name is not null then ', ' else '' end ||
         coalesce(r.name, ''),
         c.text, c.period, null, null, null,
         coalesce(q.publisher, q.title) || coalesce(', ' || q.published_on, '') || coalesce(', ' || c.locator, ''), null
    from claim as c
    join source as q on q.source_id = c.source_id
    left join enterprise as e on e.code = c.enterprise
    left join sector as s on s.code = c.sector
    left join region as r on r.code = c.region
   where c.code like 'suppliers-%'
)
select subject, statement, period, display, unit, status, citation
  from entry
 order by part, sorting, subject, end_date;
