-- The series of all shards, with totals of the figures of all shards.
WITH total AS (
  SELECT o.series_id, count(*) AS observations, substr(min(p.start_date || p.end_date || p.code), 21) AS first_period,
         substr(max(p.end_date || p.start_date || p.code), 21) AS last_period, count(*) - count(o.value) AS missing,
         sum(CASE WHEN o.comparator <> '=' THEN 1 ELSE 0 END) AS qualified,
         sum(CASE WHEN o.status = 'F' THEN 1 ELSE 0 END) AS forecast,
         count(o.period_inferred) AS inferred,
         count(*) - count(DISTINCT o.period) AS alternatives,
         substr(max(CASE WHEN o.value IS NOT NULL AND o.status <> 'F' THEN p.end_date || p.start_date || p.code END), 21)
           AS latest_period,
         CASE WHEN count(DISTINCT CASE WHEN o.value IS NOT NULL AND o.status <> 'F' THEN p.frequency END) > 1
              THEN 1 ELSE 0 END AS mixed
    FROM {figures} AS o JOIN period AS p ON p.code = o.period
   GROUP BY o.series_id
)
SELECT s.series_id, s.metric, s.region, s.sector, s.enterprise, s.breakdown,
       cast(coalesce(t.observations, 0) AS bigint) AS observations, t.first_period, t.last_period,
       cast(coalesce(t.missing, 0) AS bigint) AS missing, cast(coalesce(t.qualified, 0) AS bigint) AS qualified,
       cast(coalesce(t.forecast, 0) AS bigint) AS forecast, cast(coalesce(t.inferred, 0) AS bigint) AS inferred,
       cast(coalesce(t.alternatives, 0) AS bigint) AS alternatives,
       t.latest_period, cast(coalesce(t.mixed, 0) AS bigint) AS mixed
  FROM (SELECT series_id, metric, region, sector, enterprise, breakdown
          FROM shard_series
         GROUP BY series_id, metric, region, sector, enterprise, breakdown) AS s
  LEFT JOIN total AS t ON t.series_id = s.series_id
