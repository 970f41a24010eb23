-- name: port-exports
-- title: Exports of vehicles through the port
-- description: Vehicles exported, their growth, and the base that the two imply, which is worked out and not told; a row without a figure is a statement.
-- columns: subject, statement, period, display, unit, status, citation
with implied as (
  select v.subject, d.year_before as period, coalesce(v.unit_symbol, v.unit) as unit,
         case when v.citation = g.citation then v.citation else v.citation || '; ' || g.citation end as citation,
         case when v.comparator in ('>', '>=') and g.comparator in ('=', '<', '<=')
                or v.comparator = '=' and g.comparator in ('<', '<=') then 'more than about '
              when v.comparator in ('<', '<=') and g.comparator in ('=', '>', '>=')
                or v.comparator = '=' and g.comparator in ('>', '>=') then 'less than about '
              else 'about ' end as hedge,
         cast(v.value / (1 + g.value / 100.0) as integer) as base
    from current_fact as g
    join metric as m on m.code = g.metric
    join current_fact as v on v.metric = m.base_metric and v.region = g.region and v.sector = g.sector
     and v.enterprise = g.enterprise and v.breakdown = g.breakdown and v.period = g.period
    join period as d on d.code = g.period
   where g.metric = 'vehicles-exported-growth' and g.value > -100 and v.comparator <> '..' and g.comparator <> '..'
), entry as (
  select 1 as part, f.metric as sorting, f.subject,
         f.metric_name as statement, f.period, f.display,
         coalesce(f.unit_symbol, f.unit) as unit, nullif(f.status_name, 'normal') as status, f.citation, f.end_date
    from current_fact as f
   where f.metric in ('vehicles-exported', 'vehicles-exported-growth')
  union all
  -- A thousands mark, so that the number reads like those above it.
  select 1, 'vehicles-exported-implied', i.subject, 'Vehicles exported the year before, as the growth implies',
         i.period,
         i.hedge || case when i.base between 1000 and 999999
                         then cast((i.base - i.base % 1000) / 1000 as text) || ',' ||
                              case when i.base % 1000 < 10 then '00' when i.base % 1000 < 100 then '0' else '' end ||
                              cast(i.base % 1000 as text)
                         else cast(i.base as text) end,
         i.unit, 'implied', i.citation, null
    from implied as i
  union all
  select 2, c.code, c.subject, c.text, c.period, null, null, null, c.citation, null
    from statement as c
   where c.code like 'port-%'
)
select subject, statement, period, display, unit, status, citation
  from entry
 order by part, sorting, subject, end_date;
