-- What people read: one figure a row, with its names, its hedge and its citation.

PRAGMA user_version = 4;

CREATE VIEW fact AS
-- One row is one observation, every code beside its name.
-- Every code is known by a foreign key; the outer joins keep the planner from starting at a short table.
-- printf() and instr(), which other engines spell differently, stand here and nowhere else. '%.15g' gives every
-- digit that a double holds for certain; where that is not all of it, '%!.17g' gives the rest: no figure
-- is shown rounded.
WITH spelled AS (
  SELECT o.series_id, o.period, o.source_id, o.value, o.comparator, o.upper, o.status, o.reported, o.locator, o.note,
         o.file_id, o.line,
         printf(CASE WHEN CAST(printf('%.15g', o.value) AS REAL) = o.value THEN '%.15g'
                     WHEN CAST(printf('%!.16g', o.value) AS REAL) = o.value THEN '%!.16g' ELSE '%!.17g' END, abs(o.value)) AS digits,
         printf(CASE WHEN CAST(printf('%.15g', o.upper) AS REAL) = o.upper THEN '%.15g'
                     WHEN CAST(printf('%!.16g', o.upper) AS REAL) = o.upper THEN '%!.16g' ELSE '%!.17g' END, abs(o.upper)) AS upper_digits
    FROM observation AS o
), grouped AS (
  -- 8800 becomes 8,800; 1e+20 stays; a metric's decimals are the fewest that are shown.
  SELECT p.*, s.metric, s.region, s.sector, s.enterprise, s.breakdown,
         m.name AS metric_name, m.name_zh AS metric_name_zh, m.kind, m.unit,
         CASE WHEN p.value < 0 THEN '-' ELSE '' END ||
         CASE WHEN instr(p.digits, 'e') > 0 THEN p.digits
              WHEN instr(p.digits, '.') > 0
              THEN printf('%,d', CAST(p.digits AS INTEGER)) || '.' ||
                   substr(substr(p.digits, instr(p.digits, '.') + 1) || '000000000000000', 1,
                          max(length(p.digits) - instr(p.digits, '.'), coalesce(m.decimals, 0)))
              ELSE printf('%,d', CAST(p.digits AS INTEGER)) ||
                   CASE WHEN m.decimals > 0 THEN '.' || substr('000000000000000', 1, m.decimals) ELSE '' END
         END AS shown,
         CASE WHEN p.upper < 0 THEN '-' ELSE '' END ||
         CASE WHEN instr(p.upper_digits, 'e') > 0 THEN p.upper_digits
              WHEN instr(p.upper_digits, '.') > 0
              THEN printf('%,d', CAST(p.upper_digits AS INTEGER)) || '.' ||
                   substr(substr(p.upper_digits, instr(p.upper_digits, '.') + 1) || '000000000000000', 1,
                          max(length(p.upper_digits) - instr(p.upper_digits, '.'), coalesce(m.decimals, 0)))
              ELSE printf('%,d', CAST(p.upper_digits AS INTEGER)) ||
                   CASE WHEN m.decimals > 0 THEN '.' || substr('000000000000000', 1, m.decimals) ELSE '' END
         END AS upper_shown
    FROM spelled AS p
    JOIN series AS s ON s.series_id = p.series_id
    LEFT JOIN metric AS m ON m.code = s.metric
)
SELECT g.metric,
       g.metric_name,
       g.metric_name_zh,
       g.kind,
       g.region,
       r.name AS region_name,
       r.name_zh AS region_name_zh,
       g.sector,
       c.name AS sector_name,
       c.name_zh AS sector_name_zh,
       g.enterprise,
       e.name AS enterprise_name,
       e.name_zh AS enterprise_name_zh,
       g.breakdown,
       coalesce(e.name, '') ||
       CASE WHEN e.name IS NOT NULL AND c.name IS NOT NULL THEN ', ' ELSE '' END || coalesce(c.name, '') ||
       CASE WHEN coalesce(e.name, c.name) IS NOT NULL AND r.name IS NOT NULL THEN ', ' ELSE '' END || coalesce(r.name, '') ||
       CASE WHEN g.breakdown <> '' THEN ' [' || g.breakdown || ']' ELSE '' END AS subject,
       g.period,
       d.frequency,
       d.start_date,
       d.end_date,
       g.comparator,
       g.value,
       g.upper,
       CASE WHEN g.comparator IN ('=', '>', '>=', '..') THEN g.value END AS low,
       CASE WHEN g.comparator IN ('=', '<', '<=') THEN g.value WHEN g.comparator = '..' THEN g.upper END AS high,
       g.unit,
       u.symbol AS unit_symbol,
       CASE WHEN g.value IS NULL THEN 'missing'
            WHEN g.comparator = '=' THEN g.shown
            WHEN g.comparator = '..' THEN g.shown || ' .. ' || g.upper_shown
            ELSE g.comparator || ' ' || g.shown END AS display,
       g.status,
       CASE g.status
            WHEN 'A' THEN 'normal' WHEN 'B' THEN 'break' WHEN 'D' THEN 'definition differs' WHEN 'E' THEN 'estimate'
            WHEN 'F' THEN 'forecast' WHEN 'G' THEN 'experimental' WHEN 'H' THEN 'missing: holiday or weekend'
            WHEN 'I' THEN 'imputed' WHEN 'J' THEN 'derogation' WHEN 'K' THEN 'included in another category'
            WHEN 'L' THEN 'missing: not collected' WHEN 'M' THEN 'missing: cannot exist' WHEN 'N' THEN 'not significant'
            WHEN 'O' THEN 'missing' WHEN 'P' THEN 'provisional' WHEN 'Q' THEN 'missing: suppressed'
            WHEN 'S' THEN 'strike or special event' WHEN 'U' THEN 'low reliability' WHEN 'V' THEN 'unvalidated'
            WHEN 'W' THEN 'includes another category' END AS status_name,
       g.reported,
       q.code AS source,
       q.title,
       q.publisher,
       q.published_on,
       q.priority AS source_priority,
       g.locator,
       coalesce(q.publisher, q.title) || coalesce(', ' || q.published_on, '') || coalesce(', ' || g.locator, '') AS citation,
       g.note,
       f.package || '/' || f.path AS file,
       g.line,
       f.load_id,
       g.series_id,
       g.source_id,
       g.file_id
  FROM grouped AS g
  LEFT JOIN period AS d ON d.code = g.period
  LEFT JOIN unit AS u ON u.code = g.unit
  LEFT JOIN source AS q ON q.source_id = g.source_id
  LEFT JOIN load_file AS f ON f.file_id = g.file_id
  LEFT JOIN region AS r ON r.code = g.region
  LEFT JOIN sector AS c ON c.code = g.sector
  LEFT JOIN enterprise AS e ON e.code = g.enterprise;

