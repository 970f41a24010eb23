-- name: find-sources
-- title: What figures are cited from
-- description: Every source with its names, the preferred ones first.
-- columns: source_id, code, title, publisher
select source_id, code, title, publisher from source order by priority, code, source_id;
