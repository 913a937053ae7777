-- Why operators are away: the administrators' list, and who was away when and why.
create table away_reason (
    id uuid primary key,
    -- {language: name}
    names jsonb not null,
    paid boolean not null,
    created_at bigint not null,
    -- Since when it cannot be chosen any more; its name lives on.
    removed_at bigint
);
-- The reason of who is away now, if one was chosen.
alter table operator add column away_reason_id uuid references away_reason (id);
create table away_period (
    operator_id uuid not null references operator (id),
    from_at bigint not null,
    -- Null: still away.
    until_at bigint,
    reason_id uuid references away_reason (id),
    primary key (operator_id, from_at)
);
create index away_period_open on away_period (operator_id) where until_at is null;
