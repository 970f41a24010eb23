-- The editions of all shards. What an edition is cited as depends on the others of the same publisher and date.
SELECT source_id, edition, title, publisher, author, url, published_on, retrieved_on, language, licence,
       coalesce(publisher, title) ||
       CASE WHEN publisher IS NOT NULL AND count(*) OVER (PARTITION BY publisher, published_on) > 1
            THEN ', "' || title || '"' ELSE '' END AS cited_as,
       published_end
  FROM (
{rows}
       ) AS e
