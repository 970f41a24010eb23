-- name: profile
-- title: All about one enterprise
-- headline: {enterprise}: all that this file says
-- description: What the file says about an enterprise, each row with its source: its names, the time in which it existed, the enterprises before and after it, place, sectors, owner, designations, every figure over time, and claims.
-- parameter: enterprise | choice | required | The enterprise | select code, name from enterprise order by code
-- columns: topic, statement, period, period_inferred, value, comparator, upper, decimals, unit, status, source, published_on, locator
with named as (
  select 1 as part, 'name' as topic, name as statement from enterprise where code = :enterprise
  union all
  select 2, 'name', name_zh from enterprise where code = :enterprise and name_zh is not null
  union all
  select 3, 'also called', name from alias where enterprise = :enterprise
  union all
  select 4, 'credit code', credit_code from enterprise where code = :enterprise and credit_code is not null
  union all
  select 5, 'existed', 'from ' || valid_from from enterprise where code = :enterprise and valid_from is not null
  union all
  select 5, 'existed', 'until ' || valid_until from enterprise where code = :enterprise and valid_until is not null
  union all
  select 6, 'region', r.name || coalesce(', ' || above.name, '')
    from enterprise as e
    join region as r on r.code = e.region
    left join region as above on above.code = r.parent
   where e.code = :enterprise
  union all
  select 7, 'sector', c.name
    from enterprise_sector as i
    join sector as c on c.code = i.sector
   where i.enterprise = :enterprise
  union all
  select 8, 'belongs to', owner.name
    from enterprise as e
    join enterprise as owner on owner.code = e.parent
   where e.code = :enterprise
  union all
  select 9, 'owns', name from enterprise where parent = :enterprise
), related as (
  select 'followed' as topic, name, succeeded_on, source, locator, note
    from successor
   where kind = 'enterprise' and successor = :enterprise
  union all
  select 'followed by', successor_name, succeeded_on, source, locator, note
    from successor
   where kind = 'enterprise' and code = :enterprise
), entry as (
  select part, topic, statement, null as start_date, null as end_date, null as period,
         cast(null as varchar(40)) as period_inferred, cast(null as double) as value,
         null as comparator, cast(null as double) as upper, cast(null as bigint) as decimals, null as unit,
         null as status,
         null as source, null as published_on, null as locator
    from named
  union all
  select 10, r.topic, r.name || coalesce(' (' || r.note || ')', ''), r.succeeded_on, r.succeeded_on, r.succeeded_on,
         null, null, null, null, null, null, null, r.source, q.published_on, r.locator
    from related as r
    left join source as q on q.code = r.source
  union all
  select 11, 'designation', g.name, d.start_date, d.end_date,
         case when h.until_period is null then 'from ' || h.from_period
              when h.until_period = h.from_period then h.from_period
              else h.from_period || ' to ' || h.until_period end,
         null, null, null, null, null, null, null, q.code, i.published_on, h.locator
    from enterprise_designation as h
    join designation as g on g.code = h.designation
    join period as d on d.code = h.from_period
    join source as q on q.source_id = h.source_id
    join edition as i on i.source_id = h.source_id and i.edition = h.edition
   where h.enterprise = :enterprise
  union all
  -- SQLite evaluates a CROSS JOIN from left to right: figures are looked up by their series, never scanned.
  -- The sector and the region are always named: revenue in a sector need not be all revenue.
  select 12, 'figure',
         f.metric_name || coalesce(', ' || f.sector_name, '') || coalesce(', ' || f.region_name, '') ||
         case when f.breakdown <> '' then ' [' || f.breakdown || ']' else '' end,
         f.start_date, f.end_date, f.period, f.period_inferred, f.value, f.comparator, f.upper, f.decimals,
         coalesce(f.unit_symbol, f.unit), nullif(f.status_name, 'normal'), f.source, f.published_on, f.locator
    from series as s
   cross join current_fact as f
   where s.enterprise = :enterprise and f.metric = s.metric and f.series_id = s.series_id
  union all
  select 13, 'claim', text, start_date, end_date, period, period_inferred, null, null, null, null, null, null,
         source, published_on, locator
    from statement
   where enterprise = :enterprise
)
select topic, statement, period, period_inferred, value, comparator, upper, decimals, unit, status, source,
       published_on, locator
  from entry
 order by part, case when part = 12 then statement end nulls first, start_date nulls first, end_date nulls first, statement,
          period nulls first, source nulls first, locator nulls first;
