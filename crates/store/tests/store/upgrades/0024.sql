-- A client who was erased, with a conversation of which nothing but the numbers is left; bytes that are still to go.
insert into client (id, person_id, first_seen_at, erased_at) values (#c9, #c9, 1700000000000, 1700000040000);
insert into conversation (id, client_id, entry, widget_id, group_id, state, target_group, queued_at, priority, ended_at, end_cause,
    client_delivered, client_read, operator_delivered, operator_read, glance, last_seq, tags, parameters, origin, erased_at)
    values (#d9, #c9, 'chat', 'demo', #61, 'ended', #61, 1600000001000, 0, 1600000009000, 'client', 0, 0, 0, 0, '{}', 3, '[]', '{}', '{}', 1700000040000);
insert into event (id, conversation_id, seq, kind, version, author_kind, author_id, at, body) values
    (#a4, #d9, 1, 'started', 1, 'client', #c9, 1600000001000, '{"kind": "started", "entry": "chat", "widget": "demo", "target": {"group": "##61"}, "answers": [], "continues": null}'),
    (#a5, #d9, 2, 'message_added', 1, 'client', #c9, 1600000002000, '{"kind": "erased"}'),
    (#a6, #d9, 3, 'ended', 1, 'client', #c9, 1600000009000, '{"kind": "ended", "cause": "client", "result": null, "note": null}');
insert into file_erased (id) values (#f2);
