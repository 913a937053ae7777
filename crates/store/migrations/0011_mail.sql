-- Mails on their way out, written with what they are about. One row for each recipient: who has it does not get it again.

create table mail (
    id uuid primary key,
    -- What it is: a word, by which screens name it.
    kind text not null,
    -- What it is about: an offline request, a conversation, an operator.
    about uuid,
    to_address text not null,
    to_name text,
    reply_to text,
    subject text not null,
    -- As sent; emptied when it is sent.
    text text not null,
    html text,
    created_at bigint not null,
    -- Since when it has been tried: by hand anew, it has its time again.
    began_at bigint not null,
    -- When it is tried next.
    due_at bigint,
    -- Who sends it now has it until then; not heard of, another may.
    taken_until bigint,
    attempts int not null default 0,
    tried_at bigint,
    -- What went wrong last: {trouble, permanent, said}.
    trouble jsonb,
    sent_at bigint,
    -- Since when it is not tried any more, though not sent.
    stopped_at bigint,
    stopped_by uuid references operator (id)
);
create index mail_due on mail (due_at, id) where due_at is not null;
create index mail_unsent on mail (id) where sent_at is null;
create index mail_sent on mail (sent_at) where sent_at is not null;
create index mail_stopped on mail (stopped_at) where stopped_at is not null;
create index mail_about on mail (about) where about is not null;
