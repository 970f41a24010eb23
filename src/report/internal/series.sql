-- name: series
-- title: The series
-- description: Every series with its names, in the order of its codes; of what has been removed, the names that it had last.
-- columns: series_id, metric, region, sector, enterprise, breakdown, unit, observations, checksum, metric_name, subject, decimals, unit_shown
with former_metric as (
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
  from series as s
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
 order by s.metric, s.region, s.sector, s.enterprise, s.breakdown;
