-- What was loaded, from which bytes, and what was refused.

PRAGMA user_version = 2;

CREATE TABLE load (
  -- One row is a load that changed the file.
  load_id    INTEGER PRIMARY KEY,
  started_at TEXT NOT NULL,
  version    TEXT NOT NULL,
  read       INTEGER NOT NULL,
  inserted   INTEGER NOT NULL,
  revised    INTEGER NOT NULL,
  unchanged  INTEGER NOT NULL,
  rejected   INTEGER NOT NULL,
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
  rejected   INTEGER NOT NULL,
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
) STRICT;
