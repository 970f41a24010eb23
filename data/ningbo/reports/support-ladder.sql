-- name: support-ladder
-- title: The tiered support system for enterprises
-- description: The rungs of the support system from the lowest, and statements on it; a rung without a figure is not counted.
-- columns: rung, statement, period, value, comparator, upper, decimals, unit, status, source, locator
with entry as (
  select 1 as part, d.ladder as sorting, d.rung, d.name || '. ' || coalesce(d.definition, '') as statement,
         f.period, f.value, f.comparator, f.upper, m.decimals, coalesce(f.unit_symbol, f.unit) as unit,
         nullif(f.status_name, 'normal') as status, f.source, f.locator
    from designation as d
    left join current_fact as f on f.metric = 'designation-holders' and f.breakdown = 'designation=' || d.code
    left join metric as m on m.code = f.metric
   where d.ladder = 'ningbo-enterprise-support'
  union all
  select 2, c.code, null, c.text, c.period, null, null, null, null, null, null, c.source, c.locator
    from statement as c
   where c.code like 'support-%'
)
select rung, statement, period, value, comparator, upper, decimals, unit, status, source, locator
  from entry
 order by part, rung, sorting, period;
