-- The database as it would have been on a day: of all that sources tell, only what had been published by then. A source
-- of which nobody says when it was published is left out. The views of the database are read again on top of these.
CREATE TEMP VIEW source AS
SELECT * FROM main.source WHERE published_on <= (SELECT day FROM temp.as_of);

CREATE TEMP VIEW observation AS
SELECT * FROM main.observation WHERE source_id IN (SELECT source_id FROM temp.source);

CREATE TEMP VIEW revision AS
SELECT * FROM main.revision WHERE source_id IN (SELECT source_id FROM temp.source);

CREATE TEMP VIEW claim AS
SELECT * FROM main.claim WHERE source_id IN (SELECT source_id FROM temp.source);

CREATE TEMP VIEW enterprise_designation AS
SELECT * FROM main.enterprise_designation WHERE source_id IN (SELECT source_id FROM temp.source);

CREATE TEMP VIEW series AS
SELECT s.series_id, s.metric, s.region, s.sector, s.enterprise, s.breakdown,
       (SELECT count(*) FROM temp.observation AS o WHERE o.series_id = s.series_id) AS observations,
       (SELECT o.period FROM temp.observation AS o JOIN main.period AS p ON p.code = o.period
         WHERE o.series_id = s.series_id ORDER BY p.start_date, p.end_date LIMIT 1) AS first_period,
       (SELECT o.period FROM temp.observation AS o JOIN main.period AS p ON p.code = o.period
         WHERE o.series_id = s.series_id ORDER BY p.end_date DESC, p.start_date DESC LIMIT 1) AS last_period,
       s.region_code, s.sector_code, s.enterprise_code,
       (SELECT count(*) FROM temp.observation AS o WHERE o.series_id = s.series_id AND o.value IS NULL) AS missing,
       (SELECT count(*) FROM temp.observation AS o WHERE o.series_id = s.series_id AND o.comparator <> '=') AS hedged,
       (SELECT count(*) FROM temp.observation AS o WHERE o.series_id = s.series_id AND o.status = 'F') AS forecast,
       (SELECT count(*) - count(DISTINCT o.period) FROM temp.observation AS o WHERE o.series_id = s.series_id)
         AS alternatives
  FROM main.series AS s
 WHERE EXISTS (SELECT 1 FROM temp.observation AS o WHERE o.series_id = s.series_id);

CREATE TEMP VIEW coverage AS
SELECT metric, first_period, last_period, count(*) AS series, sum(observations) AS observations,
       sum(missing) AS missing, sum(hedged) AS hedged, sum(forecast) AS forecast
  FROM temp.series
 GROUP BY metric, first_period, last_period;
