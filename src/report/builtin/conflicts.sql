-- name: conflicts
-- title: Where two sources cannot both be right
-- headline: Where two sources cannot both be right[: {metric}][, {enterprise}][, {sector}][, {region}][, {period}]
-- description: Two figures for one subject and period that cannot both be true; the first is the preferred one. `second_minus_first` is negative where the second is smaller, and `percent_of_first` is this difference in percent of the first figure. A figure with a comparator stands for all values that the comparator allows, and the difference is the smallest that these values allow; an approximate figure (`~`) conflicts with nothing, and a forecast conflicts only with other forecasts. Figures that may differ only because each was rounded are listed with `rounding=yes`, and marked in `only_rounded`. Where several sources have figures on more than `top` subjects, the last row says how many subjects were not looked at.
-- parameter: metric | choice | optional | Only this metric | select code, name from metric as m where exists (select 1 from series as s where s.metric = m.code) order by code
-- parameter: region | choice | optional | Only this region | select code, name from region as r where exists (select 1 from series as s where s.region = r.code) order by code
-- parameter: sector | choice | optional | Only this sector | select code, name from sector as c where exists (select 1 from series as s where s.sector = c.code) order by code
-- parameter: enterprise | choice | optional | Only this enterprise | select code, name from enterprise as e where exists (select 1 from series as s where s.enterprise = e.code) order by code
-- parameter: period | period | optional | Only this period
-- parameter: rounding | choice | default no | Whether figures that may differ only because each was rounded are listed too | no, yes
-- parameter: top | count | default 100 | How many subjects are looked at
-- columns: metric, subject, period, period_inferred, first, first_comparator, first_upper, first_decimals, first_status, second, second_comparator, second_upper, second_decimals, second_status, unit, second_minus_first, second_minus_first_digits, second_minus_first_unit, percent_of_first, percent_of_first_digits, only_rounded, preferred, first_source, first_published_on, first_locator, second_source, second_published_on, second_locator
with fitting as (
  select series_id, metric, row_number() over (order by metric, region, sector, enterprise, breakdown) as place
    from series
   where alternatives > 0
     and (:metric is null or metric = :metric)
     and (:region is null or region = :region)
     and (:sector is null or sector = :sector)
     and (:enterprise is null or enterprise = :enterprise)
), candidate as (
  select series_id, metric, place from fitting where place <= :top
), judged as (
  -- The order of preference is that of current_fact, but forecasts have their own.
  select f.*, c.place, case when f.status = 'F' then 1 else 0 end as is_forecast,
         case when row_number() over (partition by f.series_id, f.period, case when f.status = 'F' then 1 else 0 end
                                      order by f.source_priority, coalesce(f.published_end, '') desc, f.source) = 1
              then 1 else 0 end as is_preferred
    from candidate as c
   cross join fact as f
   where f.metric = c.metric and f.series_id = c.series_id
     and (:period is null or f.period = :period)
     and f.value is not null
), stated as (
  select judged.*,
         max(case when is_preferred = 1 and comparator = '=' then 1 else 0 end)
           over (partition by series_id, period, is_forecast) as is_preferred_exact
    from judged
   where comparator <> '~'
), found as (
  select 0 as part, a.metric as metric_code, a.place, a.start_date, a.end_date, a.is_preferred, a.metric_name as metric,
         a.subject, a.period, coalesce(a.period_inferred, b.period_inferred) as period_inferred,
         a.value as first, a.comparator as first_comparator, a.upper as first_upper,
         nullif(a.status_name, 'normal') as first_status,
         b.value as second, b.comparator as second_comparator, b.upper as second_upper,
         nullif(b.status_name, 'normal') as second_status, a.decimals as first_decimals, b.decimals as second_decimals,
         coalesce(a.unit_symbol, a.unit) as unit,
         case when u.dimension = 'ratio' and u.factor = 0.01 then 'percentage points'
              else coalesce(a.unit_symbol, a.unit) end as difference_unit,
         case when a.low > b.high then b.high - a.low else b.low - a.high end as difference,
         100 * case when a.low > b.high then b.high - a.low else b.low - a.high end / nullif(abs(a.value), 0) as percent,
         case when coalesce(a.low - a.rounding <= b.high + b.rounding, 1 = 1)
               and coalesce(b.low - b.rounding <= a.high + a.rounding, 1 = 1) then 'possibly' end as only_rounded,
         case when a.is_preferred = 0 then 'neither'
              when a.source_priority < b.source_priority
              then a.source || ': priority ' || cast(a.source_priority as varchar(40)) || ' before ' ||
                   cast(b.source_priority as varchar(40))
              when coalesce(a.published_end, '') > coalesce(b.published_end, '')
              then a.source || ': published ' || a.published_on || coalesce(', not ' || b.published_on, '')
              else a.source || ': same priority and day, first code' end as preferred,
         a.source as first_source, a.published_on as first_published_on, a.locator as first_locator,
         b.source as second_source, b.published_on as second_published_on, b.locator as second_locator
    from stated as a
    join unit as u on u.code = a.unit
    join stated as b on b.series_id = a.series_id and b.period = a.period and b.is_forecast = a.is_forecast
                    and b.source_id <> a.source_id
   where (a.is_preferred = 1
          -- Two others are compared only where the preferred one has a comparator: with an exact one each has its own row.
          or b.is_preferred = 0 and a.source < b.source and a.is_preferred_exact = 0)
     -- Two ranges that touch have one value in common, unless one of them excludes it.
     and (a.low > b.high or b.low > a.high
          or a.low = b.high and (a.comparator = '>' or b.comparator = '<')
          or b.low = a.high and (b.comparator = '>' or a.comparator = '<'))
)
select metric, subject, period, period_inferred, first, first_comparator, first_upper, first_decimals,
       first_status, second, second_comparator, second_upper, second_decimals, second_status, unit,
       difference as second_minus_first,
       case when difference is not null then 9 end as second_minus_first_digits,
       case when difference is not null then difference_unit end as second_minus_first_unit, percent as percent_of_first,
       case when percent is not null then 3 end as percent_of_first_digits, only_rounded, preferred,
       first_source, first_published_on, first_locator, second_source, second_published_on, second_locator
  from (
    select part, metric_code, place, start_date, end_date, is_preferred, metric, subject, period, period_inferred,
           first, first_comparator, first_upper, first_decimals, first_status, second, second_comparator, second_upper, second_decimals, second_status, unit, difference,
           difference_unit, percent, only_rounded, preferred,
           first_source, first_published_on, first_locator, second_source, second_published_on, second_locator
      from found
     where only_rounded is null or :rounding = 'yes'
    union all
    select 1, null, null, null, null, null, null,
           '... and ' || cast(rest.subjects - :top as varchar(40)) || ' more ' || case when rest.subjects - :top = 1 then 'subject that was' else 'subjects that were' end || ' not looked at',
           null, null, null, null, null, null, null, null, null, null, null, null,
           null, null, null, null, null, null, null, null, null, null, null, null
      from (select count(*) as subjects from fitting) as rest
     where rest.subjects > :top) as listed
 order by part, metric_code, subject, place, start_date, end_date, is_preferred desc, first_source, second_source;
