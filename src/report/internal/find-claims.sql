-- name: find-claims
-- title: Statements without a number
-- description: Every claim with the codes of what it is about, its source, its period, its text and its note.
-- columns: code, region, sector, enterprise, source_id, period, text, note
select code, region, sector, enterprise, source_id, period, text, note
  from statement
 order by subject, start_date, end_date, code;
