-- The database as of a day: only what sources had published by then. An edition without a date of publication is left
-- out. The views of the database are created again over these temporary tables and views.
CREATE TEMP VIEW edition AS
SELECT * FROM main.edition WHERE published_end <= (SELECT day FROM temp.shadow_day);

CREATE TEMP TABLE source AS
SELECT s.source_id, s.code, i.title, i.publisher, i.author, i.url, i.published_on, i.retrieved_on, i.language, i.licence,
       s.priority, s.observations, s.first_period, s.last_period
  FROM main.source AS s
  JOIN (SELECT *, row_number() OVER (PARTITION BY source_id ORDER BY published_end DESC, edition DESC) AS place
          FROM temp.edition) AS i ON i.source_id = s.source_id AND i.place = 1;

-- Of the figures that are no longer stated, those that were by then: a later edition has revised them, or no longer states
-- them. A figure that was corrected within its edition never was what the source meant, and one that was handed over is
-- stored.
CREATE TEMP TABLE shadow_former AS
SELECT r.*
  FROM (SELECT r.*, row_number() OVER (PARTITION BY r.series_id, r.period, r.source_id
                                       ORDER BY i.published_end DESC, r.revision_id DESC) AS place
          FROM main.revision AS r
          JOIN temp.edition AS i ON i.source_id = r.source_id AND i.edition = r.edition
         WHERE r.reason IN ('revised', 'withdrawn')) AS r
 WHERE r.place = 1
   AND NOT EXISTS (SELECT 1 FROM temp.edition AS i WHERE i.source_id = r.source_id AND i.edition = r.withdrawn_in)
   AND NOT EXISTS (SELECT 1
                     FROM main.observation AS o
                     JOIN temp.edition AS i ON i.source_id = o.source_id AND i.edition = o.edition
                    WHERE o.series_id = r.series_id AND o.period = r.period AND o.source_id = r.source_id);
CREATE INDEX temp.shadow_former_by_figure ON shadow_former (series_id, period, source_id);

-- The stored figures that had been stated by then, and the series and sources that have others, but for those that are counted
-- like the ones which they replaced.
CREATE TEMP VIEW shadow_stated AS
SELECT o.*
  FROM main.observation AS o
 WHERE EXISTS (SELECT 1 FROM temp.edition AS i WHERE i.source_id = o.source_id AND i.edition = o.edition);

CREATE TEMP TABLE shadow_later_edition AS
SELECT source_id, edition FROM main.edition EXCEPT SELECT source_id, edition FROM temp.edition;

CREATE TEMP TABLE shadow_hidden AS
SELECT DISTINCT o.series_id, o.source_id
  FROM main.observation AS o
  LEFT JOIN temp.shadow_former AS f
    ON f.series_id = o.series_id AND f.period = o.period AND f.source_id = o.source_id
   AND (f.value IS NULL) = (o.value IS NULL) AND (f.comparator = '=') = (o.comparator = '=')
   AND (f.status = 'F') = (o.status = 'F')
 WHERE (SELECT count(*) FROM temp.shadow_later_edition) > 0 AND f.series_id IS NULL
   AND (o.source_id, o.edition) IN (SELECT source_id, edition FROM temp.shadow_later_edition);

-- Series have the codes of now.
CREATE TEMP TABLE former_series AS SELECT * FROM main.series WHERE 0;

CREATE TEMP VIEW revision AS
SELECT r.*
  FROM main.revision AS r
 WHERE EXISTS (SELECT 1 FROM temp.edition AS i WHERE i.source_id = r.source_id AND i.edition = r.edition)
   AND NOT EXISTS (SELECT 1 FROM temp.shadow_former AS f WHERE f.revision_id = r.revision_id);

-- The rows of claims and designations of enterprises that loads have changed, as editions stated them by then, with codes of now.
-- A row that the edition before it states alike belongs to that one.
CREATE TEMP TABLE shadow_row AS
WITH former AS (
  SELECT f.table_name, f.change_id, f.load_id, f.next IS NOT NULL AS is_revised, f.is_last,
         i.source_id, i.edition, i.published_end,
         json_set(f.before, '$.region', coalesce(g.code, f.before ->> '$.region'),
                            '$.sector', coalesce(s.code, f.before ->> '$.sector'),
                            '$.enterprise', coalesce(e.code, f.before ->> '$.enterprise')) AS line
    FROM temp.former_row AS f
    JOIN temp.edition AS i ON i.source_id = f.before ->> '$.source_id' AND i.edition = f.before ->> '$.edition'
    LEFT JOIN main.edition AS n ON n.source_id = f.next ->> '$.source_id' AND n.edition = f.next ->> '$.edition'
    LEFT JOIN main.former_code AS g ON g.table_name = 'region' AND g.former = f.before ->> '$.region'
    LEFT JOIN main.former_code AS s ON s.table_name = 'sector' AND s.former = f.before ->> '$.sector'
    LEFT JOIN main.former_code AS e ON e.table_name = 'enterprise' AND e.former = f.before ->> '$.enterprise'
   WHERE n.edition IS NULL OR n.source_id <> i.source_id OR n.published_end >= i.published_end
), keyed AS (
  SELECT *, json_remove(line, '$.edition') AS says,
         coalesce(line ->> '$.code', json_array(line ->> '$.enterprise', line ->> '$.designation', line ->> '$.from_period',
                                                source_id)) AS row_key
    FROM former
), first_said AS (
  SELECT *, lag(says) OVER earlier AS said_before, lag(is_revised OR is_last) OVER earlier AS stayed
    FROM keyed
  WINDOW earlier AS (PARTITION BY table_name, row_key ORDER BY published_end, edition, change_id)
)
SELECT *, row_number() OVER (PARTITION BY table_name, row_key ORDER BY published_end DESC, edition DESC, change_id DESC) AS place
  FROM first_said
 WHERE said_before IS NULL OR said_before <> says OR NOT stayed;

