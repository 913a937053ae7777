-- Clients who are not served for a while.

create table ban (
    id uuid primary key,
    -- On whom it was laid; it reaches whoever is the same person, as long as that is so.
    client_id uuid not null references client (id),
    -- What gave rise to it.
    conversation_id uuid not null references conversation (id),
    operator_id uuid not null references operator (id),
    reason text not null,
    at bigint not null,
    -- When it lapses by itself; null: never.
    until bigint,
    lifted_by uuid references operator (id),
    lifted_at bigint
);
create index ban_client on ban (client_id);
create index ban_conversation on ban (conversation_id);
create index ban_at on ban (at, id);
