-- The database after a load. The rows of the tables without figures have been restored.
CREATE TEMP VIEW load AS
SELECT * FROM main.load WHERE load_id <= (SELECT load FROM temp.shadow_load);

CREATE TEMP VIEW load_file AS
SELECT * FROM main.load_file WHERE load_id <= (SELECT load FROM temp.shadow_load);

CREATE TEMP VIEW reject AS
SELECT * FROM main.reject WHERE file_id IN (SELECT file_id FROM temp.load_file);

CREATE TEMP VIEW row_change AS
SELECT * FROM main.row_change WHERE load_id <= (SELECT load FROM temp.shadow_load);

-- Of the figures that are no longer stated, those that a later load revised, corrected or withdrew.
CREATE TEMP TABLE shadow_former AS
SELECT * FROM main.revision
 WHERE loaded_by <= (SELECT load FROM temp.shadow_load) AND removed_by > (SELECT load FROM temp.shadow_load);

-- The stored figures that the file held then, and the series and sources that have others. The files of later loads have
-- higher numbers.
CREATE TEMP VIEW shadow_stated AS
SELECT o.* FROM main.observation AS o WHERE o.file_id <= (SELECT max(file_id) FROM temp.load_file);

CREATE TEMP VIEW also_stated AS
SELECT a.* FROM main.also_stated AS a WHERE a.file_id <= (SELECT max(file_id) FROM temp.load_file);

CREATE TEMP TABLE shadow_hidden AS
SELECT DISTINCT o.series_id, o.source_id
  FROM main.observation AS o
 WHERE o.file_id > (SELECT coalesce(max(file_id), 0) FROM temp.load_file);

CREATE TEMP VIEW revision AS
SELECT * FROM main.revision WHERE removed_by <= (SELECT load FROM temp.shadow_load);
