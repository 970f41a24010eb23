-- What a figure said before, how far it may be rounded, and the rows that were refused.

PRAGMA user_version = 7;

DROP VIEW statement;
DROP VIEW latest_fact;
DROP VIEW current_fact;
DROP VIEW fact;

CREATE INDEX revision_by_figure ON revision (series_id, period);

-- A refused row can be written back as it stood, under the header it stood under.
ALTER TABLE reject ADD COLUMN row TEXT NOT NULL DEFAULT '';
ALTER TABLE load_file ADD COLUMN header TEXT;
ALTER TABLE load_file ADD COLUMN dialect TEXT;
ALTER TABLE load ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;

-- What citations call a source: its publisher, with the title where that alone could mean another source of the day.
ALTER TABLE source ADD COLUMN cited_as TEXT NOT NULL DEFAULT '';
UPDATE source AS s
   SET cited_as = a.name
  FROM (SELECT source_id,
               coalesce(publisher, title) ||
               CASE WHEN publisher IS NOT NULL AND count(*) OVER (PARTITION BY publisher, published_on) > 1
                    THEN ', "' || title || '"' ELSE '' END AS name
          FROM source) AS a
 WHERE a.source_id = s.source_id AND a.name <> s.cited_as;

-- Where sources may contradict each other is known without looking at every figure.
ALTER TABLE series ADD COLUMN alternatives INTEGER NOT NULL DEFAULT 0;
UPDATE series
   SET alternatives = (SELECT count(*) - count(DISTINCT o.period) FROM observation AS o WHERE o.series_id = series.series_id);

