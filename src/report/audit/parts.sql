-- name: audit-parts
-- title: Parts that do not make their whole
-- description: Each figure of a region or sector whose parts, told of the same metric and period, together exceed it, or stay below it though every part that the file knows is told. Every figure is taken as rounded to its last digit. Sectors of another scheme than the whole's may overlap, so each of them is compared alone.
-- parameter: load | integer | optional | Only findings in which a figure of this load takes part
-- columns: rule, metric, subject, period, figure, against, finding, citation
with child as (
  -- Only the parts of one pool are added up.
  select 'region' as dimension, code, parent, '' as pool, count(*) over (partition by parent) as children
    from region
   where parent is not null
  union all
  select 'sector', code, parent, pool, count(*) over (partition by parent, pool)
    from (select c.code, c.parent, case when c.scheme = p.scheme then '' else c.code end as pool
            from sector as c
            join sector as p on p.code = c.parent) as scheme
), tie as (
  -- SQLite walks a cross join from left to right: every part is led to its whole by key.
  select c.dimension, w.series_id as whole_series, p.series_id as part_series, c.pool, c.children,
         case when m.kind = 'count' or m.plausible_minimum >= 0 then 0 end as floor,
         case when m.plausible_minimum < 0 then 1 else 0 end as is_signed
    from child as c
   cross join series as p
   cross join metric as m
   cross join series as w
   where c.dimension = 'region' and p.region = c.code and m.code = p.metric and m.aggregation in ('sum', 'last')
     and w.metric = p.metric and w.region = c.parent and w.sector = p.sector and w.enterprise = p.enterprise
     and w.breakdown = p.breakdown
  union all
  select c.dimension, w.series_id, p.series_id, c.pool, c.children,
         case when m.kind = 'count' or m.plausible_minimum >= 0 then 0 end,
         case when m.plausible_minimum < 0 then 1 else 0 end
    from child as c
   cross join series as p
   cross join metric as m
   cross join series as w
   where c.dimension = 'sector' and p.sector = c.code and m.code = p.metric and m.aggregation in ('sum', 'last')
     and w.metric = p.metric and w.region = p.region and w.sector = c.parent and w.enterprise = p.enterprise
     and w.breakdown = p.breakdown
), candidate as (
  -- A first look at the bare values; where several sources tell one figure, the second look decides.
  select t.dimension, t.whole_series, t.pool, w.period
    from tie as t
   cross join observation as w
   cross join observation as p
   where w.series_id = t.whole_series and w.value is not null
     and p.series_id = t.part_series and p.period = w.period and p.value is not null
   group by t.dimension, t.whole_series, t.pool, w.period
  having count(*) > count(distinct p.series_id)
      or sum(case when p.value > 0 then p.value else 0 end) >
         max(case when w.comparator in ('=', '<', '<=') then w.value else w.upper end) * (1 + 1e-9)
      or count(*) = max(t.children) and sum(coalesce(p.upper, p.value)) * (1 + 1e-9) < max(w.value)
), told as (
  select c.dimension, c.whole_series, c.pool, c.period, t.children, p.low, p.high, p.rounding, p.load_id, p.citation,
         coalesce(case when p.low >= p.rounding or p.low < 0 or t.floor is null then p.low - p.rounding end,
                  t.floor) as least,
         case when t.is_signed = 1
                or exists (select 1 from observation as o where o.series_id = t.part_series and o.value < 0)
              then 1 else 0 end as may_be_negative,
         case when c.dimension = 'region' then p.region_name else p.sector_name end || ' ' || p.display ||
         case when p.status = 'F' then ' (forecast)' else '' end as shown,
         case when p.status = 'F' then ' (forecast)' else '' end as hint,
         row_number() over (partition by c.dimension, c.whole_series, c.pool, c.period
                            order by p.value desc, p.series_id) as place,
         dense_rank() over (partition by c.dimension, c.whole_series, c.pool, c.period order by p.citation) as cited
    from candidate as c
   cross join tie as t
   cross join current_fact as p
   where t.dimension = c.dimension and t.whole_series = c.whole_series and t.pool = c.pool
     and p.series_id = t.part_series and p.period = c.period and p.value is not null
), added as (
  select dimension, whole_series, pool, period, count(*) as parts, max(hint) as hint,
         max(case when load_id = :load then 1 else 0 end) as is_loaded,
         -- Where a part may be negative, one that is not told could make up for the others.
         case when count(least) = count(*) and (count(*) = max(children) or max(may_be_negative) = 0)
              then sum(least) end as least,
         case when count(high) = count(*) and count(*) = max(children) and count(*) > 1
              then sum(high + rounding) end as most,
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
   group by dimension, whole_series, pool, period
), denied as (
  select w.metric_name, w.subject, w.period, w.display || ' ' || coalesce(w.unit_symbol, w.unit) as figure,
         w.display || case when w.status = 'F' then ' (forecast)' else '' end as whole, w.metric, w.start_date,
         w.end_date, w.series_id, a.dimension, a.pool, a.shown, a.hint, a.parts,
         case when a.citation = w.citation then w.citation
              else 'figure: ' || w.citation || '; against: ' || a.citation end as citation,
         a.least, a.most, w.low - w.rounding as lower_end, w.high + w.rounding as upper_end
    from added as a
   cross join current_fact as w
   where w.series_id = a.whole_series and w.period = a.period
     and (a.least - w.high - w.rounding > 1e-9 * abs(w.high) or w.low - w.rounding - a.most > 1e-9 * abs(w.low))
     and (:load is null or w.load_id = :load or a.is_loaded = 1)
)
select 'parts' as rule, metric_name as metric, subject, period, figure, shown as against,
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
        select case when excess > 0 and parts = 1 then 'the part' || hint || ' alone comes to at least '
                    when excess > 0
                    then 'the ' || cast(parts as text) || ' parts told' || hint || ' add up to at least '
                    else 'all ' || cast(parts as text) || ' known parts' || hint || ' add up to at most ' end ||
               case when total < 0 then '-' else '' end ||
               case when number >= 1000 and number < 1e15
                    then trim(substr(digits, 1, 3) || ',' || substr(digits, 4, 3) || ',' ||
                              substr(digits, 7, 3) || ',' || substr(digits, 10, 3) || ',' ||
                              substr(digits, 13), ' ,') ||
                         trim(replace(substr(cast(number as text), length(trim(digits)) + 1) || ' ', '.0 ', ''))
                    else trim(replace(cast(number as text) || ' ', '.0 ', '')) end
          from padded) ||
       ', and ' || whole || ' is told of the whole' as finding,
       citation
  from denied
 order by metric, subject, series_id, start_date, end_date, dimension, pool;
