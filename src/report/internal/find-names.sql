-- name: find-names
-- title: What figures can be about
-- description: Every metric, region, sector and enterprise with its names; each alias and each former code is a row of its own, and so is what has been removed and has a history.
-- columns: kind, code, name, other_name
select 'metric' as kind, code, name, name_zh as other_name from metric
union all
select 'region', code, name, name_zh from region
union all
select 'sector', code, name, name_zh from sector
union all
select 'enterprise', code, name, name_zh from enterprise
union all
select case when region <> '' then 'region' when sector <> '' then 'sector' else 'enterprise' end,
       region || sector || enterprise, name, null
  from alias
union all
select table_name, code, former, null from former_code where table_name in ('metric', 'region', 'sector', 'enterprise')
union all
-- What has been removed is found by its code.
select distinct 'metric', metric, metric, null from series where observations = 0 and metric not in (select code from metric)
union all
select distinct 'region', region, region, null from series where observations = 0 and region not in (select code from region) and region <> ''
union all
select distinct 'sector', sector, sector, null from series where observations = 0 and sector not in (select code from sector) and sector <> ''
union all
select distinct 'enterprise', enterprise, enterprise, null from series where observations = 0 and enterprise not in (select code from enterprise) and enterprise <> '';
