-- One row is a source that was removed.
SELECT DISTINCT o.source_id, o.source AS code
  FROM revision AS o
  LEFT JOIN source AS q ON q.source_id = o.source_id
 WHERE q.source_id IS NULL
