-- name: port-exports
-- title: Exports of vehicles through the port
-- description: Vehicles exported, their growth, and the base that the two imply, which is computed and not stated; a row without a figure is a statement.
-- columns: subject, statement, period, value, comparator, upper, decimals, unit, status, source, locator, growth_source, growth_locator
with implied as (
  select v.subject, d.year_before as period, coalesce(v.unit_symbol, v.unit) as unit,
         v.source, v.locator, g.source as growth_source, g.locator as growth_locator,
         case when v.comparator in ('>', '>=') and g.comparator in ('=', '<', '<=')
                or v.comparator = '=' and g.comparator in ('<', '<=') then '>'
              when v.comparator in ('<', '<=') and g.comparator in ('=', '>', '>=')
                or v.comparator = '=' and g.comparator in ('>', '>=') then '<'
              else '~' end as comparator,
         round(v.value / (1 + g.value / 100.0), 0) as base
    from current_fact as g
    join metric as m on m.code = g.metric
    join current_fact as v on v.metric = m.base_metric and v.region = g.region and v.sector = g.sector
     and v.enterprise = g.enterprise and v.breakdown = g.breakdown and v.period = g.period
    join period as d on d.code = g.period
   where g.metric = 'vehicles-exported-growth' and g.value > -100 and v.comparator <> '..' and g.comparator <> '..'
), entry as (
  select 1 as part, f.metric as sorting, f.subject,
         f.metric_name as statement, f.period, f.value, f.comparator, f.upper, m.decimals,
         coalesce(f.unit_symbol, f.unit) as unit, nullif(f.status_name, 'normal') as status, f.source, f.locator,
         null as growth_source, null as growth_locator, f.end_date
    from current_fact as f
    join metric as m on m.code = f.metric
   where f.metric in ('vehicles-exported', 'vehicles-exported-growth')
  union all
  select 1, 'vehicles-exported-implied', i.subject, 'Vehicles exported the year before, as the growth implies',
         i.period, i.base, i.comparator, null, null, i.unit, 'implied', i.source, i.locator, i.growth_source,
         i.growth_locator, null
    from implied as i
  union all
  select 2, c.code, c.subject, c.text, c.period, null, null, null, null, null, null, c.source, c.locator, null, null, null
    from statement as c
   where c.code like 'port-%'
)
select subject, statement, period, value, comparator, upper, decimals, unit, status, source, locator, growth_source,
       growth_locator
  from entry
 order by part, sorting, subject, end_date;
