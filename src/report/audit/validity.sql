-- name: validity
-- title: Figures of what did not exist
-- description: Each figure of a region, sector or enterprise for a period after it ended, or, as a note, before it began: an office may have computed that for the later division. What a succession says of it is beside it.
-- parameter: load | integer | optional | Only findings in which a figure of this load takes part
-- columns: role, series_id, metric, subject, period, period_inferred, part, value, comparator, upper, decimals, unit, status, source, published_on, locator, low, high, least, most, valid_from, valid_until, other, others, is_note
with thing as (
  select 'region' as kind, code, name, valid_from, valid_until
    from region
   where valid_from is not null or valid_until is not null
  union all
  select 'sector', code, name, valid_from, valid_until
    from sector
   where valid_from is not null or valid_until is not null
  union all
  select 'enterprise', code, name, valid_from, valid_until
    from enterprise
   where valid_from is not null or valid_until is not null
), reach as (
  -- SQLite evaluates a CROSS JOIN from left to right: figures are looked up by their series, never scanned.
  select t.*, s.metric, s.series_id, s.first_period, s.last_period
    from thing as t cross join series as s
   where t.kind = 'region' and s.region = t.code
  union all
  select t.*, s.metric, s.series_id, s.first_period, s.last_period
    from thing as t cross join series as s
   where t.kind = 'sector' and s.sector = t.code
  union all
  select t.*, s.metric, s.series_id, s.first_period, s.last_period
    from thing as t cross join series as s
   where t.kind = 'enterprise' and s.enterprise = t.code
), stated as (
  -- Most series lie within the time in which their subject existed.
  select r.kind, r.code, r.name, r.valid_from, r.valid_until, r.metric, r.series_id, d.code as period,
         max(case when d.end_date < r.valid_from then 1 else 0 end) as is_before
    from reach as r
   cross join period as b
   cross join period as l
   cross join observation as o
   cross join period as d
   where b.code = r.first_period and l.code = r.last_period
     and (b.start_date < r.valid_from or substr(l.end_date, 1, length(r.valid_until)) > r.valid_until)
     and o.series_id = r.series_id and o.value is not null and d.code = o.period
     and (d.end_date < r.valid_from or substr(d.start_date, 1, length(r.valid_until)) > r.valid_until)
   group by r.kind, r.code, r.name, r.valid_from, r.valid_until, r.metric, r.series_id, d.code
), linked as (
  -- What followed it, and what it followed.
  select kind, code, 0 as is_before, successor_name as other from successor
  union all
  select kind, successor, 1, name from successor
), named as (
  select kind, code, is_before, min(other) as other, count(*) as others
    from linked
   group by kind, code, is_before
)
select 'figure' as role, f.series_id, f.metric_name as metric, f.subject, f.period, f.period_inferred, w.name as part,
       f.value, f.comparator, f.upper, m.decimals, coalesce(f.unit_symbol, f.unit) as unit,
       nullif(f.status_name, 'normal') as status, f.source, f.published_on, f.locator,
       cast(null as double) as low, cast(null as double) as high, cast(null as double) as least,
       cast(null as double) as most, w.valid_from, w.valid_until, n.other, n.others, w.is_before as is_note
  from stated as w
 cross join current_fact as f
 cross join metric as m
  left join named as n on n.kind = w.kind and n.code = w.code and n.is_before = w.is_before
 where f.metric = w.metric and f.series_id = w.series_id and f.period = w.period and m.code = f.metric
   and (:load is null or f.load_id = :load)
 order by f.metric, w.kind, w.code, f.region, f.sector, f.enterprise, f.breakdown, f.start_date, f.end_date, f.period;
