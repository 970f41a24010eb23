-- Unchanged series are known by a checksum of their figures.

PRAGMA user_version = 9;

ALTER TABLE series ADD COLUMN checksum INTEGER;

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('series', 17, 'checksum', 'INTEGER', 'checksum of its observations, to know that they are unchanged', NULL);
