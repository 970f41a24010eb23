-- name: publish-claims
-- title: Claims
-- description: Every statement without a number.
-- columns: code, text, region, sector, enterprise, period, source, published_on, locator, note
select code, text, region, sector, enterprise, period, source, published_on, locator, note
  from statement
 order by code;
