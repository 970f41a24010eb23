-- name: find-figures
-- title: The figures of a series
-- description: What is stated for a series, and where asked for what was revised or withdrawn; where bounds are given, only what has a number between them, whatever its sign.
-- parameter: series_id | integer | required | Number of the series
-- parameter: former | integer | required | 1 also returns figures that were revised or withdrawn
-- parameter: least | number | optional | The smallest number
-- parameter: most | number | optional | The largest number
-- columns: period, source_id, comparator, value, upper
select period, source_id, comparator, value, upper
  from observation
 where series_id = :series_id
   and (:least is null or abs(value) between :least and :most or abs(upper) between :least and :most)
union all
select period, source_id, comparator, value, upper
  from revision
 where series_id = :series_id and :former = 1
   and (:least is null or abs(value) between :least and :most or abs(upper) between :least and :most);
