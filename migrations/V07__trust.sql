-- What a figure said before, how far it may be rounded, and the rows that were refused.

PRAGMA user_version = 7;

DROP VIEW latest_fact;
DROP VIEW current_fact;
DROP VIEW fact;

CREATE INDEX revision_by_figure ON revision (series_id, period);

-- A refused row can be written back as it stood, under the header it stood under.
ALTER TABLE reject ADD COLUMN row TEXT NOT NULL DEFAULT '';
ALTER TABLE load_file ADD COLUMN header TEXT;
ALTER TABLE load_file ADD COLUMN delimiter TEXT;
ALTER TABLE load ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;

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
         o.file_id, o.line,
         printf(CASE WHEN CAST(printf('%.15g', o.value) AS REAL) = o.value THEN '%.15g'
                     WHEN CAST(printf('%!.16g', o.value) AS REAL) = o.value THEN '%!.16g' ELSE '%!.17g' END, abs(o.value)) AS digits,
         printf(CASE WHEN CAST(printf('%.15g', o.upper) AS REAL) = o.upper THEN '%.15g'
                     WHEN CAST(printf('%!.16g', o.upper) AS REAL) = o.upper THEN '%!.16g' ELSE '%!.17g' END, abs(o.upper)) AS upper_digits
    FROM observation AS o
), grouped AS (
  -- 8800 becomes 8,800; 1e+20 stays; a metric's decimals are the fewest that are shown.
  SELECT p.*, length(p.digits) - length(rtrim(p.digits, '0')) AS zeros,
         ltrim(substr(p.reported, 1, instr(p.reported || ' ', ' ') - 1), '~<>=') AS told,
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
       q.rank AS source_rank,
       g.locator,
       coalesce(q.publisher, q.title) || coalesce(', ' || q.published_on, '') || coalesce(', ' || g.locator, '') AS citation,
       g.note,
       f.package || '/' || f.path AS file,
       g.line,
       f.load_id,
       g.series_id,
       g.source_id,
       g.file_id,
       -- Half a unit of the last digit that is shown; of a large round number, of its last digit that is not 0.
       CASE WHEN g.value IS NOT NULL THEN
         max(CASE WHEN instr(g.digits, 'e') > 0
                  THEN CAST('5e' || (CAST(substr(g.digits, instr(g.digits, 'e') + 1) AS INTEGER) - 1 -
                                           CASE WHEN instr(g.digits, '.') > 0
                                                THEN instr(g.digits, 'e') - instr(g.digits, '.') - 1 ELSE 0 END) AS REAL)
                  WHEN instr(g.digits, '.') > 0
                  THEN CAST('5e-' || (length(g.digits) - instr(g.digits, '.') + 1) AS REAL)
                  WHEN min(g.zeros, length(g.digits) - 2) >= 3
                  THEN CAST('5e' || (min(g.zeros, length(g.digits) - 2) - 1) AS REAL)
                  WHEN min(g.zeros, 2, length(g.digits) - 3) >= 1
                  THEN CAST('5e' || (min(g.zeros, 2, length(g.digits) - 3) - 1) AS REAL)
                  ELSE 0.5 END,
             -- A figure that was converted, or told in other words, was rounded as it was told.
             coalesce(CASE WHEN g.told NOT GLOB '*[^0-9.-]*' AND g.told NOT LIKE '%..%' AND CAST(g.told AS REAL) <> 0
                           THEN CAST('5e-' || (CASE WHEN instr(g.told, '.') > 0
                                                    THEN length(g.told) - instr(g.told, '.') ELSE 0 END + 1) AS REAL) *
                                abs(g.value / CAST(g.told AS REAL)) END, 0))
            END AS rounding
  FROM grouped AS g
  LEFT JOIN period AS d ON d.code = g.period
  LEFT JOIN unit AS u ON u.code = g.unit
  LEFT JOIN source AS q ON q.source_id = g.source_id
  LEFT JOIN load_file AS f ON f.file_id = g.file_id
  LEFT JOIN region AS r ON r.code = g.region
  LEFT JOIN sector AS c ON c.code = g.sector
  LEFT JOIN enterprise AS e ON e.code = g.enterprise;

CREATE VIEW current_fact AS
-- One row is the preferred fact of a series and period: the lowest source rank, then the latest publication, then the code.
SELECT f.*
  FROM fact AS f
 WHERE NOT EXISTS (
   SELECT 1
     FROM observation AS o JOIN source AS q ON q.source_id = o.source_id
    WHERE o.series_id = f.series_id AND o.period = f.period AND o.source_id <> f.source_id
      AND (q.rank < f.source_rank
           OR q.rank = f.source_rank
              AND (coalesce(q.published_on, '') > coalesce(f.published_on, '')
                   OR coalesce(q.published_on, '') = coalesce(f.published_on, '') AND q.code < f.source)));

CREATE VIEW latest_fact AS
-- One row is the current fact of the newest period of a series.
SELECT f.*
  FROM current_fact AS f JOIN series AS s ON s.series_id = f.series_id
 WHERE f.period = s.last_period;

CREATE VIEW former_fact AS
-- One row is a figure that a later load replaced or withdrew, spelled as in the view fact.
WITH spelled AS (
  SELECT o.series_id, o.period, o.source_id, o.value, o.comparator, o.upper, o.status, o.reported, o.locator, o.note,
         o.file_id, o.line, o.loaded_by, o.removed_by, o.reason,
         printf(CASE WHEN CAST(printf('%.15g', o.value) AS REAL) = o.value THEN '%.15g'
                     WHEN CAST(printf('%!.16g', o.value) AS REAL) = o.value THEN '%!.16g' ELSE '%!.17g' END, abs(o.value)) AS digits,
         printf(CASE WHEN CAST(printf('%.15g', o.upper) AS REAL) = o.upper THEN '%.15g'
                     WHEN CAST(printf('%!.16g', o.upper) AS REAL) = o.upper THEN '%!.16g' ELSE '%!.17g' END, abs(o.upper)) AS upper_digits
    FROM revision AS o
), grouped AS (
  -- 8800 becomes 8,800; 1e+20 stays; a metric's decimals are the fewest that are shown.
  SELECT p.*, length(p.digits) - length(rtrim(p.digits, '0')) AS zeros,
         ltrim(substr(p.reported, 1, instr(p.reported || ' ', ' ') - 1), '~<>=') AS told,
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
       q.rank AS source_rank,
       g.locator,
       coalesce(q.publisher, q.title) || coalesce(', ' || q.published_on, '') || coalesce(', ' || g.locator, '') AS citation,
       g.note,
       f.package || '/' || f.path AS file,
       g.line,
       g.loaded_by AS load_id,
       g.series_id,
       g.source_id,
       g.file_id,
       -- Half a unit of the last digit that is shown; of a large round number, of its last digit that is not 0.
       CASE WHEN g.value IS NOT NULL THEN
         max(CASE WHEN instr(g.digits, 'e') > 0
                  THEN CAST('5e' || (CAST(substr(g.digits, instr(g.digits, 'e') + 1) AS INTEGER) - 1 -
                                           CASE WHEN instr(g.digits, '.') > 0
                                                THEN instr(g.digits, 'e') - instr(g.digits, '.') - 1 ELSE 0 END) AS REAL)
                  WHEN instr(g.digits, '.') > 0
                  THEN CAST('5e-' || (length(g.digits) - instr(g.digits, '.') + 1) AS REAL)
                  WHEN min(g.zeros, length(g.digits) - 2) >= 3
                  THEN CAST('5e' || (min(g.zeros, length(g.digits) - 2) - 1) AS REAL)
                  WHEN min(g.zeros, 2, length(g.digits) - 3) >= 1
                  THEN CAST('5e' || (min(g.zeros, 2, length(g.digits) - 3) - 1) AS REAL)
                  ELSE 0.5 END,
             -- A figure that was converted, or told in other words, was rounded as it was told.
             coalesce(CASE WHEN g.told NOT GLOB '*[^0-9.-]*' AND g.told NOT LIKE '%..%' AND CAST(g.told AS REAL) <> 0
                           THEN CAST('5e-' || (CASE WHEN instr(g.told, '.') > 0
                                                    THEN length(g.told) - instr(g.told, '.') ELSE 0 END + 1) AS REAL) *
                                abs(g.value / CAST(g.told AS REAL)) END, 0))
            END AS rounding,
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
  ('fact', 45, 'rounding', 'REAL', 'by how much the value may be off for being rounded: half a unit of its last digit', 'the metric''s unit'),
  ('load', 11, 'withdrawn', 'INTEGER', 'number of figures that it withdrew', 'observations'),
  ('load_file', 13, 'header', 'TEXT', 'the header of a file of which rows were refused', NULL),
  ('load_file', 14, 'delimiter', 'TEXT', 'what divides its cells', NULL),
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
