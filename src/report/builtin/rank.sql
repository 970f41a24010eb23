-- name: rank
-- title: Subjects in the order of their figures
-- headline: {metric}[, {sector}][, {region}][, {period}]: ranking
-- description: The subjects of a metric in the order of their figures for one period. Without `period`, this is the newest period for which most subjects have a figure, and the longer one of two that end on the same day. Only subjects of one level are compared, the level that most of them have: a city is not ranked among its districts, nor a sector among the sectors within it, nor an enterprise among cities; districts, counties and county-level cities are one level. Where two subjects or more have a figure of the whole, the parts of a breakdown are left out. Equal figures share a place, and a figure with a comparator is ranked by its value (a range by its lower end). Below the ranking stand the number of subjects after the last place, and the subjects that are left out, with the reason.
-- parameter: metric | choice | required | What is ranked | select code, name from metric as m where exists (select 1 from series as s where s.metric = m.code) order by code
-- parameter: period | period | optional | The period that is compared
-- parameter: forecasts | choice | default no | Whether forecasts are ranked too | no, yes
-- parameter: level | choice | optional | Only regions of this level, such as the districts alone; `all` ranks all levels together | select 'all' as code, 'all levels together' as name union all select distinct level, null from region where level is not null order by code
-- parameter: kind | choice | optional | Only subjects of this kind | enterprise, sector, region
-- parameter: region | choice | optional | Only subjects in this region or a part of it; for a figure of an enterprise without a region, the region of the enterprise counts | select code, name from region as r where exists (select 1 from region_within as w join series as s on s.region = w.code where w.ancestor = r.code) or exists (select 1 from region_within as w join enterprise as e on e.region = w.code where w.ancestor = r.code) order by code
-- parameter: sector | choice | optional | Only subjects in this sector or a part of it; for a figure of an enterprise without a sector, the sectors of the enterprise count | select code, name from sector as c where exists (select 1 from sector_within as w join series as s on s.sector = w.code where w.ancestor = c.code) or exists (select 1 from sector_within as w join enterprise_sector as e on e.sector = w.code where w.ancestor = c.code) order by code
-- parameter: order | choice | default highest | Which end comes first | highest, lowest
-- parameter: top | count | default 10 | How many places
-- columns: place, metric, subject, period, period_inferred, value, comparator, upper, decimals, unit, status, source, published_on, locator
-- chart: bar | subject | value
with leveled as (
  -- Districts, counties and county-level cities are one level, and a city among them too. An enterprise is one wherever it is; a
  -- sector in a city is not one in a district, nor is one that is within another.
  select s.series_id, s.region, s.sector, s.enterprise, s.breakdown, s.last_period, s.latest_period, s.mixed, s.forecast,
         s.observations - s.missing - case when :forecasts = 'yes' then 0 else s.forecast end as figures,
         (select max(1)
            from observation as o
           where o.series_id = s.series_id and o.period = :period and o.value is not null
             and (:forecasts = 'yes' or o.status <> 'F')) as is_of_period,
         case when s.enterprise = '' then r.level end as region_level,
         case when s.enterprise <> '' then 'enterprise'
              else case when s.sector <> '' then 'sector ' || coalesce(cast(z.depth as varchar(40)), '1') || ' ' else '' end ||
                   case when r.level in ('district', 'county', 'county-level-city', 'banner')
                          or r.level = 'city' and c.parent is not null then 'county' else coalesce(r.level, '') end end as level
    from series as s
    left join region as r on r.code = s.region
    left join (select code, count(*) as depth from sector_within group by code) as z on z.code = s.sector
    left join (select distinct parent from region where level in ('district', 'county', 'county-level-city', 'banner')) as c
      on c.parent = r.parent
   where s.metric = :metric and s.observations > 0
     and (:kind is null
          or :kind = case when s.enterprise <> '' then 'enterprise' when s.sector <> '' then 'sector' else 'region' end)
     and (:region is null or s.region in (select code from region_within where ancestor = :region)
          or s.region = ''
             and s.enterprise in (select code from enterprise where region in (select code from region_within where ancestor = :region)))
     and (:sector is null or s.sector in (select code from sector_within where ancestor = :sector)
          or s.sector = ''
             and s.enterprise in (select enterprise from enterprise_sector
                                   where sector in (select code from sector_within where ancestor = :sector)))
), asked as (
  select l.*, case when :level is null or :level = 'all' or region_level = :level then 1 else 0 end as is_asked_for,
         case when breakdown = '' then '' else 'a part of ' end || level as kind,
         case when :period is null then nullif(figures, 0) else is_of_period end as has_figure
    from leveled as l
), alike as (
  -- How many subjects of its level have a figure, and how many there are; none of a level that is not asked for.
  select a.*, count(case when is_asked_for = 1 then has_figure end) over (partition by kind) as subjects,
         sum(is_asked_for) over (partition by kind) as others
    from asked as a
), compared_level as (
  -- The subjects of the level that most of those with a figure have are compared; wholes rather than their parts.
  select a.*, case when :level = 'all'
                     or is_asked_for = 1
                        and kind = first_value(kind) over (order by case when breakdown = '' and subjects > 1 then 0 else 1 end,
                                                                    subjects desc, others desc, kind)
                   then 1 else 0 end as is_compared
    from alike as a
), fitting as (
  select * from compared_level where is_compared = 1
), common as (
  select latest_period, row_number() over (order by sum(series) desc, latest_period desc) as place
    from coverage
   where metric = :metric and latest_period <> ''
   group by latest_period
), total as (
  select sum(case when f.figures > 0 then 1 else 0 end) as subjects, sum(f.mixed) as mixed,
         sum(f.forecast) as forecast, min(c.latest_period) as latest_period,
         sum(case when f.latest_period = c.latest_period then 1 else 0 end) as subjects_of_latest
    from fitting as f
    left join common as c on c.place = 1
), compared as (
  -- Where all figures that may be ranked have one frequency, a period that is the latest of most subjects is the newest that
  -- most have a figure for: figures are counted only where there is no such period.
  select coalesce(:period,
                  (select latest_period
                     from total
                    where mixed = 0 and (:forecasts = 'no' or forecast = 0) and 2 * subjects_of_latest > subjects),
                  (select best.code
                     from (select d.code, row_number() over (
                                    order by case when 2 * n.subjects > t.subjects then t.subjects else n.subjects end desc,
                                             d.end_date desc, d.start_date, d.code) as place
                             from (select o.period, count(distinct o.series_id) as subjects
                                     from fitting as f
                                    cross join observation as o
                                    where o.series_id = f.series_id and o.value is not null
                                      and (:forecasts = 'yes' or o.status <> 'F')
                                    group by o.period) as n
                             join period as d on d.code = n.period
                            cross join total as t) as best
                    where best.place = 1)) as period
), ranked as (
  -- SQLite evaluates a CROSS JOIN from left to right: figures are looked up by their series, never scanned.
  select f.series_id, rank() over (order by case when :order = 'lowest' then f.value else - f.value end) as place
    from fitting as g
   cross join compared as c
   cross join current_fact as f
   where f.metric = :metric and f.series_id = g.series_id and f.period = c.period
     and f.value is not null and (:forecasts = 'yes' or f.status <> 'F')
), unranked as (
  -- Those without a figure in the period, then those of other levels.
  select g.series_id, g.last_period, g.latest_period, g.is_compared, g.kind, g.region_level, g.region, g.sector, g.enterprise,
         g.breakdown
    from compared_level as g
   cross join compared as c
   where g.is_compared = 0
      or coalesce(g.latest_period, '') <> coalesce(c.period, '-')
         and not exists (select 1
                           from observation as o
                          where o.series_id = g.series_id and o.period = c.period and o.value is not null
                            and (:forecasts = 'yes' or o.status <> 'F'))
), others as (
  select series_id, region, sector, enterprise, last_period, latest_period,
         case when is_compared = 0 and breakdown = '' then 'level ' || coalesce(region_level, nullif(rtrim(kind), ''), 'none')
              when is_compared = 0 then 'a part of a breakdown' end as reason,
         row_number() over (order by 1 - is_compared, region, sector, enterprise, breakdown) as number
    from unranked
), dated as (
  -- When the region, the sector and the enterprise of each existed.
  select x.series_id, x.last_period, x.latest_period, x.reason, x.number,
         case k.kind when 1 then r.valid_from when 2 then c.valid_from else e.valid_from end as valid_from,
         case k.kind when 1 then r.valid_until when 2 then c.valid_until else e.valid_until end as valid_until
    from others as x
   cross join (select 1 as kind union all select 2 union all select 3) as k
    left join region as r on r.code = x.region
    left join sector as c on c.code = x.sector
    left join enterprise as e on e.code = x.enterprise
   where x.number <= :top
), left_out as (
  select x.series_id, x.last_period, x.number, min(c.period) as period,
         -- A period may have a forecast by one source, and a missing value by another. Of what did not exist in the period, no
         -- figure is expected.
         case when min(x.reason) is not null then min(x.reason)
              else case min(case when o.value is not null then 1 when o.period is not null then 2 end)
              when 1 then 'forecast'
              when 2 then 'missing'
              else coalesce(min(case when substr(d.start_date, 1, length(x.valid_until)) > x.valid_until
                                     then 'existed until ' || x.valid_until
                                     when d.end_date < x.valid_from then 'exists from ' || x.valid_from || ' on' end),
                            'no figure, the newest is of ' || min(x.latest_period), 'no actual figure')
              end end as reason
    from dated as x
   cross join compared as c
    left join period as d on d.code = c.period
    left join observation as o on o.series_id = x.series_id and o.period = c.period
   group by x.series_id, x.last_period, x.number
)
-- Names and sources are looked up for the first places only.
select place, metric, subject, period, period_inferred, value, comparator, upper, decimals, unit, status, source,
       published_on, locator
  from (
    select 0 as part, cast(null as bigint) as number, f.region, f.sector, f.enterprise, f.breakdown, r.place, f.metric_name as metric, f.subject, f.period,
           f.period_inferred, f.value, f.comparator, f.upper, f.decimals,
           coalesce(f.unit_symbol, f.unit) as unit, nullif(f.status_name, 'normal') as status, f.source, f.published_on,
           f.locator
      from ranked as r
     cross join compared as c
     cross join current_fact as f
     where r.place <= :top
       and f.metric = :metric and f.series_id = r.series_id and f.period = c.period
    union all
    select 1, null, null, null, null, null, null, null, '... and ' || cast(rest.subjects as varchar(40)) || ' more subject' || case when rest.subjects = 1 then '' else 's' end, null,
           null, null, null, null, null, null, 'ranked after these', null, null, null
      from (select count(*) as subjects from ranked where place > :top) as rest
     where rest.subjects > 0
    union all
    select 2, x.number, null, null, null, null, null, f.metric_name, f.subject, x.period, null, null, null, null, null, null,
           'left out: ' || x.reason, null, null, null
      from left_out as x
     cross join current_fact as f
     where f.metric = :metric and f.series_id = x.series_id and f.period = x.last_period
    union all
    select 3, null, null, null, null, null, null, null, '... and ' || cast(rest.subjects as varchar(40)) || ' more subject' || case when rest.subjects = 1 then '' else 's' end, null,
           null, null, null, null, null, null, 'left out', null, null, null
      from (select count(*) as subjects from others where number > :top) as rest
     where rest.subjects > 0
  ) as shown
 order by part, place, subject, number, region, sector, enterprise, breakdown;
