-- name: growth-check
-- title: Told growth against stored levels
-- description: Each growth that is told beside the level it belongs to, the level a year before, and the base that growth and level imply; it disagrees only where the two cannot both be true with every figure rounded to the digits shown (a level of 100 or more steps also to its trailing zeros), can agree where a hedge leaves it open. Growth in real terms may differ from levels in current prices. At most `top` growth figures are looked at, a last row counts the subjects left out.
-- parameter: metric | choice | optional | Only this growth | select code, name from metric where kind = 'growth' and base_metric is not null and exists (select 1 from series where series.metric = metric.code) order by code
-- parameter: region | choice | optional | Only this region | select code, name from region where exists (select 1 from series where series.region = region.code) order by code
-- parameter: sector | choice | optional | Only this sector | select code, name from sector where exists (select 1 from series where series.sector = sector.code) order by code
-- parameter: enterprise | choice | optional | Only this enterprise | select code, name from enterprise where exists (select 1 from series where series.enterprise = enterprise.code) order by code
-- parameter: period | period | optional | Only this period
-- parameter: verdict | choice | optional | Only growth of this verdict | agrees, can agree, disagrees, no level, no base stored, no base to grow from
-- parameter: top | integer | default 500 | How many growth figures are looked at
-- columns: subject, metric, period, growth, level, year_before, implied_base, verdict, status, citation
with step (size) as (
  values (1e9), (1e8), (1e7), (1e6), (1e5), (1e4), (1e3), (1e2), (1e1), (1e0), (1e-1), (1e-2), (1e-3), (1e-4), (1e-5),
         (1e-6), (1e-7), (1e-8), (1e-9)
), fitting as (
  -- What the series say they hold bounds the work before a figure is read.
  select s.series_id, s.metric, s.region, s.sector, s.enterprise, s.breakdown, m.base_metric,
         sum(case when :period is null then s.observations else 1 end)
           over (order by s.metric, s.region, s.sector, s.enterprise, s.breakdown rows unbounded preceding) -
         case when :period is null then s.observations else 1 end as figures_before
    from metric as m
    join series as s on s.metric = m.code
   where m.kind = 'growth' and m.base_metric is not null
     and (:metric is null or m.code = :metric)
     and (:region is null or s.region = :region)
     and (:sector is null or s.sector = :sector)
     and (:enterprise is null or s.enterprise = :enterprise)
), told as (
  -- SQLite walks a cross join from left to right: figures are sought by their series, never scanned.
  select 'growth' as role, s.series_id as growth_series, f.period as growth_period, f.*
    from fitting as s
   cross join current_fact as f
   where s.figures_before < :top
     and f.series_id = s.series_id and (:period is null or f.period = :period)
  union all
  select 'level', s.series_id, f.period, f.*
    from fitting as s
   cross join series as l
   cross join current_fact as f
   where s.figures_before < :top
     and l.metric = s.base_metric and l.region = s.region and l.sector = s.sector and l.enterprise = s.enterprise
     and l.breakdown = s.breakdown
     and f.series_id = l.series_id and (:period is null or f.period = :period)
  union all
  -- The level of the year before, under the period that it is the base of.
  select 'base', s.series_id, d.code, f.*
    from fitting as s
   cross join series as l
   cross join current_fact as f
   cross join period as d
   where s.figures_before < :top
     and l.metric = s.base_metric and l.region = s.region and l.sector = s.sector and l.enterprise = s.enterprise
     and l.breakdown = s.breakdown
     and f.series_id = l.series_id
     and d.year_before = f.period and (:period is null or d.code = :period)
), measured as (
  -- half is half a unit of the last digit that is shown.
  select t.*, u.factor, t.display || ' ' || coalesce(u.symbol, u.code) as shown, coalesce(u.symbol, u.code) as unit_name,
         nullif(t.status_name, 'normal') as status_told,
         coalesce((select max(p.size) / 2
                     from step as p
                    where t.value = 0 and p.size = 1
                       or abs(t.value) >= p.size
                          and (p.size <= 1 or abs(t.value) >= case when p.size >= 1000 then 10 else 100 end * p.size)
                          and abs(t.value / p.size - round(t.value / p.size, 0)) < 1e-6), 0) as half
    from told as t
    join unit as u on u.code = t.unit
   where t.value is not null
), beside as (
  -- One row is a growth with its level and its base. The factor is 1 + growth: 275 percent more is 3.75 times as much.
  select growth_series, growth_period,
         max(case when role = 'growth' then start_date end) as start_date,
         max(case when role = 'growth' then end_date end) as end_date,
         max(case when role = 'growth' then subject end) as subject,
         max(case when role = 'growth' then metric_name end) as metric_name,
         max(case when role = 'growth' then shown end) as growth_shown,
         max(case when role = 'growth' then status_told end) as growth_status,
         max(case when role = 'growth' then citation end) as growth_citation,
         max(case when role = 'growth' then comparator end) as growth_comparator,
         max(case when role = 'growth' then 1 + value * factor end) as growth_factor,
         max(case when role = 'growth' then 1 + low * factor end) as factor_low,
         max(case when role = 'growth' then 1 + high * factor end) as factor_high,
         max(case when role = 'growth' then half * factor end) as factor_half,
         max(case when role = 'level' then shown end) as level_shown,
         max(case when role = 'level' then unit_name end) as level_unit,
         max(case when role = 'level' then status_told end) as level_status,
         max(case when role = 'level' then citation end) as level_citation,
         max(case when role = 'level' then comparator end) as level_comparator,
         max(case when role = 'level' then value end) as level,
         max(case when role = 'level' then low end) as level_low,
         max(case when role = 'level' then high end) as level_high,
         max(case when role = 'level' then half end) as level_half,
         max(case when role = 'base' then shown end) as base_shown,
         max(case when role = 'base' then status_told end) as base_status,
         max(case when role = 'base' then citation end) as base_citation,
         max(case when role = 'base' then comparator end) as base_comparator,
         max(case when role = 'base' then value end) as base,
         max(case when role = 'base' then low end) as base_low,
         max(case when role = 'base' then high end) as base_high,
         max(case when role = 'base' then half end) as base_half
    from measured
   group by growth_series, growth_period
  having max(case when role = 'growth' then 1 else 0 end) = 1
), widened as (
  -- Every bound moves out by the half unit; an open bound (NULL) stays open, and a base is never below nothing.
  select beside.*,
         factor_low - factor_half as least_factor, factor_high + factor_half as most_factor,
         level_low - level_half as least_level, level_high + level_half as most_level,
         case when base_low > base_half then base_low - base_half when base_low is not null then 0 end as least_base,
         base_high + base_half as most_base
    from beside
), implied as (
  -- A base is a level over a factor, so its lower bound comes from the lower level and the higher factor.
  select widened.*,
         level_low / nullif(factor_high, 0) as implied_low, level_high / nullif(factor_low, 0) as implied_high,
         level / nullif(growth_factor, 0) as implied_value
    from widened
), judged as (
  -- A figure that is only near its value has no bounds, so a base follows from it only together with an exact figure or
  -- another that is near; a level hedged upwards over a growth hedged upwards says nothing of the base.
  select implied.*,
         case when level <= 0 or growth_factor <= 0 or factor_low <= 0 then null
              when level_comparator = '~' or growth_comparator = '~'
              then case when level_comparator in ('~', '=') and growth_comparator in ('~', '=') then '~' end
              when level_comparator = '=' and growth_comparator = '=' then '='
              when implied_low is not null and implied_high is not null then '..'
              when implied_low is not null
              then case when level_comparator = '>' or growth_comparator = '<' then '>' else '>=' end
              when implied_high is not null
              then case when level_comparator = '<' or growth_comparator = '>' then '<' else '<=' end
              end as implied_comparator,
         -- The stored base times the factor is where the level must lie; a negative factor turns the bounds round.
         case when level is null then 'no level'
              when base is null then 'no base stored'
              when base <= 0 then 'no base to grow from'
              when least_level > case when most_factor >= 0 then most_base else least_base end * most_factor
                or most_level < case when least_factor >= 0 then least_base else most_base end * least_factor
              then 'disagrees'
              when level_comparator = '=' and growth_comparator = '=' and base_comparator = '=' then 'agrees'
              else 'can agree' end as verdict
    from implied
), ended as (
  -- A range has two ends to spell, everything else one.
  select judged.*, side.place as side,
         case when side.place = 2 then implied_high
              when implied_comparator is not null then coalesce(implied_low, implied_high, implied_value) end as number
    from judged
   cross join (select 1 as place union all select 2) as side
   where side.place = 1 or implied_comparator = '..'
), rounded as (
  -- Four digits, or all that stand before the point.
  select ended.*,
         case when number >= 1000 then cast(cast(round(number, 0) as bigint) as text)
              when number >= 100 then cast(round(number, 1) as text)
              when number >= 10 then cast(round(number, 2) as text)
              when number >= 1 then cast(round(number, 3) as text)
              else cast(round(number, 6) as text) end as digits
    from ended
), spelled as (
  select rounded.*,
         case when number >= 1e12
              then substr(digits, 1, length(digits) - 12) || ',' || substr(digits, length(digits) - 11, 3) || ',' ||
                   substr(digits, length(digits) - 8, 3) || ',' || substr(digits, length(digits) - 5, 3) || ',' ||
                   substr(digits, length(digits) - 2)
              when length(digits) > 9 and number >= 1000
              then substr(digits, 1, length(digits) - 9) || ',' || substr(digits, length(digits) - 8, 3) || ',' ||
                   substr(digits, length(digits) - 5, 3) || ',' || substr(digits, length(digits) - 2)
              when length(digits) > 6 and number >= 1000
              then substr(digits, 1, length(digits) - 6) || ',' || substr(digits, length(digits) - 5, 3) || ',' ||
                   substr(digits, length(digits) - 2)
              when number >= 1000
              then substr(digits, 1, length(digits) - 3) || ',' || substr(digits, length(digits) - 2)
              when digits like '%.0' then substr(digits, 1, length(digits) - 2)
              else digits end as text
    from rounded
), spanned as (
  select spelled.*, lead(text) over (partition by growth_series, growth_period order by side) as upper_text from spelled
)
select subject, metric, period, growth, level, year_before, implied_base, verdict, status, citation
  from (
    select 0 as part, growth_series, start_date, end_date, subject, metric_name as metric, growth_period as period,
           growth_shown as growth, level_shown as level, base_shown as year_before,
           case when implied_comparator in ('=', '..') then '' else implied_comparator || ' ' end || text ||
           coalesce(' .. ' || upper_text, '') || ' ' || level_unit as implied_base,
           verdict,
           nullif(coalesce('growth ' || growth_status, '') ||
                  case when growth_status is not null and level_status is not null then ', ' else '' end ||
                  coalesce('level ' || level_status, '') ||
                  case when coalesce(growth_status, level_status) is not null and base_status is not null
                       then ', ' else '' end ||
                  coalesce('year before ' || base_status, ''), '') as status,
           growth_citation ||
           case when level_citation <> growth_citation then ' / ' || level_citation else '' end ||
           case when base_citation <> growth_citation and base_citation <> coalesce(level_citation, '')
                then ' / ' || base_citation else '' end as citation
      from spanned
     where side = 1 and (:verdict is null or verdict = :verdict)
    union all
    select 1, null, null, null, '... and ' || cast(rest.subjects as text) || ' more subjects', null, null, null, null,
           null, null, 'not looked at', null, null
      from (select count(*) as subjects from fitting where figures_before >= :top) as rest
     where rest.subjects > 0
  ) as shown
 order by part, subject, metric, growth_series, start_date, end_date;
