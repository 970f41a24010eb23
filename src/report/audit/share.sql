-- name: audit-share
-- title: Shares below nothing or above the whole
-- description: Each share that cannot lie between 0 and 100 percent, nothing taken as rounded: `> 100` cannot, `>= 100` can. Shares in a unit that is no ratio are not looked at.
-- parameter: load | integer | optional | Only findings in which a figure of this load takes part
-- columns: rule, metric, subject, period, figure, against, finding, citation
with denied as (
  -- SQLite walks a cross join from left to right: figures are sought by their series, never scanned.
  select m.code, s.region, s.sector, s.enterprise, s.breakdown, f.metric_name, f.subject, f.period, f.citation,
         f.display || ' ' || coalesce(f.unit_symbol, f.unit) as figure, f.comparator,
         case when f.low > 0 then 'a share is at most 100 %, and this one is above it'
              else 'a share is at least 0 %, and this one is below it' end as claim,
         100 * case when f.low > 0 then f.low * u.factor - 1 else - f.high * u.factor end as excess
    from metric as m
   cross join unit as u
   cross join series as s
   cross join observation as o
   cross join current_fact as f
   where m.kind = 'share' and u.code = m.unit and u.dimension = 'ratio' and s.metric = m.code
     and o.series_id = s.series_id and (o.value * u.factor >= 1 or coalesce(o.upper, o.value) <= 0)
     and f.series_id = o.series_id and f.period = o.period and f.source_id = o.source_id
     and (f.low * u.factor > 1 + 1e-9 or f.comparator = '>' and f.low * u.factor >= 1
          or f.high * u.factor < -1e-9 or f.comparator = '<' and f.high <= 0)
     and (:load is null or f.load_id = :load)
)
select 'share' as rule, metric_name as metric, subject, period, figure, '0 to 100 %' as against,
       claim ||
       case when excess < 1e-7 then ''
            else case comparator when '=' then ' by ' when '..' then ' by at least ' when '>=' then ' by at least '
                                 when '<=' then ' by at least ' else ' by more than ' end ||
                 trim(replace(cast(round(excess, case when excess >= 100 then 1 when excess >= 1 then 3 else 6 end)
                                   as text) || ' ', '.0 ', '')) || ' percentage points' end as finding,
       citation
  from denied
 order by code, region, sector, enterprise, breakdown, period;
