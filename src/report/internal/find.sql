-- name: find
-- title: Figures that match codes and words
-- description: The keys of the figures that match codes and words; a word is looked for in the names, codes and aliases of a figure and in its number.
-- parameter: metric | text | optional | Code of the metric
-- parameter: region | text | optional | Code of the region
-- parameter: sector | text | optional | Code of the sector
-- parameter: enterprise | text | optional | Code of the enterprise
-- parameter: period | period | optional | The period
-- parameter: source | text | optional | Code of the source
-- parameter: first | text | optional | A word that the names or codes hold
-- parameter: second | text | optional | Another such word
-- parameter: third | text | optional | Another such word
-- parameter: former | integer | default 0 | 1 also finds figures that were revised or withdrawn
-- columns: series_id, period, source_id
with spelled as (
  select place, given, '%' || replace(replace(replace(lower(given), '!', '!!'), '%', '!%'), '_', '!_') || '%' as pattern
    from (select 1 as place, :first as given union all select 2, :second union all select 3, :third) as words
   where given is not null
), matching_source as materialized (
  select s.place, q.source_id
    from spelled as s
    join source as q on lower(q.code || ' ' || q.title || ' ' || coalesce(q.publisher, '')) like s.pattern escape '!'
), word as materialized (
  -- Figures and periods are spelled with few letters: a word with any other one must name the series or the source.
  select s.place, s.pattern,
         case when exists (select 1 from matching_source as t where t.place = s.place)
                or 'missing' like s.pattern escape '!'
                or lower(s.bare) = upper(s.bare) then 0 else 1 end as is_name
    from (select place, pattern,
                 replace(replace(replace(replace(lower(given), 'e+', ''), 'h', ''), 'q', ''), 'w', '') as bare
            from spelled) as s
), named as (
  select s.series_id, s.region, s.sector, s.enterprise,
         lower(m.code || ' ' || m.name || ' ' || coalesce(m.name_zh, '') || ' ' || s.breakdown || ' ' ||
               s.region || ' ' || coalesce(r.name, '') || ' ' || coalesce(r.name_zh, '') || ' ' ||
               s.sector || ' ' || coalesce(c.name, '') || ' ' || coalesce(c.name_zh, '') || ' ' ||
               s.enterprise || ' ' || coalesce(e.name, '') || ' ' || coalesce(e.name_zh, '')) as names
    from series as s
    join metric as m on m.code = s.metric
    left join region as r on r.code = s.region
    left join sector as c on c.code = s.sector
    left join enterprise as e on e.code = s.enterprise
   where (:metric is null or s.metric = :metric)
     and (:region is null or s.region = :region)
     and (:sector is null or s.sector = :sector)
     and (:enterprise is null or s.enterprise = :enterprise)
), candidate as (
  select n.*
    from named as n
   where not exists (
     select 1
       from word as w
      where w.is_name = 1 and n.names not like w.pattern escape '!'
        and not exists (
          select 1
            from alias as a
           where (a.region = n.region and a.region <> '' or a.sector = n.sector and a.sector <> ''
                  or a.enterprise = n.enterprise and a.enterprise <> '')
             and lower(a.name) like w.pattern escape '!'))
), stated as (
  select c.names, f.series_id, f.period, f.source_id, f.metric, f.region, f.sector, f.enterprise, f.subject,
         f.start_date, f.end_date, f.source_priority, f.source, f.display
    from candidate as c
   cross join fact as f
   where f.series_id = c.series_id
  union all
  select c.names, f.series_id, f.period, f.source_id, f.metric, f.region, f.sector, f.enterprise, f.subject,
         f.start_date, f.end_date, f.source_priority, f.source, f.display
    from candidate as c
   cross join former_fact as f
   where f.series_id = c.series_id and :former = 1
)
select f.series_id, f.period, f.source_id
  from stated as f
 where (:period is null or f.period = :period)
   and (:source is null or f.source = :source)
   and not exists (
     -- > 8,800 is also found as >8800.
     select 1
       from word as w
      where f.names not like w.pattern escape '!'
        and not exists (select 1 from matching_source as t where t.source_id = f.source_id and t.place = w.place)
        and lower(f.period || ' ' || f.display || ' ' || replace(f.display, ',', '') || ' ' ||
                  replace(f.display, ' ', '') || ' ' || replace(replace(f.display, ',', ''), ' ', ''))
            not like w.pattern escape '!'
        and not exists (
          select 1
            from alias as a
           where (a.region = f.region and a.region <> '' or a.sector = f.sector and a.sector <> ''
                  or a.enterprise = f.enterprise and a.enterprise <> '')
             and lower(a.name) like w.pattern escape '!'))
 group by f.series_id, f.period, f.source_id
 order by f.metric, f.subject, f.start_date, f.end_date, f.source_priority, f.source;
