-- name: state
-- title: The figures of a series after a load
-- description: Every figure of a series that the database held after a load, with all that its source states, in no order.
-- parameter: series_id | integer | required | Number of the series
-- parameter: at | integer | required | The load; figures of later loads are ignored
-- parameter: after | integer | required | Only figures that a load after this one stored
-- parameter: until | integer | optional | Only figures that were revised or withdrawn by this load or an earlier one
-- columns: period, source, value, comparator, upper, status, reported, locator, note, period_inferred
select o.period, q.code as source, o.value, o.comparator, o.upper, o.status, o.reported, o.locator, o.note,
       o.period_inferred
  from observation as o
  join load_file as f on f.file_id = o.file_id
  join source as q on q.source_id = o.source_id
 where :until is null and o.series_id = :series_id and f.load_id > :after and f.load_id <= :at
union all
select r.period,
       -- The source may have been removed.
       coalesce(q.code, (select json_extract(c.row_key, '$[0]') from row_change as c
                          where c.change_id = (select max(x.change_id) from row_change as x
                                                where x.table_name = 'source'
                                                  and json_extract(x.before, '$.source_id') = r.source_id))),
       r.value, r.comparator, r.upper, r.status, r.reported, r.locator, r.note, r.period_inferred
  from revision as r
  left join source as q on q.source_id = r.source_id
 where r.series_id = :series_id and r.loaded_by > :after and r.loaded_by <= :at and r.removed_by > :at
   and (:until is null or r.removed_by <= :until);
