-- The figures, their earlier values, and the claims.

PRAGMA user_version = 3;

CREATE TABLE series (
  -- One row is a metric of one subject; a dimension that the series does not have is empty.
  series_id       INTEGER PRIMARY KEY,
  metric          TEXT NOT NULL,
  region          TEXT NOT NULL DEFAULT '',
  sector          TEXT NOT NULL DEFAULT '',
  enterprise      TEXT NOT NULL DEFAULT '',
  breakdown       TEXT NOT NULL DEFAULT '',
  observations    INTEGER NOT NULL DEFAULT 0,
  first_period    TEXT CONSTRAINT series_first_period_exists REFERENCES period (code),
  last_period     TEXT CONSTRAINT series_last_period_exists REFERENCES period (code),
  -- An empty dimension names nothing, and a series without figures is only history: its metric may have been removed.
  metric_code     TEXT GENERATED ALWAYS AS (CASE WHEN observations > 0 THEN metric END) VIRTUAL
                  CONSTRAINT series_metric_exists REFERENCES metric (code),
  region_code     TEXT GENERATED ALWAYS AS (CASE WHEN observations > 0 THEN nullif(region, '') END) VIRTUAL
                  CONSTRAINT series_region_exists REFERENCES region (code),
  sector_code     TEXT GENERATED ALWAYS AS (CASE WHEN observations > 0 THEN nullif(sector, '') END) VIRTUAL
                  CONSTRAINT series_sector_exists REFERENCES sector (code),
  enterprise_code TEXT GENERATED ALWAYS AS (CASE WHEN observations > 0 THEN nullif(enterprise, '') END) VIRTUAL
                  CONSTRAINT series_enterprise_exists REFERENCES enterprise (code),
  missing         INTEGER NOT NULL DEFAULT 0,
  qualified       INTEGER NOT NULL DEFAULT 0,
  forecast        INTEGER NOT NULL DEFAULT 0,
  inferred        INTEGER NOT NULL DEFAULT 0,
  alternatives    INTEGER NOT NULL DEFAULT 0,
  checksum        INTEGER,
  -- An actual figure is neither missing nor a forecast.
  latest_period   TEXT CONSTRAINT series_latest_period_exists REFERENCES period (code),
  mixed           INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT series_types CHECK (
    typeof(metric) = 'text' AND typeof(region) = 'text' AND typeof(sector) = 'text' AND typeof(enterprise) = 'text'
    AND typeof(breakdown) = 'text' AND typeof(observations) = 'integer' AND typeof(first_period) IN ('text', 'null')
    AND typeof(last_period) IN ('text', 'null') AND typeof(missing) = 'integer' AND typeof(qualified) = 'integer'
    AND typeof(forecast) = 'integer' AND typeof(inferred) = 'integer' AND typeof(alternatives) = 'integer'
    AND typeof(checksum) IN ('integer', 'null') AND typeof(latest_period) IN ('text', 'null')
    AND typeof(mixed) = 'integer'),
  CONSTRAINT series_unique UNIQUE (metric, region, sector, enterprise, breakdown)
);

CREATE INDEX series_by_enterprise ON series (enterprise);
CREATE INDEX series_by_region ON series (region, enterprise);
CREATE INDEX series_by_sector ON series (sector, enterprise);

CREATE TABLE observation (
  -- One row is the figure of a series for a period, as stated by one source; the edition is the first one that stated it.
  -- The columns that mostly hold their defaults come last: a bulk load omits them at the end of a record where all hold
  -- their defaults, and SQLite reads it like a record that was written before ALTER TABLE ADD COLUMN.
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
  -- How the period was inferred; NULL where the source states it.
  period_inferred TEXT,
  edition    INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT observation_upper_of_range CHECK ((comparator = '..') = (upper IS NOT NULL) AND coalesce(upper > value, 1)),
  CONSTRAINT observation_missing_says_so
    CHECK (CASE WHEN value IS NULL THEN comparator = '=' AND status IN ('H', 'J', 'K', 'L', 'M', 'N', 'O', 'Q', 'S')
                ELSE status NOT IN ('H', 'L', 'M', 'O', 'Q') END),
  CONSTRAINT observation_types CHECK (
    typeof(series_id) = 'integer' AND typeof(period) = 'text' AND typeof(source_id) = 'integer'
    AND typeof(value) IN ('real', 'null') AND typeof(file_id) = 'integer' AND typeof(line) = 'integer'
    AND typeof(locator) IN ('text', 'null') AND typeof(upper) IN ('real', 'null')
    AND typeof(reported) IN ('text', 'null') AND typeof(note) IN ('text', 'null')
    AND typeof(period_inferred) IN ('text', 'null') AND typeof(edition) = 'integer'),
  CONSTRAINT observation_edition_exists FOREIGN KEY (source_id, edition) REFERENCES edition (source_id, edition),
  PRIMARY KEY (series_id, period, source_id)
) WITHOUT ROWID;

