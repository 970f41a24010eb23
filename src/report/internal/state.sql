-- name: state
-- title: The figures after a load
-- description: Every figure that the database held after a load, with all that its source states, in the order of its codes but for that of its source.
-- parameter: at | integer | required | The load; figures of later loads are ignored
-- parameter: after | integer | required | Only figures that a load after this one stored
-- parameter: until | integer | optional | Only figures that were revised or withdrawn by this load or an earlier one
-- columns: metric, region, sector, enterprise, breakdown, series_id, period, source, value, comparator, upper, unit, status, reported, locator, note
select s.metric, s.region, s.sector, s.enterprise, s.breakdown, s.series_id, o.period, q.code as source, o.value,
       o.comparator, o.upper, m.unit, o.status, o.reported, o.locator, o.note
  from series as s
  join metric as m on m.code = s.metric
 cross join observation as o
  join load_file as f on f.file_id = o.file_id
  join source as q on q.source_id = o.source_id
 where :until is null and o.series_id = s.series_id and f.load_id > :after and f.load_id <= :at
union all
select s.metric, s.region, s.sector, s.enterprise, s.breakdown, s.series_id, r.period, q.code, r.value, r.comparator,
       r.upper, m.unit, r.status, r.reported, r.locator, r.note
  from revision as r
  join series as s on s.series_id = r.series_id
  join metric as m on m.code = s.metric
  join source as q on q.source_id = r.source_id
 where r.loaded_by > :after and r.loaded_by <= :at and r.removed_by > :at
   and (:until is null or r.removed_by <= :until)
 -- The keys of the tables give this order. To add the source would sort the figures of each period by themselves, which
 -- takes longer than to read them.
 order by metric, region, sector, enterprise, breakdown, period;
