-- name: publish-sources
-- title: Sources
-- description: Every source with its preference, how many figures it states, and from when to when.
-- columns: code, title, publisher, priority, figures, first_period, last_period
select code, title, publisher, priority, observations as figures, first_period, last_period from source order by code;
