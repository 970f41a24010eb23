-- name: trace
-- title: Where figures come from
-- description: Each figure with its source, the place in it, and the file and line that it was loaded from.
-- parameter: metric | text | optional | Code of the metric
-- parameter: region | text | optional | Code of the region
-- parameter: sector | text | optional | Code of the sector
-- parameter: enterprise | text | optional | Code of the enterprise
-- parameter: period | period | optional | The period
-- parameter: source | text | optional | Code of the source
-- parameter: first | text | optional | A word that the names or codes hold
-- parameter: second | text | optional | Another such word
-- parameter: third | text | optional | Another such word
-- columns: metric, subject, period, display, unit, status, reported, note, source, title, author, publisher, published_on, url, locator, file, line, sha256, load, loaded_at
WITH word AS (
  SELECT replace(replace(replace(lower(given), '!', '!!'), '%', '!%'), '_', '!_') AS text
    FROM (SELECT :first AS given UNION ALL SELECT :second UNION ALL SELECT :third) AS words
   WHERE given IS NOT NULL
), found AS (
  -- 8,800 is also found as 8800.
  SELECT f.*,
         lower(f.metric || ' ' || f.metric_name || ' ' || coalesce(f.metric_name_zh, '') || ' ' || f.subject || ' ' ||
               f.region || ' ' || f.sector || ' ' || f.enterprise || ' ' || coalesce(f.region_name_zh, '') || ' ' ||
               coalesce(f.sector_name_zh, '') || ' ' || coalesce(f.enterprise_name_zh, '') || ' ' || f.display || ' ' ||
               replace(f.display, ',', '') || ' ' || f.period || ' ' || f.title || ' ' || coalesce(f.publisher, '')) AS haystack
    FROM fact AS f
)
SELECT f.metric, f.subject, f.period, f.display, coalesce(f.unit_symbol, f.unit) AS unit,
       nullif(f.status_name, 'normal') AS status, f.reported, f.note,
       f.source, f.title, q.author, f.publisher, f.published_on, q.url, f.locator,
       f.file, f.line, l.sha256, f.load_id AS load, o.started_at AS loaded_at
  FROM found AS f
  JOIN source AS q ON q.source_id = f.source_id
  JOIN load_file AS l ON l.file_id = f.file_id
  JOIN load AS o ON o.load_id = f.load_id
 WHERE (:metric IS NULL OR f.metric = :metric)
   AND (:region IS NULL OR f.region = :region)
   AND (:sector IS NULL OR f.sector = :sector)
   AND (:enterprise IS NULL OR f.enterprise = :enterprise)
   AND (:period IS NULL OR f.period = :period)
   AND (:source IS NULL OR f.source = :source)
   AND NOT EXISTS (
     SELECT 1 FROM word AS w
      WHERE f.haystack NOT LIKE '%' || w.text || '%' ESCAPE '!'
        AND NOT EXISTS (
          SELECT 1 FROM alias AS a
           WHERE (a.region = f.region AND a.region <> '' OR a.sector = f.sector AND a.sector <> ''
                  OR a.enterprise = f.enterprise AND a.enterprise <> '')
             AND lower(a.name) LIKE '%' || w.text || '%' ESCAPE '!'))
 ORDER BY f.metric, f.subject, f.start_date, f.end_date, f.source_rank, f.source
