-- name: schema
-- title: Tables and views
-- description: `yearbook schema TABLE` shows the columns of one.
-- columns: name, type, one_row_is, columns
SELECT d.table_name AS name, d.type, d.meaning AS one_row_is,
       (SELECT count(*) FROM data_dictionary AS c WHERE c.table_name = d.table_name AND c.position > 0) AS columns
  FROM data_dictionary AS d
 WHERE d.position = 0
 ORDER BY CASE d.type WHEN 'view' THEN 0 ELSE 1 END, d.table_name
