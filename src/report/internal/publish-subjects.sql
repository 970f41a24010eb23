-- name: publish-subjects
-- title: Subjects
-- description: Every region, sector and enterprise with what its table says of it; the level of a sector is its scheme.
-- columns: kind, code, name, name_zh, level, parent, region, credit_code, valid_from, valid_until
select 'region' as kind, code, name, name_zh, level, parent, null as region, null as credit_code, valid_from, valid_until
  from region
union all
select 'sector', c.code, c.name, c.name_zh, h.name, c.parent, null, null, c.valid_from, c.valid_until
  from sector as c
  left join scheme as h on h.code = c.scheme
union all
select 'enterprise', code, name, name_zh, null, parent, region, credit_code, valid_from, valid_until from enterprise
 order by kind, name, code;
