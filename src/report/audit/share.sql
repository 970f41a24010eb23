-- name: share
-- title: Shares below 0 or above 100 percent
-- description: Each share that cannot lie between 0 and 100 percent; no rounding is assumed: `> 100` cannot, `>= 100` can. Shares in a unit that is not a ratio are ignored.
-- parameter: load | integer | optional | Only findings in which a figure of this load takes part
-- columns: role, series_id, metric, subject, period, period_inferred, part, value, comparator, upper, decimals, unit, status, source, published_on, locator, low, high, least, most
select 'figure' as role, f.series_id, f.metric_name as metric, f.subject, f.period, f.period_inferred,
       cast(null as varchar(40)) as part,
       f.value, f.comparator, f.upper, m.decimals, coalesce(f.unit_symbol, f.unit) as unit,
       nullif(f.status_name, 'normal') as status, f.source, f.published_on, f.locator,
       100 * f.low * u.factor as low, 100 * f.high * u.factor as high, 0 as least, 100 as most
  -- SQLite evaluates a CROSS JOIN from left to right: figures are looked up by their series, never scanned.
  from metric as m
 cross join unit as u
 cross join series as s
 cross join observation as o
 cross join current_fact as f
 where m.kind = 'share' and u.code = m.unit and u.dimension = 'ratio' and s.metric = m.code
   and o.series_id = s.series_id and (o.value * u.factor >= 1 or coalesce(o.upper, o.value) <= 0)
   and f.metric = m.code and f.series_id = o.series_id and f.period = o.period and f.source_id = o.source_id
   and (f.low * u.factor > 1 + 1e-9 or f.comparator = '>' and f.low * u.factor >= 1
        or f.high * u.factor < -1e-9 or f.comparator = '<' and f.high <= 0)
   and (:load is null or f.load_id = :load)
 order by m.code, s.region, s.sector, s.enterprise, s.breakdown, f.period;
