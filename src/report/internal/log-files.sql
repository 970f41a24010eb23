-- name: log-files
-- title: The files of a load
-- description: Every file that the load read, with the checksum of its bytes.
-- parameter: load | integer | required | The number of the load
-- columns: dataset, path, table_name, read, inserted, revised, unchanged, rejected, bytes, sha256
SELECT dataset, path, table_name, read, inserted, revised, unchanged, rejected, bytes, sha256
  FROM load_file WHERE load_id = :load ORDER BY file_id
