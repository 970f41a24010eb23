-- name: names
-- title: The names of a series
-- description: What a series is called, with the decimals that its metric shows, once for each of its figures.
-- parameter: series_id | integer | required | Number of the series
-- columns: metric_name, subject, decimals, unit
with figure as (
  select metric, metric_name, subject, coalesce(unit_symbol, unit) as unit from fact where series_id = :series_id
  union all
  select metric, metric_name, subject, coalesce(unit_symbol, unit) from former_fact where series_id = :series_id
)
select f.metric_name, f.subject, m.decimals, f.unit
  from figure as f
  join metric as m on m.code = f.metric;
