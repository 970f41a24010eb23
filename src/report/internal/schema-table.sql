-- name: schema-table
-- title: Columns
-- description: The columns of one table or view.
-- parameter: table | text | required | A table or view
-- columns: column, type, meaning, unit
SELECT column_name AS "column", type, meaning, unit
  FROM data_dictionary
 WHERE table_name = :table AND position > 0
 ORDER BY position
