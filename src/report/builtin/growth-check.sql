-- name: growth-check
-- title: Stated growth against stored levels
-- headline: Stated growth against stored levels[: {metric}][, {enterprise}][, {sector}][, {region}][, {period}]
-- description: Each growth figure that a source states, beside the level that it belongs to, the level a year before, and the base that growth and level imply; one table for each metric. The verdict is `disagrees` only where growth and levels cannot all be true, even if every figure was rounded to its last digit (a large round number to its last digit that is not 0), and `can agree` where a comparator leaves the question open; exact figures that can all be true get `agrees`. As in the audit, a growth is held against the levels of its own source where that source states both, growth in percentage points by its difference, and logarithmic growth by its exponential. `not comparable` means that the growth and the levels are known to be in different prices, adjustments or base periods, that the level has a break, or that one of the two alone is a forecast. `no level` means that no level is stored for the period, `no base stored` that none is for a year before, and `no base to grow from` that the level of a year before is 0 or less. `not looked at` is the verdict of the subjects that the last row counts. Where the prices are not known, growth in real terms may differ from levels in current prices. Where a file holds more than `top` growth figures, the last row says how many subjects those are.
-- parameter: metric | choice | optional | Only this growth | select code, name from metric as m where kind = 'growth' and base_metric is not null and exists (select 1 from series as s where s.metric = m.code) order by code
-- parameter: region | choice | optional | Only this region | select code, name from region as r where exists (select 1 from series as s where s.region = r.code) order by code
-- parameter: sector | choice | optional | Only this sector | select code, name from sector as c where exists (select 1 from series as s where s.sector = c.code) order by code
-- parameter: enterprise | choice | optional | Only this enterprise | select code, name from enterprise as e where exists (select 1 from series as s where s.enterprise = e.code) order by code
-- parameter: period | period | optional | Only this period
-- parameter: verdict | choice | optional | Only growth of this verdict | agrees, can agree, disagrees, not comparable, no level, no base stored, no base to grow from
-- parameter: top | count | default 200 | How many growth figures are looked at
-- columns: section, subject, metric, period, period_inferred, growth, growth_comparator, growth_upper, growth_decimals, growth_unit, level, level_comparator, level_upper, level_decimals, level_unit, year_before, year_before_comparator, year_before_upper, year_before_decimals, year_before_unit, implied_base, implied_base_comparator, implied_base_upper, implied_base_digits, implied_base_unit, verdict, status, growth_source, growth_published_on, growth_locator, level_source, level_published_on, level_locator, base_source, base_published_on, base_locator
with growth as (
  select m.code as metric, m.base_metric, coalesce(m.growth_form, 'percent') as form,
         case when m.growth_form = 'points' then u.factor / v.factor else u.factor end as factor,
         case when u.dimension = case when m.growth_form = 'points' then v.dimension else 'ratio' end
               and coalesce(m.prices = k.prices, 1 = 1) and coalesce(m.adjustment = k.adjustment, 1 = 1)
               and coalesce(m.base_period = k.base_period, 1 = 1) then 1 else 0 end as is_comparable,
         case when k.kind = 'count' or k.plausible_minimum >= 0 then 0 end as floor
    from metric as m
    join unit as u on u.code = m.unit
    join metric as k on k.code = m.base_metric
    join unit as v on v.code = k.unit
   where m.kind = 'growth'
), candidate as (
  -- The subjects are counted by metric first, so that only as many series are read as will be looked at.
  select s.metric, count(*) as subjects,
         coalesce(sum(count(*)) over (order by s.metric rows between unbounded preceding and 1 preceding), 0)
           as subjects_before
    from series as s
   where s.metric in (select metric from growth)
     and (:metric is null or s.metric = :metric)
     and (:region is null or s.region = :region)
     and (:sector is null or s.sector = :sector)
     and (:enterprise is null or s.enterprise = :enterprise)
   group by s.metric
), fitting as (
  select s.series_id, s.metric, s.region, s.sector, s.enterprise, s.breakdown,
         sum(case when :period is null then s.observations else 1 end)
           over (order by s.metric, s.region, s.sector, s.enterprise, s.breakdown rows unbounded preceding) -
         case when :period is null then s.observations else 1 end as figures_before
    from candidate as c
   cross join series as s
   where c.subjects_before < :top
     and s.metric = c.metric
     and (:region is null or s.region = :region)
     and (:sector is null or s.sector = :sector)
     and (:enterprise is null or s.enterprise = :enterprise)
), wanted as (
  -- Three figures of each subject are looked up: its growth, its level, and its level under the period a year later.
  select s.figures_before as place, r.role, case when r.role = 'growth' then m.metric else m.base_metric end as metric,
         case when r.role = 'growth' then s.series_id else l.series_id end as series_id,
         case when r.role = 'base' then (select year_before from period where code = :period) else :period end as period
    from fitting as s
    join growth as m on m.metric = s.metric
    left join series as l on l.metric = m.base_metric and l.region = s.region and l.sector = s.sector
                         and l.enterprise = s.enterprise and l.breakdown = s.breakdown
   cross join (select 'growth' as role union all select 'level' union all select 'base') as r
   where s.figures_before < :top
), preferred as (
  -- SQLite evaluates a CROSS JOIN from left to right: figures are looked up by their series, never scanned.
  select w.place, w.role, coalesce(later.code, f.period) as growth_period, f.series_id, f.period, f.source_id
    from wanted as w
   cross join current_fact as f
    left join period as later on later.year_before = f.period and w.role = 'base'
   where f.metric = w.metric and f.series_id = w.series_id and f.period >= coalesce(w.period, '') and f.period <= coalesce(w.period, 'z')
     and f.value is not null
     and (w.role <> 'base' or later.code is not null)
), own as (
  -- The levels of the source of a growth, where it states both.
  select g.place, g.growth_period, l.series_id, d.year_before, g.source_id
    from preferred as g
   cross join wanted as l
   cross join period as d
   where g.role = 'growth' and l.place = g.place and l.role = 'level' and d.code = g.period
     and 2 = (select count(*)
                from observation as o
               where o.series_id = l.series_id and o.period in (d.code, d.year_before) and o.source_id = g.source_id
                 and o.value is not null)
), chosen as (
  select p.place, p.role, p.growth_period, p.series_id, p.period, p.source_id
    from preferred as p
    left join own on own.place = p.place and own.growth_period = p.growth_period
   where p.role = 'growth' or own.place is null
  union all
  select place, 'level', growth_period, series_id, growth_period, source_id from own
  union all
  select place, 'base', growth_period, series_id, year_before, source_id from own
), stated as (
  select c.place, c.role, c.growth_period, f.period_inferred, f.subject, f.metric_name,
         f.start_date, f.end_date, f.comparator, f.value, f.upper, f.low, f.high, f.rounding as half, f.decimals,
         m.form, m.is_comparable, m.factor, m.floor,
         coalesce(u.symbol, u.code) as unit, nullif(f.status_name, 'normal') as status, f.source, f.published_on, f.locator
    from chosen as c
   cross join fact as f
   cross join unit as u
    left join growth as m on m.metric = f.metric and c.role = 'growth'
   where f.series_id = c.series_id and f.period = c.period and f.source_id = c.source_id and u.code = f.unit
), beside as (
  -- One row is a growth with its level and its base; half is half a unit of the last digit.
  select place, growth_period,
         max(case when role = 'growth' then start_date end) as start_date,
         max(case when role = 'growth' then end_date end) as end_date,
         max(case when role = 'growth' then subject end) as subject,
         max(case when role = 'growth' then metric_name end) as metric_name,
         max(case when role = 'growth' then status end) as growth_status,
         max(case when role = 'growth' then source end) as growth_source,
         max(case when role = 'growth' then published_on end) as growth_published_on,
         max(case when role = 'growth' then locator end) as growth_locator,
         max(case when role <> 'base' then period_inferred end) as period_inferred,
         max(case when role = 'growth' then upper end) as growth_upper,
         max(case when role = 'growth' then decimals end) as growth_decimals,
         max(case when role = 'growth' then comparator end) as growth_comparator,
         max(case when role = 'growth' then value end) as growth,
         max(case when role = 'growth' then unit end) as growth_unit,
         max(form) as form, max(is_comparable) as is_comparable, max(floor) as floor,
         max(value * factor) as change, max(low * factor) as change_low, max(high * factor) as change_high,
         max(half * factor) as change_half,
         max(case when role = 'level' then unit end) as level_unit,
         max(case when role = 'level' then status end) as level_status,
         max(case when role = 'level' then source end) as level_source,
         max(case when role = 'level' then published_on end) as level_published_on,
         max(case when role = 'level' then locator end) as level_locator,
         max(case when role = 'level' then upper end) as level_upper,
         max(case when role = 'level' then decimals end) as level_decimals,
         max(case when role = 'level' then comparator end) as level_comparator,
         max(case when role = 'level' then value end) as level,
         max(case when role = 'level' then low end) as level_low,
         max(case when role = 'level' then high end) as level_high,
         max(case when role = 'level' then half end) as level_half,
         max(case when role = 'base' then status end) as base_status,
         max(case when role = 'base' then source end) as base_source,
         max(case when role = 'base' then published_on end) as base_published_on,
         max(case when role = 'base' then locator end) as base_locator,
         max(case when role = 'base' then upper end) as base_upper,
         max(case when role = 'base' then decimals end) as base_decimals,
         max(case when role = 'base' then comparator end) as base_comparator,
         max(case when role = 'base' then value end) as base,
         max(case when role = 'base' then low end) as base_low,
         max(case when role = 'base' then high end) as base_high,
         max(case when role = 'base' then half end) as base_half
    from stated
   group by place, growth_period
  having max(case when role = 'growth' then 1 else 0 end) = 1
), sixteenth as (
  -- The exponential of a sixteenth of each growth, by its series: the sixteenth power of that is the exponential.
  select beside.*,
         1 + change / 16 * (1 + change / 32 * (1 + change / 48 * (1 + change / 64 * (1 + change / 80)))) as x,
         1 + change_low / 16 * (1 + change_low / 32 * (1 + change_low / 48 * (1 + change_low / 64 * (1 + change_low / 80)))) as y,
         1 + change_high / 16 * (1 + change_high / 32 * (1 + change_high / 48 * (1 + change_high / 64 * (1 + change_high / 80)))) as z
    from beside
), multiplied as (
  -- The factor is 1 + growth: 275 percent more is 3.75 times as much. A difference has none.
  select sixteenth.*,
         case form when 'logarithmic' then x * x * x * x * x * x * x * x * x * x * x * x * x * x * x * x
                   when 'percent' then 1 + change end as growth_factor,
         case form when 'logarithmic' then y * y * y * y * y * y * y * y * y * y * y * y * y * y * y * y
                   when 'percent' then 1 + change_low end as factor_low,
         case form when 'logarithmic' then z * z * z * z * z * z * z * z * z * z * z * z * z * z * z * z
                   when 'percent' then 1 + change_high end as factor_high
    from sixteenth
), widened as (
  -- Every range is widened by half a unit at each end; an open end (NULL) stays open, and a base that cannot be
  -- negative is at least 0. A base is a level over a factor, so its lower bound comes from the lower level and the higher factor.
  select multiplied.*,
         factor_low - change_half * case form when 'logarithmic' then factor_low else 1 end as least_factor,
         factor_high + change_half * case form when 'logarithmic' then factor_high else 1 end as most_factor,
         change_low - change_half as least_change, change_high + change_half as most_change,
         level_low - level_half as least_level, level_high + level_half as most_level,
         case when base_low > base_half or form = 'points' then base_low - base_half
              when base_low is null and base_high > 0 then floor end as least_base,
         base_high + base_half as most_base,
         case form when 'points' then level_low - change_high else level_low / nullif(factor_high, 0) end as implied_low,
         case form when 'points' then level_high - change_low else level_high / nullif(factor_low, 0) end as implied_high,
         case form when 'points' then level - change else level / nullif(growth_factor, 0) end as implied_value,
         case when is_comparable = 0 or coalesce(level_status, '') = 'break'
                or case when growth_status = 'forecast' then 1 else 0 end <> case when level_status = 'forecast' then 1 else 0 end
              then 0 else 1 end as are_alike,
         -- How many units of its last digit a figure is: 107,000, rounded to thousands, is 107. A difference has as many
         -- as the figure with the larger unit leaves it.
         case form when 'points' then abs(level - change) else level end / (2 * level_half) as level_units,
         case form when 'points' then abs(level - change) else growth_factor end / (2 * change_half) as change_units
    from multiplied
), judged as (
  -- An approximate figure has no bounds, so that a base follows from it only together with an exact or another
  -- approximate figure; a lower bound of the level and a lower bound of the growth give no bound of the base.
  select widened.*,
         case when are_alike = 0 or form <> 'points' and (level <= 0 or growth_factor <= 0 or factor_low <= 0) then null
              when level_comparator = '~' or growth_comparator = '~'
              then case when level_comparator in ('~', '=') and growth_comparator in ('~', '=') then '~' end
              when implied_low < implied_high then '..'
              when implied_low is not null and implied_high is not null then '~'
              when implied_low is not null
              then case when level_comparator = '>' or growth_comparator = '<' then '>' else '>=' end
              when implied_high is not null
              then case when level_comparator = '<' or growth_comparator = '>' then '<' else '<=' end
              end as implied_comparator,
         -- A base has no more significant digits than the level and the factor that it follows from.
         case when level_units < 9.5 or change_units < 9.5 then 1
              when level_units < 99.5 or change_units < 99.5 then 2
              when level_units < 999.5 or change_units < 999.5 then 3
              when level_units < 9999.5 or change_units < 9999.5 then 4
              else 5 end as implied_digits,
         -- The level must lie between the bounds of the stored base times those of the factor; a negative factor
         -- exchanges the bounds.
         case when level is null then 'no level'
              when base is null then 'no base stored'
              when are_alike = 0 then 'not comparable'
              when base <= 0 and form <> 'points' then 'no base to grow from'
              when form = 'points'
                   and (least_level - most_base - most_change > 1e-9 * abs(level)
                        or least_base + least_change - most_level > 1e-9 * abs(level))
                or form <> 'points' and least_base >= 0
                   and (least_level - case when most_factor >= 0 then most_base else least_base end * most_factor
                          > 1e-9 * abs(level)
                        or case when least_factor >= 0 then least_base else most_base end * least_factor - most_level
                          > 1e-9 * abs(level))
              then 'disagrees'
              when level_comparator = '=' and growth_comparator = '=' and base_comparator = '=' then 'agrees'
              else 'can agree' end as verdict
    from widened
), entry as (
  select 0 as part, place, start_date, end_date, subject, metric_name as metric, growth_period as period,
         period_inferred, growth, growth_comparator, growth_upper, growth_decimals, growth_unit,
         level, level_comparator, level_upper, level_decimals, level_unit,
         base, base_comparator, base_upper, base_decimals, case when base is not null then level_unit end as base_unit,
         case when implied_comparator is not null then coalesce(implied_low, implied_high,
         implied_value) end as implied_base,
         implied_comparator, case when implied_comparator = '..' then implied_high end as implied_upper,
         case when implied_comparator is not null then implied_digits end as implied_digits, verdict,
         nullif(coalesce('growth ' || growth_status, '') ||
                case when growth_status is not null and level_status is not null then ', ' else '' end ||
                coalesce('level ' || level_status, '') ||
                case when coalesce(growth_status, level_status) is not null and base_status is not null
                     then ', ' else '' end ||
                coalesce('year before ' || base_status, ''), '') as status,
         growth_source, growth_published_on, growth_locator, level_source, level_published_on, level_locator,
         base_source, base_published_on, base_locator
    from judged
   where :verdict is null or verdict = :verdict
  union all
  select 1, null, null, null, '... and ' || cast(rest.subjects as varchar(40)) || ' more subject' || case when rest.subjects = 1 then '' else 's' end, null, null,
         null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
         null, 'not looked at', null, null, null, null, null, null, null, null, null, null
    from (select (select coalesce(sum(subjects), 0) from candidate) -
                 (select count(*) from fitting where figures_before < :top) as subjects) as rest
   where rest.subjects > 0
)
select coalesce(metric, 'More subjects') as section, subject, metric, period, period_inferred, growth, growth_comparator, growth_upper, growth_decimals, growth_unit,
       level, level_comparator, level_upper, level_decimals, level_unit,
       base as year_before, base_comparator as year_before_comparator, base_upper as year_before_upper,
       base_decimals as year_before_decimals, base_unit as year_before_unit,
       implied_base, implied_comparator as implied_base_comparator, implied_upper as implied_base_upper,
       implied_digits as implied_base_digits,
       case when implied_base is not null then level_unit end as implied_base_unit, verdict, status,
       growth_source, growth_published_on, growth_locator, level_source, level_published_on, level_locator,
       base_source, base_published_on, base_locator
  from entry
 order by part, metric, subject, place, start_date, end_date, period;
