-- name: compare
-- title: Two subjects side by side
-- description: The figures of two enterprises, two sectors or two regions, period by period; difference is the first less the second, told only where both are exact. Figures of enterprises within a region or sector are not among those of the region or sector.
-- parameter: first | choice | required | The first enterprise, sector or region | select code, name from enterprise where exists (select 1 from series where series.enterprise = enterprise.code) union all select code, name from sector where exists (select 1 from series where series.sector = sector.code) union all select code, name from region where exists (select 1 from series where series.region = region.code) order by code
-- parameter: second | choice | required | What it is compared with, of the same kind | select code, name from enterprise where exists (select 1 from series where series.enterprise = enterprise.code) union all select code, name from sector where exists (select 1 from series where series.sector = sector.code) union all select code, name from region where exists (select 1 from series where series.region = region.code) order by code
-- parameter: kind | choice | optional | What the two codes are, should they be codes of several kinds | enterprise, sector, region
-- parameter: metric | choice | optional | Only this metric | select code, name from metric where exists (select 1 from series where series.metric = metric.code) order by code
-- parameter: period | period | optional | Only this period
-- columns: metric, period, first, second, difference, unit, status, citation
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
  -- Two firms sit in two places: where a metric is told once of each, it is compared whatever region and sector stand
  -- beside it. Everything else is compared within the same region and sector.
  select kind, side, series_id, metric, breakdown,
         case when kind = 'enterprise' and max(alike) over (partition by kind, metric, breakdown) = 1
              then '' else region end as region,
         case when kind = 'enterprise' and max(alike) over (partition by kind, metric, breakdown) = 1
              then '' else sector end as sector
    from numbered
), beside as (
  -- SQLite walks a cross join from left to right: figures are sought by their series, never scanned.
  select p.kind, p.metric, p.region, p.sector, p.breakdown, f.period,
         min(f.start_date) as start_date, min(f.end_date) as end_date,
         min(f.metric_name) ||
         case when p.sector <> '' then coalesce(', ' || min(f.sector_name), '') else '' end ||
         case when p.region <> '' then coalesce(', ' || min(f.region_name), '') else '' end ||
         case when p.breakdown <> '' then ' [' || p.breakdown || ']' else '' end as name,
         min(coalesce(f.unit_symbol, f.unit)) as unit,
         max(case when p.side = 1 then f.display end) as first_display,
         max(case when p.side = 2 then f.display end) as second_display,
         max(case when p.side = 1 and f.comparator = '=' then f.value end) as first_value,
         max(case when p.side = 2 and f.comparator = '=' then f.value end) as second_value,
         max(case when p.side = 1 then f.status_name end) as first_status,
         max(case when p.side = 2 then f.status_name end) as second_status,
         max(case when p.side = 1 then f.citation end) as first_citation,
         max(case when p.side = 2 then f.citation end) as second_citation
    from paired as p
   cross join current_fact as f
   where f.series_id = p.series_id
     and (:period is null or f.period = :period)
   group by p.kind, p.metric, p.region, p.sector, p.breakdown, f.period
)
select metric, period, first, second, difference, unit, status, citation
  from (
    -- Who stands in which column.
    select 0 as part, 'name' as metric, null as period, null as start_date, null as end_date,
           coalesce(case when coalesce(:kind, 'enterprise') = 'enterprise'
                         then (select name from enterprise where code = :first) end,
                    case when coalesce(:kind, 'sector') = 'sector'
                         then (select name from sector where code = :first) end,
                    (select name from region where code = :first)) as first,
           coalesce(case when coalesce(:kind, 'enterprise') = 'enterprise'
                         then (select name from enterprise where code = :second) end,
                    case when coalesce(:kind, 'sector') = 'sector'
                         then (select name from sector where code = :second) end,
                    (select name from region where code = :second)) as second,
           null as difference, null as unit, null as status, null as citation
     where exists (select 1 from beside)
    union all
    select 1, name, period, start_date, end_date, first_display, second_display,
           case when abs(first_value) + abs(second_value) < 1000 then round(first_value - second_value, 12)
                when abs(first_value) + abs(second_value) < 1000000 then round(first_value - second_value, 9)
                when abs(first_value) + abs(second_value) < 1000000000 then round(first_value - second_value, 6)
                else round(first_value - second_value, 3) end,
           unit,
           case when coalesce(first_status, second_status) = coalesce(second_status, first_status)
                then nullif(coalesce(first_status, second_status), 'normal')
                else first_status || ' / ' || second_status end,
           case when coalesce(first_citation, second_citation) = coalesce(second_citation, first_citation)
                then coalesce(first_citation, second_citation)
                else first_citation || ' / ' || second_citation end
      from beside
  ) as shown
 order by part, metric, start_date, end_date;