-- The loads that recorded that a later edition is complete: what they withdrew was stated by then.
CREATE TEMP TABLE shadow_completed AS
SELECT DISTINCT c.load_id, l.source_id
  FROM main.row_change AS c
  JOIN temp.shadow_later_edition AS l ON json_array(l.source_id, l.edition) = json_extract(c.row_key, '$[2]')
 WHERE c.table_name = 'row_statement' AND c.before IS NULL AND json_extract(c.row_key, '$[1]') = 'edition';

CREATE TEMP TABLE shadow_claim AS
SELECT r.line ->> '$.code' AS code, r.line ->> '$.text' AS text, r.line ->> '$.region' AS region, r.line ->> '$.sector' AS sector,
       r.line ->> '$.enterprise' AS enterprise, r.line ->> '$.period' AS period, r.source_id, r.edition,
       r.line ->> '$.locator' AS locator, r.line ->> '$.note' AS note, r.line ->> '$.period_inferred' AS period_inferred
  FROM temp.shadow_row AS r
  LEFT JOIN main.claim AS c ON c.code = r.row_key
  LEFT JOIN temp.shadow_later_edition AS l ON l.source_id = c.source_id AND l.edition = c.edition
 WHERE r.table_name = 'claim' AND r.place = 1 AND (c.code IS NULL OR l.source_id = r.source_id)
   AND (r.is_revised OR r.is_last AND c.code IS NOT NULL
        OR (r.load_id, r.source_id) IN (SELECT load_id, source_id FROM temp.shadow_completed));

CREATE TEMP VIEW claim AS
SELECT c.*
  FROM main.claim AS c
 WHERE EXISTS (SELECT 1 FROM temp.edition AS i WHERE i.source_id = c.source_id AND i.edition = c.edition)
 UNION ALL
SELECT * FROM temp.shadow_claim;

CREATE TEMP TABLE shadow_enterprise_designation AS
SELECT r.line ->> '$.enterprise' AS enterprise, r.line ->> '$.designation' AS designation, r.line ->> '$.from_period' AS from_period,
       r.line ->> '$.until_period' AS until_period, r.source_id, r.edition, r.line ->> '$.locator' AS locator,
       r.line ->> '$.note' AS note
  FROM temp.shadow_row AS r
  LEFT JOIN main.enterprise_designation AS c
    ON c.enterprise = r.line ->> '$.enterprise' AND c.designation = r.line ->> '$.designation'
   AND c.from_period = r.line ->> '$.from_period' AND c.source_id = r.source_id
  LEFT JOIN temp.shadow_later_edition AS l ON l.source_id = c.source_id AND l.edition = c.edition
 WHERE r.table_name = 'enterprise_designation' AND r.place = 1 AND (c.enterprise IS NULL OR l.source_id = r.source_id)
   AND (r.is_revised OR r.is_last AND c.enterprise IS NOT NULL
        OR (r.load_id, r.source_id) IN (SELECT load_id, source_id FROM temp.shadow_completed));

CREATE TEMP VIEW enterprise_designation AS
SELECT d.*
  FROM main.enterprise_designation AS d
 WHERE EXISTS (SELECT 1 FROM temp.edition AS i WHERE i.source_id = d.source_id AND i.edition = d.edition)
 UNION ALL
SELECT * FROM temp.shadow_enterprise_designation;

-- Names of regions and sectors stay, because figures of the time refer to them; what a later document says of how they follow
-- each other, and the classifications that only it knows, do not.
CREATE TEMP VIEW succession AS
SELECT n.*
  FROM main.succession AS n
 WHERE n.source_id IS NULL OR EXISTS (SELECT 1 FROM temp.source AS q WHERE q.source_id = n.source_id);

CREATE TEMP VIEW scheme AS
SELECT h.*
  FROM main.scheme AS h
 WHERE h.source_id IS NULL OR EXISTS (SELECT 1 FROM temp.source AS q WHERE q.source_id = h.source_id);
