-- One row is a contradiction between two shards, which nothing decides.
{definitions}
SELECT 'the credit code `' || credit_code || '` is that of the enterprise `' || min(code) || '` in the shard `' || min(shard) ||
       '`, and of `' || max(code) || '` in `' || max(shard) || '`' AS problem
  FROM shard_enterprise
 WHERE credit_code IS NOT NULL
 GROUP BY credit_code
HAVING count(DISTINCT code) > 1
UNION ALL
SELECT 'the figure of `' || metric || '`' || CASE WHEN region <> '' THEN ', `' || region || '`' ELSE '' END ||
       CASE WHEN sector <> '' THEN ', `' || sector || '`' ELSE '' END ||
       CASE WHEN enterprise <> '' THEN ', `' || enterprise || '`' ELSE '' END ||
       CASE WHEN breakdown <> '' THEN ', `' || breakdown || '`' ELSE '' END || ', ' || period || ', by `' || source ||
       '` is another one in the shard `' || min(shard) || '` than in `' || min(first_shard) || '`' AS problem
  FROM (SELECT stated.*, first_value(value) OVER of_edition AS first_value, first_value(comparator) OVER of_edition AS first_comparator,
               first_value(upper) OVER of_edition AS first_upper, first_value(status) OVER of_edition AS first_status,
               first_value(shard) OVER of_edition AS first_shard
          FROM (SELECT shard, series_id, metric, region, sector, enterprise, breakdown, period, source_id, source, edition, value,
                       comparator, upper, status
                  FROM shard_observation
                UNION ALL
                SELECT shard, series_id, metric, region, sector, enterprise, breakdown, period, source_id, source, edition, value,
                       comparator, upper, status
                  FROM shard_revision
                 WHERE reason IN ('revised', 'withdrawn') AND coalesce(withdrawn_in <> edition, 1 = 1)) AS stated
        WINDOW of_edition AS (PARTITION BY series_id, period, source_id, edition ORDER BY shard)) AS f
 WHERE value IS DISTINCT FROM first_value OR comparator <> first_comparator OR upper IS DISTINCT FROM first_upper
    OR status <> first_status
 GROUP BY metric, region, sector, enterprise, breakdown, period, source, edition
UNION ALL
SELECT 'the dataset `' || c.dataset || '` states all figures of an edition of `' || o.source || '` in the shard `' || min(c.shard) ||
       '`, and some of that edition or an earlier one in `' || min(o.shard) || '`; load both into one database' AS problem
  FROM shard_complete_edition AS c
  JOIN edition AS i ON i.source_id = c.source_id AND i.edition = c.edition
  JOIN load_file AS f ON f.dataset = c.dataset
  JOIN shard_observation AS o ON o.file_id = f.file_id AND o.source_id = c.source_id AND o.shard <> c.shard
  JOIN edition AS e ON e.source_id = o.source_id AND e.edition = o.edition
 WHERE coalesce(e.published_end, '') <= coalesce(i.published_end, '')
 GROUP BY c.dataset, o.source
UNION ALL
SELECT 'two series have one id: `' || min(key) || '` and `' || max(key) || '`' AS problem
  FROM (SELECT series_id, metric || ' ' || region || ' ' || sector || ' ' || enterprise || ' ' || breakdown AS key
          FROM shard_series) AS k
 GROUP BY series_id
HAVING count(DISTINCT key) > 1
UNION ALL
SELECT 'two sources have one id: `' || min(code) || '` and `' || max(code) || '`' AS problem
  FROM shard_source
 GROUP BY source_id
HAVING count(DISTINCT code) > 1
UNION ALL
SELECT 'two editions of one source have one id: `' || min(title) || '` and `' || max(title) || '`' AS problem
  FROM shard_edition
 GROUP BY source_id, edition
HAVING count(DISTINCT coalesce(published_on, '')) > 1
UNION ALL
SELECT 'two loads have one id, in the shards `' || min(shard) || '` and `' || max(shard) || '`' AS problem
  FROM shard_load
 GROUP BY load_id
HAVING count(*) > 1
UNION ALL
SELECT 'two files have one id, in the shards `' || min(shard) || '` and `' || max(shard) || '`' AS problem
  FROM shard_load_file
 GROUP BY file_id
HAVING count(*) > 1
