-- What figures are about: documents, units, regions, sectors and their schemes, metrics, enterprises, designations and periods.
--
-- The tables are not STRICT, because SQLite before 3.37 and programs built on it cannot read such tables. Instead, a
-- CHECK constraint of each table keeps the types of its columns.

PRAGMA application_id = 0x5942304b; -- "YB0K": a yearbook database
PRAGMA user_version = 1;

CREATE TABLE source (
  -- One row is a document, or a series of documents that update each other, with the columns of its newest edition.
  source_id    INTEGER PRIMARY KEY,
  code         TEXT NOT NULL CONSTRAINT source_code_unique UNIQUE
               CONSTRAINT source_code_filled CHECK (code <> ''),
  title        TEXT NOT NULL CONSTRAINT source_title_filled CHECK (title <> ''),
  publisher    TEXT,
  author       TEXT,
  url          TEXT,
  published_on TEXT,
  retrieved_on TEXT,
  language     TEXT,
  licence      TEXT,
  priority     INTEGER NOT NULL DEFAULT 100,
  observations INTEGER NOT NULL DEFAULT 0,
  first_period TEXT CONSTRAINT source_first_period_exists REFERENCES period (code),
  last_period  TEXT CONSTRAINT source_last_period_exists REFERENCES period (code),
  CONSTRAINT source_types CHECK (
    typeof(code) = 'text' AND typeof(title) = 'text' AND typeof(publisher) IN ('text', 'null')
    AND typeof(author) IN ('text', 'null') AND typeof(url) IN ('text', 'null')
    AND typeof(published_on) IN ('text', 'null') AND typeof(retrieved_on) IN ('text', 'null')
    AND typeof(language) IN ('text', 'null') AND typeof(licence) IN ('text', 'null')
    AND typeof(priority) = 'integer' AND typeof(observations) = 'integer'
    AND typeof(first_period) IN ('text', 'null') AND typeof(last_period) IN ('text', 'null'))
);

CREATE TABLE edition (
  -- One row is what a source published under one date. Its date is a year, a month or a day.
  source_id     INTEGER NOT NULL CONSTRAINT edition_source_exists REFERENCES source (source_id),
  edition       INTEGER NOT NULL,
  title         TEXT NOT NULL,
  publisher     TEXT,
  author        TEXT,
  url           TEXT,
  published_on  TEXT CONSTRAINT edition_published_on_is_date CHECK (
                  published_on IS CASE length(published_on) WHEN 4 THEN substr(date(published_on || '-01-01'), 1, 4)
                                       WHEN 7 THEN substr(date(published_on || '-01'), 1, 7)
                                       ELSE date(published_on) END),
  retrieved_on  TEXT CONSTRAINT edition_retrieved_on_is_date CHECK (
                  retrieved_on IS CASE length(retrieved_on) WHEN 4 THEN substr(date(retrieved_on || '-01-01'), 1, 4)
                                       WHEN 7 THEN substr(date(retrieved_on || '-01'), 1, 7)
                                       ELSE date(retrieved_on) END),
  language      TEXT,
  licence       TEXT,
  cited_as      TEXT NOT NULL DEFAULT '',
  -- The last day of published_on. It is not generated: DuckDB does not see generated columns, and views use it.
  published_end TEXT,
  CONSTRAINT edition_types CHECK (
    typeof(source_id) = 'integer' AND typeof(edition) = 'integer' AND typeof(title) = 'text'
    AND typeof(publisher) IN ('text', 'null') AND typeof(author) IN ('text', 'null') AND typeof(url) IN ('text', 'null')
    AND typeof(published_on) IN ('text', 'null') AND typeof(retrieved_on) IN ('text', 'null')
    AND typeof(language) IN ('text', 'null') AND typeof(licence) IN ('text', 'null') AND typeof(cited_as) = 'text'
    AND typeof(published_end) IN ('text', 'null')),
  CONSTRAINT edition_date_unique UNIQUE (source_id, published_on),
  PRIMARY KEY (source_id, edition)
) WITHOUT ROWID;

CREATE TABLE unit (
  -- One row is a unit of measure.
  code      TEXT NOT NULL PRIMARY KEY CONSTRAINT unit_code_filled CHECK (code <> ''),
  name      TEXT NOT NULL,
  symbol    TEXT,
  dimension TEXT NOT NULL CONSTRAINT unit_dimension_filled CHECK (dimension <> ''),
  factor    REAL NOT NULL CONSTRAINT unit_factor_positive CHECK (factor > 0),
  CONSTRAINT unit_types CHECK (
    typeof(code) = 'text' AND typeof(name) = 'text' AND typeof(symbol) IN ('text', 'null')
    AND typeof(dimension) = 'text' AND typeof(factor) = 'real')
);

