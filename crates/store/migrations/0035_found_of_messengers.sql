-- Words said otherwise, files that came after their message, places, cards and orders were not found so far: what came
-- through a messenger is indexed once more.
insert into search_due (conversation_id, seq) select id, last_seq from conversation
    where state = 'ended' and channel_id is not null
    on conflict (conversation_id) do nothing;
update search_doc set seq = -1 where conversation_id in (select id from conversation where channel_id is not null);
