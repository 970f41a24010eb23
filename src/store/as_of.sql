-- The database as of a day: only what sources had published by then. An edition without a date of publication is left
-- out. The views of the database are created again over these temporary tables and views.
CREATE TEMP VIEW edition AS
SELECT * FROM main.edition WHERE published_end <= (SELECT day FROM temp.as_of);

CREATE TEMP VIEW source AS
SELECT s.source_id, s.code, i.title, i.publisher, i.author, i.url, i.published_on, i.retrieved_on, i.language, i.licence,
       s.priority, s.observations, s.first_period, s.last_period
  FROM main.source AS s
  JOIN (SELECT *, row_number() OVER (PARTITION BY source_id ORDER BY published_end DESC, edition DESC) AS place
          FROM temp.edition) AS i ON i.source_id = s.source_id AND i.place = 1;

-- Of the figures that are no longer stated, those that were by then: a later edition has revised them, or no longer states
-- them. A figure that was corrected within its edition never was what the source meant.
CREATE TEMP TABLE former AS
SELECT r.*
  FROM (SELECT r.*, row_number() OVER (PARTITION BY r.series_id, r.period, r.source_id
                                       ORDER BY i.published_end DESC, r.revision_id DESC) AS place
          FROM main.revision AS r
          JOIN temp.edition AS i ON i.source_id = r.source_id AND i.edition = r.edition
         WHERE r.reason <> 'corrected') AS r
 WHERE r.place = 1
   AND NOT EXISTS (SELECT 1 FROM temp.edition AS i WHERE i.source_id = r.source_id AND i.edition = r.withdrawn_in)
   AND NOT EXISTS (SELECT 1
                     FROM main.observation AS o
                     JOIN temp.edition AS i ON i.source_id = o.source_id AND i.edition = o.edition
                    WHERE o.series_id = r.series_id AND o.period = r.period AND o.source_id = r.source_id);

CREATE TEMP VIEW observation AS
SELECT series_id, period, source_id, value, file_id, line, locator, status, comparator, upper, reported, note, edition
  FROM main.observation AS o
 WHERE EXISTS (SELECT 1 FROM temp.edition AS i WHERE i.source_id = o.source_id AND i.edition = o.edition)
UNION ALL
SELECT series_id, period, source_id, value, file_id, line, locator, status, comparator, upper, reported, note, edition
  FROM temp.former;

CREATE TEMP VIEW revision AS
SELECT r.*
  FROM main.revision AS r
 WHERE EXISTS (SELECT 1 FROM temp.edition AS i WHERE i.source_id = r.source_id AND i.edition = r.edition)
   AND NOT EXISTS (SELECT 1 FROM temp.former AS f WHERE f.revision_id = r.revision_id);

CREATE TEMP VIEW claim AS
SELECT c.*
  FROM main.claim AS c
 WHERE EXISTS (SELECT 1 FROM temp.edition AS i WHERE i.source_id = c.source_id AND i.edition = c.edition);

CREATE TEMP VIEW enterprise_designation AS
SELECT d.*
  FROM main.enterprise_designation AS d
 WHERE EXISTS (SELECT 1 FROM temp.edition AS i WHERE i.source_id = d.source_id AND i.edition = d.edition);

-- The totals of series are counted again, in one pass. The first and the last period are found by comparing texts that
-- start with their dates and end with their codes.
CREATE TEMP TABLE series (
  series_id INTEGER PRIMARY KEY, metric TEXT, region TEXT, sector TEXT, enterprise TEXT, breakdown TEXT,
  observations INTEGER, first_period TEXT, last_period TEXT, region_code TEXT, sector_code TEXT, enterprise_code TEXT,
  missing INTEGER, qualified INTEGER, forecast INTEGER, alternatives INTEGER, checksum INTEGER, latest_period TEXT,
  mixed INTEGER,
  UNIQUE (metric, region, sector, enterprise, breakdown)
);
INSERT INTO temp.series
SELECT s.series_id, s.metric, s.region, s.sector, s.enterprise, s.breakdown,
       t.observations, substr(t.first_stated, 21), substr(t.last_stated, 21), s.region_code, s.sector_code, s.enterprise_code,
       t.missing, t.qualified, t.forecast, t.alternatives,
       CASE WHEN t.observations = s.observations
             AND NOT EXISTS (SELECT 1 FROM temp.former AS f WHERE f.series_id = s.series_id) THEN s.checksum END,
       substr(t.latest_stated, 21), t.frequencies > 1
  FROM (SELECT o.series_id, count(*) AS observations, min(p.start_date || p.end_date || p.code) AS first_stated,
               max(p.end_date || p.start_date || p.code) AS last_stated, count(*) - count(o.value) AS missing,
               sum(o.comparator <> '=') AS qualified, sum(o.status = 'F') AS forecast,
               count(*) - count(DISTINCT o.period) AS alternatives,
               max(CASE WHEN o.value IS NOT NULL AND o.status <> 'F' THEN p.end_date || p.start_date || p.code END)
                 AS latest_stated,
               count(DISTINCT CASE WHEN o.value IS NOT NULL AND o.status <> 'F' THEN p.frequency END) AS frequencies
          FROM temp.observation AS o JOIN main.period AS p ON p.code = o.period
         GROUP BY o.series_id) AS t
  JOIN main.series AS s ON s.series_id = t.series_id;
CREATE INDEX temp.series_by_enterprise ON series (enterprise);
CREATE INDEX temp.series_by_region ON series (region, enterprise);
CREATE INDEX temp.series_by_sector ON series (sector, enterprise);

CREATE TEMP TABLE coverage AS
SELECT metric, first_period, last_period, coalesce(latest_period, '') AS latest_period, count(*) AS series, sum(observations) AS observations,
       sum(missing) AS missing, sum(qualified) AS qualified, sum(forecast) AS forecast
  FROM temp.series
 GROUP BY metric, first_period, last_period, latest_period;
