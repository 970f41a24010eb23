-- The database after a load. The rows of the tables without figures have been restored.
CREATE TEMP VIEW load AS
SELECT * FROM main.load WHERE load_id <= (SELECT load FROM temp.at_load);

CREATE TEMP VIEW load_file AS
SELECT * FROM main.load_file WHERE load_id <= (SELECT load FROM temp.at_load);

CREATE TEMP VIEW reject AS
SELECT * FROM main.reject WHERE file_id IN (SELECT file_id FROM temp.load_file);

CREATE TEMP VIEW row_change AS
SELECT * FROM main.row_change WHERE load_id <= (SELECT load FROM temp.at_load);

-- Of the figures that are no longer stated, those that a later load revised, corrected or withdrew.
CREATE TEMP TABLE former AS
SELECT * FROM main.revision
 WHERE loaded_by <= (SELECT load FROM temp.at_load) AND removed_by > (SELECT load FROM temp.at_load);

-- The files of later loads have higher numbers.
CREATE TEMP VIEW observation AS
SELECT series_id, period, source_id, value, file_id, line, locator, status, comparator, upper, reported, note, edition
  FROM main.observation
 WHERE file_id <= (SELECT max(file_id) FROM temp.load_file)
UNION ALL
SELECT series_id, period, source_id, value, file_id, line, locator, status, comparator, upper, reported, note, edition
  FROM temp.former;

CREATE TEMP VIEW revision AS
SELECT * FROM main.revision WHERE removed_by <= (SELECT load FROM temp.at_load);

CREATE TEMP VIEW changed_source AS
SELECT source_id FROM temp.source;
