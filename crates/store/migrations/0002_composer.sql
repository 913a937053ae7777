-- What a composer needs beyond text: files, templates, drafts.

create table file (
    id uuid primary key,
    conversation_id uuid not null references conversation (id),
    author_kind text not null,
    author_id uuid,
    name text not null,
    media_type text not null,
    size bigint not null,
    width bigint,
    height bigint,
    key text not null,
    created_at bigint not null,
    -- When a message carried it; none: nobody sent it yet, and it is removed after a while.
    sent_at bigint
);
create index file_conversation on file (conversation_id, created_at);
create index file_unsent on file (created_at) where sent_at is null;

-- Canned text. Without an owner it is everybody's.
create table template (
    id uuid primary key,
    owner_id uuid references operator (id),
    shortcut text not null,
    title text not null,
    folder text not null,
    language text,
    text text not null,
    used bigint not null,
    created_at bigint not null
);
create index template_owner on template (owner_id);

-- What an operator has begun to write in a conversation.
create table draft (
    conversation_id uuid not null references conversation (id),
    operator_id uuid not null references operator (id),
    reply text not null,
    note text not null,
    updated_at bigint not null,
    primary key (conversation_id, operator_id)
);
