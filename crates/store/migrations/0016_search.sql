-- What of the search index is the same in both databases. The words themselves stand where each database finds them best
-- (see the module `search`).

-- A conversation that can be found.
create table search_doc (
    -- Newer ones have larger numbers.
    place bigint primary key,
    conversation_id uuid not null unique references conversation (id),
    -- Up to which event it is indexed.
    seq bigint not null,
    indexed_at bigint not null
);

-- Ended conversations that are to be indexed (anew): as they stand after this event, or a later one.
create table search_due (
    conversation_id uuid primary key references conversation (id),
    seq bigint not null
);
insert into search_due (conversation_id, seq) select id, last_seq from conversation where state = 'ended';
