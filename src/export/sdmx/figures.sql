-- Every figure in the order of the columns of the file, but for the dimensions of its breakdown, which is the last column.
SELECT f.frequency, f.metric, f.region, f.sector, f.enterprise, f.source, f.period,
       f.value, f.status, f.comparator, f.upper, f.unit, f.kind, m.decimals, f.published_on, f.title, f.publisher, f.locator, f.citation,
       f.reported, f.period_inferred, f.note, f.breakdown
  FROM fact AS f
  JOIN metric AS m ON m.code = f.metric
 WHERE {chosen}
 ORDER BY f.metric, f.region, f.sector, f.enterprise, f.breakdown, f.start_date, f.end_date, f.period, f.source