CREATE TABLE region (
  -- One row is a place.
  code        TEXT NOT NULL PRIMARY KEY CONSTRAINT region_code_filled CHECK (code <> ''),
  name        TEXT NOT NULL,
  name_zh     TEXT,
  level       TEXT NOT NULL,
  parent      TEXT CONSTRAINT region_parent_exists REFERENCES region (code)
              CONSTRAINT region_parent_is_other CHECK (parent <> code),
  source_id   INTEGER CONSTRAINT region_source_exists REFERENCES source (source_id),
  valid_from  TEXT CONSTRAINT region_valid_from_is_date CHECK (
                valid_from IS CASE length(valid_from) WHEN 4 THEN substr(date(valid_from || '-01-01'), 1, 4)
                                   WHEN 7 THEN substr(date(valid_from || '-01'), 1, 7)
                                   ELSE date(valid_from) END),
  valid_until TEXT CONSTRAINT region_valid_until_is_date CHECK (
                valid_until IS CASE length(valid_until) WHEN 4 THEN substr(date(valid_until || '-01-01'), 1, 4)
                                    WHEN 7 THEN substr(date(valid_until || '-01'), 1, 7)
                                    ELSE date(valid_until) END),
  CONSTRAINT region_valid_forward CHECK (substr(valid_from, 1, length(valid_until)) <= valid_until),
  CONSTRAINT region_types CHECK (
    typeof(code) = 'text' AND typeof(name) = 'text' AND typeof(name_zh) IN ('text', 'null') AND typeof(level) = 'text'
    AND typeof(parent) IN ('text', 'null') AND typeof(source_id) IN ('integer', 'null')
    AND typeof(valid_from) IN ('text', 'null') AND typeof(valid_until) IN ('text', 'null'))
);

CREATE TABLE region_within (
  -- One row says that a place lies within another one, or is the place itself. Loads compute the rows from the parents.
  ancestor TEXT NOT NULL CONSTRAINT region_within_ancestor_exists REFERENCES region (code),
  code     TEXT NOT NULL CONSTRAINT region_within_code_exists REFERENCES region (code),
  depth    INTEGER NOT NULL,
  CONSTRAINT region_within_types CHECK (
    typeof(ancestor) = 'text' AND typeof(code) = 'text' AND typeof(depth) = 'integer'),
  PRIMARY KEY (ancestor, code)
) WITHOUT ROWID;

CREATE TABLE scheme (
  -- One row is a classification that sectors belong to, in one version.
  code      TEXT NOT NULL PRIMARY KEY CONSTRAINT scheme_code_filled CHECK (code <> ''),
  name      TEXT NOT NULL,
  name_zh   TEXT,
  version   TEXT,
  source_id INTEGER CONSTRAINT scheme_source_exists REFERENCES source (source_id),
  CONSTRAINT scheme_types CHECK (
    typeof(code) = 'text' AND typeof(name) = 'text' AND typeof(name_zh) IN ('text', 'null')
    AND typeof(version) IN ('text', 'null') AND typeof(source_id) IN ('integer', 'null'))
);

CREATE TABLE sector (
  -- One row is a sector of the economy or a product.
  code        TEXT NOT NULL PRIMARY KEY CONSTRAINT sector_code_filled CHECK (code <> ''),
  name        TEXT NOT NULL,
  name_zh     TEXT,
  scheme      TEXT NOT NULL CONSTRAINT sector_scheme_exists REFERENCES scheme (code),
  parent      TEXT CONSTRAINT sector_parent_exists REFERENCES sector (code)
              CONSTRAINT sector_parent_is_other CHECK (parent <> code),
  source_id   INTEGER CONSTRAINT sector_source_exists REFERENCES source (source_id),
  valid_from  TEXT CONSTRAINT sector_valid_from_is_date CHECK (
                valid_from IS CASE length(valid_from) WHEN 4 THEN substr(date(valid_from || '-01-01'), 1, 4)
                                   WHEN 7 THEN substr(date(valid_from || '-01'), 1, 7)
                                   ELSE date(valid_from) END),
  valid_until TEXT CONSTRAINT sector_valid_until_is_date CHECK (
                valid_until IS CASE length(valid_until) WHEN 4 THEN substr(date(valid_until || '-01-01'), 1, 4)
                                    WHEN 7 THEN substr(date(valid_until || '-01'), 1, 7)
                                    ELSE date(valid_until) END),
  CONSTRAINT sector_valid_forward CHECK (substr(valid_from, 1, length(valid_until)) <= valid_until),
  CONSTRAINT sector_types CHECK (
    typeof(code) = 'text' AND typeof(name) = 'text' AND typeof(name_zh) IN ('text', 'null')
    AND typeof(scheme) = 'text' AND typeof(parent) IN ('text', 'null') AND typeof(source_id) IN ('integer', 'null')
    AND typeof(valid_from) IN ('text', 'null') AND typeof(valid_until) IN ('text', 'null'))
);

