-- The sources of all shards, each with the columns of its newest edition, the priority that the first shard by name gives it, and
-- totals of the figures of all shards.
WITH total AS (
  SELECT o.source_id, count(*) AS observations, substr(min(p.start_date || p.end_date || p.code), 21) AS first_period,
         substr(max(p.end_date || p.start_date || p.code), 21) AS last_period
    FROM {figures} AS o JOIN period AS p ON p.code = o.period
   GROUP BY o.source_id
), newest AS (
  SELECT edition.*, row_number() OVER (PARTITION BY source_id ORDER BY coalesce(published_end, '') DESC, edition DESC) AS place
    FROM edition
), known AS (
  SELECT source_id, code, priority, row_number() OVER (PARTITION BY source_id ORDER BY shard) AS place
    FROM shard_source
)
SELECT k.source_id, k.code, n.title, n.publisher, n.author, n.url, n.published_on, n.retrieved_on, n.language, n.licence, k.priority,
       cast(coalesce(t.observations, 0) AS bigint) AS observations, t.first_period, t.last_period
  FROM known AS k
  JOIN newest AS n ON n.source_id = k.source_id AND n.place = 1
  LEFT JOIN total AS t ON t.source_id = k.source_id
 WHERE k.place = 1
