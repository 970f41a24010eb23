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

CREATE TEMP VIEW claim AS
SELECT c.*
  FROM main.claim AS c
 WHERE EXISTS (SELECT 1 FROM temp.edition AS i WHERE i.source_id = c.source_id AND i.edition = c.edition);

CREATE TEMP VIEW enterprise_designation AS
SELECT d.*
  FROM main.enterprise_designation AS d
 WHERE EXISTS (SELECT 1 FROM temp.edition AS i WHERE i.source_id = d.source_id AND i.edition = d.edition);

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
