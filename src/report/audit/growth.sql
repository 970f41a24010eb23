-- name: growth
-- title: Growth that does not agree with its levels
-- description: Each growth figure that cannot be true beside its level and the level a year before, every figure taken as rounded to its last digit; low and high bound the base that growth and level imply, least and most the base that is stated. Growth in real terms may differ from levels in current prices.
-- parameter: load | integer | optional | Only findings in which a figure of this load takes part
-- columns: role, metric, subject, period, part, value, comparator, upper, decimals, unit, status, source, published_on, locator, low, high, least, most
with candidate as (
  -- SQLite evaluates a CROSS JOIN from left to right: figures are looked up by their series, never scanned. Where the
  -- values without their comparators agree to one decimal of the growth, the bounds agree too, and nothing else is
  -- looked up.
  select m.code as metric, s.region, s.sector, s.enterprise, s.breakdown, g.series_id, g.period, g.source_id, u.factor,
         t.series_id as level_series, l.source_id as level_source, d.year_before, b.source_id as base_source,
         case when k.kind = 'count' or k.plausible_minimum >= 0 then 0 end as floor
    from metric as m
   cross join unit as u
   cross join metric as k
   cross join series as s
   cross join series as t
   cross join observation as g
   cross join period as d
   cross join observation as l
   cross join observation as b
   where m.kind = 'growth' and u.code = m.unit and u.dimension = 'ratio' and k.code = m.base_metric
     and s.metric = m.code
     and t.metric = k.code and t.region = s.region and t.sector = s.sector and t.enterprise = s.enterprise
     and t.breakdown = s.breakdown
     and g.series_id = s.series_id and g.comparator <> '~'
     and d.code = g.period
     and l.series_id = t.series_id and l.period = g.period and l.comparator <> '~'
     and b.series_id = t.series_id and b.period = d.year_before and b.comparator <> '~'
     and abs(l.value - b.value * (1 + g.value * u.factor)) >
         abs(b.value) * u.factor *
         case when g.reported is null and g.value * 10 = round(g.value * 10, 0) then 0.05 else 0 end
), beside as (
  -- The factor is 1 + growth: 275 percent more is 3.75 times as much. A base that cannot be negative is at least 0.
  select c.metric as metric_code, c.region, c.sector, c.enterprise, c.breakdown, c.series_id, c.period, c.source_id,
         c.level_series, c.level_source, c.year_before, c.base_source,
         1e-9 * abs(l.value) as slack,
         1 + (g.low - g.rounding) * c.factor as least_factor, 1 + (g.high + g.rounding) * c.factor as most_factor,
         l.low - l.rounding as least_level, l.high + l.rounding as most_level,
         case when b.low is null and b.high > 0 then c.floor
              when b.low > b.rounding then b.low - b.rounding end as least_base,
         b.high + b.rounding as most_base
    from candidate as c
   cross join current_fact as g
   cross join fact as l
   cross join fact as b
   where g.series_id = c.series_id and g.period = c.period and g.source_id = c.source_id
     and l.series_id = c.level_series and l.period = c.period and l.source_id = c.level_source
     and b.series_id = c.level_series and b.period = c.year_before and b.source_id = c.base_source
     and (:load is null or g.load_id = :load or l.load_id = :load or b.load_id = :load)
     -- A growth is compared with the levels of its own source where that source states both, else with the preferred
     -- ones.
     and case when 2 = (select count(*)
                          from observation as o
                         where o.series_id = c.level_series and o.period in (c.period, c.year_before)
                           and o.source_id = c.source_id and o.value is not null)
              then case when l.source_id = c.source_id and b.source_id = c.source_id then 1 else 0 end
              else (select count(*)
                      from current_fact as x
                     where x.series_id = c.level_series
                       and (x.period = c.period and x.source_id = c.level_source
                            or x.period = c.year_before and x.source_id = c.base_source)) - 1 end = 1
), implied as (
  -- The level must lie between the bounds of the base times those of the factor; a negative factor exchanges the
  -- bounds.
  select beside.*,
         case when least_level > 0 then least_level / nullif(most_factor, 0)
              when most_level < 0 then most_level / nullif(least_factor, 0) end as low,
         case when least_factor > 0 then most_level / least_factor
              when most_factor < 0 then least_level / most_factor end as high
    from beside
   where least_base >= 0
     and (least_level - case when most_factor >= 0 then most_base else least_base end * most_factor > slack
          or case when least_factor >= 0 then least_base else most_base end * least_factor - most_level > slack)
)
select r.role, f.metric_name as metric, f.subject, f.period,
       cast(null as varchar(40)) as part,
       f.value, f.comparator, f.upper, m.decimals, coalesce(f.unit_symbol, f.unit) as unit,
       nullif(f.status_name, 'normal') as status, f.source, f.published_on, f.locator,
       d.low, d.high, d.least_base as least, d.most_base as most
  from implied as d
 cross join (select 1 as place, 'figure' as role union all select 2, 'level' union all select 3, 'base') as r
 cross join fact as f
 cross join metric as m
 where f.series_id = case when r.place = 1 then d.series_id else d.level_series end
   and f.period = case when r.place = 3 then d.year_before else d.period end
   and f.source_id = case r.place when 1 then d.source_id when 2 then d.level_source else d.base_source end
   and m.code = f.metric
 order by d.metric_code, d.region, d.sector, d.enterprise, d.breakdown, d.period, r.place;
