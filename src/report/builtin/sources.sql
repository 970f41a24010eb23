-- name: sources
-- title: What each source supports
-- description: Each source with the number of figures, claims and titles that are cited from it, of regions, schemes, sectors and successions that are defined by it, and the periods of its figures; the most cited come first.
-- parameter: top | integer | default 100 | How many sources
-- columns: source, title, publisher, published_on, figures, claims, titles, definitions, periods, url
with claimed as (
  select source_id, count(*) as claims from claim group by source_id
), granted as (
  select source_id, count(*) as titles from enterprise_designation group by source_id
), defined as (
  select source_id, count(*) as definitions
    from (select source_id from region union all select source_id from scheme union all select source_id from sector
          union all select source_id from succession) as place
   where source_id is not null
   group by source_id
), counted as (
  select q.source_id, q.observations as figures, coalesce(c.claims, 0) as claims,
         coalesce(g.titles, 0) as titles, coalesce(x.definitions, 0) as definitions,
         case when q.first_period = q.last_period then q.first_period
              else q.first_period || ' to ' || q.last_period end as periods,
         row_number() over (order by q.observations + coalesce(c.claims, 0) + coalesce(g.titles, 0) desc,
                                     coalesce(x.definitions, 0) desc, q.code) as place
    from source as q
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
