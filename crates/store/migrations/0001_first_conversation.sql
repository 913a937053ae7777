-- One text for SQLite and PostgreSQL. Times are epoch milliseconds, ids UUIDs (16-byte blobs in SQLite), JSON values are objects or arrays.

create table setting (
    key text primary key,
    value jsonb not null
);

create table operator (
    id uuid primary key,
    name text not null,
    email text not null unique,
    password_hash text,
    role text not null,
    chat_limit bigint,
    status text not null,
    seen_at bigint,
    created_at bigint not null,
    deactivated_at bigint
);

create table operator_group (
    id uuid primary key,
    name text not null,
    chat_limit bigint,
    accept_seconds bigint not null,
    service_level_seconds bigint not null,
    created_at bigint not null,
    removed_at bigint
);

create table membership (
    operator_id uuid not null references operator (id),
    group_id uuid not null references operator_group (id),
    primary key (operator_id, group_id)
);

create table widget (
    id text primary key,
    name text not null,
    group_id uuid not null references operator_group (id),
    details jsonb not null,
    created_at bigint not null,
    removed_at bigint
);

create table result (
    id uuid primary key,
    name text not null,
    created_at bigint not null,
    removed_at bigint
);

create table tag (
    id uuid primary key,
    name text not null,
    colour bigint not null,
    created_at bigint not null,
    removed_at bigint
);

create table sign_in (
    token_hash text primary key,
    operator_id uuid not null references operator (id),
    created_at bigint not null,
    expires_at bigint not null,
    address text,
    user_agent text
);
create index sign_in_operator on sign_in (operator_id);

create table sign_in_failure (
    key text primary key,
    failures bigint not null,
    last_at bigint not null
);

create table client (
    id uuid primary key,
    name text,
    phone text,
    email text,
    first_seen_at bigint not null
);

create table identity (
    kind text not null,
    value text not null,
    client_id uuid not null references client (id),
    created_at bigint not null,
    primary key (kind, value)
);
create index identity_client on identity (client_id);

create table conversation (
    id uuid primary key,
    client_id uuid not null references client (id),
    entry text not null,
    widget_id text references widget (id),
    group_id uuid not null references operator_group (id),
    state text not null,
    target_group uuid references operator_group (id),
    target_operator uuid references operator (id),
    operator_id uuid references operator (id),
    queued_at bigint not null,
    priority bigint not null,
    accept_by bigint,
    accepted_at bigint,
    first_accepted_at bigint,
    ended_at bigint,
    end_cause text,
    result_id uuid references result (id),
    client_away_since bigint,
    client_left_at bigint,
    client_delivered bigint not null,
    client_read bigint not null,
    operator_delivered bigint not null,
    operator_read bigint not null,
    glance jsonb not null,
    last_seq bigint not null,
    due_at bigint,
    tags jsonb not null,
    parameters jsonb not null,
    origin jsonb not null,
    continues_id uuid references conversation (id)
);
create index conversation_waiting on conversation (queued_at) where state = 'waiting';
create index conversation_active on conversation (operator_id) where state = 'active';
create index conversation_due on conversation (due_at) where due_at is not null;
create index conversation_client on conversation (client_id, queued_at);
create index conversation_ended on conversation (ended_at) where state = 'ended';
create index conversation_group_accepted on conversation (group_id, first_accepted_at);

create table event (
    id uuid primary key,
    conversation_id uuid not null references conversation (id),
    seq bigint not null,
    kind text not null,
    version bigint not null,
    author_kind text not null,
    author_id uuid,
    at bigint not null,
    body jsonb not null,
    unique (conversation_id, seq)
);
create index event_client_note on event (conversation_id) where kind = 'client_note_added';

create table page_view (
    id uuid primary key,
    client_id uuid not null references client (id),
    url text not null,
    title text not null,
    at bigint not null
);
create index page_view_client on page_view (client_id, at);
