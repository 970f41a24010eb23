-- name: documents
-- title: What is cited
-- description: Every source with all that a reference to it needs.
-- columns: code, cited_as, title, publisher, author, url, published_on, retrieved_on, language, licence
select code, cited_as, title, publisher, author, url, published_on, retrieved_on, language, licence from source order by code;
