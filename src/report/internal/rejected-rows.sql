-- name: rejected-rows
-- title: Rejected rows as they are in their file
-- description: The rows that the load rejected, with the header of their file.
-- parameter: load | integer | optional | The number of the load; without it the newest one with rejected rows
-- parameter: path | text | optional | Path of a file in its dataset
-- columns: path, header, dialect, row, reason
with chosen as (
  select coalesce(:load, (select max(f.load_id) from load_file as f where f.rejected > 0)) as load_id
)
select f.dataset || '/' || f.path as path, f.header, f.dialect, r.row, r.message as reason
  from chosen as c
  join load_file as f on f.load_id = c.load_id
  join reject as r on r.file_id = f.file_id
 where (:path is null or :path in (f.path, f.dataset || '/' || f.path))
 order by r.file_id, r.line;
