-- Counts the totals of figures again where they can differ from those of the file: of the series and sources that have hidden
-- figures, or figures that were stated then and are no longer. A figure that only has another value now is counted alike.
CREATE TEMP TABLE shadow_changed AS
SELECT series_id, source_id FROM temp.shadow_hidden
 UNION
SELECT f.series_id, f.source_id
  FROM temp.shadow_former AS f
 WHERE NOT EXISTS (SELECT 1 FROM main.observation AS o
                    WHERE o.series_id = f.series_id AND o.period = f.period AND o.source_id = f.source_id);

UPDATE temp.source SET observations = 0, first_period = NULL, last_period = NULL
 WHERE source_id IN (SELECT source_id FROM temp.shadow_changed);
UPDATE temp.source AS s
   SET observations = t.observations, first_period = substr(t.first_stated, 21), last_period = substr(t.last_stated, 21)
  FROM (SELECT o.source_id, count(*) AS observations, min(p.start_date || p.end_date || p.code) AS first_stated,
               max(p.end_date || p.start_date || p.code) AS last_stated
          FROM temp.observation AS o JOIN main.period AS p ON p.code = o.period
         WHERE (SELECT count(*) FROM temp.shadow_changed) > 0
           AND o.source_id IN (SELECT source_id FROM temp.shadow_changed)
         GROUP BY o.source_id) AS t
 WHERE t.source_id = s.source_id;

-- No checksum is known. The first, the last and the latest period are found by comparing texts that start with their dates and end with their
-- codes.
CREATE TEMP TABLE series (
  series_id INTEGER PRIMARY KEY, metric TEXT, region TEXT, sector TEXT, enterprise TEXT, breakdown TEXT,
  observations INTEGER, first_period TEXT, last_period TEXT, metric_code TEXT, region_code TEXT, sector_code TEXT,
  enterprise_code TEXT, missing INTEGER, qualified INTEGER, forecast INTEGER, inferred INTEGER,
  alternatives INTEGER, checksum INTEGER, latest_period TEXT, mixed INTEGER
);
-- The series with the codes that they had then.
CREATE TEMP VIEW shadow_series AS
SELECT s.series_id, coalesce(f.metric, s.metric) AS metric, coalesce(f.region, s.region) AS region,
       coalesce(f.sector, s.sector) AS sector, coalesce(f.enterprise, s.enterprise) AS enterprise,
       coalesce(f.breakdown, s.breakdown) AS breakdown, s.observations, s.first_period, s.last_period, s.missing,
       s.qualified, s.forecast, s.inferred, s.alternatives, s.latest_period, s.mixed
  FROM main.series AS s LEFT JOIN temp.former_series AS f ON f.series_id = s.series_id;
INSERT INTO temp.series
SELECT series_id, metric, region, sector, enterprise, breakdown, observations, first_period, last_period,
       CASE WHEN observations > 0 THEN metric END, CASE WHEN observations > 0 THEN nullif(region, '') END,
       CASE WHEN observations > 0 THEN nullif(sector, '') END, CASE WHEN observations > 0 THEN nullif(enterprise, '') END,
       missing, qualified, forecast, inferred, alternatives, NULL, latest_period, mixed
  FROM temp.shadow_series
 WHERE series_id NOT IN (SELECT series_id FROM temp.shadow_changed);
INSERT INTO temp.series
SELECT s.series_id, s.metric, s.region, s.sector, s.enterprise, s.breakdown,
       t.observations, substr(t.first_stated, 21), substr(t.last_stated, 21), s.metric, nullif(s.region, ''),
       nullif(s.sector, ''), nullif(s.enterprise, ''), t.missing, t.qualified, t.forecast, t.inferred, t.alternatives, NULL,
       substr(t.latest_stated, 21), t.frequencies > 1
  FROM (SELECT o.series_id, count(*) AS observations, min(p.start_date || p.end_date || p.code) AS first_stated,
               max(p.end_date || p.start_date || p.code) AS last_stated, count(*) - count(o.value) AS missing,
               sum(o.comparator <> '=') AS qualified, sum(o.status = 'F') AS forecast,
               count(o.period_inferred) AS inferred,
               count(*) - count(DISTINCT o.period) AS alternatives,
               max(CASE WHEN o.value IS NOT NULL AND o.status <> 'F' THEN p.end_date || p.start_date || p.code END)
                 AS latest_stated,
               count(DISTINCT CASE WHEN o.value IS NOT NULL AND o.status <> 'F' THEN p.frequency END) AS frequencies
          FROM (SELECT DISTINCT series_id FROM temp.shadow_changed) AS c
         CROSS JOIN temp.observation AS o ON o.series_id = c.series_id
          JOIN main.period AS p ON p.code = o.period
         GROUP BY o.series_id) AS t
  JOIN temp.shadow_series AS s ON s.series_id = t.series_id;
-- A series without figures is only history.
INSERT INTO temp.series
  (series_id, metric, region, sector, enterprise, breakdown, observations, missing, qualified, forecast, inferred, alternatives,
   mixed)
SELECT series_id, metric, region, sector, enterprise, breakdown, 0, 0, 0, 0, 0, 0, 0
  FROM temp.shadow_series
 WHERE series_id IN (SELECT series_id FROM temp.shadow_changed) AND series_id NOT IN (SELECT series_id FROM temp.series)
   AND series_id IN (SELECT series_id FROM temp.revision);
CREATE INDEX temp.series_by_codes ON series (metric, region, sector, enterprise, breakdown);
CREATE INDEX temp.series_by_enterprise ON series (enterprise);
CREATE INDEX temp.series_by_region ON series (region, enterprise);
CREATE INDEX temp.series_by_sector ON series (sector, enterprise);

CREATE TEMP TABLE coverage AS
SELECT metric, first_period, last_period, coalesce(latest_period, '') AS latest_period, count(*) AS series,
       sum(observations) AS observations,
       sum(missing) AS missing, sum(qualified) AS qualified, sum(forecast) AS forecast,
       sum(inferred) AS inferred
  FROM temp.series
 WHERE observations > 0
 GROUP BY metric, first_period, last_period, latest_period;
