-- Who and what was erased. What is left of it can be counted, and says nothing of anybody.

alter table client add column erased_at bigint;
alter table conversation add column erased_at bigint;
alter table offline_request add column erased_at bigint;
-- What is over and was not erased, the oldest first.
create index conversation_to_erase on conversation (ended_at) where ended_at is not null and erased_at is null;

-- Files that are known no longer and whose bytes are still to be removed: a crash between the two loses none.
create table file_erased (
    id uuid primary key
);
create index file_sent on file (sent_at) where sent_at is not null;
-- Lines about somebody who is erased are found by it.
create index audit_subject on audit (subject_id) where subject_id is not null;
