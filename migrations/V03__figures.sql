-- The figures themselves, the statements beside them, and what they said before.

PRAGMA user_version = 3;

CREATE TABLE series (
  -- One row is a metric about one subject; a dimension it is not broken down by is empty.
  series_id       INTEGER PRIMARY KEY,
  metric          TEXT NOT NULL CONSTRAINT series_metric_exists REFERENCES metric (code),
  region          TEXT NOT NULL DEFAULT '',
  sector          TEXT NOT NULL DEFAULT '',
  enterprise      TEXT NOT NULL DEFAULT '',
  breakdown       TEXT NOT NULL DEFAULT '',
  observations    INTEGER NOT NULL DEFAULT 0,
  first_period    TEXT CONSTRAINT series_first_period_exists REFERENCES period (code),
  last_period     TEXT CONSTRAINT series_last_period_exists REFERENCES period (code),
  -- An empty dimension names nothing, so the foreign keys stand on columns that turn '' into NULL.
  region_code     TEXT GENERATED ALWAYS AS (nullif(region, '')) VIRTUAL
                  CONSTRAINT series_region_exists REFERENCES region (code),
  sector_code     TEXT GENERATED ALWAYS AS (nullif(sector, '')) VIRTUAL
                  CONSTRAINT series_sector_exists REFERENCES sector (code),
  enterprise_code TEXT GENERATED ALWAYS AS (nullif(enterprise, '')) VIRTUAL
                  CONSTRAINT series_enterprise_exists REFERENCES enterprise (code),
  CONSTRAINT series_unique UNIQUE (metric, region, sector, enterprise, breakdown)
) STRICT;

CREATE INDEX series_by_enterprise ON series (enterprise);
CREATE INDEX series_by_region ON series (region, enterprise);
CREATE INDEX series_by_sector ON series (sector, enterprise);

CREATE TABLE observation (
  -- One row is the figure of a series for a period, as told by one source.
  series_id  INTEGER NOT NULL CONSTRAINT observation_series_exists REFERENCES series (series_id),
  period     TEXT NOT NULL CONSTRAINT observation_period_exists REFERENCES period (code),
  source_id  INTEGER NOT NULL CONSTRAINT observation_source_exists REFERENCES source (source_id),
  value      REAL,
  comparator TEXT NOT NULL DEFAULT '=' CONSTRAINT observation_comparator_known
             CHECK (comparator IN ('=', '~', '>', '>=', '<', '<=', '..')),
  upper      REAL,
  status     TEXT NOT NULL DEFAULT 'A' CONSTRAINT observation_status_known
             CHECK (status IN ('A', 'B', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'S', 'U', 'V', 'W')),
  reported   TEXT,
  locator    TEXT,
  note       TEXT,
  file_id    INTEGER NOT NULL CONSTRAINT observation_file_exists REFERENCES load_file (file_id),
  line       INTEGER NOT NULL,
  CONSTRAINT observation_upper_of_range CHECK ((comparator = '..') = (upper IS NOT NULL) AND coalesce(upper > value, 1)),
  CONSTRAINT observation_missing_says_so
    CHECK (CASE WHEN value IS NULL THEN comparator = '=' AND status IN ('H', 'J', 'K', 'L', 'M', 'N', 'O', 'Q', 'S')
                ELSE status NOT IN ('H', 'L', 'M', 'O', 'Q') END),
  PRIMARY KEY (series_id, period, source_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE claim (
  -- One row is a cited statement with no number, in our own words.
  code       TEXT NOT NULL PRIMARY KEY CONSTRAINT claim_code_filled CHECK (code <> ''),
  text       TEXT NOT NULL CONSTRAINT claim_text_filled CHECK (text <> ''),
  region     TEXT CONSTRAINT claim_region_exists REFERENCES region (code),
  sector     TEXT CONSTRAINT claim_sector_exists REFERENCES sector (code),
  enterprise TEXT CONSTRAINT claim_enterprise_exists REFERENCES enterprise (code),
  period     TEXT CONSTRAINT claim_period_exists REFERENCES period (code),
  source_id  INTEGER NOT NULL CONSTRAINT claim_source_exists REFERENCES source (source_id),
  locator    TEXT,
  note       TEXT
) STRICT;

CREATE INDEX claim_by_enterprise ON claim (enterprise);

CREATE TABLE revision (
  -- One row is a figure that a later load replaced or withdrew, whole.
  revision_id     INTEGER PRIMARY KEY,
  series_id       INTEGER NOT NULL CONSTRAINT revision_series_exists REFERENCES series (series_id),
  period          TEXT NOT NULL CONSTRAINT revision_period_exists REFERENCES period (code),
  source_id       INTEGER NOT NULL CONSTRAINT revision_source_exists REFERENCES source (source_id),
  value           REAL,
  comparator      TEXT NOT NULL,
  upper           REAL,
  status          TEXT NOT NULL,
  reported        TEXT,
  locator         TEXT,
  note            TEXT,
  file_id         INTEGER NOT NULL CONSTRAINT revision_file_exists REFERENCES load_file (file_id),
  line            INTEGER NOT NULL,
  loaded_by       INTEGER NOT NULL CONSTRAINT revision_loaded_by_exists REFERENCES load (load_id),
  removed_by      INTEGER NOT NULL CONSTRAINT revision_removed_by_exists REFERENCES load (load_id),
  reason          TEXT NOT NULL CONSTRAINT revision_reason_known CHECK (reason IN ('revised', 'withdrawn'))
) STRICT;

CREATE TABLE report (
  -- One row is a predefined report that came with a dataset.
  name        TEXT NOT NULL PRIMARY KEY CONSTRAINT report_name_filled CHECK (name <> ''),
  package     TEXT NOT NULL,
  title       TEXT NOT NULL,
  description TEXT NOT NULL,
  sql         TEXT NOT NULL,
  parameters  TEXT NOT NULL
) STRICT;
