-- name: claims
-- title: What is told without a number
-- description: Cited statements in our own words, by what they are about and when; search looks for a text, in capitals or not, in the statement and in the names of what it is about.
-- parameter: enterprise | choice | optional | Only about this enterprise | select code, name from enterprise where exists (select 1 from claim where claim.enterprise = enterprise.code) order by code
-- parameter: region | choice | optional | Only about this region | select code, name from region where code in (select region from claim) order by code
-- parameter: sector | choice | optional | Only about this sector | select code, name from sector where code in (select sector from claim) order by code
-- parameter: search | text | optional | Only statements that contain this text
-- columns: about, statement, period, citation
with told as (
  select c.code, c.text, c.period, d.start_date, d.end_date,
         coalesce(e.name, '') ||
         case when e.name is not null and s.name is not null then ', ' else '' end || coalesce(s.name, '') ||
         case when coalesce(e.name, s.name) is not null and r.name is not null then ', ' else '' end ||
         coalesce(r.name, '') as about,
         coalesce(e.name_zh, '') || ' ' || coalesce(s.name_zh, '') || ' ' || coalesce(r.name_zh, '') as about_zh,
         coalesce(q.publisher, q.title) || coalesce(', ' || q.published_on, '') || coalesce(', ' || c.locator, '') as citation
    from claim as c
    join source as q on q.source_id = c.source_id
    left join enterprise as e on e.code = c.enterprise
    left join sector as s on s.code = c.sector
    left join region as r on r.code = c.region
    left join period as d on d.code = c.period
   where (:enterprise is null or c.enterprise = :enterprise)
     and (:region is null or c.region = :region)
     and (:sector is null or c.sector = :sector)
)
select about, text as statement, period, citation
  from told
 where :search is null
    or lower(about || ' ' || text || ' ' || about_zh)
       like '%' || replace(replace(replace(lower(:search), '!', '!!'), '%', '!%'), '_', '!_') || '%' escape '!'
 order by about, start_date, end_date, code;
