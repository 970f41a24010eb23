-- name: audit-growth
-- title: Growth that its levels deny
-- description: Each growth figure that cannot be true beside its level and the level a year before, every figure taken as rounded to its last digit; the finding states the base that growth and level imply. Growth in real terms may differ from levels in current prices.
-- parameter: load | integer | optional | Only findings in which a figure of this load takes part
-- columns: rule, metric, subject, period, figure, against, finding, citation
with candidate as (
  -- SQLite walks a cross join from left to right: figures are sought by their series, never scanned. Where the bare
  -- values agree as closely as a growth with one decimal tells, their bounds do too, and nothing else is looked up.
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
  select c.metric as metric_code, c.region, c.sector, c.enterprise, c.breakdown, g.metric_name, g.subject, g.period,
         g.display || ' ' || coalesce(g.unit_symbol, g.unit) as growth, l.display as level, b.display as base,
         coalesce(l.unit_symbol, l.unit) as unit, c.year_before,
         case when g.status = 'F' then ' (forecast)' else '' end as growth_hint,
         case when l.status = 'F' then ' (forecast)' else '' end as level_hint,
         case when b.status = 'F' then ' (forecast)' else '' end as base_hint,
         g.citation as growth_citation, l.citation as level_citation, b.citation as base_citation,
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
     -- A growth is held against the levels of its own source where that tells both, else against the preferred ones.
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
), denied as (
  -- The base times the factor is where the level must lie; a negative factor turns the bounds round.
  select beside.*,
         case when least_level > 0 then least_level / nullif(most_factor, 0)
              when most_level < 0 then most_level / nullif(least_factor, 0) end as implied_low,
         case when least_factor > 0 then most_level / least_factor
              when most_factor < 0 then least_level / most_factor end as implied_high
    from beside
   where least_base >= 0
     and (least_level - case when most_factor >= 0 then most_base else least_base end * most_factor > slack
          or case when least_factor >= 0 then least_base else most_base end * least_factor - most_level > slack)
)
select 'growth' as rule, metric_name as metric, subject, period, growth as figure,
       level || ' ' || unit || ', ' || base || ' ' || unit || ' in ' || year_before as against,
       'growth of ' || growth || growth_hint || ' to ' || level || level_hint || ' implies ' ||
       (with bound as (
          -- A select without a table is not merged into the rest: each bound is computed once.
          select implied_low as low, implied_high as high, least_base as least, most_base as most
        ), gapped as (
          select low, high, coalesce(high, low) as size,
                 case when low > most then low - most else least - high end as gap
            from bound
        ), measured as (
          -- Four digits, or as many as show the gap, and all that stand before the point.
          select low, high,
                 case when gap >= 1 and size >= 1000 then 0 when gap >= 0.1 and size >= 100 then 1
                      when gap >= 0.01 and size >= 10 then 2 when gap >= 0.001 and size >= 1 then 3 else 6 end as places
            from gapped
        ), rounded as (
          select side, high, round(case when side = 1 then low else high end, places) as number
            from measured
           cross join (select 1 as side union all select 2) as e
        ), padded as (
          select side, high, number, substr('               ' || cast(cast(number as bigint) as text),
                                            length(cast(cast(number as bigint) as text)) + 1) as digits
            from rounded
        ), spelled as (
          select side, high,
                 case when number >= 1000 and number < 1e15
                      then trim(substr(digits, 1, 3) || ',' || substr(digits, 4, 3) || ',' ||
                                substr(digits, 7, 3) || ',' || substr(digits, 10, 3) || ',' ||
                                substr(digits, 13), ' ,') ||
                           trim(replace(substr(cast(number as text), length(trim(digits)) + 1) || ' ', '.0 ', ''))
                      else trim(replace(cast(number as text) || ' ', '.0 ', '')) end as text
            from padded
        )
        select case when max(high) <= 0 or max(text) is null then 'no base above 0'
                    when min(text) = max(text) and count(text) = 2 then 'a base of ' || max(text)
                    else coalesce('a base between ' || max(case when side = 1 then text end) || ' and ' ||
                                  max(case when side = 2 then text end),
                                  'a base of at least ' || max(case when side = 1 then text end),
                                  'a base of at most ' || max(text)) end
          from spelled) ||
       ', and ' || base || base_hint || ' is told' as finding,
       case when level_citation = growth_citation and base_citation = growth_citation then growth_citation
            else 'figure: ' || growth_citation || '; against: ' || level_citation ||
                 case when base_citation <> level_citation then ' / ' || base_citation else '' end end as citation
  from denied
 order by metric_code, region, sector, enterprise, breakdown, period;
