-- name: currency
-- title: Amounts in two currencies with an implausible exchange rate
-- description: Each amount that restates its base metric in another currency at an implausible rate: outside the range of the yearly averages from 1995 to 2025, widened by a quarter; for a currency without averages, and for earlier periods, more than three times above or below the median of the rates in the file.
-- parameter: load | integer | optional | Only findings in which a figure of this load takes part
-- columns: role, series_id, metric, subject, period, period_inferred, part, value, comparator, upper, decimals, unit, status, source, published_on, locator, low, high, least, most, currency, base_currency, pairs
with yearly (currency, least, most) as (
  -- Units per US dollar, the least and the most of the yearly averages from 1995 (EUR: 1999) to 2025: Federal Reserve,
  -- releases G.5A and, for GBP, the means of the months of G.5.
  values ('USD', 1, 1), ('EUR', 0.6791, 1.1171), ('JPY', 79.6967, 151.4551), ('GBP', 0.4997, 0.8111),
         ('CNY', 6.1478, 8.37), ('AUD', 0.9653, 1.9346), ('CAD', 0.9887, 1.5704), ('CHF', 0.8305, 1.6904),
         ('HKD', 7.7345, 7.8376), ('SGD', 1.2492, 1.793), ('SEK', 6.4878, 10.6089), ('KRW', 772.6853, 1421.3963),
         ('NOK', 5.6022, 10.7574), ('NZD', 1.2029, 2.3798), ('INR', 32.4181, 87.1468), ('MXN', 6.4467, 21.5462),
         ('TWD', 26.4955, 34.5363), ('ZAR', 3.6284, 18.4535), ('BRL', 0.9161, 5.5891), ('DKK', 5.0885, 8.3323),
         ('THB', 24.9214, 44.5319), ('MYR', 2.5073, 4.5747)
), quoted as (
  select currency, case when currency = 'USD' then 1 else 0.75 * least end as least,
         case when currency = 'USD' then 1 else 1.25 * most end as most
    from yearly
), money as (
  -- A dimension that ends with three capitals is a currency: money-CNY.
  select m.code as metric, m.base_metric, substr(u.dimension, length(u.dimension) - 2) as currency,
         substr(u.dimension, 1, length(u.dimension) - 3) as quantity, u.factor
    from metric as m
    join unit as u on u.code = m.unit
   where m.kind = 'level' and u.dimension like '%-___'
     and substr(u.dimension, length(u.dimension) - 2) = upper(substr(u.dimension, length(u.dimension) - 2))
), restated as (
  select m.metric, m.currency, m.factor, k.metric as base_metric, k.currency as base_currency, k.factor as base_factor,
         k_range.least / m_range.most as least, k_range.most / m_range.least as most
    from money as m
    join money as k on k.metric = m.base_metric and k.quantity = m.quantity and k.currency <> m.currency
    left join quoted as m_range on m_range.currency = m.currency
    left join quoted as k_range on k_range.currency = k.currency
), pair as (
  -- SQLite evaluates a CROSS JOIN from left to right: figures are looked up by their series, never scanned.
  select r.*, a.series_id, b.series_id as base_series, a.period,
         b.value * r.base_factor / nullif(a.value * r.factor, 0) as rate,
         case when r.least is null or d.start_date < '1995' then 1 else 0 end as is_unquoted
    from restated as r
   cross join series as s
   cross join series as t
   cross join current_fact as a
   cross join period as d
   cross join current_fact as b
   where s.metric = r.metric
     and t.metric = r.base_metric and t.region = s.region and t.sector = s.sector and t.enterprise = s.enterprise
     and t.breakdown = s.breakdown
     and a.metric = s.metric and a.series_id = s.series_id and a.value is not null and d.code = a.period
     and b.metric = t.metric and b.series_id = t.series_id and b.period = a.period and b.value is not null
), sorted as (
  select currency, base_currency, rate, count(*) over (partition by currency, base_currency) as pairs,
         row_number() over (partition by currency, base_currency order by rate) as place
    from pair
   where is_unquoted = 1 and rate > 0
), median as (
  select currency, base_currency, pairs, avg(rate) as rate
    from sorted
   where place * 2 between pairs and pairs + 2 and pairs > 3
   group by currency, base_currency, pairs
), ranged as (
  select p.metric, p.base_metric, p.currency, p.factor, p.base_currency, p.base_factor, p.series_id, p.base_series, p.period, p.rate,
         m.pairs, case when p.is_unquoted = 1 then m.rate / 3 else p.least end as least,
         case when p.is_unquoted = 1 then m.rate * 3 else p.most end as most
    from pair as p
    left join median as m on p.is_unquoted = 1 and m.currency = p.currency and m.base_currency = p.base_currency
), beside as (
  -- The rate of the bare values lies within what their bounds allow: where it is plausible, nothing else is looked up.
  -- Of a loss the bounds are turned round, so that the amount divided by is above 0.
  select r.metric as metric_code, r.series_id, r.base_series, r.period, r.currency, r.base_currency, r.least, r.most,
         r.pairs, a.subject, a.region, a.sector, a.enterprise, a.breakdown, a.start_date, a.end_date, a.source_id, b.source_id as base_source,
         r.factor * (case when a.value < 0 then - a.high else a.low end - a.rounding) as amount_low,
         r.factor * (case when a.value < 0 then - a.low else a.high end + a.rounding) as amount_high,
         r.base_factor * (case when a.value < 0 then - b.high else b.low end - b.rounding) as base_low,
         r.base_factor * (case when a.value < 0 then - b.low else b.high end + b.rounding) as base_high
    from ranged as r
   cross join current_fact as a
   cross join current_fact as b
   where (r.rate is null or r.rate < r.least or r.rate > r.most)
     and a.metric = r.metric and a.series_id = r.series_id and a.period = r.period
     and b.metric = r.base_metric and b.series_id = r.base_series and b.period = r.period
     and (:load is null or a.load_id = :load or b.load_id = :load)
), implied as (
  select beside.*,
         case when base_low >= 0 then base_low / amount_high end as low,
         case when amount_low > 0 and base_high < 0 then coalesce(base_high / amount_high, 0)
              when amount_low > 0 then base_high / amount_low end as high
    from beside
), denied as (
  select implied.*, row_number() over (order by metric_code, subject, region, sector, enterprise, breakdown, start_date,
                                            end_date, period) as finding
    from implied
   where low > most * (1 + 1e-9) or high < least * (1 - 1e-9)
)
select r.role, f.series_id, f.metric_name as metric, f.subject, f.period, f.period_inferred,
       cast(null as varchar(40)) as part,
       f.value, f.comparator, f.upper, m.decimals, coalesce(f.unit_symbol, f.unit) as unit,
       nullif(f.status_name, 'normal') as status, f.source, f.published_on, f.locator,
       d.low, d.high, d.least, d.most, d.currency, d.base_currency, d.pairs
  from denied as d
 cross join (select 1 as place, 'figure' as role union all select 2, 'base') as r
 cross join fact as f
 cross join metric as m
 where f.series_id = case when r.place = 1 then d.series_id else d.base_series end
   and f.period = d.period
   and f.source_id = case when r.place = 1 then d.source_id else d.base_source end
   and m.code = f.metric
 order by d.finding, r.place;
