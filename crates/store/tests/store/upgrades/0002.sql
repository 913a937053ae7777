-- A file goes with a message; a template; a draft.
insert into file (id, conversation_id, author_kind, author_id, name, media_type, size, key, created_at, sent_at)
    values (#f1, #d3, 'client', #c1, 'uctenka.pdf', 'application/pdf', 3, 'key', 1700000012500, 1700000013000);
insert into event (id, conversation_id, seq, kind, version, author_kind, author_id, at, body)
    values (#e7, #d3, 2, 'message_added', 1, 'client', #c1, 1700000013000, '{"kind": "message_added", "files": [{"id": "##f1", "name": "uctenka.pdf", "media_type": "application/pdf", "size": 3, "key": "key"}]}');
update conversation set last_seq = 2 where id = #d3;
insert into template (id, owner_id, shortcut, title, folder, text, used, created_at)
    values (#73, null, 'hello', 'Hello', '', 'Hello, how can I help?', 0, 1700000000000);
insert into draft (conversation_id, operator_id, reply, note, updated_at) values (#d3, #01, 'Your receipt', '', 1700000014000);
