-- name: publish-titles
-- title: Designations of enterprises
-- description: Every designation that a source says an enterprise holds.
-- columns: enterprise, name, name_zh, definition, from_period, until_period, source, published_on, locator, note
select h.enterprise, g.name, g.name_zh, g.definition, h.from_period, h.until_period, q.code as source, i.published_on,
       h.locator, h.note
  from enterprise_designation as h
  join designation as g on g.code = h.designation
  join source as q on q.source_id = h.source_id
  join edition as i on i.source_id = h.source_id and i.edition = h.edition
 order by h.enterprise, h.from_period, g.name, q.code;
