-- The figures that sources state now: the last one of each history. Which is preferred depends on the figures of all shards.
SELECT h.metric, h.region, h.sector, h.enterprise, h.breakdown, h.period, h.source, h.value, h.comparator, h.upper,
       h.decimals, h.display, h.rounding, h.status, h.reported, h.locator, h.note, h.period_inferred,
       cast(row_number() OVER (PARTITION BY h.series_id, h.period
                               ORDER BY CASE WHEN h.value IS NULL THEN 2 WHEN h.status = 'F' THEN 1 ELSE 0 END, q.priority,
                                        h.published_end DESC, h.source) AS bigint) AS preference,
       h.series_id, h.source_id, h.edition, h.file_id, h.line
  FROM figure_history AS h
  JOIN (SELECT source_id, priority, row_number() OVER (PARTITION BY source_id ORDER BY shard) AS place
          FROM shard_source) AS q ON q.source_id = h.source_id AND q.place = 1
 WHERE h.is_stated = 1 AND h.next_is_stated IS NULL
