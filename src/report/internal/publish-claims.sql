-- name: publish-claims
-- title: Claims
-- description: Every statement without a number.
-- columns: code, text, region, sector, enterprise, period, source, published_on, locator, note, period_inferred
select code, text, region, sector, enterprise, period, source, published_on, locator, note, period_inferred
  from statement
 order by code;
