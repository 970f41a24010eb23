-- name: series
-- title: The series
-- description: Every series with its names, in the order of its codes; of what has been removed, the names that it had last. The codes that were given up between two loads are those of now, and of series with the same codes the one that has them comes first.
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
), former_metric as (
  -- What has been removed, as it was before its last change.
  select json_extract(row_key, '$[0]') as code, json_extract(before, '$.name') as name, json_extract(before, '$.unit') as unit,
         json_extract(before, '$.decimals') as decimals, max(change_id) as change_id
    from row_change where table_name = 'metric' and before is not null group by row_key
), former_region as (
  select json_extract(row_key, '$[0]') as code, json_extract(before, '$.name') as name, max(change_id) as change_id
    from row_change where table_name = 'region' and before is not null group by row_key
), former_sector as (
  select json_extract(row_key, '$[0]') as code, json_extract(before, '$.name') as name, max(change_id) as change_id
    from row_change where table_name = 'sector' and before is not null group by row_key
), former_enterprise as (
  select json_extract(row_key, '$[0]') as code, json_extract(before, '$.name') as name, max(change_id) as change_id
    from row_change where table_name = 'enterprise' and before is not null group by row_key
), former_unit as (
  select json_extract(row_key, '$[0]') as code, json_extract(before, '$.symbol') as symbol, max(change_id) as change_id
    from row_change where table_name = 'unit' and before is not null group by row_key
)
select s.series_id, s.metric, s.region, s.sector, s.enterprise, s.breakdown, coalesce(m.unit, xm.unit) as unit, s.observations,
       s.checksum, coalesce(m.name, xm.name, s.metric) as metric_name,
       -- As in `fact`, which has it for each figure.
       coalesce(e.name, xe.name, s.enterprise) ||
       case when s.enterprise <> '' and s.sector <> '' then ', ' else '' end || coalesce(c.name, xc.name, s.sector) ||
       case when (s.enterprise || s.sector) <> '' and s.region <> '' then ', ' else '' end ||
       coalesce(r.name, xr.name, s.region) || case when s.breakdown <> '' then ' [' || s.breakdown || ']' else '' end as subject,
       coalesce(m.decimals, xm.decimals) as decimals,
       coalesce(u.symbol, xu.symbol, m.unit, xm.unit) as unit_shown
  from coded as s
  left join metric as m on m.code = s.metric
  left join region as r on r.code = s.region
  left join sector as c on c.code = s.sector
  left join enterprise as e on e.code = s.enterprise
  left join former_metric as xm on m.code is null and xm.code = s.metric
  left join former_region as xr on r.code is null and xr.code = s.region
  left join former_sector as xc on c.code is null and xc.code = s.sector
  left join former_enterprise as xe on e.code is null and xe.code = s.enterprise
  left join unit as u on u.code = coalesce(m.unit, xm.unit)
  left join former_unit as xu on u.code is null and xu.code = coalesce(m.unit, xm.unit)
 order by s.metric, s.region, s.sector, s.enterprise, s.breakdown, s.is_moved, s.series_id;