CREATE TABLE sector_within (
  -- One row says that a sector lies within another one, or is the sector itself. Loads compute the rows from the parents.
  ancestor TEXT NOT NULL CONSTRAINT sector_within_ancestor_exists REFERENCES sector (code),
  code     TEXT NOT NULL CONSTRAINT sector_within_code_exists REFERENCES sector (code),
  depth    INTEGER NOT NULL,
  CONSTRAINT sector_within_types CHECK (
    typeof(ancestor) = 'text' AND typeof(code) = 'text' AND typeof(depth) = 'integer'),
  PRIMARY KEY (ancestor, code)
) WITHOUT ROWID;

CREATE TABLE metric (
  -- One row is a thing that is measured.
  code              TEXT NOT NULL PRIMARY KEY CONSTRAINT metric_code_filled CHECK (code <> ''),
  name              TEXT NOT NULL,
  name_zh           TEXT,
  definition        TEXT,
  unit              TEXT NOT NULL CONSTRAINT metric_unit_exists REFERENCES unit (code),
  kind              TEXT NOT NULL CONSTRAINT metric_kind_known
                    CHECK (kind IN ('level', 'share', 'ratio', 'growth', 'count', 'duration', 'ranking')),
  aggregation       TEXT NOT NULL DEFAULT 'none' CONSTRAINT metric_aggregation_known
                    CHECK (aggregation IN ('sum', 'last', 'average', 'none')),
  base_metric       TEXT CONSTRAINT metric_base_metric_exists REFERENCES metric (code),
  decimals          INTEGER CONSTRAINT metric_decimals_sensible CHECK (decimals BETWEEN 0 AND 15),
  plausible_minimum REAL,
  plausible_maximum REAL,
  prices            TEXT CONSTRAINT metric_prices_known CHECK (prices IN ('current', 'constant', 'chained')),
  adjustment        TEXT CONSTRAINT metric_adjustment_known
                    CHECK (adjustment IN ('none', 'seasonal', 'calendar', 'both')),
  base_period       TEXT CONSTRAINT metric_base_period_exists REFERENCES period (code),
  growth_form       TEXT CONSTRAINT metric_growth_form_known
                    CHECK (growth_form IN ('percent', 'points', 'logarithmic')),
  CONSTRAINT metric_plausible_range CHECK (plausible_minimum <= plausible_maximum),
  CONSTRAINT metric_types CHECK (
    typeof(code) = 'text' AND typeof(name) = 'text' AND typeof(name_zh) IN ('text', 'null')
    AND typeof(definition) IN ('text', 'null') AND typeof(unit) = 'text' AND typeof(base_metric) IN ('text', 'null')
    AND typeof(decimals) IN ('integer', 'null') AND typeof(base_period) IN ('text', 'null')
    AND typeof(plausible_minimum) IN ('real', 'null') AND typeof(plausible_maximum) IN ('real', 'null'))
);

CREATE TABLE enterprise (
  -- One row is an enterprise.
  code        TEXT NOT NULL PRIMARY KEY CONSTRAINT enterprise_code_filled CHECK (code <> ''),
  name        TEXT NOT NULL,
  name_zh     TEXT,
  region      TEXT CONSTRAINT enterprise_region_exists REFERENCES region (code),
  parent      TEXT CONSTRAINT enterprise_parent_exists REFERENCES enterprise (code)
              CONSTRAINT enterprise_parent_is_other CHECK (parent <> code),
  credit_code TEXT CONSTRAINT enterprise_credit_code_unique UNIQUE
              CONSTRAINT enterprise_credit_code_length CHECK (length(credit_code) = 18),
  valid_from  TEXT CONSTRAINT enterprise_valid_from_is_date CHECK (
                valid_from IS CASE length(valid_from) WHEN 4 THEN substr(date(valid_from || '-01-01'), 1, 4)
                                   WHEN 7 THEN substr(date(valid_from || '-01'), 1, 7)
                                   ELSE date(valid_from) END),
  valid_until TEXT CONSTRAINT enterprise_valid_until_is_date CHECK (
                valid_until IS CASE length(valid_until) WHEN 4 THEN substr(date(valid_until || '-01-01'), 1, 4)
                                    WHEN 7 THEN substr(date(valid_until || '-01'), 1, 7)
                                    ELSE date(valid_until) END),
  CONSTRAINT enterprise_valid_forward CHECK (substr(valid_from, 1, length(valid_until)) <= valid_until),
  CONSTRAINT enterprise_types CHECK (
    typeof(code) = 'text' AND typeof(name) = 'text' AND typeof(name_zh) IN ('text', 'null')
    AND typeof(region) IN ('text', 'null') AND typeof(parent) IN ('text', 'null')
    AND typeof(credit_code) IN ('text', 'null')
    AND typeof(valid_from) IN ('text', 'null') AND typeof(valid_until) IN ('text', 'null'))
);

