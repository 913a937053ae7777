-- What a client left while nobody was there, and Anna took.
insert into offline_request (id, client_id, entry, widget_id, group_id, filled, why, created_at, stage, operator_id, version, history)
    values (#91, #c2, 'chat', 'demo', #61, '{"email": "eva@example.org", "message": "Please write"}', 'offline', 1700000030000,
        'taken', #01, 2, '[{"by": "##01", "at": "2023-11-14T22:13:20Z", "what": {"kind": "taken"}}]');
