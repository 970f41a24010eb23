-- One row is {row}
-- The columns are those of the view of the database. `load_id`, `series_id`, `source_id`, `edition` and `file_id` are ids of these files.
SELECT o.metric,
       m.name AS metric_name,
       m.name_zh AS metric_name_zh,
       m.kind,
       o.region,
       r.name AS region_name,
       r.name_zh AS region_name_zh,
       o.sector,
       c.name AS sector_name,
       c.name_zh AS sector_name_zh,
       o.enterprise,
       e.name AS enterprise_name,
       e.name_zh AS enterprise_name_zh,
       o.breakdown,
       coalesce(e.name, '') ||
       CASE WHEN e.name IS NOT NULL AND c.name IS NOT NULL THEN ', ' ELSE '' END || coalesce(c.name, '') ||
       CASE WHEN coalesce(e.name, c.name) IS NOT NULL AND r.name IS NOT NULL THEN ', ' ELSE '' END || coalesce(r.name, '') ||
       CASE WHEN o.breakdown <> '' THEN ' [' || o.breakdown || ']' ELSE '' END AS subject,
       o.period,
       o.period_inferred,
       d.frequency,
       d.start_date,
       d.end_date,
       o.comparator,
       o.value,
       o.upper,
       CASE WHEN o.comparator IN ('=', '>', '>=', '..') THEN o.value END AS low,
       CASE WHEN o.comparator IN ('=', '<', '<=') THEN o.value WHEN o.comparator = '..' THEN o.upper END AS high,
       m.unit,
       u.symbol AS unit_symbol,
       o.decimals,
       o.display,
       o.status,
       {status_name} AS status_name,
       o.reported,
       o.source,
       i.title,
       i.publisher,
       i.published_on,
       i.published_end,
       q.priority AS source_priority,
       o.locator,
       coalesce(i.cited_as, o.source) || coalesce(', ' || i.published_on, '') || coalesce(', ' || o.locator, '') AS citation,
       o.note,
       f.dataset || '/' || f.path AS file,
       o.line,
       {load_id} AS load_id,
       o.series_id,
       o.source_id,
       o.edition,
       o.file_id,
       o.rounding{own_columns}
  FROM {table} AS o
  LEFT JOIN metric AS m ON m.code = o.metric
  LEFT JOIN unit AS u ON u.code = m.unit
  LEFT JOIN region AS r ON r.code = o.region
  LEFT JOIN sector AS c ON c.code = o.sector
  LEFT JOIN enterprise AS e ON e.code = o.enterprise
  LEFT JOIN period AS d ON d.code = o.period
  LEFT JOIN source AS q ON q.source_id = o.source_id
  LEFT JOIN edition AS i ON i.source_id = o.source_id AND i.edition = o.edition
  LEFT JOIN load_file AS f ON f.file_id = o.file_id{own_tail}
