-- name: series
-- title: The series
-- description: Every series with its names, in the order of its codes.
-- columns: series_id, metric, region, sector, enterprise, breakdown, unit, observations, checksum, metric_name, subject, decimals, unit_shown
select s.series_id, s.metric, s.region, s.sector, s.enterprise, s.breakdown, m.unit, s.observations, s.checksum,
       coalesce(m.name, s.metric) as metric_name,
       -- As in `fact`, which has it for each figure. Of what has been removed, the code is left.
       coalesce(e.name, s.enterprise) ||
       case when s.enterprise <> '' and s.sector <> '' then ', ' else '' end || coalesce(c.name, s.sector) ||
       case when (s.enterprise || s.sector) <> '' and s.region <> '' then ', ' else '' end || coalesce(r.name, s.region) || case when s.breakdown <> '' then ' [' || s.breakdown || ']' else '' end as subject,
       m.decimals, coalesce(u.symbol, m.unit) as unit_shown
  from series as s
  left join metric as m on m.code = s.metric
  left join unit as u on u.code = m.unit
  left join region as r on r.code = s.region
  left join sector as c on c.code = s.sector
  left join enterprise as e on e.code = s.enterprise
 order by s.metric, s.region, s.sector, s.enterprise, s.breakdown;
