-- name: publish-aliases
-- title: Aliases
-- description: Every other name of a region, sector or enterprise.
-- columns: kind, code, name
select case when region <> '' then 'region' when sector <> '' then 'sector' else 'enterprise' end as kind,
       region || sector || enterprise as code, name
  from alias
 order by kind, code, name;
