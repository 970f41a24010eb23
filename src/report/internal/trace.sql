-- name: trace
-- title: Where a figure comes from
-- description: A figure with its source, the place in it, and the file and line that it was loaded from; with when its region, sector and enterprise existed, and what followed them.
-- parameter: series_id | integer | required | Number of the series
-- parameter: period | period | required | The period
-- parameter: source_id | integer | required | Number of the source
-- columns: metric, subject, validity, statement, period, period_inferred, display, unit, status, reported, note, source, title, author, publisher, published_on, url, locator, file, line, sha256, load, loaded_at, preferred
with thing as (
  select 'region' as kind, r.code, r.name, r.valid_from, r.valid_until
    from series as s join region as r on r.code = s.region where s.series_id = :series_id
  union all
  select 'sector', c.code, c.name, c.valid_from, c.valid_until
    from series as s join sector as c on c.code = s.sector where s.series_id = :series_id
  union all
  select 'enterprise', e.code, e.name, e.valid_from, e.valid_until
    from series as s join enterprise as e on e.code = s.enterprise where s.series_id = :series_id
), follower as (
  select t.kind, n.successor_name as name, row_number() over (partition by t.kind order by n.succeeded_on, n.successor) as place
    from thing as t join successor as n on n.kind = t.kind and n.code = t.code
), followed as (
  select kind, max(case when place = 1 then name end) || coalesce(', ' || max(case when place = 2 then name end), '') ||
               case when count(*) > 2 then ', and ' || cast(count(*) - 2 as varchar(40)) || ' more' else '' end as names
    from follower
   group by kind
), life as (
  select t.kind, t.name || coalesce(' from ' || t.valid_from, '') || coalesce(' until ' || t.valid_until, '') ||
               coalesce(case when t.valid_until is null then ', in part followed by ' else ', followed by ' end || f.names, '')
               as words
    from thing as t left join followed as f on f.kind = t.kind
   where coalesce(t.valid_from, t.valid_until, f.names) is not null
), validity as (
  select max(case when kind = 'enterprise' then words end) as enterprise,
         max(case when kind = 'sector' then words end) as sector, max(case when kind = 'region' then words end) as region
    from life
)
select f.metric, f.subject,
       nullif(coalesce(v.enterprise || case when coalesce(v.sector, v.region) is null then '' else '; ' end, '') ||
              coalesce(v.sector || case when v.region is null then '' else '; ' end, '') || coalesce(v.region, ''), '')
         as validity,
       cast(null as varchar(40)) as statement, f.period, f.period_inferred, f.display,
       coalesce(f.unit_symbol, f.unit) as unit,
       nullif(f.status_name, 'normal') as status, f.reported, f.note,
       f.source, f.title, i.author, f.publisher, f.published_on, i.url, f.locator,
       f.file, f.line, l.sha256, f.load_id as load, o.started_at as loaded_at,
       case when c.source is null then null
            when c.source = f.source then 'of the sources that state it, this one'
            else c.display || ' by ' || c.citation end as preferred
  from fact as f
 cross join validity as v
  join edition as i on i.source_id = f.source_id and i.edition = f.edition
  join load_file as l on l.file_id = f.file_id
  join load as o on o.load_id = f.load_id
  left join current_fact as c
    on c.series_id = :series_id and c.period = :period
   and exists (select 1
                 from observation as x
                where x.series_id = f.series_id and x.period = f.period and x.source_id <> f.source_id)
 where f.series_id = :series_id and f.period = :period and f.source_id = :source_id;