CREATE TABLE also_stated (
  -- One row says that a dataset states a figure, which came from a file of another dataset.
  series_id  INTEGER NOT NULL,
  period     TEXT NOT NULL,
  source_id  INTEGER NOT NULL,
  dataset    TEXT NOT NULL,
  file_id    INTEGER NOT NULL CONSTRAINT also_stated_file_exists REFERENCES load_file (file_id),
  line       INTEGER NOT NULL,
  CONSTRAINT also_stated_figure_exists
    FOREIGN KEY (series_id, period, source_id) REFERENCES observation (series_id, period, source_id),
  CONSTRAINT also_stated_types CHECK (
    typeof(series_id) = 'integer' AND typeof(period) = 'text' AND typeof(source_id) = 'integer'
    AND typeof(dataset) = 'text' AND typeof(file_id) = 'integer' AND typeof(line) = 'integer'),
  PRIMARY KEY (series_id, period, source_id, dataset)
) WITHOUT ROWID;

CREATE TABLE coverage (
  -- One row counts the series of a metric that have the same first, the same last and the same latest period.
  metric        TEXT NOT NULL CONSTRAINT coverage_metric_exists REFERENCES metric (code),
  first_period  TEXT NOT NULL CONSTRAINT coverage_first_period_exists REFERENCES period (code),
  last_period   TEXT NOT NULL CONSTRAINT coverage_last_period_exists REFERENCES period (code),
  latest_period TEXT NOT NULL DEFAULT '',
  series        INTEGER NOT NULL,
  observations  INTEGER NOT NULL,
  missing       INTEGER NOT NULL,
  qualified     INTEGER NOT NULL,
  forecast      INTEGER NOT NULL,
  inferred      INTEGER NOT NULL,
  CONSTRAINT coverage_types CHECK (
    typeof(metric) = 'text' AND typeof(first_period) = 'text' AND typeof(last_period) = 'text'
    AND typeof(latest_period) = 'text' AND typeof(series) = 'integer' AND typeof(observations) = 'integer'
    AND typeof(missing) = 'integer' AND typeof(qualified) = 'integer' AND typeof(forecast) = 'integer'
    AND typeof(inferred) = 'integer'),
  PRIMARY KEY (metric, first_period, last_period, latest_period)
) WITHOUT ROWID;

CREATE TABLE claim (
  -- One row is a statement without a number that a source makes, in our own words.
  code       TEXT NOT NULL PRIMARY KEY CONSTRAINT claim_code_filled CHECK (code <> ''),
  text       TEXT NOT NULL CONSTRAINT claim_text_filled CHECK (text <> ''),
  region     TEXT CONSTRAINT claim_region_exists REFERENCES region (code),
  sector     TEXT CONSTRAINT claim_sector_exists REFERENCES sector (code),
  enterprise TEXT CONSTRAINT claim_enterprise_exists REFERENCES enterprise (code),
  period     TEXT CONSTRAINT claim_period_exists REFERENCES period (code),
  source_id  INTEGER NOT NULL CONSTRAINT claim_source_exists REFERENCES source (source_id),
  edition    INTEGER NOT NULL DEFAULT 1,
  locator    TEXT,
  note       TEXT,
  period_inferred TEXT,
  CONSTRAINT claim_edition_exists FOREIGN KEY (source_id, edition) REFERENCES edition (source_id, edition),
  CONSTRAINT claim_types CHECK (
    typeof(code) = 'text' AND typeof(text) = 'text' AND typeof(region) IN ('text', 'null')
    AND typeof(sector) IN ('text', 'null') AND typeof(enterprise) IN ('text', 'null')
    AND typeof(period) IN ('text', 'null') AND typeof(source_id) = 'integer' AND typeof(edition) = 'integer'
    AND typeof(locator) IN ('text', 'null') AND typeof(note) IN ('text', 'null')
    AND typeof(period_inferred) IN ('text', 'null'))
);

