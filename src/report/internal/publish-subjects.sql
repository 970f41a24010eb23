-- name: publish-subjects
-- title: Subjects
-- description: Every region, sector and enterprise with what its table says of it; the level of a sector is its scheme.
-- columns: kind, code, name, name_zh, level, parent, region, credit_code
select 'region' as kind, code, name, name_zh, level, parent, null as region, null as credit_code from region
union all
select 'sector', code, name, name_zh, scheme, parent, null, null from sector
union all
select 'enterprise', code, name, name_zh, null, parent, region, credit_code from enterprise
 order by kind, name, code;
