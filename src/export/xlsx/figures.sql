-- Every figure with the names beside its codes. `preferred` is yes for the figure that the view current_fact shows; others are those of
-- other sources for the same subject and period.
SELECT f.metric, f.metric_name, f.region, f.region_name, f.sector, f.sector_name, f.enterprise, f.enterprise_name, f.breakdown,
       f.subject, f.period, f.period_inferred, f.frequency, f.start_date, f.end_date, f.comparator, f.value, f.upper, f.low, f.high,
       f.unit, f.unit_symbol, f.display, f.status, f.status_name,
       coalesce((SELECT 'yes' FROM current_fact AS c
                  WHERE c.series_id = f.series_id AND c.period = f.period AND c.source_id = f.source_id), 'no') AS preferred,
       f.source, f.citation, f.published_on, f.locator, f.reported, f.note, f.file, f.line, f.load_id
  FROM fact AS f
 WHERE {chosen}
 ORDER BY f.metric, f.region, f.sector, f.enterprise, f.breakdown, f.start_date, f.end_date, f.period, f.source
