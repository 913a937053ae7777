-- Clients of a group whom nobody accepts in time are offered to another one.
alter table operator_group add column overflow_to uuid references operator_group (id);
alter table operator_group add column overflow_seconds bigint;
