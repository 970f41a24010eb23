-- The ledger: the loads, the files that they read, the rows that were rejected, and the reports of datasets.

PRAGMA user_version = 2;

CREATE TABLE load (
  -- One row is a load that changed the file, or a correction of what it holds.
  load_id        INTEGER PRIMARY KEY,
  started_at     TEXT NOT NULL,
  version        TEXT NOT NULL,
  read           INTEGER NOT NULL,
  inserted       INTEGER NOT NULL,
  revised        INTEGER NOT NULL,
  unchanged      INTEGER NOT NULL,
  rejected       INTEGER NOT NULL,
  -- A load of the same dataset is recognised: its fingerprint is the same, and the change counter shows no later write.
  fingerprint    TEXT,
  change_counter INTEGER,
  withdrawn      INTEGER NOT NULL DEFAULT 0,
  action         TEXT NOT NULL DEFAULT 'load' CONSTRAINT load_action_known
                 CHECK (action IN ('load', 'undo', 'remove', 'rename', 'merge')),
  -- What a correction corrected; NULL for a load.
  about          TEXT,
  CONSTRAINT load_adds_up CHECK (read = inserted + revised + unchanged + rejected),
  CONSTRAINT load_types CHECK (
    typeof(started_at) = 'text' AND typeof(version) = 'text' AND typeof(read) = 'integer' AND typeof(inserted) = 'integer'
    AND typeof(revised) = 'integer' AND typeof(unchanged) = 'integer' AND typeof(rejected) = 'integer'
    AND typeof(fingerprint) IN ('text', 'null') AND typeof(change_counter) IN ('integer', 'null')
    AND typeof(withdrawn) = 'integer' AND typeof(about) IN ('text', 'null'))
);

CREATE TABLE load_file (
  -- One row is a file that a load read.
  file_id    INTEGER PRIMARY KEY,
  load_id    INTEGER NOT NULL CONSTRAINT load_file_load_exists REFERENCES load (load_id),
  dataset    TEXT NOT NULL,
  path       TEXT NOT NULL,
  table_name TEXT NOT NULL,
  sha256     TEXT NOT NULL CONSTRAINT load_file_sha256_is_hex
             CHECK (length(sha256) = 64 AND ltrim(sha256, '0123456789abcdef') = ''),
  bytes      INTEGER NOT NULL,
  read       INTEGER NOT NULL,
  inserted   INTEGER NOT NULL,
  revised    INTEGER NOT NULL,
  unchanged  INTEGER NOT NULL,
  rejected   INTEGER NOT NULL,
  header     TEXT,
  dialect    TEXT,
  CONSTRAINT load_file_adds_up CHECK (read = inserted + revised + unchanged + rejected),
  CONSTRAINT load_file_types CHECK (
    typeof(load_id) = 'integer' AND typeof(dataset) = 'text' AND typeof(path) = 'text' AND typeof(table_name) = 'text'
    AND typeof(sha256) = 'text' AND typeof(bytes) = 'integer' AND typeof(read) = 'integer'
    AND typeof(inserted) = 'integer' AND typeof(revised) = 'integer' AND typeof(unchanged) = 'integer'
    AND typeof(rejected) = 'integer' AND typeof(header) IN ('text', 'null') AND typeof(dialect) IN ('text', 'null'))
);

CREATE INDEX load_file_by_load ON load_file (load_id);

CREATE TABLE reject (
  -- One row is a row of a file that was rejected.
  reject_id   INTEGER PRIMARY KEY,
  file_id     INTEGER NOT NULL CONSTRAINT reject_file_exists REFERENCES load_file (file_id),
  line        INTEGER NOT NULL,
  column_name TEXT,
  cell        TEXT,
  rule        TEXT NOT NULL,
  message     TEXT NOT NULL,
  row         TEXT NOT NULL DEFAULT '',
  CONSTRAINT reject_once UNIQUE (file_id, line),
  CONSTRAINT reject_types CHECK (
    typeof(file_id) = 'integer' AND typeof(line) = 'integer' AND typeof(column_name) IN ('text', 'null')
    AND typeof(cell) IN ('text', 'null') AND typeof(rule) = 'text' AND typeof(message) = 'text' AND typeof(row) = 'text')
);

CREATE TABLE row_change (
  -- One row is a change that a load made to a row of a table other than observation; the first load is not recorded. Of
  -- series, only changes of their codes are recorded, and of revision, changes of the series and of the reason.
  change_id  INTEGER PRIMARY KEY,
  load_id    INTEGER NOT NULL CONSTRAINT row_change_load_exists REFERENCES load (load_id),
  table_name TEXT NOT NULL,
  row_key    TEXT NOT NULL,
  -- NULL for a row that the load added.
  before     TEXT,
  CONSTRAINT row_change_types CHECK (
    typeof(load_id) = 'integer' AND typeof(table_name) = 'text' AND typeof(row_key) = 'text'
    AND typeof(before) IN ('text', 'null'))
);

CREATE INDEX row_change_by_table ON row_change (table_name, load_id);

CREATE TABLE row_statement (
  -- One row says that a dataset states a row of a table other than observation.
  dataset    TEXT NOT NULL,
  table_name TEXT NOT NULL,
  row_key    TEXT NOT NULL,
  CONSTRAINT row_statement_types CHECK (
    typeof(dataset) = 'text' AND typeof(table_name) = 'text' AND typeof(row_key) = 'text'),
  -- Rows are looked up with all datasets that state them.
  PRIMARY KEY (table_name, row_key, dataset)
) WITHOUT ROWID;

CREATE TABLE former_code (
  -- One row is a code that was renamed, or whose row was merged into another one: a dataset that states it means the other.
  table_name TEXT NOT NULL,
  former     TEXT NOT NULL,
  code       TEXT NOT NULL,
  merged     INTEGER NOT NULL,
  CONSTRAINT former_code_types CHECK (
    typeof(table_name) = 'text' AND typeof(former) = 'text' AND typeof(code) = 'text' AND typeof(merged) = 'integer'),
  PRIMARY KEY (table_name, former)
) WITHOUT ROWID;

CREATE TABLE report (
  -- One row is a predefined report that came with a dataset.
  name        TEXT NOT NULL PRIMARY KEY CONSTRAINT report_name_filled CHECK (name <> ''),
  dataset     TEXT NOT NULL,
  title       TEXT NOT NULL,
  description TEXT NOT NULL,
  sql         TEXT NOT NULL,
  parameters  TEXT NOT NULL,
  CONSTRAINT report_types CHECK (
    typeof(name) = 'text' AND typeof(dataset) = 'text' AND typeof(title) = 'text' AND typeof(description) = 'text'
    AND typeof(sql) = 'text' AND typeof(parameters) = 'text')
);
