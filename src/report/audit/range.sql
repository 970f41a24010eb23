-- name: range
-- title: Figures outside their plausible range
-- description: Each figure that is certainly above the plausible maximum of its metric or below its plausible minimum; no rounding is assumed.
-- parameter: load | integer | optional | Only findings in which a figure of this load takes part
-- columns: role, series_id, metric, subject, period, period_inferred, part, value, comparator, upper, decimals, unit, status, source, published_on, locator, low, high, least, most
select 'figure' as role, f.series_id, f.metric_name as metric, f.subject, f.period, f.period_inferred,
       cast(null as varchar(40)) as part,
       f.value, f.comparator, f.upper, m.decimals, coalesce(f.unit_symbol, f.unit) as unit,
       nullif(f.status_name, 'normal') as status, f.source, f.published_on, f.locator,
       f.low, f.high, m.plausible_minimum as least, m.plausible_maximum as most
  -- SQLite evaluates a CROSS JOIN from left to right: figures are looked up by their series, never scanned.
  from metric as m
 cross join series as s
 cross join observation as o
 cross join current_fact as f
 where (m.plausible_minimum is not null or m.plausible_maximum is not null) and s.metric = m.code
   and o.series_id = s.series_id
   and (o.value >= m.plausible_maximum or coalesce(o.upper, o.value) <= m.plausible_minimum)
   and f.metric = m.code and f.series_id = o.series_id and f.period = o.period and f.source_id = o.source_id
   and (f.low - m.plausible_maximum > 1e-9 * abs(m.plausible_maximum)
        or f.comparator = '>' and f.low >= m.plausible_maximum
        or m.plausible_minimum - f.high > 1e-9 * abs(m.plausible_minimum)
        or f.comparator = '<' and f.high <= m.plausible_minimum)
   and (:load is null or f.load_id = :load)
 order by m.code, s.region, s.sector, s.enterprise, s.breakdown, f.period;
