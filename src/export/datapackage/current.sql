SELECT s.metric, s.region, s.sector, s.enterprise, s.breakdown, o.period, o.period_inferred, o.value, o.comparator, o.upper,
       o.status, q.code, o.locator, o.note, o.reported, o.source_id, o.edition
  FROM series AS s
 CROSS JOIN observation AS o
  JOIN source AS q ON q.source_id = o.source_id
 WHERE o.series_id = s.series_id
   AND NOT EXISTS (SELECT 1 FROM revision AS r
                    WHERE r.series_id = o.series_id AND r.period = o.period AND r.source_id = o.source_id)
   AND {chosen}
 ORDER BY s.metric, s.region, s.sector, s.enterprise, s.breakdown, o.period, q.code
