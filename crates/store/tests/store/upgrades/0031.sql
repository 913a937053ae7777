-- A number, what it told, and what is on its way to its client.
insert into channel (id, kind, name, account, group_id, routing, settings, sealed, created_at)
    values (#e1, 'whatsapp', 'Shop', '106540352242922', #61, '[]', '{"phone_number_id":"106540352242922"}', 'sealed', 1700000053000);
insert into channel_state (channel_id, heard_at) values (#e1, 1700000053500);
insert into hook (id, channel_id, received_at, body, due_at) values (#e2, #e1, 1700000053600, '{}', 1700000053600);
insert into heard (channel_id, key, at) values (#e1, 'm:1', 1700000053600);
insert into outside_message (channel_id, message, conversation_id, seq) values (#e1, 'wamid.1', #d1, 2);
insert into channel_client (channel_id, client_id, known, parameters)
    values (#e1, #c1, '[{"kind":"whatsapp_phone","value":"421905123456"}]', '{}');
insert into outgoing (id, channel_id, client_id, conversation_id, seq, part, content, state, due_at, began_at, at)
    values (#e3, #e1, #c1, #d1, 3, 0, '{"kind":"text","text":"Hello"}', 'queued', 1700000053700, 1700000053700, 1700000053700);
insert into medium (file_id, channel_id, conversation_id, seq, source, due_at, began_at)
    values (#e4, #e1, #d1, 2, '{"kind":"image","id":"1"}', 1700000053700, 1700000053700);
