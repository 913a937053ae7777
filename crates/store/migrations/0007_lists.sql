-- Pages of a long list are found, not searched for: whatever the state, and those of one operator.
create index conversation_place on conversation (state, queued_at, id);
create index conversation_operator_place on conversation (operator_id, queued_at, id) where state = 'ended';
drop index conversation_ended;
