-- name: sources
-- title: What each source supports
-- description: Each source with the number of figures, claims and titles that are cited from it, of regions and sectors that are defined by it, and the periods that its figures tell of; the most cited come first.
-- parameter: top | integer | default 100 | How many sources
-- columns: source, title, publisher, published_on, figures, claims, titles, definitions, periods, url
with told as (
  -- Figures are stored by series, so counting them by source reads every one.
  select source_id, period, count(*) as figures from observation group by source_id, period
), figured as (
  select t.source_id, sum(t.figures) as figures, min(d.start_date) as start_date, max(d.end_date) as end_date
    from told as t
    join period as d on d.code = t.period
   group by t.source_id
), opening as (
  select t.source_id, d.code,
         row_number() over (partition by t.source_id order by d.start_date, d.end_date, d.code) as place
    from told as t
    join period as d on d.code = t.period
), closing as (
  select t.source_id, d.code,
         row_number() over (partition by t.source_id order by d.end_date desc, d.start_date desc, d.code) as place
    from told as t
    join period as d on d.code = t.period
), claimed as (
  select source_id, count(*) as claims from claim group by source_id
), granted as (
  select source_id, count(*) as titles from enterprise_designation group by source_id
), defined as (
  select source_id, count(*) as definitions
    from (select source_id from region union all select source_id from sector) as place
   where source_id is not null
   group by source_id
), counted as (
  select q.source_id, coalesce(f.figures, 0) as figures, coalesce(c.claims, 0) as claims,
         coalesce(g.titles, 0) as titles, coalesce(x.definitions, 0) as definitions,
         case when b.code = n.code then b.code else b.code || ' to ' || n.code end as periods,
         row_number() over (order by coalesce(f.figures, 0) + coalesce(c.claims, 0) + coalesce(g.titles, 0) desc,
                                     coalesce(x.definitions, 0) desc, q.code) as place
    from source as q
    left join figured as f on f.source_id = q.source_id
    left join opening as b on b.source_id = q.source_id and b.place = 1
    left join closing as n on n.source_id = q.source_id and n.place = 1
    left join claimed as c on c.source_id = q.source_id
    left join granted as g on g.source_id = q.source_id
    left join defined as x on x.source_id = q.source_id
)
select q.code as source, q.title, q.publisher, q.published_on, n.figures, n.claims, n.titles, n.definitions,
       n.periods, q.url
  from counted as n
  join source as q on q.source_id = n.source_id
 where n.place <= :top
 order by n.place;
