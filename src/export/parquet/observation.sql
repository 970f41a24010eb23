-- What the files of figures are computed of, in the order of the primary key, so that SQLite sorts nothing. A column that is computed
-- in Rust has here what it is computed of.
SELECT s.metric,
       s.region,
       s.sector,
       s.enterprise,
       s.breakdown,
       o.period,
       NULL AS source,
       o.value,
       o.comparator,
       o.upper,
       m.decimals AS decimals,
       m.unit AS display,
       NULL AS rounding,
       o.status,
       o.reported,
       o.locator,
       o.note,
       o.period_inferred,
       s.alternatives AS preference,
       s.series_id,
       o.source_id,
       o.edition,
       o.file_id,
       o.line
  FROM series AS s
  JOIN metric AS m ON m.code = s.metric
 CROSS JOIN observation AS o
 WHERE o.series_id = s.series_id
   AND {chosen}
 ORDER BY s.metric, s.region, s.sector, s.enterprise, s.breakdown, o.period
