-- name: coverage
-- title: What there is and what is missing
-- description: Each metric with the number of its subjects and of its figures from all sources (missing, qualified and forecast figures included, and `inferred` ones, whose source does not state their period), and with its first and last period. `latest_period` is the newest period with a figure that is neither missing nor a forecast; `behind` counts the subjects that have no such figure, or whose newest one is for a period that ends before `latest_period` begins.
-- columns: metric, subjects, figures, missing, qualified, forecast, inferred, first_period, last_period, latest_period, behind
with total as (
  select metric, sum(series) as subjects, sum(observations) as figures, sum(missing) as missing,
         sum(qualified) as qualified,
         sum(forecast) as forecast, sum(inferred) as inferred
    from coverage
   group by metric
), opening as (
  select s.metric, d.code, row_number() over (partition by s.metric order by d.start_date, d.end_date, d.code) as place
    from coverage as s
    join period as d on d.code = s.first_period
), closing as (
  select s.metric, d.code,
         row_number() over (partition by s.metric order by d.end_date desc, d.start_date desc, d.code) as place
    from coverage as s
    join period as d on d.code = s.last_period
), latest as (
  select s.metric, d.code, d.start_date,
         row_number() over (partition by s.metric order by d.end_date desc, d.start_date desc, d.code) as place
    from coverage as s
    join period as d on d.code = s.latest_period
), late as (
  select s.metric, sum(s.series) as subjects
    from coverage as s
    join latest as n on n.metric = s.metric and n.place = 1
    left join period as d on d.code = s.latest_period
   where coalesce(d.end_date, '') < n.start_date
   group by s.metric
)
select m.name as metric, coalesce(t.subjects, 0) as subjects, coalesce(t.figures, 0) as figures,
       coalesce(t.missing, 0) as missing, coalesce(t.qualified, 0) as qualified, coalesce(t.forecast, 0) as forecast,
       coalesce(t.inferred, 0) as inferred,
       b.code as first_period, n.code as last_period, a.code as latest_period, coalesce(l.subjects, 0) as behind
  from metric as m
  left join total as t on t.metric = m.code
  left join opening as b on b.metric = m.code and b.place = 1
  left join closing as n on n.metric = m.code and n.place = 1
  left join latest as a on a.metric = m.code and a.place = 1
  left join late as l on l.metric = m.code
 order by coalesce(t.figures, 0) desc, m.name, m.code;
