-- name: growth-check
-- title: Stated growth against stored levels
-- headline: Stated growth against stored levels[: {metric}][, {enterprise}][, {sector}][, {region}][, {period}]
-- description: Each growth figure that a source states, beside the level that it belongs to, the level a year before, and the base that growth and level imply; one table for each metric. The verdict is `disagrees` only where growth and levels cannot all be true, even if every figure was rounded to its last digit (a large round number to its last digit that is not 0), and `can agree` where a comparator leaves the question open; exact figures that can all be true get `agrees`. `no level` means that no level is stored for the period, `no base stored` that none is for a year before, and `no base to grow from` that the level of a year before is 0 or less. `not looked at` is the verdict of the subjects that the last row counts. Growth in real terms may differ from levels in current prices. Where a file holds more than `top` growth figures, the last row says how many subjects those are.
-- parameter: metric | choice | optional | Only this growth | select code, name from metric as m where kind = 'growth' and base_metric is not null and exists (select 1 from series as s where s.metric = m.code) order by code
-- parameter: region | choice | optional | Only this region | select code, name from region as r where exists (select 1 from series as s where s.region = r.code) order by code
-- parameter: sector | choice | optional | Only this sector | select code, name from sector as c where exists (select 1 from series as s where s.sector = c.code) order by code
-- parameter: enterprise | choice | optional | Only this enterprise | select code, name from enterprise as e where exists (select 1 from series as s where s.enterprise = e.code) order by code
-- parameter: period | period | optional | Only this period
-- parameter: verdict | choice | optional | Only growth of this verdict | agrees, can agree, disagrees, no level, no base stored, no base to grow from
-- parameter: top | integer | default 200 | How many growth figures are looked at
-- columns: section, subject, metric, period, period_inferred, growth, growth_comparator, growth_upper, growth_decimals, growth_unit, level, level_comparator, level_upper, level_decimals, level_unit, year_before, year_before_comparator, year_before_upper, year_before_decimals, year_before_unit, implied_base, implied_base_comparator, implied_base_upper, implied_base_digits, implied_base_unit, verdict, status, growth_source, growth_published_on, growth_locator, level_source, level_published_on, level_locator, base_source, base_published_on, base_locator
with candidate as (
  -- The subjects are counted by metric first, so that only as many series are read as will be looked at.
  select s.metric, count(*) as subjects,
         coalesce(sum(count(*)) over (order by s.metric rows between unbounded preceding and 1 preceding), 0)
           as subjects_before
    from series as s
   where s.metric in (select code from metric where kind = 'growth' and base_metric is not null)
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
  select s.figures_before as place, r.role, case when r.role = 'growth' then m.code else m.base_metric end as metric,
         case when r.role = 'growth' then s.series_id else l.series_id end as series_id,
         case when r.role = 'base' then (select year_before from period where code = :period) else :period end as period
    from fitting as s
    join metric as m on m.code = s.metric
    left join series as l on l.metric = m.base_metric and l.region = s.region and l.sector = s.sector
                         and l.enterprise = s.enterprise and l.breakdown = s.breakdown
   cross join (select 'growth' as role union all select 'level' union all select 'base') as r
   where s.figures_before < :top
), stated as (
  -- SQLite evaluates a CROSS JOIN from left to right: figures are looked up by their series, never scanned.
  select w.place, w.role, coalesce(later.code, f.period) as growth_period, f.period_inferred, f.subject, f.metric_name,
         f.start_date, f.end_date, f.comparator, f.value, f.upper, f.low, f.high, f.rounding as half, f.decimals,
         u.factor, coalesce(u.symbol, u.code) as unit, nullif(f.status_name, 'normal') as status, f.source,
         f.published_on, f.locator
    from wanted as w
   cross join current_fact as f
   cross join unit as u
    left join period as later on later.year_before = f.period and w.role = 'base'
   where f.metric = w.metric and f.series_id = w.series_id and f.period >= coalesce(w.period, '') and f.period <= coalesce(w.period, 'z')
     and u.code = f.unit and f.value is not null
     and (w.role <> 'base' or later.code is not null)
), beside as (
  -- One row is a growth with its level and its base; half is half a unit of the last digit. The factor is 1 + growth:
  -- 275 percent more is 3.75 times as much.
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
         max(case when role = 'growth' then 1 + value * factor end) as growth_factor,
         max(case when role = 'growth' then 1 + low * factor end) as factor_low,
         max(case when role = 'growth' then 1 + high * factor end) as factor_high,
         max(case when role = 'growth' then half * factor end) as factor_half,
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
), widened as (
  -- Every range is widened by half a unit at each end; an open end (NULL) stays open, and a base is never below 0.
  -- A base is a level over a factor, so its lower bound comes from the lower level and the higher factor.
  select beside.*,
         factor_low - factor_half as least_factor, factor_high + factor_half as most_factor,
         level_low - level_half as least_level, level_high + level_half as most_level,
         case when base_low > base_half then base_low - base_half when base_low is not null then 0 end as least_base,
         base_high + base_half as most_base,
         level_low / nullif(factor_high, 0) as implied_low, level_high / nullif(factor_low, 0) as implied_high,
         level / nullif(growth_factor, 0) as implied_value,
         -- How many units of its last digit a figure is: 107,000, rounded to thousands, is 107.
         level / (2 * level_half) as level_units, growth_factor / (2 * factor_half) as factor_units
    from beside
), judged as (
  -- An approximate figure has no bounds, so that a base follows from it only together with an exact or another
  -- approximate figure; a lower bound of the level and a lower bound of the growth give no bound of the base.
  select widened.*,
         case when level <= 0 or growth_factor <= 0 or factor_low <= 0 then null
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
         case when level_units < 9.5 or factor_units < 9.5 then 1
              when level_units < 99.5 or factor_units < 99.5 then 2
              when level_units < 999.5 or factor_units < 999.5 then 3
              when level_units < 9999.5 or factor_units < 9999.5 then 4
              else 5 end as implied_digits,
         -- The level must lie between the bounds of the stored base times those of the factor; a negative factor
         -- exchanges the bounds.
         case when level is null then 'no level'
              when base is null then 'no base stored'
              when base <= 0 then 'no base to grow from'
              when least_level - case when most_factor >= 0 then most_base else least_base end * most_factor
                   > 1e-9 * abs(level)
                or case when least_factor >= 0 then least_base else most_base end * least_factor - most_level
                   > 1e-9 * abs(level)
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
