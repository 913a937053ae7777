-- Ben is a guest in Anna's talk.
update conversation set colleagues = '{"guests": ["##02"], "invitations": []}', last_seq = 3 where id = #d3;
insert into colleague (conversation_id, part, operator_id) values (#d3, 'guest', #02);
insert into event (id, conversation_id, seq, kind, version, author_kind, author_id, at, body)
    values (#e8, #d3, 3, 'joined', 1, 'operator', #02, 1700000015000, '{"kind": "joined", "invitation": {"operator": "##02"}}');
