-- What was said of one person otherwise than the role says: {permission: allowed}.
alter table operator add column permissions jsonb not null default '{}';