CREATE INDEX claim_by_enterprise ON claim (enterprise);

CREATE TABLE revision (
  -- One row is a figure, with all its columns, that is no longer what its source states: a later edition revised it, or a
  -- load corrected it within its edition, or withdrew it; or which its dataset no longer states and another one does: then
  -- the other one took it over with the load in which it first stated it; or which an earlier edition states too, to which it
  -- belongs since that was loaded. Its source and its edition may have been removed.
  revision_id INTEGER PRIMARY KEY,
  series_id   INTEGER NOT NULL CONSTRAINT revision_series_exists REFERENCES series (series_id),
  period      TEXT NOT NULL CONSTRAINT revision_period_exists REFERENCES period (code),
  source_id   INTEGER NOT NULL,
  edition     INTEGER NOT NULL,
  value       REAL,
  comparator  TEXT NOT NULL,
  upper       REAL,
  status      TEXT NOT NULL,
  reported    TEXT,
  locator     TEXT,
  note        TEXT,
  period_inferred TEXT,
  file_id     INTEGER NOT NULL CONSTRAINT revision_file_exists REFERENCES load_file (file_id),
  line        INTEGER NOT NULL,
  loaded_by   INTEGER NOT NULL CONSTRAINT revision_loaded_by_exists REFERENCES load (load_id),
  removed_by  INTEGER NOT NULL CONSTRAINT revision_removed_by_exists REFERENCES load (load_id),
  reason      TEXT NOT NULL CONSTRAINT revision_reason_known CHECK (reason IN ('revised', 'corrected', 'withdrawn', 'handed over')),
  -- The edition from which on the figure is not stated; NULL where none withdrew it.
  withdrawn_in INTEGER,
  CONSTRAINT revision_types CHECK (
    typeof(series_id) = 'integer' AND typeof(period) = 'text' AND typeof(source_id) = 'integer'
    AND typeof(edition) = 'integer' AND typeof(withdrawn_in) IN ('integer', 'null')
    AND typeof(value) IN ('real', 'null') AND typeof(comparator) = 'text' AND typeof(upper) IN ('real', 'null')
    AND typeof(status) = 'text' AND typeof(reported) IN ('text', 'null') AND typeof(locator) IN ('text', 'null')
    AND typeof(note) IN ('text', 'null') AND typeof(period_inferred) IN ('text', 'null')
    AND typeof(file_id) = 'integer' AND typeof(line) = 'integer' AND typeof(loaded_by) = 'integer' AND typeof(removed_by) = 'integer')
);

CREATE INDEX revision_by_figure ON revision (series_id, period);

CREATE TABLE audit_exception (
  -- One row is a figure that a rule of the audit finds, and that is known to be as it is.
  rule            TEXT NOT NULL CONSTRAINT audit_exception_rule_known
                  CHECK (rule IN ('growth', 'parts', 'year', 'share', 'currency', 'range', 'validity')),
  metric          TEXT NOT NULL CONSTRAINT audit_exception_metric_exists REFERENCES metric (code),
  region          TEXT NOT NULL DEFAULT '',
  sector          TEXT NOT NULL DEFAULT '',
  enterprise      TEXT NOT NULL DEFAULT '',
  breakdown       TEXT NOT NULL DEFAULT '',
  period          TEXT NOT NULL CONSTRAINT audit_exception_period_exists REFERENCES period (code),
  reason          TEXT NOT NULL CONSTRAINT audit_exception_reason_filled CHECK (reason <> ''),
  region_code     TEXT GENERATED ALWAYS AS (nullif(region, '')) VIRTUAL
                  CONSTRAINT audit_exception_region_exists REFERENCES region (code),
  sector_code     TEXT GENERATED ALWAYS AS (nullif(sector, '')) VIRTUAL
                  CONSTRAINT audit_exception_sector_exists REFERENCES sector (code),
  enterprise_code TEXT GENERATED ALWAYS AS (nullif(enterprise, '')) VIRTUAL
                  CONSTRAINT audit_exception_enterprise_exists REFERENCES enterprise (code),
  CONSTRAINT audit_exception_types CHECK (
    typeof(metric) = 'text' AND typeof(region) = 'text' AND typeof(sector) = 'text' AND typeof(enterprise) = 'text'
    AND typeof(breakdown) = 'text' AND typeof(period) = 'text' AND typeof(reason) = 'text'),
  PRIMARY KEY (rule, metric, region, sector, enterprise, breakdown, period)
) WITHOUT ROWID;
