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
  select 2, c.code, null, c.subject,
         c.text, c.period, null, null, null, c.citation
    from statement as c
   where c.code like 'growth-%'
)
select subject, statement, period, display, unit, status, citation
  from entry
 order by part, sorting, value desc, subject;
