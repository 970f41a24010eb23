-- name: log
-- title: Loads and corrections
-- description: Every load that changed this file; the rows read are the sum of inserted, revised, unchanged and rejected ones, and withdrawn figures are those that a complete dataset no longer contained; of a correction, inserted and revised ones are the figures that it added and replaced.
-- columns: load_id, started_at, action, about, files, read, inserted, revised, unchanged, rejected, withdrawn, version
WITH dataset AS (
  SELECT load_id, dataset, row_number() OVER (PARTITION BY load_id ORDER BY min(file_id)) AS place,
         count(*) AS files
    FROM load_file GROUP BY load_id, dataset
)
SELECT l.load_id, l.started_at, l.action,
       coalesce(l.about, (SELECT dataset FROM dataset AS p WHERE p.load_id = l.load_id
         ORDER BY place DESC LIMIT 1) ||
       CASE WHEN (SELECT count(*) FROM dataset AS p WHERE p.load_id = l.load_id) > 1
            THEN ' and ' || ((SELECT count(*) FROM dataset AS p WHERE p.load_id = l.load_id) - 1) || ' more' ELSE '' END)
         AS about,
       (SELECT count(*) FROM load_file AS f WHERE f.load_id = l.load_id) AS files,
       l.read, l.inserted, l.revised, l.unchanged, l.rejected, l.withdrawn, l.version
  FROM load AS l
 ORDER BY l.load_id DESC
