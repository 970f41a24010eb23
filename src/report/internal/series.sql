-- name: series
-- title: The series
-- description: Every series with its names, in the order of its codes; of what has been removed, the names that it had last.
-- columns: series_id, metric, region, sector, enterprise, breakdown, unit, observations, checksum, metric_name, subject, decimals, unit_shown
with former as (
  -- What has been removed, as it was last.
  select table_name, json_extract(row_key, '$[0]') as code, json_extract(before, '$.name') as name,
         json_extract(before, '$.unit') as unit, json_extract(before, '$.decimals') as decimals,
         json_extract(before, '$.symbol') as symbol,
         row_number() over (partition by table_name, row_key order by change_id desc) as place
    from row_change
   where table_name in ('metric', 'unit', 'region', 'sector', 'enterprise') and before is not null
), removed as (
  select table_name, code, name, unit, decimals, symbol from former where place = 1
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
  left join removed as xm on m.code is null and xm.table_name = 'metric' and xm.code = s.metric
  left join removed as xr on r.code is null and xr.table_name = 'region' and xr.code = s.region
  left join removed as xc on c.code is null and xc.table_name = 'sector' and xc.code = s.sector
  left join removed as xe on e.code is null and xe.table_name = 'enterprise' and xe.code = s.enterprise
  left join unit as u on u.code = coalesce(m.unit, xm.unit)
  left join removed as xu on u.code is null and xu.table_name = 'unit' and xu.code = coalesce(m.unit, xm.unit)
 order by s.metric, s.region, s.sector, s.enterprise, s.breakdown;
