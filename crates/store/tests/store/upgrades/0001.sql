-- A small desk: Anna serves Support; one conversation is over, one is talked, one waits.
insert into setting (key, value) values ('company', '{"name": "Lumen", "chat_limit": 3}');
insert into operator (id, name, email, password_hash, role, status, created_at)
    values (#01, 'Anna', 'anna@lumen.example', '$argon2id$', 'administrator', 'available', 1700000000000),
           (#02, 'Ben', 'ben@lumen.example', null, 'operator', 'away', 1700000000000);
insert into operator_group (id, name, accept_seconds, service_level_seconds, created_at)
    values (#61, 'Support', 30, 60, 1700000000000);
insert into membership (operator_id, group_id) values (#01, #61);
insert into widget (id, name, group_id, details, created_at) values ('demo', 'Demo', #61, '{}', 1700000000000);
insert into result (id, name, created_at) values (#71, 'Solved', 1700000000000);
insert into tag (id, name, colour, created_at) values (#72, 'VIP', 2, 1700000000000);
insert into sign_in (token_hash, operator_id, created_at, expires_at, address) values ('hash-1', #01, 1700000000000, 4000000000000, '192.0.2.1');
insert into sign_in_failure (key, failures, last_at) values ('anna@lumen.example', 1, 1700000000000);
insert into client (id, name, phone, email, first_seen_at)
    values (#c1, 'Jan Novák', '+420 603 111 222', 'Jan@Example.org', 1700000000000), (#c2, null, null, null, 1700000000000);
insert into identity (kind, value, client_id, created_at) values ('widget', 'token-1', #c1, 1700000000000), ('widget', 'token-2', #c2, 1700000000000);
insert into conversation (id, client_id, entry, widget_id, group_id, state, target_group, operator_id, queued_at, priority,
    accepted_at, first_accepted_at, ended_at, end_cause, result_id, client_delivered, client_read, operator_delivered,
    operator_read, glance, last_seq, tags, parameters, origin)
    values (#d1, #c1, 'chat', 'demo', #61, 'ended', #61, #01, 1700000001000, 0, 1700000002000, 1700000002000, 1700000009000,
        'operator', #71, 3, 3, 3, 3, '{"first_words": "Kde je můj lampion?"}', 4, '["##72"]', '{"order": "A-17"}', '{"language": "cs"}');
insert into conversation (id, client_id, entry, widget_id, group_id, state, target_group, operator_id, queued_at, priority,
    accepted_at, first_accepted_at, client_delivered, client_read, operator_delivered, operator_read, glance, last_seq, due_at,
    tags, parameters, origin, continues_id)
    values (#d3, #c1, 'chat', 'demo', #61, 'active', #61, #01, 1700000011000, 0, 1700000012000, 1700000012000, 0, 0, 0, 0,
        '{}', 1, null, '[]', '{}', '{}', #d1);
insert into conversation (id, client_id, entry, widget_id, group_id, state, target_operator, accept_by, queued_at, priority,
    client_away_since, client_delivered, client_read, operator_delivered, operator_read, glance, last_seq, due_at, tags, parameters, origin)
    values (#d2, #c2, 'chat', 'demo', #61, 'waiting', #02, 4000000000000, 1700000021000, 0, 1700000022000, 0, 0, 0, 0, '{}', 1,
        4000000000000, '[]', '{}', '{}');
insert into event (id, conversation_id, seq, kind, version, author_kind, author_id, at, body) values
    (#e1, #d1, 1, 'started', 1, 'client', #c1, 1700000001000, '{"kind": "started", "entry": "chat", "widget": "demo", "target": {"group": "##61"}, "answers": [{"field": "name", "value": "Jan Novák"}], "continues": null}'),
    (#e2, #d1, 2, 'accepted', 1, 'operator', #01, 1700000002000, '{"kind": "accepted"}'),
    (#e3, #d1, 3, 'message_added', 1, 'client', #c1, 1700000003000, '{"kind": "message_added", "text": "Kde je můj lampion?"}'),
    (#e4, #d1, 4, 'ended', 1, 'operator', #01, 1700000009000, '{"kind": "ended", "cause": "operator", "result": "##71", "note": null}'),
    (#e5, #d3, 1, 'started', 1, 'client', #c1, 1700000011000, '{"kind": "started", "entry": "chat", "widget": "demo", "target": {"group": "##61"}, "answers": [], "continues": "##d1"}'),
    (#e6, #d2, 1, 'started', 1, 'client', #c2, 1700000021000, '{"kind": "started", "entry": "chat", "widget": "demo", "target": {"operator": "##02"}, "answers": [], "continues": null}');
insert into page_view (id, client_id, url, title, at) values (#f9, #c1, 'https://lumen.example/', 'Lumen', 1700000000500);
