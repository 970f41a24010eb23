-- name: publish-metrics
-- title: Metrics
-- description: Every metric with all that is known of it, and its numbers of series and figures.
-- columns: code, name, name_zh, definition, kind, unit, unit_name, unit_symbol, aggregation, base_metric, decimals, plausible_minimum, plausible_maximum, prices, adjustment, base_period, growth_form, series, figures
select m.code, m.name, m.name_zh, m.definition, m.kind, m.unit, u.name as unit_name, u.symbol as unit_symbol, m.aggregation,
       m.base_metric, m.decimals, m.plausible_minimum, m.plausible_maximum, m.prices, m.adjustment, m.base_period,
       m.growth_form, coalesce(c.series, 0) as series, coalesce(c.figures, 0) as figures
  from metric as m
  left join unit as u on u.code = m.unit
  left join (select metric, sum(series) as series, sum(observations) as figures from coverage group by metric) as c
    on c.metric = m.code
 order by m.name, m.code;
