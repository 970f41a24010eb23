-- name: publish-series
-- title: Series
-- description: Every series that has or had figures, in the order of its codes.
-- columns: series_id, metric, region, sector, enterprise, breakdown, figures, alternatives
select s.series_id, s.metric, s.region, s.sector, s.enterprise, s.breakdown, s.observations as figures, s.alternatives
  from series as s
 order by s.metric, s.region, s.sector, s.enterprise, s.breakdown;
