-- name: publish-dictionary
-- title: Data dictionary
-- description: Every table and view, at position 0, and its columns.
-- columns: table, position, column, type, meaning, unit
select table_name as "table", position, column_name as "column", type, meaning, unit
  from data_dictionary
 order by table_name, position;
