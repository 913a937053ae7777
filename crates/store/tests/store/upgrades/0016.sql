-- Two conversations were indexed by then; the others still were to be. (The words themselves are made anew where they are missing.)
insert into search_doc (place, conversation_id, seq, indexed_at) values (435200000256, #d3, 1, 1700000015000);
update search_due set seq = 0 where conversation_id = #d7;
