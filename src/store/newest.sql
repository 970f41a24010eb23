-- What the migrations make of an empty file, in one go. Written by a test: change the migrations.

BEGIN;
PRAGMA application_id = 1497509963;
PRAGMA user_version = 8;

CREATE TABLE source (
  -- One row is a document that figures and claims are cited from.
  source_id    INTEGER PRIMARY KEY,
  code         TEXT NOT NULL CONSTRAINT source_code_unique UNIQUE
               CONSTRAINT source_code_filled CHECK (code <> ''),
  title        TEXT NOT NULL CONSTRAINT source_title_filled CHECK (title <> ''),
  publisher    TEXT,
  author       TEXT,
  url          TEXT,
  published_on TEXT CONSTRAINT source_published_on_is_date CHECK (published_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  retrieved_on TEXT CONSTRAINT source_retrieved_on_is_date CHECK (retrieved_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  language     TEXT,
  licence      TEXT,
  priority     INTEGER NOT NULL DEFAULT 100
, observations INTEGER NOT NULL DEFAULT 0, first_period TEXT CONSTRAINT source_first_period_exists REFERENCES period (code), last_period TEXT CONSTRAINT source_last_period_exists REFERENCES period (code), cited_as TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE unit (
  -- One row is a unit of measure.
  code      TEXT NOT NULL PRIMARY KEY CONSTRAINT unit_code_filled CHECK (code <> ''),
  name      TEXT NOT NULL,
  symbol    TEXT,
  dimension TEXT NOT NULL CONSTRAINT unit_dimension_filled CHECK (dimension <> ''),
  factor    REAL NOT NULL CONSTRAINT unit_factor_positive CHECK (factor > 0)
) STRICT;

CREATE TABLE region (
  -- One row is a place.
  code      TEXT NOT NULL PRIMARY KEY CONSTRAINT region_code_filled CHECK (code <> ''),
  name      TEXT NOT NULL,
  name_zh   TEXT,
  level     TEXT NOT NULL,
  parent    TEXT CONSTRAINT region_parent_exists REFERENCES region (code)
            CONSTRAINT region_parent_is_other CHECK (parent <> code),
  source_id INTEGER CONSTRAINT region_source_exists REFERENCES source (source_id)
) STRICT;

CREATE TABLE sector (
  -- One row is a sector of the economy or a product.
  code      TEXT NOT NULL PRIMARY KEY CONSTRAINT sector_code_filled CHECK (code <> ''),
  name      TEXT NOT NULL,
  name_zh   TEXT,
  scheme    TEXT NOT NULL CONSTRAINT sector_scheme_known CHECK (scheme IN ('isic4', 'gbt4754', 'nbs', 'local')),
  parent    TEXT CONSTRAINT sector_parent_exists REFERENCES sector (code)
            CONSTRAINT sector_parent_is_other CHECK (parent <> code),
  source_id INTEGER CONSTRAINT sector_source_exists REFERENCES source (source_id)
) STRICT;

CREATE TABLE metric (
  -- One row is a thing that is measured.
  code              TEXT NOT NULL PRIMARY KEY CONSTRAINT metric_code_filled CHECK (code <> ''),
  name              TEXT NOT NULL,
  name_zh           TEXT,
  definition        TEXT,
  unit              TEXT NOT NULL CONSTRAINT metric_unit_exists REFERENCES unit (code),
  kind              TEXT NOT NULL CONSTRAINT metric_kind_known
                    CHECK (kind IN ('level', 'share', 'growth', 'count', 'duration', 'ranking')),
  aggregation       TEXT NOT NULL DEFAULT 'none' CONSTRAINT metric_aggregation_known
                    CHECK (aggregation IN ('sum', 'last', 'average', 'none')),
  base_metric       TEXT CONSTRAINT metric_base_metric_exists REFERENCES metric (code),
  decimals          INTEGER CONSTRAINT metric_decimals_sensible CHECK (decimals BETWEEN 0 AND 15),
  plausible_minimum REAL,
  plausible_maximum REAL,
  CONSTRAINT metric_plausible_range CHECK (plausible_minimum <= plausible_maximum)
) STRICT;

CREATE TABLE enterprise (
  -- One row is a firm.
  code        TEXT NOT NULL PRIMARY KEY CONSTRAINT enterprise_code_filled CHECK (code <> ''),
  name        TEXT NOT NULL,
  name_zh     TEXT,
  region      TEXT CONSTRAINT enterprise_region_exists REFERENCES region (code),
  parent      TEXT CONSTRAINT enterprise_parent_exists REFERENCES enterprise (code)
              CONSTRAINT enterprise_parent_is_other CHECK (parent <> code),
  credit_code TEXT CONSTRAINT enterprise_credit_code_unique UNIQUE
              CONSTRAINT enterprise_credit_code_length CHECK (length(credit_code) = 18)
) STRICT;

CREATE TABLE enterprise_sector (
  -- One row says that a firm works in a sector.
  enterprise TEXT NOT NULL CONSTRAINT enterprise_sector_enterprise_exists REFERENCES enterprise (code),
  sector     TEXT NOT NULL CONSTRAINT enterprise_sector_sector_exists REFERENCES sector (code),
  PRIMARY KEY (enterprise, sector)
) STRICT, WITHOUT ROWID;

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
  PRIMARY KEY (name, region, sector, enterprise)
) STRICT, WITHOUT ROWID;

CREATE TABLE designation (
  -- One row is a title that an authority grants to firms, on a ladder or not.
  code       TEXT NOT NULL PRIMARY KEY CONSTRAINT designation_code_filled CHECK (code <> ''),
  name       TEXT NOT NULL,
  name_zh    TEXT,
  definition TEXT,
  level      TEXT CONSTRAINT designation_level_known CHECK (level IN ('national', 'provincial', 'city')),
  ladder     TEXT,
  rung       INTEGER,
  CONSTRAINT designation_rung_on_ladder CHECK ((ladder IS NULL) = (rung IS NULL)),
  CONSTRAINT designation_rung_unique UNIQUE (ladder, rung)
) STRICT;

CREATE TABLE period (
  -- One row is a span of time that something is told about.
  code        TEXT NOT NULL PRIMARY KEY CONSTRAINT period_code_filled CHECK (code <> ''),
  frequency   TEXT NOT NULL CONSTRAINT period_frequency_known CHECK (frequency IN ('A', 'S', 'Q', 'M', 'W', 'D', '_O')),
  start_date  TEXT NOT NULL,
  end_date    TEXT NOT NULL,
  year_before TEXT NOT NULL,
  CONSTRAINT period_runs_forward CHECK (start_date <= end_date)
) STRICT;

CREATE TABLE enterprise_designation (
  -- One row says that a firm holds a title from a period on, as told by one source.
  enterprise   TEXT NOT NULL CONSTRAINT enterprise_designation_enterprise_exists REFERENCES enterprise (code),
  designation  TEXT NOT NULL CONSTRAINT enterprise_designation_designation_exists REFERENCES designation (code),
  from_period  TEXT NOT NULL CONSTRAINT enterprise_designation_from_period_exists REFERENCES period (code),
  until_period TEXT CONSTRAINT enterprise_designation_until_period_exists REFERENCES period (code),
  source_id    INTEGER NOT NULL CONSTRAINT enterprise_designation_source_exists REFERENCES source (source_id),
  locator      TEXT,
  note         TEXT,
  PRIMARY KEY (enterprise, designation, from_period, source_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE load (
  -- One row is a load that changed the file.
  load_id    INTEGER PRIMARY KEY,
  started_at TEXT NOT NULL,
  version    TEXT NOT NULL,
  read       INTEGER NOT NULL,
  inserted   INTEGER NOT NULL,
  revised    INTEGER NOT NULL,
  unchanged  INTEGER NOT NULL,
  rejected   INTEGER NOT NULL, fingerprint TEXT, change_counter INTEGER, withdrawn INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT load_adds_up CHECK (read = inserted + revised + unchanged + rejected)
) STRICT;

CREATE TABLE load_file (
  -- One row is a file that a load read.
  file_id    INTEGER PRIMARY KEY,
  load_id    INTEGER NOT NULL CONSTRAINT load_file_load_exists REFERENCES load (load_id),
  package    TEXT NOT NULL,
  path       TEXT NOT NULL,
  table_name TEXT NOT NULL,
  sha256     TEXT NOT NULL CONSTRAINT load_file_sha256_is_hex
             CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
  bytes      INTEGER NOT NULL,
  read       INTEGER NOT NULL,
  inserted   INTEGER NOT NULL,
  revised    INTEGER NOT NULL,
  unchanged  INTEGER NOT NULL,
  rejected   INTEGER NOT NULL, header TEXT, dialect TEXT,
  CONSTRAINT load_file_adds_up CHECK (read = inserted + revised + unchanged + rejected)
) STRICT;

CREATE INDEX load_file_by_load ON load_file (load_id);

CREATE TABLE reject (
  -- One row is a row of a file that was refused.
  reject_id   INTEGER PRIMARY KEY,
  file_id     INTEGER NOT NULL CONSTRAINT reject_file_exists REFERENCES load_file (file_id),
  line        INTEGER NOT NULL,
  column_name TEXT,
  cell        TEXT,
  rule        TEXT NOT NULL,
  message     TEXT NOT NULL
, row TEXT NOT NULL DEFAULT '') STRICT;

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
                  CONSTRAINT series_enterprise_exists REFERENCES enterprise (code), missing INTEGER NOT NULL DEFAULT 0, qualified INTEGER NOT NULL DEFAULT 0, forecast INTEGER NOT NULL DEFAULT 0, alternatives INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT series_unique UNIQUE (metric, region, sector, enterprise, breakdown)
) STRICT;

CREATE INDEX series_by_enterprise ON series (enterprise);

CREATE INDEX series_by_region ON series (region, enterprise);

CREATE INDEX series_by_sector ON series (sector, enterprise);

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

CREATE TABLE data_dictionary (
  -- One row is a column of a table or view, or at position 0 the table itself.
  table_name  TEXT NOT NULL,
  position    INTEGER NOT NULL,
  column_name TEXT NOT NULL,
  type        TEXT NOT NULL,
  meaning     TEXT NOT NULL,
  unit        TEXT,
  PRIMARY KEY (table_name, position)
) STRICT, WITHOUT ROWID;

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

CREATE INDEX revision_by_figure ON revision (series_id, period);

CREATE VIEW fact AS
-- One row is one observation, every code beside its name.
-- Every code is known by a foreign key; the outer joins keep the planner from starting at a short table.
-- printf() and instr(), which other engines spell differently, stand here and nowhere else. '%.15g' gives every
-- digit that a double holds for certain; where that is not all of it, '%!.17g' gives the rest: no figure
-- is shown rounded.
WITH spelled AS (
  SELECT o.series_id, o.period, o.source_id, o.value, o.comparator, o.upper, o.status, o.reported, o.locator, o.note,
         ltrim(substr(o.reported, 1, instr(o.reported || ' ', ' ') - 1), '~<>=-') AS written,
         o.file_id, o.line,
         printf(CASE WHEN CAST(printf('%.15g', o.value) AS REAL) = o.value THEN '%.15g'
                     WHEN CAST(printf('%!.16g', o.value) AS REAL) = o.value THEN '%!.16g' ELSE '%!.17g' END, abs(o.value)) AS digits,
         printf(CASE WHEN CAST(printf('%.15g', o.upper) AS REAL) = o.upper THEN '%.15g'
                     WHEN CAST(printf('%!.16g', o.upper) AS REAL) = o.upper THEN '%!.16g' ELSE '%!.17g' END, abs(o.upper)) AS upper_digits
    FROM observation AS o
), grouped AS (
  -- 8800 becomes 8,800; 1e+20 stays; a metric's decimals are the fewest that are shown.
  SELECT p.*, 
         -- The number that a figure was told with, where it was converted or has zeros behind the point.
         CASE WHEN p.written NOT GLOB '*[^0-9.]*' AND p.written NOT LIKE '%.%.%' AND CAST(p.written AS REAL) <> 0
              THEN p.written END AS told,
         s.metric, s.region, s.sector, s.enterprise, s.breakdown,
         m.name AS metric_name, m.name_zh AS metric_name_zh, m.kind, m.unit,
         CASE WHEN p.value < 0 THEN '-' ELSE '' END ||
         CASE WHEN instr(p.digits, 'e') > 0 THEN p.digits
              WHEN instr(p.digits, '.') > 0
              THEN printf('%,d', CAST(p.digits AS INTEGER)) || '.' ||
                   substr(substr(p.digits, instr(p.digits, '.') + 1) || '000000000000000', 1,
                          max(length(p.digits) - instr(p.digits, '.'), coalesce(m.decimals, 0)))
              ELSE printf('%,d', CAST(p.digits AS INTEGER)) ||
                   CASE WHEN m.decimals > 0 THEN '.' || substr('000000000000000', 1, m.decimals) ELSE '' END
         END AS shown,
         CASE WHEN p.upper < 0 THEN '-' ELSE '' END ||
         CASE WHEN instr(p.upper_digits, 'e') > 0 THEN p.upper_digits
              WHEN instr(p.upper_digits, '.') > 0
              THEN printf('%,d', CAST(p.upper_digits AS INTEGER)) || '.' ||
                   substr(substr(p.upper_digits, instr(p.upper_digits, '.') + 1) || '000000000000000', 1,
                          max(length(p.upper_digits) - instr(p.upper_digits, '.'), coalesce(m.decimals, 0)))
              ELSE printf('%,d', CAST(p.upper_digits AS INTEGER)) ||
                   CASE WHEN m.decimals > 0 THEN '.' || substr('000000000000000', 1, m.decimals) ELSE '' END
         END AS upper_shown
    FROM spelled AS p
    JOIN series AS s ON s.series_id = p.series_id
    LEFT JOIN metric AS m ON m.code = s.metric
)
SELECT g.metric,
       g.metric_name,
       g.metric_name_zh,
       g.kind,
       g.region,
       r.name AS region_name,
       r.name_zh AS region_name_zh,
       g.sector,
       c.name AS sector_name,
       c.name_zh AS sector_name_zh,
       g.enterprise,
       e.name AS enterprise_name,
       e.name_zh AS enterprise_name_zh,
       g.breakdown,
       coalesce(e.name, '') ||
       CASE WHEN e.name IS NOT NULL AND c.name IS NOT NULL THEN ', ' ELSE '' END || coalesce(c.name, '') ||
       CASE WHEN coalesce(e.name, c.name) IS NOT NULL AND r.name IS NOT NULL THEN ', ' ELSE '' END || coalesce(r.name, '') ||
       CASE WHEN g.breakdown <> '' THEN ' [' || g.breakdown || ']' ELSE '' END AS subject,
       g.period,
       d.frequency,
       d.start_date,
       d.end_date,
       g.comparator,
       g.value,
       g.upper,
       CASE WHEN g.comparator IN ('=', '>', '>=', '..') THEN g.value END AS low,
       CASE WHEN g.comparator IN ('=', '<', '<=') THEN g.value WHEN g.comparator = '..' THEN g.upper END AS high,
       g.unit,
       u.symbol AS unit_symbol,
       CASE WHEN g.value IS NULL THEN 'missing'
            WHEN g.comparator = '=' THEN g.shown
            WHEN g.comparator = '..' THEN g.shown || ' .. ' || g.upper_shown
            ELSE g.comparator || ' ' || g.shown END AS display,
       g.status,
       CASE g.status
            WHEN 'A' THEN 'normal' WHEN 'B' THEN 'break' WHEN 'D' THEN 'definition differs' WHEN 'E' THEN 'estimate'
            WHEN 'F' THEN 'forecast' WHEN 'G' THEN 'experimental' WHEN 'H' THEN 'missing: holiday or weekend'
            WHEN 'I' THEN 'imputed' WHEN 'J' THEN 'derogation' WHEN 'K' THEN 'included in another category'
            WHEN 'L' THEN 'missing: not collected' WHEN 'M' THEN 'missing: cannot exist' WHEN 'N' THEN 'not significant'
            WHEN 'O' THEN 'missing' WHEN 'P' THEN 'provisional' WHEN 'Q' THEN 'missing: suppressed'
            WHEN 'S' THEN 'strike or special event' WHEN 'U' THEN 'low reliability' WHEN 'V' THEN 'unvalidated'
            WHEN 'W' THEN 'includes another category' END AS status_name,
       g.reported,
       q.code AS source,
       q.title,
       q.publisher,
       q.published_on,
       q.priority AS source_priority,
       g.locator,
       q.cited_as || coalesce(', ' || q.published_on, '') || coalesce(', ' || g.locator, '') AS citation,
       g.note,
       f.package || '/' || f.path AS file,
       g.line,
       f.load_id,
       g.series_id,
       g.source_id,
       g.file_id,
       -- Half a unit of the last digit that was told; zeros at the end count as told up to three digits.
       CASE WHEN g.value IS NULL THEN NULL
            -- A zero that was converted: how exact it is, in the metric's unit, cannot be told.
            WHEN g.value = 0 AND g.reported LIKE '% %' AND g.told IS NULL THEN NULL
            WHEN instr(g.digits, 'e') > 0 AND g.told IS NULL
            THEN CAST('5e' || (CAST(substr(g.digits, instr(g.digits, 'e') + 1) AS INTEGER) - 1 -
                               CASE WHEN instr(g.digits, '.') > 0
                                    THEN instr(g.digits, 'e') - instr(g.digits, '.') - 1 ELSE 0 END) AS REAL)
            WHEN instr(coalesce(g.told, g.digits), '.') > 0
            THEN CAST('5e-' || (length(coalesce(g.told, g.digits)) - instr(coalesce(g.told, g.digits), '.') + 1) AS REAL)
            ELSE CAST('5e' || (max(0, min(length(coalesce(g.told, g.digits)) -
                                          length(rtrim(coalesce(g.told, g.digits), '0')),
                                          length(coalesce(g.told, g.digits)) - 3)) - 1) AS REAL) END *
       CASE WHEN g.told IS NULL THEN 1 ELSE abs(g.value / CAST(g.told AS REAL)) END AS rounding
  FROM grouped AS g
  LEFT JOIN period AS d ON d.code = g.period
  LEFT JOIN unit AS u ON u.code = g.unit
  LEFT JOIN source AS q ON q.source_id = g.source_id
  LEFT JOIN load_file AS f ON f.file_id = g.file_id
  LEFT JOIN region AS r ON r.code = g.region
  LEFT JOIN sector AS c ON c.code = g.sector
  LEFT JOIN enterprise AS e ON e.code = g.enterprise;

CREATE VIEW current_fact AS
-- One row is the preferred fact of a series and period: the lowest source priority, then the latest publication, then the code.
SELECT f.*
  FROM fact AS f
 WHERE NOT EXISTS (
   SELECT 1
     FROM observation AS o JOIN source AS q ON q.source_id = o.source_id
    WHERE o.series_id = f.series_id AND o.period = f.period AND o.source_id <> f.source_id
      AND (q.priority < f.source_priority
           OR q.priority = f.source_priority
              AND (coalesce(q.published_on, '') > coalesce(f.published_on, '')
                   OR coalesce(q.published_on, '') = coalesce(f.published_on, '') AND q.code < f.source)));

CREATE VIEW latest_fact AS
-- One row is the current fact of the newest period of a series.
SELECT f.*
  FROM current_fact AS f JOIN series AS s ON s.series_id = f.series_id
 WHERE f.period = s.last_period;

CREATE VIEW statement AS
-- One row is a claim, every code beside its name.
SELECT c.code,
       c.text,
       c.region,
       r.name AS region_name,
       r.name_zh AS region_name_zh,
       c.sector,
       s.name AS sector_name,
       s.name_zh AS sector_name_zh,
       c.enterprise,
       e.name AS enterprise_name,
       e.name_zh AS enterprise_name_zh,
       coalesce(e.name, '') ||
       CASE WHEN e.name IS NOT NULL AND s.name IS NOT NULL THEN ', ' ELSE '' END || coalesce(s.name, '') ||
       CASE WHEN coalesce(e.name, s.name) IS NOT NULL AND r.name IS NOT NULL THEN ', ' ELSE '' END || coalesce(r.name, '') AS subject,
       c.period,
       d.start_date,
       d.end_date,
       q.code AS source,
       q.title,
       q.publisher,
       q.published_on,
       c.locator,
       q.cited_as || coalesce(', ' || q.published_on, '') || coalesce(', ' || c.locator, '') AS citation,
       c.note,
       c.source_id
  FROM claim AS c
  JOIN source AS q ON q.source_id = c.source_id
  LEFT JOIN period AS d ON d.code = c.period
  LEFT JOIN region AS r ON r.code = c.region
  LEFT JOIN sector AS s ON s.code = c.sector
  LEFT JOIN enterprise AS e ON e.code = c.enterprise;

CREATE VIEW former_fact AS
-- One row is a figure that a later load replaced or withdrew, spelled as in the view fact.
WITH spelled AS (
  SELECT o.series_id, o.period, o.source_id, o.value, o.comparator, o.upper, o.status, o.reported, o.locator, o.note,
         ltrim(substr(o.reported, 1, instr(o.reported || ' ', ' ') - 1), '~<>=-') AS written,
         o.file_id, o.line, o.loaded_by, o.removed_by, o.reason,
         printf(CASE WHEN CAST(printf('%.15g', o.value) AS REAL) = o.value THEN '%.15g'
                     WHEN CAST(printf('%!.16g', o.value) AS REAL) = o.value THEN '%!.16g' ELSE '%!.17g' END, abs(o.value)) AS digits,
         printf(CASE WHEN CAST(printf('%.15g', o.upper) AS REAL) = o.upper THEN '%.15g'
                     WHEN CAST(printf('%!.16g', o.upper) AS REAL) = o.upper THEN '%!.16g' ELSE '%!.17g' END, abs(o.upper)) AS upper_digits
    FROM revision AS o
), grouped AS (
  -- 8800 becomes 8,800; 1e+20 stays; a metric's decimals are the fewest that are shown.
  SELECT p.*, 
         -- The number that a figure was told with, where it was converted or has zeros behind the point.
         CASE WHEN p.written NOT GLOB '*[^0-9.]*' AND p.written NOT LIKE '%.%.%' AND CAST(p.written AS REAL) <> 0
              THEN p.written END AS told,
         s.metric, s.region, s.sector, s.enterprise, s.breakdown,
         m.name AS metric_name, m.name_zh AS metric_name_zh, m.kind, m.unit,
         CASE WHEN p.value < 0 THEN '-' ELSE '' END ||
         CASE WHEN instr(p.digits, 'e') > 0 THEN p.digits
              WHEN instr(p.digits, '.') > 0
              THEN printf('%,d', CAST(p.digits AS INTEGER)) || '.' ||
                   substr(substr(p.digits, instr(p.digits, '.') + 1) || '000000000000000', 1,
                          max(length(p.digits) - instr(p.digits, '.'), coalesce(m.decimals, 0)))
              ELSE printf('%,d', CAST(p.digits AS INTEGER)) ||
                   CASE WHEN m.decimals > 0 THEN '.' || substr('000000000000000', 1, m.decimals) ELSE '' END
         END AS shown,
         CASE WHEN p.upper < 0 THEN '-' ELSE '' END ||
         CASE WHEN instr(p.upper_digits, 'e') > 0 THEN p.upper_digits
              WHEN instr(p.upper_digits, '.') > 0
              THEN printf('%,d', CAST(p.upper_digits AS INTEGER)) || '.' ||
                   substr(substr(p.upper_digits, instr(p.upper_digits, '.') + 1) || '000000000000000', 1,
                          max(length(p.upper_digits) - instr(p.upper_digits, '.'), coalesce(m.decimals, 0)))
              ELSE printf('%,d', CAST(p.upper_digits AS INTEGER)) ||
                   CASE WHEN m.decimals > 0 THEN '.' || substr('000000000000000', 1, m.decimals) ELSE '' END
         END AS upper_shown
    FROM spelled AS p
    JOIN series AS s ON s.series_id = p.series_id
    LEFT JOIN metric AS m ON m.code = s.metric
)
SELECT g.metric,
       g.metric_name,
       g.metric_name_zh,
       g.kind,
       g.region,
       r.name AS region_name,
       r.name_zh AS region_name_zh,
       g.sector,
       c.name AS sector_name,
       c.name_zh AS sector_name_zh,
       g.enterprise,
       e.name AS enterprise_name,
       e.name_zh AS enterprise_name_zh,
       g.breakdown,
       coalesce(e.name, '') ||
       CASE WHEN e.name IS NOT NULL AND c.name IS NOT NULL THEN ', ' ELSE '' END || coalesce(c.name, '') ||
       CASE WHEN coalesce(e.name, c.name) IS NOT NULL AND r.name IS NOT NULL THEN ', ' ELSE '' END || coalesce(r.name, '') ||
       CASE WHEN g.breakdown <> '' THEN ' [' || g.breakdown || ']' ELSE '' END AS subject,
       g.period,
       d.frequency,
       d.start_date,
       d.end_date,
       g.comparator,
       g.value,
       g.upper,
       CASE WHEN g.comparator IN ('=', '>', '>=', '..') THEN g.value END AS low,
       CASE WHEN g.comparator IN ('=', '<', '<=') THEN g.value WHEN g.comparator = '..' THEN g.upper END AS high,
       g.unit,
       u.symbol AS unit_symbol,
       CASE WHEN g.value IS NULL THEN 'missing'
            WHEN g.comparator = '=' THEN g.shown
            WHEN g.comparator = '..' THEN g.shown || ' .. ' || g.upper_shown
            ELSE g.comparator || ' ' || g.shown END AS display,
       g.status,
       CASE g.status
            WHEN 'A' THEN 'normal' WHEN 'B' THEN 'break' WHEN 'D' THEN 'definition differs' WHEN 'E' THEN 'estimate'
            WHEN 'F' THEN 'forecast' WHEN 'G' THEN 'experimental' WHEN 'H' THEN 'missing: holiday or weekend'
            WHEN 'I' THEN 'imputed' WHEN 'J' THEN 'derogation' WHEN 'K' THEN 'included in another category'
            WHEN 'L' THEN 'missing: not collected' WHEN 'M' THEN 'missing: cannot exist' WHEN 'N' THEN 'not significant'
            WHEN 'O' THEN 'missing' WHEN 'P' THEN 'provisional' WHEN 'Q' THEN 'missing: suppressed'
            WHEN 'S' THEN 'strike or special event' WHEN 'U' THEN 'low reliability' WHEN 'V' THEN 'unvalidated'
            WHEN 'W' THEN 'includes another category' END AS status_name,
       g.reported,
       q.code AS source,
       q.title,
       q.publisher,
       q.published_on,
       q.priority AS source_priority,
       g.locator,
       q.cited_as || coalesce(', ' || q.published_on, '') || coalesce(', ' || g.locator, '') AS citation,
       g.note,
       f.package || '/' || f.path AS file,
       g.line,
       g.loaded_by AS load_id,
       g.series_id,
       g.source_id,
       g.file_id,
       -- Half a unit of the last digit that was told; zeros at the end count as told up to three digits.
       CASE WHEN g.value IS NULL THEN NULL
            -- A zero that was converted: how exact it is, in the metric's unit, cannot be told.
            WHEN g.value = 0 AND g.reported LIKE '% %' AND g.told IS NULL THEN NULL
            WHEN instr(g.digits, 'e') > 0 AND g.told IS NULL
            THEN CAST('5e' || (CAST(substr(g.digits, instr(g.digits, 'e') + 1) AS INTEGER) - 1 -
                               CASE WHEN instr(g.digits, '.') > 0
                                    THEN instr(g.digits, 'e') - instr(g.digits, '.') - 1 ELSE 0 END) AS REAL)
            WHEN instr(coalesce(g.told, g.digits), '.') > 0
            THEN CAST('5e-' || (length(coalesce(g.told, g.digits)) - instr(coalesce(g.told, g.digits), '.') + 1) AS REAL)
            ELSE CAST('5e' || (max(0, min(length(coalesce(g.told, g.digits)) -
                                          length(rtrim(coalesce(g.told, g.digits), '0')),
                                          length(coalesce(g.told, g.digits)) - 3)) - 1) AS REAL) END *
       CASE WHEN g.told IS NULL THEN 1 ELSE abs(g.value / CAST(g.told AS REAL)) END AS rounding,
       g.removed_by,
       l.started_at AS removed_at,
       g.reason
  FROM grouped AS g
  LEFT JOIN period AS d ON d.code = g.period
  LEFT JOIN unit AS u ON u.code = g.unit
  LEFT JOIN source AS q ON q.source_id = g.source_id
  LEFT JOIN load_file AS f ON f.file_id = g.file_id
  LEFT JOIN load AS l ON l.load_id = g.removed_by
  LEFT JOIN region AS r ON r.code = g.region
  LEFT JOIN sector AS c ON c.code = g.sector
  LEFT JOIN enterprise AS e ON e.code = g.enterprise;

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
('alias', 0, '', 'table', 'another name of one region, sector or enterprise', NULL),
('alias', 1, 'name', 'TEXT', 'the other name', NULL),
('alias', 2, 'region', 'TEXT', 'code of the region it names, or empty', NULL),
('alias', 3, 'sector', 'TEXT', 'code of the sector it names, or empty', NULL),
('alias', 4, 'enterprise', 'TEXT', 'code of the enterprise it names, or empty', NULL),
('alias', 5, 'language', 'TEXT', 'language of the name, BCP 47', NULL),
('alias', 6, 'region_code', 'TEXT', 'region, NULL where that is empty', NULL),
('alias', 7, 'sector_code', 'TEXT', 'sector, NULL where that is empty', NULL),
('alias', 8, 'enterprise_code', 'TEXT', 'enterprise, NULL where that is empty', NULL),
('claim', 0, '', 'table', 'a cited statement with no number, in our own words', NULL),
('claim', 1, 'code', 'TEXT', 'identifier', NULL),
('claim', 2, 'text', 'TEXT', 'the statement', NULL),
('claim', 3, 'region', 'TEXT', 'code of the region it is about', NULL),
('claim', 4, 'sector', 'TEXT', 'code of the sector it is about', NULL),
('claim', 5, 'enterprise', 'TEXT', 'code of the enterprise it is about', NULL),
('claim', 6, 'period', 'TEXT', 'code of the period it is about', NULL),
('claim', 7, 'source_id', 'INTEGER', 'source that makes it', NULL),
('claim', 8, 'locator', 'TEXT', 'place in the source', NULL),
('claim', 9, 'note', 'TEXT', 'remark', NULL),
('coverage', 0, '', 'table', 'a metric, with all its series that have the same first and the same last period', NULL),
('coverage', 1, 'metric', 'TEXT', 'code of the metric', NULL),
('coverage', 2, 'first_period', 'TEXT', 'period of the series that starts first', NULL),
('coverage', 3, 'last_period', 'TEXT', 'period of the series that ends last', NULL),
('coverage', 4, 'series', 'INTEGER', 'number of such series', 'series'),
('coverage', 5, 'observations', 'INTEGER', 'number of their observations', 'observations'),
('coverage', 6, 'missing', 'INTEGER', 'number of those without a value', 'observations'),
('coverage', 7, 'qualified', 'INTEGER', 'number of those with another comparator than =', 'observations'),
('coverage', 8, 'forecast', 'INTEGER', 'number of those that are forecasts', 'observations'),
('current_fact', 0, '', 'view', 'the preferred fact of a series and period: lowest source priority, then latest publication, then code', NULL),
('current_fact', 1, 'metric', 'TEXT', 'code of the metric', NULL),
('current_fact', 2, 'metric_name', 'TEXT', 'name of the metric', NULL),
('current_fact', 3, 'metric_name_zh', 'TEXT', 'name of the metric in Chinese', NULL),
('current_fact', 4, 'kind', 'TEXT', 'kind of the metric: level, share, growth, count, duration or ranking', NULL),
('current_fact', 5, 'region', 'TEXT', 'code of the region, or empty', NULL),
('current_fact', 6, 'region_name', 'TEXT', 'name of the region', NULL),
('current_fact', 7, 'region_name_zh', 'TEXT', 'name of the region in Chinese', NULL),
('current_fact', 8, 'sector', 'TEXT', 'code of the sector, or empty', NULL),
('current_fact', 9, 'sector_name', 'TEXT', 'name of the sector', NULL),
('current_fact', 10, 'sector_name_zh', 'TEXT', 'name of the sector in Chinese', NULL),
('current_fact', 11, 'enterprise', 'TEXT', 'code of the enterprise, or empty', NULL),
('current_fact', 12, 'enterprise_name', 'TEXT', 'name of the enterprise', NULL),
('current_fact', 13, 'enterprise_name_zh', 'TEXT', 'name of the enterprise in Chinese', NULL),
('current_fact', 14, 'breakdown', 'TEXT', 'further dimensions: sorted key=value pairs joined by ;, or empty', NULL),
('current_fact', 15, 'subject', 'TEXT', 'what the figure is about, in words: enterprise, sector, region [breakdown]', NULL),
('current_fact', 16, 'period', 'TEXT', 'code of the period', NULL),
('current_fact', 17, 'frequency', 'TEXT', 'frequency of the period, SDMX CL_FREQ', NULL),
('current_fact', 18, 'start_date', 'TEXT', 'first day of the period', NULL),
('current_fact', 19, 'end_date', 'TEXT', 'last day of the period', NULL),
('current_fact', 20, 'comparator', 'TEXT', 'how the figure stands to the true one: = exact, ~ about, > >= < <=, .. a range', NULL),
('current_fact', 21, 'value', 'REAL', 'the figure; of a range the lower bound; NULL where it is missing', 'the metric''s unit'),
('current_fact', 22, 'upper', 'REAL', 'upper bound of a range, NULL for anything else', 'the metric''s unit'),
('current_fact', 23, 'low', 'REAL', 'lower bound that the comparator implies; NULL where the end is open', 'the metric''s unit'),
('current_fact', 24, 'high', 'REAL', 'upper bound that the comparator implies; NULL where the end is open', 'the metric''s unit'),
('current_fact', 25, 'unit', 'TEXT', 'code of the unit', NULL),
('current_fact', 26, 'unit_symbol', 'TEXT', 'symbol of the unit', NULL),
('current_fact', 27, 'display', 'TEXT', 'the figure with its hedge, as people read it', NULL),
('current_fact', 28, 'status', 'TEXT', 'SDMX CL_OBS_STATUS: A normal, F forecast, E estimate, P provisional, O missing, ...', NULL),
('current_fact', 29, 'status_name', 'TEXT', 'status in words', NULL),
('current_fact', 30, 'reported', 'TEXT', 'the figure as it was told, where that differs', NULL),
('current_fact', 31, 'source', 'TEXT', 'code of the source', NULL),
('current_fact', 32, 'title', 'TEXT', 'title of the source', NULL),
('current_fact', 33, 'publisher', 'TEXT', 'publisher of the source', NULL),
('current_fact', 34, 'published_on', 'TEXT', 'day the source was published', NULL),
('current_fact', 35, 'source_priority', 'INTEGER', 'preference of the source; lower is preferred', NULL),
('current_fact', 36, 'locator', 'TEXT', 'place in the source', NULL),
('current_fact', 37, 'citation', 'TEXT', 'publisher, day and place in the source', NULL),
('current_fact', 38, 'note', 'TEXT', 'remark', NULL),
('current_fact', 39, 'file', 'TEXT', 'dataset and path of the file it was loaded from', NULL),
('current_fact', 40, 'line', 'INTEGER', 'line of that file, from 1', NULL),
('current_fact', 41, 'load_id', 'INTEGER', 'load that put it there', NULL),
('current_fact', 42, 'series_id', 'INTEGER', 'number of the series', NULL),
('current_fact', 43, 'source_id', 'INTEGER', 'number of the source', NULL),
('current_fact', 44, 'file_id', 'INTEGER', 'number of the file', NULL),
('current_fact', 45, 'rounding', 'REAL', 'by how much the value may be off for being rounded: half a unit of the last digit told, where zeros at the end count up to three digits', 'the metric''s unit'),
('data_dictionary', 0, '', 'table', 'a column of a table or view, or at position 0 the table itself', NULL),
('data_dictionary', 1, 'table_name', 'TEXT', 'table or view', NULL),
('data_dictionary', 2, 'position', 'INTEGER', 'place of the column, from 1; 0 is the table itself', NULL),
('data_dictionary', 3, 'column_name', 'TEXT', 'column; empty for the table itself', NULL),
('data_dictionary', 4, 'type', 'TEXT', 'type of the column; table or view for the table itself', NULL),
('data_dictionary', 5, 'meaning', 'TEXT', 'what it holds; for the table itself what one row is', NULL),
('data_dictionary', 6, 'unit', 'TEXT', 'unit of its numbers', NULL),
('designation', 0, '', 'table', 'a title that an authority grants to firms', NULL),
('designation', 1, 'code', 'TEXT', 'identifier', NULL),
('designation', 2, 'name', 'TEXT', 'name in English', NULL),
('designation', 3, 'name_zh', 'TEXT', 'name in Chinese', NULL),
('designation', 4, 'definition', 'TEXT', 'what it takes', NULL),
('designation', 5, 'level', 'TEXT', 'level of the authority: national, provincial or city', NULL),
('designation', 6, 'ladder', 'TEXT', 'ladder that it is a rung of', NULL),
('designation', 7, 'rung', 'INTEGER', 'place on the ladder, 1 is the lowest rung', NULL),
('enterprise', 0, '', 'table', 'a firm', NULL),
('enterprise', 1, 'code', 'TEXT', 'identifier', NULL),
('enterprise', 2, 'name', 'TEXT', 'name in English', NULL),
('enterprise', 3, 'name_zh', 'TEXT', 'name in Chinese', NULL),
('enterprise', 4, 'region', 'TEXT', 'code of the place it is in', NULL),
('enterprise', 5, 'parent', 'TEXT', 'code of the firm it belongs to', NULL),
('enterprise', 6, 'credit_code', 'TEXT', 'unified social credit code, GB 32100', NULL),
('enterprise_designation', 0, '', 'table', 'a title that a firm holds from a period on, as told by one source', NULL),
('enterprise_designation', 1, 'enterprise', 'TEXT', 'code of the firm', NULL),
('enterprise_designation', 2, 'designation', 'TEXT', 'code of the title', NULL),
('enterprise_designation', 3, 'from_period', 'TEXT', 'code of the period it was granted in', NULL),
('enterprise_designation', 4, 'until_period', 'TEXT', 'code of the last period it is held in; NULL while it is held', NULL),
('enterprise_designation', 5, 'source_id', 'INTEGER', 'source that tells it', NULL),
('enterprise_designation', 6, 'locator', 'TEXT', 'place in the source', NULL),
('enterprise_designation', 7, 'note', 'TEXT', 'remark', NULL),
('enterprise_sector', 0, '', 'table', 'a sector that a firm works in', NULL),
('enterprise_sector', 1, 'enterprise', 'TEXT', 'code of the firm', NULL),
('enterprise_sector', 2, 'sector', 'TEXT', 'code of the sector', NULL),
('fact', 0, '', 'view', 'one observation, every code beside its name', NULL),
('fact', 1, 'metric', 'TEXT', 'code of the metric', NULL),
('fact', 2, 'metric_name', 'TEXT', 'name of the metric', NULL),
('fact', 3, 'metric_name_zh', 'TEXT', 'name of the metric in Chinese', NULL),
('fact', 4, 'kind', 'TEXT', 'kind of the metric: level, share, growth, count, duration or ranking', NULL),
('fact', 5, 'region', 'TEXT', 'code of the region, or empty', NULL),
('fact', 6, 'region_name', 'TEXT', 'name of the region', NULL),
('fact', 7, 'region_name_zh', 'TEXT', 'name of the region in Chinese', NULL),
('fact', 8, 'sector', 'TEXT', 'code of the sector, or empty', NULL),
('fact', 9, 'sector_name', 'TEXT', 'name of the sector', NULL),
('fact', 10, 'sector_name_zh', 'TEXT', 'name of the sector in Chinese', NULL),
('fact', 11, 'enterprise', 'TEXT', 'code of the enterprise, or empty', NULL),
('fact', 12, 'enterprise_name', 'TEXT', 'name of the enterprise', NULL),
('fact', 13, 'enterprise_name_zh', 'TEXT', 'name of the enterprise in Chinese', NULL),
('fact', 14, 'breakdown', 'TEXT', 'further dimensions: sorted key=value pairs joined by ;, or empty', NULL),
('fact', 15, 'subject', 'TEXT', 'what the figure is about, in words: enterprise, sector, region [breakdown]', NULL),
('fact', 16, 'period', 'TEXT', 'code of the period', NULL),
('fact', 17, 'frequency', 'TEXT', 'frequency of the period, SDMX CL_FREQ', NULL),
('fact', 18, 'start_date', 'TEXT', 'first day of the period', NULL),
('fact', 19, 'end_date', 'TEXT', 'last day of the period', NULL),
('fact', 20, 'comparator', 'TEXT', 'how the figure stands to the true one: = exact, ~ about, > >= < <=, .. a range', NULL),
('fact', 21, 'value', 'REAL', 'the figure; of a range the lower bound; NULL where it is missing', 'the metric''s unit'),
('fact', 22, 'upper', 'REAL', 'upper bound of a range, NULL for anything else', 'the metric''s unit'),
('fact', 23, 'low', 'REAL', 'lower bound that the comparator implies; NULL where the end is open', 'the metric''s unit'),
('fact', 24, 'high', 'REAL', 'upper bound that the comparator implies; NULL where the end is open', 'the metric''s unit'),
('fact', 25, 'unit', 'TEXT', 'code of the unit', NULL),
('fact', 26, 'unit_symbol', 'TEXT', 'symbol of the unit', NULL),
('fact', 27, 'display', 'TEXT', 'the figure with its hedge, as people read it', NULL),
('fact', 28, 'status', 'TEXT', 'SDMX CL_OBS_STATUS: A normal, F forecast, E estimate, P provisional, O missing, ...', NULL),
('fact', 29, 'status_name', 'TEXT', 'status in words', NULL),
('fact', 30, 'reported', 'TEXT', 'the figure as it was told, where that differs', NULL),
('fact', 31, 'source', 'TEXT', 'code of the source', NULL),
('fact', 32, 'title', 'TEXT', 'title of the source', NULL),
('fact', 33, 'publisher', 'TEXT', 'publisher of the source', NULL),
('fact', 34, 'published_on', 'TEXT', 'day the source was published', NULL),
('fact', 35, 'source_priority', 'INTEGER', 'preference of the source; lower is preferred', NULL),
('fact', 36, 'locator', 'TEXT', 'place in the source', NULL),
('fact', 37, 'citation', 'TEXT', 'publisher, day and place in the source', NULL),
('fact', 38, 'note', 'TEXT', 'remark', NULL),
('fact', 39, 'file', 'TEXT', 'dataset and path of the file it was loaded from', NULL),
('fact', 40, 'line', 'INTEGER', 'line of that file, from 1', NULL),
('fact', 41, 'load_id', 'INTEGER', 'load that put it there', NULL),
('fact', 42, 'series_id', 'INTEGER', 'number of the series', NULL),
('fact', 43, 'source_id', 'INTEGER', 'number of the source', NULL),
('fact', 44, 'file_id', 'INTEGER', 'number of the file', NULL),
('fact', 45, 'rounding', 'REAL', 'by how much the value may be off for being rounded: half a unit of the last digit told, where zeros at the end count up to three digits', 'the metric''s unit'),
('former_fact', 0, '', 'view', 'a figure that a later load replaced or withdrew, spelled as in the view fact', NULL),
('former_fact', 1, 'metric', 'TEXT', 'code of the metric', NULL),
('former_fact', 2, 'metric_name', 'TEXT', 'name of the metric', NULL),
('former_fact', 3, 'metric_name_zh', 'TEXT', 'name of the metric in Chinese', NULL),
('former_fact', 4, 'kind', 'TEXT', 'kind of the metric: level, share, growth, count, duration or ranking', NULL),
('former_fact', 5, 'region', 'TEXT', 'code of the region, or empty', NULL),
('former_fact', 6, 'region_name', 'TEXT', 'name of the region', NULL),
('former_fact', 7, 'region_name_zh', 'TEXT', 'name of the region in Chinese', NULL),
('former_fact', 8, 'sector', 'TEXT', 'code of the sector, or empty', NULL),
('former_fact', 9, 'sector_name', 'TEXT', 'name of the sector', NULL),
('former_fact', 10, 'sector_name_zh', 'TEXT', 'name of the sector in Chinese', NULL),
('former_fact', 11, 'enterprise', 'TEXT', 'code of the enterprise, or empty', NULL),
('former_fact', 12, 'enterprise_name', 'TEXT', 'name of the enterprise', NULL),
('former_fact', 13, 'enterprise_name_zh', 'TEXT', 'name of the enterprise in Chinese', NULL),
('former_fact', 14, 'breakdown', 'TEXT', 'further dimensions: sorted key=value pairs joined by ;, or empty', NULL),
('former_fact', 15, 'subject', 'TEXT', 'what the figure is about, in words: enterprise, sector, region [breakdown]', NULL),
('former_fact', 16, 'period', 'TEXT', 'code of the period', NULL),
('former_fact', 17, 'frequency', 'TEXT', 'frequency of the period, SDMX CL_FREQ', NULL),
('former_fact', 18, 'start_date', 'TEXT', 'first day of the period', NULL),
('former_fact', 19, 'end_date', 'TEXT', 'last day of the period', NULL),
('former_fact', 20, 'comparator', 'TEXT', 'how the figure stands to the true one: = exact, ~ about, > >= < <=, .. a range', NULL),
('former_fact', 21, 'value', 'REAL', 'the figure; of a range the lower bound; NULL where it is missing', 'the metric''s unit'),
('former_fact', 22, 'upper', 'REAL', 'upper bound of a range, NULL for anything else', 'the metric''s unit'),
('former_fact', 23, 'low', 'REAL', 'lower bound that the comparator implies; NULL where the end is open', 'the metric''s unit'),
('former_fact', 24, 'high', 'REAL', 'upper bound that the comparator implies; NULL where the end is open', 'the metric''s unit'),
('former_fact', 25, 'unit', 'TEXT', 'code of the unit', NULL),
('former_fact', 26, 'unit_symbol', 'TEXT', 'symbol of the unit', NULL),
('former_fact', 27, 'display', 'TEXT', 'the figure with its hedge, as people read it', NULL),
('former_fact', 28, 'status', 'TEXT', 'SDMX CL_OBS_STATUS: A normal, F forecast, E estimate, P provisional, O missing, ...', NULL),
('former_fact', 29, 'status_name', 'TEXT', 'status in words', NULL),
('former_fact', 30, 'reported', 'TEXT', 'the figure as it was told, where that differs', NULL),
('former_fact', 31, 'source', 'TEXT', 'code of the source', NULL),
('former_fact', 32, 'title', 'TEXT', 'title of the source', NULL),
('former_fact', 33, 'publisher', 'TEXT', 'publisher of the source', NULL),
('former_fact', 34, 'published_on', 'TEXT', 'day the source was published', NULL),
('former_fact', 35, 'source_priority', 'INTEGER', 'preference of the source; lower is preferred', NULL),
('former_fact', 36, 'locator', 'TEXT', 'place in the source', NULL),
('former_fact', 37, 'citation', 'TEXT', 'publisher, day and place in the source', NULL),
('former_fact', 38, 'note', 'TEXT', 'remark', NULL),
('former_fact', 39, 'file', 'TEXT', 'dataset and path of the file it was loaded from', NULL),
('former_fact', 40, 'line', 'INTEGER', 'line of that file, from 1', NULL),
('former_fact', 41, 'load_id', 'INTEGER', 'load that put it there', NULL),
('former_fact', 42, 'series_id', 'INTEGER', 'number of the series', NULL),
('former_fact', 43, 'source_id', 'INTEGER', 'number of the source', NULL),
('former_fact', 44, 'file_id', 'INTEGER', 'number of the file', NULL),
('former_fact', 45, 'rounding', 'REAL', 'by how much the value may be off for being rounded: half a unit of the last digit told, where zeros at the end count up to three digits', 'the metric''s unit'),
('former_fact', 46, 'removed_by', 'INTEGER', 'load that replaced or withdrew it', NULL),
('former_fact', 47, 'removed_at', 'TEXT', 'when that load was, ISO 8601', NULL),
('former_fact', 48, 'reason', 'TEXT', 'revised or withdrawn', NULL),
('latest_fact', 0, '', 'view', 'the current fact of the newest period of a series', NULL),
('latest_fact', 1, 'metric', 'TEXT', 'code of the metric', NULL),
('latest_fact', 2, 'metric_name', 'TEXT', 'name of the metric', NULL),
('latest_fact', 3, 'metric_name_zh', 'TEXT', 'name of the metric in Chinese', NULL),
('latest_fact', 4, 'kind', 'TEXT', 'kind of the metric: level, share, growth, count, duration or ranking', NULL),
('latest_fact', 5, 'region', 'TEXT', 'code of the region, or empty', NULL),
('latest_fact', 6, 'region_name', 'TEXT', 'name of the region', NULL),
('latest_fact', 7, 'region_name_zh', 'TEXT', 'name of the region in Chinese', NULL),
('latest_fact', 8, 'sector', 'TEXT', 'code of the sector, or empty', NULL),
('latest_fact', 9, 'sector_name', 'TEXT', 'name of the sector', NULL),
('latest_fact', 10, 'sector_name_zh', 'TEXT', 'name of the sector in Chinese', NULL),
('latest_fact', 11, 'enterprise', 'TEXT', 'code of the enterprise, or empty', NULL),
('latest_fact', 12, 'enterprise_name', 'TEXT', 'name of the enterprise', NULL),
('latest_fact', 13, 'enterprise_name_zh', 'TEXT', 'name of the enterprise in Chinese', NULL),
('latest_fact', 14, 'breakdown', 'TEXT', 'further dimensions: sorted key=value pairs joined by ;, or empty', NULL),
('latest_fact', 15, 'subject', 'TEXT', 'what the figure is about, in words: enterprise, sector, region [breakdown]', NULL),
('latest_fact', 16, 'period', 'TEXT', 'code of the period', NULL),
('latest_fact', 17, 'frequency', 'TEXT', 'frequency of the period, SDMX CL_FREQ', NULL),
('latest_fact', 18, 'start_date', 'TEXT', 'first day of the period', NULL),
('latest_fact', 19, 'end_date', 'TEXT', 'last day of the period', NULL),
('latest_fact', 20, 'comparator', 'TEXT', 'how the figure stands to the true one: = exact, ~ about, > >= < <=, .. a range', NULL),
('latest_fact', 21, 'value', 'REAL', 'the figure; of a range the lower bound; NULL where it is missing', 'the metric''s unit'),
('latest_fact', 22, 'upper', 'REAL', 'upper bound of a range, NULL for anything else', 'the metric''s unit'),
('latest_fact', 23, 'low', 'REAL', 'lower bound that the comparator implies; NULL where the end is open', 'the metric''s unit'),
('latest_fact', 24, 'high', 'REAL', 'upper bound that the comparator implies; NULL where the end is open', 'the metric''s unit'),
('latest_fact', 25, 'unit', 'TEXT', 'code of the unit', NULL),
('latest_fact', 26, 'unit_symbol', 'TEXT', 'symbol of the unit', NULL),
('latest_fact', 27, 'display', 'TEXT', 'the figure with its hedge, as people read it', NULL),
('latest_fact', 28, 'status', 'TEXT', 'SDMX CL_OBS_STATUS: A normal, F forecast, E estimate, P provisional, O missing, ...', NULL),
('latest_fact', 29, 'status_name', 'TEXT', 'status in words', NULL),
('latest_fact', 30, 'reported', 'TEXT', 'the figure as it was told, where that differs', NULL),
('latest_fact', 31, 'source', 'TEXT', 'code of the source', NULL),
('latest_fact', 32, 'title', 'TEXT', 'title of the source', NULL),
('latest_fact', 33, 'publisher', 'TEXT', 'publisher of the source', NULL),
('latest_fact', 34, 'published_on', 'TEXT', 'day the source was published', NULL),
('latest_fact', 35, 'source_priority', 'INTEGER', 'preference of the source; lower is preferred', NULL),
('latest_fact', 36, 'locator', 'TEXT', 'place in the source', NULL),
('latest_fact', 37, 'citation', 'TEXT', 'publisher, day and place in the source', NULL),
('latest_fact', 38, 'note', 'TEXT', 'remark', NULL),
('latest_fact', 39, 'file', 'TEXT', 'dataset and path of the file it was loaded from', NULL),
('latest_fact', 40, 'line', 'INTEGER', 'line of that file, from 1', NULL),
('latest_fact', 41, 'load_id', 'INTEGER', 'load that put it there', NULL),
('latest_fact', 42, 'series_id', 'INTEGER', 'number of the series', NULL),
('latest_fact', 43, 'source_id', 'INTEGER', 'number of the source', NULL),
('latest_fact', 44, 'file_id', 'INTEGER', 'number of the file', NULL),
('latest_fact', 45, 'rounding', 'REAL', 'by how much the value may be off for being rounded: half a unit of the last digit told, where zeros at the end count up to three digits', 'the metric''s unit'),
('load', 0, '', 'table', 'a load that changed the file', NULL),
('load', 1, 'load_id', 'INTEGER', 'number of the load', NULL),
('load', 2, 'started_at', 'TEXT', 'when it started, ISO 8601 in UTC', NULL),
('load', 3, 'version', 'TEXT', 'version of yearbook that ran it', NULL),
('load', 4, 'read', 'INTEGER', 'rows read: the sum of the next four', 'rows'),
('load', 5, 'inserted', 'INTEGER', 'rows that were new', 'rows'),
('load', 6, 'revised', 'INTEGER', 'rows that replaced another', 'rows'),
('load', 7, 'unchanged', 'INTEGER', 'rows that were there already', 'rows'),
('load', 8, 'rejected', 'INTEGER', 'rows that were refused', 'rows'),
('load', 9, 'fingerprint', 'TEXT', 'checksum of everything that was read, to know it again', NULL),
('load', 10, 'change_counter', 'INTEGER', 'change counter of the file after the load, to know whether anybody wrote since', NULL),
('load', 11, 'withdrawn', 'INTEGER', 'number of figures that it withdrew', 'observations'),
('load_file', 0, '', 'table', 'a file that a load read', NULL),
('load_file', 1, 'file_id', 'INTEGER', 'number of the file', NULL),
('load_file', 2, 'load_id', 'INTEGER', 'load that read it', NULL),
('load_file', 3, 'package', 'TEXT', 'name of the dataset', NULL),
('load_file', 4, 'path', 'TEXT', 'path in the dataset', NULL),
('load_file', 5, 'table_name', 'TEXT', 'table that it fills', NULL),
('load_file', 6, 'sha256', 'TEXT', 'SHA-256 of its bytes, in hexadecimal', NULL),
('load_file', 7, 'bytes', 'INTEGER', 'size', 'bytes'),
('load_file', 8, 'read', 'INTEGER', 'rows read: the sum of the next four', 'rows'),
('load_file', 9, 'inserted', 'INTEGER', 'rows that were new', 'rows'),
('load_file', 10, 'revised', 'INTEGER', 'rows that replaced another', 'rows'),
('load_file', 11, 'unchanged', 'INTEGER', 'rows that were there already', 'rows'),
('load_file', 12, 'rejected', 'INTEGER', 'rows that were refused', 'rows'),
('load_file', 13, 'header', 'TEXT', 'the header of a file of which rows were refused', NULL),
('load_file', 14, 'dialect', 'TEXT', 'how its cells are divided and quoted: a Table Dialect in JSON', NULL),
('metric', 0, '', 'table', 'a thing that is measured', NULL),
('metric', 1, 'code', 'TEXT', 'identifier', NULL),
('metric', 2, 'name', 'TEXT', 'name in English', NULL),
('metric', 3, 'name_zh', 'TEXT', 'name in Chinese', NULL),
('metric', 4, 'definition', 'TEXT', 'what exactly is measured', NULL),
('metric', 5, 'unit', 'TEXT', 'code of the unit that its figures are stored in', NULL),
('metric', 6, 'kind', 'TEXT', 'level, share, growth, count, duration or ranking', NULL),
('metric', 7, 'aggregation', 'TEXT', 'how parts make a whole: sum (over subjects and time), last (over subjects, the last over time), average, none', NULL),
('metric', 8, 'base_metric', 'TEXT', 'of a growth the metric that grows, against the same period a year before; of an amount restated in another currency the metric of the amount', NULL),
('metric', 9, 'decimals', 'INTEGER', 'fewest decimals shown', 'digits'),
('metric', 10, 'plausible_minimum', 'REAL', 'smallest plausible value', 'the metric''s unit'),
('metric', 11, 'plausible_maximum', 'REAL', 'largest plausible value', 'the metric''s unit'),
('observation', 0, '', 'table', 'the figure of a series for a period, as told by one source', NULL),
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
('period', 0, '', 'table', 'a span of time that something is told about', NULL),
('period', 1, 'code', 'TEXT', 'identifier: the shortest standard spelling of the span', NULL),
('period', 2, 'frequency', 'TEXT', 'SDMX CL_FREQ: A year, S half-year, Q quarter, M month, W week, D day, _O other', NULL),
('period', 3, 'start_date', 'TEXT', 'first day, ISO 8601', NULL),
('period', 4, 'end_date', 'TEXT', 'last day, which belongs to it, ISO 8601', NULL),
('period', 5, 'year_before', 'TEXT', 'code of the same span one year earlier, whether or not anything is told about it', NULL),
('refinery_schema_history', 0, '', 'table', 'a migration of the schema that was applied', NULL),
('refinery_schema_history', 1, 'version', 'INT4', 'number of the migration', NULL),
('refinery_schema_history', 2, 'name', 'VARCHAR(255)', 'name of the migration', NULL),
('refinery_schema_history', 3, 'applied_on', 'VARCHAR(255)', 'when it was applied, ISO 8601', NULL),
('refinery_schema_history', 4, 'checksum', 'VARCHAR(255)', 'checksum of its text', NULL),
('region', 0, '', 'table', 'a place', NULL),
('region', 1, 'code', 'TEXT', 'identifier: ISO 3166, GB/T 2260 or UN M49 where one exists', NULL),
('region', 2, 'name', 'TEXT', 'name in English', NULL),
('region', 3, 'name_zh', 'TEXT', 'name in Chinese', NULL),
('region', 4, 'level', 'TEXT', 'kind of place, such as country, province, prefecture, district, port', NULL),
('region', 5, 'parent', 'TEXT', 'code of the place it lies in', NULL),
('region', 6, 'source_id', 'INTEGER', 'source that lists it', NULL),
('reject', 0, '', 'table', 'a row of a file that was refused', NULL),
('reject', 1, 'reject_id', 'INTEGER', 'number of the refused row', NULL),
('reject', 2, 'file_id', 'INTEGER', 'file it stands in', NULL),
('reject', 3, 'line', 'INTEGER', 'line it starts on, from 1', NULL),
('reject', 4, 'column_name', 'TEXT', 'column that is wrong, where it is one', NULL),
('reject', 5, 'cell', 'TEXT', 'text of the cell', NULL),
('reject', 6, 'rule', 'TEXT', 'code of the rule that is broken', NULL),
('reject', 7, 'message', 'TEXT', 'what is wrong', NULL),
('reject', 8, 'row', 'TEXT', 'the row as it stands in the file', NULL),
('report', 0, '', 'table', 'a predefined report that came with a dataset', NULL),
('report', 1, 'name', 'TEXT', 'name to call it by', NULL),
('report', 2, 'package', 'TEXT', 'dataset that brought it', NULL),
('report', 3, 'title', 'TEXT', 'title', NULL),
('report', 4, 'description', 'TEXT', 'what its rows are and how to read them', NULL),
('report', 5, 'sql', 'TEXT', 'the file: front matter and one SELECT', NULL),
('report', 6, 'parameters', 'TEXT', 'its parameters, a JSON array', NULL),
('revision', 0, '', 'table', 'a figure that a later load replaced or withdrew', NULL),
('revision', 1, 'revision_id', 'INTEGER', 'number of the revision', NULL),
('revision', 2, 'series_id', 'INTEGER', 'series it belongs to', NULL),
('revision', 3, 'period', 'TEXT', 'code of the period it is about', NULL),
('revision', 4, 'source_id', 'INTEGER', 'source that tells it', NULL),
('revision', 5, 'value', 'REAL', 'the figure; of a range the lower bound; NULL where it is missing', 'the metric''s unit'),
('revision', 6, 'comparator', 'TEXT', 'how the figure stands to the true one: = exact, ~ about, > >= < <=, .. a range', NULL),
('revision', 7, 'upper', 'REAL', 'upper bound of a range, NULL for anything else', 'the metric''s unit'),
('revision', 8, 'status', 'TEXT', 'SDMX CL_OBS_STATUS: A normal, F forecast, E estimate, P provisional, O missing, ...', NULL),
('revision', 9, 'reported', 'TEXT', 'the figure as it was told, where that differs', NULL),
('revision', 10, 'locator', 'TEXT', 'place in the source', NULL),
('revision', 11, 'note', 'TEXT', 'remark', NULL),
('revision', 12, 'file_id', 'INTEGER', 'file it was loaded from', NULL),
('revision', 13, 'line', 'INTEGER', 'line of that file, from 1', NULL),
('revision', 14, 'loaded_by', 'INTEGER', 'load that put the figure there', NULL),
('revision', 15, 'removed_by', 'INTEGER', 'load that took it away', NULL),
('revision', 16, 'reason', 'TEXT', 'revised or withdrawn', NULL),
('sector', 0, '', 'table', 'a sector of the economy or a product', NULL),
('sector', 1, 'code', 'TEXT', 'identifier', NULL),
('sector', 2, 'name', 'TEXT', 'name in English', NULL),
('sector', 3, 'name_zh', 'TEXT', 'name in Chinese', NULL),
('sector', 4, 'scheme', 'TEXT', 'classification: isic4, gbt4754, nbs or local', NULL),
('sector', 5, 'parent', 'TEXT', 'code of the sector it belongs to', NULL),
('sector', 6, 'source_id', 'INTEGER', 'source that lists it', NULL),
('series', 0, '', 'table', 'a metric about one subject; a dimension it is not broken down by is empty', NULL),
('series', 1, 'series_id', 'INTEGER', 'number of the series, to join by', NULL),
('series', 2, 'metric', 'TEXT', 'code of the metric', NULL),
('series', 3, 'region', 'TEXT', 'code of the region, or empty', NULL),
('series', 4, 'sector', 'TEXT', 'code of the sector, or empty', NULL),
('series', 5, 'enterprise', 'TEXT', 'code of the enterprise, or empty', NULL),
('series', 6, 'breakdown', 'TEXT', 'further dimensions: sorted key=value pairs joined by ;, or empty', NULL),
('series', 7, 'observations', 'INTEGER', 'number of observations', 'observations'),
('series', 8, 'first_period', 'TEXT', 'period that starts first', NULL),
('series', 9, 'last_period', 'TEXT', 'period that ends last', NULL),
('series', 10, 'region_code', 'TEXT', 'region, NULL where that is empty', NULL),
('series', 11, 'sector_code', 'TEXT', 'sector, NULL where that is empty', NULL),
('series', 12, 'enterprise_code', 'TEXT', 'enterprise, NULL where that is empty', NULL),
('series', 13, 'missing', 'INTEGER', 'number of observations without a value', 'observations'),
('series', 14, 'qualified', 'INTEGER', 'number of observations with another comparator than =', 'observations'),
('series', 15, 'forecast', 'INTEGER', 'number of observations that are forecasts', 'observations'),
('series', 16, 'alternatives', 'INTEGER', 'number of observations beside that of another source for the same period', 'observations'),
('source', 0, '', 'table', 'a document that figures and claims are cited from', NULL),
('source', 1, 'source_id', 'INTEGER', 'number of the source, to join by', NULL),
('source', 2, 'code', 'TEXT', 'identifier in datasets', NULL),
('source', 3, 'title', 'TEXT', 'title of the document', NULL),
('source', 4, 'publisher', 'TEXT', 'who published it', NULL),
('source', 5, 'author', 'TEXT', 'who wrote it', NULL),
('source', 6, 'url', 'TEXT', 'where it can be read', NULL),
('source', 7, 'published_on', 'TEXT', 'day of publication, ISO 8601', NULL),
('source', 8, 'retrieved_on', 'TEXT', 'day on which it was read, ISO 8601', NULL),
('source', 9, 'language', 'TEXT', 'language of the document, BCP 47', NULL),
('source', 10, 'licence', 'TEXT', 'licence it is under', NULL),
('source', 11, 'priority', 'INTEGER', 'preference among sources that tell the same figure; lower is preferred', NULL),
('source', 12, 'observations', 'INTEGER', 'number of observations that it tells', 'observations'),
('source', 13, 'first_period', 'TEXT', 'period among them that starts first', NULL),
('source', 14, 'last_period', 'TEXT', 'period among them that ends last', NULL),
('source', 15, 'cited_as', 'TEXT', 'what citations call it: publisher, with the title where that alone could mean another source', NULL),
('statement', 0, '', 'view', 'a claim, every code beside its name', NULL),
('statement', 1, 'code', 'TEXT', 'code of the claim', NULL),
('statement', 2, 'text', 'TEXT', 'the statement, in our own words', NULL),
('statement', 3, 'region', 'TEXT', 'code of the region it is about', NULL),
('statement', 4, 'region_name', 'TEXT', 'name of the region', NULL),
('statement', 5, 'region_name_zh', 'TEXT', 'name of the region in Chinese', NULL),
('statement', 6, 'sector', 'TEXT', 'code of the sector it is about', NULL),
('statement', 7, 'sector_name', 'TEXT', 'name of the sector', NULL),
('statement', 8, 'sector_name_zh', 'TEXT', 'name of the sector in Chinese', NULL),
('statement', 9, 'enterprise', 'TEXT', 'code of the enterprise it is about', NULL),
('statement', 10, 'enterprise_name', 'TEXT', 'name of the enterprise', NULL),
('statement', 11, 'enterprise_name_zh', 'TEXT', 'name of the enterprise in Chinese', NULL),
('statement', 12, 'subject', 'TEXT', 'what the statement is about, in words: enterprise, sector, region', NULL),
('statement', 13, 'period', 'TEXT', 'code of the period it is about', NULL),
('statement', 14, 'start_date', 'TEXT', 'first day of the period', NULL),
('statement', 15, 'end_date', 'TEXT', 'last day of the period', NULL),
('statement', 16, 'source', 'TEXT', 'code of the source', NULL),
('statement', 17, 'title', 'TEXT', 'title of the source', NULL),
('statement', 18, 'publisher', 'TEXT', 'publisher of the source', NULL),
('statement', 19, 'published_on', 'TEXT', 'day the source was published', NULL),
('statement', 20, 'locator', 'TEXT', 'place in the source', NULL),
('statement', 21, 'citation', 'TEXT', 'publisher, day and place in the source', NULL),
('statement', 22, 'note', 'TEXT', 'remark', NULL),
('statement', 23, 'source_id', 'INTEGER', 'number of the source', NULL),
('unit', 0, '', 'table', 'a unit of measure', NULL),
('unit', 1, 'code', 'TEXT', 'identifier', NULL),
('unit', 2, 'name', 'TEXT', 'name in words', NULL),
('unit', 3, 'symbol', 'TEXT', 'how it is written behind a number', NULL),
('unit', 4, 'dimension', 'TEXT', 'what it measures; units of one dimension convert into each other', NULL),
('unit', 5, 'factor', 'REAL', 'how many of the dimension''s base unit it is', 'base units');

COMMIT;
