-- name: moved-series
-- title: The series whose figures were moved
-- description: Every series with a code that was given up between two loads, and those whose former figures were moved since, with the one that the figures belong to since.
-- parameter: after | integer | required | The earlier load
-- parameter: at | integer | required | The later load
-- columns: series_id, into_id
with changed as (
  -- The first change of each code between the loads, and the first one after them.
  select row_key, min(case when load_id <= :at then change_id end) as change_id,
         min(case when load_id > :at then change_id end) as later_id
    from row_change
   where table_name = 'former_code' and load_id > :after
   group by row_key
), moved as (
  -- What a code stood for after the later load, or where it was in use again, after the earlier one.
  select json_extract(d.row_key, '$[0]') as table_name, json_extract(d.row_key, '$[1]') as former,
         coalesce(case when d.later_id is null then f.code else json_extract(n.before, '$.code') end,
                  json_extract(c.before, '$.code')) as code
    from changed as d
    join row_change as c on c.change_id = d.change_id
    left join row_change as n on n.change_id = d.later_id
    left join former_code as f on f.table_name = json_extract(d.row_key, '$[0]') and f.former = json_extract(d.row_key, '$[1]')
), coded as (
  select t.series_id, coalesce(m.code, t.metric) as metric, coalesce(r.code, t.region) as region,
         coalesce(c.code, t.sector) as sector, coalesce(e.code, t.enterprise) as enterprise, t.breakdown,
         coalesce(m.code, r.code, c.code, e.code) is not null as is_moved
    from series as t
    left join moved as m on m.table_name = 'metric' and m.former = t.metric
    left join moved as r on r.table_name = 'region' and r.former = t.region
    left join moved as c on c.table_name = 'sector' and c.former = t.sector
    left join moved as e on e.table_name = 'enterprise' and e.former = t.enterprise
), former as (
  -- The first change of each former figure after the later load.
  select row_key, min(change_id) as change_id
    from row_change
   where table_name = 'revision' and before is not null and load_id > :at
   group by row_key
)
select c.series_id, s.series_id as into_id
  from coded as c
  join series as s on s.metric = c.metric and s.region = c.region and s.sector = c.sector and s.enterprise = c.enterprise
                  and s.breakdown = c.breakdown and s.series_id <> c.series_id
 where c.is_moved and (select count(*) from moved) > 0
 union
-- Former figures that have been moved since.
select json_extract(c.before, '$.series_id'), r.series_id
  from former as f
  join row_change as c on c.change_id = f.change_id
  join revision as r on r.revision_id = json_extract(c.row_key, '$[0]')
 where json_extract(c.before, '$.series_id') <> r.series_id
 order by 1, 2;
