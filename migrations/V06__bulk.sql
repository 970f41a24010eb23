-- Millions of figures: less space for each, and what reports would otherwise count is kept.

PRAGMA user_version = 6;

-- The columns that mostly hold their defaults come last: a bulk load ends a record where only defaults follow, as a
-- record written before ALTER TABLE ADD COLUMN does.
CREATE TEMP TABLE moved AS SELECT * FROM observation;
DROP TABLE observation;
CREATE TABLE observation (
  -- One row is the figure of a series for a period, as told by one source.
  series_id  INTEGER NOT NULL CONSTRAINT observation_series_exists REFERENCES series (series_id),
  period     TEXT NOT NULL CONSTRAINT observation_period_exists REFERENCES period (code),
  source_id  INTEGER NOT NULL CONSTRAINT observation_source_exists REFERENCES source (source_id),
  value      REAL,
  file_id    INTEGER NOT NULL CONSTRAINT observation_file_exists REFERENCES load_file (file_id),
  line       INTEGER NOT NULL,
  locator    TEXT,
  status     TEXT NOT NULL DEFAULT 'A' CONSTRAINT observation_status_known
             CHECK (status IN ('A', 'B', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'S', 'U', 'V', 'W')),
  comparator TEXT NOT NULL DEFAULT '=' CONSTRAINT observation_comparator_known
             CHECK (comparator IN ('=', '~', '>', '>=', '<', '<=', '..')),
  upper      REAL,
  reported   TEXT,
  note       TEXT,
  CONSTRAINT observation_upper_of_range CHECK ((comparator = '..') = (upper IS NOT NULL) AND coalesce(upper > value, 1)),
  CONSTRAINT observation_missing_says_so
    CHECK (CASE WHEN value IS NULL THEN comparator = '=' AND status IN ('H', 'J', 'K', 'L', 'M', 'N', 'O', 'Q', 'S')
                ELSE status NOT IN ('H', 'L', 'M', 'O', 'Q') END),
  PRIMARY KEY (series_id, period, source_id)
) STRICT, WITHOUT ROWID;
INSERT INTO observation (series_id, period, source_id, value, file_id, line, locator, status, comparator, upper, reported, note)
SELECT series_id, period, source_id, value, file_id, line, locator, status, comparator, upper, reported, note
  FROM moved ORDER BY series_id, period, source_id;
DROP TABLE moved;

ALTER TABLE series ADD COLUMN missing INTEGER NOT NULL DEFAULT 0;
ALTER TABLE series ADD COLUMN qualified INTEGER NOT NULL DEFAULT 0;
ALTER TABLE series ADD COLUMN forecast INTEGER NOT NULL DEFAULT 0;
UPDATE series
   SET (missing, qualified, forecast) =
       (SELECT count(*) - count(o.value), coalesce(sum(o.comparator <> '='), 0), coalesce(sum(o.status = 'F'), 0)
          FROM observation AS o WHERE o.series_id = series.series_id);

CREATE TABLE coverage (
  -- One row is a metric, with all its series that have the same first and the same last period.
  metric       TEXT NOT NULL CONSTRAINT coverage_metric_exists REFERENCES metric (code),
  first_period TEXT NOT NULL CONSTRAINT coverage_first_period_exists REFERENCES period (code),
  last_period  TEXT NOT NULL CONSTRAINT coverage_last_period_exists REFERENCES period (code),
  series       INTEGER NOT NULL,
  observations INTEGER NOT NULL,
  missing      INTEGER NOT NULL,
  qualified       INTEGER NOT NULL,
  forecast     INTEGER NOT NULL,
  PRIMARY KEY (metric, first_period, last_period)
) STRICT, WITHOUT ROWID;
INSERT INTO coverage (metric, first_period, last_period, series, observations, missing, qualified, forecast)
SELECT metric, first_period, last_period, count(*), sum(observations), sum(missing), sum(qualified), sum(forecast)
  FROM series WHERE observations > 0
 GROUP BY metric, first_period, last_period;