CREATE VIEW current_fact AS
-- One row is the preferred fact of a series and period: the lowest source priority, then the latest publication, then the code.
SELECT f.*
  FROM fact AS f
 WHERE NOT EXISTS (
   SELECT 1
     FROM observation AS o JOIN source AS q ON q.source_id = o.source_id
    WHERE o.series_id = f.series_id AND o.period = f.period AND o.source_id <> f.source_id
      AND (q.priority < f.source_priority
           OR q.priority = f.source_priority
              AND (coalesce(q.published_on, '') > coalesce(f.published_on, '')
                   OR coalesce(q.published_on, '') = coalesce(f.published_on, '') AND q.code < f.source)));

CREATE VIEW latest_fact AS
-- One row is the current fact of the newest period of a series.
SELECT f.*
  FROM current_fact AS f JOIN series AS s ON s.series_id = f.series_id
 WHERE f.period = s.last_period;

CREATE VIEW statement AS
-- One row is a claim, every code beside its name.
SELECT c.code,
       c.text,
       c.region,
       r.name AS region_name,
       r.name_zh AS region_name_zh,
       c.sector,
       s.name AS sector_name,
       s.name_zh AS sector_name_zh,
       c.enterprise,
       e.name AS enterprise_name,
       e.name_zh AS enterprise_name_zh,
       coalesce(e.name, '') ||
       CASE WHEN e.name IS NOT NULL AND s.name IS NOT NULL THEN ', ' ELSE '' END || coalesce(s.name, '') ||
       CASE WHEN coalesce(e.name, s.name) IS NOT NULL AND r.name IS NOT NULL THEN ', ' ELSE '' END || coalesce(r.name, '') AS subject,
       c.period,
       d.start_date,
       d.end_date,
       q.code AS source,
       q.title,
       q.publisher,
       q.published_on,
       c.locator,
       coalesce(q.publisher, q.title) || coalesce(', ' || q.published_on, '') || coalesce(', ' || c.locator, '') AS citation,
       c.note,
       c.source_id
  FROM claim AS c
  JOIN source AS q ON q.source_id = c.source_id
  LEFT JOIN period AS d ON d.code = c.period
  LEFT JOIN region AS r ON r.code = c.region
  LEFT JOIN sector AS s ON s.code = c.sector
  LEFT JOIN enterprise AS e ON e.code = c.enterprise;
