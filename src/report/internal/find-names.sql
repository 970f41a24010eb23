-- name: find-names
-- title: What figures can be about
-- description: Every metric, region, sector and enterprise with its names; each alias is a row of its own.
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
  from alias;