ALTER TABLE source ADD COLUMN observations INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN first_period TEXT CONSTRAINT source_first_period_exists REFERENCES period (code);
ALTER TABLE source ADD COLUMN last_period TEXT CONSTRAINT source_last_period_exists REFERENCES period (code);
CREATE TEMP TABLE told AS SELECT source_id, period, count(*) AS observations FROM observation GROUP BY source_id, period;
UPDATE source
   SET observations = (SELECT coalesce(sum(t.observations), 0) FROM told AS t WHERE t.source_id = source.source_id),
       first_period = (SELECT p.code FROM told AS t JOIN period AS p ON p.code = t.period
                        WHERE t.source_id = source.source_id ORDER BY p.start_date, p.end_date LIMIT 1),
       last_period = (SELECT p.code FROM told AS t JOIN period AS p ON p.code = t.period
                       WHERE t.source_id = source.source_id ORDER BY p.end_date DESC, p.start_date DESC LIMIT 1);
DROP TABLE told;

-- A load that told nothing new is known again by what it read and by nobody having written since.
ALTER TABLE load ADD COLUMN fingerprint TEXT;
ALTER TABLE load ADD COLUMN change_counter INTEGER;

DELETE FROM data_dictionary WHERE table_name = 'observation' AND position > 0;
INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('observation', 1, 'series_id', 'INTEGER', 'series it belongs to', NULL),
  ('observation', 2, 'period', 'TEXT', 'code of the period it is about', NULL),
  ('observation', 3, 'source_id', 'INTEGER', 'source that tells it', NULL),
  ('observation', 4, 'value', 'REAL', 'the figure; of a range the lower bound; NULL where it is missing', 'the metric''s unit'),
  ('observation', 5, 'file_id', 'INTEGER', 'file it was loaded from', NULL),
  ('observation', 6, 'line', 'INTEGER', 'line of that file, from 1', NULL),
  ('observation', 7, 'locator', 'TEXT', 'place in the source', NULL),
  ('observation', 8, 'status', 'TEXT', 'SDMX CL_OBS_STATUS: A normal, F forecast, E estimate, P provisional, O missing, ...', NULL),
  ('observation', 9, 'comparator', 'TEXT', 'how the figure stands to the true one: = exact, ~ about, > >= < <=, .. a range', NULL),
  ('observation', 10, 'upper', 'REAL', 'upper bound of a range, NULL for anything else', 'the metric''s unit'),
  ('observation', 11, 'reported', 'TEXT', 'the figure as it was told, where that differs', NULL),
  ('observation', 12, 'note', 'TEXT', 'remark', NULL),
  ('source', 12, 'observations', 'INTEGER', 'number of observations that it tells', 'observations'),
  ('source', 13, 'first_period', 'TEXT', 'period among them that starts first', NULL),
  ('source', 14, 'last_period', 'TEXT', 'period among them that ends last', NULL),
  ('series', 13, 'missing', 'INTEGER', 'number of observations without a value', 'observations'),
  ('series', 14, 'qualified', 'INTEGER', 'number of observations with another comparator than =', 'observations'),
  ('series', 15, 'forecast', 'INTEGER', 'number of observations that are forecasts', 'observations'),
  ('coverage', 0, '', 'table', 'a metric, with all its series that have the same first and the same last period', NULL),
  ('coverage', 1, 'metric', 'TEXT', 'code of the metric', NULL),
  ('coverage', 2, 'first_period', 'TEXT', 'period of the series that starts first', NULL),
  ('coverage', 3, 'last_period', 'TEXT', 'period of the series that ends last', NULL),
  ('coverage', 4, 'series', 'INTEGER', 'number of such series', 'series'),
  ('coverage', 5, 'observations', 'INTEGER', 'number of their observations', 'observations'),
  ('coverage', 6, 'missing', 'INTEGER', 'number of those without a value', 'observations'),
  ('coverage', 7, 'qualified', 'INTEGER', 'number of those with another comparator than =', 'observations'),
  ('coverage', 8, 'forecast', 'INTEGER', 'number of those that are forecasts', 'observations'),
  ('load', 9, 'fingerprint', 'TEXT', 'BLAKE3 of everything that was read, to know it again', NULL),
  ('load', 10, 'change_counter', 'INTEGER', 'change counter of the file after the load, to know whether anybody wrote since', NULL);
