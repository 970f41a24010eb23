-- name: publish-members
-- title: Sectors of enterprises
-- description: Every sector that an enterprise works in.
-- columns: enterprise, sector
select enterprise, sector from enterprise_sector order by enterprise, sector;
