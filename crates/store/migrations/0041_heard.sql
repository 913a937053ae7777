-- What was heard is known by a fingerprint from now on: the messenger's names hold telephone numbers. What was heard before is
-- looked for here, and moved over bit by bit; after 30 days nothing of it is left.
drop index heard_at;
alter table heard rename to heard_before;
create index heard_before_at on heard_before (at);
create table heard (
    channel_id uuid not null,
    -- 128 bits of SHA-256 of what it is called, in hex.
    key text not null,
    at bigint not null,
    primary key (channel_id, key)
);
create index heard_at on heard (at);
