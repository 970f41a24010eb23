-- name: added-value-growth
-- title: Growth of value added by sector group
-- description: How much value added grew against the same period of the year before, in groups that overlap; a row without a figure is a statement.
-- columns: subject, statement, period, display, unit, status, citation
with entry as (
  select 1 as part, f.end_date as sorting, f.value, f.subject, f.metric_name as statement, f.period, f.display,
         coalesce(f.unit_symbol, f.unit) as unit, nullif(f.status_name, 'normal') as status, f.citation
    from current_fact as f
   where f.metric = 'value-added-growth'
  union all
  select 2, c.code, null, coalesce(e.name, '') ||
         case when e.name is not null and s.name is not null then ', ' else '' end || coalesce(s.name, '') ||
         case when coalesce(e.name, s.name) is not null and r.name is not null then ', ' else '' end ||
         coalesce(r.name, ''),
         c.text, c.period, null, null, null,
         coalesce(q.publisher, q.title) || coalesce(', ' || q.published_on, '') || coalesce(', ' || c.locator, '')
    from claim as c
    join source as q on q.source_id = c.source_id
    left join enterprise as e on e.code = c.enterprise
    left join sector as s on s.code = c.sector
    left join region as r on r.code = c.region
   where c.code like 'growth-%'
)
select subject, statement, period, display, unit, status, citation
  from entry
 order by part, sorting, value desc, subject;
