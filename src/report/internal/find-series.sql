-- name: find-series
-- title: What figures are about
-- description: Every series in the order of its codes.
-- columns: series_id, metric, region, sector, enterprise, breakdown
select series_id, metric, region, sector, enterprise, breakdown
  from series
 order by metric, region, sector, enterprise, breakdown;
