-- One row is a figure that an edition was the first to state, with what the next edition states that differs: every statement of all
-- shards, in the order of publication. `is_stated` is 0 for an edition that no longer states the figure. `turn` is the order of what
-- one edition says: it withdraws what an earlier one stated, states a figure that it takes back itself, takes it back, states a figure.
WITH event AS (
  SELECT shard, 3 AS turn, 1 AS is_stated, series_id, period, source_id, edition, value, comparator, upper, status, reported, locator, note,
         period_inferred, file_id, line, metric, region, sector, enterprise, breakdown, source, decimals, display, rounding,
         cast(null AS bigint) AS revision_id, cast(null AS bigint) AS loaded_by, cast(null AS bigint) AS removed_by
    FROM shard_observation
  UNION ALL
  SELECT shard, CASE WHEN withdrawn_in = edition THEN 1 ELSE 3 END, 1, series_id, period, source_id, edition, value, comparator, upper, status, reported, locator, note,
         period_inferred, file_id, line, metric, region, sector, enterprise, breakdown, source, decimals, display, rounding,
         revision_id, loaded_by, removed_by
    FROM shard_revision
   WHERE reason IN ('revised', 'withdrawn')
  UNION ALL
  SELECT shard, CASE WHEN withdrawn_in = edition THEN 2 ELSE 0 END, 0, series_id, period, source_id, withdrawn_in, value, comparator, upper,
         status, reported, locator, note, period_inferred, file_id, line, metric, region, sector, enterprise, breakdown, source, decimals,
         display, rounding, cast(null AS bigint), loaded_by, removed_by
    FROM shard_revision
   WHERE reason = 'withdrawn'
), dated AS (
  SELECT e.*, coalesce(i.published_end, '') AS published_end
    FROM event AS e JOIN edition AS i ON i.source_id = e.source_id AND i.edition = e.edition
), changed AS (
  SELECT dated.*,
         is_stated - coalesce(lag(is_stated) OVER (PARTITION BY series_id, period, source_id, value, comparator, upper, status,
                                                                reported, locator, note, period_inferred, shard
                                                   ORDER BY published_end, edition, turn), 0) AS change
    FROM dated
), counted AS (
  -- A figure is withdrawn where no shard states it any more. What shards state of it in earlier editions is another figure.
  SELECT changed.*, sum(change) OVER (PARTITION BY series_id, period, source_id, value, comparator, upper, status, reported, locator,
                                                   note, period_inferred
                                      ORDER BY published_end) AS shards
    FROM changed
), chosen AS (
  SELECT counted.*,
         row_number() OVER (PARTITION BY series_id, period, source_id, edition, turn ORDER BY shard) AS place
    FROM counted
   WHERE is_stated = 1 OR shards = 0
), compared AS (
  SELECT chosen.*,
         CASE WHEN is_stated IS NOT DISTINCT FROM lag(is_stated) OVER earlier
               AND value IS NOT DISTINCT FROM lag(value) OVER earlier
               AND comparator IS NOT DISTINCT FROM lag(comparator) OVER earlier
               AND upper IS NOT DISTINCT FROM lag(upper) OVER earlier
               AND status IS NOT DISTINCT FROM lag(status) OVER earlier
               AND reported IS NOT DISTINCT FROM lag(reported) OVER earlier
               AND locator IS NOT DISTINCT FROM lag(locator) OVER earlier
               AND note IS NOT DISTINCT FROM lag(note) OVER earlier
               AND period_inferred IS NOT DISTINCT FROM lag(period_inferred) OVER earlier THEN 1 ELSE 0 END AS is_same
    FROM chosen
   WHERE place = 1
  WINDOW earlier AS (PARTITION BY series_id, period, source_id ORDER BY published_end, edition, turn)
), kept AS (
  SELECT c.*, f.load_id
    FROM compared AS c JOIN load_file AS f ON f.file_id = c.file_id
   WHERE c.is_same = 0
)
SELECT kept.*,
       lead(is_stated) OVER later AS next_is_stated,
       lead(edition) OVER later AS next_edition,
       lead(CASE WHEN is_stated = 0 THEN removed_by ELSE load_id END) OVER later AS next_load_id
  FROM kept
WINDOW later AS (PARTITION BY series_id, period, source_id ORDER BY published_end, edition, turn)