CREATE TABLE enterprise_sector (
  -- One row says that an enterprise works in a sector.
  enterprise TEXT NOT NULL CONSTRAINT enterprise_sector_enterprise_exists REFERENCES enterprise (code),
  sector     TEXT NOT NULL CONSTRAINT enterprise_sector_sector_exists REFERENCES sector (code),
  CONSTRAINT enterprise_sector_types CHECK (typeof(enterprise) = 'text' AND typeof(sector) = 'text'),
  PRIMARY KEY (enterprise, sector)
) WITHOUT ROWID;

CREATE TABLE alias (
  -- One row is another name of one region, sector or enterprise; the other two are empty.
  name            TEXT NOT NULL CONSTRAINT alias_name_filled CHECK (name <> ''),
  region          TEXT NOT NULL DEFAULT '',
  sector          TEXT NOT NULL DEFAULT '',
  enterprise      TEXT NOT NULL DEFAULT '',
  language        TEXT,
  region_code     TEXT GENERATED ALWAYS AS (nullif(region, '')) VIRTUAL
                  CONSTRAINT alias_region_exists REFERENCES region (code),
  sector_code     TEXT GENERATED ALWAYS AS (nullif(sector, '')) VIRTUAL
                  CONSTRAINT alias_sector_exists REFERENCES sector (code),
  enterprise_code TEXT GENERATED ALWAYS AS (nullif(enterprise, '')) VIRTUAL
                  CONSTRAINT alias_enterprise_exists REFERENCES enterprise (code),
  CONSTRAINT alias_of_one_thing CHECK ((region <> '') + (sector <> '') + (enterprise <> '') = 1),
  CONSTRAINT alias_types CHECK (
    typeof(name) = 'text' AND typeof(region) = 'text' AND typeof(sector) = 'text' AND typeof(enterprise) = 'text'
    AND typeof(language) IN ('text', 'null')),
  PRIMARY KEY (name, region, sector, enterprise)
) WITHOUT ROWID;

CREATE TABLE succession (
  -- One row says that one region, sector or enterprise was followed by another, whole or in part; the columns of the other
  -- two kinds are empty.
  region                    TEXT NOT NULL DEFAULT '',
  sector                    TEXT NOT NULL DEFAULT '',
  enterprise                TEXT NOT NULL DEFAULT '',
  successor_region          TEXT NOT NULL DEFAULT '',
  successor_sector          TEXT NOT NULL DEFAULT '',
  successor_enterprise      TEXT NOT NULL DEFAULT '',
  succeeded_on              TEXT NOT NULL CONSTRAINT succession_succeeded_on_is_date CHECK (
                              succeeded_on IS CASE length(succeeded_on) WHEN 4 THEN substr(date(succeeded_on || '-01-01'), 1, 4)
                                                   WHEN 7 THEN substr(date(succeeded_on || '-01'), 1, 7)
                                                   ELSE date(succeeded_on) END),
  source_id                 INTEGER CONSTRAINT succession_source_exists REFERENCES source (source_id),
  locator                   TEXT,
  note                      TEXT,
  region_code               TEXT GENERATED ALWAYS AS (nullif(region, '')) VIRTUAL
                            CONSTRAINT succession_region_exists REFERENCES region (code),
  sector_code               TEXT GENERATED ALWAYS AS (nullif(sector, '')) VIRTUAL
                            CONSTRAINT succession_sector_exists REFERENCES sector (code),
  enterprise_code           TEXT GENERATED ALWAYS AS (nullif(enterprise, '')) VIRTUAL
                            CONSTRAINT succession_enterprise_exists REFERENCES enterprise (code),
  successor_region_code     TEXT GENERATED ALWAYS AS (nullif(successor_region, '')) VIRTUAL
                            CONSTRAINT succession_successor_region_exists REFERENCES region (code),
  successor_sector_code     TEXT GENERATED ALWAYS AS (nullif(successor_sector, '')) VIRTUAL
                            CONSTRAINT succession_successor_sector_exists REFERENCES sector (code),
  successor_enterprise_code TEXT GENERATED ALWAYS AS (nullif(successor_enterprise, '')) VIRTUAL
                            CONSTRAINT succession_successor_enterprise_exists REFERENCES enterprise (code),
  CONSTRAINT succession_of_one_kind CHECK (
    (region <> '') + (sector <> '') + (enterprise <> '') = 1 AND (region <> '') = (successor_region <> '')
    AND (sector <> '') = (successor_sector <> '') AND (enterprise <> '') = (successor_enterprise <> '')),
  CONSTRAINT succession_by_other CHECK (
    region || sector || enterprise <> successor_region || successor_sector || successor_enterprise),
  CONSTRAINT succession_types CHECK (
    typeof(region) = 'text' AND typeof(sector) = 'text' AND typeof(enterprise) = 'text'
    AND typeof(successor_region) = 'text' AND typeof(successor_sector) = 'text' AND typeof(successor_enterprise) = 'text'
    AND typeof(succeeded_on) = 'text' AND typeof(source_id) IN ('integer', 'null')
    AND typeof(locator) IN ('text', 'null') AND typeof(note) IN ('text', 'null')),
  PRIMARY KEY (region, sector, enterprise, successor_region, successor_sector, successor_enterprise)
) WITHOUT ROWID;

