-- Two clients may be one person because a messenger named both as one: then nobody said so.
create table client_merge_now (
    id uuid primary key,
    survivor_id uuid not null references client (id),
    merged_id uuid not null references client (id),
    operator_id uuid references operator (id),
    at bigint not null,
    before jsonb not null,
    after jsonb not null,
    undone_by uuid references operator (id),
    undone_at bigint
);
insert into client_merge_now (id, survivor_id, merged_id, operator_id, at, before, after, undone_by, undone_at)
    select id, survivor_id, merged_id, operator_id, at, before, after, undone_by, undone_at from client_merge;
drop table client_merge;
alter table client_merge_now rename to client_merge;
create unique index client_merge_merged on client_merge (merged_id) where undone_at is null;
create index client_merge_survivor on client_merge (survivor_id);
