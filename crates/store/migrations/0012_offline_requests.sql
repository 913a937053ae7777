-- What clients left while nobody could talk.

create table offline_request (
    id uuid primary key,
    client_id uuid not null references client (id),
    entry text not null,
    widget_id text not null references widget (id),
    group_id uuid not null references operator_group (id),
    -- What was filled in, why it was left.
    filled jsonb not null,
    why text not null,
    -- The conversation that waited before.
    conversation_id uuid references conversation (id),
    created_at bigint not null,
    stage text not null,
    operator_id uuid references operator (id),
    version bigint not null,
    -- What was done with it: [{by, at, what}], in order.
    history jsonb not null
);
create index offline_request_place on offline_request (stage, created_at, id);
create index offline_request_client on offline_request (client_id);
create index offline_request_open on offline_request (group_id) where stage = 'open';
