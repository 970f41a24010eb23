-- Every figure with the codes of what it is about, in the order in which files and row groups are looked up. `preference` is 1 for
-- the figure that the view current_fact shows, and counts up for those of other sources.
--
-- Ids are texts here: the exporter hashes them.
SELECT s.metric,
       s.region,
       s.sector,
       s.enterprise,
       s.breakdown,
       o.period,
       q.code AS source,
       o.value,
       o.comparator,
       o.upper,
       decimals(o.value, m.decimals, o.reported, m.unit) AS decimals,
       shown(o.value, o.comparator, o.upper, m.decimals, o.reported, m.unit) AS display,
       rounding(o.value, o.reported, m.unit) AS rounding,
       o.status,
       o.reported,
       o.locator,
       o.note,
       o.period_inferred,
       CASE WHEN {is_alone} THEN 1
            ELSE (SELECT 1 + count(*)
                    FROM observation AS x
                    JOIN source AS y ON y.source_id = x.source_id
                    JOIN edition AS z ON z.source_id = x.source_id AND z.edition = x.edition
                   WHERE x.series_id = o.series_id AND x.period = o.period
                     AND (CASE WHEN x.value IS NULL THEN 2 WHEN x.status = 'F' THEN 1 ELSE 0 END, y.priority) <=
                         (CASE WHEN o.value IS NULL THEN 2 WHEN o.status = 'F' THEN 1 ELSE 0 END, q.priority)
                     AND ((CASE WHEN x.value IS NULL THEN 2 WHEN x.status = 'F' THEN 1 ELSE 0 END, y.priority) <
                          (CASE WHEN o.value IS NULL THEN 2 WHEN o.status = 'F' THEN 1 ELSE 0 END, q.priority)
                          OR coalesce(z.published_end, '') > coalesce(e.published_end, '')
                          OR coalesce(z.published_end, '') = coalesce(e.published_end, '') AND y.code < q.code)) END AS preference,
       s.metric || char(31) || s.region || char(31) || s.sector || char(31) || s.enterprise || char(31) || s.breakdown AS series_id,
       q.code AS source_id,
       q.code || char(31) || coalesce(e.published_on, '') AS edition,
       :shard || char(31) || o.file_id AS file_id,
       o.line
  FROM series AS s
  JOIN metric AS m ON m.code = s.metric
 CROSS JOIN observation AS o
  JOIN source AS q ON q.source_id = o.source_id
  JOIN edition AS e ON e.source_id = o.source_id AND e.edition = o.edition
 WHERE o.series_id = s.series_id
   AND {chosen}
 ORDER BY s.metric, s.region, s.sector, s.enterprise, s.breakdown, o.period, q.code
