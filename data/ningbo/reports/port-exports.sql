-- name: port-exports
-- title: Exports of vehicles through the port
-- description: Vehicles exported, their growth, and the base that the two imply, which is computed and no source states. A period that the source does not state is marked as inferred.
-- columns: section, subject, figure, statement, period, period_inferred, value, comparator, upper, decimals, digits, unit, status, source, published_on, locator, growth_source, growth_published_on, growth_locator
with implied as (
  -- A base has no more significant digits than the level and the factor that it follows from. The units are how many
  -- units of its last digit a figure is: 107,000, rounded to thousands, is 107; the factor is 1 + growth.
  select v.subject, d.year_before as period, g.period_inferred, coalesce(v.unit_symbol, v.unit) as unit,
         v.source, v.published_on, v.locator, g.source as growth_source, g.published_on as growth_published_on,
         g.locator as growth_locator,
         case when v.comparator in ('>', '>=') and g.comparator in ('=', '<', '<=')
                or v.comparator = '=' and g.comparator in ('<', '<=') then '>'
              when v.comparator in ('<', '<=') and g.comparator in ('=', '>', '>=')
                or v.comparator = '=' and g.comparator in ('>', '>=') then '<'
              else '~' end as comparator,
         v.value / (1 + g.value / 100.0) as base,
         v.value / (2 * v.rounding) as level_units, (100 + g.value) / (2 * g.rounding) as factor_units
    from current_fact as g
    join metric as m on m.code = g.metric
    join current_fact as v on v.metric = m.base_metric and v.region = g.region and v.sector = g.sector
     and v.enterprise = g.enterprise and v.breakdown = g.breakdown and v.period = g.period
    join period as d on d.code = g.period
   where g.metric = 'vehicles-exported-growth' and g.value > -100 and v.comparator <> '..' and g.comparator <> '..'
), entry as (
  select 1 as part, 'Figures' as section, f.metric as sorting, f.subject, f.metric_name as figure, null as statement,
         f.end_date, f.period, f.period_inferred, f.value, f.comparator, f.upper, m.decimals, null as digits,
         coalesce(f.unit_symbol, f.unit) as unit, nullif(f.status_name, 'normal') as status, f.source,
         f.published_on, f.locator,
         null as growth_source, null as growth_published_on, null as growth_locator
    from current_fact as f
    join metric as m on m.code = f.metric
   where f.metric in ('vehicles-exported', 'vehicles-exported-growth')
  union all
  select 2, 'Computed from the figures', null, i.subject, 'Vehicles exported the year before, as the growth implies',
         null, null, i.period, i.period_inferred, i.base, i.comparator, null, null,
         case when i.level_units < 9.5 or i.factor_units < 9.5 then 1
              when i.level_units < 99.5 or i.factor_units < 99.5 then 2
              when i.level_units < 999.5 or i.factor_units < 999.5 then 3
              when i.level_units < 9999.5 or i.factor_units < 9999.5 then 4
              else 5 end,
         i.unit, 'implied', i.source, i.published_on, i.locator, i.growth_source, i.growth_published_on,
         i.growth_locator
    from implied as i
  union all
  select 3, 'Statements', c.code, c.subject, null, c.text, null, c.period, c.period_inferred, null, null, null, null, null, null,
         null, c.source, c.published_on, c.locator, null, null, null
    from statement as c
   where c.code like 'port-%'
)
select section, subject, figure, statement, period, period_inferred,
       value, comparator, upper, decimals, digits, unit, status, source, published_on, locator, growth_source,
       growth_published_on, growth_locator
  from entry
 order by part, sorting nulls first, subject, end_date nulls first;
