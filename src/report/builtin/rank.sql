-- name: rank
-- title: Subjects in the order of their figures
-- description: The subjects of a metric in the order of their figures, each with its newest one unless a period is given; equal figures share a place, a figure with a comparator is ranked by its value (a range by its lower end), a missing one is ignored.
-- parameter: metric | choice | required | What is ranked | select code, name from metric where exists (select 1 from series where series.metric = metric.code) order by code
-- parameter: period | period | optional | Only figures of this period
-- parameter: kind | choice | optional | Only subjects of this kind | enterprise, sector, region
-- parameter: region | choice | optional | Only subjects in this region or a part of it; for a figure of an enterprise without a region, the region of the enterprise counts | select code, name from region where code in (with recursive used (code) as (select code from region where exists (select 1 from series where series.region = region.code) or exists (select 1 from enterprise where enterprise.region = region.code) union select p.parent from region as p join used as u on u.code = p.code where p.parent is not null) select code from used) order by code
-- parameter: sector | choice | optional | Only subjects in this sector or a part of it; for a figure of an enterprise without a sector, the sectors of the enterprise count | select code, name from sector where code in (with recursive used (code) as (select code from sector where exists (select 1 from series where series.sector = sector.code) or exists (select 1 from enterprise_sector where enterprise_sector.sector = sector.code) union select p.parent from sector as p join used as u on u.code = p.code where p.parent is not null) select code from used) order by code
-- parameter: order | choice | default highest | Which end comes first | highest, lowest
-- parameter: top | integer | default 10 | How many places
-- columns: place, subject, period, value, comparator, upper, decimals, unit, status, source, published_on, locator
-- chart: bar | subject | value
with recursive wanted_region (code) as (
  select cast(:region as text)
   union
  select r.code from region as r join wanted_region as w on r.parent = w.code
), wanted_sector (code) as (
  select cast(:sector as text)
   union
  select c.code from sector as c join wanted_sector as w on c.parent = w.code
), ranked as (
  -- SQLite evaluates a CROSS JOIN from left to right: figures are looked up by their series, never scanned.
  select f.series_id, f.period,
         rank() over (order by case when :order = 'lowest' then f.value else - f.value end) as place
    from series as s
   cross join current_fact as f
   where s.metric = :metric
     and f.series_id = s.series_id and f.period = coalesce(:period, s.last_period)
     and f.value is not null
     and (:kind is null
          or :kind = case when s.enterprise <> '' then 'enterprise' when s.sector <> '' then 'sector' else 'region' end)
     and (:region is null or s.region in (select code from wanted_region)
          or s.region = ''
             and s.enterprise in (select code from enterprise where region in (select code from wanted_region)))
     and (:sector is null or s.sector in (select code from wanted_sector)
          or s.sector = ''
             and s.enterprise in (select enterprise from enterprise_sector
                                   where sector in (select code from wanted_sector)))
)
-- Names and sources are looked up for the first places only.
select r.place, f.subject, f.period, f.value, f.comparator, f.upper, m.decimals, coalesce(f.unit_symbol,
       f.unit) as unit,
       nullif(f.status_name, 'normal') as status, f.source, f.published_on, f.locator
  from ranked as r
 cross join current_fact as f
 cross join metric as m
 where r.place <= :top
   and f.series_id = r.series_id and f.period = r.period and m.code = f.metric
 order by r.place, f.subject, f.series_id;
