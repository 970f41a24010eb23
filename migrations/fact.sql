CREATE VIEW {view} AS
-- One row is {row}
--
-- The joins go from a series to its figures, so that the names of a series are looked up once for all its figures. Each
-- outer join finds at most one row by a key: where a query uses no column of it, SQLite omits the join.
--
-- Functions that only SQLite has (printf, instr) are used here and nowhere else. All versions of SQLite write the same
-- fifteen digits of a number; a figure that was stated with more digits is shown as it was reported.
WITH figure AS (
  SELECT s.series_id, s.metric, s.region, s.sector, s.enterprise, s.breakdown,
         m.name AS metric_name, m.name_zh AS metric_name_zh, m.kind, m.unit, coalesce(m.decimals, 0) AS fewest_decimals,
         u.symbol AS unit_symbol, r.name AS region_name, r.name_zh AS region_name_zh,
         c.name AS sector_name, c.name_zh AS sector_name_zh, e.name AS enterprise_name, e.name_zh AS enterprise_name_zh,
         o.period, o.source_id, o.edition, o.comparator, o.value, o.upper, o.status, o.reported, o.locator, o.note,
         o.period_inferred, o.file_id, o.line,
         d.frequency, d.start_date, d.end_date,
         {source} AS source, q.priority AS source_priority,
         i.title, i.publisher, i.published_on, i.published_end, i.cited_as,
         f.dataset, f.path, {load_id} AS load_id,{own_columns}
         -- The first word of what was reported, without its comparator, sign and marks between thousands, where it is the number
         -- of the figure: times a power of ten the value, in any unit of the metric's dimension.
         (SELECT CASE WHEN w.number = 0 OR o.value = 0
                      THEN CASE WHEN w.number = o.value AND instr(o.reported, ' ') = 0 THEN w.word END
                      WHEN EXISTS (SELECT 1 FROM unit AS x
                                    WHERE x.dimension = u.dimension
                                      AND substr(printf('%.9e', abs(o.value / nullif(w.number, 0)) * u.factor / x.factor),
                                                 1, 11) = '1.000000000')
                      THEN w.word END
            FROM (SELECT v.word,
                         CASE WHEN ltrim(v.word, '0123456789.') = '' AND length(v.word) - length(replace(v.word, '.', '')) < 2
                              THEN CAST(v.word AS DOUBLE) END AS number
                    FROM (SELECT nullif(nullif(replace(replace(rtrim(ltrim(
                                   substr(ltrim(o.reported, '~<>=≥≤ '), 1,
                                          instr(ltrim(o.reported, '~<>=≥≤ ') || ' ', ' ') - 1), '-+−–('), '%‰％)'), ',', ''),
                                   '''', ''), '.'), '') AS word) AS v) AS w
         ) AS reported_number
    FROM series AS s
    LEFT JOIN metric AS m ON m.code = s.metric
    LEFT JOIN unit AS u ON u.code = m.unit
    LEFT JOIN region AS r ON r.code = s.region
    LEFT JOIN sector AS c ON c.code = s.sector
    LEFT JOIN enterprise AS e ON e.code = s.enterprise
   CROSS JOIN {table} AS o
    LEFT JOIN period AS d ON d.code = o.period
    LEFT JOIN source AS q ON q.source_id = o.source_id
    LEFT JOIN edition AS i ON i.source_id = o.source_id AND i.edition = o.edition
    LEFT JOIN load_file AS f ON f.file_id = o.file_id{own_join}
   WHERE o.series_id = s.series_id
)
SELECT g.metric,
       g.metric_name,
       g.metric_name_zh,
       g.kind,
       g.region,
       g.region_name,
       g.region_name_zh,
       g.sector,
       g.sector_name,
       g.sector_name_zh,
       g.enterprise,
       g.enterprise_name,
       g.enterprise_name_zh,
       g.breakdown,
       CAST(coalesce(g.enterprise_name, '') ||
            CASE WHEN g.enterprise_name IS NOT NULL AND g.sector_name IS NOT NULL THEN ', ' ELSE '' END ||
            coalesce(g.sector_name, '') ||
            CASE WHEN coalesce(g.enterprise_name, g.sector_name) IS NOT NULL AND g.region_name IS NOT NULL
                 THEN ', ' ELSE '' END ||
            coalesce(g.region_name, '') ||
            CASE WHEN g.breakdown <> '' THEN ' [' || g.breakdown || ']' ELSE '' END AS TEXT) AS subject,
       g.period,
       g.period_inferred,
       g.frequency,
       g.start_date,
       g.end_date,
       g.comparator,
       g.value,
       g.upper,
       -- The subqueries end with a column, from which programs take the type where the first row is NULL.
       (SELECT g.value WHERE g.comparator IN ('=', '>', '>=', '..')) AS low,
       (SELECT g.value WHERE g.comparator IN ('=', '<', '<=') UNION ALL SELECT g.upper WHERE g.comparator = '..') AS high,
       g.unit,
       g.unit_symbol,
       CAST({decimals} AS BIGINT) AS decimals,
       CAST(CASE WHEN g.value IS NULL THEN 'missing'
                 ELSE CASE g.comparator WHEN '=' THEN '' WHEN '..' THEN '' WHEN '>=' THEN '≥ ' WHEN '<=' THEN '≤ '
                           ELSE g.comparator || ' ' END ||
                      CASE WHEN g.value < 0 THEN '-' ELSE '' END ||
                      {grouped_value} ||
                      CASE WHEN g.comparator = '..'
                           THEN CASE WHEN g.value < 0 THEN ' – ' ELSE '–' END ||
                                CASE WHEN g.upper < 0 THEN '-' ELSE '' END ||
                                {grouped_upper}
                           ELSE '' END END AS TEXT) AS display,
       g.status,
       CAST(CASE g.status
                 WHEN 'A' THEN 'normal' WHEN 'B' THEN 'break' WHEN 'D' THEN 'definition differs' WHEN 'E' THEN 'estimate'
                 WHEN 'F' THEN 'forecast' WHEN 'G' THEN 'experimental' WHEN 'H' THEN 'missing: holiday or weekend'
                 WHEN 'I' THEN 'imputed' WHEN 'J' THEN 'derogation' WHEN 'K' THEN 'included in another category'
                 WHEN 'L' THEN 'missing: not collected' WHEN 'M' THEN 'missing: cannot exist' WHEN 'N' THEN 'not significant'
                 WHEN 'O' THEN 'missing' WHEN 'P' THEN 'provisional' WHEN 'Q' THEN 'missing: suppressed'
                 WHEN 'S' THEN 'strike or special event' WHEN 'U' THEN 'low reliability' WHEN 'V' THEN 'unvalidated'
                 WHEN 'W' THEN 'includes another category' END AS TEXT) AS status_name,
       g.reported,
       g.source,
       g.title,
       g.publisher,
       g.published_on,
       g.published_end,
       g.source_priority,
       g.locator,
       CAST({cited_as} || coalesce(', ' || g.published_on, '') || coalesce(', ' || g.locator, '') AS TEXT) AS citation,
       g.note,
       CAST(g.dataset || '/' || g.path AS TEXT) AS file,
       g.line,
       g.load_id,
       g.series_id,
       g.source_id,
       g.edition,
       g.file_id,
       -- Half a unit of the last stated digit; zeros at the end count as stated digits only among the first three.
       (SELECT CAST(CASE WHEN instr(n.digits, 'e') > 0
                         THEN CAST('5e' || (CAST(substr(n.digits, instr(n.digits, 'e') + 1) AS BIGINT) - 1 -
                                            CASE WHEN instr(n.digits, '.') > 0
                                                 THEN instr(n.digits, 'e') - instr(n.digits, '.') - 1 ELSE 0 END) AS DOUBLE)
                         WHEN instr(n.digits, '.') > 0
                         THEN CAST('5e-' || (length(n.digits) - instr(n.digits, '.') + 1) AS DOUBLE)
                         WHEN length(n.digits) <= 3 THEN 0.5
                         WHEN length(rtrim(n.digits, '0')) > 3
                         THEN CAST('5e' || (length(n.digits) - length(rtrim(n.digits, '0')) - 1) AS DOUBLE)
                         ELSE CAST('5e' || (length(n.digits) - 4) AS DOUBLE) END AS DOUBLE) *
               CASE WHEN g.value = 0 OR g.reported_number IS NULL THEN 1
                    ELSE abs(g.value / CAST(g.reported_number AS DOUBLE)) END
          FROM (SELECT coalesce(g.reported_number, {plain_value}) AS digits) AS n
         -- For a zero that was converted, the rounding in the metric's unit is not known.
         WHERE g.value <> 0
            OR g.value = 0 AND (instr(coalesce(g.reported, ''), ' ') = 0 OR g.reported_number IS NOT NULL)
         UNION ALL
        SELECT g.value WHERE g.value IS NULL) AS rounding{own_results}
  FROM figure AS g;