CREATE VIEW fact AS
-- One row is one observation, every code beside its name.
-- Every code is known by a foreign key; the outer joins keep the planner from starting at a short table.
-- printf() and instr(), which other engines spell differently, stand here and nowhere else. '%.15g' gives every
-- digit that a double holds for certain; where that is not all of it, '%!.17g' gives the rest: no figure
-- is shown rounded.
WITH spelled AS (
  SELECT o.series_id, o.period, o.source_id, o.value, o.comparator, o.upper, o.status, o.reported, o.locator, o.note,
         ltrim(substr(o.reported, 1, instr(o.reported || ' ', ' ') - 1), '~<>=-') AS written,
         o.file_id, o.line,
         printf(CASE WHEN CAST(printf('%.15g', o.value) AS REAL) = o.value THEN '%.15g'
                     WHEN CAST(printf('%!.16g', o.value) AS REAL) = o.value THEN '%!.16g' ELSE '%!.17g' END, abs(o.value)) AS digits,
         printf(CASE WHEN CAST(printf('%.15g', o.upper) AS REAL) = o.upper THEN '%.15g'
                     WHEN CAST(printf('%!.16g', o.upper) AS REAL) = o.upper THEN '%!.16g' ELSE '%!.17g' END, abs(o.upper)) AS upper_digits
    FROM observation AS o
), grouped AS (
  -- 8800 becomes 8,800; 1e+20 stays; a metric's decimals are the fewest that are shown.
  SELECT p.*, 
         -- The number that a figure was told with, where it was converted or has zeros behind the point.
         CASE WHEN p.written NOT GLOB '*[^0-9.]*' AND p.written NOT LIKE '%.%.%' AND CAST(p.written AS REAL) <> 0
              THEN p.written END AS told,
         s.metric, s.region, s.sector, s.enterprise, s.breakdown,
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
       q.cited_as || coalesce(', ' || q.published_on, '') || coalesce(', ' || g.locator, '') AS citation,
       g.note,
       f.package || '/' || f.path AS file,
       g.line,
       f.load_id,
       g.series_id,
       g.source_id,
       g.file_id,
       -- Half a unit of the last digit that was told; zeros at the end count as told up to three digits.
       CASE WHEN g.value IS NULL THEN NULL
            -- A zero that was converted: how exact it is, in the metric's unit, cannot be told.
            WHEN g.value = 0 AND g.reported LIKE '% %' AND g.told IS NULL THEN NULL
            WHEN instr(g.digits, 'e') > 0 AND g.told IS NULL
            THEN CAST('5e' || (CAST(substr(g.digits, instr(g.digits, 'e') + 1) AS INTEGER) - 1 -
                               CASE WHEN instr(g.digits, '.') > 0
                                    THEN instr(g.digits, 'e') - instr(g.digits, '.') - 1 ELSE 0 END) AS REAL)
            WHEN instr(coalesce(g.told, g.digits), '.') > 0
            THEN CAST('5e-' || (length(coalesce(g.told, g.digits)) - instr(coalesce(g.told, g.digits), '.') + 1) AS REAL)
            ELSE CAST('5e' || (max(0, min(length(coalesce(g.told, g.digits)) -
                                          length(rtrim(coalesce(g.told, g.digits), '0')),
                                          length(coalesce(g.told, g.digits)) - 3)) - 1) AS REAL) END *
       CASE WHEN g.told IS NULL THEN 1 ELSE abs(g.value / CAST(g.told AS REAL)) END AS rounding
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
       q.cited_as || coalesce(', ' || q.published_on, '') || coalesce(', ' || c.locator, '') AS citation,
       c.note,
       c.source_id
  FROM claim AS c
  JOIN source AS q ON q.source_id = c.source_id
  LEFT JOIN period AS d ON d.code = c.period
  LEFT JOIN region AS r ON r.code = c.region
  LEFT JOIN sector AS s ON s.code = c.sector
  LEFT JOIN enterprise AS e ON e.code = c.enterprise;

CREATE VIEW former_fact AS
-- One row is a figure that a later load replaced or withdrew, spelled as in the view fact.
WITH spelled AS (
  SELECT o.series_id, o.period, o.source_id, o.value, o.comparator, o.upper, o.status, o.reported, o.locator, o.note,
         ltrim(substr(o.reported, 1, instr(o.reported || ' ', ' ') - 1), '~<>=-') AS written,
         o.file_id, o.line, o.loaded_by, o.removed_by, o.reason,
         printf(CASE WHEN CAST(printf('%.15g', o.value) AS REAL) = o.value THEN '%.15g'
                     WHEN CAST(printf('%!.16g', o.value) AS REAL) = o.value THEN '%!.16g' ELSE '%!.17g' END, abs(o.value)) AS digits,
         printf(CASE WHEN CAST(printf('%.15g', o.upper) AS REAL) = o.upper THEN '%.15g'
                     WHEN CAST(printf('%!.16g', o.upper) AS REAL) = o.upper THEN '%!.16g' ELSE '%!.17g' END, abs(o.upper)) AS upper_digits
    FROM revision AS o
), grouped AS (
  -- 8800 becomes 8,800; 1e+20 stays; a metric's decimals are the fewest that are shown.
  SELECT p.*, 
         -- The number that a figure was told with, where it was converted or has zeros behind the point.
         CASE WHEN p.written NOT GLOB '*[^0-9.]*' AND p.written NOT LIKE '%.%.%' AND CAST(p.written AS REAL) <> 0
              THEN p.written END AS told,
         s.metric, s.region, s.sector, s.enterprise, s.breakdown,
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
       q.cited_as || coalesce(', ' || q.published_on, '') || coalesce(', ' || g.locator, '') AS citation,
       g.note,
       f.package || '/' || f.path AS file,
       g.line,
       g.loaded_by AS load_id,
       g.series_id,
       g.source_id,
       g.file_id,
       -- Half a unit of the last digit that was told; zeros at the end count as told up to three digits.
       CASE WHEN g.value IS NULL THEN NULL
            -- A zero that was converted: how exact it is, in the metric's unit, cannot be told.
            WHEN g.value = 0 AND g.reported LIKE '% %' AND g.told IS NULL THEN NULL
            WHEN instr(g.digits, 'e') > 0 AND g.told IS NULL
            THEN CAST('5e' || (CAST(substr(g.digits, instr(g.digits, 'e') + 1) AS INTEGER) - 1 -
                               CASE WHEN instr(g.digits, '.') > 0
                                    THEN instr(g.digits, 'e') - instr(g.digits, '.') - 1 ELSE 0 END) AS REAL)
            WHEN instr(coalesce(g.told, g.digits), '.') > 0
            THEN CAST('5e-' || (length(coalesce(g.told, g.digits)) - instr(coalesce(g.told, g.digits), '.') + 1) AS REAL)
            ELSE CAST('5e' || (max(0, min(length(coalesce(g.told, g.digits)) -
                                          length(rtrim(coalesce(g.told, g.digits), '0')),
                                          length(coalesce(g.told, g.digits)) - 3)) - 1) AS REAL) END *
       CASE WHEN g.told IS NULL THEN 1 ELSE abs(g.value / CAST(g.told AS REAL)) END AS rounding,
       g.removed_by,
       l.started_at AS removed_at,
       g.reason
  FROM grouped AS g
  LEFT JOIN period AS d ON d.code = g.period
  LEFT JOIN unit AS u ON u.code = g.unit
  LEFT JOIN source AS q ON q.source_id = g.source_id
  LEFT JOIN load_file AS f ON f.file_id = g.file_id
  LEFT JOIN load AS l ON l.load_id = g.removed_by
  LEFT JOIN region AS r ON r.code = g.region
  LEFT JOIN sector AS c ON c.code = g.sector
  LEFT JOIN enterprise AS e ON e.code = g.enterprise;

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('series', 16, 'alternatives', 'INTEGER', 'number of observations beside that of another source for the same period', 'observations'),
  ('fact', 45, 'rounding', 'REAL', 'by how much the value may be off for being rounded: half a unit of the last digit told, where zeros at the end count up to three digits', 'the metric''s unit'),
  ('source', 15, 'cited_as', 'TEXT', 'what citations call it: publisher, with the title where that alone could mean another source', NULL),
  ('load', 11, 'withdrawn', 'INTEGER', 'number of figures that it withdrew', 'observations'),
  ('load_file', 13, 'header', 'TEXT', 'the header of a file of which rows were refused', NULL),
  ('load_file', 14, 'dialect', 'TEXT', 'how its cells are divided and quoted: a Table Dialect in JSON', NULL),
  ('reject', 8, 'row', 'TEXT', 'the row as it stands in the file', NULL);

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit)
SELECT v.name, 45, 'rounding', type, meaning, unit
  FROM data_dictionary JOIN (SELECT 'current_fact' AS name UNION ALL SELECT 'latest_fact') AS v
 WHERE table_name = 'fact' AND column_name = 'rounding';

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit)
SELECT 'former_fact', position, column_name, type,
       CASE position WHEN 0 THEN 'a figure that a later load replaced or withdrew, spelled as in the view fact' ELSE meaning END, unit
  FROM data_dictionary WHERE table_name = 'fact';
INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('former_fact', 46, 'removed_by', 'INTEGER', 'load that replaced or withdrew it', NULL),
  ('former_fact', 47, 'removed_at', 'TEXT', 'when that load was, ISO 8601', NULL),
  ('former_fact', 48, 'reason', 'TEXT', 'revised or withdrawn', NULL);
