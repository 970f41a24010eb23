-- name: series
-- title: The series
-- description: Every series with its names, in the order of its codes. The codes that were given up between two loads are those of now, and of series with the same codes the one that has them comes first.
-- parameter: after | integer | required | The earlier load
-- parameter: at | integer | required | The later load
-- columns: series_id, metric, region, sector, enterprise, breakdown, unit, observations, checksum, metric_name, subject, decimals, unit_shown
with moved as (
  select json_extract(c.row_key, '$[0]') as table_name, json_extract(c.row_key, '$[1]') as former,
         coalesce(max(f.code), max(json_extract(c.before, '$.code'))) as code
    from row_change as c
    left join former_code as f on f.table_name = json_extract(c.row_key, '$[0]') and f.former = json_extract(c.row_key, '$[1]')
   where c.table_name = 'former_code' and c.load_id > :after and c.load_id <= :at
   group by json_extract(c.row_key, '$[0]'), json_extract(c.row_key, '$[1]')
), coded as (
  select t.series_id, coalesce(m.code, t.metric) as metric, coalesce(r.code, t.region) as region,
         coalesce(c.code, t.sector) as sector, coalesce(e.code, t.enterprise) as enterprise, t.breakdown,
         t.observations, t.checksum, coalesce(m.code, r.code, c.code, e.code) is not null as is_moved
    from series as t
    left join moved as m on m.table_name = 'metric' and m.former = t.metric
    left join moved as r on r.table_name = 'region' and r.former = t.region
    left join moved as c on c.table_name = 'sector' and c.former = t.sector
    left join moved as e on e.table_name = 'enterprise' and e.former = t.enterprise
)
select s.series_id, s.metric, s.region, s.sector, s.enterprise, s.breakdown, m.unit, s.observations, s.checksum,
       coalesce(m.name, s.metric) as metric_name,
       -- As in `fact`, which has it for each figure. Of what has been removed, the code is left.
       coalesce(e.name, s.enterprise) ||
       case when s.enterprise <> '' and s.sector <> '' then ', ' else '' end || coalesce(c.name, s.sector) ||
       case when (s.enterprise || s.sector) <> '' and s.region <> '' then ', ' else '' end || coalesce(r.name, s.region) || case when s.breakdown <> '' then ' [' || s.breakdown || ']' else '' end as subject,
       m.decimals, coalesce(u.symbol, m.unit) as unit_shown
  from coded as s
  left join metric as m on m.code = s.metric
  left join unit as u on u.code = m.unit
  left join region as r on r.code = s.region
  left join sector as c on c.code = s.sector
  left join enterprise as e on e.code = s.enterprise
 order by s.metric, s.region, s.sector, s.enterprise, s.breakdown, s.is_moved, s.series_id;
