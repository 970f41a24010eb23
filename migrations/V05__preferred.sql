-- The views of the preferred figures, of the newest figures, of the claims, and of successions.

PRAGMA user_version = 5;

CREATE VIEW current_fact AS
-- One row is the preferred fact of a series and period: an actual figure before a forecast, a forecast before a missing value,
-- then the lowest source priority, the latest publication, and the code.
-- Most series have one source for each period, and nothing to choose from.
SELECT f.*
  FROM series AS s JOIN fact AS f ON f.series_id = s.series_id
 WHERE s.alternatives = 0
    OR NOT EXISTS (
         SELECT 1
           FROM observation AS o
           JOIN source AS q ON q.source_id = o.source_id
           JOIN edition AS i ON i.source_id = o.source_id AND i.edition = o.edition
          WHERE o.series_id = f.series_id AND o.period = f.period AND o.source_id <> f.source_id
            AND (CASE WHEN o.value IS NULL THEN 2 WHEN o.status = 'F' THEN 1 ELSE 0 END <
                 CASE WHEN f.value IS NULL THEN 2 WHEN f.status = 'F' THEN 1 ELSE 0 END
                 OR CASE WHEN o.value IS NULL THEN 2 WHEN o.status = 'F' THEN 1 ELSE 0 END =
                    CASE WHEN f.value IS NULL THEN 2 WHEN f.status = 'F' THEN 1 ELSE 0 END
                    AND (q.priority < f.source_priority
                         OR q.priority = f.source_priority
                            AND (coalesce(i.published_end, '') > coalesce(f.published_end, '')
                                 OR coalesce(i.published_end, '') = coalesce(f.published_end, '')
                                    AND q.code < f.source))));

CREATE VIEW latest_fact AS
-- One row is the current fact of the newest period of a series and frequency for which a figure is stated that is neither
-- missing nor a forecast. Most series have figures of one frequency: their newest period is stored, and looked up by its key.
SELECT f.*
  FROM series AS s JOIN current_fact AS f ON f.series_id = s.series_id
 WHERE f.period >= CASE WHEN s.mixed = 0 THEN s.latest_period ELSE '' END
   AND f.period <= CASE WHEN s.mixed = 0 THEN s.latest_period ELSE 'z' END
   AND (s.mixed = 0
        OR f.value IS NOT NULL AND f.status <> 'F'
           AND NOT EXISTS (
                 SELECT 1
                   FROM observation AS o JOIN period AS d ON d.code = o.period
                  WHERE o.series_id = f.series_id AND o.value IS NOT NULL AND o.status <> 'F' AND d.frequency = f.frequency
                    AND (d.end_date > f.end_date OR d.end_date = f.end_date AND d.start_date > f.start_date)));

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
       CAST(coalesce(e.name, '') ||
            CASE WHEN e.name IS NOT NULL AND s.name IS NOT NULL THEN ', ' ELSE '' END || coalesce(s.name, '') ||
            CASE WHEN coalesce(e.name, s.name) IS NOT NULL AND r.name IS NOT NULL THEN ', ' ELSE '' END ||
            coalesce(r.name, '') AS varchar(40)) AS subject,
       c.period,
       c.period_inferred,
       d.start_date,
       d.end_date,
       q.code AS source,
       i.title,
       i.publisher,
       i.published_on,
       c.locator,
       CAST(i.cited_as || coalesce(', ' || i.published_on, '') || coalesce(', ' || c.locator, '') AS varchar(40)) AS citation,
       c.note,
       c.source_id,
       c.edition
  FROM claim AS c
  JOIN source AS q ON q.source_id = c.source_id
  JOIN edition AS i ON i.source_id = c.source_id AND i.edition = c.edition
  LEFT JOIN period AS d ON d.code = c.period
  LEFT JOIN region AS r ON r.code = c.region
  LEFT JOIN sector AS s ON s.code = c.sector
  LEFT JOIN enterprise AS e ON e.code = c.enterprise;

CREATE VIEW successor AS
-- One row is what followed a region, sector or enterprise, every code beside its name.
SELECT CAST(CASE WHEN n.region <> '' THEN 'region' WHEN n.sector <> '' THEN 'sector' ELSE 'enterprise' END AS varchar(40)) AS kind,
       CAST(n.region || n.sector || n.enterprise AS varchar(40)) AS code,
       CAST(coalesce(r.name, c.name, e.name) AS varchar(40)) AS name,
       CAST(n.successor_region || n.successor_sector || n.successor_enterprise AS varchar(40)) AS successor,
       CAST(coalesce(x.name, y.name, z.name) AS varchar(40)) AS successor_name,
       n.succeeded_on,
       q.code AS source,
       n.locator,
       n.note
  FROM succession AS n
  LEFT JOIN region AS r ON r.code = n.region
  LEFT JOIN sector AS c ON c.code = n.sector
  LEFT JOIN enterprise AS e ON e.code = n.enterprise
  LEFT JOIN region AS x ON x.code = n.successor_region
  LEFT JOIN sector AS y ON y.code = n.successor_sector
  LEFT JOIN enterprise AS z ON z.code = n.successor_enterprise
  LEFT JOIN source AS q ON q.source_id = n.source_id;
