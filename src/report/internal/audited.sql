-- name: audited
-- title: What the audit checked
-- description: How many figures each rule of the audit checked, and, with the reason, how many that it applies to it could not check.
-- parameter: rule | text | required | The rule
-- columns: reason, figures
with figure as (
  -- SQLite evaluates a CROSS JOIN from left to right: figures are looked up by their series, never scanned.
  select t.series_id, t.metric, t.region, t.sector, t.enterprise, t.breakdown, o.period, o.source_id, o.comparator, o.status
    from metric as m
   cross join series as t
   cross join observation as o
   where t.metric = m.code and o.series_id = t.series_id and o.value is not null
), growth as (
  select case when k.code is null then 'no `base_metric` says whose growth it is'
              when u.dimension <> case when m.growth_form = 'points' then v.dimension else 'ratio' end
              then 'its unit is not that of a growth'
              when m.prices <> k.prices or m.adjustment <> k.adjustment or m.base_period <> k.base_period
              then 'its prices, adjustment or base period differ from those of its level'
              when g.comparator = '~' then 'it is approximate'
              when coalesce((select count(distinct l.period)
                               from series as t cross join observation as l
                              where t.metric = k.code and t.region = g.region and t.sector = g.sector
                                and t.enterprise = g.enterprise and t.breakdown = g.breakdown
                                and l.series_id = t.series_id and l.period in (d.code, d.year_before) and l.value is not null
                                and l.comparator <> '~'), 0) < 2 then 'its level or the level a year before is not stated'
              when 'B' = (select min(case when l.status = 'B' then 'B' else 'A' end)
                            from series as t cross join observation as l
                           where t.metric = k.code and t.region = g.region and t.sector = g.sector
                             and t.enterprise = g.enterprise and t.breakdown = g.breakdown
                             and l.series_id = t.series_id and l.period = d.code and l.value is not null)
              then 'its level has a break' end as reason
    from figure as g
    join metric as m on m.code = g.metric
    join unit as u on u.code = m.unit
    join period as d on d.code = g.period
    left join metric as k on k.code = m.base_metric
    left join unit as v on v.code = k.unit
   where :rule = 'growth' and m.kind = 'growth'
), digit (d) as (
  values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)
), place as (
  select 100 * a.d + 10 * b.d + c.d as n from digit as a cross join digit as b cross join digit as c
), piece as (
  -- The pairs of a breakdown, found as in the rule `parts`.
  select b.breakdown, coalesce(lag(p.n) over (partition by b.breakdown order by p.n), 0) + 1 as start, p.n as stop
    from (select d.breakdown, replace(replace(d.breakdown, mark || mark, '__'), mark || ';', '__') || ';' as ends
            from (select distinct breakdown, substr('\\', 1, 1) as mark from series as x
                   where :rule = 'parts' and breakdown <> '') as d) as b
    join place as p on p.n between 1 and length(b.ends)
   where substr(b.ends, p.n, 1) = ';'
), broken_down as (
  -- The wholes of a breakdown: it without one of its pairs, or with a total instead of the value of the pair.
  select breakdown, case when start = 1 then substr(breakdown, stop + 1)
                         else substr(breakdown, 1, start - 2) || substr(breakdown, stop) end as whole
    from piece
  union all
  select p.breakdown,
         substr(p.breakdown, 1, p.start - 1) || substr(p.breakdown, p.start, instr(substr(p.breakdown, p.start), '=')) || t.code
         || substr(p.breakdown, p.stop)
    from piece as p
   cross join (select 'T' as code union all select '_T' union all select 'TOTAL' union all select 'Total' union all select 'total') as t
), tie as (
  select w.series_id as whole_series, p.series_id as part_series, c.valid_from, c.valid_until
    from region as c cross join series as p cross join series as w
   where p.region = c.code and w.metric = p.metric and w.region = c.parent and w.sector = p.sector
     and w.enterprise = p.enterprise and w.breakdown = p.breakdown
  union all
  select w.series_id, p.series_id, c.valid_from, c.valid_until
    from sector as c cross join series as p cross join series as w
   where p.sector = c.code and w.metric = p.metric and w.region = p.region and w.sector = c.parent
     and w.enterprise = p.enterprise and w.breakdown = p.breakdown
  union all
  select w.series_id, p.series_id, null, null
    from broken_down as c cross join series as p cross join series as w
   where p.breakdown = c.breakdown and c.whole <> c.breakdown and w.metric = p.metric and w.region = p.region and w.sector = p.sector
     and w.enterprise = p.enterprise and w.breakdown = c.whole
), part as (
  select t.whole_series as series_id, p.period
    from tie as t
   cross join observation as p
   where :rule = 'parts' and p.series_id = t.part_series and p.value is not null
     and (t.valid_from is null and t.valid_until is null
          or exists (select 1
                       from period as d
                      where d.code = p.period and coalesce(d.end_date >= t.valid_from, 1 = 1)
                        and coalesce(substr(d.start_date, 1, length(t.valid_until)) <= t.valid_until, 1 = 1)))
   group by t.whole_series, p.period
), parts as (
  select case when m.aggregation = 'none' then 'the `aggregation` of its metric is `none`'
              when m.aggregation = 'average' then 'its metric is an average'
              when f.comparator = '~' then 'it is approximate'
              when p.period is null then 'no part of it is stated' end as reason
    from (select distinct whole_series from tie) as t
   cross join figure as f
    join metric as m on m.code = f.metric
    left join part as p on p.series_id = f.series_id and p.period = f.period
   where :rule = 'parts' and f.series_id = t.whole_series
), alone as (
  -- What is neither a whole nor a part, although it may be something that adds up.
  select s.series_id,
         case when coalesce(r.parent, c.parent) is not null then 'the whole that it is a part of is not stated'
              when coalesce(p.code, q.code) is not null then 'no part of it is stated'
              else 'no `parent` says what its region or sector is a part of' end as reason
    from metric as m
   cross join series as s
    left join region as r on r.code = s.region
    left join sector as c on c.code = s.sector
    left join (select distinct parent as code from region) as p on p.code = s.region
    left join (select distinct parent as code from sector) as q on q.code = s.sector
    left join (select whole_series as series_id from tie union select part_series from tie) as t on t.series_id = s.series_id
   where :rule = 'parts' and s.metric = m.code and m.kind in ('level', 'count') and m.aggregation <> 'average'
     and s.enterprise = '' and (s.region <> '' or s.sector <> '') and t.series_id is null
), unjoined as (
  select a.reason
    from alone as a
   cross join observation as o
   where o.series_id = a.series_id and o.value is not null
), pair as (
  select w.code as whole, p.code as part, case when p.frequency in ('D', 'W') then 0 else 1 end as is_long
    from period as w
    join period as p on p.start_date >= w.start_date and p.end_date <= w.end_date and p.code <> w.code
   where :rule = 'year' and w.frequency in ('A', 'S', 'Q', '_O') and p.frequency in ('A', 'S', 'Q', 'M', '_O', 'D', 'W')
), within as (
  select p.series_id, n.whole, max(n.is_long) as is_long
    from figure as p
    join pair as n on n.part = p.period
   group by p.series_id, n.whole
), year as (
  select case when m.aggregation = 'none' then 'the `aggregation` of its metric is `none`'
              when f.comparator = '~' then 'it is approximate'
              -- An average is not compared with days or weeks.
              when p.whole is null or m.aggregation = 'average' and p.is_long = 0 then 'no period within it is stated'
              end as reason
    from figure as f
    join metric as m on m.code = f.metric
    join period as d on d.code = f.period
    left join within as p on p.series_id = f.series_id and p.whole = f.period
   where :rule = 'year' and d.frequency in ('A', 'S', 'Q', '_O')
), share as (
  select case when u.dimension <> 'ratio' then 'its unit is not a ratio'
              when f.comparator = '~' then 'it is approximate' end as reason
    from metric as m
    join unit as u on u.code = m.unit
    join figure as f on f.metric = m.code
   where :rule = 'share' and m.kind = 'share'
), currency as (
  select case when b.series_id is null then 'the amount that it restates is not stated'
              when f.comparator = '~' then 'it is approximate' end as reason
    from metric as m
    join metric as k on k.code = m.base_metric
    join unit as u on u.code = m.unit
    join unit as v on v.code = k.unit
    join figure as f on f.metric = m.code
    left join series as t on t.metric = k.code and t.region = f.region and t.sector = f.sector
                         and t.enterprise = f.enterprise and t.breakdown = f.breakdown
    left join (select series_id, period from figure group by series_id, period) as b
           on b.series_id = t.series_id and b.period = f.period
   where :rule = 'currency' and m.kind = 'level' and u.dimension <> v.dimension
), ranged as (
  select case when m.plausible_minimum is null and m.plausible_maximum is null
              then 'its metric has no plausible range'
              when f.comparator = '~' then 'it is approximate' end as reason
    from metric as m
    join figure as f on f.metric = m.code
   where :rule = 'range'
), dated as (
  select s.series_id,
         case when coalesce(r.valid_from, r.valid_until, c.valid_from, c.valid_until, e.valid_from, e.valid_until) is null
              then 'nothing says since or until when its subject existed' end as reason
    from metric as m
   cross join series as s
    left join region as r on r.code = s.region
    left join sector as c on c.code = s.sector
    left join enterprise as e on e.code = s.enterprise
   where :rule = 'validity' and s.metric = m.code
), validity as (
  select t.reason
    from dated as t
   cross join observation as o
   where o.series_id = t.series_id and o.value is not null
)
select reason, count(*) as figures
  from (select reason from growth
         union all select reason from parts
         union all select reason from unjoined
         union all select reason from year
         union all select reason from share
         union all select reason from currency
         union all select reason from ranged
         union all select reason from validity) as counted
 group by reason
 order by case when reason is null then 0 else 1 end, reason;
