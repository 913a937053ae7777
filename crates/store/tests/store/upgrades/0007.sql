-- One more conversation that is over, of nobody's queue: the client left.
insert into conversation (id, client_id, entry, widget_id, group_id, state, target_group, queued_at, priority, ended_at, end_cause,
    client_delivered, client_read, operator_delivered, operator_read, glance, last_seq, tags, parameters, origin)
    values (#d7, #c2, 'chat', 'demo', #61, 'ended', #61, 1600000001000, 0, 1600000009000, 'client', 0, 0, 0, 0, '{}', 2, '[]', '{}', '{}');
insert into event (id, conversation_id, seq, kind, version, author_kind, author_id, at, body) values
    (#a1, #d7, 1, 'started', 1, 'client', #c2, 1600000001000, '{"kind": "started", "entry": "chat", "widget": "demo", "target": {"group": "##61"}, "answers": [], "continues": null}'),
    (#a2, #d7, 2, 'ended', 1, 'client', #c2, 1600000009000, '{"kind": "ended", "cause": "client", "result": null, "note": null}');
