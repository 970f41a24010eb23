-- The database after a load. The rows of the tables without figures have been restored.
CREATE TEMP VIEW load AS
SELECT * FROM main.load WHERE load_id <= (SELECT load FROM temp.shadow_load);

CREATE TEMP VIEW load_file AS
SELECT * FROM main.load_file WHERE load_id <= (SELECT load FROM temp.shadow_load);

CREATE TEMP VIEW reject AS
SELECT * FROM main.reject WHERE file_id IN (SELECT file_id FROM temp.load_file);

CREATE TEMP VIEW row_change AS
SELECT * FROM main.row_change WHERE load_id <= (SELECT load FROM temp.shadow_load);

-- The figures that are no longer stated, of the series that they belonged to then. An expression has no affinity, and SQLite looks up
-- a number by a key only in a column that has one.
CREATE TEMP VIEW shadow_revision AS
SELECT r.revision_id, CAST(coalesce(f.series_id, r.series_id) AS INTEGER) AS series_id, r.period, r.source_id, r.edition,
       r.value, r.comparator, r.upper, r.status, r.reported, r.locator, r.note, r.period_inferred, r.file_id, r.line, r.loaded_by,
       r.removed_by, coalesce(f.reason, r.reason) AS reason, r.withdrawn_in
  FROM main.revision AS r LEFT JOIN temp.former_revision AS f ON f.revision_id = r.revision_id;

-- Those that a later load revised, corrected or withdrew.
CREATE TEMP TABLE shadow_former AS
SELECT * FROM temp.shadow_revision
 WHERE loaded_by <= (SELECT load FROM temp.shadow_load) AND removed_by > (SELECT load FROM temp.shadow_load);
CREATE INDEX temp.shadow_former_by_figure ON shadow_former (series_id, period, source_id);

-- The stored figures that the file held then, and the series and sources that have others, but for those that are counted
-- like the ones which they replaced. The files of later loads have higher numbers.
CREATE TEMP VIEW shadow_stated AS
SELECT o.* FROM main.observation AS o WHERE o.file_id <= (SELECT max(file_id) FROM temp.load_file);

CREATE TEMP VIEW also_stated AS
SELECT a.*
  FROM main.also_stated AS a
 WHERE a.file_id <= (SELECT max(file_id) FROM temp.load_file)
   AND NOT EXISTS (SELECT 1 FROM temp.former_also_stated AS f
                    WHERE f.series_id = a.series_id AND f.period = a.period AND f.source_id = a.source_id
                      AND f.dataset = a.dataset)
 UNION ALL
SELECT f.* FROM temp.former_also_stated AS f WHERE f.file_id <= (SELECT max(file_id) FROM temp.load_file);

CREATE TEMP TABLE shadow_hidden AS
SELECT DISTINCT o.series_id, o.source_id
  FROM main.observation AS o
  LEFT JOIN temp.shadow_former AS f
    ON f.series_id = o.series_id AND f.period = o.period AND f.source_id = o.source_id
   AND (f.value IS NULL) = (o.value IS NULL) AND (f.comparator = '=') = (o.comparator = '=')
   AND (f.status = 'F') = (o.status = 'F')
 WHERE o.file_id > (SELECT coalesce(max(file_id), 0) FROM temp.load_file) AND f.series_id IS NULL;

CREATE TEMP VIEW revision AS
SELECT * FROM temp.shadow_revision WHERE removed_by <= (SELECT load FROM temp.shadow_load);
