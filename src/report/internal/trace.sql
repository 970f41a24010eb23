-- name: trace
-- title: Where a figure comes from
-- description: A figure with its source, the place in it, and the file and line that it was loaded from.
-- parameter: series_id | integer | required | Number of the series
-- parameter: period | period | required | The period
-- parameter: source_id | integer | required | Number of the source
-- columns: metric, subject, period, display, unit, status, reported, note, source, title, author, publisher, published_on, url, locator, file, line, sha256, load, loaded_at, preferred
select f.metric, f.subject, f.period, f.display, coalesce(f.unit_symbol, f.unit) as unit,
       nullif(f.status_name, 'normal') as status, f.reported, f.note,
       f.source, f.title, i.author, f.publisher, f.published_on, i.url, f.locator,
       f.file, f.line, l.sha256, f.load_id as load, o.started_at as loaded_at,
       case when c.source is null then null
            when c.source = f.source then 'of the sources that state it, this one'
            else c.display || ' by ' || c.citation end as preferred
  from fact as f
  join edition as i on i.source_id = f.source_id and i.edition = f.edition
  join load_file as l on l.file_id = f.file_id
  join load as o on o.load_id = f.load_id
  left join current_fact as c
    on c.series_id = :series_id and c.period = :period
   and exists (select 1
                 from observation as x
                where x.series_id = f.series_id and x.period = f.period and x.source_id <> f.source_id)
 where f.series_id = :series_id and f.period = :period and f.source_id = :source_id;
