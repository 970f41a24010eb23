-- name: sources
-- title: What each source supports
-- description: Each edition of each source with the number of figures, claims and designations that cite it, and the periods of its figures; the regions, schemes, sectors and successions that a source defines are counted with its newest edition. The most cited editions come first.
-- parameter: top | count | default 100 | How many editions
-- columns: source, title, publisher, published_on, figures, claims, designations, definitions, periods, url
with published as (
  select source_id, edition, title, publisher, published_on, url,
         count(*) over (partition by source_id) as editions,
         row_number() over (partition by source_id order by coalesce(published_end, '') desc, coalesce(published_on, '') desc) as age
    from edition
), several as (
  select source_id from edition group by source_id having count(*) > 1
), stated as (
  -- A load stores the numbers of a source as a whole: figures are only read here where a source has several editions, and
  -- SQLite evaluates a CROSS JOIN from left to right.
  select o.source_id, o.edition, count(*) as figures, min(d.start_date || d.end_date || d.code) as first_stated,
         max(d.end_date || d.start_date || d.code) as last_stated
    from (select distinct 1 as one from several) as present
   cross join observation as o
    join period as d on d.code = o.period
   where o.source_id in (select source_id from several)
   group by o.source_id, o.edition
), claimed as (
  select source_id, edition, count(*) as claims from claim group by source_id, edition
), granted as (
  select source_id, edition, count(*) as designations from enterprise_designation group by source_id, edition
), defined as (
  select source_id, count(*) as definitions
    from (select source_id from region union all select source_id from scheme union all select source_id from sector
          union all select source_id from succession) as place
   where source_id is not null
   group by source_id
), counted as (
  select q.code as source, i.age, i.title, i.publisher, i.published_on, i.url,
         case when i.editions = 1 then q.observations else coalesce(s.figures, 0) end as figures,
         coalesce(c.claims, 0) as claims, coalesce(g.designations, 0) as designations,
         case when i.age = 1 then coalesce(x.definitions, 0) else 0 end as definitions,
         case when i.editions = 1 then q.first_period else substr(s.first_stated, 21) end as first_period,
         case when i.editions = 1 then q.last_period else substr(s.last_stated, 21) end as last_period
    from published as i
    join source as q on q.source_id = i.source_id
    left join stated as s on s.source_id = i.source_id and s.edition = i.edition
    left join claimed as c on c.source_id = i.source_id and c.edition = i.edition
    left join granted as g on g.source_id = i.source_id and g.edition = i.edition
    left join defined as x on x.source_id = i.source_id
)
select source, title, publisher, published_on, figures, claims, designations, definitions,
       case when first_period = last_period then first_period else first_period || ' to ' || last_period end as periods,
       url
  from counted
 order by figures + claims + designations desc, definitions desc, source, age
 limit :top;
