-- name: trace-claim
-- title: Where a statement without a number comes from
-- description: A claim with its source and the place in it, in the columns of a figure.
-- parameter: code | text | required | The code of the claim
-- columns: metric, subject, validity, statement, period, period_inferred, display, unit, status, reported, note, source, title, author, publisher, published_on, url, locator, file, line, sha256, load, loaded_at, preferred
select cast(null as varchar(40)) as metric, c.subject, cast(null as varchar(40)) as validity,
       c.text as statement, c.period, c.period_inferred, cast(null as varchar(40)) as display, cast(null as varchar(40)) as unit,
       cast(null as varchar(40)) as status, cast(null as varchar(40)) as reported, c.note, c.source, c.title,
       i.author, c.publisher, c.published_on, i.url, c.locator, cast(null as varchar(40)) as file,
       cast(null as bigint) as line, cast(null as varchar(40)) as sha256, cast(null as bigint) as load,
       cast(null as varchar(40)) as loaded_at, cast(null as varchar(40)) as preferred
  from statement as c
  join edition as i on i.source_id = c.source_id and i.edition = c.edition
 where c.code = :code;
