-- name: overview
-- title: What this file holds
-- description: First the size of the file, then the 25 metrics with the most figures, each with its newest figure. A figure that is missing or a forecast is shown only where there is no other. Where several subjects have a figure for that period, the one of the whole is shown and not one of its parts. 3 out of 5 regions means that there are figures on 3 of the 5 regions in the file.
-- columns: section, metric, subject, period, period_inferred, value, comparator, upper, decimals, out_of, unit, status, source, published_on, locator
with span as (
  -- The numbers of the whole file are totals that loads store: neither figures nor series are counted here.
  select metric, first_period, last_period, nullif(latest_period, '') as latest_period, observations as figures
    from coverage
), measured as (
  select metric, sum(figures) as figures, row_number() over (order by sum(figures) desc, metric) as place
    from span
   group by metric
), newest as (
  select s.metric, s.latest_period, d.code as period,
         row_number() over (partition by s.metric
                            order by case when s.latest_period is null then 1 else 0 end,
                                     d.end_date desc, d.start_date desc, d.code) as place
    from span as s
    join period as d on d.code = coalesce(s.latest_period, s.last_period)
), wide as (
  -- The regions that have parts, each with a number before its code: those with the most parts first.
  select ancestor as region,
         cast(1000000 + row_number() over (order by count(*) desc, ancestor) as varchar(40)) || ancestor as numbered
    from region_within
   group by ancestor
  having count(*) > 1
), located as (
  -- The widest region with such a figure, if possible of its own and not of its enterprises. The place is numbered again so that
  -- SQLite finds each region once and keeps it.
  select m.metric, row_number() over (order by m.place) as place, n.period, n.latest_period,
         coalesce((select min(s.region)
                     from series as s
                    where s.metric = m.metric and s.region = '' and s.enterprise = ''
                      and case when n.latest_period is null then s.last_period else s.latest_period end = n.period),
                  -- The metric comes first so that SQLite makes the list of wide regions once, and not for each metric.
                  (select substr(min(w.numbered), 8)
                     from metric as x
                    cross join wide as w
                    cross join series as s
                    where x.code = m.metric and s.metric = x.code and s.region = w.region and s.enterprise = ''
                      and case when n.latest_period is null then s.last_period else s.latest_period end = n.period),
                  (select min(s.region)
                     from series as s
                    where s.metric = m.metric and s.enterprise = ''
                      and case when n.latest_period is null then s.last_period else s.latest_period end = n.period),
                  (select min(s.region)
                     from series as s
                    where s.metric = m.metric
                      and case when n.latest_period is null then s.last_period else s.latest_period end = n.period)) as region
    from measured as m
    join newest as n on n.metric = m.metric and n.place = 1
   where m.place <= 25
), headline as (
  select l.metric, l.place, l.period, s.series_id,
         row_number() over (partition by l.metric
                            order by case when s.enterprise = '' then 0 else 1 end,
                                     case when s.breakdown = '' then 0 else 1 end, case when s.sector = '' then 0 else 1 end,
                                     coalesce(c.parts, 0) desc, s.sector, s.enterprise, s.breakdown)
           as choice
    from located as l
   cross join series as s
    left join (select ancestor, count(*) as parts from sector_within group by ancestor) as c on c.ancestor = s.sector
   where s.metric = l.metric and s.region = l.region
     and case when l.latest_period is null then s.last_period else s.latest_period end = l.period
), counted as (
  select 1 as place, 'figures' as subject, coalesce(sum(figures), 0) as counted, cast(null as bigint) as whole,
         substr((select min(d.start_date || d.end_date || d.code)
                   from span as s join period as d on d.code = s.first_period), 21) as first_period,
         substr((select max(d.end_date || d.start_date || d.code)
                   from span as s join period as d on d.code = s.last_period), 21) as last_period
    from span
  union all
  select 2, 'claims: statements without a number', count(*), null, null, null from claim
  union all
  select 3, 'metrics', (select count(*) from measured), count(*), null, null from metric
  union all
  select 4, 'regions',
         (select count(*)
            from region as r
           where exists (select 1 from series as s where s.region = r.code and s.observations > 0)),
         count(*), null, null
    from region
  union all
  select 5, 'sectors and products',
         (select count(*)
            from sector as c
           where exists (select 1 from series as s where s.sector = c.code and s.observations > 0)),
         count(*), null, null
    from sector
  union all
  select 6, 'enterprises',
         (select count(*)
            from enterprise as e
           where exists (select 1 from series as s where s.enterprise = e.code and s.observations > 0)),
         count(*), null, null
    from enterprise
  union all
  select 7, 'designations of enterprises', count(*), null, null, null
    from (select distinct enterprise, designation, from_period from enterprise_designation) as held
  union all
  select 8, 'sources, by date of publication', (select count(*) from source), null, min(published_on), max(published_on)
    from edition
), entry as (
  select 0 as part, place, 'In this file' as section, cast(null as varchar(40)) as metric, subject,
         case when first_period = last_period then first_period
              else coalesce(first_period || ' to ' || last_period, first_period, last_period) end as period,
         cast(null as varchar(40)) as period_inferred,
         cast(counted as double) as value, null as comparator, cast(null as double) as upper,
         cast(null as bigint) as decimals, nullif(whole, counted) as out_of, null as unit, null as status,
         null as source, null as published_on,
         null as locator
    from counted
  union all
  -- SQLite evaluates a CROSS JOIN from left to right: figures are looked up by their series, never scanned.
  select 1, h.place, 'Newest figures', f.metric_name, f.subject, f.period, f.period_inferred, f.value,
         f.comparator, f.upper, f.decimals, null,
         coalesce(f.unit_symbol, f.unit), nullif(f.status_name, 'normal'), f.source, f.published_on, f.locator
    from headline as h
   cross join current_fact as f
   where h.choice = 1 and f.metric = h.metric and f.series_id = h.series_id and f.period = h.period
)
select section, metric, subject, period, period_inferred, value, comparator, upper, decimals, out_of, unit, status,
       source, published_on, locator
  from entry
 order by part, place;
