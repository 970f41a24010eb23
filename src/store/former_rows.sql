-- What the rows that have an edition were before loads that are in force changed them. Each entry of the ledger that is an undo takes
-- back the one before it. What was removed is nothing that a source states.
WITH in_force AS (
  SELECT load_id, action
    FROM (SELECT load_id, action,
                 lead(load_id, 1, (SELECT max(load_id) + 1 FROM main.load)) OVER (ORDER BY load_id) - load_id - 1 AS undos
            FROM main.load WHERE action <> 'undo')
   WHERE undos % 2 = 0
), change AS (
  SELECT *, lead(before) OVER later AS next, lead(change_id) OVER later IS NULL AS is_last
    FROM main.row_change
   WHERE table_name IN ('claim', 'enterprise_designation')
  WINDOW later AS (PARTITION BY table_name, row_key ORDER BY change_id)
), removed AS (
  SELECT c.table_name, c.row_key, max(c.change_id) AS change_id
    FROM change AS c JOIN in_force AS l ON l.load_id = c.load_id AND l.action = 'remove'
   GROUP BY c.table_name, c.row_key
)
SELECT c.change_id, c.load_id, c.table_name, c.before, c.next, c.is_last
  FROM change AS c
  JOIN in_force AS l ON l.load_id = c.load_id AND l.action = 'load'
  LEFT JOIN removed AS r ON r.table_name = c.table_name AND r.row_key = c.row_key AND r.change_id > c.change_id
 WHERE c.before IS NOT NULL AND r.change_id IS NULL
