-- One row counts the series of a metric that have the same first, the same last and the same latest period.
SELECT metric,
       first_period,
       last_period,
       coalesce(latest_period, '') AS latest_period,
       count(*) AS series,
       cast(sum(observations) AS bigint) AS observations,
       cast(sum(missing) AS bigint) AS missing,
       cast(sum(qualified) AS bigint) AS qualified,
       cast(sum(forecast) AS bigint) AS forecast,
       cast(sum(inferred) AS bigint) AS inferred
  FROM series
 WHERE observations > 0
 GROUP BY metric, first_period, last_period, coalesce(latest_period, '')
