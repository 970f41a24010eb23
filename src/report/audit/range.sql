-- name: audit-range
-- title: Figures outside their plausible range
-- description: Each figure that must lie above the plausible maximum of its metric or below its plausible minimum, nothing taken as rounded.
-- parameter: load | integer | optional | Only findings in which a figure of this load takes part
-- columns: rule, metric, subject, period, figure, against, finding, citation
with denied as (
  -- SQLite walks a cross join from left to right: figures are sought by their series, never scanned.
  select m.code, s.region, s.sector, s.enterprise, s.breakdown, f.metric_name, f.subject, f.period, f.citation,
         f.display || ' ' || coalesce(f.unit_symbol, f.unit) as figure, coalesce(f.unit_symbol, f.unit) as unit,
         f.comparator, case when f.low >= m.plausible_maximum then 'above' else 'below' end as side,
         case when f.low >= m.plausible_maximum then m.plausible_maximum else m.plausible_minimum end as bound,
         case when f.low >= m.plausible_maximum then f.low - m.plausible_maximum
              else m.plausible_minimum - f.high end as excess
    from metric as m
   cross join series as s
   cross join observation as o
   cross join current_fact as f
   where (m.plausible_minimum is not null or m.plausible_maximum is not null) and s.metric = m.code
     and o.series_id = s.series_id
     and (o.value >= m.plausible_maximum or coalesce(o.upper, o.value) <= m.plausible_minimum)
     and f.series_id = o.series_id and f.period = o.period and f.source_id = o.source_id
     and (f.low - m.plausible_maximum > 1e-9 * abs(m.plausible_maximum)
          or f.comparator = '>' and f.low >= m.plausible_maximum
          or m.plausible_minimum - f.high > 1e-9 * abs(m.plausible_minimum)
          or f.comparator = '<' and f.high <= m.plausible_minimum)
     and (:load is null or f.load_id = :load)
)
select 'range' as rule, metric_name as metric, subject, period, figure,
       case side when 'above' then 'at most ' else 'at least ' end || case when bound < 0 then '-' else '' end ||
       (with rounded as (
          -- A select without a table is not merged into the rest: the number is computed once.
          select round(abs(bound), 9) as number
        ), padded as (
          select number, substr('               ' || cast(cast(number as bigint) as text),
                                length(cast(cast(number as bigint) as text)) + 1) as digits
            from rounded
        )
        select case when number >= 1000 and number < 1e15
                    then trim(substr(digits, 1, 3) || ',' || substr(digits, 4, 3) || ',' ||
                              substr(digits, 7, 3) || ',' || substr(digits, 10, 3) || ',' ||
                              substr(digits, 13), ' ,') ||
                         trim(replace(substr(cast(number as text), length(trim(digits)) + 1) || ' ', '.0 ', ''))
                    else trim(replace(cast(number as text) || ' ', '.0 ', '')) end
          from padded) ||
       ' ' || unit as against,
       'the figure lies ' || side || ' what is plausible' ||
       case when excess = 0 then ''
            else case comparator when '=' then ' by ' when '..' then ' by at least ' when '>=' then ' by at least '
                                 when '<=' then ' by at least ' else ' by more than ' end ||
       (with rounded as (
          -- Four digits, or all that stand before the point.
          select round(excess, case when excess >= 1000 then 0 when excess >= 100 then 1
                                    when excess >= 10 then 2 when excess >= 1 then 3 else 6 end) as number
        ), padded as (
          select number, substr('               ' || cast(cast(number as bigint) as text),
                                length(cast(cast(number as bigint) as text)) + 1) as digits
            from rounded
        )
        select case when number >= 1000 and number < 1e15
                    then trim(substr(digits, 1, 3) || ',' || substr(digits, 4, 3) || ',' ||
                              substr(digits, 7, 3) || ',' || substr(digits, 10, 3) || ',' ||
                              substr(digits, 13), ' ,') ||
                         trim(replace(substr(cast(number as text), length(trim(digits)) + 1) || ' ', '.0 ', ''))
                    else trim(replace(cast(number as text) || ' ', '.0 ', '')) end
          from padded) end as finding,
       citation
  from denied
 order by code, region, sector, enterprise, breakdown, period;
