-- name: exceptions
-- title: Findings of the audit that are known
-- description: Each finding of the audit that a dataset lists as known, with the reason.
-- columns: rule, series_id, period, reason
select x.rule, t.series_id, x.period, x.reason
  from audit_exception as x
 cross join series as t
 where t.metric = x.metric and t.region = x.region and t.sector = x.sector and t.enterprise = x.enterprise
   and t.breakdown = x.breakdown
 order by x.rule, t.series_id, x.period;
