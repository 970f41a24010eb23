-- name: publish-successions
-- title: Successions
-- description: What followed each region, sector or enterprise that was followed by another one.
-- columns: kind, code, successor, succeeded_on, note
select case when region <> '' then 'region' when sector <> '' then 'sector' else 'enterprise' end as kind,
       region || sector || enterprise as code, successor_region || successor_sector || successor_enterprise as successor,
       succeeded_on, note
  from succession
 order by kind, code, succeeded_on, successor;
