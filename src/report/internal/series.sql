-- name: series
-- title: The series
-- description: Every series with its names, in the order of its codes.
-- columns: series_id, metric, region, sector, enterprise, breakdown, unit, observations, checksum, metric_name, subject, decimals, unit_shown
select s.series_id, s.metric, s.region, s.sector, s.enterprise, s.breakdown, m.unit, s.observations, s.checksum,
       m.name as metric_name,
       -- As in `fact`, which has it for each figure.
       coalesce(e.name, '') || case when e.name is not null and c.name is not null then ', ' else '' end ||
       coalesce(c.name, '') || case when coalesce(e.name, c.name) is not null and r.name is not null then ', ' else '' end ||
       coalesce(r.name, '') || case when s.breakdown <> '' then ' [' || s.breakdown || ']' else '' end as subject,
       m.decimals, coalesce(u.symbol, m.unit) as unit_shown
  from series as s
  join metric as m on m.code = s.metric
  left join unit as u on u.code = m.unit
  left join region as r on r.code = s.region
  left join sector as c on c.code = s.sector
  left join enterprise as e on e.code = s.enterprise
 order by s.metric, s.region, s.sector, s.enterprise, s.breakdown;
