-- name: documents
-- title: What is cited
-- description: Every edition of every source with all that a reference to it needs, the newest one of a source last.
-- columns: code, cited_as, title, publisher, author, url, published_on, retrieved_on, language, licence
select q.code, i.cited_as, i.title, i.publisher, i.author, i.url, i.published_on, i.retrieved_on, i.language, i.licence
  from source as q
  join edition as i on i.source_id = q.source_id
 order by q.code, coalesce(i.published_end, ''), i.edition;
