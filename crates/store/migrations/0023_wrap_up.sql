-- The time operators have after a conversation of a group, in seconds, in which no new client is offered; null: none.
alter table operator_group add column wrap_up_seconds bigint;
-- Who has such time now. A table of its own: who ends a conversation need not hold the operator.
create table wrap_up (
    operator_id uuid primary key references operator (id),
    until_at bigint not null
);
