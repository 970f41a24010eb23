-- name: find-figures
-- title: The figures of a series
-- description: What is stated for a series, and where asked for what was revised or withdrawn.
-- parameter: series_id | integer | required | Number of the series
-- parameter: former | integer | required | 1 also returns figures that were revised or withdrawn
-- columns: period, source_id, comparator, value, upper
select period, source_id, comparator, value, upper
  from observation
 where series_id = :series_id
union all
select period, source_id, comparator, value, upper
  from revision
 where series_id = :series_id and :former = 1;
