-- name: audit-year
-- title: Halves, quarters and months that do not make their year
-- description: Each figure of a year, half or quarter that the halves, quarters or months within it deny: those of a sum must add up to it (and not exceed it where some are missing), the last of a stock must equal it, and an average must lie between the least and the greatest. Every figure is taken as rounded to its last digit.
-- parameter: load | integer | optional | Only findings in which a figure of this load takes part
-- columns: rule, metric, subject, period, figure, against, finding, citation
with nesting (frequency, part_frequency, complete) as (
  values ('A', 'S', 2), ('A', 'Q', 4), ('A', 'M', 12), ('S', 'Q', 2), ('S', 'M', 6), ('Q', 'M', 3)
), pair as (
  select w.code as whole, p.code as part, n.part_frequency, n.complete,
         case when p.end_date = w.end_date then 1 else 0 end as is_last
    from nesting as n
    join period as w on w.frequency = n.frequency
    join period as p on p.frequency = n.part_frequency and p.start_date >= w.start_date and p.end_date <= w.end_date
), candidate as (
  -- SQLite walks a cross join from left to right: figures are sought by their series. This is a first look at the bare
  -- values; where several sources tell one figure, the second look decides.
  select s.series_id, n.whole, n.part_frequency, m.aggregation,
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
   group by s.series_id, n.whole, n.part_frequency, m.aggregation, n.complete, m.kind, m.plausible_minimum
  having count(*) > count(distinct p.period)
      or m.aggregation = 'last' and max(p.value) <> max(w.value)
      or m.aggregation = 'sum'
         and (sum(case when p.value > 0 then p.value else 0 end) >
              max(case when w.comparator in ('=', '<', '<=') then w.value else w.upper end) * (1 + 1e-9)
              or count(*) = n.complete and sum(coalesce(p.upper, p.value)) * (1 + 1e-9) < max(w.value))
      or m.aggregation = 'average' and count(*) = n.complete
         and (max(coalesce(w.upper, w.value)) < min(p.value) or max(coalesce(p.upper, p.value)) < max(w.value))
), told as (
  select c.series_id, c.whole, c.part_frequency, c.aggregation, c.complete, p.low, p.load_id, p.citation,
         coalesce(case when p.low >= p.rounding or p.low < 0 or c.floor is null then p.low - p.rounding end,
                  c.floor) as least,
         case when c.is_signed = 1
                or exists (select 1 from observation as o where o.series_id = c.series_id and o.value < 0)
              then 1 else 0 end as may_be_negative,
         p.high + p.rounding as most,
         p.display || ' ' || coalesce(p.unit_symbol, p.unit) || ' in ' || p.period ||
         case when p.status = 'F' then ' (forecast)' else '' end as shown,
         case when p.status = 'F' then ' (forecast)' else '' end as hint,
         row_number() over (partition by c.series_id, c.whole, c.part_frequency order by p.start_date) as place,
         dense_rank() over (partition by c.series_id, c.whole, c.part_frequency order by p.citation) as cited
    from candidate as c
   cross join pair as n
   cross join current_fact as p
   where n.whole = c.whole and n.part_frequency = c.part_frequency and (c.aggregation <> 'last' or n.is_last = 1)
     and p.series_id = c.series_id and p.period = n.part and p.value is not null
), added as (
  select series_id, whole, part_frequency, aggregation, complete, count(*) as parts, max(hint) as hint,
         max(case when load_id = :load then 1 else 0 end) as is_loaded,
         case when count(least) < count(*) then null
              when aggregation = 'average' then case when count(*) = complete then min(least) end
              -- Where a part may be negative, one that is not told could make up for the others.
              when count(*) = complete or max(may_be_negative) = 0 then sum(least) end as least,
         case when count(most) = complete and aggregation = 'average' then max(most)
              when count(most) = complete then sum(most) end as most,
         max(case when place = 1 then shown end) || coalesce(', ' || max(case when place = 2 then shown end), '') ||
         coalesce(', ' || max(case when place = 3 then shown end), '') ||
         coalesce(', ' || max(case when place = 4 then shown end), '') ||
         coalesce(', ' || max(case when place = 5 then shown end), '') ||
         case when count(*) > 5 then ' and ' || cast(count(*) - 5 as text) || ' more' else '' end as shown,
         max(case when cited = 1 then citation end) ||
         coalesce(' / ' || max(case when cited = 2 then citation end), '') ||
         coalesce(' / ' || max(case when cited = 3 then citation end), '') ||
         case when max(cited) > 3 then ' and ' || cast(max(cited) - 3 as text) || ' more' else '' end as citation
    from told
   group by series_id, whole, part_frequency, aggregation, complete
), denied as (
  select w.metric_name, w.subject, w.period, w.display || ' ' || coalesce(w.unit_symbol, w.unit) as figure,
         w.display || case when w.status = 'F' then ' (forecast)' else '' end as whole, w.metric, w.start_date,
         w.end_date, w.series_id, a.part_frequency, a.aggregation, a.complete, a.shown, a.hint, a.parts,
         case when a.citation = w.citation then w.citation
              else 'figure: ' || w.citation || '; against: ' || a.citation end as citation,
         a.least, a.most, w.low - w.rounding as lower_end, w.high + w.rounding as upper_end,
         case a.part_frequency when 'S' then 'half-year' when 'Q' then 'quarter' else 'month' end as part_name
    from added as a
   cross join current_fact as w
   where w.series_id = a.series_id and w.period = a.whole
     and (a.least - w.high - w.rounding > 1e-9 * abs(w.high) or w.low - w.rounding - a.most > 1e-9 * abs(w.low))
     and (:load is null or w.load_id = :load or a.is_loaded = 1)
)
select 'year' as rule, metric_name as metric, subject, period, figure, shown as against,
       (with bound as (
          -- A select without a table is not merged into the rest: each bound is computed once.
          select least - upper_end as excess, lower_end - most as shortage
        ), gapped as (
          select excess, case when excess > 0 then excess else shortage end as gap,
                 case when excess > 0 then least else most end as total
            from bound
        ), measured as (
          -- Four digits, or as many as show the gap, and all that stand before the point.
          select excess, total,
                 case when gap >= 1 and abs(total) >= 1000 then 0 when gap >= 0.1 and abs(total) >= 100 then 1
                      when gap >= 0.01 and abs(total) >= 10 then 2 when gap >= 0.001 and abs(total) >= 1 then 3
                      else 6 end as places
            from gapped
        ), rounded as (
          select excess, total, round(abs(total), places) as number from measured
        ), padded as (
          select excess, total, number, substr('               ' || cast(cast(number as bigint) as text),
                                               length(cast(cast(number as bigint) as text)) + 1) as digits
            from rounded
        )
        select case when aggregation = 'last' then 'the last ' || part_name || hint || ' ends with the whole and is '
                    else case when aggregation = 'average' then 'all ' when parts = complete then 'the '
                              else cast(parts as text) || ' of ' end ||
                         cast(complete as text) || ' ' || part_name || 's' || hint ||
                         case when aggregation = 'average' then ' are ' else ' add up to ' end end ||
               case when excess > 0 then 'at least ' else 'at most ' end ||
               case when total < 0 then '-' else '' end ||
               case when number >= 1000 and number < 1e15
                    then trim(substr(digits, 1, 3) || ',' || substr(digits, 4, 3) || ',' ||
                              substr(digits, 7, 3) || ',' || substr(digits, 10, 3) || ',' ||
                              substr(digits, 13), ' ,') ||
                         trim(replace(substr(cast(number as text), length(trim(digits)) + 1) || ' ', '.0 ', ''))
                    else trim(replace(cast(number as text) || ' ', '.0 ', '')) end
          from padded) ||
       ', and ' || whole || case when aggregation = 'average' then ' is told as their average'
                                 else ' is told of the whole' end as finding,
       citation
  from denied
 order by metric, subject, series_id, start_date, end_date, part_frequency;
