-- When a part last left for the messenger: what a client has seen up to a moment it has not seen of what left later.
alter table outgoing add column left_at bigint;
update outgoing set left_at = began_at where state <> 'queued';
