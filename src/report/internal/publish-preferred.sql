-- name: publish-preferred
-- title: The preferred figures of a series
-- description: For each period of a series the source whose figure is preferred.
-- parameter: series_id | integer | required | Number of the series
-- columns: period, source_id
select period, source_id from current_fact where series_id = :series_id;
