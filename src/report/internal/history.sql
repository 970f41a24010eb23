-- name: history
-- title: Every value of a figure
-- description: Every figure that sources state for a series and a period, also those that a later load revised or withdrew, in the order in which they were published and loaded.
-- parameter: series_id | integer | required | Number of the series
-- parameter: period | period | required | The period
-- columns: metric, subject, period, published_on, source, display, unit, status, reported, note, period_inferred, state, load, loaded_at, removed_by, removed_at, file, line, locator
with stated as (
  select f.metric, f.subject, f.period, f.published_on, f.source, f.display, coalesce(f.unit_symbol, f.unit) as unit,
         nullif(f.status_name, 'normal') as status, f.reported, f.note, f.period_inferred,
         case when c.source = f.source then 'preferred' else 'stated' end as state,
         f.load_id, cast(null as bigint) as removed_by, cast(null as text) as removed_at, f.file, f.line, f.locator
    from fact as f
    left join current_fact as c on c.series_id = :series_id and c.period = :period
   where f.series_id = :series_id and f.period = :period
  union all
  select f.metric, f.subject, f.period, f.published_on,
         -- The source may have been removed.
         coalesce(f.source, (select json_extract(c.row_key, '$[0]') from row_change as c
                              where c.change_id = (select max(x.change_id) from row_change as x
                                                    where x.table_name = 'source'
                                                      and json_extract(x.before, '$.source_id') = f.source_id))),
         f.display, coalesce(f.unit_symbol, f.unit),
         nullif(f.status_name, 'normal'), f.reported, f.note, f.period_inferred, f.reason, f.load_id, f.removed_by, f.removed_at, f.file, f.line, f.locator
    from former_fact as f
   where f.series_id = :series_id and f.period = :period
)
select t.metric, t.subject, t.period, t.published_on, t.source, t.display, t.unit, t.status, t.reported, t.note,
       t.period_inferred, t.state, t.load_id as load, l.started_at as loaded_at, t.removed_by, t.removed_at, t.file, t.line, t.locator
  from stated as t
  join load as l on l.load_id = t.load_id
 order by coalesce(t.published_on, ''), t.source, t.load_id, t.removed_by;
