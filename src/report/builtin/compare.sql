-- name: compare
-- title: Two subjects side by side
-- headline: {first} and {second}[: {metric}][, {period}]
-- description: The figures of two enterprises, two sectors or two regions, period by period; `difference` is the first figure minus the second, and is given only where both are exact. The figures of a region or sector do not include those of the enterprises in it.
-- parameter: first | choice | required | The first enterprise, sector or region | select code, name from enterprise as e where exists (select 1 from series as s where s.enterprise = e.code) union all select code, name from sector as c where exists (select 1 from series as s where s.sector = c.code) union all select code, name from region as r where exists (select 1 from series as s where s.region = r.code) order by code, name
-- parameter: second | choice | required | What it is compared with, of the same kind | select code, name from enterprise as e where exists (select 1 from series as s where s.enterprise = e.code) union all select code, name from sector as c where exists (select 1 from series as s where s.sector = c.code) union all select code, name from region as r where exists (select 1 from series as s where s.region = r.code) order by code, name
-- parameter: kind | choice | optional | The kind of the two codes, where both exist in several kinds | enterprise, sector, region
-- parameter: metric | choice | optional | Only this metric | select code, name from metric as m where exists (select 1 from series as s where s.metric = m.code) order by code
-- parameter: period | period | optional | Only this period
-- columns: metric, period, period_inferred, first_subject, first, first_comparator, first_upper, first_decimals, second_subject, second, second_comparator, second_upper, second_decimals, difference, difference_digits, difference_unit, unit, status, first_source, first_published_on, first_locator, second_source, second_published_on, second_locator
with wanted (side, code) as (
  values (1, :first), (2, :second)
), found as (
  select 'enterprise' as kind, w.side, s.series_id, s.metric, s.region, s.sector, s.breakdown
    from wanted as w
    join series as s on s.enterprise = w.code
   where coalesce(:kind, 'enterprise') = 'enterprise' and (:metric is null or s.metric = :metric)
     and exists (select 1 from series as s where s.enterprise = nullif(:first, ''))
     and exists (select 1 from series as s where s.enterprise = nullif(:second, ''))
  union all
  select 'sector', w.side, s.series_id, s.metric, s.region, '', s.breakdown
    from wanted as w
    join series as s on s.sector = w.code and s.enterprise = ''
   where coalesce(:kind, 'sector') = 'sector' and (:metric is null or s.metric = :metric)
     and exists (select 1 from series as s where s.sector = nullif(:first, '') and s.enterprise = '')
     and exists (select 1 from series as s where s.sector = nullif(:second, '') and s.enterprise = '')
  union all
  select 'region', w.side, s.series_id, s.metric, '', s.sector, s.breakdown
    from wanted as w
    join series as s on s.region = w.code and s.enterprise = ''
   where coalesce(:kind, 'region') = 'region' and (:metric is null or s.metric = :metric)
     and exists (select 1 from series as s where s.region = nullif(:first, '') and s.enterprise = '')
     and exists (select 1 from series as s where s.region = nullif(:second, '') and s.enterprise = '')
), numbered as (
  select found.*, count(*) over (partition by kind, side, metric, breakdown) as alike
    from found
), paired as (
  -- Two firms may be in two regions: where each has one series of a metric, these are compared whatever their region
  -- and sector. All other series are compared within the same region and sector.
  select kind, side, series_id, metric, breakdown,
         case when kind = 'enterprise' and max(alike) over (partition by kind, metric, breakdown) = 1
              then '' else region end as region,
         case when kind = 'enterprise' and max(alike) over (partition by kind, metric, breakdown) = 1
              then '' else sector end as sector
    from numbered
), beside as (
  -- SQLite evaluates a CROSS JOIN from left to right: figures are looked up by their series, never scanned.
  select p.kind, p.metric, p.region, p.sector, p.breakdown, f.period,
         max(f.period_inferred) as period_inferred, min(f.start_date) as start_date, min(f.end_date) as end_date,
         min(f.metric_name) ||
         case when p.sector <> '' then coalesce(', ' || min(f.sector_name), '') else '' end ||
         case when p.region <> '' then coalesce(', ' || min(f.region_name), '') else '' end ||
         case when p.breakdown <> '' then ' [' || p.breakdown || ']' else '' end as name,
         min(coalesce(f.unit_symbol, f.unit)) as unit,
         min(case when u.dimension = 'ratio' and u.factor = 0.01 then 'percentage points'
                  else coalesce(f.unit_symbol, f.unit) end) as difference_unit,
         max(case when p.side = 1 then f.value end) as first,
         max(case when p.side = 1 then f.comparator end) as first_comparator,
         max(case when p.side = 1 then f.upper end) as first_upper,
         max(case when p.side = 1 then f.decimals end) as first_decimals,
         max(case when p.side = 1 then f.status_name end) as first_status,
         max(case when p.side = 1 then f.source end) as first_source,
         max(case when p.side = 1 then f.published_on end) as first_published_on,
         max(case when p.side = 1 then f.locator end) as first_locator,
         max(case when p.side = 2 then f.value end) as second,
         max(case when p.side = 2 then f.comparator end) as second_comparator,
         max(case when p.side = 2 then f.upper end) as second_upper,
         max(case when p.side = 2 then f.decimals end) as second_decimals,
         max(case when p.side = 2 then f.status_name end) as second_status,
         max(case when p.side = 2 then f.source end) as second_source,
         max(case when p.side = 2 then f.published_on end) as second_published_on,
         max(case when p.side = 2 then f.locator end) as second_locator
    from paired as p
   cross join current_fact as f
   cross join unit as u
   where f.metric = p.metric and f.series_id = p.series_id and u.code = f.unit
     and (:period is null or f.period = :period)
   group by p.kind, p.metric, p.region, p.sector, p.breakdown, f.period
), subject as (
  select coalesce(case when coalesce(:kind, 'enterprise') = 'enterprise'
                       then (select name from enterprise where code = :first) end,
                  case when coalesce(:kind, 'sector') = 'sector' then (select name from sector where code = :first) end,
                  (select name from region where code = :first)) as first_subject,
         coalesce(case when coalesce(:kind, 'enterprise') = 'enterprise'
                       then (select name from enterprise where code = :second) end,
                  case when coalesce(:kind,
                  'sector') = 'sector' then (select name from sector where code = :second) end,
                  (select name from region where code = :second)) as second_subject
)
select b.name as metric, b.period, b.period_inferred, s.first_subject, b.first, b.first_comparator, b.first_upper,
       b.first_decimals, s.second_subject, b.second, b.second_comparator, b.second_upper,
       b.second_decimals,
       case when b.first_comparator = '=' and b.second_comparator = '=' then b.first - b.second end as difference,
       -- The difference of two doubles loses the digits that they have in common: no more than these are exact.
       case when b.first_comparator <> '=' or b.second_comparator <> '=' or b.first - b.second is null then null
            when abs(b.first - b.second) >= 1e-1 * (abs(b.first) + abs(b.second)) then 14
            when abs(b.first - b.second) >= 1e-4 * (abs(b.first) + abs(b.second)) then 11
            when abs(b.first - b.second) >= 1e-7 * (abs(b.first) + abs(b.second)) then 8
            when abs(b.first - b.second) >= 1e-8 * (abs(b.first) + abs(b.second)) then 7
            when abs(b.first - b.second) >= 1e-9 * (abs(b.first) + abs(b.second)) then 6
            else 5 end as difference_digits,
       case when b.first_comparator = '=' and b.second_comparator = '=' and b.first is not null and b.second is not null
            then b.difference_unit end as difference_unit,
       b.unit,
       case when coalesce(b.first_status, b.second_status) = coalesce(b.second_status, b.first_status)
            then nullif(coalesce(b.first_status, b.second_status), 'normal')
            else b.first_status || ' / ' || b.second_status end as status,
       b.first_source, b.first_published_on, b.first_locator, b.second_source, b.second_published_on, b.second_locator
  from beside as b
 cross join subject as s
 order by b.name, b.start_date, b.end_date, b.kind, b.metric, b.region, b.sector, b.breakdown;