CREATE TABLE designation (
  -- One row is a designation: a title that an authority grants to enterprises, on a ladder or not.
  code       TEXT NOT NULL PRIMARY KEY CONSTRAINT designation_code_filled CHECK (code <> ''),
  name       TEXT NOT NULL,
  name_zh    TEXT,
  definition TEXT,
  level      TEXT CONSTRAINT designation_level_known CHECK (level IN ('national', 'provincial', 'city')),
  ladder     TEXT,
  rung       INTEGER,
  CONSTRAINT designation_rung_on_ladder CHECK ((ladder IS NULL) = (rung IS NULL)),
  CONSTRAINT designation_types CHECK (
    typeof(code) = 'text' AND typeof(name) = 'text' AND typeof(name_zh) IN ('text', 'null')
    AND typeof(definition) IN ('text', 'null') AND typeof(ladder) IN ('text', 'null')
    AND typeof(rung) IN ('integer', 'null')),
  CONSTRAINT designation_rung_unique UNIQUE (ladder, rung)
);

CREATE TABLE period (
  -- One row is a span of time that something is stated about.
  code        TEXT NOT NULL PRIMARY KEY CONSTRAINT period_code_filled CHECK (code <> ''),
  frequency   TEXT NOT NULL CONSTRAINT period_frequency_known CHECK (frequency IN ('A', 'S', 'Q', 'M', 'W', 'D', '_O')),
  start_date  TEXT NOT NULL,
  end_date    TEXT NOT NULL,
  year_before TEXT NOT NULL,
  CONSTRAINT period_runs_forward CHECK (start_date <= end_date),
  CONSTRAINT period_types CHECK (
    typeof(code) = 'text' AND typeof(start_date) = 'text' AND typeof(end_date) = 'text' AND typeof(year_before) = 'text')
);

CREATE TABLE enterprise_designation (
  -- One row says that an enterprise holds a designation from a period on, as stated by one source.
  enterprise   TEXT NOT NULL CONSTRAINT enterprise_designation_enterprise_exists REFERENCES enterprise (code),
  designation  TEXT NOT NULL CONSTRAINT enterprise_designation_designation_exists REFERENCES designation (code),
  from_period  TEXT NOT NULL CONSTRAINT enterprise_designation_from_period_exists REFERENCES period (code),
  until_period TEXT CONSTRAINT enterprise_designation_until_period_exists REFERENCES period (code),
  source_id    INTEGER NOT NULL CONSTRAINT enterprise_designation_source_exists REFERENCES source (source_id),
  edition      INTEGER NOT NULL DEFAULT 1,
  locator      TEXT,
  note         TEXT,
  CONSTRAINT enterprise_designation_types CHECK (
    typeof(enterprise) = 'text' AND typeof(designation) = 'text' AND typeof(from_period) = 'text'
    AND typeof(until_period) IN ('text', 'null') AND typeof(source_id) = 'integer' AND typeof(edition) = 'integer'
    AND typeof(locator) IN ('text', 'null') AND typeof(note) IN ('text', 'null')),
  CONSTRAINT enterprise_designation_edition_exists FOREIGN KEY (source_id, edition) REFERENCES edition (source_id, edition),
  PRIMARY KEY (enterprise, designation, from_period, source_id)
) WITHOUT ROWID;
