-- name: rejects
-- title: Rejected rows
-- description: Every row that the load rejected, with its first wrong cell and all that is wrong with the row.
-- parameter: load | integer | optional | The number of the load; without it the newest one with rejected rows
-- parameter: path | text | optional | Path of a file in its dataset
-- columns: load, file, line, column, cell, rule, message
with chosen as (
  select coalesce(:load, (select max(f.load_id) from load_file as f where f.rejected > 0)) as load_id
)
select f.load_id as load, f.dataset || '/' || f.path as file, r.line, r.column_name as "column", r.cell, r.rule,
       r.message
  from chosen as c
  join load_file as f on f.load_id = c.load_id
  join reject as r on r.file_id = f.file_id
 where (:path is null or :path in (f.path, f.dataset || '/' || f.path))
 order by r.file_id, r.line;
