-- name: find-figures
-- title: The figures of series
-- description: What is stated for the series of a range of numbers, and where asked for what was revised or withdrawn; where bounds are given, only what has a number between them, whatever its sign; where notes are asked for, only what has one.
-- parameter: first | integer | required | The lowest number of a series
-- parameter: last | integer | required | The highest number of a series
-- parameter: former | integer | required | 1 also returns figures that were revised or withdrawn
-- parameter: notes | integer | required | 1 returns only figures with a note, and the notes
-- parameter: least | number | optional | The smallest number
-- parameter: most | number | optional | The largest number
-- parameter: period | text | optional | Only this period
-- parameter: source_id | integer | optional | Only this source
-- columns: series_id, period, source_id, comparator, value, upper, note
select series_id, period, source_id, comparator, value, upper, case when :notes = 1 then note end as note
  from observation
 where series_id between :first and :last
   and (:least is null or abs(value) between :least and :most or abs(upper) between :least and :most)
   and (:notes = 0 or note is not null)
   and (:period is null or period = :period)
   and (:source_id is null or source_id = :source_id)
union all
select series_id, period, source_id, comparator, value, upper, case when :notes = 1 then note end
  from revision
 where series_id between :first and :last and :former = 1
   and (:least is null or abs(value) between :least and :most or abs(upper) between :least and :most)
   and (:notes = 0 or note is not null)
   and (:period is null or period = :period)
   and (:source_id is null or source_id = :source_id);
