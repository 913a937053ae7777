-- Other systems of the company that hear what happens, and the news on their way to them: written with what they tell of.

create table webhook (
    id uuid primary key,
    name text not null,
    url text not null,
    -- What it hears of: a list of names.
    topics jsonb not null,
    -- What it is signed with, sealed.
    sealed text not null,
    -- What it was signed with before, and until when it still is.
    sealed_before text,
    before_until bigint,
    created_at bigint not null,
    -- Since when nothing is sent; what happens is kept.
    paused_at bigint,
    -- Why: a person, or the other system that wants to hear nothing more.
    paused_why text
);

create table delivery (
    id uuid primary key,
    -- Refers to nothing: what happens must not fail because the other system was just removed.
    webhook_id uuid not null,
    -- The event it tells of, and the name it has there.
    topic text not null,
    conversation_id uuid not null,
    seq bigint not null,
    created_at bigint not null,
    -- Since when it has been tried: sent by hand anew, it has its time again.
    began_at bigint not null,
    -- When it is tried next.
    due_at bigint,
    -- Who sends it now has it until then; not heard of, another may.
    taken_until bigint,
    attempts int not null default 0,
    tried_at bigint,
    -- What the other side answered last: {trouble, status, said}.
    answer jsonb,
    delivered_at bigint,
    -- Since when it is not tried any more, though not delivered.
    stopped_at bigint
);
create index delivery_due on delivery (webhook_id, due_at) where due_at is not null;
create index delivery_undelivered on delivery (webhook_id, id) where delivered_at is null;
create index delivery_of_webhook on delivery (webhook_id, id);
create index delivery_delivered on delivery (webhook_id, delivered_at) where delivered_at is not null;
