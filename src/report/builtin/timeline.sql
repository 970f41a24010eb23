-- name: timeline
-- title: A metric over time
-- headline: {metric}[, {enterprise}][, {sector}][, {region}][ ({breakdown})] over time
-- description: The figures of a metric by subject and time; `change` is the difference from the figure of the period directly before, and is given only where both figures are exact and there is no break in the series between them. Where there are more subjects than `subjects` allows, the last row counts the others.
-- parameter: metric | choice | required | What is measured | select code, name from metric as m where exists (select 1 from series as s where s.metric = m.code) order by code
-- parameter: region | choice | optional | Only this region | select code, name from region as r where exists (select 1 from series as s where s.region = r.code) order by code
-- parameter: sector | choice | optional | Only this sector | select code, name from sector as c where exists (select 1 from series as s where s.sector = c.code) order by code
-- parameter: enterprise | choice | optional | Only this enterprise | select code, name from enterprise as e where exists (select 1 from series as s where s.enterprise = e.code) order by code
-- parameter: breakdown | choice | optional | Only this part of a breakdown | select distinct breakdown, breakdown from series where breakdown <> '' order by 1
-- parameter: subjects | integer | default 20 | How many subjects at most
-- columns: metric, subject, period, period_inferred, value, comparator, upper, decimals, unit, change, change_digits, change_unit, status, source, published_on, locator
-- chart: line | period | value | subject
with fitting as (
  select series_id, row_number() over (order by region, sector, enterprise, breakdown) as place
    from series
   where metric = :metric
     and (:region is null or region = :region)
     and (:sector is null or sector = :sector)
     and (:enterprise is null or enterprise = :enterprise)
     and (:breakdown is null or breakdown = :breakdown)
), stated as (
  -- SQLite evaluates a CROSS JOIN from left to right: figures are looked up by their series, never scanned.
  select s.place, f.metric_name as metric, f.subject, f.period, f.period_inferred, f.start_date, f.end_date,
         f.value, f.comparator, f.upper, f.decimals, f.status,
         coalesce(f.unit_symbol, f.unit) as unit,
         case when u.dimension = 'ratio' and u.factor = 0.01 then 'percentage points'
              else coalesce(f.unit_symbol, f.unit) end as change_unit,
         nullif(f.status_name, 'normal') as status_name, f.source,
         f.published_on, f.locator,
         lag(f.end_date) over earlier as end_before,
         lag(f.comparator) over earlier as comparator_before,
         lag(f.value) over earlier as value_before
    from fitting as s
   cross join current_fact as f
   cross join unit as u
   where s.place <= :subjects and f.metric = :metric and f.series_id = s.series_id and u.code = f.unit
  window earlier as (partition by f.series_id, f.frequency order by f.start_date, f.end_date, f.period)
), dated as (
  select stated.*, value - value_before as difference, abs(value) + abs(value_before) as size,
         cast(substr(start_date, 1, 4) as bigint) * 12 + cast(substr(start_date, 6, 2) as bigint) as month,
         cast(substr(end_before, 1, 4) as bigint) as year_before,
         cast(substr(end_before, 6, 2) as bigint) as month_before,
         cast(substr(end_before, 9, 2) as bigint) as day_before
    from stated
), compared as (
  -- The period just before is the one that ends on the day before this one starts; after a gap there is none.
  select dated.*,
         case when value is null or value_before is null or comparator <> '=' or comparator_before <> '='
                or status = 'B' then 0
              when substr(start_date, 9, 2) <> '01'
              then case when substr(end_before, 1, 7) = substr(start_date, 1, 7)
                         and day_before + 1 = cast(substr(start_date, 9, 2) as bigint) then 1 else 0 end
              when year_before * 12 + month_before + 1 <> month then 0
              when day_before = case when month_before in (4, 6, 9, 11) then 30
                                     when month_before <> 2 then 31
                                     when year_before % 4 = 0 and year_before % 100 <> 0 or year_before % 400 = 0
                                     then 29
                                     else 28 end then 1
              else 0 end as is_comparable
    from dated
)
select metric, subject, period, period_inferred, value, comparator, upper, decimals, unit, change, change_digits,
       change_unit, status, source, published_on, locator
  from (
    -- The difference of two doubles loses the digits that they have in common: no more than these are exact.
    select 0 as part, place, start_date, end_date, metric, subject, period, period_inferred, value, comparator,
           upper, decimals, unit,
           case when is_comparable = 1 then difference end as change,
           case when is_comparable = 0 then null
                when abs(difference) >= 1e-1 * size then 14
                when abs(difference) >= 1e-4 * size then 11
                when abs(difference) >= 1e-7 * size then 8
                when abs(difference) >= 1e-8 * size then 7
                when abs(difference) >= 1e-9 * size then 6
                else 5 end as change_digits,
           case when is_comparable = 1 then change_unit end as change_unit,
           status_name as status, source, published_on, locator
      from compared
    union all
    select 1, null, null, null, null, '... and ' || cast(rest.subjects as varchar(40)) || ' more subject' || case when rest.subjects = 1 then '' else 's' end, null, null,
           null, null, null, null, null, null, null, null, null, null, null, null
      from (select count(*) as subjects from fitting where place > :subjects) as rest
     where rest.subjects > 0
  ) as shown
 order by part, subject, place, start_date, end_date, period;
