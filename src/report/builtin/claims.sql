-- name: claims
-- title: What sources state without a number
-- headline: What sources state without a number[, {enterprise}][, {sector}][, {region}][, with “{search}”]
-- description: Cited statements in our own words, ordered by what they are about and by period; `search` finds a text, in capitals or not, in the statement and in the names of what it is about.
-- parameter: enterprise | choice | optional | Only about this enterprise | select code, name from enterprise where code in (select enterprise from claim) order by code
-- parameter: region | choice | optional | Only about this region | select code, name from region where code in (select region from claim) order by code
-- parameter: sector | choice | optional | Only about this sector | select code, name from sector where code in (select sector from claim) order by code
-- parameter: search | text | optional | Only statements that contain this text
-- columns: about, statement, period, period_inferred, source, published_on, locator
select subject as about, text as statement, period, period_inferred, source, published_on, locator
  from statement
 where (:enterprise is null or enterprise = :enterprise)
   and (:region is null or region = :region)
   and (:sector is null or sector = :sector)
   and (:search is null
        or instr(lower(subject || ' ' || text || ' ' || coalesce(enterprise_name_zh, '') || ' ' ||
                       coalesce(sector_name_zh, '') || ' ' || coalesce(region_name_zh, '')), lower(:search)) > 0)
 order by subject, start_date nulls first, end_date nulls first, code;
