-- The database as of a day: only what sources had published by then. A source without a date of publication is left
-- out. The views of the database are created again over these temporary tables and views.
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

-- The totals of series are counted again, in one pass. The first and the last period are found by comparing texts that
-- start with their dates and end with their codes.
CREATE TEMP TABLE series (
  series_id INTEGER PRIMARY KEY, metric TEXT, region TEXT, sector TEXT, enterprise TEXT, breakdown TEXT,
  observations INTEGER, first_period TEXT, last_period TEXT, region_code TEXT, sector_code TEXT, enterprise_code TEXT,
  missing INTEGER, qualified INTEGER, forecast INTEGER, alternatives INTEGER, checksum INTEGER,
  UNIQUE (metric, region, sector, enterprise, breakdown)
);
INSERT INTO temp.series
SELECT s.series_id, s.metric, s.region, s.sector, s.enterprise, s.breakdown,
       t.observations, substr(t.first_told, 21), substr(t.last_told, 21), s.region_code, s.sector_code, s.enterprise_code,
       t.missing, t.qualified, t.forecast, t.alternatives,
       CASE WHEN t.observations = s.observations THEN s.checksum END
  FROM (SELECT o.series_id, count(*) AS observations, min(p.start_date || p.end_date || p.code) AS first_told,
               max(p.end_date || p.start_date || p.code) AS last_told, count(*) - count(o.value) AS missing,
               sum(o.comparator <> '=') AS qualified, sum(o.status = 'F') AS forecast,
               count(*) - count(DISTINCT o.period) AS alternatives
          FROM temp.observation AS o JOIN main.period AS p ON p.code = o.period
         GROUP BY o.series_id) AS t
  JOIN main.series AS s ON s.series_id = t.series_id;
CREATE INDEX temp.series_by_enterprise ON series (enterprise);
CREATE INDEX temp.series_by_region ON series (region, enterprise);
CREATE INDEX temp.series_by_sector ON series (sector, enterprise);

CREATE TEMP TABLE coverage AS
SELECT metric, first_period, last_period, count(*) AS series, sum(observations) AS observations,
       sum(missing) AS missing, sum(qualified) AS qualified, sum(forecast) AS forecast
  FROM temp.series
 GROUP BY metric, first_period, last_period;
