-- What a messenger says of a part is of one try of it: how often it was taken to be sent, and the last try it said failed
-- (-1: none). Sent before this, a part carries no number; what waits to go once more had failed.
alter table outgoing add column tried int not null default 0;
alter table outgoing add column failed_try int not null default -1;
update outgoing set failed_try = 0 where state = 'failed' or (state = 'queued' and attempts > 0);
