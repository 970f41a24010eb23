-- name: names
-- title: The names of a figure
-- description: What a figure of a load is called, with the decimals that its metric shows.
-- parameter: series_id | integer | required | Number of the series
-- parameter: period | period | required | The period
-- parameter: source_id | integer | required | Number of the source
-- parameter: load_id | integer | required | Number of the load that stored it
-- columns: metric_name, subject, decimals, unit, status
with figure as (
  select metric, metric_name, subject, coalesce(unit_symbol, unit) as unit, nullif(status_name, 'normal') as status
    from fact
   where series_id = :series_id and period = :period and source_id = :source_id and load_id = :load_id
  union all
  select metric, metric_name, subject, coalesce(unit_symbol, unit), nullif(status_name, 'normal')
    from former_fact
   where series_id = :series_id and period = :period and source_id = :source_id and load_id = :load_id
)
select f.metric_name, f.subject, m.decimals, f.unit, f.status
  from figure as f
  join metric as m on m.code = f.metric;
