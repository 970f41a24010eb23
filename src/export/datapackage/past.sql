-- The fate of a figure is empty where its source states it. What a correction withdrew never was stated.
SELECT s.metric, s.region, s.sector, s.enterprise, s.breakdown, x.period, x.period_inferred, x.value, x.comparator, x.upper,
       x.status, q.code, x.locator, x.note, x.reported, x.source_id, x.edition, x.fate, x.withdrawn_in
  FROM (SELECT series_id, period, source_id, edition, value, comparator, upper, status, reported, locator, note, period_inferred,
               CASE WHEN reason = 'revised' THEN 'revised'
                    WHEN reason = 'withdrawn'
                         AND coalesce((SELECT l.action FROM load AS l WHERE l.load_id = r.removed_by), 'load') = 'load'
                    THEN 'withdrawn'
                    ELSE 'corrected' END AS fate,
               withdrawn_in, revision_id
          FROM revision AS r
         UNION ALL
        SELECT series_id, period, source_id, edition, value, comparator, upper, status, reported, locator, note, period_inferred,
               '', NULL, NULL
          FROM observation AS o
         WHERE EXISTS (SELECT 1 FROM revision AS r
                        WHERE r.series_id = o.series_id AND r.period = o.period AND r.source_id = o.source_id)) AS x
  JOIN series AS s ON s.series_id = x.series_id
  JOIN source AS q ON q.source_id = x.source_id
 WHERE s.metric IN (SELECT code FROM metric)
   AND (s.region = '' OR s.region IN (SELECT code FROM region))
   AND (s.sector = '' OR s.sector IN (SELECT code FROM sector))
   AND (s.enterprise = '' OR s.enterprise IN (SELECT code FROM enterprise))
   AND {chosen}
 ORDER BY s.metric, s.region, s.sector, s.enterprise, s.breakdown, x.period, q.code, x.fate = '', x.revision_id
