-- name: year
-- title: Periods that do not agree with the periods within them
-- description: Each figure of a year, of another number of months, of a half or of a quarter that does not agree with the periods within it. The years, halves, quarters or months of a sum must add up to it, and not exceed it where some are missing; nor may any other periods within it, such as January to September within a year, or days; and two periods that follow each other, such as January to September and the fourth quarter, must add up to it. For a stock what ends on the same day must equal it, and for an average it must lie between the least and the greatest of its parts. A sum that is off by less than a ten-thousandth is a note. Every figure is taken as rounded to its last digit.
-- parameter: load | integer | optional | Only findings in which a figure of this load takes part
-- columns: role, series_id, metric, subject, period, period_inferred, part, value, comparator, upper, decimals, unit, status, source, published_on, locator, low, high, least, most, parts, complete, part_frequency, aggregation, is_note
with span as (
  select d.*, last_month - first_month + 1 as months
    from (select code, frequency, start_date, end_date,
                 12 * cast(substr(start_date, 1, 4) as bigint) + cast(substr(start_date, 6, 2) as bigint) as first_month,
                 12 * cast(substr(end_date, 1, 4) as bigint) + cast(substr(end_date, 6, 2) as bigint) as last_month
            from period
           where frequency in ('A', 'S', 'Q', 'M', '_O')) as d
), halved as (
  -- Two periods that make a whole. Those of one length are added up with all others of that length; a code of more than
  -- 15 characters has days.
  select w.code as whole, a.code as earlier, b.code as later
    from span as w
    join span as a on a.first_month = w.first_month and a.last_month < w.last_month
    join span as b on b.first_month = a.last_month + 1 and b.last_month = w.last_month
   where length(w.code) <= 15 and length(a.code) <= 15 and length(b.code) <= 15
     and (a.frequency <> b.frequency or a.frequency = '_O')
), pair as (
  -- Periods of one length do not overlap and are added up; a part of another length is compared alone, and together with the one
  -- that makes the whole with it.
  select whole, earlier as part, '_O' as part_frequency, earlier || ' ' || later as pool, 2 as complete, 0 as is_last, 1 as is_half
    from halved
  union all
  select whole, later, '_O', earlier || ' ' || later, 2, 0, 1
    from halved
  union all
  select w.code, p.code, p.frequency,
         case when p.frequency = '_O' then p.code else p.frequency end,
         case when p.frequency <> '_O' and w.months % p.months = 0 then cast(w.months / p.months as bigint) end,
         case when p.end_date = w.end_date then 1 else 0 end, 0
    from span as w
    join span as p on p.start_date >= w.start_date and p.end_date <= w.end_date and p.code <> w.code
  union all
  -- Days and weeks may be some of many: they are compared with what they may not exceed, or must be at the end.
  select w.code, p.code, p.frequency, p.frequency, null, case when p.end_date = w.end_date then 1 else 0 end, 0
    from span as w
    join period as p on p.frequency in ('D', 'W') and p.start_date >= w.start_date and p.end_date <= w.end_date
   where w.frequency <> 'M'
), candidate as (
  -- SQLite evaluates a CROSS JOIN from left to right: figures are looked up by their series. This first step compares
  -- the values without their comparators; where several sources state one figure, the second step decides.
  select s.metric, s.series_id, n.whole, n.pool, n.part_frequency, m.aggregation,
         case when m.aggregation = 'last' then 1 else n.complete end as complete,
         case when m.kind = 'count' or m.plausible_minimum >= 0 then 0 end as floor,
         case when m.plausible_minimum < 0 then 1 else 0 end as is_signed
    from metric as m
   cross join series as s
   cross join observation as w
   cross join pair as n
   cross join observation as p
   where m.aggregation in ('sum', 'last', 'average') and s.metric = m.code
     and w.series_id = s.series_id and w.value is not null
     and n.whole = w.period and (m.aggregation <> 'last' or n.is_last = 1)
     and p.series_id = s.series_id and p.period = n.part and p.value is not null
   group by s.metric, s.series_id, n.whole, n.pool, n.part_frequency, m.aggregation, n.complete, n.is_half, m.kind, m.plausible_minimum
  -- Where one of two parts is greater than the whole, that part alone is a finding, unless another one may be negative.
  having (n.is_half = 0 or count(distinct p.period) = 2
                           and (m.aggregation = 'average' or min(p.value) < 0 or max(p.value) <= max(coalesce(w.upper, w.value))))
     and (count(*) > count(distinct p.period)
          or m.aggregation = 'last' and max(p.value) <> max(w.value)
          or m.aggregation = 'sum'
             and (sum(case when p.value > 0 then p.value else 0 end) >
                  max(case when w.comparator in ('=', '<', '<=') then w.value else w.upper end) * (1 + 1e-9)
                  or count(*) = n.complete and sum(coalesce(p.upper, p.value)) * (1 + 1e-9) < max(w.value))
          or m.aggregation = 'average' and count(*) = n.complete
             and (max(coalesce(w.upper, w.value)) < min(p.value) or max(coalesce(p.upper, p.value)) < max(w.value)))
), stated as (
  select c.metric, c.series_id, c.whole, c.pool, c.part_frequency, c.aggregation, c.complete, p.period, p.source_id, p.load_id,
         coalesce(case when p.low >= p.rounding or p.low < 0 or c.floor is null then p.low - p.rounding end,
                  c.floor) as least,
         case when c.is_signed = 1
                or (select min(o.value) from observation as o where o.series_id = c.series_id) < 0
              then 1 else 0 end as may_be_negative,
         p.high + p.rounding as most,
         row_number() over (partition by c.series_id, c.whole, c.pool order by p.start_date, p.period) as place
    from candidate as c
   cross join pair as n
   cross join current_fact as p
   where n.whole = c.whole and n.pool = c.pool and (c.aggregation <> 'last' or n.is_last = 1)
     and p.metric = c.metric and p.series_id = c.series_id and p.period = n.part and p.value is not null
), added as (
  select metric, series_id, whole, pool, part_frequency, aggregation, complete, count(*) as parts,
         max(case when load_id = :load then 1 else 0 end) as is_loaded,
         case when count(least) < count(*) then null
              when aggregation = 'average' then case when count(*) = complete then min(least) end
              -- Where a part may be negative, a missing one could compensate the excess of the others.
              when count(*) = complete or max(may_be_negative) = 0 then sum(least) end as low,
         case when count(most) = complete and aggregation = 'average' then max(most)
              when count(most) = complete then sum(most) end as high
    from stated
   group by metric, series_id, whole, pool, part_frequency, aggregation, complete
), denied as (
  select a.pool, a.part_frequency, a.aggregation, a.complete, a.parts, a.low, a.high, w.series_id, w.period, w.source_id,
         w.low - w.rounding as least, w.high + w.rounding as most,
         -- Offices that round twice make a difference of up to a ten-thousandth.
         case when a.aggregation = 'sum' and (a.low - w.high - w.rounding between 0 and 1e-4 * abs(w.high)
                                              or w.low - w.rounding - a.high between 0 and 1e-4 * abs(w.low))
              then 1 else 0 end as is_note,
         row_number() over (order by w.metric, w.subject, w.region, w.sector, w.enterprise, w.breakdown, w.start_date,
                                     w.end_date, w.period, a.pool) as finding
    from added as a
   cross join current_fact as w
   where w.metric = a.metric and w.series_id = a.series_id and w.period = a.whole
     and (a.low - w.high - w.rounding > 1e-9 * abs(w.high) or w.low - w.rounding - a.high > 1e-9 * abs(w.low))
     and (:load is null or w.load_id = :load or a.is_loaded = 1)
), listed as (
  select finding, 0 as place, 'figure' as role, series_id, period, source_id, low, high, least, most, parts, complete,
         part_frequency, aggregation, is_note
    from denied
  union all
  select d.finding, s.place, 'part', s.series_id, s.period, s.source_id, d.low, d.high, d.least, d.most, d.parts,
         d.complete, d.part_frequency, d.aggregation, d.is_note
    from denied as d
    join stated as s on s.series_id = d.series_id and s.whole = d.period and s.pool = d.pool
)
select l.role, f.series_id, f.metric_name as metric, f.subject, f.period, f.period_inferred,
       cast(null as varchar(40)) as part,
       f.value, f.comparator, f.upper, f.decimals, coalesce(f.unit_symbol, f.unit) as unit,
       nullif(f.status_name, 'normal') as status, f.source, f.published_on, f.locator,
       l.low, l.high, l.least, l.most, l.parts, l.complete, l.part_frequency, l.aggregation, l.is_note
  from listed as l
 cross join fact as f
 where f.series_id = l.series_id and f.period = l.period and f.source_id = l.source_id
 order by l.finding, l.place;
