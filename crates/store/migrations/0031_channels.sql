-- Pages and numbers of outside messengers; what came in from them, and what is on its way to them.

create table channel (
    id uuid primary key,
    kind text not null,
    name text not null,
    -- What the messenger calls the page or number.
    account text not null,
    -- Whom clients are directed to; of an operator, the group they fall back to.
    group_id uuid not null references operator_group (id),
    operator_id uuid references operator (id),
    routing jsonb not null,
    -- What may be shown, by key.
    settings jsonb not null,
    -- The secrets, by key, sealed as one.
    sealed text not null,
    created_at bigint not null,
    removed_at bigint
);
create unique index channel_account on channel (kind, account) where removed_at is null;

alter table conversation add column channel_id uuid references channel (id);
create index conversation_channel on conversation (client_id, channel_id, queued_at) where channel_id is not null;

-- How it goes with a channel: changes often, so it is no part of the names and words in memory.
create table channel_state (
    channel_id uuid primary key,
    heard_at bigint,
    wrong_signature_at bigint,
    -- What the messenger says is wrong: {why, said, at}.
    trouble jsonb
);

-- What messengers called us with, as it came. Kept for a while after it was taken in.
create table hook (
    id uuid primary key,
    channel_id uuid not null,
    received_at bigint not null,
    body text not null,
    due_at bigint,
    taken_until bigint,
    attempts int not null default 0,
    trouble text,
    done_at bigint
);
create index hook_due on hook (due_at, id) where due_at is not null;
create index hook_done on hook (done_at) where done_at is not null;

-- What was taken in already: messengers say things more than once.
create table heard (
    channel_id uuid not null,
    key text not null,
    at bigint not null,
    primary key (channel_id, key)
);
create index heard_at on heard (at);

-- Where the messages of a messenger stand here.
create table outside_message (
    channel_id uuid not null,
    message text not null,
    conversation_id uuid not null,
    seq bigint not null,
    primary key (channel_id, message)
);
create index outside_message_conversation on outside_message (conversation_id, seq);

-- A client on a channel.
create table channel_client (
    channel_id uuid not null,
    client_id uuid not null,
    -- How he or she is reached: [{kind, value}], the surest first.
    known jsonb not null,
    -- The messenger's id of the client's last message, and where it stands.
    last_message text,
    last_at bigint,
    -- Parameters of the next conversation: where the client came from, told before anything was said.
    parameters jsonb not null,
    profile_at bigint,
    primary key (channel_id, client_id)
);

-- Parts of messages on their way to clients; the id is what the messenger says again.
create table outgoing (
    id uuid primary key,
    channel_id uuid not null,
    client_id uuid not null,
    conversation_id uuid not null,
    seq bigint not null,
    part int not null,
    content jsonb not null,
    -- The message it answers, by the messenger's id.
    reply_to text,
    state text not null,
    -- When it is tried next; only what is queued.
    due_at bigint,
    -- Who sends it has it until then.
    taken_until bigint,
    attempts int not null default 0,
    began_at bigint not null,
    outside_id text,
    why text,
    said text,
    -- Since when it is in this state.
    at bigint not null
);
create index outgoing_due on outgoing (due_at, id) where due_at is not null;
create index outgoing_held on outgoing (conversation_id, seq, part) where state in ('queued', 'sending');
create index outgoing_conversation on outgoing (conversation_id, seq, part);
create index outgoing_client on outgoing (channel_id, client_id, at);
create index outgoing_outside on outgoing (channel_id, outside_id) where outside_id is not null;
create index outgoing_taken on outgoing (taken_until) where taken_until is not null;

-- Media that clients sent and that are still with the messenger.
create table medium (
    file_id uuid primary key,
    channel_id uuid not null,
    conversation_id uuid not null,
    seq bigint not null,
    -- Where it is: {kind, id, url, media_type, name}.
    source jsonb not null,
    due_at bigint,
    taken_until bigint,
    attempts int not null default 0,
    began_at bigint not null,
    why text
);
create index medium_due on medium (due_at) where due_at is not null;
create index medium_conversation on medium (conversation_id);
