-- name: spelled
-- title: A figure in words
-- description: A figure as a load put it there, spelled as people read it.
-- parameter: series_id | integer | required | Number of the series
-- parameter: period | period | required | The period
-- parameter: source_id | integer | required | Number of the source
-- parameter: load_id | integer | required | Number of the load that put it there
-- columns: metric_name, subject, display
select metric_name, subject,
       display || case when value is null then '' else ' ' || coalesce(unit_symbol, unit) end ||
       case when status_name <> 'normal' and value is not null then ' (' || status_name || ')' else '' end
         as display
  from fact
 where series_id = :series_id and period = :period and source_id = :source_id and load_id = :load_id
union all
select metric_name, subject,
       display || case when value is null then '' else ' ' || coalesce(unit_symbol, unit) end ||
       case when status_name <> 'normal' and value is not null then ' (' || status_name || ')' else '' end
  from former_fact
 where series_id = :series_id and period = :period and source_id = :source_id and load_id = :load_id;
