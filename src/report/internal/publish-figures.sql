-- name: publish-figures
-- title: The figures of a series
-- description: Every figure that a source states or stated for a series, in no order. A figure that was handed over to another dataset is still stated.
-- parameter: series_id | integer | required | Number of the series
-- columns: metric, region, sector, enterprise, breakdown, period, period_inferred, start_date, end_date, comparator, value, upper, unit, status, display, reported, note, source, published_on, locator, citation, file, line, load, source_id, status_name, removed_by, removed_at, reason, decimals
select metric, region, sector, enterprise, breakdown, period, period_inferred, start_date, end_date, comparator, value, upper, unit,
       status, display, reported, note, source, published_on, locator, citation, file, line, load_id as load, source_id,
       nullif(status_name, 'normal') as status_name, null as removed_by, null as removed_at, null as reason,
       decimals
  from fact
 where series_id = :series_id
union all
select metric, region, sector, enterprise, breakdown, period, period_inferred, start_date, end_date, comparator, value, upper, unit,
       status, display, reported, note, source, published_on, locator, citation, file, line, load_id, source_id,
       nullif(status_name, 'normal'), removed_by, removed_at, reason, decimals
  from former_fact
 where series_id = :series_id
   and reason <> 'handed over';
