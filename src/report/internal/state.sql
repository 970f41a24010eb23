-- name: state
-- title: The figures after a load
-- description: Every figure that the database held after a load, in the order of its codes, with all that its source states and with its keys.
-- parameter: at | integer | required | The load; figures of later loads are ignored
-- parameter: after | integer | required | Only figures that a load after this one stored
-- parameter: until | integer | optional | Only figures that were revised or withdrawn by this load or an earlier one
-- columns: metric, region, sector, enterprise, breakdown, period, source, value, comparator, upper, unit, status, reported, locator, note, series_id, source_id, load_id
select s.metric, s.region, s.sector, s.enterprise, s.breakdown, o.period, q.code as source, o.value, o.comparator,
       o.upper, m.unit, o.status, o.reported, o.locator, o.note, o.series_id, o.source_id, f.load_id
  from series as s
 cross join observation as o
  join load_file as f on f.file_id = o.file_id
  join metric as m on m.code = s.metric
  join source as q on q.source_id = o.source_id
 where :until is null and o.series_id = s.series_id and f.load_id > :after and f.load_id <= :at
union all
select s.metric, s.region, s.sector, s.enterprise, s.breakdown, r.period, q.code, r.value, r.comparator,
       r.upper, m.unit, r.status, r.reported, r.locator, r.note, r.series_id, r.source_id, r.loaded_by
  from revision as r
  join series as s on s.series_id = r.series_id
  join metric as m on m.code = s.metric
  join source as q on q.source_id = r.source_id
 where r.loaded_by > :after and r.loaded_by <= :at and r.removed_by > :at
   and (:until is null or r.removed_by <= :until)
 order by metric, region, sector, enterprise, breakdown, period, source;
