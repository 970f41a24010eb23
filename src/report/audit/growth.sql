-- name: growth
-- title: Growth that does not agree with its levels
-- description: Each growth figure that cannot be true beside its level and the level a year before, every figure taken as rounded to its last digit; low and high bound the base that growth and level imply, least and most the base that is stated. Growth in percentage points is compared by its difference, logarithmic growth by its exponential. Metrics whose prices, adjustment or base period are known to differ are not compared, nor is a level with a break. Where the level is an amount of money and the prices are not known, a difference that a change of prices may explain is a note.
-- parameter: load | integer | optional | Only findings in which a figure of this load takes part
-- columns: role, series_id, metric, subject, period, period_inferred, part, value, comparator, upper, decimals, unit, status, source, published_on, locator, low, high, least, most, is_note, growth_form
with currency_word (pattern) as (
  values ('%money%'), ('%currenc%'), ('% lcu %'), ('%yuan%'), ('% rmb %'), ('% cny %'), ('%renminbi%'), ('%dollar%'), ('% usd %'),
         ('% hkd %'), ('% twd %'), ('% aud %'), ('% cad %'), ('% nzd %'), ('% sgd %'), ('% euro %'), ('% euros %'), ('% eur %'),
         ('% meur %'), ('% sterling %'), ('% gbp %'), ('% yen %'), ('% jpy %'), ('% won %'), ('% krw %'), ('% rupee%'), ('% inr %'),
         ('% rouble%'), ('% ruble%'), ('% rub %'), ('% franc%'), ('% chf %'), ('%krone%'), ('% kronor %'), ('%krona%'), ('% sek %'),
         ('% nok %'), ('% dkk %'), ('% zloty %'), ('% pln %'), ('% peso%'), ('% mxn %'), ('% reais %'), ('% brl %'), ('% rand %'),
         ('% zar %'), ('% lira %'), ('% try %'), ('% baht %'), ('% thb %'), ('% ringgit %'), ('% myr %'), ('% rupiah %'), ('% idr %'),
         ('% vnd %'), ('%元%'), ('%圆%'), ('%圓%'), ('%円%'), ('%$%'), ('%€%'), ('%£%'), ('%¥%'), ('%￥%'), ('%₩%'), ('%₹%')
), money as (
  -- Only amounts of money have prices. A unit that a mapping created is its own dimension, and its words say what it is.
  select distinct u.code
    from unit as u
    join currency_word as w
      on lower(' ' || replace(replace(replace(replace(replace(replace(
                 u.dimension || ' ' || u.code || ' ' || u.name || ' ' || coalesce(u.symbol, ''),
                 '-', ' '), '_', ' '), '.', ' '), ',', ' '), '(', ' '), ')', ' ') || ' ') like w.pattern
), growth as (
  select m.code as metric, k.code as base_metric, coalesce(m.growth_form, 'percent') as form,
         case when m.growth_form = 'points' then u.factor / v.factor else u.factor end as factor,
         case when k.kind = 'count' or k.plausible_minimum >= 0 then 0 end as floor,
         case when (m.prices is null or k.prices is null) and k.kind = 'level' and y.code is not null
              then 1 else 0 end as may_be_real
    from metric as m
    join unit as u on u.code = m.unit
    join metric as k on k.code = m.base_metric
    join unit as v on v.code = k.unit
    left join money as y on y.code = k.unit
   where m.kind = 'growth' and u.dimension = case when m.growth_form = 'points' then v.dimension else 'ratio' end
     and coalesce(m.prices = k.prices, 1 = 1) and coalesce(m.adjustment = k.adjustment, 1 = 1)
     and coalesce(m.base_period = k.base_period, 1 = 1)
), candidate as (
  -- SQLite evaluates a CROSS JOIN from left to right: figures are looked up by their series, never scanned. Where the
  -- values without their comparators agree to one decimal of the growth, the bounds agree too, and nothing else is
  -- looked up.
  select m.metric, m.base_metric, m.form, m.factor, m.floor, m.may_be_real, s.region, s.sector, s.enterprise, s.breakdown, g.series_id,
         g.period, g.source_id, t.series_id as level_series, l.source_id as level_source, d.year_before,
         b.source_id as base_source
    from growth as m
   cross join series as s
   cross join series as t
   cross join observation as g
   cross join period as d
   cross join observation as l
   cross join observation as b
   where s.metric = m.metric
     and t.metric = m.base_metric and t.region = s.region and t.sector = s.sector and t.enterprise = s.enterprise
     and t.breakdown = s.breakdown
     and g.series_id = s.series_id and g.comparator <> '~'
     and d.code = g.period
     and l.series_id = t.series_id and l.period = g.period and l.comparator <> '~' and l.status <> 'B'
     and b.series_id = t.series_id and b.period = d.year_before and b.comparator <> '~'
     and (m.form <> 'percent'
          or abs(l.value - b.value * (1 + g.value * m.factor)) >
             abs(b.value) * m.factor *
             case when g.reported is null and abs(g.value) < 1e9
                  then case when cast(g.value * 10 as bigint) = g.value * 10 then 0.05 else 0 end else 0 end)
), beside as (
  -- SQLite computes a subquery with LIMIT once, where it would otherwise put its expressions in place of each column.
  select c.*, g.value * c.factor as growth, (g.low - g.rounding) * c.factor as least, (g.high + g.rounding) * c.factor as most,
         l.value as level, b.value as base, 1e-9 * abs(l.value) as slack,
         l.low - l.rounding as least_level, l.high + l.rounding as most_level,
         case when c.form = 'points' then b.low - b.rounding
              when b.low is null and b.high > 0 then c.floor
              when b.low > b.rounding then b.low - b.rounding end as least_base,
         b.high + b.rounding as most_base
    from candidate as c
   cross join current_fact as g
   cross join fact as l
   cross join fact as b
   where g.metric = c.metric and g.series_id = c.series_id and g.period = c.period and g.source_id = c.source_id
     and l.metric = c.base_metric and l.series_id = c.level_series and l.period = c.period and l.source_id = c.level_source
     and b.metric = c.base_metric and b.series_id = c.level_series and b.period = c.year_before and b.source_id = c.base_source
     and (:load is null or g.load_id = :load or l.load_id = :load or b.load_id = :load)
     -- A growth is compared with the levels of its own source where that source states both, else with the preferred
     -- ones.
     and case when 2 = (select count(*)
                          from observation as o
                         where o.series_id = c.level_series and o.period in (c.period, c.year_before)
                           and o.source_id = c.source_id and o.value is not null)
              then case when l.source_id = c.source_id and b.source_id = c.source_id then 1 else 0 end
              else (select count(*)
                      from current_fact as x
                     where x.series_id = c.level_series
                       and (x.period = c.period and x.source_id = c.level_source
                            or x.period = c.year_before and x.source_id = c.base_source)) - 1 end = 1
   limit 2147483647
), sixteenth as (
  -- The exponential of a sixteenth of each growth, by its series: the sixteenth power of that is the exponential.
  select beside.*,
         1 + least / 16 * (1 + least / 32 * (1 + least / 48 * (1 + least / 64 * (1 + least / 80 * (1 + least / 96))))) as x,
         1 + most / 16 * (1 + most / 32 * (1 + most / 48 * (1 + most / 64 * (1 + most / 80 * (1 + most / 96))))) as y,
         1 + growth / 16 * (1 + growth / 32 * (1 + growth / 48 * (1 + growth / 64 * (1 + growth / 80)))) as z
    from beside
   limit 2147483647
), multiplied as (
  -- The factor is 1 + growth: 275 percent more is 3.75 times as much.
  select sixteenth.*,
         case form when 'logarithmic' then x * x * x * x * x * x * x * x * x * x * x * x * x * x * x * x
                   when 'percent' then 1 + least end as least_factor,
         case form when 'logarithmic' then y * y * y * y * y * y * y * y * y * y * y * y * y * y * y * y
                   when 'percent' then 1 + most end as most_factor,
         case form when 'logarithmic' then z * z * z * z * z * z * z * z * z * z * z * z * z * z * z * z
                   when 'percent' then 1 + growth end as factor_stated
    from sixteenth
   limit 2147483647
), implied as (
  -- The level must lie between the bounds of the base times those of the factor; a negative factor exchanges the
  -- bounds. A base that cannot be negative is at least 0.
  select multiplied.*,
         case when form = 'points' then least_level - most
              when least_level > 0 then least_level / nullif(most_factor, 0)
              when most_level < 0 then most_level / nullif(least_factor, 0) end as low,
         case when form = 'points' then most_level - least
              when least_factor > 0 then most_level / least_factor
              when most_factor < 0 then least_level / most_factor end as high,
         -- Prices seldom change by less than half a percent, or by more than a quarter down or a half up.
         case when may_be_real = 1 and (level between 1.005 * base * factor_stated and 1.5 * base * factor_stated
                                        or level between 0.75 * base * factor_stated and 0.995 * base * factor_stated)
              then 1 else 0 end as is_note
    from multiplied
   where form = 'points' and (least_level - most_base - most > slack or least_base + least - most_level > slack)
      or least_base >= 0
         and (least_level - case when most_factor >= 0 then most_base else least_base end * most_factor > slack
              or case when least_factor >= 0 then least_base else most_base end * least_factor - most_level > slack)
)
select r.role, f.series_id, f.metric_name as metric, f.subject, f.period, f.period_inferred,
       cast(null as varchar(40)) as part,
       f.value, f.comparator, f.upper, f.decimals, coalesce(f.unit_symbol, f.unit) as unit,
       nullif(f.status_name, 'normal') as status, f.source, f.published_on, f.locator,
       d.low, d.high, d.least_base as least, d.most_base as most, d.is_note, d.form as growth_form
  from implied as d
 cross join (select 1 as place, 'figure' as role union all select 2, 'level' union all select 3, 'base') as r
 cross join fact as f
 where f.series_id = case when r.place = 1 then d.series_id else d.level_series end
   and f.period = case when r.place = 3 then d.year_before else d.period end
   and f.source_id = case r.place when 1 then d.source_id when 2 then d.level_source else d.base_source end
 order by d.metric, d.region, d.sector, d.enterprise, d.breakdown, d.period, r.place;
