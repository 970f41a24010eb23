-- name: parts
-- title: Parts that do not make their whole
-- description: Each figure whose parts, stated for the same metric and period, add up to more, or, as a note, to less. A note on too little is given where every part that the file knows has a figure, because there may be others, and where one part has none, or up to a tenth of twenty or more, which it then names. What is off by less than a ten-thousandth of the figure is a note too. Parts are the regions below a region that lie on one level (districts, counties and county-level cities are one), the sectors of one scheme below a sector, and females and males; the whole of a value of a breakdown has no such value, or the total `T`, `_T` or `TOTAL`; what did not exist in the period is not a part, and any other sector or breakdown may overlap with its neighbours, so each of them is compared alone. Every figure is taken as rounded to its last digit.
-- parameter: load | integer | optional | Only findings in which a figure of this load takes part
-- columns: role, series_id, metric, subject, period, period_inferred, part, value, comparator, upper, decimals, unit, status, source, published_on, locator, low, high, least, most, parts, is_note, first_period, last_period
with digit (d) as (
  values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)
), place as (
  select 100 * a.d + 10 * b.d + c.d as n from digit as a cross join digit as b cross join digit as c
), pair as (
  -- Each pair of a breakdown begins after the one before and ends at a semicolon, or at the end. In a value, a backslash
  -- stands before each semicolon and each backslash; a text of the same length without these marks shows the ends of the
  -- pairs. Spark reads two backslashes in a literal as one, and others read two: the first of them is one everywhere.
  select b.breakdown, coalesce(lag(p.n) over (partition by b.breakdown order by p.n), 0) + 1 as start, p.n as stop
    from (select d.breakdown, replace(replace(d.breakdown, mark || mark, '__'), mark || ';', '__') || ';' as ends
            from (select distinct breakdown, substr('\\', 1, 1) as mark from series as x where breakdown <> '') as d) as b
    join place as p on p.n between 1 and length(b.ends)
   where substr(b.ends, p.n, 1) = ';'
), total (code) as (
  values (''), ('T'), ('_T'), ('TOTAL'), ('Total'), ('total')
), broken_down as (
  -- The whole of what has a pair is what has the other pairs only, or what has a total instead of the value of the pair.
  select p.breakdown, t.code as total,
         case when lower(substr(p.breakdown, p.start, p.stop - p.start))
                   in ('sex=f', 'sex=m', 'sex=female', 'sex=male', 'sex=females', 'sex=males', 'sex=women', 'sex=men',
                       'gender=f', 'gender=m', 'gender=female', 'gender=male', 'gender=females', 'gender=males',
                       'gender=women', 'gender=men') then 'sex'
              else lower(substr(p.breakdown, p.start, p.stop - p.start)) end as pool,
         case when t.code <> ''
              then substr(p.breakdown, 1, p.start - 1) ||
                   substr(p.breakdown, p.start, instr(substr(p.breakdown, p.start), '=')) || t.code || substr(p.breakdown, p.stop)
              when p.start = 1 then substr(p.breakdown, p.stop + 1)
              else substr(p.breakdown, 1, p.start - 2) || substr(p.breakdown, p.stop) end as whole
    from pair as p
   cross join total as t
), level as (
  select code, name, parent, valid_from, valid_until,
         case when level in ('district', 'county', 'city', 'county-level-city', 'banner') then 'county' else level end as pool
    from region
   where parent is not null
), child as (
  -- Only parts that have the same pool are added up. Beside the level of most of its regions, what lies on another level
  -- is not a part.
  select 'region' as dimension, code, name, parent, pool, children, dated, valid_from, valid_until
    from (select l.*, max(children) over (partition by parent) as most
            from (select level.*, count(*) over (partition by parent, pool) as children,
                         count(coalesce(valid_from, valid_until)) over (partition by parent, pool) as dated
                    from level) as l) as counted
   where children = most
  union all
  select 'sector', code, name, parent, pool, count(*) over (partition by parent, pool),
         count(coalesce(valid_from, valid_until)) over (partition by parent, pool), valid_from, valid_until
    from (select c.code, c.name, c.parent, c.valid_from, c.valid_until, case when c.scheme = p.scheme then '' else c.code end as pool
            from sector as c
            join sector as p on p.code = c.parent) as scheme
  union all
  select 'breakdown', breakdown, breakdown, whole, pool, count(*) over (partition by whole, pool), 0, null, null
    from broken_down
   where whole <> breakdown
), gone as (
  -- How many of the parts did not exist in a period.
  select c.dimension, c.parent, c.pool, d.code as period, count(*) as parts
    from child as c
   cross join period as d
   where (c.valid_from is not null or c.valid_until is not null)
     and (d.end_date < c.valid_from or substr(d.start_date, 1, length(c.valid_until)) > c.valid_until)
   group by c.dimension, c.parent, c.pool, d.code
), tie as (
  -- SQLite evaluates a CROSS JOIN from left to right: the whole of every part is looked up by key.
  select c.dimension, p.metric, w.series_id as whole_series, p.series_id as part_series, c.code, c.parent, c.pool, c.children, c.dated,
         c.valid_from, c.valid_until,
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
  select c.dimension, p.metric, w.series_id, p.series_id, c.code, c.parent, c.pool, c.children, c.dated, c.valid_from, c.valid_until,
         case when m.kind = 'count' or m.plausible_minimum >= 0 then 0 end,
         case when m.plausible_minimum < 0 then 1 else 0 end
    from child as c
   cross join series as p
   cross join metric as m
   cross join series as w
   where c.dimension = 'sector' and p.sector = c.code and m.code = p.metric and m.aggregation in ('sum', 'last')
     and w.metric = p.metric and w.region = p.region and w.sector = c.parent and w.enterprise = p.enterprise
     and w.breakdown = p.breakdown
  union all
  select c.dimension, p.metric, w.series_id, p.series_id, c.code, c.parent, c.pool, c.children, c.dated, c.valid_from, c.valid_until,
         case when m.kind = 'count' or m.plausible_minimum >= 0 then 0 end,
         case when m.plausible_minimum < 0 then 1 else 0 end
    from metric as m
   cross join series as p
   cross join child as c
   cross join series as w
   where m.aggregation in ('sum', 'last') and p.metric = m.code and c.dimension = 'breakdown' and c.code = p.breakdown
     and w.metric = p.metric and w.region = p.region and w.sector = p.sector and w.enterprise = p.enterprise
     and w.breakdown = c.parent
   -- SQLite computes a subquery with LIMIT once, where it would otherwise look all series up for each whole.
   limit 2147483647
), candidate as (
  -- This first step compares the values without their comparators; where several sources state one figure, the second
  -- step decides. `ties` are the parts that have figures of some period.
  select t.dimension, t.metric, t.whole_series, t.pool, w.period,
         count(*) - count(p.value) + count(distinct p.series_id) as ties
    from tie as t
   cross join observation as w
    -- The period as a range: SQLite would otherwise build an index of all figures by period, and read too many by it.
    left join observation as p
      on p.series_id = t.part_series and p.period between w.period and w.period and p.value is not null
   where w.series_id = t.whole_series and w.value is not null
     and (t.valid_from is null and t.valid_until is null
          or exists (select 1
                       from period as d
                      where d.code = w.period and coalesce(d.end_date >= t.valid_from, 1 = 1)
                        and coalesce(substr(d.start_date, 1, length(t.valid_until)) <= t.valid_until, 1 = 1)))
   group by t.dimension, t.metric, t.whole_series, t.pool, w.period
  having count(p.value) > count(distinct p.series_id)
      or sum(case when p.value > 0 then p.value else 0 end) >
         max(case when w.comparator in ('=', '<', '<=') then w.value else w.upper end) * (1 + 1e-9)
      or max(t.children - t.dated) - count(p.value) <= case when max(t.children) < 20 then 1 else 0.1 * max(t.children) end
         and sum(coalesce(p.upper, p.value)) * (1 + 1e-9) < max(w.value)
), stated as (
  select c.dimension, c.metric, c.whole_series, c.pool, c.period, c.ties, t.parent, t.code, t.children - coalesce(g.parts, 0) as children, p.series_id,
         p.source_id, p.low, p.high, p.rounding, p.load_id,
         coalesce(case when p.low >= p.rounding or p.low < 0 or t.floor is null then p.low - p.rounding end,
                  t.floor) as least,
         case when t.is_signed = 1
                or (select min(o.value) from observation as o where o.series_id = t.part_series) < 0
              then 1 else 0 end as may_be_negative,
         -- What followed a part within the period is a part too: only one of them is certainly within the whole.
         case when substr(p.end_date, 1, length(t.valid_until)) > t.valid_until then 1 else 0 end as is_ended,
         row_number() over (partition by c.dimension, c.whole_series, c.pool, c.period
                            order by p.value desc, p.region, p.sector, p.breakdown) as place
    from candidate as c
   cross join tie as t
   cross join current_fact as p
    left join gone as g
      on g.dimension = t.dimension and g.parent = t.parent and g.pool = t.pool and g.period = c.period
   where t.dimension = c.dimension and t.whole_series = c.whole_series and t.pool = c.pool
     and p.metric = c.metric and p.series_id = t.part_series and p.period = c.period and p.value is not null
     and coalesce(p.end_date >= t.valid_from, 1 = 1)
     and coalesce(substr(p.start_date, 1, length(t.valid_until)) <= t.valid_until, 1 = 1)
), added as (
  select dimension, metric, whole_series, parent, pool, period, count(*) as parts, max(children) as children,
         max(case when load_id = :load then 1 else 0 end) as is_loaded,
         -- Where a part may be negative, a missing one could compensate the excess of the others.
         case when count(least) = count(*) and (count(*) = max(children) or max(may_be_negative) = 0)
              then sum(case when is_ended = 0 then least end) end as low,
         -- Where one part has no figure, or a tenth of them, what the others lack is a note that names it.
         case when count(high) = count(*) and max(ties) > 1
               and max(children) - count(*) <= case when max(children) < 20 then 1 else 0.1 * max(children) end
              then sum(high + rounding) end as high
    from stated
   group by dimension, metric, whole_series, parent, pool, period
), denied as (
  select a.dimension, a.metric, a.parent, a.pool, a.parts, a.children, a.low, a.high, w.series_id, w.period, w.source_id,
         w.low - w.rounding as least, w.high + w.rounding as most,
         -- Too little is a note; so is an excess of up to a ten-thousandth, which offices that round twice make.
         case when w.low - w.rounding > a.high or a.low - w.high - w.rounding <= 1e-4 * abs(w.high) then 1 else 0 end as is_note,
         row_number() over (order by w.metric, w.subject, w.region, w.sector, w.enterprise, w.breakdown, w.start_date,
                                     w.end_date, w.period, a.dimension, a.pool)
           as finding
    from added as a
   cross join current_fact as w
   where w.metric = a.metric and w.series_id = a.whole_series and w.period = a.period
     and (a.low - w.high - w.rounding > 1e-9 * abs(w.high) or w.low - w.rounding - a.high > 1e-9 * abs(w.low))
     and (:load is null or w.load_id = :load or a.is_loaded = 1)
), listed as (
  -- The whole, its parts, and those that existed in the period and have no figure of it, with the first and the last period
  -- for which they have one: a date has ten characters. One statement finds all three, because SQLite computes a named
  -- subquery again wherever it stands.
  select d.finding, r.place as kind, r.role, s.place, coalesce(s.series_id, d.series_id) as series_id, d.period,
         coalesce(s.source_id, d.source_id) as source_id, d.low, d.high, d.least, d.most, d.parts, d.is_note, d.dimension, c.name, c.code,
         substr(min(v.start_date || v.code), 11) as first_period, substr(max(v.end_date || v.code), 11) as last_period
    from denied as d
   cross join (select 0 as place, 'figure' as role union all select 1, 'part' union all select 2, 'absent') as r
    join period as z on z.code = d.period
    left join stated as s
      on r.place = 1 and s.dimension = d.dimension and s.whole_series = d.series_id and s.pool = d.pool and s.period = d.period
    left join child as c
      on r.place = 2 and c.dimension = d.dimension and c.parent = d.parent and c.pool = d.pool and d.parts < d.children
     and d.high < d.least and coalesce(z.end_date >= c.valid_from, 1 = 1)
     and coalesce(substr(z.start_date, 1, length(c.valid_until)) <= c.valid_until, 1 = 1)
    left join tie as t
      on t.dimension = c.dimension and t.whole_series = d.series_id and t.pool = c.pool and t.code = c.code
    left join observation as x on x.series_id = t.part_series and x.period = d.period and x.value is not null
    left join observation as o on o.series_id = case when x.series_id is null then t.part_series end and o.value is not null
    left join period as v on v.code = o.period
   where r.place = 0 or r.place = 1 and s.series_id is not null or r.place = 2 and c.code is not null and x.series_id is null
   group by d.finding, r.place, r.role, s.place, s.series_id, d.series_id, d.period, s.source_id, d.source_id, d.low, d.high, d.least,
            d.most, d.parts, d.is_note, d.dimension, c.name, c.code
)
select l.role, f.series_id, f.metric_name as metric, f.subject, f.period, f.period_inferred,
       case when l.role = 'figure' then null when l.role = 'absent' then l.name when l.dimension = 'region' then f.region_name
            when l.dimension = 'sector' then f.sector_name else f.breakdown end as part,
       f.value, f.comparator, f.upper, f.decimals, coalesce(f.unit_symbol, f.unit) as unit,
       nullif(f.status_name, 'normal') as status, f.source, f.published_on, f.locator,
       l.low, l.high, l.least, l.most, l.parts, l.is_note, l.first_period, l.last_period
  from listed as l
 cross join fact as f
 where f.series_id = l.series_id and f.period = l.period and f.source_id = l.source_id
 order by l.finding, l.kind, l.place nulls first, l.code nulls first;
