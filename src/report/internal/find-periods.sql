-- name: find-periods
-- title: The periods of figures
-- description: Every period in the order of time.
-- columns: period
select code as period from period order by start_date, end_date, code;
