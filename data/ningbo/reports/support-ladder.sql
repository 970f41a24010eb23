-- name: support-ladder
-- title: The tiered support system for enterprises
-- description: The tiers that the source names, in its order, which need not be all; a tier without a figure is not counted there. A period that the source does not state is marked as inferred.
-- columns: section, rung, tier, definition, statement, period, period_inferred, value, comparator, upper, decimals, unit, status, source, published_on, locator
with entry as (
  select 1 as part, 'Figures' as section, null as sorting, d.rung, d.name as tier, null as definition,
         null as statement, f.period, f.period_inferred, f.value, f.comparator, f.upper, m.decimals,
         coalesce(f.unit_symbol, f.unit) as unit, nullif(f.status_name, 'normal') as status, f.source,
         f.published_on, f.locator
    from designation as d
    left join current_fact as f on f.metric = 'designation-holders' and f.breakdown = 'designation=' || d.code
    left join metric as m on m.code = f.metric
   where d.ladder = 'ningbo-enterprise-support'
  union all
  select 2, 'Definitions', null, d.rung, d.name, d.definition, null, null, null, null, null, null, null, null, null,
         null, null, null
    from designation as d
   where d.ladder = 'ningbo-enterprise-support'
  union all
  select 3, 'Statements', case c.code when 'support-tiers' then '' else c.code end, null, null, null, c.text, c.period,
         c.period_inferred, null, null, null, null, null, null, c.source, c.published_on, c.locator
    from statement as c
   where c.code like 'support-%'
)
select section, rung, tier, definition, statement, period, period_inferred,
       value, comparator, upper, decimals, unit, status, source, published_on, locator
  from entry
 order by part, sorting nulls first, rung nulls first, period nulls first;
