-- The figures that a later edition revised or no longer states, and what shards corrected or handed over.
SELECT revision_id, series_id, period, source_id, edition, value, comparator, upper, status, reported, locator, note, period_inferred,
       file_id, line, coalesce(loaded_by, load_id) AS loaded_by, coalesce(removed_by, next_load_id) AS removed_by,
       CASE WHEN next_is_stated = 1 THEN 'revised' ELSE 'withdrawn' END AS reason,
       CASE WHEN next_is_stated = 0 THEN next_edition END AS withdrawn_in,
       metric, region, sector, enterprise, breakdown, source, decimals, display, rounding
  FROM figure_history
 WHERE is_stated = 1 AND next_is_stated IS NOT NULL
UNION ALL
SELECT r.revision_id, r.series_id, r.period, r.source_id, r.edition, r.value, r.comparator, r.upper, r.status, r.reported, r.locator,
       r.note, r.period_inferred, r.file_id, r.line, r.loaded_by, r.removed_by, r.reason, r.withdrawn_in,
       r.metric, r.region, r.sector, r.enterprise, r.breakdown, r.source, r.decimals, r.display, r.rounding
  FROM shard_revision AS r
  LEFT JOIN edition AS i ON i.source_id = r.source_id AND i.edition = r.edition
 WHERE r.reason NOT IN ('revised', 'withdrawn') OR i.edition IS NULL
